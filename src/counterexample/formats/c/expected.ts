// The model's expectations of POSIX commands, step by step, as the C form takes it.
import type { Command } from '../../../contract/command.ts';
import { POSIX } from '../../../model/posix/specification.ts';
import { FlatObservation } from '../../../contract/observation/flat-observation.ts';
import { refusalAs } from '../../../lockstep/answer-agreement.ts';
import { unflatten } from '../../../contract/observation/json.ts';
import type { CCase } from './program.ts';

/** A case of these commands, run from a reset: with the answers that Linux gives, and the state after each. */
export function caseOf(name: string, commands: readonly Command[]): CCase {
  const specification = POSIX.linux;
  const shown = new FlatObservation();
  let state = specification.initial;
  const steps = commands.map((command) => {
    const step = specification.step(state, command);
    state = step.next;
    specification.observe(state, shown);
    const answer =
      step.refusals === undefined ? step.answer : { refused: refusalAs(specification, step.refusals[0]) };
    return { command, answer, state: unflatten(shown) };
  });
  return { name, steps };
}
