// Goal: the memory that a lock is made from does what its operations say, for a thread that may sleep and for one that may not.
// Method: each operation on a few words, in one thread.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { AtomicsMemory, maySleep, SleeplessMemory } from '../../src/impl/shared/memory.ts';

/** Longer than anything here takes: what does not come within it does not come. */
const PATIENCE_MS = 1000;

/** Five words with these values. */
function wordsOf(...values: readonly number[]): Int32Array<SharedArrayBuffer> {
  const words = new Int32Array(new SharedArrayBuffer(20));
  words.set(values);
  return words;
}

afterEach(() => void vi.restoreAllMocks());

describe.each([
  ['a thread that may sleep', AtomicsMemory],
  ['a thread that may not', SleeplessMemory],
])('the memory of %s', (_, Memory) => {
  test('a look gives what stands in the word, and a store changes that word alone', () => {
    const words = wordsOf(5, 6, 7);
    const memory = new Memory(words, 0);
    expect(memory.load(1)).toBe(6);
    memory.store(1, 9);
    expect([...words]).toEqual([5, 9, 7, 0, 0]);
    expect(memory.load(1)).toBe(9);
  });

  test('an exchange gives what stood there, and a change happens only where the expected value stands', () => {
    const words = wordsOf(5, 6, 7);
    const memory = new Memory(words, 0);
    expect(memory.exchange(2, 8)).toBe(7);
    expect([memory.compareExchange(0, 5, 1), memory.compareExchange(1, 5, 1)]).toEqual([5, 6]);
    expect([...words]).toEqual([1, 6, 8, 0, 0]);
  });

  test('a wait for a word that has changed already is over at once', () => {
    expect(new Memory(wordsOf(5), 0).wait(0, 4)).toBe(true);
  });

  test('a wait for a word that nobody changes ends with patience, which is told', () => {
    expect(new Memory(wordsOf(5), 0).wait(0, 5)).toBe(false);
  });

  test('a worker that sleeps on a word is woken by its notice, and so is every other one', async () => {
    const words = wordsOf(5);
    const sleeping = [1, 2].map(() => Atomics.waitAsync(words, 0, 5, PATIENCE_MS));
    new Memory(words, 0).notify(0);
    for (const { value } of sleeping) expect(await value).toBe('ok');
  });

  test('a worker looks a hundred times before it sleeps, and remembers nothing of the writer at first', () => {
    const memory = new Memory(wordsOf(), 0);
    expect([memory.tries, memory.untaken]).toEqual([100, 0]);
  });
});

describe('a thread that may sleep', () => {
  test('a thread sleeps on the word, for as long as it has patience', () => {
    const wait = vi.spyOn(Atomics, 'wait').mockReturnValue('ok');
    const words = wordsOf();
    expect(new AtomicsMemory(words, 1234).wait(3, 7)).toBe(true);
    expect(wait.mock.calls).toEqual([[words, 3, 7, 1234]]);
  });

  test('a thread may sleep where the engine lets it, which is found out without sleeping', () => {
    expect(maySleep()).toBe(true);
    const wait = vi.spyOn(Atomics, 'wait').mockImplementation(() => {
      throw new TypeError('Atomics.wait cannot be called in this context');
    });
    expect(maySleep()).toBe(false);
    const [words, at, expected, patience] = wait.mock.calls[0];
    expect([words[at] === expected, patience]).toEqual([false, 0]);
  });
});

describe('a thread that may not sleep', () => {
  test('a change of the word that was in the way is waited for without sleeping', async () => {
    const words = wordsOf(0, 5);
    const memory = new SleeplessMemory(words, PATIENCE_MS);
    expect(memory.wait(1, 5)).toBe(false);
    const changed = memory.change();
    memory.notify(1);
    expect(await changed).toBe(true);
  });

  test('a change that has happened before it is waited for is known at once', async () => {
    const words = wordsOf(0, 5);
    const memory = new SleeplessMemory(words, PATIENCE_MS);
    expect(memory.wait(1, 5)).toBe(false);
    memory.store(1, 6);
    expect(await memory.change()).toBe(true);
  });

  test('a change that does not come within patience is told', async () => {
    const memory = new SleeplessMemory(wordsOf(0, 5), 1);
    expect(memory.wait(1, 5)).toBe(false);
    expect(await memory.change()).toBe(false);
  });
});
