// What a random run is made of: the commands that a system can be asked, and choices turned into a run of them.
import type { CommandName } from '../../contract/command.ts';
import type { System } from '../../contract/system.ts';
import { Decoder } from '../generate/command-decoder.ts';
import type { Shape } from '../generate/swarm.ts';
import type { Specification } from '../../model/specification.ts';
import type { Lockstep } from '../../lockstep/lockstep.ts';
import type { RunPlan } from '../../lockstep/run.ts';
import type { Coverage } from '../coverage.ts';

/** Of so many commands that may meet a known deviation that ends the run, one is run: else few runs got far. */
const ENDING_ONE_IN = 3;

/** The first choice is the run's shape, each further one a command. */
export function planFor(
  lockstep: Lockstep,
  choices: readonly number[],
  names: readonly CommandName[],
  shape: Shape,
  coverage: Coverage,
): RunPlan {
  const decoder = new Decoder(lockstep.specification, names, shape);
  let taken = 1;
  const end = decoder.canBegin() ? choices.length : taken;
  return {
    next: (state) => {
      while (taken < end) {
        const choice = choices[taken++];
        const command = decoder.decode(choice, state);
        if (choice % ENDING_ONE_IN === 0 || !lockstep.mayEndAt(command)) return command;
      }
      return undefined;
    },
    stepped: (before, command, step) => coverage.note(before, command, step),
  };
}

/** The commands a system supports, in canonical order. */
export function namesFor({ commands }: Specification, { supports }: System): readonly CommandName[] {
  return supports === undefined ? commands : commands.filter((name) => supports.includes(name));
}
