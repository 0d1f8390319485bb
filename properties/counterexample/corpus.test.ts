// Goal: what once failed is asked again on every check, and no file's end is hidden. Method: a folder with a file for
// every way to end, replayed in-process and by the command line.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import { waitingForTheLast } from '../support/posix-scenarios.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';
import { failureOf, mutant, ORPHAN } from './examples.ts';
import { replayCorpus, storeFailure } from '../support/by-set.ts';

const HEAD = 'procession trace 1 hierarchy\n';
const orphan = await failureOf(mutant('forget-to-orphan'), ...ORPHAN);

/** A folder with these files. */
function corpus(files: Readonly<Record<string, string>>): ReturnType<typeof temporaryFolder> {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
  return folder;
}

const FILES = {
  'a-orphan.trace': `${HEAD}${ORPHAN.join('\n')}\n`,
  'b-damaged.trace': `${HEAD}1 fork 2\n1 spoon 2\n`,
  'c-damaged.json': '{"format":"procession-counterexample","version":1}',
  'd-other-words.trace': `${HEAD}1 fork 2 => refused not-running\n`,
  'e-thread.trace': `${HEAD}1 new_thread 5 => ok tid=5\n`,
  'f-empty.trace': HEAD,
  'README.md': 'not a trace',
} as const;

describe('a corpus', () => {
  test('a corpus ends every file as still failing, fixed, no longer applicable or damaged, and goes on', async () => {
    using folder = corpus(FILES);
    const system = mutant('forget-to-orphan');
    const withoutThreads = { ...system, supports: ['fork', 'exit', 'free'] as const };
    const entries = await replayCorpus(folder.path, withoutThreads);
    const ends = entries.map((entry) => {
      const { file, outcome } = entry;
      const why =
        outcome === 'still-fails'
          ? ('failure' in entry ? entry.failure.divergence : entry.branches).concerns
          : outcome === 'damaged'
            ? entry.problem
            : outcome === 'fixed'
              ? ''
              : entry.reason;
      return `${file.slice(folder.path.length + 1)} ${outcome}: ${why}`;
    });
    expect(ends).toEqual([
      'a-orphan.trace still-fails: H5',
      'b-damaged.trace damaged: 3:3: unknown command "spoon"',
      'c-damaged.json damaged: /commandSet: expected "hierarchy" or "posix" or "job-control", not nothing',
      'd-other-words.trace no-longer-applicable: line 2 records "refused not-running" for "1 fork 2", the specification says "ok pid=2"',
      'e-thread.trace no-longer-applicable: mutant:forget-to-orphan does not support new_thread',
      'f-empty.trace no-longer-applicable: it has no command',
    ]);
  });

  test('a corpus that check has stored holds one failure, in two forms, and is fixed once the fault is gone', async () => {
    using folder = temporaryFolder();
    const file = storeFailure(folder.path, orphan, { system: 'mutant:forget-to-orphan' });
    const still = await replayCorpus(folder.path, mutant('forget-to-orphan'));
    expect(still.map(({ outcome }) => outcome)).toEqual(['still-fails']);
    expect(await replayCorpus(folder.path, tableSystem())).toEqual([{ file, outcome: 'fixed', commands: 3 }]);
  });

  test('a corpus is not called fixed where a choice of the system left a command out', async () => {
    const text = '1 fork 2\n1 fork 3\n2 exit 0\n3 exit 0\n1 waitpid -1\n1 fork 2\n2 execve\n';
    using folder = corpus({ 'a.trace': `procession trace 1 posix\n${text}` });
    expect(await replayCorpus(folder.path, posixTableSystem())).toMatchObject([
      { outcome: 'fixed', commands: 7 },
    ]);
    expect(await replayCorpus(folder.path, waitingForTheLast('posix'))).toMatchObject([
      {
        outcome: 'no-longer-applicable',
        reason: 'line 8: "2 execve" cannot be issued there: the answers before it led elsewhere',
      },
    ]);
  });

  test('a corpus whose one file cannot be read says so', async () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, 'folder.trace'));
    expect(await replayCorpus(folder.path, tableSystem())).toMatchObject([
      { outcome: 'damaged', problem: ' it cannot be read: it is a folder' },
    ]);
  });
});

describe('procession check', () => {
  const words = ['check', '--runs', '5', '--seed', '1', '--no-save'];

  test('procession check fails by its corpus where its search does not, and ends with the line that replays', () => {
    using folder = corpus({ 'a.trace': FILES['a-orphan.trace'], 'b.trace': FILES['b-damaged.trace'] });
    // A search this short finds nothing: its only command is a fork.
    const { code, out } = processionShared(
      folder.path,
      ...words,
      '--sut',
      'mutant:forget-to-orphan',
      '--commands-max',
      '1',
      '--corpus',
      '.',
    );
    expect(code).toBe(1);
    expect(out).toContain('PASS  mutant:forget-to-orphan and the model agree');
    expect(out).toContain('.: 2 regression traces, 1 still failing, 1 damaged\n');
    expect(out).toContain('a.trace still fails: H5: process 1: children should be [2, 3] and is [2]\n');
    expect(out).toContain('! b.trace:3:3: unknown command "spoon"\n');
    expect(out).toMatch(
      /\nFAIL {2}1 of 2 regression traces still fails\nreplay: npx procession-check replay a\.trace --sut mutant:forget-to-orphan\n$/,
    );
  });

  test('procession check replays the usual folder unasked, says that all is fixed, and not when told not to', () => {
    using folder = temporaryFolder();
    const regressions = join(folder.path, 'properties', 'traces', 'regressions');
    mkdirSync(regressions, { recursive: true });
    writeFileSync(join(regressions, 'a.trace'), FILES['a-orphan.trace']);
    const { code, out } = processionShared(folder.path, ...words);
    expect(code).toBe(0);
    expect(out).toMatch(/^properties\/traces\/regressions: 1 regression trace, 1 fixed\n/);
    expect(processionShared(folder.path, ...words, '--no-corpus').out).not.toContain('regression');
  });

  test('procession check with a damaged file is inconclusive, ends as misuse, and tells the same to machines', () => {
    using folder = corpus({ 'b.trace': FILES['b-damaged.trace'], 'ok.trace': FILES['a-orphan.trace'] });
    const { code, out } = processionShared(folder.path, ...words, '--corpus', '.', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'inconclusive',
      reason: '1 of 2 regression traces is damaged',
      corpus: {
        folder: '.',
        files: [
          {
            file: 'b.trace',
            outcome: 'damaged',
            reason: 'b.trace:3:3: unknown command "spoon"',
            replay: null,
          },
          { file: 'ok.trace', outcome: 'fixed', reason: null, replay: null },
        ],
      },
    });
  });

  test('procession check refuses a corpus that is not there', () => {
    using folder = temporaryFolder();
    const { code, err } = processionShared(folder.path, ...words, '--corpus', 'nowhere');
    expect([code, err]).toEqual([2, 'procession: nowhere cannot be replayed: there is no such folder\n']);
  });
});

describe('procession replay', () => {
  test('procession replay takes the JSON form too', () => {
    using folder = temporaryFolder();
    const json = storeFailure(folder.path, orphan, { system: 'x' }).replace(/trace$/, 'json');
    expect(processionShared(folder.path, 'replay', json, '--sut', 'mutant:forget-to-orphan').code).toBe(1);
    expect(processionShared(folder.path, 'replay', json).code).toBe(0);
  });
});
