// Goal: the bytes and the key of a state are exactly these, column by column and bit by bit. Method: states made by hand, in
// which every column has a value of its own, beside the numbers that they must give.
import { describe, expect, test } from 'vitest';
import type { SpaceBound } from '../../src/model/bounded/bound.ts';
import { amountOf, bitsFor } from '../../src/model/bounded/bound.ts';
import { decodeState, encodeState, newCells, sameCells } from '../../src/model/bounded/cells.ts';
import type { Column } from '../../src/model/bounded/columns.ts';
import { COLUMN_BYTES, columnAt } from '../../src/model/bounded/columns.ts';
import { isHome } from '../../src/model/bounded/home-state.ts';
import { StateRenaming } from '../../src/model/bounded/id-renaming.ts';
import { KeyLayout } from '../../src/model/bounded/key-layout.ts';
import { HIERARCHY_COLUMNS } from '../../src/model/hierarchy/columns.ts';
import { POSIX_COLUMNS } from '../../src/model/posix/columns.ts';
import type { Process, State } from '../../src/model/state.ts';
import { INITIAL_STATE, newProcess } from '../../src/model/state.ts';

const NONE: SpaceBound = { ids: 3, amounts: {}, commands: [], newIds: 'lowest' };

/** A state of rows by id. */
function stateOf(
  processes: Record<number, Partial<Process>>,
  groups: Record<number, [session: number, handles: number]>,
  sessions: Record<number, number>,
  threads: Record<number, number> = {},
): State {
  const rows = <Row>(of: Record<number, Row>) =>
    Object.entries(of).map(([id, row]) => [Number(id), row] as const);
  const { processes: noProcess, groups: noGroup, sessions: noSession } = INITIAL_STATE;
  const state = {
    ...INITIAL_STATE,
    processes: noProcess.delete(1),
    groups: noGroup.delete(1),
    sessions: noSession.delete(1),
  };
  for (const [id, row] of rows(processes))
    state.processes = state.processes.set(id, { ...newProcess(null, 1), ...row });
  for (const [id, [session, handles]] of rows(groups))
    state.groups = state.groups.set(id, { session, handles });
  for (const [id, handles] of rows(sessions)) state.sessions = state.sessions.set(id, { handles });
  for (const [id, process] of rows(threads)) state.threads = state.threads.set(id, { process });
  return state;
}

/** Everything in a state's tables. */
function rowsOf(state: State) {
  return (['processes', 'threads', 'groups', 'sessions'] as const).map((name) => {
    const table = state[name];
    return Array.from({ length: table.size }, (_, place) => {
      const id = table.idAt(place);
      return [id, table.get(id)];
    });
  });
}

/** By column, the bytes of a state that are not 0, by id. */
function bytesOf(columns: readonly Column[], state: State): Record<string, Record<number, number>> {
  const cells = new Uint8Array(columns.length * COLUMN_BYTES).fill(77);
  encodeState(columns, state, cells);
  return Object.fromEntries(
    columns.map(({ name }, place) => [
      name,
      Object.fromEntries(
        [...cells.subarray(place * COLUMN_BYTES, (place + 1) * COLUMN_BYTES)]
          .map((value, id) => [id, value] as const)
          .filter(([, value]) => value !== 0),
      ),
    ]),
  );
}

const HIERARCHY_STATE = stateOf(
  {
    1: { subreaper: true },
    2: { parent: 1, group: 2, groupExited: true, exitCode: -1 },
    5: { parent: 2, group: 2, zombie: true },
  },
  { 1: [1, 2], 2: [2, 0], 4: [2, 3] },
  { 1: 0, 2: 1, 7: 4 },
  { 2: 2, 6: 2 },
);
const POSIX_STATE = stateOf(
  {
    1: { ignoresSigchld: true },
    2: { parent: 1, group: 1, place: 2, executed: true, exitCode: 9, zombie: true },
    3: { parent: 1, group: 1, place: 1, exitCode: 256, subreaper: true },
    4: { parent: 3, group: 1, place: 1, exitCode: 255 << 8 },
  },
  { 1: [1, 0] },
  { 1: 0 },
);

describe('the bytes of a state', () => {
  test('each column of the hierarchy commands has exactly the numbers of a state, whatever was in the bytes before', () => {
    expect(bytesOf(HIERARCHY_COLUMNS, HIERARCHY_STATE)).toEqual({
      status: { 1: 1, 2: 1, 5: 2 },
      parent: { 2: 1, 5: 2 },
      group: { 1: 1, 2: 2, 5: 2 },
      session: { 1: 1, 2: 2, 4: 2 },
      groupHandles: { 1: 2, 4: 3 },
      sessionHandles: { 2: 1, 7: 4 },
      threadOf: { 2: 2, 6: 2 },
      subreaper: { 1: 1 },
      groupExited: { 2: 1 },
      exitCode: { 2: 1 },
    });
  });

  test('each column of the POSIX commands has exactly the numbers of a state', () => {
    expect(bytesOf(POSIX_COLUMNS, POSIX_STATE)).toEqual({
      status: { 1: 1, 2: 2, 3: 1, 4: 1 },
      parent: { 2: 1, 3: 1, 4: 3 },
      group: { 1: 1, 2: 1, 3: 1, 4: 1 },
      session: { 1: 1 },
      subreaper: { 3: 1 },
      exitCode: { 2: 3, 3: 1, 4: 2 },
      executed: { 2: 1 },
      ignoresSigchld: { 1: 1 },
      rank: { 2: 2, 3: 1, 4: 1 },
    });
  });

  test.each([
    [HIERARCHY_COLUMNS, HIERARCHY_STATE],
    [POSIX_COLUMNS, POSIX_STATE],
  ])('the bytes of a state give back every row of it, and no other', (columns, state) => {
    const cells = newCells(columns);
    encodeState(columns, state, cells);
    expect(rowsOf(decodeState(columns, cells))).toEqual(rowsOf(state));
    expect(rowsOf(decodeState(columns, newCells(columns)))).toEqual(rowsOf(INITIAL_STATE));
  });

  test('the largest id of each table counts, up to 15, and a larger one is refused', () => {
    const at = (id: number): readonly State[] => [
      stateOf({ [id]: { group: 1 } }, {}, {}),
      stateOf({}, { [id]: [1, 0] }, {}),
      stateOf({}, {}, { [id]: 1 }),
      stateOf({}, {}, {}, { [id]: 1 }),
    ];
    for (const state of at(15))
      expect(Object.values(bytesOf(HIERARCHY_COLUMNS, state)).some((bytes) => 15 in bytes)).toBe(true);
    for (const state of at(15).slice(0, 1)) {
      const cells = newCells(HIERARCHY_COLUMNS);
      encodeState(HIERARCHY_COLUMNS, state, cells);
      expect(rowsOf(decodeState(HIERARCHY_COLUMNS, cells))).toEqual(rowsOf(state));
    }
    for (const state of at(16))
      expect(() => bytesOf(HIERARCHY_COLUMNS, state)).toThrow(new RangeError('id 16 is beyond 15'));
  });

  test('an id below the largest that bears nothing has no bytes, and handles on a group that is none are left out', () => {
    const gap = stateOf({ 1: {}, 4: { parent: 1, group: 1, place: 1 } }, { 1: [1, 0] }, { 1: 0 });
    expect(bytesOf(POSIX_COLUMNS, gap)).toMatchObject({ status: { 1: 1, 4: 1 }, rank: { 4: 1 } });
    const cells = newCells(HIERARCHY_COLUMNS);
    cells[(columnAt(HIERARCHY_COLUMNS, 'groupHandles') as number) + 3] = 1;
    expect(rowsOf(decodeState(HIERARCHY_COLUMNS, cells))).toEqual(rowsOf(INITIAL_STATE));
  });

  test('an exit code that no search knows is refused by its number', () => {
    expect(() => bytesOf(POSIX_COLUMNS, stateOf({ 1: { exitCode: 7 } }, {}, {}))).toThrow(
      new RangeError('exit code 7'),
    );
  });

  test('a column with part of a process that is none is refused', () => {
    const cells = newCells(HIERARCHY_COLUMNS);
    cells[(columnAt(HIERARCHY_COLUMNS, 'parent') as number) + 3] = 1;
    expect(() => decodeState(HIERARCHY_COLUMNS, cells)).toThrow(
      new RangeError('id 3 has part of a process and is none'),
    );
  });

  test('two states in bytes are the same one only if every byte and the length are', () => {
    const same = (one: number[], other: number[]) => sameCells(Uint8Array.from(one), Uint8Array.from(other));
    expect([same([1, 2], [1, 2]), same([1, 2], [1, 3]), same([2, 2], [1, 2])]).toEqual([true, false, false]);
    expect([same([1], [1, 2]), same([1, 2], [1]), same([], [])]).toEqual([false, false, true]);
  });

  test('a column is found at its place, and one that the set has not is none', () => {
    expect(columnAt(POSIX_COLUMNS, 'status')).toBe(0);
    expect(columnAt(POSIX_COLUMNS, 'rank')).toBe(128);
    expect(columnAt(POSIX_COLUMNS, 'groupHandles')).toBeUndefined();
  });
});

/** By column, the bits of init and of another id; columns of none are left out. */
function bitsOf(columns: readonly Column[], bound: Partial<SpaceBound>): Record<string, [number, number]> {
  const all = columns.map(
    ({ name, bits }) => [name, [bits({ ...NONE, ...bound }, 1), bits({ ...NONE, ...bound }, 2)]] as const,
  );
  return Object.fromEntries(all.filter(([, bits]) => bits.some((each) => each > 0))) as Record<
    string,
    [number, number]
  >;
}

describe('the bits of a column', () => {
  test('an amount that is absent is none, and as many bits are taken as its largest number needs', () => {
    expect([amountOf(NONE, 'handles'), amountOf({ amounts: { handles: 3 } }, 'handles')]).toEqual([0, 3]);
    expect([0, 1, 2, 3, 4, 7, 8, 255].map(bitsFor)).toEqual([0, 1, 2, 2, 3, 3, 4, 8]);
  });

  test('a column of the hierarchy commands takes bits only where it can vary at the bound', () => {
    const common = { status: [0, 2], parent: [0, 3], group: [3, 3], session: [3, 3] };
    const bits = (bound: Partial<SpaceBound>) => bitsOf(HIERARCHY_COLUMNS, { ids: 4, ...bound });
    const [handles, threads] = [{ handles: 2 }, { threads: 2 }];
    expect(bits({})).toEqual(common);
    expect(bits({ amounts: { ...handles, ...threads } })).toEqual(common);
    expect(bits({ commands: ['hold_group', 'hold_session', 'new_thread', 'exit_thread'] })).toEqual(common);
    const held = { ...common, groupHandles: [2, 2], sessionHandles: [2, 2] };
    expect(bits({ amounts: handles, commands: ['hold_group'] })).toEqual(held);
    expect(bits({ amounts: handles, commands: ['hold_session'] })).toEqual(held);
    const threaded = { ...common, threadOf: [3, 3] };
    expect(bits({ amounts: threads, commands: ['exit_thread'] })).toEqual(common);
    expect(bits({ amounts: threads, commands: ['new_thread'] })).toEqual(threaded);
    expect(bits({ amounts: threads, commands: ['new_thread', 'exit_thread'] })).toEqual({
      ...threaded,
      exitCode: [1, 1],
    });
    expect(bits({ commands: ['set_subreaper'] })).toEqual({ ...common, subreaper: [1, 1] });
    expect(bits({ commands: ['group_exit'] })).toEqual({ ...common, groupExited: [1, 1] });
  });

  test('a column of the POSIX commands takes bits only where it can vary at the bound', () => {
    const common = { status: [0, 2], parent: [0, 2], group: [2, 2], session: [2, 2], rank: [0, 2] };
    const bits = (bound: Partial<SpaceBound>) => bitsOf(POSIX_COLUMNS, bound);
    expect(bits({})).toEqual(common);
    expect(bits({ amounts: { codes: 1 } })).toEqual(common);
    expect(bits({ amounts: { codes: 2 } })).toEqual({ ...common, exitCode: [2, 2] });
    expect(bits({ commands: ['kill'] })).toEqual({ ...common, exitCode: [2, 2] });
    expect(bits({ commands: ['set_subreaper'] })).toEqual({ ...common, subreaper: [1, 1] });
    expect(bits({ commands: ['execve'] })).toEqual({ ...common, executed: [1, 1] });
    expect(bits({ commands: ['ignore_sigchld'] })).toEqual({ ...common, ignoresSigchld: [1, 1] });
  });
});

const TWO: SpaceBound = { ...NONE, ids: 2, commands: ['set_subreaper'] };
/** Init leads; 2 is its child and a subreaper, in a group and a session of its own. */
const PAIR = stateOf(
  { 1: {}, 2: { parent: 1, group: 2, subreaper: true, place: 1 } },
  { 1: [1, 0], 2: [2, 0] },
  { 1: 0, 2: 0 },
);
// The state of 2 in bits 0 and 1, its parent in 2 and 3, groups from 4, sessions from 8, rank from 12, marks at 14 and 15.
const PAIR_KEY = 1 | (1 << 2) | (1 << 4) | (2 << 6) | (1 << 8) | (2 << 10) | (1 << 12) | (1 << 15);

describe('the key of a state', () => {
  test('a key has the widest fields first, each at its bit, at the place that it is asked for', () => {
    const layout = new KeyLayout(POSIX_COLUMNS, TWO);
    expect([layout.words, layout.bits, layout.ids]).toEqual([1, 16, 2]);
    const cells = newCells(POSIX_COLUMNS);
    encodeState(POSIX_COLUMNS, PAIR, cells);
    const key = Uint32Array.of(5, 6, 7);
    layout.pack(cells, key, 1);
    expect([...key]).toEqual([5, PAIR_KEY, 7]);
    const again = newCells(POSIX_COLUMNS);
    layout.unpack(key, 1, again);
    expect(again).toEqual(cells);
  });

  test('the columns that vary are told with their kind, place and most bits', () => {
    expect(new KeyLayout(POSIX_COLUMNS, TWO).varying).toEqual([
      { kind: 'plain', at: 0, bits: 2 },
      { kind: 'reference', at: 16, bits: 2 },
      { kind: 'reference', at: 32, bits: 2 },
      { kind: 'reference', at: 48, bits: 2 },
      { kind: 'mark', at: 64, bits: 1 },
      { kind: 'rank', at: 128, bits: 2 },
    ]);
  });

  test('a word is filled to the last bit, no field lies across two, and a bound without fields has one word', () => {
    const wide = (bits: number): Column => ({
      name: 'wide',
      kind: 'plain',
      bits: () => bits,
      read: () => 0,
      write: () => undefined,
    });
    const words = (ids: number, ...bits: number[]) => new KeyLayout(bits.map(wide), { ...NONE, ids }).words;
    expect([words(4, 8), words(5, 8), words(4, 7, 1), words(6, 5), words(7, 5), words(3, 0)]).toEqual([
      1, 2, 1, 1, 2, 1,
    ]);
    const layout = new KeyLayout([wide(2), wide(8)], { ...NONE, ids: 4 });
    const cells = new Uint8Array(32);
    cells.set([1, 2, 3, 1], 1);
    cells.set([255, 254, 253, 252], 17);
    const key = new Uint32Array(3).fill(9);
    layout.pack(cells, key, 1);
    expect([...key]).toEqual([9, 0xfcfdfeff, 1 | (2 << 2) | (3 << 4) | (1 << 6)]);
  });

  test('a key has fields of one width in the order of their cells, however many there are', () => {
    const columns = Array.from(
      { length: 12 },
      (_, place): Column => ({
        name: 'wide',
        kind: 'plain',
        bits: () => (place % 2) + 1,
        read: () => 0,
        write: () => undefined,
      }),
    );
    const layout = new KeyLayout(columns, { ...NONE, ids: 15 });
    const bitOf = (place: number, id: number) => {
      const [cells, key] = [new Uint8Array(12 * COLUMN_BYTES), new Uint32Array(layout.words)];
      cells[place * COLUMN_BYTES + id] = 1;
      layout.pack(cells, key, 0);
      const word = key.findIndex((each) => each !== 0);
      return 32 * word + 31 - Math.clz32(key[word]);
    };
    const all = [1, 3, 5, 7, 9, 11, 0, 2, 4, 6, 8, 10].flatMap((place) =>
      Array.from({ length: 15 }, (_, index) => bitOf(place, index + 1)),
    );
    expect(all).toEqual(all.map((_, index) => (index < 90 ? 2 * index : 90 + index)));
  });

  test('a state that does not fit its key is our own bug, and is told', () => {
    const layout = new KeyLayout(POSIX_COLUMNS, TWO);
    const cells = newCells(POSIX_COLUMNS);
    cells[33] = 4;
    expect(() => layout.pack(cells, new Uint32Array(1), 0)).toThrow(
      'a state does not fit the key of its bound: two states could have one key',
    );
  });
});

describe('the renaming of a key', () => {
  const layout = new KeyLayout(POSIX_COLUMNS, TWO);
  const renaming = new StateRenaming(layout);
  const view = (key: Uint32Array, offset: number, of = renaming) => {
    const [colours, references] = [new Int32Array(of.ids), new Int32Array(of.ids * of.references)];
    of.view(key, offset, colours, references);
    return [[...colours], [...references]];
  };

  test('an id has its mark, its status and its rank for a colour, and its parent, group and session for references', () => {
    expect([renaming.keyWords, renaming.ids, renaming.fixed, renaming.references]).toEqual([1, 2, 1, 3]);
    // The status of init does not vary: every key has it.
    expect(view(Uint32Array.of(0, PAIR_KEY), 1)).toEqual([
      [1 << 1, 1 | (1 << 1) | (1 << 3)],
      [-1, 0, 0, 1, 0, 1],
    ]);
  });

  test('a key that is renamed has its ids and its references renamed, whichever key was viewed before', () => {
    const three = new KeyLayout(POSIX_COLUMNS, { ...TWO, ids: 3 });
    const keyOf = (state: State) => {
      const cells = newCells(POSIX_COLUMNS);
      encodeState(POSIX_COLUMNS, state, cells);
      const key = new Uint32Array(three.words);
      three.pack(cells, key, 0);
      return key;
    };
    const chain = (one: number, other: number) =>
      keyOf(
        stateOf(
          {
            1: {},
            [one]: { parent: 1, group: one, subreaper: true, place: 1 },
            [other]: { parent: one, group: one, zombie: true, place: 1 },
          },
          { 1: [1, 0], [one]: [one, 0] },
          { 1: 0, [one]: 0 },
        ),
      );
    const [there, swapped] = [chain(2, 3), chain(3, 2)];
    const of = new StateRenaming(three);
    const swap = Uint8Array.of(0, 2, 1);
    for (const [from, to] of [
      [there, swapped],
      [swapped, there],
      [keyOf(INITIAL_STATE), keyOf(INITIAL_STATE)],
    ] as const) {
      const shifted = new Uint32Array(three.words + 1);
      shifted.set(from, 1);
      const out = new Uint32Array(three.words + 2);
      of.rename(shifted, 1, swap, out, 2);
      expect([...out.subarray(2)]).toEqual([...to]);
      expect(view(from, 0, of)).not.toEqual(view(there === from ? swapped : there, 0, of));
    }
    expect(there).not.toEqual(swapped);
  });

  test('a key of two words is viewed anew where the second word alone is another, whatever stands before it', () => {
    const column = {
      name: 'wide',
      kind: 'plain',
      bits: () => 8,
      read: () => 0,
      write: () => undefined,
    } as const;
    const of = new StateRenaming(new KeyLayout([column, { ...column, kind: 'reference' }], NONE));
    expect(of.keyWords).toBe(2);
    const [same, one, other] = [0x01020304, 0x0506, 0x0708];
    const first = view(Uint32Array.of(other, same, one), 1, of);
    const second = view(Uint32Array.of(one, same, other), 1, of);
    expect([first, second]).toEqual([
      [
        [4, 3, 2],
        [0, 5, 4],
      ],
      [
        [4, 3, 2],
        [0, 7, 6],
      ],
    ]);
  });

  test('a view writes no more references than there are', () => {
    const references = new Int32Array(8).fill(77);
    renaming.view(Uint32Array.of(PAIR_KEY), 0, new Int32Array(2), references);
    expect([...references]).toEqual([-1, 0, 0, 1, 0, 1, 77, 77]);
  });

  test('a colour that takes more bits than it has is our own bug, and is told', () => {
    const many = (count: number): Column[] =>
      Array.from({ length: count }, () => ({
        name: 'wide',
        kind: 'plain',
        bits: () => 8,
        read: () => 0,
        write: () => undefined,
      }));
    const of = (columns: Column[]) => new StateRenaming(new KeyLayout(columns, NONE));
    expect(() => of(many(4))).toThrow("an id's colour takes 32 bits, and has 31");
    const odd = { ...many(1)[0], bits: () => 7 } as Column;
    expect(of([...many(3), odd]).references).toBe(0);
  });
});

describe('home', () => {
  const bound: SpaceBound = { ...NONE, commands: ['set_subreaper', 'kill', 'execve', 'ignore_sigchld'] };
  const layout = new KeyLayout(POSIX_COLUMNS, bound);
  const isAtHome = isHome(layout);
  const keyWith = (changes: readonly [column: string, id: number, value: number][]) => {
    const cells = newCells(POSIX_COLUMNS);
    for (const [column, id, value] of changes)
      cells[(columnAt(POSIX_COLUMNS, column) as number) + id] = value;
    const key = new Uint32Array(layout.words + 1);
    layout.pack(cells, key, 1);
    return key;
  };

  test('init alone is home, whatever its own marks and exit code are', () => {
    expect(isAtHome(keyWith([]), 1)).toBe(true);
    for (const mark of ['subreaper', 'exitCode', 'executed', 'ignoresSigchld'])
      expect(isAtHome(keyWith([[mark, 1, 1]]), 1)).toBe(true);
  });

  test('a state in which anything else differs in any id of the bound is not home, and the next one is judged anew', () => {
    const others = POSIX_COLUMNS.flatMap(({ name, kind, bits }) =>
      [1, 2, 3]
        .filter((id) => bits(bound, id) > 0 && (kind !== 'mark' || id > 1))
        .map((id): [string, number, number] => [name, id, name === 'group' || name === 'session' ? 3 : 1]),
    );
    expect(others).toHaveLength(20);
    for (const change of others) expect([change, isAtHome(keyWith([change]), 1)]).toEqual([change, false]);
    expect(isAtHome(keyWith([]), 1)).toBe(true);
  });
});
