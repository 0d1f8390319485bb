// Goal: whoever opens a file with branches or a log gets its commands, or one sentence that says what opens it. Method: the page's
// own reader on traces of branches whose answers allow one order, several, or none, and on recorded logs.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { Trial } from '../../src/app/web/explorer-page/trial.ts';
import type { TrialNote } from '../../src/app/web/explorer-page/trial.ts';
import {
  printConcurrentRecord,
  concurrentRecordOf,
} from '../../src/counterexample/file/concurrent-record.ts';
import { VOCABULARIES } from '../../src/command-sets.ts';
import { explorerBundle } from '../../tools/explorer-bundle.ts';
import { race } from '../counterexample/branch-stories.ts';
import { ROOT } from '../support/repository.ts';

const LOGS = join(ROOT, 'properties/recordings/logs');

const branched = (...lines: readonly string[]): string =>
  ['procession trace 2 hierarchy', ...lines, ''].join('\n');

/** The commands that a text opens with, and the sentence on them. */
function opened(text: string): { readonly commands: readonly (string | undefined)[]; readonly said: string } {
  const trial = new Trial();
  const told: TrialNote = trial.open(text, 'a.trace');
  return {
    commands: trial.tree.line.slice(1).map(({ by }) => by?.text),
    said: 'note' in told ? told.note : told.problem,
  };
}

/** Two commands for one id: the answers say which came first. */
const RACE = [
  '1 fork 2',
  '|| branch 1',
  '1 fork 3 => refused id-in-use',
  '|| branch 2',
  '2 fork 3 => ok pid=3',
];

describe('a file with branches', () => {
  test('a trace with branches opens in the order that explains their answers', () => {
    expect(opened(branched(...RACE, 'history: 1( 2( 1) 2)'))).toEqual({
      commands: ['1 fork 2', '2 fork 3', '1 fork 3'],
      said: '3 commands of a.trace; a.trace: its branches stand one after the other, in an order that explains their answers: 2 1',
    });
  });

  test('an order that real time forbids is not taken, and that none explains the answers is said', () => {
    const { commands, said } = opened(branched(...RACE, 'history: 1( 1) 2( 2)'));
    expect(commands).toEqual(['1 fork 2', '1 fork 3', '2 fork 3']);
    expect(said).toContain('no order explains their answers, and this one goes furthest');
  });

  test('a command that was never called is left out, and so is a look', () => {
    const { commands } = opened(
      branched('|| branch 1', '1 fork 2', '|| branch 2', '- observe', '1 fork 3', 'history: 2('),
    );
    expect(commands).toEqual([]);
  });

  test('a branch keeps its own order where there is no history', () => {
    const { commands } = opened(branched('|| branch 1', '1 fork 2', '2 fork 3', '|| branch 2', '1 fork 4'));
    expect(commands.indexOf('2 fork 3')).toBeGreaterThan(commands.indexOf('1 fork 2'));
  });

  test('the JSON of a counterexample with branches opens with its commands', () => {
    const { failure } = race;
    if (failure === undefined) throw new Error('the story has no failure');
    const record = concurrentRecordOf(failure, { system: 'mutant:none' }, VOCABULARIES[0]);
    const { commands, said } = opened(printConcurrentRecord(record));
    expect(commands).toHaveLength(race.program.prefix.length + race.program.branches.flat().length);
    expect(said).toContain('its branches stand one after the other');
  });
});

describe('the small page', async () => {
  const bundle = await explorerBundle(
    'small',
    `import { Trial } from './src/app/web/explorer-page/trial.ts';
globalThis.SmallTrial = Trial;`,
  );
  runInThisContext(bundle);
  const { SmallTrial } = globalThis as unknown as { readonly SmallTrial: typeof Trial };

  test('the small page says of a file with branches what takes it', () => {
    const told = new SmallTrial().open(branched(...RACE), 'a.trace');
    expect('problem' in told ? told.problem : '').toMatch(
      /^a\.trace: 1:1: it has branches, .*[^"]+ show" tells it/,
    );
  });
});

describe('a log', () => {
  const logs = readdirSync(LOGS).filter((name) => name.endsWith('.strace'));

  test.each(logs)('a log is told as one, with the command that opens it: %s', (name) => {
    const { commands, said } = opened(readFileSync(join(LOGS, name), 'utf8'));
    expect(commands).toEqual([]);
    expect(said).toMatch(/^a\.trace: it is a log of strace: ".* explorer LOG --open" writes this page/);
  });

  test.each([
    ['without a time', '14 setsid() = 14'],
    ['of one process', 'execve("sh", [...], [...]) = 0'],
    ['with brackets', '[pid    14] getpid() = 14'],
    ['that begins in the middle', '14 12:01:02.5 <... wait4 resumed>) = 15'],
    ['of signals', '14 --- SIGCHLD {si_signo=SIGCHLD} ---'],
    ['of an end', '14 1795353482.604018 +++ exited with 0 +++'],
  ])('a log is told as one: %s', (_, line) => {
    expect(opened(line).said).toContain('it is a log of strace');
  });

  test('a trace is none, whatever its comments say', () => {
    expect(opened('procession trace 1 hierarchy\n# fork() = 2\n1 fork 2\n').commands).toEqual(['1 fork 2']);
  });
});
