// Does everything that decides further answers stand in the table's words, and do they all come along when it grows, is
// copied or reset? And does a number that something remembers keep no number in use, and no row for longer than that?
import { describe, expect, test } from 'vitest';
import {
  COLUMN,
  HEADER,
  indexEnd,
  INIT_ROW,
  REFERENCE,
  ROW_WORDS,
  terminalsStart,
} from '../../src/impl/layout.ts';
import { SIGNAL } from '../../src/impl/job-control/signals.ts';
import { TerminalTable, WAIT } from '../../src/impl/job-control/terminal-table.ts';
import { PosixTable } from '../../src/impl/posix/posix-table.ts';
import { shownOf } from './job-control-calls.ts';
import { runJobScript } from './job-control-script.ts';
import { wordsOf } from './posix-calls.ts';

/** A table whose growth can be asked for. */
class Growing extends TerminalTable {
  override grow(): void {
    super.grow();
  }
}

/**
 * Everything set at once: 2 leads a session with terminal 1, whose foreground 5 is gone and its number taken again; 3 is
 * stopped and unreported, with a SIGHUP and a SIGINT waiting; 4 was continued; 6 leads a session and remembers the
 * foreground 7 of a terminal that was hung up; 8 waits for a group that is gone, 9 is stopped in a wait and has been told,
 * 10 waits for a pid.
 */
const EVERYTHING =
  '1 fork 2; 2 setsid; 2 open_terminal tty1; 2 fork 3; 2 setpgid 3 3; 2 fork 4; 2 setpgid 4 4; 2 fork 5; 2 setpgid 5 5;' +
  '2 tcsetpgrp tty1 3; 1 kill 3 STOP; 1 kill 3 HUP; tty1 type ^C; 2 tcsetpgrp tty1 5 ignored; 1 kill 5 9; 2 waitpid 5; 2 fork 5;' +
  '1 kill 4 STOP; 1 kill 4 CONT;' +
  '1 fork 6; 6 setsid; 6 open_terminal tty2; 6 fork 7; 6 setpgid 7 7; 6 tcsetpgrp tty2 7; tty2 hang_up;' +
  '1 fork 8; 8 fork 11; 11 setpgid 0 0; 8 waitpid -11 block; 11 setpgid 0 1; 11 fork 12; 12 setpgid 0 0; 12 setpgid 0 1;' +
  '1 fork 9; 9 fork 13; 9 waitpid -1 untraced block; 1 kill 13 STOP; 1 fork 14; 14 fork 15; 14 waitpid 15 continued block;' +
  '1 fork 10; 10 fork 16; 10 fork 17; 17 setpgid 0 0; 17 exit 3; 10 waitpid 0 block; 16 exit 4';

function furnished<Table extends TerminalTable>(table: Table): Table {
  runJobScript(table, EVERYTHING);
  return table;
}

describe('growth', () => {
  test('growth carries every word of rows, terminals and job control along', () => {
    const table = furnished(new Growing({ terminals: 3 }));
    const before = wordsOf(table);
    const { capacity } = table;
    table.grow();
    const after = wordsOf(table);
    const larger = table.capacity;
    expect(larger).toBeGreaterThan(capacity);
    const end = before[HEADER.ROWS_END];
    expect(after.subarray(INIT_ROW, end)).toEqual(before.subarray(INIT_ROW, end));
    const rows = end / ROW_WORDS;
    const jobs = (words: Int32Array, of: number) => words.subarray(indexEnd(of), indexEnd(of) + 3 * rows);
    expect(jobs(after, larger)).toEqual(jobs(before, capacity));
    expect(jobs(after, larger).filter((word) => word !== 0).length).toBeGreaterThan(10);
    expect(after.subarray(terminalsStart(larger))).toEqual(before.subarray(terminalsStart(capacity)));
    expect(after.subarray(terminalsStart(larger)).length).toBe(6);
    expect(table.selfCheck()).toEqual([]);
  });

  test('growth changes nothing that is shown, what the command before has told included', () => {
    const table = furnished(new Growing());
    const before = shownOf(table);
    table.grow();
    expect(shownOf(table)).toEqual(before);
  });

  test('growth leaves a number that is free and remembered out of the index', () => {
    const table = new Growing({ capacity: 4 });
    runJobScript(
      table,
      '1 fork 2; 2 setsid; 2 open_terminal tty1; 2 fork 3; 2 setpgid 3 3; 2 tcsetpgrp tty1 3; 3 exit 0; 2 waitpid 3',
    );
    table.grow();
    expect(table.idInUse(3)).toBe(false);
    expect(table.terminalForeground(1)).toBe(3);
    expect(table.selfCheck()).toEqual([]);
  });
});

describe('a copy', () => {
  test('a copy has all words, its number of terminals included, and goes on alone', () => {
    const table = furnished(new TerminalTable({ terminals: 5 }));
    const copy = TerminalTable.from(structuredClone(table.snapshot()));
    expect(wordsOf(copy)).toEqual(wordsOf(table));
    expect(copy.terminals).toBe(5);
    copy.kill(1, 3, SIGNAL.CONT);
    expect([copy.isStopped(3), table.isStopped(3)]).toEqual([false, true]);
  });

  test('a copy takes the place of a table with another number of terminals', () => {
    const table = new TerminalTable({ terminals: 9 });
    table.restore(furnished(new TerminalTable()).snapshot());
    expect([table.terminals, table.openTerminal(1, 3)]).toEqual([2, -6]);
    expect(table.selfCheck()).toEqual([]);
  });

  test('a copy says nothing of what the command before it has told', () => {
    const table = furnished(new TerminalTable());
    table.kill(1, 4, SIGNAL.HUP);
    expect(table.hasReceivedHangup(4)).toBe(true);
    table.restore(table.snapshot());
    expect(table.hasReceivedHangup(4)).toBe(false);
    table.happened(() => expect.unreachable());
  });

  test('a copy of a POSIX table is none of a terminal table, nor the other way round', () => {
    expect(() => TerminalTable.from(new PosixTable().snapshot())).toThrow(
      'a process table of the POSIX commands, and this is one of the job-control commands',
    );
    expect(() => PosixTable.from(new TerminalTable().snapshot())).toThrow(
      'a process table of the job-control commands, and this is one of the POSIX commands',
    );
  });

  test('a copy with a word too few or of another number of terminals is damaged', () => {
    const { bytes } = new TerminalTable().snapshot();
    expect(() => TerminalTable.from({ bytes: bytes.slice(0, -4) })).toThrow('a damaged process table');
    new Int32Array(bytes)[HEADER.TERMINALS] = 3;
    expect(() => TerminalTable.from({ bytes })).toThrow('a damaged process table');
  });
});

describe('a reset', () => {
  test('a reset leads back to a new table word for word, with as many terminals', () => {
    const table = furnished(new TerminalTable({ terminals: 4, capacity: 40 }));
    table.reset();
    expect(wordsOf(table)).toEqual(wordsOf(new TerminalTable({ terminals: 4, capacity: 40 })));
    table.happened(() => expect.unreachable());
  });
});

describe('sizes', () => {
  test.each([0, -1, 1.5, 100_001, Number.NaN])('%d terminals are refused by the constructor', (terminals) => {
    expect(() => new TerminalTable({ terminals })).toThrow(
      `terminals is an integer from 1 to 100000, not ${terminals}`,
    );
  });

  test('more ids than references could be counted for are refused by the constructor', () => {
    expect(() => new TerminalTable({ capacity: 2_000_001 })).toThrow(
      'capacity is an integer from 1 to 2000000, not 2000001',
    );
    expect(2 * 2_000_000 + 100_000).toBeLessThan(2 ** 31 / REFERENCE);
  });

  test('three words a row and two a terminal are what job control adds to a POSIX table', () => {
    const added = (capacity: number, terminals: number) =>
      wordsOf(new TerminalTable({ capacity, terminals })).length -
      wordsOf(new PosixTable({ capacity })).length;
    expect(added(101, 2) - added(100, 2)).toBe(3);
    expect(added(100, 3) - added(100, 2)).toBe(2);
  });
});

describe('a number that something remembers', () => {
  const shell = '1 fork 2; 2 setsid; 2 open_terminal tty1';

  test('a number that a terminal remembers can be borne again and again without another row', () => {
    const table = new TerminalTable({ capacity: 5 });
    runJobScript(table, shell);
    for (let round = 0; round < 50; round += 1) {
      runJobScript(
        table,
        '2 fork 3; 2 setpgid 3 3; 2 tcsetpgrp tty1 3 ignored; 3 exit 0; 2 waitpid 3; - tty1 => s2 fg 3',
      );
    }
    expect(table.capacity).toBe(5);
    expect(table.storage()[HEADER.ROWS_END]).toBeLessThanOrEqual(INIT_ROW + 4 * ROW_WORDS);
  });

  test('a wait for a group that is gone is ECHILD when its call starts anew', () => {
    runJobScript(
      new TerminalTable(),
      '1 fork 2; 2 fork 3; 2 fork 4; 3 setpgid 0 0; 2 waitpid -3 block; 3 setpgid 0 1; 3 exit 0; 1 kill 2 STOP; 1 kill 2 CONT; - woken => 2 ECHILD',
    );
  });

  test('a group that a wait remembers is another one once nothing bears the number', () => {
    // 2 sleeps for group 3, which all leave; its leader 4's child dies, and 3 is borne by a grandchild of another.
    runJobScript(
      new TerminalTable(),
      '1 fork 2; 2 fork 4; 4 fork 3; 3 setpgid 0 0; 2 fork 5; 5 setpgid 0 3; 2 waitpid -3 block; 5 setpgid 0 1; 1 kill 3 9; 4 waitpid 3; 1 fork 3; 3 setpgid 0 0; 5 setpgid 0 3; 5 exit 0; - woken => nobody; - state 2 => Rw',
    );
  });

  test('a number that a leader remembers is not taken for its namesake', () => {
    runJobScript(
      new TerminalTable(),
      `${shell}; 2 fork 3; 2 setpgid 3 3; 2 tcsetpgrp tty1 3; tty1 hang_up; 3 exit 0; 2 waitpid 3; 2 fork 3; 2 setpgid 3 3; 2 exit 0; - received 3 => nothing`,
    );
  });

  test('a leader forgets for good what it remembered when it gets a terminal again', () => {
    runJobScript(
      new TerminalTable(),
      `${shell}; 2 fork 3; 2 setpgid 3 3; 2 tcsetpgrp tty1 3; tty1 hang_up; 2 open_terminal tty2; 2 leave_terminal tty2; 2 exit 0; - received 3 => nothing`,
    );
  });

  test('a row is used again once nothing remembers its number', () => {
    const table = furnished(new TerminalTable());
    const rowsBefore = table.storage()[HEADER.ROWS_END];
    for (const pid of table.pids()) if (pid !== 1 && table.isRunning(pid)) table.kill(1, pid, SIGNAL.KILL);
    while (table.waitpid(1, -1) > 0);
    for (let pid = 2; pid < rowsBefore / ROW_WORDS; pid += 1) table.fork(1, pid);
    expect(table.storage()[HEADER.ROWS_END]).toBe(rowsBefore);
    expect(table.selfCheck()).toEqual([]);
  });

  test('a row that is kept for a reference has no facet, and counts who refers to it', () => {
    const table = new TerminalTable({ capacity: 4 });
    runJobScript(table, `${shell}; 2 fork 3; 2 setpgid 3 3; 2 tcsetpgrp tty1 3; 3 exit 0; 2 waitpid 3`);
    const words = table.storage();
    expect(words[INIT_ROW + 2 * ROW_WORDS + COLUMN.FLAGS]).toBe(REFERENCE);
    expect(table.waitpid(2, -3, WAIT.BLOCK)).toBe(-10);
  });
});
