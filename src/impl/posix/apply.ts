// A POSIX command as data, run on a table: the one place that knows which method each command is. Allocates only where
// waitpid frees a child, whose status is a second number; the answer in words is made apart.
import type { Answer } from '../../contract/command.ts';
import { acceptedWith } from '../../contract/command.ts';
import { errnoNameOf } from '../../contract/errno-names.ts';
import { POSIX_VOCABULARY } from '../../contract/sets/posix.ts';
import type { PosixCommand } from '../../contract/sets/posix.ts';
import type { PosixTable } from './posix-table.ts';

/** The answer of a method, or of a waitpid that freed a child the answer itself. */
export type PosixOutcome = number | Answer;

/** Runs a command. */
export function applyPosix(table: PosixTable, command: PosixCommand): PosixOutcome {
  const { process } = command;
  switch (command.name) {
    case 'fork':
      return table.fork(process, command.child);
    case 'setsid':
      return table.setsid(process);
    case 'setpgid':
      return table.setpgid(process, command.pid, command.pgid);
    case 'getpgid':
      return table.getpgid(process, command.pid);
    case 'getsid':
      return table.getsid(process, command.pid);
    case 'getppid':
      return table.getppid(process);
    case 'execve':
      return table.execve(process);
    case 'exit':
      return table.exit(process, command.code);
    case 'waitpid': {
      const pid = table.waitpid(process, command.pid);
      return pid > 0 ? { ok: { pid, status: table.lastStatus } } : pid;
    }
    case 'set_subreaper':
      return table.setSubreaper(process, command.on);
    case 'kill':
      return table.kill(process, command.target, command.signal);
    case 'ignore_sigchld':
      return table.ignoreSigchld(process, command.on);
  }
}

/**
 * The answer that an outcome of the command is: a number below 0 is an errno, another the first field that it answers.
 */
export function posixAnswer({ name }: PosixCommand, outcome: PosixOutcome): Answer {
  if (typeof outcome !== 'number') return outcome;
  if (outcome < 0) return { refused: errnoNameOf(outcome) };
  const field = FIRST_FIELD[name];
  return field === undefined ? { ok: NOTHING } : acceptedWith({ [field]: outcome });
}

const NOTHING = {};

const FIRST_FIELD: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  Object.entries(POSIX_VOCABULARY.commands).map(([name, { answer }]) => [name, Object.keys(answer)[0]]),
);
