// Trouble with a system instead of an answer, told as a divergence that names the system's method and the command.
import type { Answer, Command } from '../contract/command.ts';
import { describeThrown } from '../contract/foreign-value.ts';
import { Hindrance } from '../contract/hindrance.ts';
import { printCommand } from '../contract/notation.ts';
import type { System } from '../contract/system.ts';
import { Trouble } from '../contract/trouble.ts';
import { answerProblem } from './answers.ts';
import type { Divergence } from './divergence.ts';
import type { Judge } from './judge.ts';

/** The methods of a system that a run calls. */
export type Method = 'reset' | 'apply' | 'observe' | 'selfCheck' | 'runSequence';

/**
 * The system threw in one of its methods: at a command or, without one, at its reset. What is no finding about it is
 * thrown on.
 */
export function threw(
  judge: Judge,
  error: unknown,
  method: Method,
  command: Command | undefined,
  answer?: Answer,
): Divergence {
  if (error instanceof Hindrance) throw error;
  return judge.failure('exception', sentenceFor(error, phraseFor(method, command)), command, answer);
}

/** A program elsewhere misbehaves in words of its own, and may know better where; an exception is one of this process. */
function sentenceFor(error: unknown, during: string): string {
  return error instanceof Trouble
    ? `${error.during ?? during}: ${error.message}`
    : `${during} ended in an exception: ${describeThrown(error)}`;
}

/** A method of a system's as the subject of a sentence. */
function phraseFor(method: Method, command: Command | undefined): string {
  if (method === 'reset' || method === 'runSequence') return `its ${method}`;
  if (command === undefined) return `its ${method} after the reset`;
  return `its ${method} ${method === 'apply' ? 'of' : 'after'} "${printCommand(command)}"`;
}

/** The answer itself; throws where it has no known form. */
export function wellFormed(answer: Answer): Answer {
  const problem = answerProblem(answer);
  if (problem !== undefined) throw new Trouble(problem);
  return answer;
}

/** Ends a system at the end of its use; a sentence where that goes wrong, which is a finding about it. Never throws. */
export async function closeSystem(system: System): Promise<string | undefined> {
  try {
    await system.close?.();
    return undefined;
  } catch (error) {
    return error instanceof Trouble ? error.message : sentenceFor(error, 'its close');
  }
}
