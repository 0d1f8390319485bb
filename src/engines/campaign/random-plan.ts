// Turns the choices of a random run into commands that a system can be asked.
import type { CommandName } from '../../contract/command.ts';
import type { System } from '../../contract/system.ts';
import { Decoder } from '../generate/command-decoder.ts';
import type { Shape } from '../generate/swarm.ts';
import type { Specification } from '../../model/specification.ts';
import type { Lockstep } from '../../lockstep/lockstep.ts';
import type { RunPlan } from '../../lockstep/run-plan.ts';
import type { Coverage } from '../coverage.ts';

/** Runs one in so many of the commands that may meet a deviation that ends the run: else few runs would get far. */
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
    refusals: () => decoder.refusals,
    stepped: (before, command, step) => coverage.note(before, command, step),
  };
}

/** The commands a system supports, in canonical order. */
export function namesFor({ commands }: Specification, { supports }: System): readonly CommandName[] {
  return supports === undefined ? commands : commands.filter((name) => supports.includes(name));
}
