// Goal: procession why takes a state in each of its forms, and answers with a sentence and an exit code. Method: the command line, as a
// user runs it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { procession, processionWith, temporaryFolder } from '../support/procession.ts';

const TRACE = 'procession trace 1 posix\n1 fork 2 => ok pid=2\n2 setsid\n';

describe('procession why', () => {
  test.each(['two.trace', '-', '1 fork 2; 2 setsid', 's1{ g1: 1 } s2{ g2: 2<1 }'])(
    'a state is a trace, commands or the notation: "%s" has the same answer as the others',
    (state) => {
      using folder = temporaryFolder();
      writeFileSync(join(folder.path, 'two.trace'), TRACE);
      const words = ['why', state, '1 setpgid 2 2', '--states-max', '2'];
      const { code, out } = processionWith({ input: TRACE }, folder.path, ...words);
      expect(out).toMatch(/^1 setpgid 2 2 {2}in {2}s1\{ g1: 1 \} s2\{ g2: 2<1 \}$/m);
      expect(out).toMatch(/^REFUSED {2}2 rules refuse it$/m);
      expect(out).toMatch(/^ {2}P3 setpgid refused: EPERM, leads-its-session/m);
      expect(out).toMatch(/^whether it is accepted later is not known: /m);
      expect(code).toBe(1);
    },
  );

  test('an accepted command ends with 0, with its answer and what changes', () => {
    using folder = temporaryFolder();
    const { code, out } = procession(folder.path, 'why', '', '1 fork 2');
    expect(out).toMatch(/^ACCEPTED {2}ok pid=2$/m);
    expect(out).toMatch(/^changed: new process 2$/m);
    expect(code).toBe(0);
  });

  test('the verdict is told once for profiles that agree, and apart for those that differ', () => {
    using folder = temporaryFolder();
    const words = ['why', '1 fork 2; 2 setsid; 2 open_terminal tty1', '2 tcsetpgrp tty1 7'];
    const { out, code } = procession(folder.path, ...words);
    expect(out).toMatch(/^by posix: REFUSED/m);
    expect(out).toMatch(/^by linux-5\.9 and linux: REFUSED/m);
    expect(code).toBe(1);
  });

  test('a command that nobody can issue ends with 1, and says why', () => {
    using folder = temporaryFolder();
    const { out, code } = procession(folder.path, 'why', '1 fork 2; 2 exit 0', '2 setsid');
    expect(out).toMatch(/^REFUSED {2}it cannot be issued: process 2 is not running$/m);
    expect(code).toBe(1);
  });

  test('a machine is given the readings and the way', () => {
    using folder = temporaryFolder();
    const { out, code } = procession(folder.path, 'why', 's1{ g1: 1 2<1x }', '1 setpgid 2 0', '--json');
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'fail',
      commandSet: 'posix',
      state: 's1{ g1: 1 2<1x }',
      notation: '1 setpgid 2 0',
      readings: [
        {
          profile: 'posix',
          verdict: 'refused',
          refusals: [{ refusal: 'child-has-executed', errno: 'EACCES', clause: 'P3' }],
        },
        { profile: 'linux' },
      ],
      nearest: { outcome: 'found', length: 3, trace: expect.any(Array) as unknown },
    });
    expect(code).toBe(1);
  });

  test.each([
    ['posix', 'linux'],
    ['linux', 'linux'],
  ])('--profile %s judges by it alone, and the nearest state is by %s', (profile, nearest) => {
    using folder = temporaryFolder();
    const { out, code } = procession(
      folder.path,
      'why',
      '1 fork 2; 2 setsid',
      '1 setpgid 2 1',
      '--set',
      'posix',
      '--profile',
      profile,
      '--json',
    );
    expect([code, JSON.parse(out)]).toMatchObject([
      1,
      { profile, readings: [{ profile, verdict: 'refused' }], nearest: { profile: nearest } },
    ]);
    expect((JSON.parse(out) as { readings: readonly unknown[] }).readings).toHaveLength(1);
  });

  test.each([
    [['nowhere.trace', '1 fork 2'], /^procession: nowhere\.trace cannot be read: /m],
    [['1 fork 2; 2 bogus', '1 fork 3'], /^procession: the state, column 13: unknown command "bogus"/m],
    [['1 fork 2', '1 fork'], /^procession: the command, column 7: fork needs an argument: child$/m],
    [
      ['s1{ g1: 1 2<9 }', '1 fork 3'],
      /^procession: the state, column 11: the parent of process 2 must be a process/m,
    ],
    [
      ['1 fork 2; 3 setsid', '1 fork 4', '--set', 'posix'],
      /^procession: the state: its command 2, "3 setsid", cannot be issued/m,
    ],
    [
      ['1 fork 2', '1 fork 3', '--set', 'hierarchy', '--profile', 'linux'],
      /^procession: the hierarchy commands have no profile linux: leave --profile out$/m,
    ],
    [['1 fork 2'], /missing required argument/],
  ])('%j is misuse, told in a sentence', (words, sentence) => {
    using folder = temporaryFolder();
    const { code, out, err } = procession(folder.path, 'why', ...words);
    expect(err).toMatch(sentence);
    expect(out).toBe('');
    expect(code).toBe(2);
  });
});
