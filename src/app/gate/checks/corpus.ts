// The check that what once failed does not fail again: every trace of a folder.
import type { CorpusEntry } from '../../../counterexample/file/corpus.ts';
import { titleOf } from '../../../counterexample/file/record.ts';
import type { System } from '../../../contract/system.ts';
import { whyNot } from '../../../contract/file-trouble.ts';
import { counted } from '../../../contract/format-numbers.ts';
import { branchesOutcome } from '../branches-outcome.ts';
import type { Check, CheckOutcome } from '../check.ts';
import { excused, inconclusive, pass } from '../check.ts';
import { failureOutcome } from '../failure-outcome.ts';
import { cutShort, replayedShare } from '../replayed-share.ts';
import type { ReplayedShare } from '../replayed-share.ts';
import type { Surroundings } from '../surroundings.ts';
import { withSystem } from '../using-system.ts';

export const CORPUS_CHECK: Check = {
  name: 'corpus',
  line: 'regressions',
  divides: true,
  claim: ({ corpus }) => `no trace in ${corpus} fails again`,
  // A few short traces.
  cost: () => 1_000,
  needs: [],
  isAsked: ({ corpus }) => corpus !== undefined,
  run: ({ make, settings, surroundings }) =>
    withSystem(make, (system) => replayed(system, settings.corpus ?? '', surroundings)),
};

async function replayed(system: System, folder: string, surroundings: Surroundings): Promise<CheckOutcome> {
  let share: ReplayedShare;
  try {
    share = await replayedShare([folder], system, surroundings);
  } catch (error) {
    return inconclusive(`${folder} cannot be replayed: ${whyNot(error)}`);
  }
  const { entries, isComplete } = share;
  const failure = failureAmong(system, entries);
  if (failure !== undefined) return failure;
  if (!isComplete) return cutShort(entries);
  const damaged = entries.filter((entry) => entry.outcome === 'damaged');
  if (damaged.length > 0)
    return inconclusive(damaged.map(({ file, problem }) => `${file}:${problem}`).join('; '));
  const aside = entries.filter(
    (entry) => entry.outcome === 'no-longer-applicable' || entry.outcome === 'of-another-set',
  );
  if (aside.length === entries.length)
    return excused(
      aside[0] === undefined
        ? `${folder} holds no trace`
        : `no trace in ${folder} applies: ${aside[0].reason}`,
    );
  const besides = aside.map(({ file, reason }) => `; ${file} does not apply: ${reason}`).join('');
  const traces = entries.length - aside.length;
  return pass(`${counted(traces, 'trace')} replayed${besides}`, { totals: { traces } });
}

/** The failure of the first trace that fails still, with the names of all that do; nothing where none does. */
export function failureAmong(system: System, entries: readonly CorpusEntry[]): CheckOutcome | undefined {
  const failing = entries.filter((entry) => entry.outcome === 'still-fails');
  const [first] = failing;
  if (first === undefined) return undefined;
  const told = failing.map((entry) => {
    const what = 'failure' in entry ? entry.failure.divergence : entry.branches;
    return `${entry.file} still fails: ${titleOf(what)}`;
  });
  const outcome =
    'failure' in first
      ? failureOutcome(system, first.failure, { file: first.file })
      : branchesOutcome(system, { failure: first.branches }, { file: first.file });
  return outcome.verdict === 'fail'
    ? { ...outcome, sentence: firstOf(told), report: `${told.join('\n')}\n\n${outcome.report}` }
    : outcome;
}

function firstOf(told: readonly string[]): string {
  const [first = ''] = told;
  return told.length === 1 ? first : `${first}; and ${counted(told.length - 1, 'more trace')}`;
}
