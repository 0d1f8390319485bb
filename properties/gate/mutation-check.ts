// The check of the tests by mutants that a tool makes of any source: those that survive are on record with a reason, or
// the check fails.
import { execFileSync } from 'node:child_process';
import type { Check, CheckOutcome } from '../../src/app/gate/check.ts';
import { excused, failed, inconclusive, pass } from '../../src/app/gate/check.ts';
import type { Surroundings } from '../../src/app/gate/surroundings.ts';
import { ROOT } from '../support/repository.ts';
import { mutantsIn } from './mutation-report.ts';
import { runStryker } from './mutation-run.ts';
import type { MutationFindings, SurvivorsRecord } from './surviving-mutants.ts';
import { compareSurvivors, mutantLine, SURVIVORS_FILE, survivorsOnRecord } from './surviving-mutants.ts';

/** The mutants that the profile `full` tries at most; the files that are left over are left to `nightly`. */
const FULL_MUTANTS_MAX = 400;
/** The lines of a report on survivors. */
const SHOWN_MAX = 20;

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
  run: ({ surroundings }) => mutationOutcome(surroundings),
};

async function mutationOutcome(surroundings: Surroundings): Promise<CheckOutcome> {
  const record = survivorsOnRecord(ROOT);
  const { files, left } = filesFor(record, surroundings);
  if (files.length === 0)
    return excused(
      left.length === 0
        ? 'no file that is mutated has changed'
        : `too much has changed for this profile: ${left.join(', ')} are left to nightly`,
    );
  const ended = await runStryker(ROOT, files, surroundings.control);
  if (ended.end === 'stopped') return inconclusive('it was stopped before every mutant had been tried');
  if (ended.end === 'trouble') return inconclusive(ended.sentence);
  const mutants = ended.texts.flatMap((text) => mutantsIn(text, files));
  return outcomeOfFindings(compareSurvivors(mutants, record, files), record, left);
}

/** The files that a profile mutates, and those that it leaves to a larger one. */
function filesFor(
  { files }: SurvivorsRecord,
  { profile, base, shard }: Surroundings,
): { readonly files: readonly string[]; readonly left: readonly string[] } {
  const all = Object.keys(files);
  if (profile === 'nightly')
    return { files: all.filter((_, index) => index % shard.of === shard.index), left: [] };
  const changed = new Set(base === undefined ? SMALL : [...SMALL, ...changedSince(base)]);
  return withinBudget(
    all.filter((file) => changed.has(file)),
    files,
    FULL_MUTANTS_MAX,
  );
}

/** Small files on which every verdict hangs. */
const SMALL: readonly string[] = ['src/lockstep/answer-agreement.ts'];

function changedSince(base: string): readonly string[] {
  const text = execFileSync('git', ['diff', '--name-only', base, '--', 'src'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
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
export function outcomeOfFindings(
  findings: MutationFindings,
  { leastScore }: Pick<SurvivorsRecord, 'leastScore'>,
  left: readonly string[] = [],
): CheckOutcome {
  const { unlisted, vanished, mutants, noticed, survived, unseen, undecided } = findings;
  const score = Math.floor(findings.score * 10) / 10;
  const told = [
    `${noticed} of ${mutants} mutants noticed, ${survived} survive${unseen === 0 ? '' : ` (${unseen} of them not looked at yet)`}, score ${score} %`,
    ...(vanished.length === 0
      ? []
      : [
          `${vanished.length} on record survive no more and can be taken from ${SURVIVORS_FILE}: ${vanished.map(mutantLine).join('; ')}`,
        ]),
    ...(left.length === 0 ? [] : [`left to nightly: ${left.join(', ')}`]),
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
    return inconclusive(
      `${undecided.length} mutants ran out of time, which says nothing about the tests: take .stryker away and run again on a machine that is less busy; ${told}`,
    );
  if (score < leastScore)
    return { ...failed(`the score is ${score} % and must be at least ${leastScore} %; ${told}`), evidence };
  return pass(told, evidence);
}
