// Goal: a user can go from a mutant of the POSIX table to a failure and to an explanation that speaks of its own command
// set. Method: the commands as a user types them.
import { COMMAND_SET_NAMES } from '../support/by-set.ts';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mutantCandidates, mutantSystem } from '../../src/own-systems.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';

describe('a mutant of the POSIX table', () => {
  test('a mutant of the POSIX table is checked by its name, and its stored failure is told with mutants of its kind', () => {
    using folder = temporaryFolder();
    const sut = 'mutant:orphans-go-to-the-grandparent';
    const check = processionShared(folder.path, 'check', '--sut', sut, '--seed', '1');
    expect(check.code).toBe(1);
    expect(check.out).toMatch(/^certified shortest/m);
    const failures = `${folder.path}/.procession/failures`;
    for (const file of readdirSync(failures)) {
      const shown = processionShared(folder.path, 'show', `${failures}/${file}`);
      expect(shown.code).toBe(0);
      expect(shown.out).toMatch(/^like {2}/m);
      expect(shown.out).toContain('orphans-go-to-the-first-process');
      expect(shown.out).not.toContain('orphan-to-');
    }
  });

  test('a mutant of the POSIX table is refused where another command set is asked for', () => {
    using folder = temporaryFolder();
    const sut = 'mutant:group-never-ends';
    const { code, err } = processionShared(folder.path, 'check', '--sut', sut, '--set', 'hierarchy');
    expect(code).toBe(2);
    expect(err).toMatch(/^procession: .*answers the posix commands/);
  });
});

test('every mutant is a system of the set that lists it, and none of the table itself is', () => {
  for (const set of COMMAND_SET_NAMES) {
    for (const { name, make } of mutantCandidates(set)) {
      const system = make();
      expect([system.name, system.commandSet ?? 'hierarchy']).toEqual([name, set]);
    }
  }
  expect(mutantSystem('table')).toBeUndefined();
  expect(mutantSystem('toString')).toBeUndefined();
});
