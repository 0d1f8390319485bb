// Signals and the ends of processes (J1, J11, "at an exit"), each told to the waits that see it. Pure.
import type { Id } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import { withProcess } from '../effects.ts';
import type { State } from '../state.ts';
import {
  childrenInOrder,
  childrenOf,
  groupOf,
  isZombie,
  membersOf,
  processIn,
  reaperOf,
  sessionOf,
} from '../state.ts';
import {
  isLinked,
  isOrphaned,
  isStopped,
  jobOf,
  membersOfRemembered,
  withJob,
  withNews,
  withTerminalFreed,
  withWait,
} from './jobs.ts';
import {
  freed,
  withChildSeen,
  withWaitInterrupted,
  withWaitLost,
  withWaitResumed,
  withWaitSuspended,
} from './waits.ts';

/** The numbers of signals, which wait statuses name: those of Linux on most processors. */
export const SIGNALS = { INT: 2, KILL: 9, STOP: 19, TSTP: 20, TTIN: 21, TTOU: 22 } as const;

/** A signal that processes here can be sent. */
export type Signal = 'HUP' | 'INT' | 'CONT' | StopSignal;

/** A signal that stops. */
export type StopSignal = 'STOP' | 'TSTP' | 'TTIN' | 'TTOU';

/** A signal has been sent to a process; a zombie takes no notice. */
function signalled(state: State, pid: Id, signal: Signal): State {
  if (!state.processes.has(pid) || isZombie(state, pid)) return state;
  switch (signal) {
    case 'HUP':
      return hungUp(state, pid);
    case 'INT':
      return interrupted(state, pid);
    case 'CONT':
      return continued(state, pid);
    case 'STOP':
    case 'TSTP':
    case 'TTIN':
    case 'TTOU':
      return stopped(state, pid, signal);
  }
}

/** A signal has been sent to each of these, one after the other. */
export function signalledAll(state: State, pids: readonly Id[], ...signals: readonly Signal[]): State {
  let next = state;
  for (const signal of signals) for (const pid of pids) next = signalled(next, pid, signal);
  return next;
}

/** A SIGHUP arrives at once; of a stopped process it waits (linux:J9). */
function hungUp(state: State, pid: Id): State {
  if (isStopped(state, pid)) return withJob(state, pid, { pendingHangup: true });
  return withWaitInterrupted(withNews(state, pid, { hungUp: true }), pid);
}

/** A SIGINT ends every process but init, as soon as it runs: see {@link withInterruptedEnded}. */
function interrupted(state: State, pid: Id): State {
  return pid === INIT ? state : withJob(state, pid, { pendingInterrupt: true });
}

/** Init is never stopped (linux:J19); in an orphaned group SIGSTOP alone stops (linux:O3-O5). */
function stopped(state: State, pid: Id, signal: StopSignal): State {
  if (pid === INIT || isStopped(state, pid)) return state;
  if (signal !== 'STOP' && isOrphaned(state, processIn(state, pid).group))
    return withWaitInterrupted(state, pid);
  const { continueReport } = jobOf(state, pid);
  const now = withJob(withWaitSuspended(state, pid), pid, {
    stopped: true,
    stopReport: SIGNALS[signal],
    continueReport: false,
  });
  // A wait may have seen the continuation that this takes back, or not: that is two events.
  return withChildSeen(now, pid, now, continueReport ? 2 : 1);
}

/** A SIGCONT runs a stopped process, with the SIGHUP that waited (linux:J5, J6, J12); it arrives at any. */
function continued(state: State, pid: Id): State {
  if (!isStopped(state, pid)) return withWaitInterrupted(withNews(state, pid, { continued: true }), pid);
  const { pendingHangup, pendingInterrupt } = jobOf(state, pid);
  const running = withJob(state, pid, {
    stopped: false,
    stopReport: 0,
    continueReport: true,
    pendingHangup: false,
  });
  const seen = withChildSeen(running, pid);
  // Nothing else arrives at one that an interrupt ends now, and its wait does not look again.
  if (pendingInterrupt) return withWait(seen, pid, undefined);
  return withWaitResumed(withNews(seen, pid, { continued: true, hungUp: pendingHangup }), pid);
}

/** The processes that an interrupt ends as soon as they run, ascending: it waits in stopped ones alone. */
export function interruptedIn(state: State): readonly Id[] {
  const pids: Id[] = [];
  state.jobs.forEach(({ pendingInterrupt, stopped: isHeld }, pid) => {
    if (pendingInterrupt && !isHeld) pids.push(pid);
  });
  return pids;
}

/** Those that an interrupt ends have ended, in this order, and then whoever their ends continued. */
export function withInterruptedEnded(state: State, order = interruptedIn(state)): State {
  let next = state;
  for (const pid of order) if (jobOf(next, pid).pendingInterrupt) next = ended(next, pid, SIGNALS.INT);
  const [more] = interruptedIn(next);
  return more === undefined ? next : withInterruptedEnded(next);
}

/**
 * The process has ended with this wait status (P6, P9, J11), in the order of "at an exit": its session's terminal, its
 * children, its own group, its parent.
 */
export function ended(state: State, pid: Id, status: number): State {
  // A wait's last look, and a stop that counts no more.
  const waited = withWaitLost(state, pid);
  const unstopped = withJob(waited, pid, {
    stopped: false,
    stopReport: 0,
    continueReport: false,
    pendingHangup: false,
    pendingInterrupt: false,
  });
  const left = withOrphansLeft(withTerminalLost(unstopped, pid), pid);
  const told = isLinked(left, pid) ? withOrphanedTold(left, processIn(left, pid).group, pid) : left;
  // Until here nobody could wait for it. Whatever reached it on the way arrives no more.
  const dead = withProcess(told, pid, { ...processIn(told, pid), zombie: true, exitCode: status });
  return withZombieSeen({ ...dead, news: dead.news.delete(pid) }, pid);
}

/** A session leader's terminal is lost to its session (linux:T80-T84, T102). */
function withTerminalLost(state: State, leader: Id): State {
  const lost = state.lostForegrounds.get(leader);
  if (lost !== undefined)
    return signalledAll(
      { ...state, lostForegrounds: state.lostForegrounds.delete(leader) },
      membersOfRemembered(state, lost),
      'HUP',
      'CONT',
    );
  const { terminal } = jobOf(state, leader);
  const serves = terminal === null ? undefined : state.terminals.get(terminal);
  if (terminal === null || serves?.session !== leader) return state;
  return withTerminalFreed(signalledAll(state, membersOfRemembered(state, serves), 'HUP'), terminal);
}

/** Its children, zombies too, pass to its reaper, one after the other. */
function withOrphansLeft(state: State, pid: Id): State {
  const { group } = processIn(state, pid);
  const session = sessionOf(state, pid);
  const reaper = reaperOf(state, pid);
  let next = state;
  for (const child of childrenInOrder(state, pid)) {
    const place = lastPlace(next, reaper) + 1;
    next = withProcess(next, child, { ...processIn(next, child), parent: reaper, place });
    const joined = processIn(next, child).group;
    const isAsked = joined !== group && sessionOf(next, child) === session;
    if (isZombie(next, child)) next = withZombieSeen(next, child);
    if (isAsked) next = withOrphanedTold(next, joined);
  }
  return next;
}

/**
 * A group that is orphaned and has a stopped member is sent SIGHUP and SIGCONT (linux:O1, O2, O10); whoever is ending does
 * not count.
 */
function withOrphanedTold(state: State, pgid: Id, ending?: Id): State {
  const members = membersOf(state, pgid);
  return isOrphaned(state, pgid, ending) && members.some((pid) => isStopped(state, pid))
    ? signalledAll(state, members, 'HUP', 'CONT')
    : state;
}

/** A zombie is seen by its parent, which may wait; one whose parent ignores SIGCHLD is gone at once (linux:W40, W43). */
function withZombieSeen(state: State, pid: Id): State {
  const { parent } = processIn(state, pid);
  const isUnwanted = parent !== null && processIn(state, parent).ignoresSigchld;
  return withChildSeen(isUnwanted ? freed(state, pid) : state, pid, state);
}

/** The place of the last of a process's children; 0 where it has none. */
function lastPlace(state: State, pid: Id): number {
  return Math.max(0, ...childrenOf(state, pid).map((child) => processIn(state, child).place));
}

/** The members of the group that a process is in. */
export function membersOfItsGroup(state: State, pid: Id): readonly Id[] {
  return membersOf(state, groupOf(state, pid) as Id);
}
