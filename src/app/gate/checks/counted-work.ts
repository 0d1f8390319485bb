// The check that the commands of a table do no more work than is on record: counted, so that the verdict is the same on any
// machine.
import { commandSetOf, specificationOf } from '../../../command-sets.ts';
import { counted, grouped } from '../../../contract/format-numbers.ts';
import type { RunControl } from '../../../contract/run-control.ts';
import { inTurnsUntilStopped } from '../../../lockstep/pauses.ts';
import type { Specification } from '../../../model/specification.ts';
import type { AnySetTable } from '../../../systems/command-set.ts';
import type { Check, CheckOutcome } from '../check.ts';
import { excused, inconclusive, pass } from '../check.ts';
import { countedAlone } from '../performance/count-alone.ts';
import { COMMANDS_COUNTED, countedCommands } from '../performance/counted-commands.ts';
import type { SetWork } from '../performance/counted-commands.ts';
import { compareWork, isBeyondByHeapAlone, recordedWork, WORK_FILE } from '../performance/work-budgets.ts';
import { withSystem } from '../using-system.ts';

const ANEW = '"npm run gate:record-work" records it anew';
/** Sentences of a long list that a summary has room for. */
const TOLD_MOST = 3;

export const COUNTED_WORK_CHECK: Check = {
  name: 'counted-work',
  about: 'table',
  claim: () => 'no command does more work than is on record',
  // They are given to tables made for that, and none to the system.
  cost: () => COMMANDS_COUNTED,
  needs: [],
  run: ({ make, surroundings: { control } }) =>
    withSystem(make, async (system) => {
      const specification = specificationOf(system);
      const { id } = specification.vocabulary;
      const set = commandSetOf(id);
      const recorded = recordedWork()?.[id];
      return set === undefined
        ? excused('it is no table of ours')
        : await workOf(set.table, specification, recorded, control, () => countedAlone(id));
    }),
};

/**
 * The outcome for a table whose recorded work this is. Work that is beyond it by bytes of the heap alone may be the engine's,
 * so `recount` has the last word on that, where it is given.
 */
export async function workOf(
  set: AnySetTable,
  specification: Specification,
  recorded: SetWork | undefined,
  control: RunControl<string>,
  recount?: () => Promise<SetWork>,
): Promise<CheckOutcome> {
  if (recorded === undefined) return inconclusive(`${WORK_FILE} has no work of its commands: ${ANEW}`);
  const needsMoreRuns = (work: SetWork): boolean => isBeyondByHeapAlone(work, recorded);
  let work = await inTurnsUntilStopped(countedCommands(set, specification, needsMoreRuns), control);
  if (work !== undefined && recount !== undefined && needsMoreRuns(work))
    work = control.stopped() ? undefined : await recount();
  // Part of the work cannot be compared with what is on record of all of it.
  if (work === undefined) return inconclusive('it was ended while it counted');
  const compared = compareWork(work, recorded);
  if (compared === undefined)
    return inconclusive(`${WORK_FILE} is of other sequences of commands than are drawn now: ${ANEW}`);
  const { beyond, changed } = compared;
  const evidence = { totals: totalsOf(work) };
  if (beyond.length > 0)
    return {
      verdict: 'fail',
      sentence: `more work than is on record: ${inShort(beyond)}`,
      report: reportOf(beyond, changed),
      counterexample: undefined,
      evidence,
    };
  const { commands, words } = totalsOf(work);
  const done = `${counted(commands, 'command')} read and wrote ${grouped(words)} words`;
  return changed.length === 0
    ? pass(`${done}, as recorded`, evidence)
    : pass(`${done}; not quite as recorded, ${ANEW}: ${inShort(changed)}`, evidence);
}

function totalsOf({ commands }: SetWork): { readonly commands: number; readonly words: number } {
  const all = Object.values(commands);
  return {
    commands: all.reduce((sum, { calls }) => sum + calls, 0),
    words: all.reduce((sum, { words }) => sum + words, 0),
  };
}

function inShort(sentences: readonly string[]): string {
  const more = sentences.length - TOLD_MOST;
  return [...sentences.slice(0, TOLD_MOST), ...(more > 0 ? [`and ${grouped(more)} more`] : [])].join('; ');
}

function reportOf(beyond: readonly string[], changed: readonly string[]): string {
  const within = changed.length === 0 ? [] : ['', 'changed, and within the budget:', ...changed];
  return ['more work than is on record:', ...beyond, ...within, '', `where the work is meant, ${ANEW}`].join(
    '\n',
  );
}
