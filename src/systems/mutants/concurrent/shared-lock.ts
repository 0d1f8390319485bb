// Faults of the shared table's lock, in its stepped form: each leaves out or turns round one thing on which the argument for
// the lock rests. Most of them a machine shows once in millions of commands, and some an x64 machine never.
import {
  ENTERED,
  joinedOf,
  NOBODY,
  POISONED,
  READING,
  readerWord,
  TAKEN,
  WAITED,
  WRITER,
} from '../../../impl/shared/lock-words.ts';
import { SHIPPED_LOCK } from '../../concurrent/stepped-lock-parts.ts';
import type { LockPart, SteppedLock } from '../../concurrent/stepped-lock-parts.ts';

/**
 * The way in which a fault shows: a finding of that kind, histories that no order explains, or commands that are answered
 * although a writer ended inside.
 */
type Shows = 'data-race' | 'deadlock' | 'lost-wake-up' | 'no-order' | 'goes-on-poisoned';

/** One fault of the lock. */
export interface LockMutant {
  /** The fault, in a sentence. */
  readonly sentence: string;
  readonly shows: Shows;
  /** An x64 machine never shows it unless the compiler moves what is not atomic: the check for races alone sees it. */
  readonly neverOnX64?: true;
  /** The fault of a real system that it is like. */
  readonly source?: string;
  readonly lock: SteppedLock;
}

/** Takes nothing. */
const nothing: LockPart = function* (memory) {
  yield memory.look(WRITER);
  return ENTERED;
};

/** Waits for a writer as the lock does, one look at a time. */
function* untilFree(...[memory]: Parameters<LockPart>): ReturnType<LockPart> {
  let writer = yield memory.load(WRITER);
  while ((writer & TAKEN) !== NOBODY) {
    const marked = writer | WAITED;
    const now = writer === marked ? marked : yield memory.compareExchange(WRITER, writer, marked);
    if (now === writer) {
      yield memory.wait(WRITER, marked);
      writer = yield memory.load(WRITER);
    } else writer = now;
  }
  return ENTERED;
}

/** Takes the writer's word by trying, and looks at no reader. */
function* takeWriter(...[memory, me]: Parameters<LockPart>): ReturnType<LockPart> {
  const { untaken } = memory;
  while ((yield memory.compareExchange(WRITER, untaken, untaken | (me + 1))) !== untaken)
    yield* untilFree(memory, me);
  return ENTERED;
}

/** Waits for readers `from` … `to` − 1, as the lock does. */
function* untilRead(
  ...[memory, me, from, to]: [...Parameters<LockPart>, number, number]
): ReturnType<LockPart> {
  for (let other = from; other < to; other += 1) {
    if (other === me || (yield memory.load(readerWord(other))) === NOBODY) continue;
    while ((yield memory.compareExchange(readerWord(other), READING, READING | WAITED)) !== NOBODY)
      yield memory.wait(readerWord(other), READING | WAITED);
  }
  return ENTERED;
}

/** Gives the writer's word back, with a mark or without. */
function* giveBack(...[memory]: Parameters<LockPart>): ReturnType<LockPart> {
  const before = yield memory.exchange(WRITER, memory.untaken);
  if ((before & WAITED) !== 0) yield memory.notify(WRITER);
}

/** Faults of taking the lock for reading, and of giving it back. */
const READERS: Readonly<Record<string, LockMutant>> = {
  'reads-without-the-lock': {
    sentence: 'a command that reads takes no lock',
    shows: 'data-race',
    lock: { ...SHIPPED_LOCK, beginRead: nothing, endRead: nothing },
  },
  'reader-looks-before-it-sets-its-word': {
    sentence: "a reader looks at the writer's word first, and then sets its own",
    shows: 'data-race',
    lock: {
      ...SHIPPED_LOCK,
      *beginRead(memory, me) {
        yield* untilFree(memory, me);
        yield memory.store(readerWord(me), READING);
        return ENTERED;
      },
    },
  },
  'reader-never-looks': {
    sentence: "a reader sets its word and does not look at the writer's",
    shows: 'data-race',
    lock: {
      ...SHIPPED_LOCK,
      *beginRead(memory, me) {
        yield memory.store(readerWord(me), READING);
        return ENTERED;
      },
    },
  },
  'reader-keeps-its-word-while-it-waits': {
    sentence: 'a reader that finds a writer waits without taking its own word back',
    shows: 'deadlock',
    lock: {
      ...SHIPPED_LOCK,
      *beginRead(memory, me) {
        yield memory.store(readerWord(me), READING);
        yield* untilFree(memory, me);
        return ENTERED;
      },
    },
  },
  'reader-sets-its-word-plainly': {
    sentence: "a reader's word is set by a plain store, which may be seen after its look",
    shows: 'data-race',
    lock: {
      ...SHIPPED_LOCK,
      *beginRead(memory, me) {
        for (;;) {
          yield memory.look(readerWord(me));
          memory.plainStore(readerWord(me), READING);
          const writer = yield memory.load(WRITER);
          if ((writer & TAKEN) === NOBODY) return ENTERED;
          yield* SHIPPED_LOCK.endRead(memory, me);
          yield* untilFree(memory, me);
        }
      },
    },
  },
  'reader-leaves-plainly': {
    sentence: 'a reader takes its word back by a plain store: what it read may be read later than that',
    shows: 'data-race',
    neverOnX64: true,
    lock: {
      ...SHIPPED_LOCK,
      *endRead(memory, me) {
        yield memory.look(readerWord(me));
        memory.plainStore(readerWord(me), NOBODY);
        yield memory.notify(readerWord(me));
      },
    },
  },
  'reader-leaves-without-waking': {
    sentence: 'a reader that leaves does not wake the writer that waits for it',
    shows: 'lost-wake-up',
    lock: {
      ...SHIPPED_LOCK,
      *endRead(memory, me) {
        yield memory.store(readerWord(me), NOBODY);
      },
    },
  },
  'reader-count-not-atomic': {
    sentence: 'readers are counted in one word, which each loads and then stores',
    shows: 'data-race',
    lock: {
      ...SHIPPED_LOCK,
      *beginRead(memory, me) {
        yield* untilFree(memory, me);
        const count = yield memory.load(readerWord(0));
        yield memory.store(readerWord(0), count + 1);
        return ENTERED;
      },
      *endRead(memory) {
        const count = yield memory.load(readerWord(0));
        yield memory.store(readerWord(0), count - 1);
      },
    },
  },
  'optimistic-readers': {
    sentence:
      'a reader looks at a version before and after, and reads again where it has changed: what it reads races',
    shows: 'data-race',
    neverOnX64: true,
    source: 'sequence locks as they are written in C, which its memory model does not allow either',
    lock: {
      ...SHIPPED_LOCK,
      *reading(_lock, memory, _me, work) {
        for (;;) {
          const before = yield memory.load(WRITER);
          const outcome = work.run();
          if ((before & TAKEN) === NOBODY && (yield memory.load(WRITER)) === before) return outcome;
          yield* untilFree(memory, 0);
        }
      },
    },
  },
};

/** Faults of taking the lock for writing, and of giving it back. */
const WRITERS: Readonly<Record<string, LockMutant>> = {
  'writes-without-the-lock': {
    sentence: 'a command that writes takes no lock',
    shows: 'data-race',
    lock: { ...SHIPPED_LOCK, beginWrite: nothing, endWrite: nothing },
  },
  'unlocks-before-the-command': {
    sentence: 'the lock is given back before the command has run',
    shows: 'data-race',
    lock: {
      ...SHIPPED_LOCK,
      *writing(lock, memory, me, work) {
        yield* lock.beginWrite(memory, me);
        yield* lock.endWrite(memory, me);
        return work.run();
      },
    },
  },
  'writer-waits-for-no-reader': {
    sentence: "a writer does not look at the readers' words",
    shows: 'data-race',
    lock: { ...SHIPPED_LOCK, beginWrite: takeWriter },
  },
  'writer-forgets-the-last-reader': {
    sentence: 'a writer does not look at the word of the worker that joined last',
    shows: 'data-race',
    lock: {
      ...SHIPPED_LOCK,
      *beginWrite(memory, me) {
        yield* takeWriter(memory, me);
        return yield* untilRead(memory, me, 0, joinedOf(memory.untaken) - 1);
      },
    },
  },
  'writer-forgets-the-first-reader': {
    sentence: 'a writer does not look at the word of the worker that joined first',
    shows: 'data-race',
    lock: {
      ...SHIPPED_LOCK,
      *beginWrite(memory, me) {
        yield* takeWriter(memory, me);
        return yield* untilRead(memory, me, 1, joinedOf(memory.untaken));
      },
    },
  },
  'writer-looks-at-readers-first': {
    sentence: "a writer looks at the readers' words before it takes its own",
    shows: 'data-race',
    lock: {
      ...SHIPPED_LOCK,
      *beginWrite(memory, me) {
        yield* untilRead(memory, me, 0, joinedOf(memory.untaken));
        return yield* takeWriter(memory, me);
      },
    },
  },
  'writer-does-not-wait-for-a-reader': {
    sentence: 'a writer that finds a reader sleeps once, and does not look again',
    shows: 'data-race',
    lock: {
      ...SHIPPED_LOCK,
      *beginWrite(memory, me) {
        yield* takeWriter(memory, me);
        for (let other = 0; other < joinedOf(memory.untaken); other += 1)
          if (other !== me && (yield memory.load(readerWord(other))) !== NOBODY)
            yield memory.wait(readerWord(other), READING | WAITED);
        return ENTERED;
      },
    },
  },
  'takes-the-word-in-two-steps': {
    sentence: 'a writer finds the word free and stores its number, in two steps',
    shows: 'data-race',
    lock: {
      ...SHIPPED_LOCK,
      *beginWrite(memory, me) {
        yield* untilFree(memory, me);
        yield memory.store(WRITER, memory.untaken | (me + 1));
        return yield* untilRead(memory, me, 0, joinedOf(memory.untaken));
      },
    },
  },
  'does-not-try-again-after-sleep': {
    sentence: 'a writer that was woken takes the lock as its own without a second look',
    shows: 'data-race',
    lock: {
      ...SHIPPED_LOCK,
      *beginWrite(memory, me) {
        const { untaken } = memory;
        if ((yield memory.compareExchange(WRITER, untaken, untaken | (me + 1))) !== untaken) {
          yield* untilFree(memory, me);
          yield memory.store(WRITER, untaken | (me + 1));
        }
        return yield* untilRead(memory, me, 0, joinedOf(untaken));
      },
    },
  },
  'gives-back-plainly': {
    sentence: 'the writer gives its word back by a plain store: what it wrote may be seen later than that',
    shows: 'data-race',
    neverOnX64: true,
    lock: {
      ...SHIPPED_LOCK,
      *endWrite(memory) {
        yield memory.look(WRITER);
        memory.plainStore(WRITER, memory.untaken);
        yield memory.notify(WRITER);
      },
    },
  },
};

/** Faults of waking, of waiting, and of what stands beside the lock. */
const WAKING: Readonly<Record<string, LockMutant>> = {
  'writer-leaves-without-waking': {
    sentence: 'a writer that leaves does not wake those that wait for it',
    shows: 'lost-wake-up',
    lock: {
      ...SHIPPED_LOCK,
      *endWrite(memory) {
        yield memory.exchange(WRITER, memory.untaken);
      },
    },
  },
  'wakes-before-it-leaves': {
    sentence: 'a writer wakes those that wait for it, and then gives its word back',
    shows: 'lost-wake-up',
    lock: {
      ...SHIPPED_LOCK,
      *endWrite(memory) {
        yield memory.notify(WRITER);
        yield memory.store(WRITER, memory.untaken);
      },
    },
  },
  'sleeps-without-a-mark': {
    sentence: "a worker sleeps on the writer's word without marking it, so that nobody knows of it",
    shows: 'lost-wake-up',
    lock: {
      ...SHIPPED_LOCK,
      *beginWrite(memory, me) {
        const { untaken } = memory;
        for (;;) {
          const writer = yield memory.compareExchange(WRITER, untaken, untaken | (me + 1));
          if (writer === untaken) return yield* untilRead(memory, me, 0, joinedOf(untaken));
          yield memory.wait(WRITER, writer);
        }
      },
      endWrite: giveBack,
    },
  },
  'forgets-who-joined': {
    sentence:
      'a writer that leaves stores 0, and with it that no worker has joined: later ones wait for no reader',
    shows: 'data-race',
    lock: {
      ...SHIPPED_LOCK,
      *endWrite(memory) {
        const before = yield memory.exchange(WRITER, NOBODY);
        if ((before & WAITED) !== 0) yield memory.notify(WRITER);
        memory.untaken = NOBODY;
      },
    },
  },
  'checks-outside-the-lock': {
    sentence:
      'the answer is found under the lock for reading, and the change made under the lock for writing',
    shows: 'no-order',
    source: 'axprocess at 57d44806, tgoskits PR #1942: checked under one lock and changed under the next',
    lock: {
      ...SHIPPED_LOCK,
      *writing(lock, memory, me, work) {
        yield* lock.beginRead(memory, me);
        const outcome = work.wouldAnswer();
        yield* lock.endRead(memory, me);
        yield* lock.beginWrite(memory, me);
        work.run();
        yield* lock.endWrite(memory, me);
        return outcome;
      },
    },
  },
  'ignores-poison': {
    sentence: 'a worker goes on although the writer before it ended inside',
    shows: 'goes-on-poisoned',
    lock: {
      ...SHIPPED_LOCK,
      *beginWrite(memory, me) {
        const writer = yield memory.load(WRITER);
        if ((writer & POISONED) !== 0) return ENTERED;
        return yield* SHIPPED_LOCK.beginWrite(memory, me);
      },
    },
  },
};

/** Every fault, by name. */
export const LOCK_MUTANTS: Readonly<Record<string, LockMutant>> = { ...READERS, ...WRITERS, ...WAKING };
