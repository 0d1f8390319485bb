// Goal: what a user gets from `procession explore`. Method: the command itself, run as they would run it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exploreCommand } from '../../src/app/cli/commands/explore.ts';
import { documentedJson } from '../support/json-page.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';
import { textOf } from '../support/repository.ts';
import type { SpaceCounts } from './spaces.ts';

const recorded = JSON.parse(textOf('properties/recorded/state-space.json')) as Readonly<
  Record<string, SpaceCounts>
>;

interface Report {
  readonly verdict: string;
  readonly states: number;
  readonly transitions: number;
  readonly refusals: number;
  readonly selfLoops: number;
  readonly aside: number;
  readonly acceptedByCommand: Readonly<Record<string, number>>;
  readonly depth: number;
  readonly orbits: number | null;
  readonly orbitSum: number;
  readonly bytesPerState: number;
  readonly counterexample: { readonly notation: readonly string[]; readonly replay: string | null } | null;
}

function reportOf(folder: string, ...words: readonly string[]): Report {
  return JSON.parse(processionShared(folder, 'explore', '--json', ...words).out) as Report;
}

describe('procession explore', () => {
  test('procession explore passes on our table, with the counts recorded, and names what it did', () => {
    using folder = temporaryFolder();
    const { code, out } = processionShared(folder.path, 'explore', '--ids', '3');
    expect(code).toBe(0);
    for (const words of [
      'orbits                182',
      'sum of orbit sizes    355',
      'reaper-is-no-parent',
      'PASS',
    ]) {
      expect(out).toContain(words);
    }
    expect(out).toContain('zombie-adopted                   1 fork 2; 2 fork 3; 3 exit; 2 exit');
  });

  test('procession explore finds a shortest counterexample, with and without symmetry, and the replay it prints fails too', () => {
    using folder = temporaryFolder();
    const sut = ['--sut', 'mutant:move-looks-up-sessions-through-leaders', '--ids', '3'];
    const { code, out } = processionShared(folder.path, 'explore', ...sut);
    expect(code).toBe(1);
    expect(out).toContain('no shorter counterexample exists within the bound: 6 commands');
    const replay = /replay: npx procession-check (.*)/.exec(out)?.[1]?.split(' ') ?? [];
    expect(processionShared(folder.path, ...replay).code).toBe(1);
    expect(reportOf(folder.path, ...sut, '--symmetry', 'off').counterexample?.notation).toHaveLength(6);
  });

  test('procession explore counts the same with two workers', () => {
    using folder = temporaryFolder();
    const { orbits, orbitSum, refusals, transitions } = reportOf(folder.path, '--ids', '4', '--workers', '2');
    expect({ orbits, orbitSum, refusals, transitions }).toEqual({
      orbits: recorded['ids 4, orbits']?.states,
      orbitSum: recorded['ids 4']?.states,
      refusals: recorded['ids 4, orbits']?.refused,
      transitions: recorded['ids 4, orbits']?.transitions,
    });
  });

  test('the acceptances of all commands add up to the commands that were accepted, on one thread and on two', () => {
    using folder = temporaryFolder();
    const of = (...words: readonly string[]) => reportOf(folder.path, '--ids', '3', ...words);
    const [plain, named, parallel] = [of(), of('--symmetry', 'off'), of('--workers', '2')];
    for (const { acceptedByCommand, transitions, selfLoops, aside } of [plain, named, parallel]) {
      const sum = Object.values(acceptedByCommand).reduce((total, count) => total + count, 0);
      expect(sum).toBe(transitions + selfLoops + aside);
    }
    expect(parallel.acceptedByCommand).toEqual(plain.acceptedByCommand);
  });

  test('procession explore documents every name of its JSON', () => {
    using folder = temporaryFolder();
    const documented = documentedJson('explore');
    for (const name of Object.keys(reportOf(folder.path, '--ids', '2')))
      expect(documented, name).toContain(`\`${name}\``);
  });

  test('procession explore goes on from a checkpoint to the same counts, and refuses one of another bound or one that is damaged', () => {
    using folder = temporaryFolder();
    const at = (...words: readonly string[]) => [
      '--handles',
      '1',
      '--symmetry',
      'off',
      '--checkpoint',
      'half',
      ...words,
    ];
    const cut = processionShared(folder.path, 'explore', ...at('--ids', '3', '--states-max', '2000'));
    expect(cut.code).toBe(3);
    expect(cut.out).toContain('checkpoint: half');
    const other = processionShared(folder.path, 'explore', ...at('--ids', '2'));
    expect(other).toMatchObject({ code: 2, out: '' });
    expect(other.err).toContain('this run is of "table at ids 2');
    const whole = readFileSync(join(folder.path, 'half'));
    writeFileSync(join(folder.path, 'half'), whole.subarray(0, whole.length >> 1));
    expect(processionShared(folder.path, 'explore', ...at('--ids', '3')).err).toContain('ends early');
    writeFileSync(join(folder.path, 'half'), whole);
    expect(reportOf(folder.path, ...at('--ids', '3'))).toMatchObject({
      verdict: 'pass',
      states: recorded['ids 3, handles']?.states,
      refusals: recorded['ids 3, handles']?.refused,
      depth: recorded['ids 3, handles']?.depth,
    });
    expect(existsSync(join(folder.path, 'half'))).toBe(false);
  });

  test('procession explore foresees memory that would not fit, and says so as inconclusive', () => {
    using folder = temporaryFolder();
    const { code, out } = processionShared(folder.path, 'explore', '--symmetry', 'off', '--memory', '1');
    expect(code).toBe(3);
    expect(out).toContain('the budget of 1.0 MB would be exceeded');
  });

  test.each([
    ['--ids 0', 'a whole number from 1'],
    ['--symmetry maybe', 'Allowed choices are on, off'],
    ['--commands fork,spoon', 'There is no command "spoon"'],
    ['--match representation', 'needs --symmetry off'],
    ['--match representation --symmetry off --sut model', 'whose state is bytes'],
    ['--workers 2 --sut model', 'can be had several times'],
    ['--checkpoint x --sut model', 'whose state is bytes'],
    ['--handles 0 --commands fork,hold_group', 'nothing can be held'],
    ['--threads 2 --commands fork', 'no command of the list makes one'],
    ['--sut nothing', 'there is no system'],
  ])('%s is misuse, in a sentence', async (words, sentence) => {
    const command = exploreCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined });
    await expect(command.parseAsync(words.split(' '), { from: 'user' })).rejects.toThrow(sentence);
  });

  test('procession explore finds fault with a system that throws, and calls one that cannot be put back into a state inconclusive', () => {
    using folder = temporaryFolder();
    const source = new URL('../../src/lockstep/model-system.ts', import.meta.url).href;
    const head = `import { modelSystem } from '${source}'; const m = modelSystem(); let n = 0;`;
    const odd = {
      throws: `{ ...m, reset() { throw new Error('never'); } }`,
      counts: `{ ...m, apply: (c) => (++n % 97 === 0 ? { refused: 'not-running' } : m.apply(c)) }`,
    };
    for (const [name, sut] of Object.entries(odd)) {
      writeFileSync(join(folder.path, `${name}.mjs`), `${head} export const sut = ${sut};`);
    }
    const threw = processionShared(folder.path, 'explore', '--sut', './throws.mjs', '--ids', '2');
    expect(threw.code).toBe(1);
    expect(threw.out).toContain('its reset ended in an exception: Error: never');
    const counted = processionShared(folder.path, 'explore', '--sut', './counts.mjs', '--ids', '3');
    expect(counted.code).toBe(3);
    expect(counted.out).toContain('cannot be walked again');
  });
});
