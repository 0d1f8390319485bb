// Commands worth running that the model alone decides: the same for the same numbers, whatever a system answers.
import type { Command, CommandName } from '../../contract/command.ts';
import type { Specification } from '../../model/specification.ts';
import { Decoder } from './command-decoder.ts';
import type { Dice } from './prng.ts';
import type { Shape } from './swarm.ts';

/** Below this every choice lies. */
const CHOICE_MAX = 0x7fff_ffff;

/** Draws this many commands; none where no command of these names can begin a run. */
export function modelCommands(
  specification: Specification,
  names: readonly CommandName[],
  shape: Shape,
  dice: Dice,
  length: number,
): readonly Command[] {
  const decoder = new Decoder(specification, names, shape);
  if (!decoder.canBegin()) return [];
  let state = specification.initial;
  return Array.from({ length }, () => {
    const command = decoder.decode(dice.below(CHOICE_MAX), state);
    state = specification.step(state, command).next;
    return command;
  });
}
