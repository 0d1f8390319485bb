// Commands as the C form calls them, and their answers as it expects them. The names are those of runtime/tables.h.
import type { Answer } from '../../../contract/command.ts';
import { fieldsOf } from '../../../contract/command.ts';
import { refusalNamed } from '../../../contract/refusal.ts';
import type { JobControlCommand, JobControlName } from '../../../contract/sets/job-control.ts';
import { SIGNALS } from '../../../model/job-control/signals.ts';
import type { Specification } from '../../../model/specification.ts';
import { hasJobControl } from './sets.ts';

/** The command that C issues. A POSIX command is one whose options are off. */
export type CCommand = JobControlCommand;

/** A call: its name in C, two arguments, and how it is made, a sum of the table's bits. */
export type CCall = readonly [operation: string, a: number, b: number, how?: number];

/** The call that a command is. */
export function callOf(command: CCommand): CCall {
  return (CALLS[command.name] as (command: CCommand) => CCall)(command);
}

const CALLS: { readonly [Name in JobControlName]: (command: JobControlCommand<Name>) => CCall } = {
  fork: ({ child }) => ['FORK', child, 0],
  setsid: () => ['SETSID', 0, 0],
  setpgid: ({ pid, pgid }) => ['SETPGID', pid, pgid],
  getpgid: ({ pid }) => ['GETPGID', pid, 0],
  getsid: ({ pid }) => ['GETSID', pid, 0],
  getppid: () => ['GETPPID', 0, 0],
  execve: () => ['EXECVE', 0, 0],
  exit: ({ code }) => ['EXIT', code, 0],
  waitpid: (command) => ['WAITPID', command.pid, 0, waitBits(command)],
  set_subreaper: ({ on }) => ['SUBREAPER', on ? 1 : 0, 0],
  kill: ({ target, signal }) => ['KILL', target, numberOf(signal)],
  ignore_sigchld: ({ on }) => ['IGNORE', on ? 1 : 0, 0],
  open_terminal: ({ terminal, noctty }) => ['OPEN_TERMINAL', terminal, 0, noctty ? HOW.noctty : 0],
  set_controlling_terminal: ({ terminal, steal }) => ['ACQUIRE_TERMINAL', terminal, 0, steal ? HOW.steal : 0],
  leave_terminal: ({ terminal }) => ['LEAVE_TERMINAL', terminal, 0],
  tcsetpgrp: ({ terminal, group, side, ttou }) => ['TCSETPGRP', terminal, group, HOW[side] + HOW[ttou]],
  tcgetpgrp: ({ terminal, side }) => ['TCGETPGRP', terminal, 0, HOW[side]],
  tcgetsid: ({ terminal, side }) => ['TCGETSID', terminal, 0, HOW[side]],
  open_dev_tty: () => ['OPEN_DEV_TTY', 0, 0],
  read_terminal: ({ terminal, signal }) => ['READ_TERMINAL', terminal, 0, HOW[signal]],
  write_terminal: ({ terminal, signal, tostop }) => [
    'WRITE_TERMINAL',
    terminal,
    0,
    HOW[signal] + (tostop ? HOW.tostop : 0),
  ],
  hang_up: ({ terminal }) => ['HANG_UP', terminal, 0],
  type: ({ terminal, key }) => ['TYPE', terminal, KEYS[key]],
};

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
