// A line that is printed to see a failure again shows it again, whatever prints it: what the quick tests leave out.
import { test } from 'vitest';
import { CHECK, expectLinesFailAgain, MUTANT, RUN } from './lines-run-again.ts';

test.each<[string, readonly string[]]>([
  ['check of a module', ['check', '--sut', './m.ts', ...CHECK, '--no-save']],
  ['check of such a program that stores nothing', ['check', ...RUN, ...CHECK, '--no-save']],
  ['check with all failures', ['check', ...MUTANT, ...CHECK, '--all-failures']],
  [
    'tour of a program with an environment',
    ['tour', ...RUN, '--commands', 'fork,create_group,exit,free', '--ids', '2'],
  ],
  ['explore of a module', ['explore', '--sut', './m.ts', '--ids', '3']],
  ['shrink on a program with an environment', ['shrink', 'long.trace', ...RUN]],
])('the line printed by %s fails in the same way', (_by, words) => expectLinesFailAgain(words));
