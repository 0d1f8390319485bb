// What can be asked of a process hierarchy: the commands as data, and the table of each command set.
// Knows nothing of what a command does or when it is refused: that is src/model.
import type { ArgumentKind } from './argument.ts';
import type { Id } from './id.ts';
import { HIERARCHY_VOCABULARY } from './sets/hierarchy.ts';
import type { HierarchyName } from './sets/hierarchy.ts';
import { POSIX_VOCABULARY } from './sets/posix.ts';
import type { PosixName } from './sets/posix.ts';
import type { CommandShape, Vocabulary } from './vocabulary.ts';

export { ID_MAX } from './argument.ts';

export type { Id };

/** Init's pid, and the id of the group and the session it leads at the start. */
export const INIT: Id = 1;

/** The id of a command set's vocabulary. */
export type CommandSet = string;

/** The vocabularies of every command set. */
const VOCABULARIES: readonly Vocabulary[] = [HIERARCHY_VOCABULARY, POSIX_VOCABULARY];

/** Every command set. */
export const COMMAND_SET_NAMES: readonly CommandSet[] = VOCABULARIES.map(({ id }) => id);

/** The vocabulary of this id. Throws where there is none. */
export function vocabularyOf(set: CommandSet): Vocabulary {
  const vocabulary = VOCABULARIES.find(({ id }) => id === set);
  if (vocabulary === undefined) throw new Error(`there is no command set ${set}`);
  return vocabulary;
}

/**
 * A command of whatever set: its name and its arguments. Plain data, the form it also has on the wire. What two sets call
 * alike may have other arguments: the POSIX `exit` has a code.
 */
export interface Command {
  readonly name: CommandName;
  readonly [argument: string]: string | number | boolean;
}

/** The name of a command, as its set's vocabulary lists it. */
export type CommandName = string;

/** The six commands H1–H6, axprocess's core. */
export const CORE_COMMANDS: readonly CommandName[] = Object.entries(HIERARCHY_VOCABULARY.commands)
  .filter(([, { family }]) => family === 'core')
  .map(([name]) => name);

/** By set, every command name in canonical order. */
export const COMMAND_NAMES: Readonly<Record<CommandSet, readonly CommandName[]>> & {
  readonly hierarchy: readonly HierarchyName[];
  readonly posix: readonly PosixName[];
} = {
  hierarchy: Object.keys(HIERARCHY_VOCABULARY.commands) as readonly HierarchyName[],
  posix: Object.keys(POSIX_VOCABULARY.commands) as readonly PosixName[],
};

/** The signature of a command of a set. Throws where the set has none of that name. O(1). */
export function signatureOf(set: CommandSet, name: CommandName): CommandShape {
  const signature = vocabularyOf(set).commands[name] as CommandShape | undefined;
  if (signature === undefined) throw new Error(`the ${set} commands have no ${name}`);
  return signature;
}

/** A command's arguments by name, for code that treats all commands alike. No copy is made. */
export function argumentsOf(command: Command): Readonly<Record<string, number | boolean>> {
  return command as unknown as Readonly<Record<string, number | boolean>>;
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

const PARTS: Readonly<Record<CommandSet, Readonly<Record<CommandName, readonly Argument[]>>>> =
  Object.fromEntries(
    VOCABULARIES.map(({ id, commands }) => [
      id,
      Object.fromEntries(
        Object.entries(commands).map(([name, shape]) => [
          name,
          Object.entries(shape.arguments).map(([key, kind]) => ({ key, kind })),
        ]),
      ),
    ]),
  );

/** The arguments of a set's command as a list, in order. O(1). */
export function argumentsIn(set: CommandSet, name: CommandName): readonly Argument[] {
  return PARTS[set][name];
}

/**
 * The arguments of a command as a list, in order. Its own keys tell of which set it is; where they fit both, both
 * list the same. O(1).
 */
export function partsOf(command: Command): readonly Argument[] {
  const posix = PARTS['posix'][command.name] as readonly Argument[] | undefined;
  const hierarchy = PARTS['hierarchy'][command.name] as readonly Argument[] | undefined;
  if (posix === undefined || hierarchy === undefined) return posix ?? (hierarchy as readonly Argument[]);
  return posix.every(({ key }) => key in command) ? posix : hierarchy;
}

/**
 * Builds a command from its name and its argument values in order; the caller vouches that they fit.
 * Cost: one small object.
 */
export function commandOf(
  set: CommandSet,
  name: CommandName,
  values: readonly (number | boolean)[],
): Command {
  const command: Record<string, unknown> = { name };
  const parts = argumentsIn(set, name);
  for (let index = 0; index < parts.length; index += 1) command[parts[index].key] = values[index];
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

/** What a command gives back: `ok` with the fields its signature lists, or a refusal that changed nothing. */
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
