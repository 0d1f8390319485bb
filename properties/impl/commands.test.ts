// The refusals of the commands, their order, and the less usual commands.
import { describe, expect, test } from 'vitest';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';

const NOBODY = 77;

/** Everything that can be asked, to see that nothing has changed. */
function everything(table: ProcessTable): unknown {
  return {
    resources: table.resources,
    groups: table.pgids().map((pgid) => [pgid, table.groupSession(pgid), table.processes(pgid)]),
    sessions: table.sids().map((sid) => [sid, table.processGroups(sid)]),
    threads: table.tids(),
    processes: table.pids().map((pid) => ({
      pid,
      parent: table.parent(pid),
      group: table.group(pid),
      children: table.children(pid),
      threads: table.threads(pid),
      zombie: table.isZombie(pid),
      subreaper: table.isSubreaper(pid),
      groupExited: table.isGroupExited(pid),
      exitCode: table.exitCode(pid),
    })),
  };
}

/** 2 runs and 3 is a zombie; 4 leads group 4, whose session 5 has left; 6 is a thread of 2. */
function furnished(): ProcessTable {
  const table = new ProcessTable();
  for (const pid of [2, 3, 4, 5]) table.fork(1, pid);
  table.exit(3);
  table.createGroup(4);
  table.createSession(5);
  table.newThread(2, 6);
  return table;
}

describe('a refusal', () => {
  test.each([
    ['fork of nobody', (t: ProcessTable) => t.fork(NOBODY, 8), 'not-running'],
    ['fork of a zombie', (t: ProcessTable) => t.fork(3, 8), 'not-running'],
    ['fork of a zombie to an id in use', (t: ProcessTable) => t.fork(3, 1), 'not-running'],
    ['fork to a pid', (t: ProcessTable) => t.fork(1, 2), 'id-in-use'],
    ["fork to a zombie's pid", (t: ProcessTable) => t.fork(1, 3), 'id-in-use'],
    ['fork to a tid', (t: ProcessTable) => t.fork(1, 6), 'id-in-use'],
    ['create_session of nobody', (t: ProcessTable) => t.createSession(NOBODY), 'not-running'],
    ['create_session of a zombie', (t: ProcessTable) => t.createSession(3), 'not-running'],
    ['create_session of a group leader', (t: ProcessTable) => t.createSession(4), 'leads-its-group'],
    ['create_group of nobody', (t: ProcessTable) => t.createGroup(NOBODY), 'not-running'],
    ['create_group of a zombie', (t: ProcessTable) => t.createGroup(3), 'not-running'],
    ['create_group of a group leader', (t: ProcessTable) => t.createGroup(4), 'leads-its-group'],
    ['move_to_group of nobody to nowhere', (t: ProcessTable) => t.moveToGroup(NOBODY, NOBODY), 'not-running'],
    ['move_to_group of a zombie', (t: ProcessTable) => t.moveToGroup(3, 1), 'not-running'],
    ['move_to_group to no group', (t: ProcessTable) => t.moveToGroup(2, 2), 'no-such-group'],
    ['move_to_group to a thread', (t: ProcessTable) => t.moveToGroup(2, 6), 'no-such-group'],
    ['move_to_group to another session', (t: ProcessTable) => t.moveToGroup(2, 5), 'not-in-my-session'],
    ['exit of nobody', (t: ProcessTable) => t.exit(NOBODY), 'not-running'],
    ['exit of a zombie', (t: ProcessTable) => t.exit(3), 'not-running'],
    ['exit of init', (t: ProcessTable) => t.exit(1), 'is-init'],
    ['free of nobody', (t: ProcessTable) => t.free(NOBODY), 'not-a-zombie'],
    ['free of a running process', (t: ProcessTable) => t.free(2), 'not-a-zombie'],
    ['new_thread of nobody', (t: ProcessTable) => t.newThread(NOBODY, 8), 'not-running'],
    ['new_thread of a zombie', (t: ProcessTable) => t.newThread(3, 8), 'not-running'],
    ["new_thread with another's pid", (t: ProcessTable) => t.newThread(2, 4), 'id-in-use'],
    ['new_thread with the pid, not the first', (t: ProcessTable) => t.newThread(2, 2), 'id-in-use'],
    ['new_thread with a tid', (t: ProcessTable) => t.newThread(1, 6), 'id-in-use'],
    ['exit_thread of a process', (t: ProcessTable) => t.exitThread(2, 0), 'no-such-thread'],
    ['exit_thread of nobody', (t: ProcessTable) => t.exitThread(NOBODY, 0), 'no-such-thread'],
    ['group_exit of a zombie', (t: ProcessTable) => t.groupExit(3), 'not-running'],
    ['set_subreaper of a zombie', (t: ProcessTable) => t.setSubreaper(3, true), 'not-running'],
    ['hold_group of no group', (t: ProcessTable) => t.holdGroup(2), 'no-such-group'],
    ['release_group of no group', (t: ProcessTable) => t.releaseGroup(2), 'not-held'],
    ['release_group of a group not held', (t: ProcessTable) => t.releaseGroup(4), 'not-held'],
    ['hold_session of no session', (t: ProcessTable) => t.holdSession(4), 'no-such-session'],
    ['release_session of no session', (t: ProcessTable) => t.releaseSession(4), 'not-held'],
    ['release_session of a session not held', (t: ProcessTable) => t.releaseSession(5), 'not-held'],
  ])('a refusal meets %s and changes nothing', (_name, command, refusal) => {
    const table = furnished();
    const before = everything(table);
    expect(command(table)).toBe(refusal);
    expect(everything(table)).toEqual(before);
    expect(table.selfCheck()).toEqual([]);
  });

  test('the refusal group-id-in-use meets a process that left its group while another stayed, or a handle keeps it', () => {
    const table = new ProcessTable();
    table.fork(1, 2);
    table.createGroup(2);
    table.fork(2, 3);
    table.moveToGroup(2, 1);
    expect(table.createGroup(2)).toBe('group-id-in-use');
    expect(table.createSession(2)).toBe('group-id-in-use');
    expect(table.fork(1, 2)).toBe('id-in-use');
    table.holdGroup(2);
    table.exit(3);
    table.free(3);
    expect(table.createGroup(2)).toBe('group-id-in-use');
    table.releaseGroup(2);
    expect(table.createGroup(2)).toBe('ok');
  });

  test('the refusal session-id-in-use meets a session leader that moved on and whose first group ended', () => {
    const table = new ProcessTable();
    table.fork(1, 2);
    table.createSession(2);
    table.fork(2, 3);
    table.createGroup(3);
    table.moveToGroup(2, 3);
    expect(table.hasGroup(2)).toBe(false);
    expect(table.hasSession(2)).toBe(true);
    expect(table.createSession(2)).toBe('session-id-in-use');
    expect(table.createGroup(2)).toBe('ok');
    expect(table.groupSession(2)).toBe(2);
  });

  test('id-in-use meets the id of a group and of a session whose leader is gone', () => {
    const table = new ProcessTable();
    table.fork(1, 2);
    table.createSession(2);
    table.fork(2, 3);
    table.exit(2);
    table.free(2);
    expect(table.has(2)).toBe(false);
    expect(table.fork(1, 2)).toBe('id-in-use');
    expect(table.newThread(1, 2)).toBe('id-in-use');
    table.createGroup(3);
    expect(table.hasGroup(2)).toBe(false);
    expect(table.fork(1, 2)).toBe('id-in-use');
    table.createSession(3); // leads its group: refused, so session 2 lives on
    table.exit(3);
    table.free(3);
    expect(table.fork(1, 2)).toBe('ok');
  });

  test('a refusal answers every number that bears nothing, whatever its shape', () => {
    const table = new ProcessTable();
    for (const id of [0, -1, 1.5, 2 ** 31, 2 ** 32 + 1, Number.NaN, Infinity, -0]) {
      expect(table.fork(id, 2)).toBe('not-running');
      expect(table.exit(id)).toBe('not-running');
      expect(table.free(id)).toBe('not-a-zombie');
      expect(table.moveToGroup(1, id)).toBe('no-such-group');
      expect(table.exitThread(id, 0)).toBe('no-such-thread');
      expect(table.holdSession(id)).toBe('no-such-session');
      expect(table.parent(id)).toBeUndefined();
      expect(table.idInUse(id)).toBe(false);
    }
  });
});

describe('a new id', () => {
  test.each([0, -1, 1.5, 2 ** 31, Number.NaN])(
    'a new id that is %d is a mistake, said in a sentence',
    (id) => {
      const table = new ProcessTable();
      expect(() => table.fork(1, id)).toThrow(RangeError);
      expect(() => table.newThread(1, id)).toThrow(`a new id is an integer from 1 to 2147483647, not ${id}`);
      expect(table.resources.processes).toBe(1);
    },
  );

  test('an exit code is any integer of 32 bits and no other', () => {
    const table = new ProcessTable();
    table.newThread(1, 2);
    expect(() => table.exitThread(2, 2 ** 31)).toThrow(RangeError);
    expect(() => table.exitThread(2, 0.5)).toThrow('an exit code is a 32-bit integer, not 0.5');
    expect(table.exitThread(2, -(2 ** 31))).toBe('last');
    expect(table.exitCode(1)).toBe(-(2 ** 31));
  });
});

describe('a subreaper', () => {
  /** 1 ← 2 ← 3 ← 4 ← 5, and 5 has the children 6 and 7. */
  function chain(...subreapers: number[]): ProcessTable {
    const table = new ProcessTable();
    for (const pid of [2, 3, 4, 5, 6]) table.fork(pid - 1, pid);
    table.fork(5, 7);
    for (const pid of subreapers) expect(table.setSubreaper(pid, true)).toBe('ok');
    return table;
  }

  test('a subreaper inherits orphans if it is the nearest one above', () => {
    const table = chain(2, 3);
    table.exit(5);
    expect(table.children(3)).toEqual([4, 6, 7]);
    expect(table.parent(6)).toBe(3);
  });

  test('a subreaper is passed over once it is unmarked, and init is the reaper of last resort', () => {
    const table = chain(2, 3);
    table.setSubreaper(3, false);
    table.exit(5);
    expect(table.parent(6)).toBe(2);
    table.setSubreaper(2, false);
    table.exit(4);
    expect(table.parent(5)).toBe(1);
  });

  test('a subreaper does not inherit its own children when it exits', () => {
    const table = chain(5);
    table.exit(5);
    expect(table.children(1)).toEqual([2, 6, 7]);
    expect(table.isSubreaper(5)).toBe(true);
  });

  test('a subreaper inherits zombies too, after the children it had, in their order', () => {
    const table = chain(2);
    table.exit(6);
    table.fork(2, 8);
    table.exit(5);
    expect(table.children(2)).toEqual([3, 6, 7, 8]);
    const latestFirst = new Int32Array(4);
    expect(table.childrenInto(2, latestFirst)).toBe(4);
    expect([...latestFirst].toReversed()).toEqual([3, 8, 6, 7]);
  });

  test('a subreaper that is marked twice is unmarked at once, and its count ends with it', () => {
    const table = chain(4, 4);
    table.setSubreaper(4, false);
    table.setSubreaper(4, false);
    expect(table.isSubreaper(4)).toBe(false);
    table.setSubreaper(4, true);
    table.exit(4);
    table.free(4);
    expect(table.selfCheck()).toEqual([]);
  });
});

describe('a thread', () => {
  test('a thread is not made by fork; the first may bear the pid, also a first made later', () => {
    const table = new ProcessTable();
    table.fork(1, 2);
    expect(table.threads(2)).toEqual([]);
    expect(table.newThread(2, 2)).toBe('ok');
    expect(table.threads(2)).toEqual([2]);
    expect(table.exitThread(2, 0)).toBe('last');
    expect(table.newThread(2, 9)).toBe('ok');
    expect(table.newThread(2, 2)).toBe('id-in-use');
    expect(table.exitThread(9, 0)).toBe('last');
    expect(table.newThread(2, 2)).toBe('ok');
    expect(table.isRunning(2)).toBe(true);
  });

  test("a thread may bear the pid although the process's group and session bear it as well", () => {
    const table = new ProcessTable();
    expect(table.newThread(1, 1)).toBe('ok');
    expect(table.threadProcess(1)).toBe(1);
    expect(table.exitThread(1, 4)).toBe('last');
    expect(table.processes(1)).toEqual([1]);
    expect(table.processGroups(1)).toEqual([1]);
  });

  test('a thread is listed in id order, wherever the one with the pid comes', () => {
    const table = new ProcessTable();
    table.fork(1, 5);
    for (const tid of [5, 9, 3, 7]) table.newThread(5, tid);
    expect(table.threads(5)).toEqual([3, 5, 7, 9]);
    expect(table.tids()).toEqual([3, 5, 7, 9]);
    expect(table.threadProcess(7)).toBe(5);
    expect(table.threadProcess(4)).toBeUndefined();
    expect(table.exitThread(3, 0)).toBe('not-last');
    expect(table.exitThread(9, 0)).toBe('not-last');
    expect(table.exitThread(7, 0)).toBe('not-last');
    expect(table.exitThread(5, 0)).toBe('last');
  });

  test('a thread sets the exit code unless the process is group-exited', () => {
    const table = new ProcessTable();
    table.newThread(1, 2);
    table.newThread(1, 3);
    table.newThread(1, 4);
    expect(table.exitCode(1)).toBe(0);
    table.exitThread(2, 7);
    expect(table.exitCode(1)).toBe(7);
    expect(table.groupExit(1)).toBe('ok');
    expect(table.exitThread(3, 8)).toBe('not-last');
    expect(table.isGroupExited(1)).toBe(true);
    expect(table.exitCode(1)).toBe(7);
  });

  test('a thread ends with its process, and its id is free', () => {
    const table = new ProcessTable();
    table.fork(1, 2);
    for (const tid of [2, 3, 4]) table.newThread(2, tid);
    expect(table.idInUse(3)).toBe(true);
    table.exit(2);
    expect(table.threads(2)).toEqual([]);
    expect(table.resources.threads).toBe(0);
    expect(table.fork(1, 3)).toBe('ok');
    expect(table.fork(1, 2)).toBe('id-in-use');
    expect(table.selfCheck()).toEqual([]);
  });
});

describe('data', () => {
  test('data attached to processes and threads is read until they are freed, and not by who gets the row next', () => {
    const table = new ProcessTable<string>();
    table.fork(1, 2, 'two');
    table.fork(1, 3);
    table.newThread(2, 2, 'main');
    table.newThread(2, 4, 'four');
    expect([2, 3, 4, 1].map((pid) => table.data(pid))).toEqual(['two', undefined, undefined, undefined]);
    expect([2, 3, 4].map((tid) => table.threadData(tid))).toEqual(['main', undefined, 'four']);
    table.exitThread(4, 0);
    table.newThread(2, 4);
    expect(table.threadData(4)).toBeUndefined();
    table.exit(2);
    expect(table.data(2)).toBe('two');
    expect(table.threadData(2)).toBeUndefined();
    table.free(2);
    expect(table.data(2)).toBeUndefined();
    table.fork(1, 2);
    expect(table.data(2)).toBeUndefined();
  });

  test('data that comes late, on a high row, finds its place', () => {
    const table = new ProcessTable<number>();
    for (let pid = 2; pid < 5_000; pid++) table.fork(1, pid);
    table.fork(1, 5_000, 42);
    expect(table.data(5_000)).toBe(42);
    expect(table.data(4_999)).toBeUndefined();
  });
});

describe('an id', () => {
  test('an id that is lowest and free is found, again after it was freed, and past groups without leader', () => {
    const table = new ProcessTable();
    expect(table.lowestFreeId()).toBe(2);
    for (const pid of [2, 3, 4]) table.fork(1, pid);
    expect(table.lowestFreeId()).toBe(5);
    table.exit(3);
    expect(table.lowestFreeId()).toBe(5);
    table.free(3);
    expect(table.lowestFreeId()).toBe(3);
    table.createGroup(2);
    table.moveToGroup(4, 2);
    table.exit(2);
    table.free(2);
    expect(table.lowestFreeId()).toBe(3);
    table.fork(1, 3);
    expect(table.lowestFreeId()).toBe(5);
  });

  test('an id of a process, group or session that is not there is answered with undefined, a list into nothing with 0', () => {
    const table = new ProcessTable();
    const out: number[] = [];
    expect(table.children(9)).toBeUndefined();
    expect(table.threads(9)).toBeUndefined();
    expect(table.processes(9)).toBeUndefined();
    expect(table.processGroups(9)).toBeUndefined();
    expect(table.groupSession(9)).toBeUndefined();
    expect(table.session(9)).toBeUndefined();
    expect(table.exitCode(9)).toBeUndefined();
    expect(table.childrenInto(9, out)).toBe(0);
    expect(table.processesInto(9, out)).toBe(0);
    expect(table.processGroupsInto(9, out)).toBe(0);
    expect(out).toEqual([]);
    expect(table.isInit(1)).toBe(true);
    expect(table.isInit(2)).toBe(false);
  });

  test('list that does not fit is cut, and the count says so', () => {
    const table = new ProcessTable();
    for (const pid of [2, 3, 4]) table.fork(1, pid);
    const two = new Int32Array(2);
    expect(table.childrenInto(1, two)).toBe(3);
    expect([...two]).toEqual([4, 3]);
    const out: number[] = [];
    expect(table.processesInto(1, out)).toBe(4);
    expect(out.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
    expect(table.processGroupsInto(1, out)).toBe(1);
  });
});

test('a mark that is set twice is set, and one that is taken twice is gone', () => {
  const table = new ProcessTable();
  table.fork(1, 2);
  for (const on of [false, true, true, false, false]) {
    expect(table.setSubreaper(2, on)).toBe('ok');
    expect([table.isSubreaper(2), table.selfCheck()]).toEqual([on, []]);
  }
});
