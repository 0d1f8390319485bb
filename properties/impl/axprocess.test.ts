// The behaviours that axprocess states in tests of its own, each as a claim about this implementation.
import { describe, expect, test } from 'vitest';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';

/** Init with children of the given pids. */
function withChildren(...pids: number[]): ProcessTable {
  const table = new ProcessTable();
  for (const pid of pids) expect(table.fork(1, pid)).toBe('ok');
  return table;
}

function exitAndFree(table: ProcessTable, pid: number): void {
  expect(table.exit(pid)).toBe('ok');
  expect(table.free(pid)).toBe('ok');
}

describe('a session', () => {
  test("the session of init bears init's pid, as does its group", () => {
    const table = new ProcessTable();
    expect(table.group(1)).toBe(1);
    expect(table.session(1)).toBe(1);
    expect(table.sids()).toEqual([1]);
    expect(table.pgids()).toEqual([1]);
  });

  test('a session that a process creates bears its pid, has a group of the same number, and holds the process alone', () => {
    const table = withChildren(2);
    expect(table.createSession(2)).toBe('ok');
    expect(table.session(2)).toBe(2);
    expect(table.group(2)).toBe(2);
    expect(table.processGroups(2)).toEqual([2]);
    expect(table.processes(2)).toEqual([2]);
  });

  test('no longer lists a process that created its own, nor does the old group', () => {
    const table = withChildren(2, 3);
    expect(table.createGroup(2)).toBe('ok');
    expect(table.moveToGroup(3, 2)).toBe('ok');
    expect(table.createSession(3)).toBe('ok');
    expect(table.processes(2)).toEqual([2]);
    expect(table.processGroups(1)).toEqual([1, 2]);
  });

  test("a session is refused to init, and init's stay as they were", () => {
    const table = new ProcessTable();
    expect(table.createSession(1)).toBe('leads-its-group');
    expect(table.processes(1)).toEqual([1]);
    expect(table.processGroups(1)).toEqual([1]);
  });

  test('a session is gone after exit, free and dropping the last handle', () => {
    const table = withChildren(2);
    table.createSession(2);
    table.holdSession(2);
    exitAndFree(table, 2);
    expect(table.hasSession(2)).toBe(true);
    expect(table.releaseSession(2)).toBe('ok');
    expect(table.hasSession(2)).toBe(false);
    expect(table.idInUse(2)).toBe(false);
  });

  test('a session that is still held lists no group', () => {
    const table = withChildren(2);
    table.createSession(2);
    table.holdSession(2);
    exitAndFree(table, 2);
    expect(table.processGroups(2)).toEqual([]);
  });

  test('a session is kept by create_group, and then lists both groups', () => {
    const table = withChildren(2);
    expect(table.createGroup(2)).toBe('ok');
    expect(table.session(2)).toBe(1);
    expect(table.processGroups(1)).toEqual([1, 2]);
  });

  test('a group in the session of another lets nobody move into it', () => {
    const table = withChildren(2, 3);
    table.createSession(2);
    expect(table.moveToGroup(3, 2)).toBe('not-in-my-session');
    expect(table.group(3)).toBe(1);
    expect(table.processes(2)).toEqual([2]);
  });
});

describe('a group', () => {
  test("a child starts in its parent's group", () => {
    const table = withChildren(2);
    expect(table.group(2)).toBe(1);
    expect(table.processes(1)).toEqual([1, 2]);
  });

  test('a group that a process creates bears its pid, and the old group no longer lists it', () => {
    const table = withChildren(2);
    expect(table.createGroup(2)).toBe('ok');
    expect(table.processes(2)).toEqual([2]);
    expect(table.processes(1)).toEqual([1]);
  });

  test('a group is refused to its leader, and nothing changes', () => {
    const table = withChildren(2);
    table.createGroup(2);
    expect(table.createGroup(2)).toBe('leads-its-group');
    expect(table.processes(2)).toEqual([2]);
    expect(table.processGroups(1)).toEqual([1, 2]);
  });

  test('a group is freed by exit, free and dropping the last handle', () => {
    const table = withChildren(2);
    table.createGroup(2);
    table.holdGroup(2);
    exitAndFree(table, 2);
    expect(table.hasGroup(2)).toBe(true);
    expect(table.releaseGroup(2)).toBe('ok');
    expect(table.hasGroup(2)).toBe(false);
  });

  test('a group is inherited by the children of a process in a new group', () => {
    const table = withChildren(2);
    table.createGroup(2);
    table.fork(2, 3);
    expect(table.group(3)).toBe(2);
    expect(table.processes(2)).toEqual([2, 3]);
  });

  test("a group is moved into by its own member successfully, which changes nothing, even by a group's only one", () => {
    const table = withChildren(2);
    table.createGroup(2);
    expect(table.moveToGroup(2, 2)).toBe('ok');
    expect(table.processes(2)).toEqual([2]);
  });

  test('a group gains by a move what the other loses, and lists come in id order', () => {
    const table = withChildren(4, 3, 2);
    table.createGroup(3);
    table.moveToGroup(2, 3);
    table.moveToGroup(4, 3);
    expect(table.processes(3)).toEqual([2, 3, 4]);
    expect(table.processes(1)).toEqual([1]);
  });

  test('a group is freed when its last member moves out', () => {
    const table = withChildren(2);
    table.createGroup(2);
    expect(table.moveToGroup(2, 1)).toBe('ok');
    expect(table.hasGroup(2)).toBe(false);
    expect(table.processGroups(1)).toEqual([1]);
  });

  test('a group can be moved back into while a handle keeps it', () => {
    const table = withChildren(2);
    table.createGroup(2);
    table.holdGroup(2);
    table.moveToGroup(2, 1);
    expect(table.moveToGroup(2, 2)).toBe('ok');
    expect(table.processes(2)).toEqual([2]);
  });

  test('held by a handle lists nobody after its last member was freed', () => {
    const table = withChildren(2);
    table.createGroup(2);
    table.holdGroup(2);
    exitAndFree(table, 2);
    expect(table.processes(2)).toEqual([]);
    expect(table.groupSession(2)).toBe(1);
  });
});

describe('a process', () => {
  test('a process that is a child knows its parent and is listed by it', () => {
    const table = withChildren(2);
    expect(table.parent(2)).toBe(1);
    expect(table.children(1)).toEqual([2]);
    expect(table.parent(1)).toBeUndefined();
  });

  test('a process that exits is a zombie, which its parent still lists', () => {
    const table = withChildren(2);
    table.exit(2);
    expect(table.isZombie(2)).toBe(true);
    expect(table.isRunning(2)).toBe(false);
    expect(table.children(1)).toEqual([2]);
    expect(table.processes(1)).toEqual([1, 2]);
  });

  test('a process that is no zombie cannot be freed, and init cannot exit', () => {
    const table = withChildren(2);
    expect(table.free(2)).toBe('not-a-zombie');
    expect(table.exit(1)).toBe('is-init');
    expect(table.isRunning(1)).toBe(true);
    expect(table.isRunning(2)).toBe(true);
  });

  test("a process that is freed leaves its parent's children", () => {
    const table = withChildren(2);
    exitAndFree(table, 2);
    expect(table.children(1)).toEqual([]);
    expect(table.has(2)).toBe(false);
  });

  test('a process that exits leaves its children to init', () => {
    const table = withChildren(2);
    table.fork(2, 3);
    table.exit(2);
    expect(table.parent(3)).toBe(1);
    expect(table.children(1)).toEqual([2, 3]);
    expect(table.children(2)).toEqual([]);
  });
});
