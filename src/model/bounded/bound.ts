// The model at a bound: which commands are run, in which order, and which of those that would be accepted lead
// beyond it; what of a state can vary there. Knows neither what a command does nor how states are searched.
import type { ArgumentKind } from '../../contract/argument.ts';
import type { Command, CommandName, CommandSet, Id } from '../../contract/command.ts';
import {
  argumentsIn,
  argumentsOf,
  COMMAND_NAMES,
  commandOf,
  CORE_COMMANDS,
  INIT,
  partsOf,
} from '../../contract/command.ts';
import { OTHER_CODE } from './cells.ts';
import type { Extent } from './cells.ts';

/** How far a search goes. */
export interface SpaceBound {
  /** The hierarchy commands where this is absent. */
  readonly commandSet?: CommandSet;
  /** Ids are 1 … ids. */
  readonly ids: number;
  /** Exit codes that POSIX processes exit with: 0 alone where this is absent, else {@link SEVERAL_CODES}. */
  readonly codes?: 'several';
  /** Handles at most on a group, and on a session; a hold that would be one more is left out. */
  readonly handles: number;
  /** Threads at most of a process; a new one that would be one more is left out. */
  readonly threads: number;
  readonly commands: readonly CommandName[];
  /**
   * `'lowest'`: of the ids that an accepted fork or new thread can take only the lowest free one is followed (a
   * thread may bear its pid besides). The others are run and compared as well, but neither followed nor counted:
   * they lead to the same states by other names.
   */
  readonly newIds: 'lowest' | 'any';
}

/** The exit codes of POSIX processes that a search can follow: the least there are, and every bit. */
export const SEVERAL_CODES: readonly number[] = [0, 1, 255];

/** An accepted command is followed; run and compared only; or not even run (see {@link SpaceBound}). */
export const INSIDE = 0;
export const ASIDE = 1;
export const BEYOND = 2;

/** The commands with handles, and those with threads. */
export const HANDLE_COMMANDS: readonly CommandName[] = [
  'hold_group',
  'release_group',
  'hold_session',
  'release_session',
];
export const THREAD_COMMANDS: readonly CommandName[] = ['new_thread', 'exit_thread', 'group_exit'];

/** The POSIX commands that leave marks: who has executed, is a subreaper, ignores SIGCHLD. */
export const MARKING_COMMANDS: readonly CommandName[] = ['execve', 'set_subreaper', 'ignore_sigchld'];

/** The commands of a bound for which none are named: the core, and what handles and threads need. */
export function commandsFor(handles: number, threads: number): readonly CommandName[] {
  const names: readonly CommandName[] = [
    ...CORE_COMMANDS,
    ...(handles > 0 ? HANDLE_COMMANDS : []),
    ...(threads > 0 ? THREAD_COMMANDS : []),
  ];
  return COMMAND_NAMES.hierarchy.filter((name) => names.includes(name));
}

/** What varies at a bound. */
export function extentOf({ commandSet, ids, codes, handles, threads, commands }: SpaceBound): Extent {
  const threaded = threads > 0 && commands.includes('new_thread');
  const posix = commandSet === 'posix';
  return {
    posix,
    ids,
    handles: commands.includes('hold_group') || commands.includes('hold_session') ? handles : 0,
    threads: threaded,
    subreapers: commands.includes('set_subreaper'),
    groupExits: commands.includes('group_exit'),
    exitCodes: posix
      ? commands.includes('kill') || codes === 'several'
      : threaded && commands.includes('exit_thread'),
    executed: commands.includes('execve'),
    ignoring: commands.includes('ignore_sigchld'),
  };
}

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
  return commands.filter((command) => command.name !== 'kill' || command.signal === 0 || command.target > 0);
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
