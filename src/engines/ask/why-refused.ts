// Tells whether a command is accepted in a state, and by which rules it is refused; and finds the nearest state in which it is
// accepted. Decides nothing itself: verdicts and sentences are the model's.
import type { Answer, Command } from '../../contract/command.ts';
import type { Refusal } from '../../contract/refusal.ts';
import { errnoOf } from '../../contract/refusal.ts';
import { idsOf } from '../../counterexample/shrink/renumber-ids.ts';
import { usualCommands } from '../../model/bounded/alphabet.ts';
import { changesBetween } from '../../model/changes.ts';
import { describeRefusal, describeStep } from '../../model/describe.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';
import type { FindOptions, FindOutcome } from './find-shortest.ts';
import { searchFor } from './find-shortest.ts';
import { BEYOND_BOUNDS, boundHolding } from './widened-bound.ts';

/** A rule that refuses a command here. */
export interface AppliedRefusal {
  readonly refusal: Refusal;
  readonly errno: string;
  /** Its clause in docs/semantics.md. */
  readonly clause: string;
  /** Names clause, command and refusal, what the refusal means, and what it meets here. */
  readonly sentence: string;
}

/** The verdict of one profile's rules on a command. */
export interface CommandVerdict {
  /** Nothing is claimed of a command that nobody can issue. */
  readonly verdict: 'accepted' | 'refused' | 'unissuable';
  /** Every answer that an accepted command may get, the model's own first; else none. */
  readonly answers: readonly Answer[];
  /** Every refusal that applies, in the order of the table; where the order is prescribed, the first is the answer. */
  readonly refusals: readonly AppliedRefusal[];
  /** Tells what it does, why it is refused, or why nobody can issue it. */
  readonly sentence: string;
  /** Everything that is otherwise afterwards. */
  readonly changes: readonly string[];
}

/** The verdict of a specification, by its profile, on a command in a state. Costs one step. */
export function whyRefused(specification: Specification, state: State, command: Command): CommandVerdict {
  const { whyUnissuable, step, answersTo, vocabulary } = specification;
  const unissuable = whyUnissuable(state, command);
  if (unissuable !== undefined)
    return {
      verdict: 'unissuable',
      answers: [],
      refusals: [],
      sentence: `it cannot be issued: ${unissuable}`,
      changes: [],
    };
  const done = step(state, command);
  const sentence = describeStep(specification, state, command, done);
  if (done.refusals === undefined)
    return {
      verdict: 'accepted',
      answers: answersTo(state, command),
      refusals: [],
      sentence,
      changes: changesBetween(specification, state, done.next),
    };
  const { clause } = vocabulary.commands[command.name];
  const refusals = done.refusals.map((refusal) => ({
    refusal,
    errno: errnoOf(vocabulary, refusal),
    clause,
    sentence: describeRefusal(specification, state, command, refusal),
  }));
  return { verdict: 'refused', answers: [], refusals, sentence, changes: [] };
}

/** The way to the nearest state in which a command is accepted, or why none was looked for. */
export type NearestAcceptance =
  | (FindOutcome & { readonly ids: number; readonly commands: readonly string[] })
  | { readonly outcome: 'unsearchable'; readonly reason: string };

/**
 * A shortest continuation from a state after which a command is accepted: none where it is accepted already. Searched over the set's
 * usual commands, the command's own and those that the state shows the work of, with as many ids as are usual or named. By the profile
 * that decides most. Cost: the states that are nearer.
 */
export async function nearestAcceptance(
  { mostDecided: specification }: Specification,
  state: State,
  command: Command,
  options: Omit<FindOptions, 'from'> & { readonly ids?: number | undefined } = {},
): Promise<NearestAcceptance> {
  const { vocabulary, space, isIssuable, refusalsOf } = specification;
  const named = idsOf(command, vocabulary);
  const { ids = space.idsByDefault, ...others } = options;
  const usual = usualCommands(specification);
  const bound = boundHolding(
    {
      ids: Math.max(ids, ...named),
      amounts: {},
      commands: specification.commands.filter((name) => usual.includes(name) || name === command.name),
      newIds: 'any',
    },
    specification,
    state,
  );
  if (bound === undefined) return { outcome: 'unsearchable', reason: BEYOND_BOUNDS };
  const holdsIn = (at: State): boolean => isIssuable(at, command) && refusalsOf(at, command).length === 0;
  const question = {
    asksSteps: false,
    holdsIn,
    holdsAfter: ({ after }: { readonly after: State }) => holdsIn(after),
  };
  const kept = [...new Set(named)].filter((id) => id > 1);
  const found = await searchFor(specification, bound, question, { ...others, from: state, kept });
  return { ...found, ids: bound.ids, commands: bound.commands };
}
