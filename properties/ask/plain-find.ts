// The states of a set within a bound and the length of the shortest way to each, found the plainest way there is: breadth first
// over the rules, states told apart by the text of their rows. Shares nothing with the search that it is held against.
import type { Command } from '../../src/contract/command.ts';
import type { Specification } from '../../src/model/specification.ts';
import type { State } from '../../src/model/state.ts';
import { childrenInOrder } from '../../src/model/state.ts';
import type { ModelStep } from '../../src/model/witness.ts';

/** A step that was gone, and how many commands it took to its end; none before the first. */
export interface Reached {
  readonly length: number;
  readonly state: State;
  readonly step: ModelStep | undefined;
}

/** Every accepted command from every state, nearest first, the start before them. */
export function* plainSteps(
  specification: Specification,
  commands: readonly Command[],
  isBeyond: (state: State, command: Command) => boolean = () => false,
  from: State = specification.initial,
): Generator<Reached> {
  const { isIssuable, step } = specification;
  const known = new Set([rowsOf(from)]);
  let level = [from];
  yield { length: 0, state: from, step: undefined };
  for (let length = 1; level.length > 0; length += 1) {
    const next: State[] = [];
    for (const before of level)
      for (const command of commands) {
        if (!isIssuable(before, command) || isBeyond(before, command)) continue;
        const done = step(before, command);
        if (done.refusals !== undefined) continue;
        yield { length, state: done.next, step: { before, command, after: done.next } };
        const rows = rowsOf(done.next);
        if (known.has(rows)) continue;
        known.add(rows);
        next.push(done.next);
      }
    level = next;
  }
}

/** All that decides anything of a state: of the places of children only their order. */
export function rowsOf(state: State): string {
  const { processes, threads, groups, sessions, jobs, waits, terminals, lostForegrounds } = state;
  const rows: string[] = [];
  processes.forEach((row, pid) =>
    rows.push(`p${pid}${JSON.stringify({ ...row, place: 0 })}${childrenInOrder(state, pid).join()}`),
  );
  threads.forEach((row, tid) => rows.push(`t${tid}${JSON.stringify(row)}`));
  groups.forEach((row, pgid) => rows.push(`g${pgid}${JSON.stringify(row)}`));
  sessions.forEach((row, sid) => rows.push(`s${sid}${JSON.stringify(row)}`));
  jobs.forEach((row, pid) => rows.push(`j${pid}${JSON.stringify(row)}`));
  waits.forEach((row, pid) => rows.push(`w${pid}${JSON.stringify(row)}`));
  terminals.forEach((row, terminal) => rows.push(`y${terminal}${JSON.stringify(row)}`));
  lostForegrounds.forEach((row, pid) => rows.push(`l${pid}${JSON.stringify(row)}`));
  return rows.join();
}
