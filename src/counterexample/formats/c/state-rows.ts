// The changes of a step, as rows of the C form's table: whom it ends, what is expected of each process and terminal from then
// on, and with job control what each has received or was told.
import type { Id } from '../../../contract/command.ts';
import type { Observation } from '../../../contract/observation/observation.ts';
import type { Specification } from '../../../model/specification.ts';
import type { State } from '../../../model/state.ts';
import { isZombie } from '../../../model/state.ts';
import { wantOf } from './calls.ts';

/** The processes that end in a step: as zombies, or gone at once. */
export function endsBetween(before: State, after: State): string[] {
  const rows: string[] = [];
  before.processes.forEach(({ zombie, parent }, pid) => {
    if (!after.processes.has(pid)) rows.push(changeRow('GONE', pid));
    else if (!zombie && isZombie(after, pid)) rows.push(changeRow('DIED', pid, parent ?? 0));
  });
  return rows;
}

/** One row, without what job control adds. */
export function changeRow(kind: string, id: number, ...values: readonly (number | string)[]): string {
  return `{${[kind, id, ...values, 0, 0, 0].slice(0, 5).join(',')}}`;
}

/** The same row where cases have job control: with its two further columns. */
export function withJobColumns(row: string, job = 0, stale = 0): string {
  return `${row.slice(0, -1)},${job},${stale}}`;
}

/** The rows told so far, so that only what differs is told again. */
export interface Told {
  readonly processes: Map<Id, string>;
  readonly terminals: Map<Id, string>;
}

/** The expectation of each process from now on, where that is not what was expected before. */
export function newlyShown(
  observation: Observation | undefined,
  { processes: told }: Told,
  hasJobs: boolean,
): string[] {
  if (observation === undefined) return [];
  const sessions = new Map(observation.groups?.map(({ pgid, session }) => [pgid, session]));
  return (observation.processes ?? []).flatMap((process) => {
    const { pid, parent, group, state, waiting, terminal } = process;
    const session = group === undefined ? undefined : sessions.get(group);
    const own = changeRow('SET', pid, parent === null ? 0 : (parent ?? -1), group ?? -1, session ?? -1);
    const job = (state === 'stopped' ? 1 : 0) + (waiting === true ? 2 : 0) + 4 * (terminal ?? 0);
    const row = hasJobs ? withJobColumns(own, job) : own;
    if (told.get(pid) === row) return [];
    told.set(pid, row);
    return [row];
  });
}

/** The rows that job control adds to what a state shows: terminals, signals received, waits that have ended. */
export function jobRows(
  observation: Observation,
  after: State,
  told: Told,
  specification: Specification,
): string[] {
  return [
    ...terminalRows(observation, after, told),
    ...(observation.processes ?? []).flatMap(({ pid, received = [] }) => {
      const bits = (received.includes('SIGHUP') ? 1 : 0) + (received.includes('SIGCONT') ? 2 : 0);
      return bits === 0 ? [] : [withJobColumns(changeRow('GOT', pid), bits)];
    }),
    ...(observation.woken ?? []).map((woken) => wokenRow(after, woken, specification)),
  ];
}

/** A foreground is shown by its number; whether it is stale, the model alone knows. */
function terminalRows(observation: Observation, after: State, told: Told): string[] {
  return (observation.terminals ?? []).flatMap(({ terminal, session, foreground }) => {
    const stale = after.terminals.get(terminal)?.stale === true ? 1 : 0;
    const row = withJobColumns(changeRow('TERMINAL', terminal, 0, foreground ?? 0, session ?? 0), 0, stale);
    const free = withJobColumns(changeRow('TERMINAL', terminal));
    if ((told.terminals.get(terminal) ?? free) === row) return [];
    told.terminals.set(terminal, row);
    return [row];
  });
}

type Woken = NonNullable<Observation['woken']>[number];

/** The end of a wait; of several reports any may be told. */
function wokenRow(after: State, { process, answer }: Woken, specification: Specification): string {
  const { want, status } = wantOf(answer, specification, () => `the wait of ${process}`);
  const mayDiffer = (after.news.get(process)?.reports ?? 0) > 1 ? 1 : 0;
  return withJobColumns(changeRow('WOKEN', process, want, status), 0, mayDiffer);
}
