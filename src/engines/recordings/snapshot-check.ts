// Compares a snapshot of a process tree with the world at its moment, and learns from it what the log has not shown.
import { groupOf, sessionOf } from '../../model/state.ts';
import { INIT } from '../../contract/command.ts';
import type { Cast } from './cast.ts';
import type { UnexplainedRow } from './explanation.ts';
import type { PsSnapshot, SnapshotRow } from './ps-row.ts';
import type { World } from './world.ts';
import { mayBeFreedOutside, withGroupNumber, withParentNumber, withSessionNumber } from './world.ts';

/** A snapshot that was compared. */
interface Compared {
  /** With the numbers that the snapshot has shown. */
  readonly world: World;
  readonly rows: number;
  readonly unexplained: readonly UnexplainedRow[];
  /** The numbers that the log has shown and the snapshot contradicts. */
  readonly relied: readonly number[];
}

type Difference = Pick<UnexplainedRow, 'differs' | 'sentence'>;

/** Each row about a process of the recording, and each process of it that the snapshot lacks. O(rows + processes). */
export function compareSnapshot(snapshot: PsSnapshot, before: World, cast: Cast): Compared {
  let world = before;
  let rows = 0;
  const unexplained: UnexplainedRow[] = [];
  const say = (line: number, process: number, { differs, sentence }: Difference): void => {
    unexplained.push({ snapshot: snapshot.label, line, process, differs, sentence });
  };
  const sayLife = (line: number, process: number, sentence: string): void =>
    say(line, process, { differs: 'life', sentence });
  const seen = new Set<number>();
  const relied: number[] = [];
  for (const row of snapshot.rows) {
    seen.add(row.pid);
    if (world.outsiders.has(row.pid) || row.pid === INIT) continue;
    if (!world.state.processes.has(row.pid)) {
      if (cast.wasMember(row.pid) && !cast.isLost(row.pid))
        sayLife(row.line, row.pid, `process ${row.pid} is gone, and the snapshot has it`);
      continue;
    }
    rows += 1;
    const compared = compareRow(row, world, cast);
    if ('world' in compared) world = compared.world;
    else {
      for (const difference of compared.differences) say(row.line, row.pid, difference);
      relied.push(...compared.relied);
    }
  }
  const lastLine = snapshot.rows.at(-1)?.line ?? 0;
  for (const { pid, ended } of cast.members()) {
    if (seen.has(pid) || !world.state.processes.has(pid) || mayBeFreedOutside(world, pid)) continue;
    const state = ended === undefined ? 'lives' : 'is a zombie';
    sayLife(lastLine, pid, `process ${pid} ${state}, and the snapshot lacks it`);
  }
  return { world, rows, unexplained, relied };
}

/** The world with what the row tells, or what is wrong with the row. */
function compareRow(
  row: SnapshotRow,
  world: World,
  cast: Cast,
):
  | { readonly world: World }
  | { readonly differences: readonly Difference[]; readonly relied: readonly number[] } {
  const { pid } = row;
  const differences: Difference[] = [];
  const relied: number[] = [];
  let next = world;
  const learn = (
    differs: 'parent' | 'group' | 'session',
    number: number,
    learnt: (at: World, pid: number, number: number) => World | undefined,
    known: number | null | undefined,
  ): void => {
    if (known === number) return;
    const after = number === 0 ? next : learnt(next, pid, number);
    if (after === undefined) {
      if (typeof known === 'number') relied.push(known);
      differences.push({
        differs,
        sentence: `process ${pid} should have ${differs} ${known ?? 'none'}, and the snapshot says ${number}`,
      });
    } else next = after;
  };
  if (!isInNamespaceFromBefore(world, pid))
    learn('parent', row.parent, withParentNumber, parentOf(world, pid));
  learn('group', row.group, withGroupNumber, groupOf(next.state, pid));
  learn('session', row.session, withSessionNumber, sessionOf(next.state, pid));
  const isZombie = world.state.processes.get(pid)?.zombie === true;
  // `Zl`: the first thread has ended, and others live. `X`: on its way out.
  const seenAsZombie = row.state.startsWith('Z') && !row.state.includes('l');
  const isUnclear = row.state.startsWith('X') || cast.member(pid)?.threaded === true;
  if (isZombie !== seenAsZombie && !isUnclear)
    differences.push({
      differs: 'life',
      sentence: `process ${pid} ${isZombie ? 'has ended' : 'lives'}, and the snapshot shows it as ${seenAsZombie ? 'a zombie' : 'alive'} (${row.state})`,
    });
  return differences.length > 0 ? { differences, relied } : { world: next };
}

/** Whether a process that sees its parent as 0 may see it so since it is in a namespace that was there before the recording. */
function isInNamespaceFromBefore({ state, hidden, mayBeUnseen }: World, pid: number): boolean {
  const parent = state.processes.get(pid)?.parent;
  return typeof parent === 'number' && hidden.has(parent) && mayBeUnseen(pid);
}

function parentOf({ state, reaper }: World, pid: number): number | undefined {
  const parent = state.processes.get(pid)?.parent ?? undefined;
  return parent === INIT ? reaper : parent;
}
