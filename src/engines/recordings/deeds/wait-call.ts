// Reads off a call of wait4, waitpid or waitid whom it asks for and what it was told, whichever of them it is.
import { hasFlag, isConstant, memberIn, numberIn } from '../arguments.ts';
import type { Member } from '../cast.ts';
import { meantBy } from '../namespaces.ts';
import type { Call } from '../log-event.ts';
import { statusOfEnd } from './wait-status.ts';

/** The event of a child that a wait tells; `untold` where the caller asked for no status. */
type Told = 'ended' | 'stopped' | 'continued' | 'untold';

/** The word of a refusal on the children: `nothing` where it is about something that no rule here is about. */
type Reason = 'no-child' | 'interrupted' | 'arguments' | 'nothing';

export type WaitOutcome =
  | { readonly kind: 'child'; readonly pid: number; readonly told: Told; readonly status: number | undefined }
  /** Children there are, and nothing to tell of them. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly errno: string; readonly reason: Reason }
  /** Succeeded, and the log does not say with whom. */
  | { readonly kind: 'unsaid' };

export interface WaitCall {
  /** −1 all children, 0 those of the caller's group, −g those of a group, n one; `undefined` where the log does not say. */
  readonly asked: number | undefined;
  readonly outcome: WaitOutcome;
  /** Ends are told, too. */
  readonly forEnds: boolean;
  /** Stops and continuations are told, too. */
  readonly forStops: boolean;
  /** The child stays as it is. */
  readonly leavesIt: boolean;
  /** Children whose end is told by SIGCHLD, by another signal or none, or both. */
  readonly kinds: 'usual' | 'others' | 'all';
  readonly ownThreadOnly: boolean;
  /** Returns only with a child, or refused. */
  readonly blocks: boolean;
  /** The log shows a status that the call has written, which it does of a child alone. */
  readonly writesStatus: boolean;
  /** The log shows that it has written none, though its caller asked for one. */
  readonly writesNone: boolean;
}

/** `undefined` where the call was interrupted, so that it did nothing. */
export function waitCallOf(call: Call, member: Member): WaitCall | undefined {
  const { result } = call;
  if (result?.kind !== 'value' && result?.kind !== 'error') return undefined;
  return call.name === 'waitid' ? waitidCall(call, member) : wait4Call(call, member);
}

/** The same of a call that did not return, of whose arguments the log shows the first ones at most. */
export function unfinishedWaitOf(call: Call, member: Member): WaitCall {
  return {
    asked: call.name === 'waitid' ? waitidAsked(call, member) : askedBy(call.arguments[0], member),
    outcome: { kind: 'unsaid' },
    forEnds: true,
    forStops: true,
    leavesIt: false,
    kinds: 'all',
    ownThreadOnly: false,
    blocks: true,
    writesStatus: false,
    writesNone: false,
  };
}

function wait4Call(call: Call, member: Member): WaitCall | undefined {
  const [which, status, options] = call.arguments;
  const { result } = call;
  if (result?.kind !== 'value' && result?.kind !== 'error') return undefined;
  let outcome: WaitOutcome;
  if (result.kind === 'error') outcome = refusal(result.errno, wait4Refuses(which, options));
  else if (result.value === 0) outcome = { kind: 'nothing' };
  else {
    const pid = meantBy(member, { value: result.value, outer: result.inOuterNamespace });
    outcome = { kind: 'child', pid, ...toldBy(status) };
  }
  return {
    asked: askedBy(which, member),
    outcome,
    forEnds: true,
    forStops: hasFlag(options, 'WSTOPPED') || hasFlag(options, 'WUNTRACED') || hasFlag(options, 'WCONTINUED'),
    leavesIt: false,
    writesStatus: (status ?? '').startsWith('[{'),
    writesNone: (status ?? '').startsWith('0x'),
    ...kindsIn(options),
  };
}

/** `[{WIFEXITED(s) && WEXITSTATUS(s) == 3}]`. */
function toldBy(status: string | undefined): { readonly told: Told; readonly status: number | undefined } {
  if (status === undefined || status === 'NULL' || !status.startsWith('[{'))
    return { told: 'untold', status: undefined };
  const exited = /WEXITSTATUS\(s\) == (\d+)/.exec(status);
  if (exited !== null) return { told: 'ended', status: Number(exited[1]) << 8 };
  const killed = /WTERMSIG\(s\) == (\w+)( && WCOREDUMP\(s\))?/.exec(status);
  if (killed !== null)
    return { told: 'ended', status: statusOfEnd({ signal: killed[1], coreDumped: killed[2] !== undefined }) };
  if (status.includes('WIFSTOPPED(s)')) return { told: 'stopped', status: undefined };
  if (status.includes('WIFCONTINUED(s)')) return { told: 'continued', status: undefined };
  return { told: 'untold', status: undefined };
}

function askedBy(which: string | undefined, member: Member): number | undefined {
  const number = numberIn(which);
  if (number === undefined) return undefined;
  const { value, outer } = number;
  if (value === -1 || value === 0) return value;
  const id = meantBy(member, { value: Math.abs(value), outer });
  return value < 0 ? -id : id;
}

function waitidCall(call: Call, member: Member): WaitCall | undefined {
  const [, , info, options] = call.arguments;
  const { result } = call;
  if (result?.kind !== 'value' && result?.kind !== 'error') return undefined;
  return {
    asked: waitidAsked(call, member),
    outcome: result.kind === 'error' ? refusal(result.errno, waitidRefuses(call)) : infoOutcome(info, member),
    forEnds: hasFlag(options, 'WEXITED'),
    forStops: hasFlag(options, 'WSTOPPED') || hasFlag(options, 'WCONTINUED'),
    leavesIt: hasFlag(options, 'WNOWAIT'),
    // One that has nothing to tell writes zeros.
    writesNone: result.kind === 'value' && (info ?? '').startsWith('0x'),
    writesStatus: result.kind === 'error' && (info ?? '').startsWith('{si_signo='),
    ...kindsIn(options),
  };
}

function waitidAsked({ arguments: [kind, which] }: Call, member: Member): number | undefined {
  if (isConstant(kind, 'P_ALL', 0)) return -1;
  if (isConstant(kind, 'P_PID', 1)) return askedBy(which, member);
  if (isConstant(kind, 'P_PIDFD', 3)) return askedBy(/<pid:(\d+)>$/.exec(which ?? '')?.[1], member);
  if (!isConstant(kind, 'P_PGID', 2)) return undefined;
  const group = askedBy(which, member);
  return group === undefined || group === 0 ? group : -group;
}

/** @param argumentsRefused The errnos that its arguments may be refused with. */
function refusal(errno: string, argumentsRefused: readonly string[]): WaitOutcome {
  const reason: Reason =
    errno === 'ECHILD'
      ? 'no-child'
      : errno === 'EINTR'
        ? 'interrupted'
        : ['EINVAL', 'ESRCH'].includes(errno) && !argumentsRefused.includes(errno)
          ? 'arguments'
          : 'nothing';
  return { kind: 'refused', errno, reason };
}

/** Whether flags are of these alone, as far as the log has a word for each. */
function areAmong(flags: string | undefined, known: ReadonlySet<string>): boolean {
  return flags?.split('|').every((flag) => known.has(flag)) === true;
}

const FLAGS_OF_ALL = ['0', 'WNOHANG', 'WCONTINUED', 'WSTOPPED', '__WNOTHREAD', '__WCLONE', '__WALL'];
const WAIT4_FLAGS: ReadonlySet<string> = new Set([...FLAGS_OF_ALL, 'WUNTRACED']);
const WAITID_FLAGS: ReadonlySet<string> = new Set([...FLAGS_OF_ALL, 'WNOWAIT', 'WEXITED']);

/** wait(2): EINVAL for an option that it does not know, ESRCH for the number that has no opposite (linux:W9). */
function wait4Refuses(which: string | undefined, options: string | undefined): readonly string[] {
  const hasNoOpposite = numberIn(which)?.value === -(2 ** 31);
  return [...(areAmong(options, WAIT4_FLAGS) ? [] : ['EINVAL']), ...(hasNoOpposite ? ['ESRCH'] : [])];
}

/** The same of waitid, which is asked for one kind of change at least, and of a number above 0. */
function waitidRefuses({ arguments: [kind, which, , options] }: Call): readonly string[] {
  const asksForAny = ['WEXITED', 'WSTOPPED', 'WCONTINUED'].some((flag) => hasFlag(options, flag));
  const least = kind === 'P_PID' ? 1 : 0;
  const isOne =
    kind === 'P_ALL' || ((kind === 'P_PID' || kind === 'P_PGID') && (numberIn(which)?.value ?? -1) >= least);
  return asksForAny && isOne && areAmong(options, WAITID_FLAGS) ? [] : ['EINVAL'];
}

/** `{si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=5, si_uid=0, si_status=3, …}`. */
function infoOutcome(info: string | undefined, member: Member): WaitOutcome {
  if (info === undefined || !info.startsWith('{')) return { kind: 'unsaid' };
  const number = numberIn(memberIn(info, 'si_pid'));
  if (number === undefined || number.value === 0) return { kind: 'nothing' };
  const pid = meantBy(member, number);
  const status = memberIn(info, 'si_status');
  const child = { kind: 'child', pid } as const;
  const code = memberIn(info, 'si_code');
  if (isConstant(code, 'CLD_EXITED', 1)) return { ...child, told: 'ended', status: Number(status) << 8 };
  const coreDumped = isConstant(code, 'CLD_DUMPED', 3);
  if (coreDumped || isConstant(code, 'CLD_KILLED', 2)) {
    return { ...child, told: 'ended', status: statusOfEnd({ signal: status ?? '', coreDumped }) };
  }
  return {
    ...child,
    told: isConstant(code, 'CLD_CONTINUED', 6) ? 'continued' : 'stopped',
    status: undefined,
  };
}

function kindsIn(options: string | undefined): Pick<WaitCall, 'kinds' | 'ownThreadOnly' | 'blocks'> {
  const kinds = hasFlag(options, '__WALL') ? 'all' : hasFlag(options, '__WCLONE') ? 'others' : 'usual';
  return { kinds, ownThreadOnly: hasFlag(options, '__WNOTHREAD'), blocks: !hasFlag(options, 'WNOHANG') };
}
