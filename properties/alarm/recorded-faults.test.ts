// Goal: docs/faults.md tells the truth about every mutant of the tables for the POSIX and the job-control commands. Method:
// each recorded failure is run again, a few are searched for anew, and the page is compared with what follows from the record.
import { describe, expect, test } from 'vitest';
import { mutantSystem } from '../../src/own-systems.ts';
import { measure } from '../counterexample/quality.ts';
import { textOf } from '../support/repository.ts';
import { lengthOf, PAGE, pageWith, RECORDED, recordedFailures } from './recorded-faults.ts';
import type { RecordedFailure, RecordedSet } from './recorded-faults.ts';
import { parseCommand, replay } from '../support/by-set.ts';

const recorded = { posix: recordedFailures('posix'), 'job-control': recordedFailures('job-control') };
const SETS = ['posix', 'job-control'] as const;
/** The fewest commands from which on no certificate is asked for. */
const CERTIFIED_UP_TO = { posix: 6, 'job-control': 5 } as const;
/** An exit code that no bound of a search knows. */
const UNKNOWN = / exit [1-9]/;

const all: readonly (readonly [RecordedSet, string, RecordedFailure])[] = SETS.flatMap((set) =>
  Object.entries(recorded[set]).map(([name, failure]) => [set, name, failure] as const),
);

describe('what is recorded of the mutants', () => {
  test.each(SETS)('the record of the mutants of the set %s is about all of them, and of no other', (set) => {
    expect(Object.keys(recorded[set])).toEqual(Object.keys(RECORDED[set].mutants));
  });

  test.each([
    ['posix', 8],
    ['job-control', 14],
  ] as const)(
    'the recorded failure of a mutant of the set %s has at most %d commands, and most have few',
    (set, most) => {
      const failures = Object.values(recorded[set]);
      expect(Math.max(...failures.map(lengthOf))).toBeLessThanOrEqual(most);
      const short = failures.filter((failure) => lengthOf(failure) <= 6);
      expect(short.length / failures.length).toBeGreaterThan(0.85);
    },
  );

  test.each(SETS)(
    'a short failure of the set %s is certified where the search knows its exit codes',
    (set) => {
      const short = Object.values(recorded[set]).filter(
        (failure) => lengthOf(failure) <= CERTIFIED_UP_TO[set],
      );
      const unproved = short.filter(({ certified }) => !certified);
      for (const { counterexample } of unproved) expect(counterexample).toMatch(UNKNOWN);
    },
  );

  test.each(all)(
    'a mutant of the set %s fails at the last of its commands: %s',
    async (set, name, failure) => {
      const commands = failure.counterexample.split('; ').map((line) => {
        const parsed = parseCommand(line, 1, set);
        if (!('value' in parsed)) throw new Error(`${line} is no command`);
        return parsed.value;
      });
      const system = mutantSystem(name);
      if (system === undefined) throw new Error(`there is no mutant ${name}`);
      expect((await replay(system, commands)).divergence?.step).toBe(commands.length - 1);
    },
  );
});

describe('a campaign with default settings ends certified, with as few commands as recorded', () => {
  test.each([
    ['posix', 'fork-forgets-ignored-sigchld'],
    ['posix', 'setpgid-makes-a-session'],
    ['posix', 'orphans-go-to-the-grandparent'],
    ['posix', 'kill-knows-no-zombies'],
    ['job-control', 'open-terminal-steals'],
    ['job-control', 'waitpid-is-not-woken-by-an-end'],
  ] as const)(
    'a campaign over the set %s ends certified on %s, with as few commands as recorded',
    async (set, name) => {
      const { length, certified } = await measure(name, 1);
      expect({ length, certified }).toEqual({ length: lengthOf(recorded[set][name]), certified: true });
    },
    60_000,
  );
});

test('docs/faults.md has the tables and numbers that follow', () => {
  const page = textOf(PAGE);
  expect(pageWith(page, recorded)).toBe(page);
});
