// Goal: the lock does as few operations as it promises, and goes on from whatever it meets. Method: both of its forms on words
// that give the answers of a script, beside the operations that each case should ask for.
import { describe, expect, test } from 'vitest';
import { beginRead, beginWrite, declareEnded, endRead, endWrite, join } from '../../src/impl/shared/lock.ts';
import { readerWord, tableStart, WRITER } from '../../src/impl/shared/lock-words.ts';
import type { SharedMemory, SteppedMemory } from '../../src/impl/shared/memory.ts';
import {
  steppedBeginRead,
  steppedBeginWrite,
  steppedDeclareEnded,
  steppedEndRead,
  steppedEndWrite,
  steppedJoin,
} from '../../src/impl/shared/stepped-lock.ts';

const WAITED = 0x1_0000;
const POISONED = 0x2_0000;
const READING = 1;

/** The writer's word: the number of workers that have joined, the marks, and the writer's index and 1. */
const word = (joined: number, who = 0, marks = 0): number => (joined << 18) | marks | who;

/** An operation in words, and what it is answered. */
type Met = readonly [operation: string, answer?: number];

/** Gives the answers of a script, and notes what is asked for. */
class Script {
  readonly asked: string[] = [];
  readonly #answers: number[];

  constructor(answers: readonly number[]) {
    this.#answers = [...answers];
  }

  answer(operation: string): number {
    this.asked.push(operation);
    if (this.asked.length > 30) throw new Error(`no end is seen: ${this.asked.join(', ')}`);
    return operation.startsWith('store') || operation.startsWith('notify') ? 0 : (this.#answers.shift() ?? 0);
  }
}

function placeOf(at: number): string {
  if (at === 32) return 'writer';
  return at % 32 === 0 && at > 32 ? `reader ${at / 32 - 2}` : `word ${at}`;
}

/** The memory of the plain form, over a script. */
function plainMemory(script: Script, tries: number, untaken: number): SharedMemory {
  return {
    tries,
    untaken,
    load: (at) => script.answer(`load ${placeOf(at)}`),
    store: (at, value) => void script.answer(`store ${placeOf(at)} ${value}`),
    exchange: (at, value) => script.answer(`exchange ${placeOf(at)} ${value}`),
    compareExchange: (at, expected, value) => script.answer(`change ${placeOf(at)} ${expected} ${value}`),
    wait: (at, expected) => script.answer(`wait ${placeOf(at)} ${expected}`) !== 0,
    notify: (at) => void script.answer(`notify ${placeOf(at)}`),
  };
}

/** The memory of the stepped form, whose requests are the operations in words. */
function steppedMemory(tries: number, untaken: number): SteppedMemory<string> {
  return {
    tries,
    untaken,
    load: (at) => `load ${placeOf(at)}`,
    store: (at, value) => `store ${placeOf(at)} ${value}`,
    exchange: (at, value) => `exchange ${placeOf(at)} ${value}`,
    compareExchange: (at, expected, value) => `change ${placeOf(at)} ${expected} ${value}`,
    wait: (at, expected) => `wait ${placeOf(at)} ${expected}`,
    notify: (at) => `notify ${placeOf(at)}`,
  };
}

const PLAIN = { join, beginRead, endRead, beginWrite, endWrite, declareEnded } as const;
const STEPPED = {
  join: steppedJoin,
  beginRead: steppedBeginRead,
  endRead: steppedEndRead,
  beginWrite: steppedBeginWrite,
  endWrite: steppedEndWrite,
  declareEnded: steppedDeclareEnded,
} as const;

interface Case {
  readonly part: keyof typeof PLAIN;
  readonly worker: number;
  readonly tries?: number;
  /** The worker's memory of the writer's word before. */
  readonly untaken?: number;
  readonly met: readonly Met[];
  readonly result?: number;
  /** Its memory after. */
  readonly remembers?: number;
}

/** The operations that a form asks for, its result and what it remembers. */
function run(form: 'plain' | 'stepped', { part, worker, tries = 1, untaken = word(3), met }: Case) {
  const script = new Script(met.flatMap(([, answer]) => (answer === undefined ? [] : [answer])));
  if (form === 'plain') {
    const memory = plainMemory(script, tries, untaken);
    const result = PLAIN[part](memory, worker);
    return { asked: script.asked, result: result ?? undefined, untaken: memory.untaken };
  }
  const memory = steppedMemory(tries, untaken);
  const code = STEPPED[part](memory, worker);
  let next = code.next(0);
  while (next.done !== true) next = code.next(script.answer(next.value));
  return { asked: script.asked, result: next.value ?? undefined, untaken: memory.untaken };
}

const change = (from: number, to: number, found = from): Met => [`change writer ${from} ${to}`, found];

const CASES: Readonly<Record<string, Case>> = {
  'a worker joins with a look and one change, and remembers the word': {
    part: 'join',
    worker: 1,
    met: [['load writer', word(0)], change(word(0), word(2))],
    remembers: word(2),
  },
  'a worker whose index has joined before joins with a look': {
    part: 'join',
    worker: 1,
    met: [['load writer', word(2)]],
    remembers: word(2),
  },
  'a worker that joins while another does tries again, and stops once it is among those that have': {
    part: 'join',
    worker: 1,
    met: [['load writer', word(0)], change(word(0), word(2), word(1)), change(word(1), word(2), word(5))],
    remembers: word(5),
  },
  'a worker that joins while another writes leaves the writer and the marks, and remembers neither': {
    part: 'join',
    worker: 1,
    met: [
      ['load writer', word(1, 1, WAITED | POISONED)],
      change(word(1, 1, WAITED | POISONED), word(2, 1, WAITED | POISONED)),
    ],
    remembers: word(2),
  },
  'a reader enters with a store and a look': {
    part: 'beginRead',
    worker: 0,
    met: [['store reader 0 1'], ['load writer', word(2)]],
    result: 0,
  },
  'a reader that meets a writer takes its word back, marks the writer, sleeps, and begins anew': {
    part: 'beginRead',
    worker: 0,
    met: [
      ['store reader 0 1'],
      ['load writer', word(2, 2)],
      ['exchange reader 0 0', READING],
      change(word(2, 2), word(2, 2, WAITED)),
      [`wait writer ${word(2, 2, WAITED)}`, 1],
      ['store reader 0 1'],
      ['load writer', word(2)],
    ],
    result: 0,
  },
  'a reader wakes whoever waited for it while it takes its word back, and marks no writer that is marked': {
    part: 'beginRead',
    worker: 2,
    met: [
      ['store reader 2 1'],
      ['load writer', word(3, 2, WAITED)],
      ['exchange reader 2 0', READING | WAITED],
      ['notify reader 2'],
      [`wait writer ${word(3, 2, WAITED)}`, 1],
      ['store reader 2 1'],
      ['load writer', word(3)],
    ],
    result: 0,
  },
  'a reader whose patience ends is told the writer, without the marks': {
    part: 'beginRead',
    worker: 0,
    met: [
      ['store reader 0 1'],
      ['load writer', word(2, 2)],
      ['exchange reader 0 0', READING],
      change(word(2, 2), word(2, 2, WAITED)),
      [`wait writer ${word(2, 2, WAITED)}`, 0],
    ],
    result: 2,
  },
  'a reader of a poisoned table is told the writer that ended, with the mark, and does not sleep': {
    part: 'beginRead',
    worker: 0,
    met: [['store reader 0 1'], ['load writer', word(2, 2, POISONED)], ['exchange reader 0 0', READING]],
    result: 2 | POISONED,
  },
  'a reader looks again as often as it has tries, and begins anew as soon as the writer has left': {
    part: 'beginRead',
    worker: 0,
    tries: 4,
    met: [
      ['store reader 0 1'],
      ['load writer', word(2, 2)],
      ['exchange reader 0 0', READING],
      ['load writer', word(2, 2)],
      ['load writer', word(2)],
      ['store reader 0 1'],
      ['load writer', word(2)],
    ],
    result: 0,
  },
  'a reader looks no more often than it has tries, marks the word that it saw last, and another one where that has changed':
    {
      part: 'beginRead',
      worker: 0,
      tries: 3,
      met: [
        ['store reader 0 1'],
        ['load writer', word(2, 2)],
        ['exchange reader 0 0', READING],
        ['load writer', word(2, 2)],
        ['load writer', word(3, 3)],
        change(word(3, 3), word(3, 3, WAITED), word(3, 2)),
        change(word(3, 2), word(3, 2, WAITED), word(3)),
        ['store reader 0 1'],
        ['load writer', word(3)],
      ],
      result: 0,
    },
  'a reader leaves with one operation': {
    part: 'endRead',
    worker: 1,
    met: [['exchange reader 1 0', READING]],
  },
  'a reader whose end was declared has nothing to take back, and wakes nobody': {
    part: 'endRead',
    worker: 1,
    met: [['exchange reader 1 0', 0]],
  },
  'a reader that was waited for wakes whoever sleeps': {
    part: 'endRead',
    worker: 1,
    met: [['exchange reader 1 0', READING | WAITED], ['notify reader 1']],
  },
  'a writer enters with one change and a look at each other worker that has joined': {
    part: 'beginWrite',
    worker: 1,
    met: [change(word(3), word(3, 2)), ['load reader 0', 0], ['load reader 2', 0]],
    result: 0,
    remembers: word(3),
  },
  'a writer that has not seen others join tries again at once, remembers them, and looks at their words': {
    part: 'beginWrite',
    worker: 0,
    met: [
      change(word(3), word(3, 1), word(4)),
      change(word(4), word(4, 1)),
      ['load reader 1', 0],
      ['load reader 2', 0],
      ['load reader 3', 0],
    ],
    result: 0,
    remembers: word(4),
  },
  'a writer that meets another remembers who has joined, sleeps until that has left, and tries again': {
    part: 'beginWrite',
    worker: 0,
    met: [
      change(word(3), word(3, 1), word(2, 2)),
      change(word(2, 2), word(2, 2, WAITED)),
      [`wait writer ${word(2, 2, WAITED)}`, 1],
      change(word(2), word(2, 1)),
      ['load reader 1', 0],
    ],
    result: 0,
    remembers: word(2),
  },
  'a writer whose patience with another ends is told that one, and has looked at no reader': {
    part: 'beginWrite',
    worker: 0,
    met: [change(word(3), word(3, 1), word(3, 2, WAITED)), [`wait writer ${word(3, 2, WAITED)}`, 0]],
    result: 2,
    remembers: word(3),
  },
  'a writer of a poisoned table is told the writer that ended, with all marks': {
    part: 'beginWrite',
    worker: 0,
    met: [change(word(3), word(3, 1), word(3, 2, WAITED | POISONED))],
    result: 2 | WAITED | POISONED,
  },
  'a writer that meets a reader marks it and sleeps until its word is given back': {
    part: 'beginWrite',
    worker: 1,
    met: [
      change(word(3), word(3, 2)),
      ['load reader 0', READING],
      [`change reader 0 1 ${READING | WAITED}`, READING],
      [`wait reader 0 ${READING | WAITED}`, 1],
      [`change reader 0 1 ${READING | WAITED}`, READING | WAITED],
      [`wait reader 0 ${READING | WAITED}`, 1],
      [`change reader 0 1 ${READING | WAITED}`, 0],
      ['load reader 2', 0],
    ],
    result: 0,
  },
  'a writer looks at a reader as often as it has tries, and goes on as soon as that has left': {
    part: 'beginWrite',
    worker: 1,
    tries: 4,
    met: [
      change(word(3), word(3, 2)),
      ['load reader 0', READING],
      ['load reader 0', READING],
      ['load reader 0', 0],
      ['load reader 2', 0],
    ],
    result: 0,
  },
  'a writer looks at a reader no more often than it has tries': {
    part: 'beginWrite',
    worker: 1,
    tries: 3,
    met: [
      change(word(3), word(3, 2)),
      ['load reader 0', READING],
      ['load reader 0', READING],
      ['load reader 0', READING],
      [`change reader 0 1 ${READING | WAITED}`, 0],
      ['load reader 2', 0],
    ],
    result: 0,
  },
  'a writer whose patience with a reader ends gives the lock back and is told the reader': {
    part: 'beginWrite',
    worker: 1,
    met: [
      change(word(3), word(3, 2)),
      ['load reader 0', 0],
      ['load reader 2', READING],
      [`change reader 2 1 ${READING | WAITED}`, READING],
      [`wait reader 2 ${READING | WAITED}`, 0],
      change(word(3, 2), word(3)),
    ],
    result: 3,
  },
  'a writer leaves with one operation': {
    part: 'endWrite',
    worker: 1,
    met: [change(word(3, 2), word(3))],
  },
  'a writer that is waited for leaves and wakes whoever sleeps': {
    part: 'endWrite',
    worker: 1,
    met: [
      change(word(3, 2), word(3), word(3, 2, WAITED)),
      change(word(3, 2, WAITED), word(3)),
      ['notify writer'],
    ],
  },
  'a writer that leaves while others join leaves them joined, however often it has to try': {
    part: 'endWrite',
    worker: 1,
    met: [
      change(word(3, 2), word(3), word(4, 2)),
      change(word(4, 2), word(4), word(5, 2, WAITED)),
      change(word(5, 2, WAITED), word(5)),
      ['notify writer'],
    ],
  },
  'an end of a worker that was not inside takes its word back, and wakes all that sleep': {
    part: 'declareEnded',
    worker: 1,
    met: [['store reader 1 0'], ['notify reader 1'], ['load writer', word(3)], ['notify writer']],
  },
  'an end of a worker beside another one that writes poisons nothing': {
    part: 'declareEnded',
    worker: 1,
    met: [['store reader 1 0'], ['notify reader 1'], ['load writer', word(3, 1)], ['notify writer']],
  },
  'an end of the writer poisons the table': {
    part: 'declareEnded',
    worker: 1,
    met: [
      ['store reader 1 0'],
      ['notify reader 1'],
      ['load writer', word(3, 2)],
      change(word(3, 2), word(3, 2, POISONED)),
      ['notify writer'],
    ],
  },
  'an end that is declared again changes nothing': {
    part: 'declareEnded',
    worker: 1,
    met: [
      ['store reader 1 0'],
      ['notify reader 1'],
      ['load writer', word(3, 2, POISONED)],
      ['notify writer'],
    ],
  },
  'an end of a writer that is marked, or leaves, meanwhile is declared of what it is by then': {
    part: 'declareEnded',
    worker: 1,
    met: [
      ['store reader 1 0'],
      ['notify reader 1'],
      ['load writer', word(3, 2)],
      change(word(3, 2), word(3, 2, POISONED), word(3, 2, WAITED)),
      change(word(3, 2, WAITED), word(3, 2, WAITED | POISONED), word(3)),
      ['notify writer'],
    ],
  },
};

test('a lock has a word of its own for each worker, in lines of 128 bytes, and the table begins after them', () => {
  expect([WRITER, readerWord(0), readerWord(1), tableStart(1), tableStart(3)]).toEqual([32, 64, 96, 96, 160]);
});

describe.each(['plain', 'stepped'] as const)('the %s form of the lock', (form) => {
  test.each(Object.entries(CASES))('the lock does what is claimed: %s', (_, each) => {
    const { met, result, untaken = word(3), remembers = untaken } = each;
    expect(run(form, each)).toEqual({
      asked: met.map(([operation]) => operation),
      result,
      untaken: remembers,
    });
  });
});
