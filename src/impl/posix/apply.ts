// A POSIX command as data, run on a table: the one place that knows which method each command is. Allocates only where
// waitpid frees a child, whose status is a second number; the answer in words is made apart.
import type { Answer } from '../../contract/command.ts';
import { acceptedWith } from '../../contract/command.ts';
import { errnoNameOf } from '../../contract/errno-names.ts';
import { POSIX_VOCABULARY } from '../../contract/sets/posix.ts';
import type { PosixCommand, PosixName } from '../../contract/sets/posix.ts';
import type { PosixTable } from './posix-table.ts';

/** The answer of a method, or of a waitpid that freed a child the answer itself. */
export type PosixOutcome = number | Answer;

type Method<Name extends PosixName = PosixName> = (
  table: PosixTable,
  command: PosixCommand<Name>,
) => PosixOutcome;

/** The method that each command is. Functions by themselves are compiled by themselves, with all that they call. */
const METHODS: { readonly [Name in PosixName]: Method<Name> } = {
  fork: (table, { process, child }) => table.fork(process, child),
  setsid: (table, { process }) => table.setsid(process),
  setpgid: (table, { process, pid, pgid }) => table.setpgid(process, pid, pgid),
  getpgid: (table, { process, pid }) => table.getpgid(process, pid),
  getsid: (table, { process, pid }) => table.getsid(process, pid),
  getppid: (table, { process }) => table.getppid(process),
  execve: (table, { process }) => table.execve(process),
  exit: (table, { process, code }) => table.exit(process, code),
  waitpid: (table, { process, pid }) => {
    const freed = table.waitpid(process, pid);
    return freed > 0 ? { ok: { pid: freed, status: table.lastStatus } } : freed;
  },
  set_subreaper: (table, { process, on }) => table.setSubreaper(process, on),
  kill: (table, { process, target, signal }) => table.kill(process, target, signal),
  ignore_sigchld: (table, { process, on }) => table.ignoreSigchld(process, on),
};

/** The method that runs a command. */
export function posixMethodOf({ name }: PosixCommand): Method {
  return METHODS[name] as Method;
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
