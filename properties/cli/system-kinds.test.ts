// Goal: one list says what --sut may name, and a file can have run only what comes with the package.
// Method: the help and the sentences that a user meets, and each kind of words that a file's record may hold.
import { describe, expect, test } from 'vitest';
import { builtInNamed, isModule, SYSTEM_HELP } from '../../src/app/cli/options/system-kinds.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';

test('help and the error for a system that does not exist name the same kinds', () => {
  using folder = temporaryFolder();
  const help = processionShared(folder.path, 'check', '--help').out.replaceAll(/\s+/g, ' ');
  expect(help).toContain(SYSTEM_HELP);
  const { err, code } = processionShared(folder.path, 'check', '--sut', 'forget-to-orphan');
  expect([code, err]).toEqual([
    2,
    `procession: there is no system "forget-to-orphan": expected ${SYSTEM_HELP} (Did you mean mutant:forget-to-orphan?)\n`,
  ]);
});

test('the options of a process of its own are refused for a system that has none, with the kinds that take them', () => {
  using folder = temporaryFolder();
  const { err } = processionShared(folder.path, 'check', '--sut', 'model', '--time-limit-step', '1');
  expect(err).toBe(
    "procession: --time-limit-step goes with a module or a program alone (--sut FILE, --sut 'cmd:…')\n",
  );
});

describe('a system that a file names', () => {
  test.each(['table', 'model', 'mutant:forget-to-orphan'])('%s is run', (name) => {
    expect(builtInNamed(name)).toBe(name);
  });

  test('the POSIX table is run under the name of the table', () => {
    expect(builtInNamed('posix-table')).toBe('table');
  });

  test.each(['linux', 'cmd:rm -r x', './mine.ts', 'mutant:unheard-of', 'mutant:', 'mine', ''])(
    '"%s" is not run',
    (name) => {
      expect(builtInNamed(name)).toBeUndefined();
    },
  );
});

test.each([
  ['./a.ts', true],
  ['a\\b.ts', true],
  ['cmd:./a', false],
  ['mutant:./a', false],
  ['table', false],
])('--sut %s is a module: %s', (words, expected) => {
  expect(isModule(words)).toBe(expected);
});

test('a verdict before anything was run is JSON only where its command was asked for JSON', () => {
  using folder = temporaryFolder();
  const sut = ['--sut', 'cmd:/bin/false'] as const;
  const asked = processionShared(folder.path, 'check', ...sut, '--json');
  expect(JSON.parse(asked.out)).toMatchObject({ verdict: 'fail', counterexample: null });
  const mentioned = processionShared(folder.path, 'check', ...sut, '--known', '--json');
  expect(mentioned.out).toMatch(/^FAIL {2}cmd:\/bin\/false/);
});
