// The POSIX table beside the kernel's facts: what it does where no kernel is ever asked, that it stays sane and forgets
// nothing, what its commands cost, and how it answers as a system under test.
import { describe, expect, test } from 'vitest';
import { posixTableSystem } from '../../src/systems/in-process.ts';
import type { Command } from '../../src/contract/command.ts';
import { CountedPosixTable } from '../support/counted-table.ts';
import { COLUMN, FLAG, HEADER } from '../../src/impl/layout.ts';
import { ERRNO, errnoName } from '../../src/impl/posix/errno.ts';
import { PosixTable } from '../../src/impl/posix/posix-table.ts';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';
import { POSIX_CALLS, wordsOf } from './posix-calls.ts';
import { runScript } from './posix-script.ts';

describe('where no kernel is asked', () => {
  test.each(Object.entries(POSIX_CALLS))('command %s of nobody and of a zombie is ESRCH', (_, run) => {
    const table = new PosixTable();
    runScript(table, '1 fork 2; 2 fork 3; 1 fork 4; 2 exit');
    table.lowestFreeId();
    const before = wordsOf(table);
    for (const process of [2, 9, 0, -1, 2 ** 31, 1.5, Number.NaN]) {
      expect(errnoName(run(table, process, 4, 4))).toBe('ESRCH');
    }
    expect(wordsOf(table)).toEqual(before);
  });

  test.each([
    ["init's exit is EPERM", '1 fork 2; 1 exit => EPERM; 2 getppid => 1; - state 1 => R'],
    [
      'signal 9 to several is EINVAL',
      '1 fork 2; 1 kill 0 9 => EINVAL; 1 kill -1 9 => EINVAL; 1 kill -1 0 => 0',
    ],
    [
      'nobody is told more than ESRCH, whatever group is asked for',
      '9 setpgid 9 -1 => ESRCH; 1 setpgid 9 -1 => EINVAL',
    ],
    ['other signals are EINVAL', '1 fork 2; 1 kill 2 15 => EINVAL; - state 2 => R'],
    [
      'numbers that are no ids find nobody',
      '1 getpgid 1.5 => ESRCH; 1 setpgid 1.5 1.5 => ESRCH; 1 waitpid NaN => ECHILD',
    ],
    [
      'a code beyond 255 loses its high bits',
      '1 fork 2; 2 exit 257; 1 waitpid 2 => 2:256; 1 fork 2; 2 exit -1; 1 waitpid 2 => 2:65280',
    ],
  ])('the table itself decides, with no kernel to ask: %s', (_, script) =>
    runScript(new PosixTable(), script),
  );

  test('a group that is not there is in nobody’s session, however many subreapers the header counts', () => {
    const table = new PosixTable();
    for (let pid = 2; pid <= 40; pid++) {
      table.fork(1, pid);
      table.setSubreaper(pid, true);
      expect(errnoName(table.setpgid(1, pid, 99))).toBe('EPERM');
    }
  });

  test('a new id that is none is thrown back', () => {
    for (const child of [0, -2, 2 ** 31, 1.5])
      expect(() => new PosixTable().fork(1, child)).toThrow(RangeError);
  });
});

test('a shell starts a job, sleeps, and is told how the job ended', () => {
  const table = new PosixTable<string>();
  const shell = table.fork(1, table.lowestFreeId(), 'shell');
  expect(table.setsid(shell)).toBe(2);
  const job = table.fork(shell, table.lowestFreeId(), 'job');
  expect(table.setpgid(shell, job, 0)).toBe(0);
  expect(table.waitpid(shell, -1)).toBe(0);
  expect(table.exit(job, 2)).toBe(0);
  expect(table.data(table.parent(job)!)).toBe('shell');
  expect([table.waitpid(shell, -1), table.lastStatus]).toEqual([3, 512]);
  expect(table.setpgid(shell, job, 0)).toBe(-ERRNO.ESRCH);
});

describe('what rows keep and lists remember', () => {
  test.each([
    [
      'adopted children come after those that were there, in their order',
      '1 fork 2; 1 fork 3; 2 fork 4; 2 fork 5; 3 fork 6; 1 fork 7; 3 exit; 2 exit; 4 exit; 5 exit; 6 exit; 7 exit;' +
        '1 waitpid -1 => 2; 1 waitpid -1 => 3; 1 waitpid -1 => 7; 1 waitpid -1 => 6; 1 waitpid -1 => 4; 1 waitpid -1 => 5',
    ],
    [
      'signal 9 to oneself ends one',
      '1 fork 2; 2 fork 3; 2 kill 2 9 => 0; - state 2 => Z; 3 getppid => 1; 1 waitpid 2 => 2:9',
    ],
    ['signal 9 to a zombie leaves its status', '1 fork 2; 2 exit 1; 1 kill 2 9 => 0; 1 waitpid 2 => 2:256'],
    [
      'signal 9 leaves no zombie where SIGCHLD is ignored',
      '1 fork 2; 1 ignore on; 1 kill 2 9; - state 2 => gone',
    ],
    [
      'a parent whose children are all zombies leaves none to a reaper that ignores SIGCHLD',
      '1 fork 2; 1 ignore on; 2 fork 3; 3 exit; - state 3 => Z; 2 exit; - state 3 => gone; - state 2 => gone; 1 fork 2',
    ],
    ['ignoring SIGCHLD is inherited', '1 fork 2; 2 ignore on; 2 fork 3; 3 fork 4; 4 exit; - state 4 => gone'],
    [
      'and not by children forked before',
      '1 fork 2; 2 fork 3; 2 ignore on; 3 fork 4; 4 exit; - state 4 => Z',
    ],
    [
      'ignoring no longer leaves zombies again',
      '1 fork 2; 1 ignore on; 1 ignore off; 2 exit; - state 2 => Z',
    ],
    [
      'a pid taken again has none of the marks, though a group kept its row',
      '1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 execve; 2 subreaper on; 2 ignore on; 2 exit; 1 waitpid 2; 3 setpgid 0 1;' +
        '1 fork 2; 1 setpgid 2 2 => 0; 2 fork 4; 4 fork 5; 4 exit; 5 getppid => 1; - state 4 => Z',
    ],
    [
      'only zombies asked for are taken',
      '1 fork 2; 1 fork 3; 1 setpgid 3 3; 2 exit; 1 waitpid -3 => 0; 1 waitpid 3 => 0; 1 waitpid 0 => 2',
    ],
  ])('the rows keep and the lists remember what POSIX says: %s', (_, script) =>
    runScript(new PosixTable({ capacity: 2 }), script),
  );

  test('a freed process no longer shows its marks, though its group keeps the row', () => {
    const table = new PosixTable();
    runScript(table, '1 fork 2; 2 setpgid 0 0; 2 ignore on; 2 execve; 2 fork 3');
    expect([
      table.hasExecuted(2),
      table.ignoresSigchld(2),
      table.hasExecuted(3),
      table.ignoresSigchld(3),
    ]).toEqual([true, true, false, true]);
    runScript(table, '2 exit; 1 waitpid 2');
    expect([table.hasGroup(2), table.hasExecuted(2), table.ignoresSigchld(2)]).toEqual([true, false, false]);
  });

  test('data stays with its process until it is freed, by waiting or by itself', () => {
    const table = new PosixTable<string>();
    table.fork(1, 2, 'two');
    table.fork(2, 3, 'three');
    table.ignoreSigchld(2, true);
    table.exit(3, 0);
    table.exit(2, 0);
    expect([table.data(2), table.data(3)]).toEqual(['two', undefined]);
    table.waitpid(1, 2);
    expect(table.data(2)).toBeUndefined();
  });

  test('the status is what the last child reaped had, and 0 before', () => {
    const table = new PosixTable();
    expect(table.lastStatus).toBe(0);
    runScript(table, '1 fork 2; 1 fork 3; 2 exit 7; 1 waitpid 2; 1 waitpid 3 => 0');
    expect(table.lastStatus).toBe(7 * 256);
  });
});

describe('a table of other commands', () => {
  test('a table of other commands does not take over a snapshot, either way', () => {
    expect(() => new PosixTable().restore(new ProcessTable().snapshot())).toThrow(
      'a process table of the hierarchy commands, and this is one of the POSIX commands',
    );
    expect(() => ProcessTable.from(new PosixTable().snapshot())).toThrow(
      'a process table of the POSIX commands, and this is one of the hierarchy commands',
    );
    const unknown = new PosixTable().snapshot();
    new Int32Array(unknown.bytes)[HEADER.COMMANDS] = 7;
    expect(() => new PosixTable().restore(unknown)).toThrow('a process table of unknown commands');
  });
});

/** A table whose words can be damaged: 2 leads a session and has child 3; 4 is a zombie. */
class Damaged extends PosixTable {
  constructor() {
    super();
    runScript(this, '1 fork 2; 2 setsid; 2 fork 3; 1 fork 4; 4 exit 1');
  }

  set(id: number, column: number, value: number): void {
    this.words[this.find(id) + column] = value;
  }

  moveAnyway(pid: number, pgid: number): void {
    this.moveProcess(this.find(pid), this.find(pgid));
  }

  holdAnyway(pgid: number): void {
    this.retainGroup(this.find(pgid));
  }
}

describe('the self-check', () => {
  test.each<readonly [sentence: string, damage: (table: Damaged) => void]>([
    ['id 3 has flags of no meaning', (t) => t.set(3, COLUMN.FLAGS, FLAG.PROCESS | FLAG.GROUP_EXITED)],
    ['id 3 has flags of no meaning', (t) => t.set(3, COLUMN.FLAGS, FLAG.PROCESS | FLAG.THREAD)],
    ['handles are held, and no POSIX command holds one: 1', (t) => t.holdAnyway(2)],
    ['process 3 runs and has wait status 256', (t) => t.set(3, COLUMN.EXIT_CODE, 256)],
    ['process 4 has wait status 7, which no end leaves', (t) => t.set(4, COLUMN.EXIT_CODE, 7)],
    ['process 4 has wait status 65536, which no end leaves', (t) => t.set(4, COLUMN.EXIT_CODE, 65_536)],
    ['process 2 leads a session and is not in its own group', (t) => t.moveAnyway(2, 1)],
  ])('the self-check says "%s"', (sentence, damage) => {
    const table = new Damaged();
    expect(table.selfCheck()).toEqual([]);
    damage(table);
    expect(table.selfCheck()).toContain(sentence);
  });

  test('the self-check knows the marks of POSIX tables as foreign to the others', () => {
    const table = new (class extends ProcessTable {
      mark(flag: number): void {
        this.words[this.find(1) + COLUMN.FLAGS] |= flag;
      }
    })();
    table.mark(FLAG.EXECUTED);
    expect(table.selfCheck()).toContain('id 1 has flags of no meaning');
  });
});

describe.each([100, 10_000])('among %d children', (count) => {
  /** Init with that many children; every second is a zombie. */
  function populated(): CountedPosixTable {
    const table = new CountedPosixTable({ capacity: count * 3 });
    for (let pid = 2; pid <= count + 1; pid++) table.fork(1, pid);
    for (let pid = 2; pid <= count; pid += 2) table.exit(pid, 0);
    return table;
  }

  test.each<readonly [name: string, run: (table: PosixTable) => number]>([
    ['fork', (t) => t.fork(1, 999_999)],
    ['setsid', (t) => t.setsid(3)],
    ['setpgid', (t) => t.setpgid(1, 3, 3)],
    ['getsid', (t) => t.getsid(1, 3)],
    ['execve', (t) => t.execve(3)],
    ['exit of one without children', (t) => t.exit(3, 0)],
    ['waitpid for one', (t) => t.waitpid(1, 2)],
    ['kill of all with signal 0', (t) => t.kill(3, -1, 0)],
    ['kill of a group with signal 0', (t) => t.kill(3, 0, 0)],
    ['kill with signal 9', (t) => t.kill(1, 3, 9)],
  ])(`${count}: %s touches a bounded number of words`, (_, run) => {
    const table = populated();
    const touched = table.count(() => expect(run(table)).toBeGreaterThanOrEqual(0));
    expect(touched.words - touched.buckets.length * 2).toBeLessThan(60);
    expect(touched.rows.length).toBeLessThanOrEqual(6);
  });

  test('waitpid for any looks at every child once', () => {
    const table = populated();
    const touched = table.count(() => expect(table.waitpid(1, -1)).toBe(2));
    expect(touched.rows.length).toBe(count + 1);
    expect(touched.words).toBeLessThan(count * 3 + 60);
  });
});

describe('as a system under test', () => {
  test.each<readonly [command: Command, answer: unknown]>([
    [{ name: 'fork', process: 1, child: 3 }, { ok: { pid: 3 } }],
    [{ name: 'fork', process: 1, child: 2 }, { refused: 'EEXIST' }],
    [{ name: 'setsid', process: 2 }, { ok: { sid: 2 } }],
    [{ name: 'setpgid', process: 2, pid: 0, pgid: 0 }, { ok: {} }],
    [{ name: 'setpgid', process: 2, pid: -1, pgid: 0 }, { refused: 'EINVAL' }],
    [{ name: 'getpgid', process: 2, pid: 0 }, { ok: { pgid: 1 } }],
    [{ name: 'getsid', process: 2, pid: 9 }, { refused: 'ESRCH' }],
    [{ name: 'getppid', process: 1 }, { ok: { ppid: 0 } }],
    [{ name: 'execve', process: 2 }, { ok: {} }],
    [{ name: 'exit', process: 2, code: 3 }, { ok: {} }],
    [{ name: 'waitpid', process: 1, pid: -1 }, { ok: { pid: 4, status: 512 } }],
    [{ name: 'waitpid', process: 1, pid: 2 }, { ok: { pid: 0 } }],
    [{ name: 'waitpid', process: 2, pid: -1 }, { refused: 'ECHILD' }],
    [{ name: 'set_subreaper', process: 2, on: true }, { ok: {} }],
    [{ name: 'kill', process: 2, target: -1, signal: 0 }, { ok: {} }],
    [{ name: 'kill', process: 2, target: -9, signal: 0 }, { refused: 'ESRCH' }],
    [{ name: 'ignore_sigchld', process: 2, on: true }, { ok: {} }],
  ])('the system answers %j with %j', (command, answer) => {
    const table = new PosixTable();
    runScript(table, '1 fork 2; 1 fork 4; 4 exit 2');
    expect(posixTableSystem('mine', table).apply(command)).toEqual(answer);
  });

  test('the POSIX table as a system shows what POSIX commands can change, and neither threads nor group exits', () => {
    const table = new PosixTable();
    const system = posixTableSystem('mine', table);
    runScript(table, '1 fork 3; 1 ignore on; 3 subreaper on; 3 execve; 1 fork 2; 1 ignore off; 2 kill 2 9');
    const common = { group: 1, state: 'running', children: [], subreaper: false, exitCode: 0 };
    expect(system.observe()).toEqual({
      processes: [
        { ...common, pid: 1, parent: null, children: [2, 3], executed: false, ignoresSigchld: false },
        { ...common, pid: 2, parent: 1, state: 'zombie', exitCode: 9, executed: false, ignoresSigchld: true },
        { ...common, pid: 3, parent: 1, subreaper: true, executed: true, ignoresSigchld: false },
      ],
      groups: [{ pgid: 1, session: 1, processes: [1, 2, 3] }],
      sessions: [{ sid: 1, groups: [1] }],
      resources: { processes: 3, groups: 1, sessions: 1, threads: 0, handles: 0 },
    });
    const snapshot = system.snapshot?.();
    system.reset();
    expect(system.observe().processes).toHaveLength(1);
    system.restore?.(snapshot);
    expect(system.observe().processes).toHaveLength(3);
    expect(system.selfCheck?.()).toEqual([]);
  });
});

describe('an errno', () => {
  test('an errno has a name below 0, and only there', () => {
    for (const [name, number] of Object.entries(ERRNO)) {
      expect(errnoName(-number)).toBe(name);
      expect(errnoName(number)).toBeUndefined();
    }
    expect(errnoName(0)).toBeUndefined();
  });
});
