// The check of our own tables at the smallest capacities: they grow, their index is full, their state is taken over by
// tables of other sizes, all of it in every run.
import { commandSetOf, specificationOf } from '../../../command-sets.ts';
import { counted, grouped } from '../../../contract/format-numbers.ts';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import type { AnySetTable } from '../../../systems/command-set.ts';
import { growthFaults } from '../../../systems/storage/growth.ts';
import { handleFaults } from '../../../systems/storage/handle-objects.ts';
import { movingTable } from '../../../systems/storage/moving-table.ts';
import type { MovesMade } from '../../../systems/storage/moving-table.ts';
import type { Check, CheckOutcome, Subject } from '../check.ts';
import { excused, failed, inconclusive, NO_SHARE, pass } from '../check.ts';
import { searchFailed } from '../failure-outcome.ts';
import { lotsOf, runLot, seedOf } from '../lots.ts';
import { isGates, profileOf, WITH_DRAIN, USUAL_PROFILE } from '../settings.ts';
import type { GateProfile, Settings } from '../settings.ts';
import { withSystem } from '../using-system.ts';

const CAPACITIES = [1, 2, 3, 4];
/** Commands between two moves, one a capacity: no two have a divisor in common. */
const MOVED_EVERY = [5, 7, 11, 13];
/** Runs of a lot, and their sizes: so many ids that every table grows several times. */
const LOT = { runs: 10, commandsMax: 200, idsMax: 60 } as const;
const SHRINK_MAX = 40;
/** Lots of each capacity. */
const LOTS: Readonly<Record<GateProfile, number>> = { quick: 1, full: 10, nightly: 100 };
/** A large run has more commands than others. */
const LARGE_MAX = 250;

export const CAPACITIES_CHECK: Check = {
  name: 'capacities',
  about: 'table',
  claim: () =>
    'it does the same at every size, as it grows, and when its state moves to a table of another size',
  cost: (settings) => WITH_DRAIN * lotsFor(settings) * LOT.runs * LARGE_MAX,
  needs: [],
  isAsked: isGates,
  divides: true,
  run: (subject) =>
    withSystem(subject.make, async (system) => {
      const { id } = specificationOf(system).vocabulary;
      const set = commandSetOf(id);
      return set === undefined ? excused('it is no table of ours') : await capacities(set.table, subject);
    }),
};

function lotsFor(settings: Settings): number {
  return CAPACITIES.length * LOTS[profileOf(settings)];
}

/** The outcome of tables that this set makes. */
export async function capacities(set: AnySetTable, subject: Subject): Promise<CheckOutcome> {
  const { settings, surroundings } = subject;
  const wrong = surroundings.shard.index === 0 ? storageFaults(set) : [];
  if (wrong[0] !== undefined)
    return failed(`${wrong[0]}${wrong.length > 1 ? `, and ${wrong.length - 1} more such faults` : ''}`);
  const lots = lotsOf(lotsFor(settings), surroundings.shard);
  if (lots.length === 0) return NO_SHARE;
  const made: MovesMade = { growths: 0, moves: 0 };
  const totals = { runs: 0, commands: 0 };
  for (const [done, lot] of lots.entries()) {
    surroundings.control.progress?.(`${done} of ${counted(lots.length, 'lot')}`);
    const moves = {
      capacity: CAPACITIES[lot % CAPACITIES.length],
      every: MOVED_EVERY[lot % MOVED_EVERY.length],
    };
    const make = () => movingTable(set, moves, made);
    const system = make();
    const options = {
      ...LOT,
      shrinkMax: SHRINK_MAX,
      certifyStatesMax: 0,
      fresh: () => movingTable(set, moves, { ...made }),
    };
    const { verdict, reason = '', failure, ...ran } = await runLot(system, subject, lot, options);
    if (failure !== undefined) {
      const replay = againLine(set, settings);
      const how = { ...settings, seed: seedOf(lot), commandsMax: LOT.commandsMax, again: () => replay };
      const outcome = searchFailed(system, failure, how);
      return outcome.verdict === 'fail' && outcome.counterexample !== undefined
        ? { ...outcome, counterexample: { ...outcome.counterexample, replay } }
        : outcome;
    }
    if (verdict !== 'pass') return { ...inconclusive(reason), evidence: { totals } };
    totals.runs += ran.runs;
    totals.commands += ran.commands;
  }
  const { growths, moves } = made;
  const evidence = { totals: { ...totals, growths, moves } };
  if (growths === 0 || moves === 0) return { ...inconclusive('no table grew, or none moved'), evidence };
  return pass(
    `${counted(totals.runs, 'run')}, ${counted(totals.commands, 'command')}, ${grouped(growths)} times grown, ${grouped(moves)} times moved to another size; every word of a row is copied`,
    evidence,
  );
}

/** The line that shows a failure again: no other command moves a table as it runs. */
function againLine(set: AnySetTable, settings: Settings): string {
  const profile = profileOf(settings);
  const amount = profile === USUAL_PROFILE ? '' : ` --profile ${profile}`;
  return `${COMMAND_LINE} gate --only ${CAPACITIES_CHECK.name} --set ${set.vocabulary.id}${amount}`;
}

/** The faults of storage; a table that cannot even go on has one, in the words of its exception. */
function storageFaults(set: AnySetTable): readonly string[] {
  try {
    return [...growthFaults(set), ...handleFaults(set)];
  } catch (error) {
    return [`growing ended in an exception: ${String(error)}`];
  }
}
