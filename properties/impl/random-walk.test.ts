// Any commands in any order: the table stays sane, refusals change nothing, and draining leads back to init.
import { fc } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';

type Run = (table: ProcessTable, x: number, y: number) => string;

const COMMANDS: readonly Run[] = [
  (t, x, y) => t.fork(x, y),
  (t, x, y) => t.fork(x, y),
  (t, x) => t.fork(x, t.lowestFreeId()),
  (t, x) => t.createSession(x),
  (t, x) => t.createGroup(x),
  (t, x, y) => t.moveToGroup(x, y),
  (t, x, y) => t.moveToGroup(x, t.group(y) ?? y),
  (t, x) => t.exit(x),
  (t, x) => t.free(x),
  (t, x, y) => t.newThread(x, y),
  (t, x) => t.newThread(x, x),
  (t, x, y) => t.exitThread(x, y),
  (t, x) => t.groupExit(x),
  (t, x, y) => t.setSubreaper(x, y % 2 === 0),
  (t, x) => t.holdGroup(x),
  (t, x) => t.releaseGroup(x),
  (t, x) => t.holdSession(x),
  (t, x) => t.releaseSession(x),
];

const DONE = new Set(['ok', 'last', 'not-last']);
const RESOURCES_AT_START = { processes: 1, groups: 1, sessions: 1, threads: 0, handles: 0 };

/** Everything but init exits and is freed, init's threads end, and every handle is released. */
function drain(table: ProcessTable): void {
  for (const pid of table.pids()) if (pid !== 1 && table.isRunning(pid)) expect(table.exit(pid)).toBe('ok');
  for (const pid of table.pids()) if (pid !== 1) expect(table.free(pid)).toBe('ok');
  for (const tid of table.tids()) table.exitThread(tid, 0);
  for (const pgid of table.pgids()) while (table.releaseGroup(pgid) === 'ok');
  for (const sid of table.sids()) while (table.releaseSession(sid) === 'ok');
}

const walk = fc.array(
  fc.tuple(
    fc.nat(COMMANDS.length - 1),
    fc.integer({ min: 1, max: 12 }),
    fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(2 ** 31 - 1, 65_536, 131_072)),
  ),
  { minLength: 1, maxLength: 200, size: 'max' },
);

test('a random walk leaves the table sane after every command, and drained it is back at the start', () => {
  const property = fc.property(walk, (steps) => {
    const table = new ProcessTable({ capacity: 4 });
    for (const [command, x, y] of steps) {
      COMMANDS[command](table, x, y);
      expect(table.selfCheck()).toEqual([]);
    }
    drain(table);
    expect(table.selfCheck()).toEqual([]);
    expect(table.resources).toEqual(RESOURCES_AT_START);
    expect([table.pids(), table.pgids(), table.sids(), table.tids()]).toEqual([[1], [1], [1], []]);
  });
  fc.assert(property, { seed: 7, numRuns: 150 });
});

test('a refused command does not change a single word', () => {
  const property = fc.property(walk, (steps) => {
    const table = new ProcessTable();
    for (const [command, x, y] of steps) {
      table.lowestFreeId(); // remembers where it stopped, so that the commands that ask it change nothing either
      const before = new Int32Array(table.snapshot().bytes);
      if (!DONE.has(COMMANDS[command](table, x, y))) {
        expect(new Int32Array(table.snapshot().bytes)).toEqual(before);
      }
    }
  });
  fc.assert(property, { seed: 8, numRuns: 30 });
});

test('the same commands give the same answers after a reset as in a new table', () => {
  const property = fc.property(walk, (steps) => {
    const [one, two] = [new ProcessTable(), new ProcessTable()];
    two.fork(1, 2);
    two.reset();
    for (const [command, x, y] of steps) {
      expect(COMMANDS[command](one, x, y)).toBe(COMMANDS[command](two, x, y));
    }
    expect(two.resources).toEqual(one.resources);
    expect(two.pids()).toEqual(one.pids());
    expect(two.pids().map((pid) => [two.parent(pid), two.group(pid), two.session(pid)])).toEqual(
      one.pids().map((pid) => [one.parent(pid), one.group(pid), one.session(pid)]),
    );
  });
  fc.assert(property, { seed: 9, numRuns: 100 });
});
