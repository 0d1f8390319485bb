// Tells states apart for searches that remember many: a number that equal states share, and an exact key that is short.
// Both look at every field of every row, whichever there are.
import type { Id } from '../contract/command.ts';
import { broken } from './assert.ts';
import type { Table } from './indexed-table.ts';
import type { Process, State } from './state.ts';

type AnyTable = Table<object>;
type Row = Readonly<Record<string, unknown>>;

// A state with a table that is not named here would be taken for others, so the compiler asks for all of them. News
// decide nothing.
const TABLES = Object.keys({
  processes: true,
  threads: true,
  groups: true,
  sessions: true,
  jobs: true,
  waits: true,
  terminals: true,
  lostForegrounds: true,
} satisfies Readonly<Record<Exclude<keyof State, 'news'>, true>>) as readonly Exclude<keyof State, 'news'>[];

/** A row met before, where it stood, and its name in keys. */
interface KnownRow {
  readonly table: number;
  readonly id: Id;
  readonly name: number;
}

/** The identity of states; two that differ in nothing but fields without consequence are the same. */
export class StateIdentity {
  readonly #ignored: ReadonlySet<string>;
  /** Made when the first key is asked for: most searches are over before. */
  #keys: { readonly names: Map<string, number>; readonly known: WeakMap<object, KnownRow> } | undefined;
  /** The key in the making. */
  #units = NO_UNITS;

  constructor(withoutConsequence: readonly (keyof Process)[]) {
    this.#ignored = new Set(withoutConsequence);
  }

  /** Bytes that names of rows take, as an estimate. */
  get bytes(): number {
    return (this.#keys?.names.size ?? 0) * NAME_BYTES;
  }

  /**
   * The number of a state, given that of another: equal states have equal numbers, and others mostly not. Any number
   * may stand for the first state. O(rows that differ), where one state was made from the other.
   */
  hashAfter(before: State, hash: number, after: State): number {
    if (before === after) return hash;
    let now = hash;
    for (const [table, name] of TABLES.entries())
      tableOf(after, name).forEachChange(tableOf(before, name), (id, was, is) => {
        if (was !== undefined) now ^= this.#hashOf(table, id, was as Row);
        if (is !== undefined) now ^= this.#hashOf(table, id, is as Row);
      });
    return now;
  }

  /** The key of a state: equal for equal states, and for no others. One or two characters a row. O(rows). */
  keyOf(state: State): string {
    const most = 2 * TABLES.reduce((rows, name) => rows + tableOf(state, name).size, 0);
    if (this.#units.length < most) this.#units = new Uint16Array(2 * most);
    let length = 0;
    for (const [table, name] of TABLES.entries())
      tableOf(state, name).forEach((row, id) => {
        const number = this.#nameOf(table, id, row);
        if (number >= SHORT_NAMES) {
          // No name is the beginning of another, so that names in a row can be told apart.
          const rest = number - SHORT_NAMES;
          this.#units[length++] = SHORT_NAMES + (rest >>> 15);
          this.#units[length++] = rest & (SHORT_NAMES - 1);
        } else this.#units[length++] = number;
      });
    return textOf(this.#units, length);
  }

  #nameOf(table: number, id: Id, row: object): number {
    this.#keys ??= { names: new Map(), known: new WeakMap() };
    const { names, known: knownRows } = this.#keys;
    const known = knownRows.get(row);
    if (known?.table === table && known.id === id) return known.name;
    let content = `${table} ${id}`;
    for (const field in row) if (!this.#ignored.has(field)) content += ` ${String((row as Row)[field])}`;
    let name = names.get(content);
    if (name === undefined) {
      name = names.size;
      names.set(content, name);
    }
    knownRows.set(row, { table, id, name });
    return name;
  }

  /** Mixes the place of a row and all its fields (after MurmurHash3). */
  #hashOf(table: number, id: Id, row: Row): number {
    let hash = mixed(table + 1, id);
    for (const field in row) {
      if (this.#ignored.has(field)) continue;
      const value = row[field];
      if (typeof value === 'object' && value !== null)
        broken(`the field ${field} of a row is no plain value`);
      hash = mixed(hash, value === null ? -1 : Number(value));
    }
    return hash;
  }
}

/** Numbers below are names of one character; those from here on take two. */
const SHORT_NAMES = 0x8000;
const NAME_BYTES = 200;
/** The most arguments of one call. */
const UNITS_MAX = 4096;

/** A string in one piece: one that is put together character by character takes ten times the memory. */
function textOf(units: Uint16Array, length: number): string {
  if (length <= UNITS_MAX) return String.fromCharCode(...units.subarray(0, length));
  const parts: string[] = [];
  for (let from = 0; from < length; from += UNITS_MAX)
    parts.push(String.fromCharCode(...units.subarray(from, Math.min(from + UNITS_MAX, length))));
  return parts.join('');
}

const NO_UNITS = new Uint16Array(0);

function tableOf(state: State, name: keyof State): AnyTable {
  return state[name] as unknown as AnyTable;
}

function mixed(hash: number, value: number): number {
  let block = Math.imul(value, 0xcc9e2d51);
  block = Math.imul((block << 15) | (block >>> 17), 0x1b873593);
  const joined = hash ^ block;
  return (Math.imul((joined << 13) | (joined >>> 19), 5) + 0xe6546b64) | 0;
}
