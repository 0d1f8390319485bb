// Goal: whatever comes over the wire, stands in a file or is answered by a system in this process, it ends in a named verdict
// or a sentence, without a stack trace, a control character or a process that goes on, and within bounds of memory.
// Method: what is right, made wrong in one to three places by a seeded dice; `npm run fuzz` goes on from here without end.
import { describe, expect, test } from 'vitest';
import { FAULTS } from './faults.ts';
import { FOUND } from './found.ts';
import { Fuzzer } from './fuzzer.ts';
import type { Input } from './input.ts';
import { readStock } from './stock.ts';
import type { TargetName } from './targets.ts';
import { inputAt, QUICK, TARGET_NAMES } from './targets.ts';

const SEED = 1;
/** Inputs of each kind that starts no process. */
const QUICK_ONES = 20;
const SLOW_ONES = 3;
/** Far more than each of the faults needs. */
const TRIES_MAX = 60;
const LIMIT_MS = 240_000;

const stock = await readStock();

function someOf(name: TargetName): readonly Input[] {
  const count = QUICK.includes(name) ? QUICK_ONES : SLOW_ONES;
  return Array.from({ length: count }, (_, number) => inputAt(name, SEED, number, stock));
}

test('the same seed gives the same inputs', () => {
  for (const name of TARGET_NAMES) expect(someOf(name)).toEqual(someOf(name));
});

describe.concurrent('an input ends in a named verdict or a sentence, and leaves nothing behind', () => {
  test.each([
    ['of a file, or in this process', QUICK.flatMap(someOf)],
    ['of a module', someOf('modules')],
    ['of a program', someOf('programs')],
    ['of a program that runs branches', someOf('runs')],
    ['that did not once', FOUND],
  ] as const)(
    'an input %s ends in a named verdict or a sentence, and leaves nothing behind',
    async (_of, some) => {
      using fuzzer = new Fuzzer();
      const found: string[] = [];
      for (const input of some)
        found.push(...(await fuzzer.run(input)).map((fault) => `${input.origin}: ${fault}`));
      expect(found).toEqual([]);
    },
    LIMIT_MS,
  );

  test.each(Object.entries(FAULTS))(
    'a fault put into the sources is found by fuzzing: %s',
    async (name, { foundBy }) => {
      using fuzzer = new Fuzzer(name);
      let tries = 0;
      while (tries < TRIES_MAX && (await fuzzer.run(inputAt(foundBy, SEED, tries, stock))).length === 0)
        tries += 1;
      expect(tries).toBeLessThan(TRIES_MAX);
    },
    LIMIT_MS,
  );
});
