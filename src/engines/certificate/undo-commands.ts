// Commands that undo a command: for systems that can only be asked, cheaper than a reset and the whole way once more.
import type { Command, CommandName } from '../../contract/command.ts';
import type { PosixCommand } from '../../contract/sets/posix.ts';
import type { HierarchyCommand } from '../../contract/sets/hierarchy.ts';
import { INIT } from '../../contract/command.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';

/** Whether two states are the same one. */
type Same = (one: State, other: State) => boolean;

/**
 * Commands among these that lead from `after` back to `before`, which the command left; `undefined` where none of the few
 * tried do. What they are is a guess by the command's name; that they lead back is what the model says.
 */
export function wayBack(
  specification: Specification,
  names: readonly CommandName[],
  { before, command, after }: { readonly before: State; readonly command: Command; readonly after: State },
  same: Same,
): readonly Command[] | undefined {
  const guesses =
    specification.commandSet === 'posix'
      ? posixGuesses(before, command as PosixCommand)
      : hierarchyGuesses(before, command as HierarchyCommand);
  return guesses.find((guess) => guess.every(({ name }) => names.includes(name)) && leadsBack(guess));

  function leadsBack(guess: readonly Command[]): boolean {
    let state = after;
    for (const each of guess) {
      if (!specification.isIssuable(state, each)) return false;
      const step = specification.step(state, each);
      if (step.refusals !== undefined) return false;
      state = step.next;
    }
    return same(state, before);
  }
}

function hierarchyGuesses(before: State, command: HierarchyCommand): readonly (readonly Command[])[] {
  switch (command.name) {
    case 'fork':
      return [exitAndFree(command.child)];
    case 'create_group':
    case 'move_to_group': {
      const group = before.processes.get(command.process)?.group;
      if (group === undefined) return [];
      return [[{ name: 'move_to_group', process: command.process, group }], renewed(before, command.process)];
    }
    case 'new_thread':
      return [[{ name: 'exit_thread', thread: command.thread, code: 0 }]];
    case 'set_subreaper':
      return [[{ ...command, on: !command.on }]];
    case 'hold_group':
      return [[{ name: 'release_group', group: command.group }]];
    case 'release_group':
      return [[{ name: 'hold_group', group: command.group }]];
    case 'hold_session':
      return [[{ name: 'release_session', session: command.session }]];
    case 'release_session':
      return [[{ name: 'hold_session', session: command.session }]];
    case 'exit':
      return [renewed(before, command.process).slice(1)];
    case 'free':
      return [[...renewed(before, command.process).slice(2), { name: 'exit', process: command.process }]];
    case 'create_session':
    case 'group_exit':
      return [renewed(before, command.process)];
    case 'exit_thread':
      return [];
  }
}

function posixGuesses(before: State, command: PosixCommand): readonly (readonly Command[])[] {
  switch (command.name) {
    case 'fork':
      return [exitAndWait(command.process, command.child)];
    case 'set_subreaper':
    case 'ignore_sigchld':
      return [[{ ...command, on: !command.on }]];
    case 'setpgid': {
      const moved = command.pid === 0 ? command.process : command.pid;
      const pgid = before.processes.get(moved)?.group;
      if (pgid === undefined) return [];
      return [[{ ...command, pgid }], posixRenewed(before, moved)];
    }
    case 'waitpid': {
      if (command.pid <= INIT) return [];
      const child = { name: 'fork', process: command.process, child: command.pid } as const;
      return [[child, { name: 'exit', process: command.pid, code: 0 }]];
    }
    case 'exit':
      return [posixRenewed(before, command.process).slice(1)];
    case 'kill':
      return command.target > INIT ? [posixRenewed(before, command.target).slice(1)] : [];
    case 'setsid':
    case 'execve':
      return [posixRenewed(before, command.process)];
    case 'getpgid':
    case 'getsid':
    case 'getppid':
      return [];
  }
}

function exitAndFree(process: number): readonly Command[] {
  return [
    { name: 'exit', process },
    { name: 'free', process },
  ];
}

function exitAndWait(process: number, child: number): readonly Command[] {
  return [
    { name: 'exit', process: child, code: 0 },
    { name: 'waitpid', process, pid: child },
  ];
}

/** Ended and forked again. */
function renewed(before: State, process: number): readonly Command[] {
  const parent = before.processes.get(process)?.parent ?? process;
  return [...exitAndFree(process), { name: 'fork', process: parent, child: process }];
}

function posixRenewed(before: State, process: number): readonly Command[] {
  const parent = before.processes.get(process)?.parent ?? process;
  return [...exitAndWait(parent, process), { name: 'fork', process: parent, child: process }];
}
