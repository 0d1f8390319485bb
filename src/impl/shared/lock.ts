// A big-reader lock: a word that says who writes, and a word for each worker that reads. Knows nothing of what it guards.
//
// To read, a worker sets its own word and then looks at the writer's. To write, it takes the writer's word and then looks
// at all readers' words. If a reader and a writer begin at once, at least one sees the other: in the one order of all
// atomic operations either the reader's store comes before the writer's look or the writer's exchange before the reader's
// look. So writers are alone, and readers have only readers beside them; and whoever takes the lock reads a value
// that the one before stored when it left. By ECMAScript's memory model that makes all of the one's accesses happen before
// all of the other's: the words under the lock have no data race, and a program without data races is sequentially
// consistent, on every machine. Orders of these operations are then all there is to explore.
//
// Readers that look at a version word before and after, and take back what they read where it has changed, would be faster
// and race: what they read while a writer writes may be anything, and none of the above holds.
//
// The functions are plain, so that their stepped form can be made from this text: `npm run stepped-lock`.
import { ENTERED, joinedOf, NOBODY, POISONED, READING, readerWord, TAKEN } from './lock-words.ts';
import { WAITED, WHO, withJoined, WRITER } from './lock-words.ts';
import type { SharedMemory } from './memory.ts';

/** A worker is there, which writers must know before it reads. */
export function join(memory: SharedMemory, me: number): void {
  let writer = memory.load(WRITER);
  while (joinedOf(writer) <= me) {
    const now = memory.compareExchange(WRITER, writer, withJoined(writer, me + 1));
    writer = now === writer ? withJoined(writer, me + 1) : now;
  }
  memory.untaken = writer & ~TAKEN;
}

/** Takes the lock for reading. Answers {@link ENTERED}, or the writer that is in the way, dead or for too long. */
export function beginRead(memory: SharedMemory, me: number): number {
  for (;;) {
    memory.store(readerWord(me), READING);
    const writer = memory.load(WRITER);
    if ((writer & TAKEN) === NOBODY) return ENTERED;
    endRead(memory, me);
    const hindrance = waitForWriter(memory, writer);
    if (hindrance !== ENTERED) return hindrance;
  }
}

/** Gives the lock back after reading. */
export function endRead(memory: SharedMemory, me: number): void {
  const at = readerWord(me);
  if (memory.exchange(at, NOBODY) > READING) memory.notify(at);
}

/**
 * Takes the lock for writing. Answers {@link ENTERED}, or the writer or reader that is in the way, dead or for too long.
 * One look at the word of each other worker that has joined. One that joins later sees the writer when it first reads.
 */
export function beginWrite(memory: SharedMemory, me: number): number {
  let untaken = memory.untaken;
  for (;;) {
    const writer = memory.compareExchange(WRITER, untaken, untaken | (me + 1));
    if (writer === untaken) break;
    untaken = writer & ~TAKEN;
    memory.untaken = untaken;
    if (writer === untaken) continue; // others have joined meanwhile
    const hindrance = waitForWriter(memory, writer);
    if (hindrance !== ENTERED) return hindrance;
  }
  const joined = joinedOf(untaken);
  for (let other = 0; other < joined; other++) {
    if (other === me || memory.load(readerWord(other)) === NOBODY) continue;
    if (waitForReader(memory, readerWord(other))) continue;
    endWrite(memory, me);
    return other + 1;
  }
  return ENTERED;
}

/** Gives the lock back after writing. Whoever has joined meanwhile stays so. */
export function endWrite(memory: SharedMemory, me: number): void {
  const taken = memory.untaken | (me + 1);
  let writer = memory.compareExchange(WRITER, taken, memory.untaken);
  if (writer === taken) return;
  for (;;) {
    const now = memory.compareExchange(WRITER, writer, writer & ~TAKEN);
    if (now === writer) break;
    writer = now;
  }
  memory.notify(WRITER);
}

/**
 * A worker will not go on: where it reads, its word is taken back; where it writes, the lock is poisoned for ever. All that
 * sleep are woken, for it can have ended between leaving the lock and saying so.
 */
export function declareEnded(memory: SharedMemory, worker: number): void {
  memory.store(readerWord(worker), NOBODY);
  memory.notify(readerWord(worker));
  let writer = memory.load(WRITER);
  while ((writer & (WHO | POISONED)) === worker + 1) {
    const now = memory.compareExchange(WRITER, writer, writer | POISONED);
    if (now === writer) break;
    writer = now;
  }
  memory.notify(WRITER);
}

/** Waits until a writer has left. Answers {@link ENTERED}, or the writer's word where that cannot be waited for. */
function waitForWriter(memory: SharedMemory, seen: number): number {
  let writer = seen;
  for (let tries = memory.tries; tries > 1 && (writer & TAKEN) !== NOBODY; tries--) {
    writer = memory.load(WRITER);
  }
  while ((writer & TAKEN) !== NOBODY) {
    if ((writer & POISONED) !== 0) return writer & TAKEN;
    const marked = writer | WAITED;
    const now = writer === marked ? marked : memory.compareExchange(WRITER, writer, marked);
    // A worker that stores another value sees the mark, and notifies.
    if (now === writer) return memory.wait(WRITER, marked) ? ENTERED : writer & WHO;
    writer = now;
  }
  return ENTERED;
}

/** Waits until a reader has left. Answers false where patience ended before. */
function waitForReader(memory: SharedMemory, at: number): boolean {
  for (let tries = memory.tries; tries > 1; tries--) if (memory.load(at) === NOBODY) return true;
  while (memory.compareExchange(at, READING, READING | WAITED) !== NOBODY) {
    if (!memory.wait(at, READING | WAITED)) return false;
  }
  return true;
}
