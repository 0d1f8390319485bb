// Goal: a word that was nearly right is told what was meant. Method: the function on words of our own, and every place of
// the command line where a word is one of a list.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { didYouMean } from '../../src/contract/did-you-mean.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';

describe('a suggestion', () => {
  test.each([
    ['tabel', ['table', 'model'], ' (Did you mean table?)'],
    ['TABLE', ['table', 'model'], ' (Did you mean table?)'],
    ['forget-to-orphn', ['forget-to-orphan', 'fork-forgets'], ' (Did you mean forget-to-orphan?)'],
    ['exi', ['exit', 'fork'], ' (Did you mean exit?)'],
    ['getp', ['getpgid', 'getppid', 'kill'], ' (Did you mean one of getpgid, getppid?)'],
    ['zebra', ['table', 'model'], ''],
    ['a', ['b', 'c'], ''],
    ['', ['table'], ''],
    ['x'.repeat(100_000), ['table'], ''],
  ])('the suggestion for %.20s among %j is "%s"', (word, candidates, told) => {
    expect(didYouMean(word, candidates)).toBe(told);
  });
});

const KNOWN = (text: string): string => `{"deviations":[${text}]}`;
const DEVIATION = { command: 'free', when: 'has-children', answer: 'ok', reason: 'so' };

test.each([
  [['check', '--sut', 'tabel'], 'table'],
  [['check', '--sut', 'mutant:forget-to-orphn'], 'forget-to-orphan'],
  [['check', '--sut', 'mutant-forget-to-orphan'], 'mutant:forget-to-orphan'],
  [['check', '--sut', 'forget-to-orphan'], 'mutant:forget-to-orphan'],
  [['check', '--set', 'posxi'], 'posix'],
  [['check', '--profile', 'linus'], 'linux'],
  [['explore', '--symmetry', 'of'], 'one of on, off'],
  [['explore', '--match', 'representations'], 'representation'],
  [['explore', '--commands', 'fork,exti'], 'exit'],
  [['tour', '--set', 'posix', '--commands', 'create_sesion'], 'create_session'],
  [['mutants', '--set', 'posi'], 'posix'],
  [['mutants', 'forget-to-orphn'], 'forget-to-orphan'],
  [['show', 'x.trace', '--format', 'htlm'], 'html'],
  [['check', '--known', 'command.json'], 'fork'],
  [['check', '--known', 'when.json'], 'not-running'],
  [['chekc'], 'check'],
  [['check', '--sedd', '1'], '--seed'],
] as const)('procession %j says what was meant', (words, meant) => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'command.json'), KNOWN(JSON.stringify({ ...DEVIATION, command: 'frok' })));
  const when = { ...DEVIATION, command: 'fork', when: 'not-runing' };
  writeFileSync(join(folder.path, 'when.json'), KNOWN(JSON.stringify(when)));
  const { code, err } = processionShared(folder.path, ...words);
  expect(code).toBe(2);
  expect(err).toContain(`(Did you mean ${meant}?)`);
});
