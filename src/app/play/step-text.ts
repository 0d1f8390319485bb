// A step of the model in words, for those who try commands one by one: the answer, and the changes.
import type { Answer } from '../../contract/command.ts';
import { printAnswer } from '../../contract/notation/trace.ts';
import { changeTexts } from '../../contract/observation/difference-text.ts';
import { differences } from '../../contract/observation/differences.ts';
import { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { refusalAs } from '../../lockstep/answer-agreement.ts';
import type { Step } from '../../model/rulebook.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';

/** The model's answer; of a refusal, the first that applies. */
export function answerOf(specification: Specification, step: Step): Answer {
  return step.refusals === undefined ? step.answer : { refused: refusalAs(specification, step.refusals[0]) };
}

/** The same in the notation. */
export function answerText(specification: Specification, step: Step): string {
  return printAnswer(answerOf(specification, step));
}

/** The changes of one command, handles included, without the lists that follow from it. */
export function changesBetween(specification: Specification, before: State, after: State): readonly string[] {
  const changes = [...changeTexts(differences(shown(specification, before), shown(specification, after)))];
  const handles = (kind: string) => (id: number, was?: { handles: number }, is?: { handles: number }) => {
    if (was !== undefined && is !== undefined && was.handles !== is.handles)
      changes.push(`${kind} ${id} handles ${was.handles} → ${is.handles}`);
  };
  after.groups.forEachChange(before.groups, handles('group'));
  after.sessions.forEachChange(before.sessions, handles('session'));
  return changes;
}

/** Everything that a state shows. */
export function shown({ observe }: Specification, state: State): FlatObservation {
  const seen = new FlatObservation();
  observe(state, seen);
  return seen;
}
