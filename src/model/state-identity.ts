// Tells whether two states are the same, and keeps a number for each that equal states share. Both look at every field
// of every row, whichever there are.
import type { Id } from '../contract/command.ts';
import { broken } from './assert.ts';
import type { Table } from './indexed-table.ts';
import type { State } from './state.ts';

type AnyTable = Table<object>;
type Row = Readonly<Record<string, unknown>>;

/**
 * The number of a state, given that of another: equal states have equal numbers, and others mostly not. Any number may
 * stand for the first state. O(rows that differ), where one state was made from the other.
 */
export function hashAfter(before: State, hash: number, after: State): number {
  if (before === after) return hash;
  let now = hash;
  for (const [table, name] of TABLES.entries())
    tableOf(after, name).forEachChange(tableOf(before, name), (id, was, is) => {
      if (was !== undefined) now ^= hashOf(table, id, was as Row);
      if (is !== undefined) now ^= hashOf(table, id, is as Row);
    });
  return now;
}

/** Whether two states have the same rows. O(rows that may differ), where both were made from one state. */
export function isSameState(one: State, other: State): boolean {
  if (one === other) return true;
  for (const name of TABLES) {
    let same = true;
    tableOf(one, name).forEachChange(tableOf(other, name), (_, was, is) => {
      same &&= was !== undefined && is !== undefined && isSameRow(was as Row, is as Row);
    });
    if (!same) return false;
  }
  return true;
}

// A state with a table that is not named here would be taken for others, so the compiler asks for all of them.
const TABLES = Object.keys({
  processes: true,
  threads: true,
  groups: true,
  sessions: true,
} satisfies Readonly<Record<keyof State, true>>) as readonly (keyof State)[];

function tableOf(state: State, name: keyof State): AnyTable {
  return state[name] as unknown as AnyTable;
}

function isSameRow(one: Row, other: Row): boolean {
  for (const field in one) if (one[field] !== other[field]) return false;
  return true;
}

/** Mixes the place of a row and all its fields (after MurmurHash3). */
function hashOf(table: number, id: Id, row: Row): number {
  let hash = mixed(table + 1, id);
  for (const field in row) {
    const value = row[field];
    if (typeof value === 'object' && value !== null) broken(`the field ${field} of a row is no plain value`);
    hash = mixed(hash, value === null ? -1 : Number(value));
  }
  return hash;
}

function mixed(hash: number, value: number): number {
  let block = Math.imul(value, 0xcc9e2d51);
  block = Math.imul((block << 15) | (block >>> 17), 0x1b873593);
  const joined = hash ^ block;
  return (Math.imul((joined << 13) | (joined >>> 19), 5) + 0xe6546b64) | 0;
}
