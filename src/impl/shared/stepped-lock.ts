// Made from lock.ts by `npm run stepped-lock`, for searches of schedules: the same functions as generators, which yield at
// each call of the memory and are sent its result. The argument that the lock is right stands there.
import { ENTERED, joinedOf, NOBODY, POISONED, READING, readerWord, TAKEN } from './lock-words.ts';
import { WAITED, WHO, withJoined, WRITER } from './lock-words.ts';
import type { SteppedMemory } from './memory.ts';

/** A worker is there, which writers must know before it reads. */
export function* steppedJoin<Request>(
  memory: SteppedMemory<Request>,
  me: number,
): Generator<Request, void, number> {
  let writer = yield memory.load(WRITER);
  while (joinedOf(writer) <= me) {
    const now = yield memory.compareExchange(WRITER, writer, withJoined(writer, me + 1));
    writer = now === writer ? withJoined(writer, me + 1) : now;
  }
  memory.untaken = writer & ~TAKEN;
}

/** Takes the lock for reading. Answers {@link ENTERED}, or the writer that is in the way, dead or for too long. */
export function* steppedBeginRead<Request>(
  memory: SteppedMemory<Request>,
  me: number,
): Generator<Request, number, number> {
  for (;;) {
    yield memory.store(readerWord(me), READING);
    const writer = yield memory.load(WRITER);
    if ((writer & TAKEN) === NOBODY) return ENTERED;
    yield* steppedEndRead(memory, me);
    const hindrance = yield* steppedWaitForWriter(memory, writer);
    if (hindrance !== ENTERED) return hindrance;
  }
}

/** Gives the lock back after reading. */
export function* steppedEndRead<Request>(
  memory: SteppedMemory<Request>,
  me: number,
): Generator<Request, void, number> {
  const at = readerWord(me);
  if ((yield memory.exchange(at, NOBODY)) > READING) yield memory.notify(at);
}

/**
 * Takes the lock for writing. Answers {@link ENTERED}, or the writer or reader that is in the way, dead or for too long.
 * One look at the word of each other worker that has joined. One that joins later sees the writer when it first reads.
 */
export function* steppedBeginWrite<Request>(
  memory: SteppedMemory<Request>,
  me: number,
): Generator<Request, number, number> {
  let untaken = memory.untaken;
  for (;;) {
    const writer = yield memory.compareExchange(WRITER, untaken, untaken | (me + 1));
    if (writer === untaken) break;
    untaken = writer & ~TAKEN;
    memory.untaken = untaken;
    if (writer === untaken) continue; // others have joined meanwhile
    const hindrance = yield* steppedWaitForWriter(memory, writer);
    if (hindrance !== ENTERED) return hindrance;
  }
  const joined = joinedOf(untaken);
  for (let other = 0; other < joined; other++) {
    if (other === me || (yield memory.load(readerWord(other))) === NOBODY) continue;
    if (yield* steppedWaitForReader(memory, readerWord(other))) continue;
    yield* steppedEndWrite(memory, me);
    return other + 1;
  }
  return ENTERED;
}

/** Gives the lock back after writing. Whoever has joined meanwhile stays so. */
export function* steppedEndWrite<Request>(
  memory: SteppedMemory<Request>,
  me: number,
): Generator<Request, void, number> {
  const taken = memory.untaken | (me + 1);
  let writer = yield memory.compareExchange(WRITER, taken, memory.untaken);
  if (writer === taken) return;
  for (;;) {
    const now = yield memory.compareExchange(WRITER, writer, writer & ~TAKEN);
    if (now === writer) break;
    writer = now;
  }
  yield memory.notify(WRITER);
}

/**
 * A worker will not go on: where it reads, its word is taken back; where it writes, the lock is poisoned for ever. All that
 * sleep are woken, for it can have ended between leaving the lock and saying so.
 */
export function* steppedDeclareEnded<Request>(
  memory: SteppedMemory<Request>,
  worker: number,
): Generator<Request, void, number> {
  yield memory.store(readerWord(worker), NOBODY);
  yield memory.notify(readerWord(worker));
  let writer = yield memory.load(WRITER);
  while ((writer & (WHO | POISONED)) === worker + 1) {
    const now = yield memory.compareExchange(WRITER, writer, writer | POISONED);
    if (now === writer) break;
    writer = now;
  }
  yield memory.notify(WRITER);
}

/** Waits until a writer has left. Answers {@link ENTERED}, or the writer's word where that cannot be waited for. */
function* steppedWaitForWriter<Request>(
  memory: SteppedMemory<Request>,
  seen: number,
): Generator<Request, number, number> {
  let writer = seen;
  for (let tries = memory.tries; tries > 1 && (writer & TAKEN) !== NOBODY; tries--) {
    writer = yield memory.load(WRITER);
  }
  while ((writer & TAKEN) !== NOBODY) {
    if ((writer & POISONED) !== 0) return writer & TAKEN;
    const marked = writer | WAITED;
    const now = writer === marked ? marked : yield memory.compareExchange(WRITER, writer, marked);
    // A worker that stores another value sees the mark, and notifies.
    if (now === writer) return (yield memory.wait(WRITER, marked)) ? ENTERED : writer & WHO;
    writer = now;
  }
  return ENTERED;
}

/** Waits until a reader has left. Answers false where patience ended before. */
function* steppedWaitForReader<Request>(
  memory: SteppedMemory<Request>,
  at: number,
): Generator<Request, boolean, number> {
  for (let tries = memory.tries; tries > 1; tries--) if ((yield memory.load(at)) === NOBODY) return true;
  while ((yield memory.compareExchange(at, READING, READING | WAITED)) !== NOBODY) {
    if (!(yield memory.wait(at, READING | WAITED))) return false;
  }
  return true;
}
