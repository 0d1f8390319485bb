// Intrusive lists: an owner's row holds the first element, each element's row its neighbours. The same operations
// serve children, members, groups and threads; the columns say which list is meant.
//
// "Next" is the next element's row, and NONE ends the list. "Prev" is the offset of the word that leads to the
// element: its predecessor's "next" or the owner's "first" (as in the hlist of the Linux kernel). So the first
// element is no special case. Nor is the last: where no element follows, the "prev" that it would have is written
// into row 0, the header, which keeps those words free for it. Without branches here the processor need not guess
// what rows say that it has yet to fetch.
import { brokenTable } from './assert.ts';
import { NONE as none } from './layout.ts';
import type { Row } from './layout.ts';

const NONE = none;

/**
 * Puts a row in front of a list. O(1).
 *
 *     before   owner → a → b            after   owner → row → a → b
 */
export function pushFront(
  words: Int32Array,
  owner: Row,
  first: number,
  row: Row,
  next: number,
  prev: number,
): void {
  linkAt(words, owner + first, row, next, prev);
}

/**
 * Puts a row behind an element of a list, where order does not matter. O(1); unlike {@link pushFront} it does not
 * touch the owner, which in a large table is in no cache.
 *
 *     before   owner → a → b            after   owner → a → row → b
 */
export function insertAfter(words: Int32Array, element: Row, row: Row, next: number, prev: number): void {
  linkAt(words, element + next, row, next, prev);
}

/**
 * Takes a row out of its owner's list, and answers whether it was alone there. O(1); touches its neighbours. The
 * row's own two links are left as they are: whoever links it again writes both.
 *
 *     before   owner → a → row → b      after   owner → a → b
 */
export function unlink(
  words: Int32Array,
  owner: Row,
  first: number,
  row: Row,
  next: number,
  prev: number,
): boolean {
  const after = words[row + next];
  const word = words[row + prev];
  if (words[word] !== row) throwNotLed(word, row);
  words[word] = after;
  words[after + prev] = word;
  return after === NONE && word === owner + first;
}

/**
 * Moves a whole, non-empty list in front of another owner's. O(1), given its last element, which whoever tells
 * every element of its new owner has in hand at the end of that walk.
 *
 *     before   from → a → last          after   from →
 *              to → c → d                       to → a → last → c → d
 */
export function spliceFront(
  words: Int32Array,
  from: Row,
  to: Row,
  first: number,
  last: Row,
  next: number,
  prev: number,
): void {
  const head = words[from + first];
  const after = words[to + first];
  if (head === NONE || words[last + next] !== NONE)
    brokenTable(`row ${last} is not the last of the list that row ${from} begins`);
  words[last + next] = after;
  words[after + prev] = last + next;
  words[to + first] = head;
  words[head + prev] = to + first;
  words[from + first] = NONE;
}

/** The row comes where a word leads, and leads on to what that word led to. */
function linkAt(words: Int32Array, word: number, row: Row, next: number, prev: number): void {
  const after = words[word];
  words[row + next] = after;
  words[row + prev] = word;
  words[after + prev] = row + next;
  words[word] = row;
}

/** A message would make a function too long to be inlined. */
function throwNotLed(word: number, row: Row): never {
  brokenTable(`word ${word} does not lead to row ${row}, which says so`);
}
