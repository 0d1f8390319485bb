// Handles as objects, of a table that grows, is taken over and uses rows again: each holds what it holds, and one whose
// time is over releases nothing of anybody else's.
import { ProcessTable } from '../../impl/hierarchy/process-table.ts';
import type { AnySetTable } from '../command-set.ts';

const CAPACITIES = [1, 2, 3, 4];
const LEADER = 2;

/** The faults of handle objects, in sentences; none of a table that has no such objects. */
export function handleFaults(set: AnySetTable): readonly string[] {
  return CAPACITIES.flatMap((capacity) => {
    const make = (more = 0): ProcessTable | undefined => withHandles(set.make(capacity + more));
    const growing = make();
    if (growing === undefined) return [];
    // The other is of another size, and then of the same, so that it takes the place of what was there.
    const taken = [make(1), make()].flatMap((other) => afterTakingOver(make(), other));
    return [...afterGrowth(growing), ...taken].map((fault) => `of a table made for ${capacity}, ${fault}`);
  });
}

function withHandles(table: unknown): ProcessTable | undefined {
  return table instanceof ProcessTable ? (table as ProcessTable) : undefined;
}

/** The last row before a growth bears a session that nothing but a handle keeps. */
function afterGrowth(table: ProcessTable): readonly string[] {
  const faults: string[] = [];
  lead(table);
  const session = table.sessionHandle(LEADER);
  const group = table.groupHandle(LEADER);
  leave(table);
  for (let pid = LEADER + 1; pid < 30; pid += 1) table.fork(1, pid);
  if (!table.hasSession(LEADER) || !table.hasGroup(LEADER)) faults.push('a handle is lost when it grows');
  group?.[Symbol.dispose]();
  if (table.hasGroup(LEADER)) faults.push('a group outlives its last handle after a growth');
  session?.[Symbol.dispose]();
  if (table.hasSession(LEADER)) faults.push('a session outlives its last handle after a growth');
  // The same id on a row used again: the old objects are over.
  lead(table);
  const again = table.sessionHandle(LEADER);
  leave(table);
  session?.[Symbol.dispose]();
  if (!table.hasSession(LEADER)) faults.push('a handle object that was released releases a later handle');
  again?.[Symbol.dispose]();
  return [...faults, ...table.selfCheck()];
}

/** A table takes over another state in which the same session is held by somebody else. */
function afterTakingOver(
  table: ProcessTable | undefined,
  other: ProcessTable | undefined,
): readonly string[] {
  if (table === undefined || other === undefined) return [];
  for (const each of [table, other]) {
    lead(each);
    each.holdSession(LEADER);
    leave(each);
  }
  const stale = table.sessionHandle(LEADER);
  table.restore(other.snapshot());
  stale?.[Symbol.dispose]();
  return stale?.held !== true && table.hasSession(LEADER)
    ? table.selfCheck()
    : ['a handle object from before a restore releases a handle of the state that was restored'];
}

function lead(table: ProcessTable): void {
  table.fork(1, LEADER);
  table.createSession(LEADER);
}

function leave(table: ProcessTable): void {
  table.exit(LEADER);
  table.free(LEADER);
}
