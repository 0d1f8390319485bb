// Finds the completions of the Tab key: the words that make sense now, found by asking the model what it would accept.
import type { ArgumentKind } from '../../contract/argument.ts';
import { canBeUnsaid, isSwitch, isWord, TERMINALS, wordsOf } from '../../contract/argument.ts';
import type { Argument, CommandName, Id } from '../../contract/command.ts';
import { actingArgument, argumentListOf } from '../../contract/command.ts';
import { parseCommand } from '../../contract/notation/trace.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';
import { idInUse } from '../../model/state.ts';

/** Ids of one kind that are tried; more could not be read anyway. */
const IDS_MAX = 200;

/** The ways to go on from a line that is being typed, and the part of it that they replace, as readline wants it. */
export function completionsOf(
  specification: Specification,
  state: State,
  text: string,
  builtIns: readonly string[],
): [string[], string] {
  const words = text.trimStart().split(/\s+/);
  const partial = words.pop() as string;
  const [actor, name, ...given] = words;
  const matching = (candidates: readonly string[]): string[] =>
    candidates.filter((word) => word.startsWith(partial));
  if (actor === undefined) {
    return [matching([...actorsIn(specification, state), ...builtIns]), partial];
  }
  if (actor === 'help') return [name === undefined ? matching(specification.commands) : [], partial];
  if (actor === 'show') return [name === undefined ? matching(['notation', 'tree', 'nothing']) : [], partial];
  if (builtIns.includes(actor)) return [[], partial];
  if (name === undefined) return [namesAfter(specification, state, actor, matching), partial];
  if (!isCommandName(specification, name)) return [[], partial];
  return [
    matching(nextArguments(specification, state, name, actor === '-' ? given : [actor, ...given])),
    partial,
  ];
}

/** The commands that the model would accept with some argument; where none matches, all of the actor's kind. */
function namesAfter(
  specification: Specification,
  state: State,
  actor: string,
  matching: (words: readonly string[]) => string[],
): string[] {
  const names = commandsOf(specification, actor);
  const given = actor === '-' ? [] : [actor];
  const accepted = matching(names.filter((name) => isAccepted(specification, state, name, given)));
  const offered = accepted.length > 0 ? accepted : matching(names);
  return offered.map((name) =>
    argumentListOf(specification.vocabulary, name).length > given.length ? `${name} ` : name,
  );
}

/** Values for the first argument that is not given: those that would be accepted, or else all. */
function nextArguments(
  specification: Specification,
  state: State,
  name: CommandName,
  given: readonly string[],
): readonly string[] {
  const kind = neededBy(specification.vocabulary, name)[given.length]?.kind;
  if (kind === undefined) return unsaidIn(specification.vocabulary, name, given);
  const all = valuesOfKind(state, kind, given);
  const accepted = all.filter((value) => isAccepted(specification, state, name, [...given, value]));
  return accepted.length > 0 ? accepted : all;
}

/** Asks the model for a command with these arguments, and some value for each of the rest. */
function isAccepted(
  specification: Specification,
  state: State,
  name: CommandName,
  given: readonly string[],
): boolean {
  const { vocabulary, isIssuable, refusalsOf } = specification;
  const next = neededBy(vocabulary, name)[given.length];
  if (next !== undefined)
    return valuesOfKind(state, next.kind, given).some((value) =>
      isAccepted(specification, state, name, [...given, value]),
    );
  const [acting, ...others] = actingArgument(vocabulary, name) === undefined ? ['-', ...given] : given;
  const parsed = parseCommand([acting, name, ...others].join(' '), vocabulary);
  if ('problem' in parsed) return false;
  return isIssuable(state, parsed.value) && refusalsOf(state, parsed.value).length === 0;
}

/** The arguments that a text must have. */
function neededBy(vocabulary: Vocabulary, name: CommandName): readonly Argument[] {
  return argumentListOf(vocabulary, name).filter(({ kind }) => !canBeUnsaid(kind));
}

/** The words by which a text can go on that has all it must have. */
function unsaidIn(vocabulary: Vocabulary, name: CommandName, given: readonly string[]): readonly string[] {
  const words = argumentListOf(vocabulary, name)
    .filter(({ kind }) => canBeUnsaid(kind))
    .flatMap(({ key, kind }) => (isWord(kind) ? wordsOf(kind).slice(1).map(String) : [key]));
  return words.filter((word) => !given.includes(word));
}

/** The actors of a state, as the notation writes them: each process, the terminals, and `-` for commands of nobody. */
export function actorsIn({ vocabulary, commands }: Specification, state: State): readonly string[] {
  const kinds = new Set(commands.map((name) => actingArgument(vocabulary, name)?.kind));
  return [
    ...valuesOfKind(state, 'process', []),
    ...(kinds.has('terminal') ? valuesOfKind(state, 'terminal', []) : []),
    ...(kinds.has(undefined) ? ['-'] : []),
  ];
}

/** The commands that an actor of this kind can send. */
export function commandsOf({ vocabulary, commands }: Specification, actor: string): readonly CommandName[] {
  const acting = actor === '-' ? undefined : actor.startsWith('tty') ? 'terminal' : 'process';
  return commands.filter((name) => actingArgument(vocabulary, name)?.kind === acting);
}

/** The words for an argument of a kind that make sense in a state; `given`: those before it. */
export function valuesOfKind(state: State, kind: ArgumentKind, given: readonly string[]): readonly string[] {
  if (isSwitch(kind)) return ['on', 'off'];
  if (isWord(kind)) return wordsOf(kind).map(String);
  switch (kind) {
    case 'process':
      return idsOf(state.processes);
    case 'thread':
      return idsOf(state.threads);
    case 'group':
      return idsOf(state.groups);
    case 'session':
      return idsOf(state.sessions);
    case 'new-process':
      return [lowestFreeId(state)];
    case 'new-thread':
      return [lowestFreeId(state), given[0] ?? ''];
    case 'pid-or-self':
      return ['0', ...idsOf(state.processes)];
    case 'pgid-or-own':
      return ['0', ...idsOf(state.groups), ...idsOf(state.processes)];
    case 'several':
      return [
        ...idsOf(state.processes),
        '0',
        '-1',
        ...idsOf(state.groups)
          .slice(1)
          .map((id) => `-${id}`),
      ];
    case 'signal':
      return ['0', '9'];
    case 'exit-code':
    case 'code':
      return ['0'];
    case 'pgid':
      return [...idsOf(state.groups), ...idsOf(state.processes)];
    case 'terminal':
      return Array.from({ length: TERMINALS }, (_, place) => `tty${place + 1}`);
  }
}

function idsOf(table: { readonly size: number; idAt(position: number): Id }): readonly string[] {
  return Array.from({ length: Math.min(table.size, IDS_MAX) }, (_, position) => String(table.idAt(position)));
}

function lowestFreeId(state: State): string {
  let id = 1;
  while (idInUse(state, id)) id += 1;
  return String(id);
}

/** Whether a word is the name of a command. */
export function isCommandName({ commands }: Specification, word: string): boolean {
  return commands.includes(word);
}
