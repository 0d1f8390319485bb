// The bound of a search: which ids, commands and amounts it goes up to, and what of a state can vary there. Knows
// neither what a command does nor how states are searched.
import type { CommandName, CommandSet } from '../../contract/command.ts';
import { COMMAND_NAMES, CORE_COMMANDS } from '../../contract/command.ts';
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
