// The commands that somebody could send next: of each, the arguments to choose from, and what the model would answer.
import { canBeUnsaid, isWord, wordsOf } from '../../../contract/argument.ts';
import type { Argument, Command, CommandName } from '../../../contract/command.ts';
import { actingArgument, argumentListOf, commandShapeOf } from '../../../contract/command.ts';
import { parseCommand } from '../../../contract/notation/trace.ts';
import { describeRefusal } from '../../../model/describe.ts';
import type { Specification } from '../../../model/specification.ts';
import type { State } from '../../../model/state.ts';
import { commandsOf, valuesOfKind } from '../../play/completion.ts';

/** One command of an actor, with arguments chosen. */
export interface Offer {
  readonly name: CommandName;
  readonly clause: string;
  readonly choices: readonly OfferedArgument[];
  /** In the notation. */
  readonly text: string;
  readonly command: Command;
  readonly outcome: OfferOutcome;
}

/** An argument, the words for it, and the chosen one; the empty word leaves it unsaid. */
export interface OfferedArgument {
  readonly key: string;
  readonly words: readonly string[];
  readonly chosen: string;
}

/** `refused`: the model refuses it, and the sentence says why. `unissuable`: nobody can send it now. */
export type OfferOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly errno: string; readonly sentence: string }
  | { readonly kind: 'unissuable'; readonly sentence: string };

/** Words chosen for the arguments of a command, by the command's name and the argument's. */
export type ChosenWords = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Combinations of arguments that are tried for a command, to offer one that is accepted. */
const TRIES_MAX = 150;

/**
 * Every command of an actor, those that would be accepted first. For arguments that nothing was chosen
 * for, the first combination is offered that is accepted, if there is one.
 */
export function offersOf(
  specification: Specification,
  state: State,
  actor: string,
  chosen: ChosenWords,
): readonly Offer[] {
  const offers = commandsOf(specification, actor).flatMap(
    (name) => offerOf(specification, state, actor, name, chosen[name] ?? {}) ?? [],
  );
  const ranks = ['accepted', 'refused', 'unissuable'];
  return offers.toSorted((one, other) => ranks.indexOf(one.outcome.kind) - ranks.indexOf(other.outcome.kind));
}

function offerOf(
  specification: Specification,
  state: State,
  actor: string,
  name: CommandName,
  chosen: Readonly<Record<string, string>>,
): Offer | undefined {
  const { vocabulary } = specification;
  const acting = actingArgument(vocabulary, name);
  const list = argumentListOf(vocabulary, name).filter((part) => part !== acting);
  const given = acting === undefined ? [] : [actor];
  const wordsFor = list.map((part) => wordsOfArgument(state, part, given));
  if (wordsFor.some((words) => words.length === 0)) return undefined;
  const fixed = list.map(({ key }, place) => {
    const word = chosen[key];
    return word !== undefined && wordsFor[place].includes(word) ? word : undefined;
  });
  let first: { readonly words: readonly string[]; readonly found: TriedOffer } | undefined;
  let tries = 0;
  for (const words of combinations(wordsFor, fixed)) {
    const found = tried(
      specification,
      state,
      [actor, name, ...words].filter((word) => word !== '').join(' '),
    );
    if (found === undefined) continue;
    first ??= { words, found };
    if (found.outcome.kind === 'accepted') {
      first = { words, found };
      break;
    }
    if ((tries += 1) >= TRIES_MAX) break;
  }
  if (first === undefined) return undefined;
  const { words, found } = first;
  return {
    name,
    clause: commandShapeOf(vocabulary, name).clause,
    choices: list.map(({ key }, place) => ({ key, words: wordsFor[place], chosen: words[place] })),
    ...found,
  };
}

/** The words of an argument; the one that goes without saying is the empty one. */
function wordsOfArgument(state: State, { key, kind }: Argument, given: readonly string[]): readonly string[] {
  if (!canBeUnsaid(kind)) return [...new Set(valuesOfKind(state, kind, given))];
  return ['', ...(isWord(kind) ? wordsOf(kind).slice(1).map(String) : [key])];
}

/** Every way to choose a word for each argument, the first words first; the last argument changes fastest. */
function* combinations(
  wordsFor: readonly (readonly string[])[],
  fixed: readonly (string | undefined)[],
  before: readonly string[] = [],
): Generator<readonly string[]> {
  const place = before.length;
  if (place === wordsFor.length) {
    yield before;
    return;
  }
  const fixedWord = fixed[place];
  for (const word of fixedWord === undefined ? wordsFor[place] : [fixedWord])
    yield* combinations(wordsFor, fixed, [...before, word]);
}

type TriedOffer = Pick<Offer, 'text' | 'command' | 'outcome'>;

function tried(specification: Specification, state: State, text: string): TriedOffer | undefined {
  const parsed = parseCommand(text, specification.vocabulary);
  if ('problem' in parsed) return undefined;
  return { text, command: parsed.value, outcome: outcomeOf(specification, state, parsed.value) };
}

/** The model's answer to a command, without a step. */
function outcomeOf(specification: Specification, state: State, command: Command): OfferOutcome {
  const why = specification.whyUnissuable(state, command);
  if (why !== undefined) return { kind: 'unissuable', sentence: `cannot be issued: ${why}` };
  const [refusal] = specification.refusalsOf(state, command);
  if (refusal === undefined) return { kind: 'accepted' };
  const { errno } = specification.vocabulary.refusals[refusal];
  return { kind: 'refused', errno, sentence: describeRefusal(specification, state, command, refusal) };
}
