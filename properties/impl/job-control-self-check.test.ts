// The self-check of a terminal table fires: every sentence that it can say beyond those of other tables is provoked once, by
// damage of the kind that it is about.
import { describe, expect, test } from 'vitest';
import {
  COLUMN,
  FLAG,
  INIT_ROW,
  JOB,
  JOB_FLAG,
  REFERENCE,
  TERMINAL,
  TOLD_STATUS,
  WAITS_FOR,
} from '../../src/impl/layout.ts';
import { TerminalTable } from '../../src/impl/job-control/terminal-table.ts';
import { runJobScript } from './job-control-script.ts';

/**
 * A table whose words can be damaged: 2 leads a session with terminal 1, its child 3 is stopped there; 4 leads one whose
 * terminal was hung up; 5 waits for its group, 6 for its child 7, 8 is a zombie; group 9 has no process of its number.
 */
const SCRIPT =
  '1 fork 2; 2 setsid; 2 open_terminal tty1; 2 fork 3; 1 kill 3 STOP; 1 fork 4; 4 setsid; 4 open_terminal tty2; tty2 hang_up;' +
  '1 fork 5; 5 fork 10; 5 waitpid 0 block; 1 fork 6; 6 fork 7; 6 waitpid 7 block; 1 fork 8; 8 exit 0;' +
  '1 fork 9; 1 setpgid 9 9; 9 fork 11; 9 exit 0; 1 waitpid 9';

class Damaged extends TerminalTable {
  constructor() {
    super({ capacity: 16 });
    runJobScript(this, SCRIPT);
  }

  setJob(pid: number, word: number, value: number): void {
    this.words[this.jobOf(this.find(pid)) + word] = value;
  }

  addJobFlags(pid: number, flags: number): void {
    this.words[this.jobOf(this.find(pid))] |= flags;
  }

  setTerminal(terminal: number, word: number, value: number): void {
    this.words[this.terminalAt(terminal) + word] = value;
  }

  addReferences(id: number, count: number): void {
    this.words[this.find(id) + COLUMN.FLAGS] += count * REFERENCE;
  }

  /** The id is free, and its row is kept with so many references. */
  keep(id: number, count: number): void {
    const row = this.find(id);
    this.freeId(row);
    this.words[row + COLUMN.FLAGS] = count * REFERENCE;
  }

  override take(id: number): number {
    return super.take(id);
  }
}

const CASES: readonly (readonly [sentence: string, damage: (table: Damaged) => void])[] = [
  [
    'terminal 2 has a foreground and serves no session',
    (t) => t.setTerminal(2, TERMINAL.FOREGROUND, INIT_ROW),
  ],
  ['terminal 1 refers to 7, which is no row in use', (t) => t.setTerminal(1, TERMINAL.FOREGROUND, 7)],
  [
    'terminals 1 and 2 serve the same session',
    (t) => {
      t.setTerminal(2, TERMINAL.SESSION, t.rowOf(2));
      t.setTerminal(2, TERMINAL.FOREGROUND, t.rowOf(2));
    },
  ],
  [
    'terminal 1 serves row 54, which is no session leader',
    (t) => t.setTerminal(1, TERMINAL.SESSION, t.rowOf(3)),
  ],
  ['terminal 1 serves session 2, whose leader does not have it', (t) => t.setJob(2, JOB.TERMINAL, 0)],
  ['process 10 has terminal 1, which does not serve its session', (t) => t.setJob(10, JOB.TERMINAL, 1)],
  ['process 10 has terminal 3, which does not serve its session', (t) => t.setJob(10, JOB.TERMINAL, 3)],
  ['process 10 remembers a foreground and leads no session', (t) => t.setJob(10, JOB.TERMINAL, -INIT_ROW)],
  [
    'the remembered foreground of process 4 refers to 5, which is no row in use',
    (t) => t.setJob(4, JOB.TERMINAL, -5),
  ],
  ['zombie 8 has marks of job control', (t) => t.addJobFlags(8, JOB_FLAG.CONTINUE_REPORT)],
  ['process 10 has marks of job control that mean nothing', (t) => t.addJobFlags(10, 1 << 30)],
  ['process 3 has marks of job control that mean nothing', (t) => t.addJobFlags(3, JOB_FLAG.STOPPED)],
  ['process 10 is not stopped and has a mark of one that is', (t) => t.addJobFlags(10, JOB_FLAG.STOP_REPORT)],
  ['process 10 is not stopped and has a mark of one that is', (t) => t.addJobFlags(10, JOB_FLAG.HANGUP)],
  ['process 5 is not stopped and has a mark of one that is', (t) => t.addJobFlags(5, JOB_FLAG.TOLD)],
  ['process 3 is stopped and to be reported as continued', (t) => t.addJobFlags(3, JOB_FLAG.CONTINUE_REPORT)],
  ['init is stopped', (t) => t.addJobFlags(1, 1)],
  ['process 10 is in no wait and has marks of one', (t) => t.setJob(10, JOB.WAIT, 1)],
  ['process 10 is in no wait and has marks of one', (t) => t.addJobFlags(10, JOB_FLAG.UNTRACED)],
  ['process 5 has been told of nothing and has a status to tell', (t) => t.addJobFlags(5, 1 << TOLD_STATUS)],
  ['the wait of process 5 refers to 0, which is no row in use', (t) => t.setJob(5, JOB.WAIT, 0)],
  ['process 6 waits for 0, which is no pid', (t) => t.setJob(6, JOB.WAIT, 0)],
  ['the wait of process 6 refers to 7, which is no row in use', (t) => t.addJobFlags(6, WAITS_FOR.GROUP)],
  ['row 180 has no process and marks of one', (t) => t.setJob(9, JOB.WAIT, 1)],
  ['the words that belong to no process are in use', (t) => t.setJob(99, JOB.TERMINAL, 1)],
  ['id 3 counts 1 reference, and there are 0', (t) => t.addReferences(3, 1)],
  ['id 2 counts 0 references, and there are 1', (t) => t.addReferences(2, -1)],
  [
    'id 20 counts 2 references, and there are 0',
    (t) => {
      t.take(20);
      t.keep(20, 2);
    },
  ],
];

describe('the self-check of a terminal table', () => {
  test('the self-check of a terminal table is silent about a sane one', () => {
    expect(new Damaged().selfCheck()).toEqual([]);
  });

  test.each(CASES)('the self-check of a terminal table says: %s', (sentence, damage) => {
    const table = new Damaged();
    damage(table);
    expect(table.selfCheck()).toContainEqual(expect.stringContaining(sentence));
  });
});

test('the flags of a process are no references', () => {
  const flags = Object.values(FLAG).reduce((all, flag) => all | flag, 0);
  expect(flags & -REFERENCE).toBe(0);
});
