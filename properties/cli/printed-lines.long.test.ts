// A line that is printed to see a failure again shows it again, whatever prints it: what the quick tests leave out.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CHECK, expectLinesFailAgain, LATE, MUTANT, PROGRAM, RUN } from './lines-run-again.ts';
import { processionShared, processionWith, temporaryFolder } from '../support/procession.ts';

test.each<[string, readonly string[]]>([
  ['check of a program with an environment', ['check', ...RUN, ...CHECK]],
  ['check of a program that needs what ran before', ['check', ...LATE, ...CHECK]],
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

test('what a failure depended on stands in its record, and a replay without it that passes says so', () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'p.ts'), PROGRAM);
  const { out } = processionShared(folder.path, 'check', ...RUN, ...CHECK);
  const file = /^saved: {2}(.*)$/m.exec(out)?.[1] ?? '';
  expect(readFileSync(join(folder.path, file), 'utf8')).toContain(
    String.raw`# environment: ["FAULT=a \"fault\" of ours"]`,
  );
  const without = processionShared(folder.path, 'replay', file, ...RUN.slice(0, 2));
  expect(without.code).toBe(0);
  expect(without.out).toContain(
    'note: the failure was found with --env FAULT=a "fault" of ours, which was not said here',
  );
  const shell = processionWith(
    { env: { FAULT: 'a "fault" of ours' } },
    folder.path,
    'replay',
    file,
    ...RUN.slice(0, 2),
  );
  expect(shell.code).toBe(1);
});
