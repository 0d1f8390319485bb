// The words of the lock, as offsets from the start of the shared buffer, and what stands in them:
//
//     | what hardly changes | writer | reader 0 | reader 1 | … | the table |
//
// Each has cache lines of its own, so that a worker that reads disturbs no other one that reads.

/** Words from one word of the lock to the next: two lines of 64 bytes, which processors fetch together. */
const LINE_WORDS = 32;

/** "shrd" in the byte order of the machine: the word at 0. */
export const SHARED_MAGIC = 0x64726873;

/** The word of the number of workers that there are words for. */
export const WORKERS = 1;

/** The word of the set of commands that the table answers. */
export const SHARED_COMMANDS = 2;

/**
 * The word that says who writes:
 *
 *     | joined: 13 bits | poisoned: 1 bit | waited for: 1 bit | writer: its index and 1, or 0; 16 bits |
 *
 * "Joined" is one more than the highest index of a worker that has joined: writers look at the words of those.
 */
export const WRITER = 1 * LINE_WORDS;

/** The part of the writer's word that names the writer. */
export const WHO = 0xffff;

/** Somebody sleeps until the word changes: a mark in the writer's word, and in a reader's. */
export const WAITED = 0x1_0000;

/** The writer ended inside: a mark in the writer's word that stays. */
export const POISONED = 0x2_0000;

/** The part of the writer's word that is {@link NOBODY} while nobody writes. */
export const TAKEN = WHO | WAITED | POISONED;

const JOINED_BITS = 18;

/** The most workers. */
export const WORKERS_MAX = 4096;

/** The number of workers that have joined, by the writer's word. */
export function joinedOf(writer: number): number {
  return writer >>> JOINED_BITS;
}

/** The writer's word with another number of workers that have joined. */
export function withJoined(writer: number, joined: number): number {
  return (writer & TAKEN) | (joined << JOINED_BITS);
}

/** Nobody: the value of a word of the lock that is not taken. */
export const NOBODY = 0;

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
