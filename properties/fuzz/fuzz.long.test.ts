// Fuzzing finds nothing in more inputs than the quick tests give, and finds each fault that is put into the sources.
import { describe, test } from 'vitest';
import { FAULTS } from './faults.ts';
import { FOUND } from './found.ts';
import { expectFaultFound, expectNothingFound, inputsOf, LIMIT_MS } from './fuzzing.ts';
import { QUICK } from './targets.ts';

/** The inputs after those of the quick tests. */
const FROM = 5;
const QUICK_ONES = 45;
/** Inputs of each kind that starts processes, of which the quick tests have none. */
const SLOW_ONES = 8;

describe.concurrent('fuzzing', () => {
  test.each([
    ['of a file, or in this process', QUICK.flatMap((name) => inputsOf(name, QUICK_ONES, FROM))],
    ['that did not once', FOUND],
    ['of a module', inputsOf('modules', SLOW_ONES)],
    ['of a program', inputsOf('programs', SLOW_ONES)],
    ['of a program that runs branches', inputsOf('runs', SLOW_ONES)],
  ] as const)(
    'each input %s ends in a named verdict or a sentence, and leaves nothing behind',
    (_of, some) => expectNothingFound(some),
    LIMIT_MS,
  );

  test.each(Object.keys(FAULTS))(
    'a fault put into the sources is found by fuzzing: %s',
    expectFaultFound,
    LIMIT_MS,
  );
});
