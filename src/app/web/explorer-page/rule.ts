// The rule of a command as it applies in a state: what could refuse it, what does, and how other profiles read it.
import type { Command } from '../../../contract/command.ts';
import { commandShapeOf } from '../../../contract/command.ts';
import { printAnswer } from '../../../contract/notation/trace.ts';
import { refusalAs } from '../../../lockstep/answer-agreement.ts';
import type { Specification } from '../../../model/specification.ts';
import type { State } from '../../../model/state.ts';
import { changesBetween } from '../../../model/changes.ts';

/** The rule, told of one command in one state. */
export interface AppliedRule {
  readonly clause: string;
  /** Every refusal that the command can have, in the rule's order. */
  readonly refusals: readonly ShownRefusal[];
  /** Whether only the first that applies is the answer. */
  readonly inOrder: boolean;
  /** The other profiles that answer or act otherwise here; none where all agree. */
  readonly readings: readonly Reading[];
}

/** A refusal of the rule, and whether it applies here. */
export interface ShownRefusal {
  readonly name: string;
  readonly errno: string;
  readonly sentence: string;
  readonly applies: boolean;
}

/** Another profile's reading, in words. */
export interface Reading {
  readonly profile: string;
  readonly says: string;
}

/** `others`: the specifications of the same set, one a profile. */
export function appliedRule(
  specification: Specification,
  others: readonly Specification[],
  state: State,
  command: Command,
): AppliedRule {
  const { vocabulary, refusalsPossible, refusesInOrder } = specification;
  const applying = specification.refusalsOf(state, command);
  return {
    clause: commandShapeOf(vocabulary, command.name).clause,
    refusals: refusalsPossible(command.name).map((name) => ({
      name,
      errno: vocabulary.refusals[name].errno,
      sentence: vocabulary.refusals[name].sentence,
      applies: applying.includes(name),
    })),
    inOrder: refusesInOrder,
    readings: others.flatMap((other) => readingOf(specification, other, state, command) ?? []),
  };
}

/** `undefined` where the other profile answers and acts the same. */
function readingOf(
  own: Specification,
  other: Specification,
  state: State,
  command: Command,
): Reading | undefined {
  if (other === own) return undefined;
  const profile = other.profile ?? '';
  if (!other.isIssuable(state, command)) return { profile, says: 'the command cannot be issued' };
  const [ownAnswers, answers] = [answersOf(own, state, command), answersOf(other, state, command)];
  const [ownNext, next] = [own.step(state, command).next, other.step(state, command).next];
  const apart = changesBetween(own, ownNext, next);
  if (answers.join() === ownAnswers.join() && apart.length === 0) return undefined;
  const says = answers.length === 1 ? answers[0] : `one of ${answers.join(', ')}`;
  return {
    profile,
    says: apart.length === 0 ? says : `${says}; the state then differs (here → there): ${apart.join(', ')}`,
  };
}

/** Every answer that a profile allows, in the notation. */
function answersOf(specification: Specification, state: State, command: Command): readonly string[] {
  const refusals = specification.refusalsOf(state, command);
  if (refusals.length === 0) return specification.answersTo(state, command).map(printAnswer);
  const counting = specification.refusesInOrder ? refusals.slice(0, 1) : refusals;
  return counting.map((refusal) => printAnswer({ refused: refusalAs(specification, refusal) }));
}
