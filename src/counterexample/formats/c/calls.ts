// Commands as the C form calls them, and their answers as it expects them. The names are those of runtime/tables.h.
import type { Answer } from '../../../contract/command.ts';
import { fieldsOf } from '../../../contract/command.ts';
import { refusalNamed } from '../../../contract/refusal.ts';
import type { JobControlCommand } from '../../../contract/sets/job-control.ts';
import { SIGNALS } from '../../../model/job-control/signals.ts';
import type { Specification } from '../../../model/specification.ts';
import { hasJobControl } from './sets.ts';

/** The command that C issues. A POSIX command is one whose options are off. */
export type CCommand = JobControlCommand;

/** A call: its name in C, two arguments, and how it is made, a sum of the table's bits. */
export type Call = readonly [operation: string, a: number, b: number, how?: number];

/** The call that a command is. */
export function callOf(command: CCommand): Call {
  switch (command.name) {
    case 'fork':
      return ['FORK', command.child, 0];
    case 'setsid':
      return ['SETSID', 0, 0];
    case 'setpgid':
      return ['SETPGID', command.pid, command.pgid];
    case 'getpgid':
      return ['GETPGID', command.pid, 0];
    case 'getsid':
      return ['GETSID', command.pid, 0];
    case 'getppid':
      return ['GETPPID', 0, 0];
    case 'execve':
      return ['EXECVE', 0, 0];
    case 'exit':
      return ['EXIT', command.code, 0];
    case 'waitpid':
      return ['WAITPID', command.pid, 0, waitBits(command)];
    case 'set_subreaper':
      return ['SUBREAPER', command.on ? 1 : 0, 0];
    case 'kill':
      return ['KILL', command.target, numberOf(command.signal)];
    case 'ignore_sigchld':
      return ['IGNORE', command.on ? 1 : 0, 0];
    default:
      return terminalCallOf(command);
  }
}

type TerminalCommand = Exclude<
  CCommand,
  | JobControlCommand<'fork' | 'setsid' | 'setpgid' | 'getpgid' | 'getsid' | 'getppid' | 'execve' | 'exit'>
  | JobControlCommand<'waitpid' | 'set_subreaper' | 'kill' | 'ignore_sigchld'>
>;

function terminalCallOf(command: TerminalCommand): Call {
  switch (command.name) {
    case 'open_terminal':
      return ['OPEN_TERMINAL', command.terminal, 0, command.noctty ? HOW.noctty : 0];
    case 'set_controlling_terminal':
      return ['ACQUIRE_TERMINAL', command.terminal, 0, command.steal ? HOW.steal : 0];
    case 'leave_terminal':
      return ['LEAVE_TERMINAL', command.terminal, 0];
    case 'tcsetpgrp':
      return ['TCSETPGRP', command.terminal, command.group, HOW[command.side] + HOW[command.ttou]];
    case 'tcgetpgrp':
      return ['TCGETPGRP', command.terminal, 0, HOW[command.side]];
    case 'tcgetsid':
      return ['TCGETSID', command.terminal, 0, HOW[command.side]];
    case 'open_dev_tty':
      return ['OPEN_DEV_TTY', 0, 0];
    case 'read_terminal':
      return ['READ_TERMINAL', command.terminal, 0, HOW[command.signal]];
    case 'write_terminal':
      return ['WRITE_TERMINAL', command.terminal, 0, HOW[command.signal] + (command.tostop ? HOW.tostop : 0)];
    case 'hang_up':
      return ['HANG_UP', command.terminal, 0];
    case 'type':
      return ['TYPE', command.terminal, KEYS[command.key]];
  }
}

/** The bits of a call on a terminal. */
const HOW = {
  slave: 0,
  default: 0,
  ignored: 1,
  blocked: 2,
  master: 4,
  tostop: 8,
  noctty: 16,
  steal: 32,
} as const;

/** The characters that the keys send. */
const KEYS = { '^C': 3, '^Z': 26 } as const;

/** Those of a wait: stops, continuations, and that it blocks. A POSIX wait says nothing of them. */
function waitBits({ untraced, continued, block }: JobControlCommand<'waitpid'>): number {
  return (untraced ? 1 : 0) + (continued ? 2 : 0) + (block ? 4 : 0);
}

/** The number of a signal, as the statuses of waits have it. */
function numberOf(signal: JobControlCommand<'kill'>['signal']): number {
  if (typeof signal === 'number') return signal;
  return { ...SIGNALS, HUP: 1, CONT: 18 }[signal];
}

/** The answer that the table expects: a number, or a name for what is none; and the status of a wait. */
export interface Want {
  readonly want: number | string;
  readonly status: number;
}

/** The refusals that every program knows, and those that terminals add. */
const ERRNOS: ReadonlySet<string> = new Set(['EPERM', 'ESRCH', 'ECHILD', 'EACCES', 'EINVAL', 'EEXIST']);
const TERMINAL_ERRNOS: ReadonlySet<string> = new Set([...ERRNOS, 'ENOTTY', 'ENXIO', 'EIO', 'EINTR']);

/** The expectation of an answer to what is said. Throws on an errno that none of the set's commands has. */
export function wantOf(answer: Answer, { vocabulary }: Specification, said: () => string): Want {
  if ('ok' in answer) {
    const { pid, sid, pgid, ppid, status, stopped, blocked } = fieldsOf(answer);
    if (stopped === true) return { want: 'XSTOPPED', status: 0 };
    if (blocked === true) return { want: 'XBLOCKED', status: 0 };
    return { want: Number(pid ?? sid ?? pgid ?? ppid ?? 0), status: Number(status ?? 0) };
  }
  const { refused } = answer;
  if (refused === true) return { want: 'XANY', status: 0 };
  const errno = refusalNamed(vocabulary, refused)?.errno ?? refused;
  const known = hasJobControl(vocabulary.id) ? TERMINAL_ERRNOS : ERRNOS;
  if (!known.has(errno))
    throw new Error(`${said()}: no ${vocabulary.title} command is refused with ${errno}`);
  return { want: `X${errno.slice(1)}`, status: 0 };
}
