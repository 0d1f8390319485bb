// What is no answer at all: told as a divergence, with the command it was to be the answer to.
import type { Answer, Command } from '../contract/command.ts';
import { printCommand } from '../contract/notation.ts';
import { answerProblem } from './answers.ts';
import type { Divergence } from './divergence.ts';
import type { Judge } from './judge.ts';

/** The system threw, at a command or, without one, at its reset. */
export function threw(
  judge: Judge,
  error: unknown,
  command: Command | undefined,
  answer: Answer | undefined,
): Divergence {
  const during = command === undefined ? 'its reset' : `"${printCommand(command)}"`;
  // A program elsewhere misbehaves in words of its own; an exception is one of this process.
  if (error instanceof Error && error.name === 'Trouble')
    return judge.failure('exception', `${during}: ${error.message}`, command, answer);
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return judge.failure('exception', `${during} ended in an exception: ${message}`, command, answer);
}

/** The answer itself; throws where it has no known form. */
export function wellFormed(answer: Answer): Answer {
  const problem = answerProblem(answer);
  if (problem !== undefined) throw new TypeError(problem);
  return answer;
}
