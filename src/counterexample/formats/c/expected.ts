// The model's expectations of the commands that C can issue, step by step, as the C form takes it.
import type { Command } from '../../../contract/command.ts';
import type { Specification } from '../../../model/specification.ts';
import { FlatObservation } from '../../../contract/observation/flat-observation.ts';
import { refusalAs } from '../../../lockstep/answer-agreement.ts';
import { unflatten } from '../../../contract/observation/json.ts';
import type { CCase } from './program.ts';
import type { CSet } from './sets.ts';
import { C_SETS } from './sets.ts';

/** A case of these commands, run from a reset: with the answers that Linux gives, and the state after each. */
export function caseOf(name: string, commands: readonly Command[], commandSet: CSet = 'posix'): CCase {
  const specification: Specification = C_SETS[commandSet].linux;
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
  return { name, steps, commandSet };
}
