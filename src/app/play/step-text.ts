// The model's answer to a command, for those who try commands one by one.
import type { Answer } from '../../contract/command.ts';
import { printAnswer } from '../../contract/notation/trace.ts';
import { refusalAs } from '../../lockstep/answer-agreement.ts';
import type { Step } from '../../model/rulebook.ts';
import type { Specification } from '../../model/specification.ts';

/** The model's answer; of a refusal, the first that applies. */
export function answerOf(specification: Specification, step: Step): Answer {
  return step.refusals === undefined ? step.answer : { refused: refusalAs(specification, step.refusals[0]) };
}

/** The same in the notation. */
export function answerText(specification: Specification, step: Step): string {
  return printAnswer(answerOf(specification, step));
}
