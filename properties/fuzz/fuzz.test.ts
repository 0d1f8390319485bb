// Goal: whatever comes over the wire, stands in a file or is answered by a system in this process, it ends in a named verdict
// or a sentence, without a stack trace, a control character or a process that goes on, and within bounds of memory.
// Method: what is right, made wrong in one to three places by a seeded dice; `npm run fuzz` goes on from here without end.
import { expect, test } from 'vitest';
import { expectNothingFound, inputsOf, LIMIT_MS } from './fuzzing.ts';
import { QUICK, TARGET_NAMES } from './targets.ts';

/** Inputs of each kind that starts no process. */
const QUICK_ONES = 5;

test('the same seed gives the same inputs', () => {
  for (const name of TARGET_NAMES) expect(inputsOf(name, QUICK_ONES)).toEqual(inputsOf(name, QUICK_ONES));
});

test(
  'an input of a file, or in this process, ends in a named verdict or a sentence, and leaves nothing behind',
  { timeout: LIMIT_MS },
  () => expectNothingFound(QUICK.flatMap((name) => inputsOf(name, QUICK_ONES))),
);
