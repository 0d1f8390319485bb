// Goal: states are told apart by what is in them, and by nothing else. Method: beside the text of each state, and beside
// MurmurHash3 done plainly with integers of any size.
import { describe, expect, test } from 'vitest';
import { StateIdentity } from '../../src/model/state-identity.ts';
import type { State } from '../../src/model/state.ts';
import { INITIAL_STATE, newProcess } from '../../src/model/state.ts';
import { exploreModel } from '../support/plain-search.ts';
import { stateAfter } from '../support/scenarios.ts';

const TABLES = ['processes', 'threads', 'groups', 'sessions'] as const;

/** All rows of a state, as the place and the values of each. */
function rowsOf(state: State): (readonly [number, number, readonly unknown[]])[] {
  return TABLES.flatMap((name, table) => {
    const found: (readonly [number, number, readonly unknown[]])[] = [];
    state[name].forEach((row, id) => found.push([table, id, Object.values(row)]));
    return found;
  });
}

const textOf = (state: State): string => JSON.stringify(rowsOf(state));

/** The steps of MurmurHash3 for one block of 32 bits. */
function murmur(hash: bigint, value: number): bigint {
  const word = (n: bigint) => BigInt.asUintN(32, n);
  const rotated = (n: bigint, by: bigint) => word(n << by) | (n >> (32n - by));
  const block = word(rotated(word(word(BigInt(value)) * 0xcc9e2d51n), 15n) * 0x1b873593n);
  return word(rotated(hash ^ block, 13n) * 5n + 0xe6546b64n);
}

/** The number of a state, one row after the other. */
function plainHash(state: State): number {
  const rows = rowsOf(state).map(([table, id, values]) =>
    values
      .map((value) => (value === null ? -1 : Number(value)))
      .reduce(murmur, murmur(BigInt(table + 1), id)),
  );
  return Number(
    BigInt.asIntN(
      32,
      rows.reduce((sum, row) => sum ^ row, 0n),
    ),
  );
}

const STATES = [
  ...exploreModel({ idsMax: 3, handles: true, statesMax: 400 }).states,
  ...exploreModel({ idsMax: 3, threads: true, statesMax: 400 }).states,
];

/** A state with so many sessions, which nothing is looked up by, so that it is made at once. */
function withSessions(count: number): State {
  let { sessions } = INITIAL_STATE;
  for (let sid = 2; sid <= count; sid += 1) sessions = sessions.set(sid, { handles: 1 });
  return { ...INITIAL_STATE, sessions };
}

describe('the key of a state', () => {
  test('two states have the same key exactly where every row is the same', () => {
    const identity = new StateIdentity([]);
    const byKey = Map.groupBy(STATES, (state) => identity.keyOf(state));
    const byText = Map.groupBy(STATES, textOf);
    expect(byText.size).toBeGreaterThan(300);
    expect([...byKey.values()]).toEqual([...byText.values()]);
  });

  test('a row is known by what is in it and by its place, not by the object that has it', () => {
    const identity = new StateIdentity([]);
    const row = newProcess(1, 1);
    const { processes } = INITIAL_STATE;
    const keys = [processes.set(2, row), processes.set(3, row), processes.set(2, { ...row })].map((changed) =>
      identity.keyOf({ ...INITIAL_STATE, processes: changed }),
    );
    expect(keys[0]).not.toBe(keys[1]);
    expect(keys[2]).toBe(keys[0]);
    const held = { handles: 7, session: 1 };
    const [group, session] = [
      { ...INITIAL_STATE, groups: INITIAL_STATE.groups.set(5, held) },
      { ...INITIAL_STATE, sessions: INITIAL_STATE.sessions.set(5, held) },
    ].map((state) => identity.keyOf(state));
    expect(group).not.toBe(session);
  });

  test('a key has one character a row for the first 32,768 rows that are met, and two for each later one', () => {
    const identity = new StateIdentity([]);
    const rows = (state: State) => rowsOf(state).length;
    const small = withSessions(5000);
    const key = identity.keyOf(small);
    expect(key).toHaveLength(rows(small));
    expect(new Set(key).size).toBe(key.length);
    const large = withSessions(70_000);
    const long = identity.keyOf(large);
    expect(long).toHaveLength(32_768 + 2 * (rows(large) - 32_768));
    const first = [...Array(32_768).keys()].filter((at) => long.charCodeAt(at) >= 0x8000);
    expect(first.length).toBe(0);
    expect(long.slice(32_768, 32_770)).toBe('\u8000\0');
    expect(identity.bytes).toBe(200 * rows(large));
    expect(identity.keyOf(large)).toBe(long);
    expect(identity.keyOf(small)).toBe(key);
    const pairs = new Set<string>();
    for (let at = 32_768 - 2; at < long.length; at += 2) pairs.add(long.slice(at, at + 2));
    expect(pairs.size).toBe((long.length - 32_768) / 2 + 1);
    for (let at = 32_768; at < long.length; at += 2) {
      if (long.charCodeAt(at) < 0x8000) throw new Error('a long name begins as a short one does');
      if (long.charCodeAt(at + 1) >= 0x8000) throw new Error('a long name ends as another begins');
    }
  });

  test('a state of far more rows than a call can have arguments has a key', () => {
    const rows = 1_000_000;
    const held = { handles: 1 };
    const sessions = {
      size: rows,
      forEach(visit: (row: object, id: number) => void) {
        for (let row = 0; row < rows; row += 1) visit(held, 5);
      },
    } as unknown as State['sessions'];
    const key = new StateIdentity([]).keyOf({ ...INITIAL_STATE, sessions });
    expect(key.length).toBe(rows + 2);
    expect(new Set(key)).toEqual(new Set(['\0', '\u0001', '\u0002']));
  });

  test('a key that was asked for first or late has as many rows, and names take no memory before', () => {
    const identity = new StateIdentity([]);
    expect(identity.bytes).toBe(0);
    expect(identity.keyOf(INITIAL_STATE)).toBe('\0\u0001\u0002');
    expect(identity.bytes).toBe(600);
    expect(identity.keyOf(stateAfter('1 fork 2; 2 new_thread 3'))).toHaveLength(5);
  });
});

describe('the number of a state', () => {
  test('the number of a state is the same whichever way it was come to, and that of its rows', () => {
    const identity = new StateIdentity([]);
    const first = plainHash(INITIAL_STATE);
    let before = INITIAL_STATE;
    let hash = first;
    for (const state of STATES) {
      hash = identity.hashAfter(before, hash, state);
      if (hash !== plainHash(state)) expect([textOf(state), hash]).toEqual([textOf(state), plainHash(state)]);
      expect(identity.hashAfter(INITIAL_STATE, first, state)).toBe(hash);
      before = state;
    }
  });

  test('no two of many states share a number', () => {
    const identity = new StateIdentity([]);
    const byHash = Map.groupBy(STATES, (state) => identity.hashAfter(INITIAL_STATE, 0, state));
    expect(byHash.size).toBe(new Set(STATES.map(textOf)).size);
  });
});

test('a state that differs from another in a field without consequence alone has the same key and number, and any other has not', () => {
  const identity = new StateIdentity(['place']);
  const [placed, other, zombie] = [{ place: 1 }, { place: 2 }, { place: 1, zombie: true }].map((fields) => ({
    ...INITIAL_STATE,
    processes: INITIAL_STATE.processes.set(2, { ...newProcess(1, 1), ...fields }),
  })) as [State, State, State];
  expect(identity.keyOf(placed)).toBe(identity.keyOf(other));
  expect(identity.keyOf(placed)).not.toBe(identity.keyOf(zombie));
  const [one, two, three] = [placed, other, zombie].map((state) =>
    identity.hashAfter(INITIAL_STATE, 0, state),
  );
  expect([one === two, one === three]).toEqual([true, false]);
  expect(new StateIdentity([]).keyOf(placed)).toBe('\0\u0001\u0002\u0003');
});

test('a row with a list or an object in a field is refused, for its number would say nothing', () => {
  const { processes } = INITIAL_STATE;
  const state = (parent: unknown): State => ({
    ...INITIAL_STATE,
    processes: processes.set(2, { ...newProcess(1, 1), parent: parent as number }),
  });
  const identity = new StateIdentity([]);
  expect(() => identity.hashAfter(INITIAL_STATE, 0, state([1]))).toThrow(
    'the field parent of a row is no plain value',
  );
  expect(identity.hashAfter(INITIAL_STATE, 0, state(null))).not.toBe(0);
});
