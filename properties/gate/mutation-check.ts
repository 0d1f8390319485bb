// The check of the tests by mutants that a tool makes of any source: those that survive are on record with a reason, or
// the check fails.
import { execFileSync } from 'node:child_process';
import type { Check, CheckOutcome } from '../../src/app/gate/check.ts';
import { failed, inconclusive, NO_SHARE, pass } from '../../src/app/gate/check.ts';
import { commitNamed } from '../../src/app/gate/performance/base-checkout.ts';
import type { Surroundings } from '../../src/app/gate/surroundings.ts';
import { shareOf } from '../../src/app/gate/surroundings.ts';
import { ROOT } from '../support/repository.ts';
import { mutantsIn } from './mutation-report.ts';
import { runStryker } from './mutation-run.ts';
import type { MutationFindings, SurvivorsRecord } from './surviving-mutants.ts';
import { compareSurvivors, mutantLine, SURVIVORS_FILE, survivorsOnRecord } from './surviving-mutants.ts';

/** The mutants that the profile `full` tries at most: minutes. The files that are left over are left to `nightly`. */
const FULL_MUTANTS_MAX = 1_000;
/** The lines of a report on survivors. */
const SHOWN_MAX = 20;

/** Small files on which every verdict hangs: tried whether they have changed or not. */
const ALWAYS: readonly string[] = ['src/lockstep/answer-agreement.ts'];

/** Generic mutants of the files that are covered: each is noticed by a test, or on record. */
export const check: Check = {
  name: 'generic-mutants',
  about: 'harness',
  profiles: ['full', 'nightly'],
  claim: () =>
    'every generic mutant of the files that are covered is noticed by a test, or on record with a reason',
  // The tests give some ten thousand commands a mutant.
  cost: () => 10_000 * FULL_MUTANTS_MAX,
  needs: ['git'],
  divides: true,
  run: ({ surroundings }) => mutationOutcome(surroundings),
};

/** The parts of the check that a test replaces: the record, what has changed, and Stryker. */
interface MutationParts {
  readonly record: SurvivorsRecord;
  readonly changedSince: (base: string) => Promise<readonly string[] | undefined>;
  readonly run: typeof runStryker;
}

const OWN_PARTS = (): MutationParts => ({ record: survivorsOnRecord(ROOT), changedSince, run: runStryker });

/** The verdict on the files that fall to this profile and shard. */
export async function mutationOutcome(
  surroundings: Surroundings,
  { record, changedSince: changes, run }: MutationParts = OWN_PARTS(),
): Promise<CheckOutcome> {
  const { profile, base, shard, control } = surroundings;
  const changed = base === undefined || profile === 'nightly' ? [] : await changes(base);
  if (changed === undefined)
    return inconclusive(
      `git knows no version "${base}" here, so it is not known which files have changed: --base must be a branch, a tag or a commit, and where the clone is shallow it must be fetched first`,
    );
  const { files, left } = filesFor(record, profile === 'nightly' ? undefined : changed);
  const share = shareOf(files, shard);
  // One shard speaks of what all of them leave.
  const unasked = shard.index === 0 ? left : [];
  if (share.length === 0) return unasked.length === 0 ? NO_SHARE : leftOpen(unasked, 'nothing was tried');
  const ended = await run(ROOT, share, control);
  if (ended.end === 'stopped') return inconclusive('it was stopped before every mutant had been tried');
  if (ended.end === 'trouble') return inconclusive(ended.sentence);
  const mutants = ended.texts.flatMap((text) => mutantsIn(text, share));
  const outcome = outcomeOfFindings(compareSurvivors(mutants, record, share));
  return outcome.verdict === 'pass' && unasked.length > 0
    ? { ...leftOpen(unasked, outcome.sentence), ...(outcome.evidence && { evidence: outcome.evidence }) }
    : outcome;
}

function leftOpen(left: readonly string[], done: string): CheckOutcome {
  return inconclusive(
    `more has changed than this profile tries; of ${left.join(', ')} nothing is known: run npm run gate:mutation -- ${left.join(' ')}, or the profile nightly; of the others ${done}`,
  );
}

/** The files that are mutated where these have changed, or all, largest first, so that shards have about the same work. */
function filesFor(
  { files }: SurvivorsRecord,
  changed: readonly string[] | undefined,
): { readonly files: readonly string[]; readonly left: readonly string[] } {
  const all = Object.keys(files).toSorted((one, other) => (files[other] ?? 0) - (files[one] ?? 0));
  if (changed === undefined) return { files: all, left: [] };
  const asked = all.filter((file) => ALWAYS.includes(file) || changed.includes(file));
  return withinBudget(asked, files, FULL_MUTANTS_MAX);
}

/** The files of the source that differ from a version; nothing where git knows none of this name. */
async function changedSince(base: string): Promise<readonly string[] | undefined> {
  const commit = await commitNamed(base);
  if (commit === undefined) return undefined;
  const words = ['diff', '--name-only', commit.trim(), '--', 'src'];
  const text = execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' });
  return text.split('\n').filter((line) => line !== '');
}

/** The first files that have no more mutants together than so many, and the others. */
export function withinBudget(
  files: readonly string[],
  mutantsOf: Readonly<Record<string, number>>,
  most: number,
): { readonly files: readonly string[]; readonly left: readonly string[] } {
  let sum = 0;
  const taken = files.filter((file) => {
    const fits = sum + (mutantsOf[file] ?? 0) <= most;
    if (fits) sum += mutantsOf[file] ?? 0;
    return fits;
  });
  return { files: taken, left: files.filter((file) => !taken.includes(file)) };
}

/** The verdict on a run. */
export function outcomeOfFindings(findings: MutationFindings): CheckOutcome {
  const { unlisted, vanished, mutants, noticed, survived, unseen, undecided } = findings;
  const score = Math.floor(findings.score * 10) / 10;
  const told = [
    `${noticed} of ${mutants} mutants noticed, ${survived} survive${unseen === 0 ? '' : ` (${unseen} of them not looked at yet)`}, score ${score} %`,
    ...(vanished.length === 0
      ? []
      : [
          `${vanished.length} on record survive no more and can be taken from ${SURVIVORS_FILE}: ${vanished.map(mutantLine).join('; ')}`,
        ]),
  ].join('; ');
  const evidence = { totals: { mutants, noticed, survived } };
  if (unlisted.length > 0) {
    const sentence = `${unlisted.length} mutants survive that are not on record: a test must notice them, or ${SURVIVORS_FILE} must say why none does`;
    const rest = unlisted.length - SHOWN_MAX;
    const lines = [
      sentence,
      ...unlisted.slice(0, SHOWN_MAX).map((mutant) => `  ${mutantLine(mutant)}`),
      ...(rest > 0 ? [`  and ${rest} more`] : []),
      told,
    ];
    return {
      ...failed(sentence),
      verdict: 'fail',
      report: lines.join('\n'),
      counterexample: undefined,
      evidence,
    };
  }
  if (undecided.length > 0)
    return {
      ...inconclusive(
        `of ${undecided.length} mutants nothing is known, because the clock ended them or not all of their tests were run: run again on a machine that is less busy; ${told}`,
      ),
      evidence,
    };
  return pass(told, evidence);
}
