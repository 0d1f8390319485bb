// Goal: the POSIX table stays sane whatever it is told, an error changes nothing, a restored table goes on as the one that was
// kept, and draining leads back to init. Method: any commands in any order.
import { fc } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { PosixTable } from '../../src/impl/posix/posix-table.ts';
import { POSIX_CALLS, wordsOf } from './posix-calls.ts';

const walk = fc.array(
  fc.tuple(
    fc.nat(POSIX_CALLS.length - 1),
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: -9, max: 9 }),
    fc.integer({ min: -2, max: 9 }),
  ),
  { minLength: 1, maxLength: 200, size: 'max' },
);

/** Everything the queries say of a table, the order of children included. */
function shown(table: PosixTable): unknown {
  return [
    table.resources,
    table.pids().map((pid) => {
      const children: number[] = [];
      table.childrenInto(pid, children);
      const marks = [
        table.isZombie(pid),
        table.isSubreaper(pid),
        table.hasExecuted(pid),
        table.ignoresSigchld(pid),
      ];
      return [
        pid,
        table.parent(pid),
        table.group(pid),
        table.session(pid),
        children,
        marks,
        table.exitCode(pid),
      ];
    }),
    table.pgids().map((pgid) => [pgid, table.groupSession(pgid), table.processes(pgid)]),
    table.sids().map((sid) => [sid, table.processGroups(sid)]),
  ];
}

/** Every process but init ends, and init waits for all of them. */
function drain(table: PosixTable): void {
  for (const pid of table.pids()) if (pid !== 1 && table.isRunning(pid)) expect(table.exit(pid, 0)).toBe(0);
  while (table.waitpid(1, -1) > 0);
}

describe('any commands in any order', () => {
  test('any commands in any order leave the table sane, and drained it is back at the start', () => {
    const property = fc.property(walk, (steps) => {
      const table = new PosixTable({ capacity: 4 });
      for (const [command, process, x, y] of steps) {
        POSIX_CALLS[command](table, process, x, y);
        expect(table.selfCheck()).toEqual([]);
      }
      drain(table);
      expect(table.selfCheck()).toEqual([]);
      expect(table.resources).toEqual(new PosixTable().resources);
      expect([table.pids(), table.pgids(), table.sids()]).toEqual([[1], [1], [1]]);
    });
    fc.assert(property, { seed: 11, numRuns: 150 });
  });

  test('any commands in any order change no word where they answer with an error', () => {
    const property = fc.property(walk, (steps) => {
      const table = new PosixTable();
      for (const [command, process, x, y] of steps) {
        table.lowestFreeId(); // remembers where it stopped, so that commands that ask it change nothing either
        const before = wordsOf(table);
        if (POSIX_CALLS[command](table, process, x, y) < 0) expect(wordsOf(table)).toEqual(before);
      }
    });
    fc.assert(property, { seed: 12, numRuns: 30 });
  });

  test('any commands in any order answer after a restore as they did after the snapshot, and after a reset as in a new table', () => {
    const property = fc.property(walk, walk, (before, after) => {
      const [table, fresh] = [new PosixTable({ capacity: 4 }), new PosixTable()];
      const run = (steps: typeof before, of = table): number[] =>
        steps.map(([command, process, x, y]) => POSIX_CALLS[command](of, process, x, y));
      const first = run(before);
      const snapshot = table.snapshot();
      const copy = PosixTable.from(structuredClone(snapshot));
      expect(shown(copy)).toEqual(shown(table));
      const answers = run(after);
      const end = shown(table);
      expect(run(after, copy)).toEqual(answers);
      table.restore(snapshot);
      expect(run(after)).toEqual(answers);
      expect(shown(table)).toEqual(end);
      table.reset();
      expect(shown(table)).toEqual(shown(fresh));
      expect(run(before)).toEqual(first);
      expect(table.selfCheck()).toEqual([]);
    });
    fc.assert(property, { seed: 13, numRuns: 60 });
  });
});
