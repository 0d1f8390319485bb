// The reach of each property over all mutants of each set, as properties/recorded/kill-matrix.json has it: a change of reach
// is seen in a diff.
import { alarmPlan, MODEL_FREE } from '../../src/app/gate/alarm-plan.ts';
import { COMMAND_SETS } from '../../src/command-sets.ts';
import { killMatrix, WHOLE } from '../../src/engines/alarm/kill-matrix.ts';
import { reachOf } from '../../src/engines/alarm/reach.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';

/** The file, below the root. */
export const KILL_COUNTS = 'properties/recorded/kill-matrix.json';

/** By set, and by property. */
export type KillCounts = Readonly<
  Record<
    string,
    {
      readonly mutants: number;
      readonly byExample: readonly string[];
      readonly properties: Readonly<Record<string, readonly [kills: number, alone: number]>>;
      readonly withoutModel: Readonly<Record<string, readonly [kills: number, alone: number]>>;
    }
  >
>;

/** Runs all mutants of all sets: a minute or two. */
export async function killCounts(): Promise<KillCounts> {
  const counts: Record<string, KillCounts[string]> = {};
  for (const { table } of COMMAND_SETS) {
    const { id } = table.vocabulary;
    const { rows, properties } = await killMatrix(alarmPlan(id, 'full'), ALONE.control);
    const reach = (names: readonly string[]): KillCounts[string]['properties'] =>
      Object.fromEntries(
        reachOf(rows, names).map(({ property, kills, alone }) => [property, [kills, alone]]),
      );
    counts[id] = {
      mutants: rows.length,
      byExample: rows.filter(({ byExample }) => byExample).map(({ name }) => name),
      properties: reach(properties.filter((name) => name !== WHOLE)),
      withoutModel: reach(properties.filter((name) => MODEL_FREE.includes(name))),
    };
  }
  return counts;
}
