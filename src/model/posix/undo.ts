// Guesses at the commands that undo a POSIX command.
import { INIT } from '../../contract/command.ts';
import type { PosixCommand } from '../../contract/sets/posix.ts';
import type { State } from '../state.ts';

/** Sequences that may lead back to the state before the command; whether one does is for the caller to try. */
export function undoPosix(before: State, command: PosixCommand): readonly (readonly PosixCommand[])[] {
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
      return [[{ ...command, pgid }], renewed(before, moved)];
    }
    case 'waitpid': {
      if (command.pid <= INIT) return [];
      const child = { name: 'fork', process: command.process, child: command.pid } as const;
      return [[child, { name: 'exit', process: command.pid, code: 0 }]];
    }
    case 'exit':
      return [renewed(before, command.process).slice(1)];
    case 'kill':
      return command.target > INIT ? [renewed(before, command.target).slice(1)] : [];
    case 'setsid':
    case 'execve':
      return [renewed(before, command.process)];
    case 'getpgid':
    case 'getsid':
    case 'getppid':
      return [];
  }
}

function exitAndWait(process: number, child: number): readonly PosixCommand[] {
  return [
    { name: 'exit', process: child, code: 0 },
    { name: 'waitpid', process, pid: child },
  ];
}

/** Ended and forked again. */
function renewed(before: State, process: number): readonly PosixCommand[] {
  const parent = before.processes.get(process)?.parent ?? process;
  return [...exitAndWait(parent, process), { name: 'fork', process: parent, child: process }];
}
