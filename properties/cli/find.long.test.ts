// Goal: procession find answers as its help says, with an exit code for each end, and what it writes can be gone on with.
// Method: the command line, as a user runs it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { procession, temporaryFolder } from '../support/procession.ts';

describe('procession find', () => {
  test('a state that there is ends with 0, and its trace replays', () => {
    using folder = temporaryFolder();
    const { code, out } = procession(
      folder.path,
      'find',
      'zombie-keeps-its-group',
      '--output',
      'found.trace',
    );
    expect(code).toBe(0);
    expect(out).toMatch(
      /^FOUND {2}after 3 commands, and after no fewer within this bound \(\d+ states searched\)$/m,
    );
    expect(out).toMatch(/^state {2}s1\{ g1: 1 \} s2\{ g2: 2<1z \}$/m);
    expect(readFileSync(join(folder.path, 'found.trace'), 'utf8')).toMatch(
      /^procession trace 1 hierarchy\n# find zombie/,
    );
    expect(procession(folder.path, 'replay', 'found.trace').code).toBe(0);
  });

  test('a state that there is not ends with 1, and says the bound', () => {
    using folder = temporaryFolder();
    const { code, out } = procession(folder.path, 'find', 'count(groups) = 4', '--ids', '3');
    expect(code).toBe(1);
    expect(out).toMatch(/^NONE {2}no state of this bound satisfies it: all 182 states were asked$/m);
    expect(out).toMatch(/^larger bounds may have one: --ids 4$/m);
  });

  test('a search that is cut short ends with 3, and says by what', () => {
    using folder = temporaryFolder();
    const deep = procession(folder.path, 'find', 'count(groups) = 4', '--depth-max', '2');
    expect(deep.code).toBe(3);
    expect(deep.out).toMatch(
      /^INCONCLUSIVE {2}no sequence of up to 2 commands leads to such a state; longer ones/m,
    );
    const wide = procession(folder.path, 'find', 'count(groups) = 4', '--states-max', '9');
    expect(wide.code).toBe(3);
    expect(wide.out).toMatch(
      /^INCONCLUSIVE {2}the search was cut short at \d+ states: .*; there is none of fewer than/m,
    );
  });

  test.each([
    [['zombi(3)'], /^procession: the predicate, column 1: .*\(Did you mean zombie\?\)$/m],
    [['zombie(3) and\nzombi(3)'], /^procession: the predicate, line 2, column 1: /m],
    [
      ['zombie(5)', '--ids', '4'],
      /^procession: the predicate names 5, which --ids 4 leaves out: ask for --ids 5$/m,
    ],
    [['zombie(99)'], /^procession: the predicate names 99, and a search knows ids up to 15/m],
    [
      ['freed-without-a-wait', '--set', 'posix', '--commands', 'fork,exit'],
      /takes ignore_sigchld: name them with --commands/,
    ],
    [['stopped(2)', '--set', 'posix'], /the POSIX commands show nothing called "stopped"/],
    [[], /^procession: there is nothing to find: say what is to hold/m],
    [['--list', 'zombie(3)'], /--list names what can be asked, and takes no predicate/],
    [['zombie(3)', '--output', 'nowhere/deep.trace'], /--output: there is no folder nowhere/],
    [['zombie(3)', 'zombie(2)'], /too many arguments/],
    [
      ['zombie(3)', '--handles', '1', '--set', 'posix'],
      /the POSIX commands know no handles: leave --handles out/,
    ],
  ])('%j is misuse, told in a sentence', (words, sentence) => {
    using folder = temporaryFolder();
    const { code, out, err } = procession(folder.path, 'find', ...words);
    expect(err).toMatch(sentence);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  test('a search without the commands that it would take names them', () => {
    using folder = temporaryFolder();
    const words = ['find', 'executed(3)', '--set', 'posix', '--commands', 'fork,exit'];
    expect(procession(folder.path, ...words).out).toMatch(
      /^it may take execve, which --commands leaves out$/m,
    );
  });

  test('a machine is given the trace, the state and the bound', () => {
    using folder = temporaryFolder();
    const { code, out } = procession(folder.path, 'find', 'zombie 3', '--set', 'posix', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'pass',
      reason: null,
      predicate: 'zombie(3)',
      text: 'zombie 3',
      commandSet: 'posix',
      profile: 'linux',
      ids: 3,
      kept: [3],
      length: 2,
      shortest: true,
      trace: ['1 fork 3 => ok pid=3', '3 exit 0 => ok'],
      state: 's1{ g1: 1 3<1z }',
      file: null,
    });
    const none = procession(folder.path, 'find', 'parent(1) = 1', '--ids', '2', '--json');
    expect(JSON.parse(none.out)).toMatchObject({
      verdict: 'fail',
      handles: 0,
      length: null,
      trace: null,
      state: null,
    });
    expect(none.code).toBe(1);
  });

  test('every name in the list can be asked about', () => {
    using folder = temporaryFolder();
    const { out } = procession(folder.path, 'find', '--list', '--set', 'job-control', '--json');
    const list = JSON.parse(out) as {
      readonly fields: { readonly process: readonly string[] };
      readonly words: readonly string[];
    };
    expect(list.fields.process).toEqual(expect.arrayContaining(['parent', 'terminal', 'session', 'waiting']));
    expect(list.words).toEqual(['running', 'zombie', 'stopped']);
    const text = procession(folder.path, 'find', '--list', '--set', 'job-control').out;
    for (const name of [...list.fields.process, ...list.words, 'wait-blocks']) expect(text).toContain(name);
  });
});
