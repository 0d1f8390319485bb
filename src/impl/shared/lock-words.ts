// The words of the lock, as offsets from the start of the shared buffer, and what stands in them:
//
//     | what hardly changes | writer | reader 0 | reader 1 | … | the table |
//
// Each has cache lines of its own, so that a worker that reads disturbs no other one that reads.

/** Words from one word of the lock to the next: two lines of 64 bytes, which processors fetch together. */
const LINE_WORDS = 32;

/** One more than the highest index of a worker that has joined: a writer looks at the words of those. */
export const JOINED = 2;

/** The word that says who writes. */
export const WRITER = 1 * LINE_WORDS;

/** Nobody: the value of a word of the lock while it is free. */
export const NOBODY = 0;

/** The writer's number, one more than its index, in the writer's word. */
export const WHO = 0xffff;

/** Somebody sleeps until the word changes: a mark in the writer's word, and in a reader's. */
export const WAITED = 0x1_0000;

/** The writer ended inside: a mark in the writer's word that stays. */
export const POISONED = 0x2_0000;

/** A reader's word while it reads. */
export const READING = 1;

/** The answer that the lock has been taken; any other names who is in the way, as the writer's word does. */
export const ENTERED = 0;

/** The word of a worker that reads. */
export function readerWord(worker: number): number {
  return WRITER + (1 + worker) * LINE_WORDS;
}

/** The place at which the table begins. */
export function tableStart(workers: number): number {
  return readerWord(workers);
}
