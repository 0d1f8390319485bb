// Goal: whatever a module of a user's does, in whichever of its methods, and whichever engine drives it, the run ends within
// its limits in a verdict that names the method and the command, and nothing of the module is left. Method: one module with
// one misbehaviour at a time, driven as the engines that can wait drive it, as the one that cannot, and from the command line.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Trouble } from '../../src/contract/trouble.ts';
import { replay } from '../support/by-set.ts';
import { closeSystem } from '../../src/lockstep/exceptions.ts';
import { isAlive } from '../support/alive.ts';
import {
  atOnce,
  COMMAND_ROWS,
  COMMANDS,
  failsAtTheExit,
  HANG,
  HUNG,
  isOneObject,
  misbehaving,
  OF_ITS_ANSWERS,
  OF_THE_PROCESS,
  threwIn,
  waiting,
} from '../support/misbehaving.ts';
import type { Drive, Misbehaviour } from '../support/misbehaving.ts';
import { processionMeanwhile, processionWith, temporaryFolder } from '../support/procession.ts';

// Beside each other where they wait; what is asked at once holds this thread meanwhile.
describe.concurrent('a module, asked waiting,', () => {
  claimsOf(waiting, [...OF_THE_PROCESS, ...OF_ITS_ANSWERS]);
});
// The host treats an answer alike whoever drives it: modules.long.test.ts asks at once for each.
describe('a module, asked at once,', () => {
  claimsOf(atOnce, OF_THE_PROCESS);
});

function claimsOf(drive: Drive, misbehaviours: readonly Misbehaviour[]): void {
  test.each(['none', 'writes'])('a module is judged as any system: %s', async (as) => {
    using it = misbehaving(as);
    const system = await drive(it.file, {});
    expect((await replay(system, COMMANDS)).divergence).toBeUndefined();
    expect(await closeSystem(system)).toBeUndefined();
    expect(it.pids().map(isAlive)).toEqual([false]);
  });

  test.each(misbehaviours)('a module that %s fails at that command, and is gone', async (...misbehaviour) => {
    await failsAtTheExit(drive, misbehaviour);
  });

  test.each([
    ['throws-in-reset', `its reset ${threwIn('reset')}`, {}],
    ['hangs-in-reset', `its reset: ${HUNG}`, HANG],
  ])('a module is found at fault before any command: %s', async (as, sentence, limits) => {
    using it = misbehaving(as);
    const system = await drive(it.file, limits);
    const { divergence } = await replay(system, COMMANDS);
    expect(divergence).toMatchObject({ kind: 'exception', step: -1, command: undefined });
    expect(divergence?.sentence).toContain(sentence);
    await closeSystem(system);
  });

  test('a module that finds itself broken fails by that, with the commands that led there', async () => {
    using it = misbehaving('finds-itself-broken');
    const system = await drive(it.file, {});
    const run = await replay(system, COMMANDS);
    expect(run.divergence).toMatchObject({ kind: 'self-check', sentence: 'a list is not linked back' });
    expect(run.commands).toEqual(COMMANDS);
    await closeSystem(system);
  });

  test.each([
    ['exits-at-import', 'it ended with exit code 0', {}],
    ['hangs-at-import', 'it did not answer within 2 s', { startMs: 2000 }],
    ['never-loads', 'it did not answer within 2 s', { startMs: 2000 }],
    ['throws-in-import', 'RangeError: no luck in import (properties/systems/misbehaving/module.ts:', {}],
  ])('a module that %s is in trouble while it is loaded, and is gone', async (as, sentence, limits) => {
    using it = misbehaving(as);
    const error = await drive(it.file, limits).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Trouble);
    expect(error).toMatchObject({ method: 'import' });
    expect((error as Trouble).message).toContain(sentence);
    // The process may not even have come to write its pid.
    expect(existsSync(join(it.path, 'pids')) ? it.pids().filter(isAlive) : []).toEqual([]);
  });

  test.each([
    ['throws-in-close', `its close ${threwIn('close')}`, {}],
    ['rejects-in-close', `its close ${threwIn('close')}`, {}],
    ['exits-in-close', 'its close: it ended with exit code 3', {}],
    ['hangs-in-close', 'its close: it did not answer within 2 s', { closeMs: 2000 }],
  ])('a module that %s ends badly, which is told, and is gone', async (as, sentence, limits) => {
    using it = misbehaving(as);
    const system = await drive(it.file, limits);
    expect(await closeSystem(system)).toContain(sentence);
    expect(it.pids().filter(isAlive)).toEqual([]);
  });
}

describe.concurrent('from the command line, with --json,', () => {
  // One row for each command and for each case: modules.long.test.ts has all of them.
  const chosen = COMMAND_ROWS.filter(([command, as]) =>
    [
      'check writes',
      'check exits',
      'check exits-at-import',
      'explore blocks',
      'explore throws-in-close',
      'tour exits',
      'replay blocks',
    ].includes(`${command} ${as}`),
  );
  test.each(chosen)(
    'the --json of %s of a module that %s is one object that says: %s',
    async (...row) => {
      await isOneObject(row);
    },
    60_000,
  );

  test.each([
    ['snapshot', 'its snapshot on the way to these commands: RangeError: no luck in snapshot ('],
    ['restore', 'its restore on the way to these commands: RangeError: no luck in restore ('],
  ])('a search that meets an exception in %s fails, and stores the way there', async (method, sentence) => {
    using it = misbehaving(`throws-in-${method}`);
    const words = ['explore', '--ids', '2', '--sut', './mine.ts', '--json'];
    const { code, out } = await processionMeanwhile(it.path, ...words);
    const json = JSON.parse(out) as { reason: string; counterexample: { file: string } };
    expect(code).toBe(1);
    expect(json.reason).toContain(sentence);
    expect(readFileSync(join(it.path, json.counterexample.file), 'utf8')).toContain('2 exit');
  });

  test('children that a module leaves behind are ended with it', async ({ expect: here }) => {
    using it = misbehaving('leaves-children');
    await processionMeanwhile(it.path, 'replay', 'given.trace', '--sut', './mine.ts');
    expect(it.pids().length).toBeGreaterThan(1);
    await here.poll(() => it.pids().filter(isAlive)).toEqual([]);
  });

  test('what a module writes is its log, shown below a failure', async () => {
    using it = misbehaving('throws-in-observe');
    writeFileSync(it.file, `console.log('hello', 'there');\n${readFileSync(it.file, 'utf8')}`);
    const { out } = await processionMeanwhile(it.path, 'replay', 'given.trace', '--sut', './mine.ts');
    expect(out).toMatch(/^FAIL/);
    expect(out).toContain('the end of its standard error:\n  | hello there\n');
  });

  test('a bad end fails in shrink, show and play, too', async () => {
    using it = misbehaving('throws-in-close');
    const again = ['--sut', './mine.ts'];
    const shrunk = await processionMeanwhile(it.path, 'shrink', 'given.trace', ...again);
    expect(shrunk).toMatchObject({ code: 1, err: '' });
    expect(shrunk.out).toMatch(/^FAIL {2}its close ended in an exception: RangeError: no luck in close \(/);
    const shown = await processionMeanwhile(it.path, 'show', 'given.trace', ...again);
    expect(shown.code).toBe(1);
    expect(shown.err).toMatch(/^procession: its close ended in an exception: /);
    const played = processionWith({ input: '1 fork 2\n' }, it.path, 'play', ...again);
    expect(played.code).toBe(1);
    expect(played.out).toContain('FAIL  its close ended in an exception: ');
  }, 60_000);
});

describe.concurrent('a module that cannot be loaded is told of with file, line and column', () => {
  test.each([
    ['a.mjs', 'const a = 1;\nfunction f( { return 2 }\n', 'SyntaxError: Unexpected number (a.mjs:2:22)'],
    ['a.mjs', "import x from './b.mjs';\n", /Cannot find module .* \(a\.mjs:1:15\)$/],
    [
      'a.mjs',
      "import x from 'no-such-package';\n",
      /Cannot find package 'no-such-package' .* \(a\.mjs:1:15\)$/,
    ],
    ['a.mjs', "import { x } from 'node:fs';\n", /does not provide an export named 'x' \(a\.mjs:1:10\)$/],
    ['a.ts', 'export const a: number = 1;\nenum B { C }\n', /enum is not supported .* \(a\.ts:2:1\)$/],
    ['a.ts', 'export const a: number = ;\n', 'SyntaxError: Expression expected (a.ts:1:26)'],
  ])(
    'a module that cannot be loaded is told of with file, line and column: %s, %j',
    async (name, text, sentence) => {
      using folder = temporaryFolder();
      writeFileSync(join(folder.path, name), text);
      const { code, out, err } = await processionMeanwhile(folder.path, 'check', '--sut', `./${name}`);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err.trimEnd()).toMatch(new RegExp(`^procession: \\./${name} could not be loaded: `));
      if (typeof sentence === 'string') expect(err).toContain(sentence);
      else expect(err.trimEnd()).toMatch(sentence);
    },
  );

  test('a module whose known deviations make no sense is told of in a sentence', async () => {
    using folder = temporaryFolder();
    const known = "knownDeviations: [{ command: 'forkk', when: 'accepted', answer: 'refused', reason: 'x' }]";
    writeFileSync(
      join(folder.path, 'a.mjs'),
      `export default { reset() {}, apply() {}, observe() {}, ${known} };\n`,
    );
    const { code, err } = await processionMeanwhile(folder.path, 'check', '--sut', './a.mjs');
    expect(code).toBe(2);
    expect(err).toBe(
      'procession: ./a.mjs: knownDeviations: deviations.0: there is no hierarchy command "forkk" (Did you mean fork?)\n',
    );
  });

  test.each([
    [
      "supports: ['forkk']",
      'it says that it supports "forkk", which is not a hierarchy command (Did you mean fork?)',
    ],
    [
      "commandSet: 'posic'",
      'its commandSet is "posic", which is none of hierarchy, posix, job-control (Did you mean posix?)',
    ],
  ])('a module that says of itself what makes no sense fails: %s', async (claim, sentence) => {
    using folder = temporaryFolder();
    writeFileSync(
      join(folder.path, 'a.mjs'),
      `export default { reset() {}, apply() {}, observe() {}, ${claim} };\n`,
    );
    const { code, out } = await processionMeanwhile(folder.path, 'check', '--sut', './a.mjs');
    expect(code).toBe(1);
    expect(out).toBe(`FAIL  ./a.mjs: its import: ${sentence}\n`);
  });
});
