// The alarm's work: the mutants of a set, how many commands each is given by profile, and the evidence that a finished
// kill matrix gives.
import type { Vocabulary } from '../../contract/vocabulary.ts';
import type { Command } from '../../contract/command.ts';
import { parseCommand } from '../../contract/notation/trace.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import type { AlarmMutant, AlarmPlan, KillMatrixResult, KillRow } from '../../engines/alarm/kill-matrix.ts';
import { PROPERTIES } from '../../engines/alarm/properties.ts';
import { WHOLE } from '../../engines/alarm/kill-matrix.ts';
import { mutantSystem, ownSystemOf } from '../../own-systems.ts';
import { COMMAND_SETS, specificationOf } from '../../command-sets.ts';
import type { CheckEvidence, MutantEvidence } from './check-evidence.ts';
import { FIXED_SEED, profileOf, RANDOM_IDS_MAX } from './settings.ts';
import type { GateProfile, Settings } from './settings.ts';

const COMMANDS_MAX = 100;

/** Random commands a mutant at most. */
const BUDGET: Readonly<Record<GateProfile, number>> = { quick: 20_000, full: 20_000, nightly: 100_000 };

/** The columns of the matrix that look at the system alone. */
export const MODEL_FREE: readonly string[] = PROPERTIES.filter(({ modelFree }) => modelFree).map(
  ({ name }) => name,
);

/** The mutants of a set. */
export function alarmMutants(commandSet: string): readonly AlarmMutant[] {
  const { vocabulary, mutants } = ownSystemOf(commandSet).table;
  return Object.entries(mutants).map(([name, { rule, sentence, example }]) => ({
    name,
    rule,
    sentence,
    ...(example !== undefined && { example: commandsIn(example, vocabulary) }),
    make: () => mutantSystem(name) as SystemUnderTest,
  }));
}

/** The plan of a profile: in the quick one it is asked alone whether each mutant is killed. */
export function alarmPlan(
  commandSet: string,
  profile: GateProfile,
  mutants: readonly AlarmMutant[] = alarmMutants(commandSet),
): AlarmPlan {
  return {
    specification: specificationOf({ commandSet }).mostDecided,
    mutants,
    // A mutant that is seldom shown is not to be killed on one day and not on the next.
    seed: FIXED_SEED,
    commandsMax: COMMANDS_MAX,
    idsMax: RANDOM_IDS_MAX,
    budget: BUDGET[profile],
    properties: profile === 'quick' ? undefined : PROPERTIES,
  };
}

/** Commands that a table's mutants are given at most, of the set that has most of them. */
export function alarmCost(settings: Settings): number {
  const profile = profileOf(settings);
  const mutants = Math.max(...COMMAND_SETS.map(({ table }) => Object.keys(table.mutants).length));
  // By the whole, and where there is a matrix once more by each property alone; a last sequence and its drain are run to their end.
  return mutants * (profile === 'quick' ? 1 : 2) * (BUDGET[profile] + 2 * COMMANDS_MAX);
}

/** Whether a mutant is killed, by random commands or by its example. */
export function isKilled({ killedBy }: Pick<KillRow, 'killedBy'>): boolean {
  return Object.hasOwn(killedBy, WHOLE);
}

/** Whether a mutant's survival is excused. */
export function isEquivalent({ comparison }: KillRow): boolean {
  return comparison?.kind === 'equivalent';
}

/** The matrix as data, with its counts. */
export function alarmEvidence(commandSet: string, result: KillMatrixResult): CheckEvidence {
  const { rows } = result;
  return {
    totals: {
      mutants: rows.length,
      killed: rows.filter(isKilled).length,
      equivalent: rows.filter(isEquivalent).length,
      commands: rows.reduce((sum, { commands }) => sum + commands, 0),
    },
    killMatrix: { commandSet, properties: result.properties, mutants: rows.map(evidenceOf) },
  };
}

function evidenceOf({ name, rule, sentence, killedBy, byExample, comparison }: KillRow): MutantEvidence {
  return {
    name,
    rule,
    sentence,
    killedBy,
    ...(byExample && { byExample }),
    ...(comparison?.kind === 'equivalent' && {
      equivalent: {
        bound: comparison.bound,
        states: comparison.states,
        transitions: comparison.transitions,
      },
    }),
  };
}

function commandsIn(example: string, vocabulary: Vocabulary): readonly Command[] {
  return example.split('; ').map((text) => {
    const parsed = parseCommand(text, vocabulary);
    if (!('value' in parsed)) throw new Error(`a mutant's example is no command: ${text}`);
    return parsed.value;
  });
}
