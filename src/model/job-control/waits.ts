// Waiting for children (J2, J12): which children are asked for, what they have to report, and what wakes a wait that
// blocks. Pure.
import type { Id } from '../../contract/command.ts';
import { withoutZombie } from '../effects.ts';
import type { State, Wait } from '../state.ts';
import { childrenInOrder, groupOf, idInUse, isZombie, NO_CHILD, processIn } from '../state.ts';
import { isStopped, jobOf, newsOf, withJob, withNews, withoutJobOf, withWait } from './jobs.ts';

/** The status of a child that was continued. */
const CONTINUED = 0xffff;

/** A report: of whom, and the wait status that tells it. */
export interface Report {
  readonly pid: Id;
  readonly status: number;
}

/** A waitpid as it is called: the group that 0 and −g mean is fixed now. */
export function waitFor(
  state: State,
  process: Id,
  { pid, untraced, continued }: Pick<Wait, 'pid' | 'untraced' | 'continued'>,
): Wait {
  const meant = pid === 0 ? (groupOf(state, process) ?? 0) : pid < -1 ? -pid : 0;
  const group = idInUse(state, meant) ? meant : 0;
  return { pid, group, stale: false, untraced, continued, found: 0, foundStatus: 0 };
}

/** The children that a wait asks for, in child order: those in the group now that it means (linux:W12-W16, W34). */
export function childrenWaitedFor(state: State, process: Id, wait: Wait): readonly Id[] {
  return childrenInOrder(state, process).filter((child) => isWaitedFor(state, wait, child));
}

/** The children that a wait asks for. */
type Asked = Pick<Wait, 'pid' | 'group' | 'stale'>;

function isWaitedFor(state: State, { pid, group, stale }: Asked, child: Id): boolean {
  if (pid === -1 || pid > 0) return pid === -1 || pid === child;
  return group !== 0 && !stale && groupOf(state, child) === group;
}

/** The reports of the children asked for, in child order (linux:W25, J3, J5). */
export function reportsFor(state: State, process: Id, wait: Wait): readonly Report[] {
  return childrenWaitedFor(state, process, wait).flatMap((child) => {
    const status = statusFor(state, wait, child);
    return status === undefined ? [] : [{ pid: child, status }];
  });
}

/** The wait status that a child has to report; `undefined` where it has nothing that is asked for. */
function statusFor(state: State, { untraced, continued }: Wait, child: Id): number | undefined {
  if (isZombie(state, child)) return processIn(state, child).exitCode;
  const { stopReport, continueReport } = jobOf(state, child);
  if (untraced && stopReport !== 0) return (stopReport << 8) | 0x7f;
  return continued && continueReport ? CONTINUED : undefined;
}

/** The report is fetched: a zombie is freed, a stop or continuation told once (linux:J3, J5, W17). */
export function fetched(state: State, { pid, status }: Report): State {
  if (isZombie(state, pid)) return freed(state, pid);
  return withJob(state, pid, status === CONTINUED ? { continueReport: false } : { stopReport: 0 });
}

/** A zombie is gone, with all that was left of it. */
export function freed(state: State, pid: Id): State {
  return withoutJobOf(withoutZombie(state, pid), pid);
}

/** The waiting process looks: what it finds, children in child order; `undefined` where it waits on. */
function lookOf(state: State, process: Id, wait: Wait): Report | undefined {
  const [first] = reportsFor(state, process, wait);
  if (first !== undefined) return first;
  return childrenWaitedFor(state, process, wait).length === 0 ? { pid: NO_CHILD, status: 0 } : undefined;
}

/** The wait ends with what was found. */
function woken(state: State, process: Id, { pid, status }: Report): State {
  const { pid: askedPid = 0, group: askedGroup = 0 } = state.waits.get(process) ?? {};
  const told = withNews(withWait(state, process, undefined), process, {
    woken: pid,
    wokenStatus: status,
    askedPid,
    askedGroup,
  });
  return pid === NO_CHILD ? told : fetched(told, { pid, status });
}

/** The process looks, if it waits and runs, and is woken where it finds something. */
function looked(state: State, process: Id): State {
  const wait = state.waits.get(process);
  if (wait === undefined || isStopped(state, process)) return state;
  const found = lookOf(state, process, wait);
  if (found === undefined) return state;
  const reports = reportsFor(state, process, wait).length;
  return woken(withNews(state, process, { reports }), process, found);
}

/**
 * J12 (a): something has happened to a child that may be asked for, whether that was asked for or not. `was`: the state
 * in which the child was there still.
 */
export function withChildSeen(state: State, child: Id, was = state, times = 1): State {
  const parent = was.processes.get(child)?.parent ?? null;
  if (parent === null) return state;
  const { events, askedPid, askedGroup } = newsOf(state, parent);
  // A wait that has just ended might have ended with this.
  const asked: Asked = state.waits.get(parent) ?? { pid: askedPid, group: askedGroup, stale: false };
  if (!isWaitedFor(was, asked, child)) return state;
  return looked(withNews(state, parent, { events: events + times }), parent);
}

/** J12 (b): a signal has reached the process and does not stop it: it looks, then the call starts anew. */
export function withWaitInterrupted(state: State, process: Id): State {
  const noted = withSignalNoted(state, process);
  const before = looked(noted, process);
  return before.waits.has(process) ? withWaitBegunAnew(before, process) : before;
}

/** The call starts anew: 0 and −g mean what they mean now. */
function withWaitBegunAnew(state: State, process: Id): State {
  const wait = state.waits.get(process);
  return wait === undefined
    ? state
    : looked(withWait(state, process, waitFor(state, process, wait)), process);
}

/** J12 (c): a signal is about to stop the process: it looks once before, and keeps what it finds. */
export function withWaitSuspended(state: State, process: Id): State {
  const noted = withSignalNoted(state, process);
  const wait = noted.waits.get(process);
  if (wait === undefined) return noted;
  const found = lookOf(noted, process, wait);
  if (found === undefined) return noted;
  const kept = withWait(noted, process, { ...wait, found: found.pid, foundStatus: found.status });
  return found.pid === NO_CHILD ? kept : fetched(kept, found);
}

/** The process runs again: it tells what it had found, or its call starts anew. */
export function withWaitResumed(state: State, process: Id): State {
  const noted = withSignalNoted(state, process);
  const wait = noted.waits.get(process);
  if (wait === undefined) return noted;
  const { found, foundStatus } = wait;
  if (found === 0) return withWaitBegunAnew(noted, process);
  return withNews(withWait(noted, process, undefined), process, { woken: found, wokenStatus: foundStatus });
}

/** A signal is about to end the process: it looks once before, and what it finds is lost. */
export function withWaitLost(state: State, process: Id): State {
  const suspended = isStopped(state, process) ? state : withWaitSuspended(state, process);
  return withWait(suspended, process, undefined);
}

/** Notes that a signal met a wait, or one that has just ended. */
function withSignalNoted(state: State, process: Id): State {
  const { signals, events } = newsOf(state, process);
  return state.waits.has(process) || events > 0 ? withNews(state, process, { signals: signals + 1 }) : state;
}
