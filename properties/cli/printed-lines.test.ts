// Goal: a line that is printed to see a failure again shows it again, in the same way. Method: every command that prints
// one, on systems of every kind, with and without what a line has to name besides; each line is run as it is printed.
import { describe, expect, test } from 'vitest';
import { CHECK, expectLinesFailAgain, MUTANT } from './lines-run-again.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';

describe('the line printed by', () => {
  test.each<[string, readonly string[]]>([
    ['check of a mutant', ['check', ...MUTANT, ...CHECK]],
    ['check of a mutant that stores nothing', ['check', ...MUTANT, '--seed', '3', '--no-save']],
    ['check with sizes', ['check', ...MUTANT, ...CHECK, '--no-save', '--ids', '5', '--commands-max', '20']],
    [
      'check of the other command set',
      ['check', '--sut', 'mutant:setsid-guards-by-the-session-only', ...CHECK],
    ],
    ['tour of a mutant', ['tour', ...MUTANT]],
    ['explore of a mutant', ['explore', ...MUTANT, '--ids', '3']],
    ['shrink of a mutant', ['shrink', 'long.trace', ...MUTANT]],
  ])('the line printed by %s fails in the same way', (_by, words) => expectLinesFailAgain(words));
});

describe('what a failure depended on', () => {
  test.each([
    [['check', '--env', 'A=1'], '--env goes with a program or a module, and table reads no environment'],
    [['check', '--sut', './p.ts', '--env', 'nothing'], 'It must be NAME=VALUE.'],
    [['play', '--env', 'A=1'], '--env is about a system: --sut says which'],
  ])('--env is misuse if nothing reads it or it says nothing: %j', (words, sentence) => {
    using folder = temporaryFolder();
    const { code, err } = processionShared(folder.path, ...words);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });
});
