// Commands and answers as data, of whichever set they are. Knows no set: what its commands are, a vocabulary says.
import type { ArgumentKind, ArgumentValue } from './argument.ts';
import type { Id } from './id.ts';
import { kept } from './kept.ts';
import type { CommandShape, Vocabulary } from './vocabulary.ts';

export { ID_MAX } from './argument.ts';

export type { Id } from './id.ts';

/** Init's pid, and the id of the group and the session it leads at the start. */
export const INIT: Id = 1;

/** The id of a command set's vocabulary. */
export type CommandSet = string;

/**
 * A command of whatever set: its name and its arguments. Plain data, the form it also has on the wire. Commands of one
 * name may have other arguments in another set: the POSIX `exit` has a code.
 */
export interface Command {
  readonly name: CommandName;
  readonly [argument: string]: ArgumentValue;
}

/** The name of a command, as its set's vocabulary lists it. */
export type CommandName = string;

/** A command's arguments by name, for code that treats all commands alike. No copy is made. */
export function argumentsOf(command: Command): Readonly<Record<string, ArgumentValue>> {
  return command;
}

/** The acting process; `undefined` where a command has none. O(1). */
export function actorOf({ process }: Command): Id | undefined {
  return process === undefined ? undefined : Number(process);
}

/** One argument of a command. */
export interface Argument {
  readonly key: string;
  readonly kind: ArgumentKind;
}

/** The shape of a command. Throws where the vocabulary has none of that name. O(1). */
export function commandShapeOf({ id, commands }: Vocabulary, name: CommandName): CommandShape {
  const shape = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (shape === undefined) throw new Error(`the ${id} commands have no ${name}`);
  return shape;
}

/** Whether a command makes a process: it takes the id of a new one. O(arguments). */
export function isFork(vocabulary: Vocabulary, name: CommandName): boolean {
  return Object.values(commandShapeOf(vocabulary, name).arguments).includes('new-process');
}

const LISTS = new WeakMap<CommandShape, readonly Argument[]>();

/** The arguments of a command as a list, in order. O(1). */
export function argumentListOf(vocabulary: Vocabulary, name: CommandName): readonly Argument[] {
  return kept(LISTS, commandShapeOf(vocabulary, name), listOf);
}

function listOf(shape: CommandShape): readonly Argument[] {
  return Object.entries(shape.arguments).map(([key, kind]) => ({ key, kind }));
}

/**
 * The argument that acts, and that texts write before the name: the acting process, or a terminal where no process acts;
 * `undefined` where nothing does. O(1).
 */
export function actingArgument(vocabulary: Vocabulary, name: CommandName): Argument | undefined {
  const first = argumentListOf(vocabulary, name).at(0);
  return first?.key === 'process' || first?.kind === 'terminal' ? first : undefined;
}

/**
 * Builds a command from its name and its argument values in order; the caller vouches that they fit.
 * Cost: one small object.
 */
export function commandOf(
  vocabulary: Vocabulary,
  name: CommandName,
  values: readonly ArgumentValue[],
): Command {
  const command: Record<string, unknown> = { name };
  const list = argumentListOf(vocabulary, name);
  for (let index = 0; index < list.length; index += 1) command[list[index].key] = values[index];
  return command as unknown as Command;
}

/** Accepted, with the fields of a command's answer. */
export interface Accepted {
  readonly ok: Readonly<Record<string, number | boolean>>;
}

/** Refused: by name, by errno (`'EPERM'`), or `true` where a system gives no reason. */
export interface Refused {
  readonly refused: string | true;
}

/** The answer of a command: `ok` with the fields its signature lists, or a refusal that changed nothing. */
export type Answer = Accepted | Refused;

/** The fields of an answer by name, for code that treats all commands alike. No copy is made. */
export function fieldsOf({ ok }: Accepted): Readonly<Record<string, number | boolean>> {
  return ok;
}

/**
 * An accepted command's answer with these fields, whatever they are: what comes from elsewhere may have others than the
 * command's. No copy is made.
 */
export function acceptedWith(fields: Readonly<Record<string, number | boolean>>): Accepted {
  return { ok: fields };
}
