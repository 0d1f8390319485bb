// The part of a table that changes where its words are in a buffer that cannot grow and that others use, too. The commands
// are those of any table, unchanged.
import { brokenTable } from '../assert.ts';
import { HEADER, NONE } from '../layout.ts';
import type { ReadonlyWords } from '../layout.ts';

/** Whether a table of that capacity has a row for another id. The place where rows end is known without a look. */
export function hasRoom(words: ReadonlyWords, index: number): boolean {
  return words[HEADER.FIRST_FREE] !== NONE || words[HEADER.ROWS_END] !== index;
}

/** Throws: a table that was asked for room before has none. */
export function growingFixed(): never {
  brokenTable('a table whose words are shared grows, though it had room');
}

/**
 * Takes over another table's words. Those before the first that changes are left alone: others read them without the lock.
 */
export function overwriteFixed(words: Int32Array, other: Int32Array): void {
  if (other.length !== words.length) {
    throw new RangeError(
      `a shared table of ${words.length} words takes over no table of ${other.length}: make it with the same capacity`,
    );
  }
  words.set(other.subarray(HEADER.ROWS_END), HEADER.ROWS_END);
}
