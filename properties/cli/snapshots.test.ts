// Goal: snapshots of a command that runs show what rests, as it is. Method: looks at trees that are made up.
import { describe, expect, test } from 'vitest';
import { SnapshotTaker } from '../../src/app/cli/recordings/snapshot-taker.ts';
import type { ShownProcess } from '../../src/app/cli/recordings/traced-processes.ts';
import { snapshotsIn } from '../../src/engines/recordings/ps-snapshots.ts';

describe('snapshots while a command runs', () => {
  const shell: ShownProcess = {
    pid: 7,
    parent: 1,
    group: 7,
    session: 7,
    foreground: -1,
    state: 'Ss',
    name: 'sh \u001b[31m',
  };
  const child: ShownProcess = { ...shell, pid: 8, parent: 7, state: 'R', name: 'x' };

  /** The rows of the snapshots that are taken while the tree is this at one look after the other. */
  function taken(looks: readonly (readonly ShownProcess[])[]): readonly (readonly number[])[] {
    const taker = new SnapshotTaker();
    let now: readonly ShownProcess[] = [];
    taker.follow({ now: () => now });
    for (now of looks) taker.look();
    const snapshots = snapshotsIn(taker.text());
    if ('problem' in snapshots) throw new Error(snapshots.problem);
    expect(snapshots).toHaveLength(taker.count);
    expect(taker.text()).not.toContain('\u001b');
    return snapshots.map(({ rows }) => rows.map(({ pid }) => pid));
  }

  test('a snapshot is taken when the tree was the same a moment ago, and is another than in the last one', () => {
    expect(taken([])).toEqual([]);
    expect(taken([[], []])).toEqual([]);
    expect(taken([[shell], [shell, child], [shell]])).toEqual([]);
    expect(taken([[shell], [shell], [shell], [shell, child], [shell, child]])).toEqual([[7], [7, 8]]);
  });

  test('a process that only sleeps or wakes is the same, and one that has become a zombie is not', () => {
    const zombie = { ...child, state: 'Z' };
    const asleep = { ...child, state: 'S' };
    expect(taken([[child], [asleep], [child], [zombie], [zombie]])).toEqual([[8], [8]]);
  });

  test('a snapshot has the numbers and the state of each process', () => {
    const taker = new SnapshotTaker();
    taker.follow({ now: () => [shell] });
    taker.look();
    taker.look();
    expect(snapshotsIn(taker.text())).toMatchObject([
      { rows: [{ pid: 7, parent: 1, group: 7, session: 7, state: 'Ss' }] },
    ]);
  });
});
