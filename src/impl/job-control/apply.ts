// A job-control command as data, run on a table: the one place that knows which method each command is. Allocates only where
// waitpid tells of a child, whose status is a second number; the answer in words is made apart.
import type { Answer } from '../../contract/command.ts';
import { acceptedWith } from '../../contract/command.ts';
import { errnoNameOf } from '../../contract/errno-names.ts';
import { JOB_CONTROL_VOCABULARY } from '../../contract/sets/job-control.ts';
import type { JobControlCommand, JobControlName } from '../../contract/sets/job-control.ts';
import { ERRNO } from '../posix/errno.ts';
import { SIGNAL } from './signals.ts';
import { WAIT } from './terminal-table.ts';
import type { TerminalTable } from './terminal-table.ts';

/** The answer of a method, or of a waitpid that told of a child the answer itself. */
export type JobControlOutcome = number | Answer;

type Method<Name extends JobControlName = JobControlName> = (
  table: TerminalTable,
  command: JobControlCommand<Name>,
) => JobControlOutcome;

/** The method that each command is. Functions by themselves are compiled by themselves, with all that they call. */
const METHODS: { readonly [Name in JobControlName]: Method<Name> } = {
  fork: (table, { process, child }) => table.fork(process, child),
  setsid: (table, { process }) => table.setsid(process),
  setpgid: (table, { process, pid, pgid }) => table.setpgid(process, pid, pgid),
  getpgid: (table, { process, pid }) => table.getpgid(process, pid),
  getsid: (table, { process, pid }) => table.getsid(process, pid),
  getppid: (table, { process }) => table.getppid(process),
  execve: (table, { process }) => table.execve(process),
  exit: (table, { process, code }) => table.exit(process, code),
  waitpid: (table, { process, pid, untraced, continued, block }) => {
    const asked =
      (untraced ? WAIT.UNTRACED : 0) | (continued ? WAIT.CONTINUED : 0) | (block ? WAIT.BLOCK : 0);
    const told = table.waitpid(process, pid, asked);
    return told > 0 ? { ok: { pid: told, status: table.lastStatus } } : told;
  },
  set_subreaper: (table, { process, on }) => table.setSubreaper(process, on),
  kill: (table, { process, target, signal }) => table.kill(process, target, numberOf(signal)),
  ignore_sigchld: (table, { process, on }) => table.ignoreSigchld(process, on),
  open_terminal: (table, { process, terminal, noctty }) => table.openTerminal(process, terminal, noctty),
  set_controlling_terminal: (table, { process, terminal, steal }) =>
    table.setControllingTerminal(process, terminal, steal),
  leave_terminal: (table, { process, terminal }) => table.leaveTerminal(process, terminal),
  tcsetpgrp: (table, { process, terminal, group, ttou }) => table.tcsetpgrp(process, terminal, group, ttou),
  tcgetpgrp: (table, { process, terminal, side }) => table.tcgetpgrp(process, terminal, side === 'master'),
  tcgetsid: (table, { process, terminal, side }) => table.tcgetsid(process, terminal, side === 'master'),
  open_dev_tty: (table, { process }) => table.openDevTty(process),
  read_terminal: (table, { process, terminal, signal }) => table.readTerminal(process, terminal, signal),
  write_terminal: (table, { process, terminal, signal, tostop }) =>
    table.writeTerminal(process, terminal, signal, tostop),
  hang_up: (table, { terminal }) => table.hangUp(terminal),
  type: (table, { terminal, key }) => table.type(terminal, key),
};

/** The method that runs a command. */
export function jobControlMethodOf({ name }: JobControlCommand): Method {
  return METHODS[name] as Method;
}

/**
 * The answer that an outcome of the command is: a number below 0 is an errno, but for a caller that its own call has stopped;
 * another is the first field that it answers, and 0 of a wait that blocks says that it does.
 */
export function jobControlAnswer(command: JobControlCommand, outcome: JobControlOutcome): Answer {
  if (typeof outcome !== 'number') return outcome;
  if (outcome === -ERRNO.EINTR) return STOPPED;
  if (outcome < 0) return { refused: errnoNameOf(outcome) };
  if (command.name === 'waitpid' && command.block) return BLOCKED;
  const field = FIRST_FIELD[command.name];
  return field === undefined ? { ok: NOTHING } : acceptedWith({ [field]: outcome });
}

/** The answer of a wait that was woken: a pid with its status, or a negative errno. */
export function wokenAnswer(answer: number, status: number): Answer {
  return answer < 0 ? { refused: errnoNameOf(answer) } : acceptedWith({ pid: answer, status });
}

const NOTHING = {};
const STOPPED: Answer = acceptedWith({ stopped: true });
const BLOCKED: Answer = acceptedWith({ pid: 0, blocked: true });

/** The first field of each answer that is not a mark, which is only there where it is true. */
const FIRST_FIELD: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  Object.entries(JOB_CONTROL_VOCABULARY.commands).map(([name, { answer }]) => [
    name,
    Object.entries(answer).find(([, kind]) => kind !== 'mark')?.[0],
  ]),
);

/** The number of a signal, which a command names without SIG where it is neither 0 nor 9. */
function numberOf(signal: JobControlCommand<'kill'>['signal']): number {
  return typeof signal === 'number' ? signal : SIGNAL[signal];
}
