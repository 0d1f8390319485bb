// Goal: delta debugging keeps what a claim needs and nothing else. Method: claims about small lists, with every try noted.
import { describe, expect, test } from 'vitest';
import { ddmin } from '../../src/counterexample/shrink/ddmin.ts';

const LETTERS = 'abcdefgh'.split('');

/** Goes on with fewer letters as long as these are all among them. */
function keeping(
  needed: string,
  tried: string[] = [],
): (fewer: readonly string[]) => Promise<readonly string[]> {
  let best: readonly string[] = LETTERS;
  return (fewer) => {
    tried.push(fewer.join(''));
    if (needed.split('').every((letter) => fewer.includes(letter))) best = fewer;
    return Promise.resolve(best);
  };
}

describe('delta debugging', () => {
  test.each(['', 'a', 'h', 'ah', 'cdf', 'abcdefgh'])(
    'delta debugging leaves %j where that is needed',
    async (needed) => {
      expect((await ddmin(LETTERS, keeping(needed))).join('')).toBe(needed);
    },
  );

  test('later halves are taken out first, then quarters, then single elements', async () => {
    const tried: string[] = [];
    await ddmin(LETTERS, keeping('abcdefgh', tried));
    expect(tried.slice(0, 8)).toEqual([
      'abcd',
      'efgh',
      'abcdef',
      'abcdgh',
      'abefgh',
      'cdefgh',
      'abcdefg',
      'abcdefh',
    ]);
    expect(tried).toHaveLength(2 + 4 + 8);
  });

  test('an attempt can return fewer elements than it was given', async () => {
    const shorter = (fewer: readonly string[]): Promise<readonly string[]> =>
      Promise.resolve(fewer.slice(0, 1));
    expect(await ddmin(LETTERS, shorter)).toEqual([]);
  });

  test('delta debugging tries nothing more once it is over', async () => {
    const tried: string[] = [];
    await ddmin(LETTERS, keeping('a', tried), () => tried.length >= 3);
    expect(tried).toHaveLength(3);
  });
});
