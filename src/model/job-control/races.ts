// Tells which commands may have several right outcomes (semantics, section 7), so that nobody issues them: what a kernel
// does then depends on which processor is first. Errs on the side of seeing a race where there is none.
import type { Id } from '../../contract/command.ts';
import type { JobControlCommand } from '../../contract/sets/job-control.ts';
import type { State } from '../state.ts';
import { childrenInOrder } from '../state.ts';
import { interruptedIn, withInterruptedEnded } from './signals.ts';

/** Ends of so many at once are tried in every order; of more, in some. */
const EVERY_ORDER_UP_TO = 4;

/**
 * Tells of a command that nothing refuses if several outcomes are right. `send`: carries it out, but for the ends of those
 * that an interrupt meets.
 */
export function isRaced(
  state: State,
  command: Pick<JobControlCommand, 'name'>,
  send: () => State,
  choosesReports: boolean,
): boolean {
  const sent = send();
  const ending = interruptedIn(sent);
  // An end that another end brings about may come before that one is over.
  if (ending.length > 0 && (command.name === 'exit' || command.name === 'kill') && hasEnded(state, sent))
    return true;
  const [first, ...others] = ordersOf(ending).map((order) => withInterruptedEnded(sent, order));
  if (ending.length > 0 && heldIn(first) < heldIn(sent)) return true;
  const outcome = others.length === 0 ? '' : described(first);
  return isRacedByWaits(first, choosesReports) || others.some((other) => described(other) !== outcome);
}

/** Whether the outcome is worth looking at: somebody waits, or an interrupt is about. O(jobs). */
export function mayRace(state: State, command: Pick<JobControlCommand, 'name'>): boolean {
  if (state.waits.size > 0) return true;
  if (command.name === 'type') return true;
  let isHeld = false;
  state.jobs.forEach(({ pendingInterrupt }) => {
    isHeld ||= pendingInterrupt;
  });
  return isHeld;
}

/** Whether a process has ended between two states. */
function hasEnded(before: State, after: State): boolean {
  let found = false;
  after.processes.forEachChange(before.processes, (_, was, is) => {
    found ||= was !== undefined && !was.zombie && is?.zombie !== false;
  });
  return found;
}

/** The stopped processes that an interrupt waits for: fewer after some have ended, it has met others. O(jobs). */
function heldIn({ jobs }: State): number {
  let held = 0;
  jobs.forEach(({ pendingInterrupt, stopped }) => {
    held += pendingInterrupt && stopped ? 1 : 0;
  });
  return held;
}

/** Whether a wait met several events, or an event and a signal, or (where any may be told) several reports. */
function isRacedByWaits({ news }: State, choosesReports: boolean): boolean {
  let raced = false;
  news.forEach(({ events, signals, reports }) => {
    raced ||= events > 1 || (events > 0 && signals > 0) || (choosesReports && reports > 1);
  });
  return raced;
}

function ordersOf(ids: readonly Id[]): readonly (readonly Id[])[] {
  if (ids.length < 2) return [ids];
  if (ids.length > EVERY_ORDER_UP_TO)
    return [ids, ids.toReversed(), ...ids.map((id) => [id, ...ids.filter((other) => other !== id)])];
  return ids.flatMap((id) => ordersOf(ids.filter((other) => other !== id)).map((rest) => [id, ...rest]));
}

/** Everything that a state is, as text; of the places of children their order. */
function described(state: State): string {
  const rows: unknown[] = [];
  state.processes.forEach((process, pid) =>
    rows.push([pid, { ...process, place: 0 }, childrenInOrder(state, pid)]),
  );
  for (const table of [state.jobs, state.waits, state.terminals, state.lostForegrounds, state.news] as const)
    table.forEach((row: object, id: Id) => rows.push([id, row]));
  return JSON.stringify(rows);
}
