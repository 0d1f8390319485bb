// Handles as counts and as objects.
import { describe, expect, test } from 'vitest';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';

function withGroup(): ProcessTable {
  const table = new ProcessTable();
  table.fork(1, 2);
  table.createSession(2);
  return table;
}

function end(table: ProcessTable, pid: number): void {
  table.exit(pid);
  table.free(pid);
}

describe('a handle', () => {
  test('a handle is counted: each hold needs its release', () => {
    const table = withGroup();
    expect(table.holdGroup(2)).toBe('ok');
    expect(table.holdGroup(2)).toBe('ok');
    expect(table.resources.handles).toBe(2);
    expect(table.releaseGroup(2)).toBe('ok');
    end(table, 2);
    expect(table.hasGroup(2)).toBe(true);
    expect(table.releaseGroup(2)).toBe('ok');
    expect(table.releaseGroup(2)).toBe('not-held');
    expect(table.resources).toEqual({ processes: 1, groups: 1, sessions: 1, threads: 0, handles: 0 });
  });

  test('a handle on a group keeps its session; the last release ends both', () => {
    const table = withGroup();
    table.holdGroup(2);
    end(table, 2);
    expect(table.sids()).toEqual([1, 2]);
    table.releaseGroup(2);
    expect(table.sids()).toEqual([1]);
    expect(table.pgids()).toEqual([1]);
  });

  test('a handle on a session does not keep its groups', () => {
    const table = withGroup();
    table.holdSession(2);
    end(table, 2);
    expect(table.pgids()).toEqual([1]);
    expect(table.processGroups(2)).toEqual([]);
  });

  test("a handle on init's group and session changes nothing for init", () => {
    const table = new ProcessTable();
    table.holdGroup(1);
    table.holdSession(1);
    table.releaseGroup(1);
    table.releaseSession(1);
    expect(table.group(1)).toBe(1);
    expect(table.session(1)).toBe(1);
  });
});

describe('a handle object', () => {
  test('a handle object holds exactly one count until the block of its `using` ends', () => {
    const table = withGroup();
    {
      using group = table.groupHandle(2);
      using session = table.sessionHandle(2);
      expect(table.resources.handles).toBe(2);
      end(table, 2);
      expect(group?.held).toBe(true);
      expect(group?.pgid).toBe(2);
      expect(group?.session).toBe(2);
      expect(group?.processes()).toEqual([]);
      expect(session?.sid).toBe(2);
      expect(session?.processGroups()).toEqual([2]);
    }
    expect(table.resources).toEqual({ processes: 1, groups: 1, sessions: 1, threads: 0, handles: 0 });
  });

  test('a handle object may be disposed twice, and answers nothing afterwards', () => {
    const table = withGroup();
    table.holdGroup(2);
    table.holdSession(2);
    const group = table.groupHandle(2)!;
    const session = table.sessionHandle(2)!;
    for (let time = 0; time < 2; time++) {
      group[Symbol.dispose]();
      session[Symbol.dispose]();
    }
    expect(table.resources.handles).toBe(2);
    expect(group.held).toBe(false);
    expect(group.session).toBeUndefined();
    expect(group.processes()).toEqual([]);
    expect(session.held).toBe(false);
    expect(session.processGroups()).toEqual([]);
  });

  test('a handle object cannot be had of what does not live', () => {
    const table = new ProcessTable();
    expect(table.groupHandle(9)).toBeUndefined();
    expect(table.sessionHandle(9)).toBeUndefined();
    expect(table.resources.handles).toBe(0);
  });

  test('a handle object from before a reset or restore releases nobody else’s count', () => {
    const table = withGroup();
    const old = table.groupHandle(1)!;
    const oldSession = table.sessionHandle(1)!;
    table.reset();
    table.holdGroup(1);
    table.holdSession(1);
    old[Symbol.dispose]();
    oldSession[Symbol.dispose]();
    expect(old.held).toBe(false);
    expect(table.resources.handles).toBe(2);
    const snapshot = table.snapshot();
    const before = table.groupHandle(1)!;
    table.restore(snapshot);
    before[Symbol.dispose]();
    expect(table.resources.handles).toBe(2);
  });
});
