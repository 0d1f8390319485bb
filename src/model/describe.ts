// One sentence per step: what an accepted command did, why a refused one was refused, with the ids in play.
// For reports, play and viewer. Decides nothing: what happened comes from the rules.
import type { Answer, Command, CommandName, Id } from '../contract/command.ts';
import type { Vocabulary } from '../contract/vocabulary.ts';
import type { Refusal } from '../contract/refusal.ts';
import { idsNamed } from './describe-phrases.ts';
import type { Step } from './rulebook.ts';
import type { Specification } from './specification.ts';
import type { State } from './state.ts';

/** A command's step in one sentence; of a refusal, the first that applies, and the names of the others. */
export function describeStep(
  specification: Specification,
  before: State,
  command: Command,
  step: Step,
): string {
  if (step.refusals === undefined) {
    return describeAccepted(specification, before, command, step.next, step.answer);
  }
  const [first, ...others] = step.refusals as readonly [Refusal, ...Refusal[]];
  const also = others.length === 0 ? '' : `; also ${others.join(', ')}`;
  return `${describeRefusal(specification, before, command, first)}${also}`;
}

/**
 * Explains why a command is refused: clause, command, refusal, its meaning, and what it meets in this state. Total:
 * where the refusal does not apply, what is there is said all the same.
 */
export function describeRefusal(
  { vocabulary, refusalsPossible, refusesInOrder, met }: Specification,
  before: State,
  command: Command,
  refusal: Refusal,
): string {
  const found = refusalsPossible(command.name).includes(refusal)
    ? met(before, command, refusal)
    : 'never a refusal of this command';
  const { sentence, errno } = vocabulary.refusals[refusal];
  const name = refusesInOrder ? `${errno}, ${refusal}` : refusal;
  return `${headOf(vocabulary, command.name)} refused: ${name} – ${sentence} (${found})`;
}

/** Tells what an accepted command did, clean-up by the lifetime law included. */
function describeAccepted(
  { vocabulary, told }: Specification,
  before: State,
  command: Command,
  after: State,
  answer: Answer,
): string {
  const sentence = told({ before, after, answer }, command);
  return `${headOf(vocabulary, command.name)}: ${[sentence, ...ended(before, after)].join('; ')}`;
}

function headOf({ commands }: Vocabulary, name: CommandName): string {
  return `${commands[name].clause} ${name}`;
}

/** The groups and sessions that the lifetime law ended. Costs what changed. */
function ended(before: State, after: State): string[] {
  const groups: Id[] = [];
  const sessions: Id[] = [];
  after.groups.forEachChange(before.groups, (pgid, _, is) => is === undefined && groups.push(pgid));
  after.sessions.forEachChange(before.sessions, (sid, _, is) => is === undefined && sessions.push(sid));
  return [
    ...(groups.length === 0 ? [] : [`${idsNamed('group', groups)} ended, having neither member nor handle`]),
    ...(sessions.length === 0
      ? []
      : [`${idsNamed('session', sessions)} ended, having neither group nor handle`]),
  ];
}
