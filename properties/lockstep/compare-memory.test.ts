// Goal: memory is compared alike with and without Node's buffers. Method: words that are equal, that differ in one place,
// and that are fewer, each way.
import { describe, expect, test } from 'vitest';
import { memoryOf } from '../../src/lockstep/product/compare-memory.ts';

const WORDS = [7, -1, 0, 2 ** 31 - 1];

describe.each([
  ["Node's buffers", undefined],
  ['a loop over words', null],
])('with %s', (way, buffers) => {
  test(`${way} finds equal words equal, also within a longer array, and as they are when it is asked`, () => {
    const words = Int32Array.from(WORDS);
    const memory = memoryOf(words, buffers);
    const within = memoryOf(Int32Array.from([5, ...WORDS, 5]).subarray(1, 5), buffers);
    expect(memory.equals(within)).toBe(true);
    words[2] = 1;
    expect(memory.equals(within)).toBe(false);
  });

  test(`${way} finds words that differ in any one place, or in number, different`, () => {
    const memory = memoryOf(Int32Array.from(WORDS), buffers);
    for (const place of WORDS.keys()) {
      const other = memoryOf(
        Int32Array.from(WORDS, (word, at) => (at === place ? word ^ 1 : word)),
        buffers,
      );
      expect([memory.equals(other), other.equals(memory)]).toEqual([false, false]);
    }
    for (const fewer of [
      memoryOf(Int32Array.from(WORDS.slice(1)), buffers),
      memoryOf(Int32Array.from(WORDS.slice(0, 3)), buffers),
    ])
      expect([memory.equals(fewer), fewer.equals(memory)]).toEqual([false, false]);
  });
});
