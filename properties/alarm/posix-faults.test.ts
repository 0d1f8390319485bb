// Goal: docs/faults.md tells the truth about every mutant of the POSIX table. Method: each recorded failure is run again,
// a few are searched for anew, and the page is compared with what follows from the record.
import { describe, expect, test } from 'vitest';
import { mutantSystem } from '../../src/own-systems.ts';
import { POSIX_MUTANTS } from '../../src/systems/mutants/registry.ts';
import { measure } from '../counterexample/quality.ts';
import { textOf } from '../support/repository.ts';
import { lengthOf, PAGE, pageWith, recordedFailures } from './posix-faults.ts';
import { parseCommand, replay } from '../support/by-set.ts';

const recorded = recordedFailures();

describe('what is recorded of the mutants of the POSIX table', () => {
  test('the record of the POSIX mutants is about all of them, and of no other', () => {
    expect(Object.keys(recorded)).toEqual(Object.keys(POSIX_MUTANTS));
  });

  test('the recorded failure of a POSIX mutant is short, and certified where the search knows its exit codes', () => {
    const failures = Object.values(recorded);
    expect(Math.max(...failures.map(lengthOf))).toBeLessThanOrEqual(8);
    const short = failures.filter((failure) => lengthOf(failure) <= 6);
    expect(short.length / failures.length).toBeGreaterThan(0.9);
    const unproved = short.filter(({ certified }) => !certified);
    for (const { counterexample } of unproved) expect(counterexample).toMatch(/ exit [1-9]/);
  });

  test.each(Object.entries(recorded))('%s fails at the last of its commands', async (name, failure) => {
    const commands = failure.counterexample.split('; ').map((line) => {
      const parsed = parseCommand(line, 1, 'posix');
      if (!('value' in parsed)) throw new Error(`${line} is no command`);
      return parsed.value;
    });
    const system = mutantSystem(name);
    if (system === undefined) throw new Error(`there is no mutant ${name}`);
    expect((await replay(system, commands)).divergence?.step).toBe(commands.length - 1);
  });
});

describe('a campaign with default settings ends certified, with as few commands as recorded', () => {
  test.each([
    'fork-forgets-ignored-sigchld',
    'setpgid-makes-a-session',
    'orphans-go-to-the-grandparent',
    'kill-knows-no-zombies',
  ])(
    'a campaign with default settings ends certified on %s, with as few commands as recorded',
    async (name) => {
      const { length, certified } = await measure(name, 1);
      expect({ length, certified }).toEqual({ length: lengthOf(recorded[name]), certified: true });
    },
  );
});

test('docs/faults.md has the tables and numbers that follow', () => {
  const page = textOf(PAGE);
  expect(pageWith(page, recorded)).toBe(page);
});
