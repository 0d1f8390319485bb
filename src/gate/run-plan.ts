// What a random run is made of: the commands that a system can be asked, and choices turned into a run of them.
import type { CommandName } from '../contract/command.ts';
import type { System } from '../contract/system.ts';
import { Decoder } from '../generate/decoder.ts';
import type { Shape } from '../generate/shape.ts';
import type { Specification } from '../model/specification.ts';
import type { RunPlan } from '../refinement/run.ts';
import type { Coverage } from './coverage.ts';

/** The first choice is the run's shape, each further one a command. */
export function planFor(
  specification: Specification,
  choices: readonly number[],
  names: readonly CommandName[],
  shape: Shape,
  coverage: Coverage,
): RunPlan {
  const decoder = new Decoder(specification, names, shape);
  let taken = 1;
  const end = decoder.canBegin() ? choices.length : taken;
  return {
    next: (state) => (taken < end ? decoder.decode(choices[taken++], state) : undefined),
    stepped: (before, command, step) => coverage.note(before, command, step),
  };
}

/** The commands a system supports, in canonical order. */
export function namesFor({ commands }: Specification, { supports }: System): readonly CommandName[] {
  return supports === undefined ? commands : commands.filter((name) => supports.includes(name));
}
