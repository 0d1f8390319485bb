// Guesses at the commands that undo a job-control command.
import type { JobControlCommand } from '../../contract/sets/job-control.ts';
import type { PosixCommand } from '../../contract/sets/posix.ts';
import { undoPosix } from '../posix/undo.ts';
import type { State } from '../state.ts';

const PLAINLY = { untraced: false, continued: false, block: false } as const;

/** Sequences that may lead back to the state before the command; whether one does is for the caller to try. */
export function undoJobControl(
  before: State,
  command: JobControlCommand,
): readonly (readonly JobControlCommand[])[] {
  switch (command.name) {
    case 'kill':
      if (command.signal === 'CONT') return [[{ ...command, signal: 'STOP' }]];
      if (command.signal === 9) return asPosix(undoPosix(before, { ...command, signal: 9 }));
      return [[{ ...command, signal: 'CONT' }]];
    case 'open_terminal':
    case 'set_controlling_terminal': {
      const { process, terminal } = command;
      return [[{ name: 'leave_terminal', process, terminal }]];
    }
    case 'leave_terminal': {
      const { process, terminal } = command;
      return [[{ name: 'open_terminal', process, terminal, noctty: false }]];
    }
    case 'tcsetpgrp': {
      const group = before.terminals.get(command.terminal)?.group;
      return group === undefined ? [] : [[{ ...command, group, ttou: 'blocked' }]];
    }
    case 'tcgetpgrp':
    case 'tcgetsid':
    case 'open_dev_tty':
    case 'read_terminal':
    case 'write_terminal':
    case 'hang_up':
    case 'type':
      return [];
    case 'waitpid':
    case 'fork':
    case 'setsid':
    case 'setpgid':
    case 'getpgid':
    case 'getsid':
    case 'getppid':
    case 'execve':
    case 'exit':
    case 'set_subreaper':
    case 'ignore_sigchld':
      return asPosix(undoPosix(before, command));
  }
}

/** The same by the commands of this set: a wait has options here. */
function asPosix(guesses: readonly (readonly PosixCommand[])[]): readonly (readonly JobControlCommand[])[] {
  return guesses.map((commands) =>
    commands.map((command) =>
      command.name === 'waitpid' ? { ...command, ...PLAINLY } : (command as JobControlCommand),
    ),
  );
}
