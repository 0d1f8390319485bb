// The job control of a state, asked and changed: who is stopped, who waits, which terminal is whose, who is in the
// background, which groups are orphaned. Pure; no signal is sent here.
import type { Id } from '../../contract/command.ts';
import type { Job, News, Remembered, State, Terminal, Wait } from '../state.ts';
import { groupOf, isRunning, isZombie, membersOf, processIn, sessionOf } from '../state.ts';

/** The job control of a process that has nothing of it. */
export const NO_JOB: Job = {
  terminal: null,
  stopped: false,
  stopReport: 0,
  continueReport: false,
  pendingHangup: false,
  pendingInterrupt: false,
};

/** No news. */
export const NO_NEWS: News = {
  hungUp: false,
  continued: false,
  woken: 0,
  wokenStatus: 0,
  askedPid: 0,
  askedGroup: 0,
  events: 0,
  signals: 0,
  reports: 0,
};

/** The job control of a process. */
export function jobOf(state: State, pid: Id): Job {
  return state.jobs.get(pid) ?? NO_JOB;
}

/** With changes to a process's job control. */
export function withJob(state: State, pid: Id, changes: Partial<Job>): State {
  const job = { ...jobOf(state, pid), ...changes };
  const isNone = (Object.keys(NO_JOB) as (keyof Job)[]).every((key) => job[key] === NO_JOB[key]);
  return { ...state, jobs: isNone ? state.jobs.delete(pid) : state.jobs.set(pid, job) };
}

/** The news of a process. */
export function newsOf(state: State, pid: Id): News {
  return state.news.get(pid) ?? NO_NEWS;
}

/** With more news of a process. */
export function withNews(state: State, pid: Id, news: Partial<News>): State {
  return { ...state, news: state.news.set(pid, { ...newsOf(state, pid), ...news }) };
}

/** Whether a process is alive and stopped. */
export function isStopped(state: State, pid: Id): boolean {
  return jobOf(state, pid).stopped;
}

/** Whether a process is in a wait that has not ended, stopped or not. */
function isWaiting(state: State, pid: Id): boolean {
  return state.waits.has(pid);
}

/** Whether a process can issue a command: it runs, is not stopped and does not wait. */
export function canAct(state: State, pid: Id): boolean {
  return isRunning(state, pid) && !isStopped(state, pid) && !isWaiting(state, pid);
}

/** With another wait of a process, or with none. */
export function withWait(state: State, pid: Id, wait: Wait | undefined): State {
  return { ...state, waits: wait === undefined ? state.waits.delete(pid) : state.waits.set(pid, wait) };
}

/** The number as it is now, to be remembered. */
function remembered(group: Id): Remembered {
  return { group, stale: false };
}

/** The members of the group that is remembered; none once it is stale. */
export function membersOfRemembered(state: State, { group, stale }: Remembered): readonly Id[] {
  return stale ? [] : membersOf(state, group);
}

/** Whether the terminal is the process's controlling terminal. */
export function isItsTerminal(state: State, pid: Id, terminal: Id): boolean {
  return jobOf(state, pid).terminal === terminal;
}

/** Whether it is, and the process's group is not its foreground: the incarnation counts, not the number (linux:T46). */
export function isInBackground(state: State, pid: Id, terminal: Id): boolean {
  const serves = state.terminals.get(terminal);
  if (!isItsTerminal(state, pid, terminal) || serves === undefined) return false;
  return serves.stale || serves.group !== groupOf(state, pid);
}

/**
 * Whether a group is orphaned: no member that is alive has a parent in another group of the same session
 * (linux:O10-O14). A member that is ending does not count.
 */
export function isOrphaned(state: State, pgid: Id, ending?: Id): boolean {
  const links = (pid: Id): boolean => pid !== ending && !isZombie(state, pid) && isLinked(state, pid);
  return !membersOf(state, pgid).some(links);
}

/** Whether a process's parent is in another group of the same session. */
export function isLinked(state: State, pid: Id): boolean {
  const { parent, group } = processIn(state, pid);
  if (parent === null) return false;
  return groupOf(state, parent) !== group && sessionOf(state, parent) === sessionOf(state, pid);
}

/** The leader gets the terminal, which serves its session from now on, with its group in the foreground (J3, J4). */
export function withTerminalOf(state: State, leader: Id, terminal: Id): State {
  const serving: Terminal = { session: leader, ...remembered(processIn(state, leader).group) };
  return withJob(
    {
      ...state,
      terminals: state.terminals.set(terminal, serving),
      lostForegrounds: state.lostForegrounds.delete(leader),
    },
    leader,
    { terminal },
  );
}

/** The terminal is free, and nobody has it any more, zombies included. */
export function withTerminalFreed(state: State, terminal: Id): State {
  let next: State = { ...state, terminals: state.terminals.delete(terminal) };
  for (const pid of state.jobs.where('terminal', terminal)) next = withJob(next, pid, { terminal: null });
  return next;
}

/** Without anything that is left of a process that was freed. */
export function withoutJobOf(state: State, pid: Id): State {
  return {
    ...state,
    jobs: state.jobs.delete(pid),
    waits: state.waits.delete(pid),
    lostForegrounds: state.lostForegrounds.delete(pid),
    news: state.news.delete(pid),
  };
}
