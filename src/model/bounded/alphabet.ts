// The commands of a bound, in the order in which a search tries them. A command's place in the list is its label.
import type { ArgumentKind } from '../../contract/argument.ts';
import type { Command, CommandName, CommandSet, Id } from '../../contract/command.ts';
import { argumentsIn, argumentsOf, COMMAND_NAMES, commandOf, INIT, partsOf } from '../../contract/command.ts';
import { SEVERAL_CODES } from './bound.ts';
import type { SpaceBound } from './bound.ts';
import { OTHER_CODE } from './cells.ts';

/** The label of a command that draining needs and the bound does not have is not below this. */
export interface Alphabet {
  readonly commands: readonly Command[];
  /** How many of them, from the first, are the bound's. */
  readonly labels: number;
}

/**
 * Every command with every id in every position (of the POSIX commands 0, −1 and the groups −g too), exit codes 0 and
 * −1 (of POSIX processes 0 alone, or {@link SEVERAL_CODES}), switches on and off, in the order of the tables; then what
 * only draining needs.
 */
export function alphabetOf({ commandSet = 'hierarchy', ids, codes, commands }: SpaceBound): Alphabet {
  const all = Array.from({ length: ids }, (_, index) => index + INIT);
  const names: readonly CommandName[] = COMMAND_NAMES[commandSet];
  const inside = names
    .filter((name) => commands.includes(name))
    .flatMap((name) => commandsNamed(commandSet, name, all, codes === 'several' ? SEVERAL_CODES : [0]));
  const missing = DRAINING[commandSet].filter((name) => !commands.includes(name));
  return {
    commands: [...inside, ...missing.flatMap((name) => commandsNamed(commandSet, name, all, [0]))],
    labels: inside.length,
  };
}

const DRAINING: Readonly<Record<CommandSet, readonly CommandName[]>> = {
  hierarchy: ['exit', 'free', 'exit_thread', 'release_group', 'release_session'],
  posix: ['exit', 'waitpid'],
};

function commandsNamed(
  set: CommandSet,
  name: CommandName,
  ids: readonly Id[],
  exitCodes: readonly number[],
): readonly Command[] {
  let values: (number | boolean)[][] = [[]];
  for (const { kind } of argumentsIn(set, name)) {
    const choices = kind === 'exit-code' ? exitCodes : choicesOf(kind, ids);
    values = values.flatMap((drawn) => choices.map((choice) => [...drawn, choice]));
  }
  const commands = values.map((drawn) => commandOf(set, name, drawn));
  return commands.filter(
    (command) => command.name !== 'kill' || command.signal === 0 || Number(command.target) > 0,
  );
}

function choicesOf(
  kind: Exclude<ArgumentKind, 'exit-code'>,
  ids: readonly Id[],
): readonly (number | boolean)[] {
  switch (kind) {
    case 'switch':
      return [false, true];
    case 'code':
      return [0, OTHER_CODE];
    case 'signal':
      return [0, 9];
    case 'pid-or-self':
    case 'pgid-or-own':
      return [-1, 0, ...ids];
    case 'several':
      return [...ids.filter((id) => id > 1).map((id) => -id), -1, 0, ...ids];
    case 'process':
    case 'new-process':
    case 'thread':
    case 'new-thread':
    case 'group':
    case 'session':
      return ids;
  }
}

/** A command's argument at a position, as a number; 0 where it has none. */
export function argumentAt(command: Command, position: number): number {
  const part = partsOf(command)[position];
  return part === undefined ? 0 : Number(argumentsOf(command)[part.key]);
}
