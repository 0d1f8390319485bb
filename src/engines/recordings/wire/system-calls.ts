// The system call that a command of a log is, in the words of strace: so all that follows knows one kind of log.
import { errnoNameOf } from '../../../contract/errno-names.ts';
import { didYouMean } from '../../../contract/did-you-mean.ts';
import { describeValue } from '../../../contract/foreign-value.ts';
import { isErrno } from '../../../contract/notation/trace.ts';
import { refusalNamed } from '../../../contract/refusal.ts';
import type { PosixName } from '../../../contract/sets/posix.ts';
import { POSIX_VOCABULARY } from '../../../contract/sets/posix.ts';
import type { CallResult, ThreadEnd } from '../log-event.ts';
import type { WireFields, WireCommand } from './line-form.ts';
import { SIGNAL_MAX, signalNameOf } from './signal-names.ts';

/** A command as a system call. */
interface CallForm {
  readonly name: string;
  /** Its arguments as it is entered. */
  readonly given: (command: WireFields) => readonly string[];
  /** Its arguments once it has returned, where the kernel fills some in. */
  readonly filledIn?: (command: WireFields, answer: WireFields) => readonly string[];
  /** The field of the answer that it returns; 0 where there is none. */
  readonly returns?: string;
  /** It does not come back. */
  readonly ends?: true;
}

const CALLS: Readonly<Record<PosixName, CallForm>> = {
  fork: { name: 'clone', given: () => ['child_stack=NULL', 'flags=SIGCHLD'], returns: 'pid' },
  setsid: { name: 'setsid', given: () => [], returns: 'sid' },
  setpgid: { name: 'setpgid', given: ({ pid, pgid }) => [String(pid), String(pgid)] },
  getpgid: { name: 'getpgid', given: ({ pid }) => [String(pid)], returns: 'pgid' },
  getsid: { name: 'getsid', given: ({ pid }) => [String(pid)], returns: 'sid' },
  getppid: { name: 'getppid', given: () => [], returns: 'ppid' },
  execve: {
    name: 'execve',
    given: ({ program }) => (program === undefined ? [] : [JSON.stringify(program), '[...]', '[...]']),
  },
  exit: { name: 'exit_group', given: ({ code }) => [String(code)], ends: true },
  waitpid: {
    name: 'wait4',
    given: ({ pid }) => [String(pid)],
    // The status beside nobody's number is nobody's.
    filledIn: ({ pid }, { pid: told, status }) => [
      String(pid),
      status === undefined || told === 0 ? 'NULL' : statusText(Number(status)),
      'WNOHANG',
      'NULL',
    ],
    returns: 'pid',
  },
  set_subreaper: { name: 'prctl', given: ({ on }) => ['PR_SET_CHILD_SUBREAPER', on === true ? '1' : '0'] },
  kill: { name: 'kill', given: ({ target, signal }) => [String(target), signalText(Number(signal))] },
  ignore_sigchld: {
    name: 'rt_sigaction',
    given: ({ on }) => [
      'SIGCHLD',
      `{sa_handler=${on === true ? 'SIG_IGN' : 'SIG_DFL'}, sa_mask=[], sa_flags=0}`,
      'NULL',
      '8',
    ],
  },
};

/** The name of the system call. */
export function callNameOf({ name }: WireCommand): string {
  return CALLS[name].name;
}

/** Its arguments as it is entered. */
export function argumentsGiven(command: WireCommand): readonly string[] {
  return CALLS[command.name].given(command);
}

/** Its arguments once it has returned, with those that the kernel fills in. */
export function argumentsFilledIn(command: WireCommand, answer: WireFields): readonly string[] {
  const { given, filledIn } = CALLS[command.name];
  return filledIn === undefined ? given(command) : filledIn(command, answer);
}

/** The result of an accepted command. */
export function resultOfAccepted({ name }: WireCommand, answer: WireFields): CallResult {
  const { returns, ends } = CALLS[name];
  if (ends) return NOT_RETURNED;
  return { kind: 'value', value: returns === undefined ? 0 : Number(answer[returns]) };
}

/** The result of a call that does not come back, or starts anew. */
export const NOT_RETURNED: CallResult = { kind: 'none' };

/** Beyond the errnos: the kernel's own numbers for "start anew", which no program sees, and the last errno. */
const STARTS_ANEW = new Set(['ERESTARTSYS', 'ERESTARTNOINTR', 'ERESTARTNOHAND', 'ERESTART_RESTARTBLOCK']);
const STARTS_ANEW_NUMBERS = new Set([512, 513, 514, 516]);
const ERRNO_MAX = 4095;

/** The result of a refused command, by the errno's name or number or the refusal's name; a sentence where it is none of these. */
export function resultOfRefused(refused: unknown): CallResult | string {
  if (typeof refused === 'number') {
    const number = Math.abs(refused);
    if (STARTS_ANEW_NUMBERS.has(number)) return NOT_RETURNED;
    const isNumber = Number.isInteger(number) && number > 0 && number <= ERRNO_MAX;
    if (isNumber) return { kind: 'error', errno: errnoNameOf(-number) };
  } else if (typeof refused === 'string') {
    if (STARTS_ANEW.has(refused)) return NOT_RETURNED;
    if (isErrno(refused)) return { kind: 'error', errno: refused };
    const errno = refusalNamed(POSIX_VOCABULARY, refused)?.errno;
    if (errno !== undefined) return { kind: 'error', errno };
  }
  const meant =
    typeof refused === 'string' ? didYouMean(refused, Object.keys(POSIX_VOCABULARY.refusals)) : '';
  return `"refused" must be an errno, "EPERM" or -1, not ${describeValue(refused)}${meant}`;
}

/** The end of a process by its wait status; `undefined` where the status tells of no end. */
export function threadEndOf(status: number): ThreadEnd | undefined {
  const signal = status & 0x7f;
  if (signal === 0) return (status & 0xff) === 0 ? { exitCode: status >> 8 } : undefined;
  if (signal > SIGNAL_MAX || status > 0xff) return undefined;
  return { signal: signalNameOf(signal), coreDumped: (status & 0x80) !== 0 };
}

/** The end of a process that exits with a code, of which 8 bits count. */
export function endWithCode(code: number): ThreadEnd {
  return { exitCode: code & 0xff };
}

/** A wait status as strace spells it out. */
function statusText(status: number): string {
  const end = threadEndOf(status);
  if (end === undefined) {
    if (status === 0xffff) return '[{WIFCONTINUED(s)}]';
    const stopped = (status & 0xff) === 0x7f && status >> 8 > 0 && status >> 8 <= SIGNAL_MAX;
    return stopped ? `[{WIFSTOPPED(s) && WSTOPSIG(s) == ${signalNameOf(status >> 8)}}]` : `[${status}]`;
  }
  if ('exitCode' in end) return `[{WIFEXITED(s) && WEXITSTATUS(s) == ${end.exitCode}}]`;
  return `[{WIFSIGNALED(s) && WTERMSIG(s) == ${end.signal}${end.coreDumped ? ' && WCOREDUMP(s)' : ''}}]`;
}

function signalText(signal: number): string {
  return signal === 0 ? '0' : signalNameOf(signal);
}
