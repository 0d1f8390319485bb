// Goal: the terminal table stays sane whatever it is told, an error changes nothing, growing changes nothing, a restored
// table goes on as the one that was kept, and draining leads back to init. Method: any commands in any order.
import { fc } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { ERRNO } from '../../src/impl/posix/errno.ts';
import { SIGNAL } from '../../src/impl/job-control/signals.ts';
import { TerminalTable } from '../../src/impl/job-control/terminal-table.ts';
import { JOB_CONTROL_CALLS, shownOf } from './job-control-calls.ts';
import { wordsOf } from './posix-calls.ts';

type Step = readonly [command: number, process: number, x: number, y: number];

const walk: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.tuple(
    fc.nat(JOB_CONTROL_CALLS.length - 1),
    fc.integer({ min: 1, max: 7 }),
    fc.integer({ min: -7, max: 7 }),
    fc.integer({ min: -2, max: 7 }),
  ),
  { minLength: 1, maxLength: 300, size: 'max' },
);

function call(table: TerminalTable, [command, process, x, y]: Step): number {
  return JOB_CONTROL_CALLS[command](table, process, x, y);
}

/** Every process but init ends, and init waits for all of them. */
function drain(table: TerminalTable): void {
  table.kill(1, 1, SIGNAL.CONT);
  for (const pid of table.pids())
    if (pid !== 1 && table.isRunning(pid)) expect(table.kill(1, pid, SIGNAL.KILL)).toBe(0);
  while (table.waitpid(1, -1) > 0);
  table.leaveTerminal(1, 1);
  table.leaveTerminal(1, 2);
}

describe('any job-control commands in any order', () => {
  test('any job-control commands leave the table sane, and drained it is back at the start', () => {
    const property = fc.property(walk, (steps) => {
      const table = new TerminalTable({ capacity: 4 });
      for (const step of steps) {
        call(table, step);
        expect(table.selfCheck()).toEqual([]);
      }
      drain(table);
      expect(table.selfCheck()).toEqual([]);
      expect(table.resources).toEqual(new TerminalTable().resources);
      expect([table.pids(), table.pgids(), table.sids()]).toEqual([[1], [1], [1]]);
    });
    fc.assert(property, { seed: 11, numRuns: 150 });
  });

  test('any job-control command changes no word where it answers with an error', () => {
    let refused = 0;
    const property = fc.property(walk, (steps) => {
      const table = new TerminalTable();
      for (const step of steps) {
        table.lowestFreeId(); // remembers where it stopped, so that commands that ask it change nothing either
        const before = wordsOf(table);
        const answer = call(table, step);
        if (answer >= 0 || answer === -ERRNO.EINTR) continue;
        expect(wordsOf(table)).toEqual(before);
        refused += 1;
      }
    });
    fc.assert(property, { seed: 12, numRuns: 40 });
    expect(refused).toBeGreaterThan(1_000);
  });

  test('any job-control commands are answered alike by a table that grows and by one that has room', () => {
    let growths = 0;
    const property = fc.property(walk, (steps) => {
      const roomy = new TerminalTable({ capacity: 100 });
      const tight = new TerminalTable({ capacity: 1 });
      for (const step of steps) {
        const capacity = tight.capacity;
        expect(call(tight, step)).toBe(call(roomy, step));
        if (tight.capacity !== capacity) growths += 1;
        expect(shownOf(tight)).toEqual(shownOf(roomy));
      }
    });
    fc.assert(property, { seed: 13, numRuns: 60 });
    expect(growths).toBeGreaterThan(40);
  });

  test('any job-control commands are answered after a restore as they were after the snapshot', () => {
    const property = fc.property(walk, walk, (before, after) => {
      const table = new TerminalTable({ capacity: 4 });
      for (const step of before) call(table, step);
      const snapshot = table.snapshot();
      const words = Int32Array.from(wordsOf(table));
      const seen = after.map((step) => [call(table, step), shownOf(table)]);
      const others = [TerminalTable.from(snapshot), new TerminalTable({ capacity: words[3] })];
      others[1].overwrite(words);
      for (const other of others) {
        expect(wordsOf(other)).toEqual(Int32Array.from(words));
        expect(after.map((step) => [call(other, step), shownOf(other)])).toEqual(seen);
        expect(wordsOf(other)).toEqual(wordsOf(table));
      }
    });
    fc.assert(property, { seed: 14, numRuns: 40 });
  });

  test('any job-control commands are followed in the same way, whatever the command before had told', () => {
    const property = fc.property(walk, walk, (before, after) => {
      const told = new TerminalTable();
      for (const step of before) call(told, step);
      const silent = TerminalTable.from(told.snapshot());
      for (const step of after) {
        expect(call(silent, step)).toBe(call(told, step));
        expect(shownOf(silent)).toEqual(shownOf(told));
      }
    });
    fc.assert(property, { seed: 15, numRuns: 30 });
  });
});
