// Finds the completions of the Tab key: the words that make sense now, found by asking the model what it would accept.
import type { ArgumentKind } from '../../../contract/argument.ts';
import type { CommandName, Id } from '../../../contract/command.ts';
import { argumentListOf, commandOf } from '../../../contract/command.ts';
import type { Specification } from '../../../model/specification.ts';
import type { State } from '../../../model/state.ts';
import { idInUse } from '../../../model/state.ts';

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
    const { vocabulary, commands } = specification;
    const needsNone = commands.some((each) => argumentListOf(vocabulary, each)[0]?.key !== 'process');
    const actors = [...idsOf(state.processes), ...(needsNone ? ['-'] : [])];
    return [matching([...actors, ...builtIns]), partial];
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
  const { vocabulary } = specification;
  const acting = actor !== '-';
  const names = specification.commands.filter(
    (name) => (argumentListOf(vocabulary, name)[0]?.key === 'process') === acting,
  );
  const given = acting ? [actor] : [];
  const accepted = matching(names.filter((name) => isAccepted(specification, state, name, given)));
  const offered = accepted.length > 0 ? accepted : matching(names);
  return offered.map((name) => (argumentListOf(vocabulary, name).length > given.length ? `${name} ` : name));
}

/** Values for the first argument that is not given: those that would be accepted, or else all. */
function nextArguments(
  specification: Specification,
  state: State,
  name: CommandName,
  given: readonly string[],
): readonly string[] {
  const kind = argumentListOf(specification.vocabulary, name)[given.length]?.kind;
  if (kind === undefined) return [];
  const all = valuesOf(state, kind, given);
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
  const next = argumentListOf(vocabulary, name)[given.length];
  if (next !== undefined)
    return valuesOf(state, next.kind, given).some((value) =>
      isAccepted(specification, state, name, [...given, value]),
    );
  const values = given.map((word) => (word === 'on' ? true : word === 'off' ? false : Number(word)));
  const command = commandOf(vocabulary, name, values);
  return isIssuable(state, command) && refusalsOf(state, command).length === 0;
}

function valuesOf(state: State, kind: ArgumentKind, given: readonly string[]): readonly string[] {
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
    case 'switch':
      return ['on', 'off'];
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
