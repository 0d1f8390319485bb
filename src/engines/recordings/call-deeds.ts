// The deed of each system call, by its name.
import { hasFlag, ignoresIn, isConstant, isSigchld, memberIn, numberIn } from './arguments.ts';
import type { Deed } from './deeds/deed.ts';
import type { CallOf } from './deeds/deed-of-call.ts';
import { setpgidDeed, setsidDeed } from './deeds/group-deeds.ts';
import { execDeed, sigchldDeed, subreaperDeed } from './deeds/life-deeds.ts';
import { killDeed, queryDeed } from './deeds/query-deeds.ts';
import { terminalDeed } from './deeds/terminal-deeds.ts';
import { waitDeed } from './deeds/wait-deed.ts';
import type { Call } from './log-event.ts';
import type { Recorded } from './recorded.ts';
import { terminalRequest } from './terminal-calls.ts';

type DeedOf = (of: CallOf, recorded: Recorded) => Deed | undefined;

const query: DeedOf = (of, { cast }) => queryDeed(of, cast);
const exec: DeedOf = (of) => (isDone(of.call) ? execDeed(of) : undefined);

const DEEDS: ReadonlyMap<string, DeedOf> = new Map<string, DeedOf>([
  ['setsid', (of) => setsidDeed(of)],
  ['setpgid', setpgidDeed],
  ['getpgid', query],
  ['getpgrp', query],
  ['getsid', query],
  ['getppid', query],
  ['kill', killDeed],
  ['wait4', waitDeed],
  ['waitpid', waitDeed],
  ['waitid', waitDeed],
  ['execve', exec],
  ['execveat', exec],
  ['ioctl', terminalDeed],
  ['prctl', (of) => prctlDeed(of)],
  ['rt_sigaction', sigactionDeed],
  ['sigaction', sigactionDeed],
]);

/** Other calls about terminals, and signals to threads, whose results are told as not covered. */
const NOT_COVERED = new Set(['ioctl', 'tkill', 'tgkill', 'pidfd_open', 'pidfd_send_signal']);

/** Calls that are asked about and return 0 where they succeed. */
const RETURNING_0 = new Set(['setpgid', 'kill', 'waitid', 'ioctl']);

/** The deed of a call that has returned; `undefined` where it did nothing that the specification knows. */
export function deedOfCall(of: CallOf, recorded: Recorded): Deed | undefined {
  const { name, result } = of.call;
  if (result?.kind === 'injected') return undefined;
  const deed = DEEDS.get(name)?.(of, recorded);
  const isOdd = result?.kind === 'value' && result.value !== 0 && RETURNING_0.has(name);
  return isOdd && deed !== undefined ? oddDeed(deed, result.value) : deed;
}

/** A call that returned what none returns. */
function oddDeed(deed: Deed, value: number): Deed {
  return {
    ...deed,
    leftOpen: () => undefined,
    checked: true,
    isCertain: true,
    seenInWords: String(value),
    perform: () => [],
    objection: (world) => ({
      allowed: ['ok'],
      clauses: deed.objection(world).clauses,
      because: `returns 0 where it succeeds, and not ${value}`,
    }),
  };
}

export function isNotCovered(call: Call): boolean {
  const { name, result } = call;
  if (!NOT_COVERED.has(name) || terminalRequest(call) !== undefined) return false;
  return result !== undefined && result.kind !== 'none';
}

function isDone({ result }: Call): boolean {
  return result?.kind === 'value' && result.value === 0;
}

function prctlDeed(of: CallOf): Deed | undefined {
  const { call } = of;
  if (!isConstant(call.arguments[0], 'PR_SET_CHILD_SUBREAPER', 36) || !isDone(call)) return undefined;
  return subreaperDeed(of, numberIn(call.arguments[1])?.value !== 0);
}

function sigactionDeed(of: CallOf, { cast }: Recorded): Deed | undefined {
  const { call, member } = of;
  const [signal, action] = call.arguments;
  if (!isSigchld(signal) || !isDone(call) || action === undefined || !action.startsWith('{'))
    return undefined;
  const noChildWait = hasFlag(memberIn(action, 'sa_flags'), 'SA_NOCLDWAIT');
  const ignores = ignoresIn(action);
  member.noChildWait = noChildWait && !ignores;
  member.inheritsSigchld = false;
  return sigchldDeed(of, noChildWait || ignores, cast);
}
