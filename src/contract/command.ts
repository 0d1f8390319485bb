// What can be asked of a process hierarchy: the commands as data, and the one table they follow from.
// Knows nothing of what a command does or when it is refused: that is src/model/rules.ts.

/** An id: a pid, tid, pgid or sid, 1 … {@link ID_MAX}. All four share one space (semantics, section 1). */
export type Id = number;

/** Init's pid, and the id of the group and the session it leads at the start. */
export const INIT: Id = 1;

/** The largest id, 2^31 − 1. */
export const ID_MAX: Id = 0x7fff_ffff;

/**
 * What an argument stands for. It decides how notation, generation and exploration treat it:
 * `process`, `group`, `session` and `thread` name something that should exist; `new-process` and
 * `new-thread` an id to be taken; `code` is an exit code; `switch` is on or off.
 */
export type ArgumentKind =
  | 'process'
  | 'new-process'
  | 'thread'
  | 'new-thread'
  | 'group'
  | 'session'
  | 'code'
  | 'switch';

/** One command's shape: the clause that defines it, its arguments in order, and the fields of its answer. */
export interface Signature {
  readonly clause: string;
  readonly arguments: Readonly<Record<string, ArgumentKind>>;
  readonly answer: readonly string[];
}

/**
 * The hierarchy commands (semantics H1–H12), in canonical order: the order of the tables, in which
 * searches try them and "simpler" compares them. An argument named `process` is the acting process.
 */
const HIERARCHY_COMMANDS = {
  fork: { clause: 'H1', arguments: { process: 'process', child: 'new-process' }, answer: ['pid'] },
  create_session: { clause: 'H2', arguments: { process: 'process' }, answer: ['sid', 'pgid'] },
  create_group: { clause: 'H3', arguments: { process: 'process' }, answer: ['pgid'] },
  move_to_group: { clause: 'H4', arguments: { process: 'process', group: 'group' }, answer: [] },
  exit: { clause: 'H5', arguments: { process: 'process' }, answer: [] },
  free: { clause: 'H6', arguments: { process: 'process' }, answer: [] },
  new_thread: { clause: 'H7', arguments: { process: 'process', thread: 'new-thread' }, answer: ['tid'] },
  exit_thread: { clause: 'H8', arguments: { thread: 'thread', code: 'code' }, answer: ['last'] },
  group_exit: { clause: 'H9', arguments: { process: 'process' }, answer: [] },
  set_subreaper: { clause: 'H10', arguments: { process: 'process', on: 'switch' }, answer: [] },
  hold_group: { clause: 'H11', arguments: { group: 'group' }, answer: [] },
  release_group: { clause: 'H11', arguments: { group: 'group' }, answer: [] },
  hold_session: { clause: 'H12', arguments: { session: 'session' }, answer: [] },
  release_session: { clause: 'H12', arguments: { session: 'session' }, answer: [] },
} as const satisfies Readonly<Record<string, Signature>>;

type Signatures = typeof HIERARCHY_COMMANDS;

/** The name of a hierarchy command. */
export type CommandName = keyof Signatures;

type ValueOf<Kind extends ArgumentKind> = Kind extends 'switch' ? boolean : number;

/** The command of one name, with exactly its arguments: `CommandOf<'fork'>` has `process` and `child`. */
export type CommandOf<Name extends CommandName> = Name extends CommandName
  ? { readonly name: Name } & {
      readonly [Key in keyof Signatures[Name]['arguments']]: Signatures[Name]['arguments'][Key] extends ArgumentKind
        ? ValueOf<Signatures[Name]['arguments'][Key]>
        : never;
    }
  : never;

/** Any hierarchy command: plain data, the form it also has on the wire. */
export type Command = CommandOf<CommandName>;

/** The six commands H1–H6, axprocess's core. */
export const CORE_COMMANDS: readonly CommandName[] = [
  'fork',
  'create_session',
  'create_group',
  'move_to_group',
  'exit',
  'free',
];

/** Every command name in canonical order. */
export const COMMAND_NAMES = Object.keys(HIERARCHY_COMMANDS) as readonly CommandName[];

/** The signature of a command. O(1). */
export function signatureOf(name: CommandName): Signature {
  return HIERARCHY_COMMANDS[name];
}

/** A command's arguments by name, for code that treats all commands alike. No copy is made. */
export function argumentsOf(command: Command): Readonly<Record<string, number | boolean>> {
  return command as unknown as Readonly<Record<string, number | boolean>>;
}

/** One argument of a command. */
export interface Argument {
  readonly key: string;
  readonly kind: ArgumentKind;
}

/** Each command's arguments as a list, in order. */
export const ARGUMENTS = Object.fromEntries(
  Object.entries(HIERARCHY_COMMANDS).map(([name, signature]) => [
    name,
    Object.entries(signature.arguments).map(([key, kind]) => ({ key, kind })),
  ]),
) as unknown as Readonly<Record<CommandName, readonly Argument[]>>;

/**
 * Builds a command from its name and its argument values in order; the caller vouches that they fit.
 * Cost: one small object.
 */
export function commandOf(name: CommandName, values: readonly (number | boolean)[]): Command {
  const command: Record<string, unknown> = { name };
  const parts = ARGUMENTS[name];
  for (let index = 0; index < parts.length; index += 1) command[parts[index].key] = values[index];
  return command as unknown as Command;
}

/** What a command gives back: `ok` with the fields its signature lists, or a refusal that changed nothing. */
export type Answer = Accepted | Refused;

/** Accepted. */
export interface Accepted {
  readonly ok: Readonly<Record<string, number | boolean>>;
}

/** Refused: by name, by errno (`'EPERM'`), or `true` where a system gives no reason. */
export interface Refused {
  readonly refused: string | true;
}
