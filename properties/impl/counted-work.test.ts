// Work is counted, not timed: every word of the buffer that a command reads or writes. It must not grow with the
// number of processes.
import { describe, expect, test } from 'vitest';
import { CountedProcessTable } from '../support/counted-table.ts';
import type { Touched } from '../../src/app/gate/performance/work-counter.ts';

const WORDS_MOST = 60;
const ROWS_MOST = 9;

/** Init with `count` children; every fifth leads a group, every seventh a session, every third has children. */
function populated(count: number): CountedProcessTable {
  const table = new CountedProcessTable({ capacity: count * 2 });
  for (let pid = 2; pid <= count; pid++) {
    table.fork(pid % 3 === 0 ? pid - 1 : 1, pid);
    if (pid % 5 === 0) table.createGroup(pid);
    if (pid % 7 === 0) table.createSession(pid);
  }
  return table;
}

describe.each([1_000, 100_000])('among %d processes', (count) => {
  const table = populated(count);
  const fresh = 1_000_000;

  test.each([
    ['fork', (i: number) => table.fork(2 + i, fresh + i)],
    ['create_group', (i: number) => table.createGroup(fresh + i)],
    ['move_to_group', (i: number) => table.moveToGroup(fresh + i, table.group(2 + i)!)],
    ['create_session', (i: number) => table.createSession(fresh + i)],
    ['hold_group', (i: number) => table.holdGroup(fresh + i)],
    ['hold_session', (i: number) => table.holdSession(fresh + i)],
    ['set_subreaper', (i: number) => table.setSubreaper(fresh + i, i % 2 === 0)],
    ['new_thread', (i: number) => table.newThread(fresh + i, 2 * fresh + i)],
    ['exit_thread', (i: number) => (table.exitThread(2 * fresh + i, 1) === 'last' ? 'ok' : 'no')],
    ['group_exit', (i: number) => table.groupExit(fresh + i)],
    ['exit', (i: number) => table.exit(fresh + i)],
    ['free', (i: number) => table.free(fresh + i)],
    ['release_group', (i: number) => table.releaseGroup(fresh + i)],
    ['release_session', (i: number) => table.releaseSession(fresh + i)],
  ])(
    `${count}: %s touches a bounded number of words and rows, and on average few buckets`,
    (name, command) => {
      let buckets = 0;
      for (let i = 0; i < 200; i++) {
        const touched = table.count(() => expect(command(i), `${name} ${i}`).toBe('ok'));
        // Probes can be many for one unlucky id, so they are bounded on average.
        expect(touched.words - touched.buckets.length * 2).toBeLessThan(WORDS_MOST);
        expect(touched.rows.length).toBeLessThanOrEqual(ROWS_MOST);
        buckets += touched.buckets.length;
      }
      expect(buckets / 200).toBeLessThan(6);
    },
  );

  test('exit is linear in the children: one row each, and two words to write and read in it', () => {
    const costOf = (children: number): Touched => {
      const parent = 3 * fresh + children * 1_000;
      table.fork(1, parent);
      for (let i = 1; i <= children; i++) table.fork(parent, parent + i);
      return table.count(() => table.exit(parent));
    };
    const [few, many] = [costOf(1), costOf(101)];
    expect(many.rows.length - few.rows.length).toBe(100);
    expect(many.words - many.buckets.length - (few.words - few.buckets.length)).toBe(200);
  });

  test('the reaper is found without a search where there is no subreaper, else by walking up to it', () => {
    const root = 4 * fresh;
    table.fork(1, root);
    for (let i = 1; i <= 50; i++) table.fork(root + i - 1, root + i);
    const search = (pid: number): number => table.count(() => table.exit(pid)).words;
    const without = search(root + 49);
    table.setSubreaper(root, true);
    const near = search(root + 2);
    const far = search(root + 47);
    expect(far - near).toBeGreaterThan(40);
    expect(without).toBeLessThan(near);
    expect(table.selfCheck()).toEqual([]);
  });
});

test('counting sees the work and does not disturb it', () => {
  const table = new CountedProcessTable();
  const touched = table.count(() => table.fork(1, 2));
  expect(touched.words).toBeGreaterThan(20);
  expect(touched.rows).toEqual([1, 2]);
  expect(touched.buckets.length).toBeGreaterThan(0);
  expect(table.children(1)).toEqual([2]);
  expect(table.count(() => {})).toEqual({ words: 0, rows: [], buckets: [], bytes: 0 });
});
