// Goal: a command line or an import of the package does not wait for what it does not use: other commands, branches, recordings.
// Method: each in a process of its own, which prints the files of src that it has loaded.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { LISTED_COMMANDS } from '../../src/app/cli/command-list.ts';
import { LAUNCHER } from '../support/procession.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TRACE = 'properties/traces/litmus/f01-fork-inherits.trace';
const BRANCHED = ['check', '--sut', 'shared-table', '--branches', '2', '--runs', '1', '--no-save'];

/** Prints the address of each module when it is loaded, on standard error. */
const PRELOAD = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  import { registerHooks } from 'node:module';
  registerHooks({
    load(url, context, next) {
      writeSync(2, url + '\\n');
      return next(url, context);
    },
  });
`)}`;

/** The folders and files that run branches, or are run by them. */
const OF_BRANCHES = /\/src\/(engines\/concurrency|impl\/shared|systems\/concurrent|app\/cli\/branches)\/.*/;

/** The same of recordings. */
const OF_RECORDINGS = /\/src\/(engines\/recordings|app\/cli\/recordings|app\/web\/timeline-page)\/.*/;

/** The loaded files of src that have to do with branches, or with something else, by their names. */
function loadedBy(...words: readonly string[]): readonly string[] {
  return loadedOf(OF_BRANCHES, ...words);
}

function loadedOf(files: RegExp, ...words: readonly string[]): readonly string[] {
  const { stderr, status } = spawnSync(process.execPath, ['--import', PRELOAD, ...words], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return stderr.split('\n').flatMap((url) => files.exec(url)?.[0].replace('/src/', '') ?? []);
}

// The names of the lock's faults stand in the help of errors.
const OF_NAMES = [
  'impl/shared/lock-words.ts',
  'impl/shared/stepped-lock.ts',
  'systems/concurrent/stepped-lock-parts.ts',
];

test('the command line loads for help the list of commands and none of them', () => {
  const loaded = loadedOf(/\/src\/.*/, LAUNCHER, '--help');
  expect(loaded).toContain('app/cli/command-list.ts');
  expect(
    loaded.filter((file) => !/^(app\/cli\/[^/]+|contract\/.+|lockstep\/exceptions)\.ts$/.test(file)),
  ).toEqual([]);
});

test.each(LISTED_COMMANDS)(
  'the command $name takes what the list says of it',
  async ({ name, takes, load }) => {
    const command = await load();
    expect(command.name()).toBe(name);
    // Two dashes end the options of any command.
    expect(command.usage().replace('[--] ', '')).toBe(takes);
  },
);

test.each([
  ['a check of sequences', ['check', '--runs', '1', '--no-save', '--no-corpus']],
  ['a replay of a sequence', ['replay', TRACE]],
])(
  'the command line loads for %s, of what runs branches, no more than the names of faults take',
  (_, words) => {
    expect(loadedBy(LAUNCHER, ...words).toSorted()).toEqual(OF_NAMES);
  },
);

test('a check of branches loads what runs them', () => {
  expect(loadedBy(LAUNCHER, ...BRANCHED)).toContain('engines/concurrency/concurrent-campaign.ts');
});

test('an import of the package loads neither schedules nor threads', () => {
  const loaded = loadedBy('src/index.ts');
  expect(loaded.filter((file) => /schedule|thread|baton|campaign|settle/.test(file))).toEqual([]);
  expect(loaded).toContain('engines/concurrency/linearizability.ts');
});

test.each([
  ['the help of explain', ['explain', '--help']],
  ['the help of record', ['record', '--help']],
  ['a replay of a sequence', ['replay', TRACE]],
])('the command line loads for %s nothing of what explains recordings', (_, words) => {
  const loaded = loadedOf(OF_RECORDINGS, LAUNCHER, ...words);
  // The usual limits stand in the help of options.
  expect(loaded.filter((file) => file !== 'engines/recordings/usual-limits.ts')).toEqual([]);
});

test('an explanation loads what explains recordings, and without --html nothing of the page', () => {
  const loaded = loadedOf(OF_RECORDINGS, LAUNCHER, 'explain', 'properties/recordings/logs/atd_batch.strace');
  expect(loaded).toContain('engines/recordings/explain.ts');
  expect(loaded.filter((file) => file.startsWith('app/web/'))).toEqual([]);
});
