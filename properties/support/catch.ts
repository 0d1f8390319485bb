// A campaign against one system with the default settings: how many commands until the alarm rings.
import { COMMAND_NAMES } from '../../src/contract/command.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { Decoder } from '../../src/generate/decoder.ts';
import { randomSearch } from '../../src/generate/random-search.ts';
import type { Choices } from '../../src/generate/random-search.ts';
import { shapeOf } from '../../src/generate/shape.ts';
import { HIERARCHY } from '../../src/model/specification.ts';
import type { Divergence } from '../../src/refinement/divergence.ts';
import { Lockstep } from '../../src/refinement/lockstep.ts';

/** What a user gets who sets nothing. */
export const DEFAULTS = { runs: 1000, commandsMax: 100, idsMax: 8 } as const;

/** How a campaign ended. */
export interface Campaign {
  /** Undefined: never caught. */
  readonly divergence: Divergence | undefined;
  /** Over all runs, drains included. */
  readonly commands: number;
  readonly runs: number;
}

/** Runs until the system and the model part. The system's opinion of itself is not asked: behaviour has to tell. */
export async function campaign(system: SystemUnderTest, seed: number): Promise<Campaign> {
  const { selfCheck: _, ...behaviour } = system;
  const lockstep = new Lockstep(behaviour);
  let divergence: Divergence | undefined;
  let commands = 0;
  const run = ({ numbers }: Choices): string | undefined => {
    const shape = shapeOf(numbers[0] as number, COMMAND_NAMES, DEFAULTS.idsMax);
    const decoder = new Decoder(HIERARCHY, COMMAND_NAMES, shape);
    divergence = lockstep.reset();
    for (let index = 1; index < numbers.length && divergence === undefined; index += 1) {
      commands += 1;
      divergence = lockstep.step(decoder.decode(numbers[index] as number, lockstep.state));
    }
    divergence ??= lockstep.finish(() => void (commands += 1));
    return divergence?.sentence;
  };
  const { runs } = await randomSearch({ runs: DEFAULTS.runs, commandsMax: DEFAULTS.commandsMax, seed }, run);
  return { divergence, commands, runs };
}
