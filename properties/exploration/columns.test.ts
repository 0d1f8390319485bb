// Goal: a set's list of columns is all of a state, and a mistake in it is found. Method: keys and orbits of every state of
// a small bound, by the columns of each set and by columns that are wrong in one point.
import { describe, expect, test } from 'vitest';
import { CanonicalRenaming } from '../../src/checker/symmetry.ts';
import type { SpaceBound } from '../../src/model/bounded/bound.ts';
import { decodeState, encodeState, newCells, sameCells } from '../../src/model/bounded/cells.ts';
import type { Column } from '../../src/model/bounded/columns.ts';
import { COLUMN_BYTES, columnAt } from '../../src/model/bounded/columns.ts';
import { StateRenaming } from '../../src/model/bounded/id-renaming.ts';
import { KeyLayout } from '../../src/model/bounded/key-layout.ts';
import * as common from '../../src/model/bounded/packed-model.ts';
import * as hierarchy from '../../src/model/hierarchy/columns.ts';
import * as jobs from '../../src/model/job-control/columns.ts';
import * as posix from '../../src/model/posix/columns.ts';
import type { State } from '../../src/model/state.ts';
import { MARKING_COMMANDS } from '../support/bounds.ts';
import { exploreModel } from '../support/plain-search.ts';
import { explorePosix } from '../support/posix-search.ts';
import { planOf } from './spaces.ts';

const SETS = [
  [
    'the hierarchy commands',
    hierarchy.HIERARCHY_COLUMNS,
    planOf({ ids: 3 }).bound,
    exploreModel({ idsMax: 3 }).states,
  ],
  [
    'the POSIX commands',
    posix.POSIX_COLUMNS,
    planOf({ ids: 3, posixWithout: MARKING_COMMANDS }).bound,
    explorePosix({ idsMax: 3, without: MARKING_COMMANDS }).states,
  ],
] as const;

interface Judged {
  /** Whether every state comes back from its bytes as it was. */
  readonly roundTrips: boolean;
  readonly keys: number;
  /** The sizes of all orbits, added up. */
  readonly orbitSum: number;
}

function judged(columns: readonly Column[], bound: SpaceBound, states: readonly State[]): Judged {
  const layout = new KeyLayout(columns, bound);
  const symmetry = new CanonicalRenaming(new StateRenaming(layout));
  const [cells, again] = [newCells(columns), newCells(columns)];
  const keys = new Set<string>();
  const orbits = new Map<string, number>();
  let roundTrips = true;
  for (const state of states) {
    const [key, form] = [new Uint32Array(layout.words), new Uint32Array(layout.words)];
    encodeState(columns, state, cells);
    encodeState(columns, decodeState(columns, cells), again);
    roundTrips &&= sameCells(cells, again);
    layout.pack(cells, key, 0);
    keys.add(key.join());
    const orbit = symmetry.canonical(key, 0, form, 0);
    orbits.set(form.join(), orbit);
  }
  return { roundTrips, keys: keys.size, orbitSum: [...orbits.values()].reduce((sum, size) => sum + size, 0) };
}

/** The columns, with another in the place of the one of this name. */
function changed(columns: readonly Column[], name: string, change: Partial<Column>): readonly Column[] {
  return columns.map((column) => (column.name === name ? { ...column, ...change } : column));
}

describe.each(SETS)('%s', (_, columns, bound, states) => {
  test('a state is all of its columns, and orbits add up to the states', () => {
    expect(judged(columns, bound, states)).toEqual({
      roundTrips: true,
      keys: states.length,
      orbitSum: states.length,
    });
  });

  test('a reference that is taken for a plain number spoils the sum of orbits', () => {
    const { orbitSum } = judged(changed(columns, 'session', { kind: 'plain' }), bound, states);
    expect(orbitSum).not.toBe(states.length);
  });

  test('a column that is not written back is found by the round trip', () => {
    const forgetful = changed(columns, 'session', { write: () => undefined });
    expect(judged(forgetful, bound, states).roundTrips).toBe(false);
  });

  test('a column that is left out makes keys of several states one', () => {
    const short = columns.filter(({ name }) => name !== 'session');
    expect(judged(short, bound, states).keys).toBeLessThan(states.length);
  });

  test('a column that has too few bits is found as soon as a state does not fit', () => {
    expect(() => judged(changed(columns, 'group', { bits: () => 1 }), bound, states)).toThrow(/does not fit/);
  });
});

test('the packed rules look for each column where it is', () => {
  const placed = (columns: readonly Column[], name: string): number | undefined => columnAt(columns, name);
  for (const columns of [hierarchy.HIERARCHY_COLUMNS, posix.POSIX_COLUMNS, jobs.JOB_CONTROL_COLUMNS]) {
    expect(['status', 'parent', 'group', 'session'].map((name) => placed(columns, name))).toEqual([
      common.STATUS,
      common.PARENT,
      common.GROUP,
      common.SESSION,
    ]);
    expect(newCells(columns)).toHaveLength(COLUMN_BYTES * columns.length);
  }
  const { GROUP_HANDLES, SESSION_HANDLES, THREAD_OF, SUBREAPER_CELL, GROUP_EXITED_CELL, EXIT_CODE } =
    hierarchy;
  expect(
    hierarchy.HIERARCHY_COLUMNS.slice(4).map(({ name }) => placed(hierarchy.HIERARCHY_COLUMNS, name)),
  ).toEqual([GROUP_HANDLES, SESSION_HANDLES, THREAD_OF, SUBREAPER_CELL, GROUP_EXITED_CELL, EXIT_CODE]);
  const { WAIT_STATUS, EXECUTED, IGNORES_SIGCHLD, RANK } = posix;
  for (const columns of [posix.POSIX_COLUMNS, jobs.JOB_CONTROL_COLUMNS])
    expect(
      ['subreaper', 'exitCode', 'executed', 'ignoresSigchld', 'rank'].map((name) => placed(columns, name)),
    ).toEqual([posix.SUBREAPER, WAIT_STATUS, EXECUTED, IGNORES_SIGCHLD, RANK]);
  const ofJobs = {
    jobTerminal: jobs.JOB_TERMINAL,
    stop: jobs.STOP,
    continueReport: jobs.CONTINUE_REPORT,
    pendingHangup: jobs.PENDING_HANGUP,
    pendingInterrupt: jobs.PENDING_INTERRUPT,
    waitKind: jobs.WAIT_KIND,
    waitFor: jobs.WAIT_FOR,
    waitStale: jobs.WAIT_STALE,
    waitOptions: jobs.WAIT_OPTIONS,
    foundStatus: jobs.FOUND_STATUS,
    found: jobs.FOUND_PID,
    lostForeground: jobs.LOST_FOREGROUND,
    session1: jobs.SERVED_SESSION,
    foreground1: jobs.FOREGROUND,
    stale1: jobs.FOREGROUND_STALE,
    session2: jobs.SERVED_SESSION + jobs.TERMINAL_BYTES,
    foreground2: jobs.FOREGROUND + jobs.TERMINAL_BYTES,
    stale2: jobs.FOREGROUND_STALE + jobs.TERMINAL_BYTES,
    received: jobs.RECEIVED,
    wokenStatus: jobs.WOKEN_STATUS,
    woken: jobs.WOKEN_PID,
  };
  const others = jobs.JOB_CONTROL_COLUMNS.slice(posix.POSIX_COLUMNS.length);
  expect(others.map(({ name }) => [name, placed(jobs.JOB_CONTROL_COLUMNS, name)])).toEqual(
    Object.entries(ofJobs),
  );
});
