// Goal: a search on disk counts what is on record, finds every mutant by a failure as short as the search in memory does, and
// outlives what happens to it and its folder. Method: all recorded spaces but the largest; the mutants that show at three ids;
// runs that are killed, disks that are full, two runs at once, files that are damaged.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mutantSystem } from '../../src/own-systems.ts';
import { posixTableSystem, tableSystem, terminalTableSystem } from '../../src/systems/in-process.ts';
import { commandsFor } from '../support/bounds.ts';
import { LAUNCHER, procession, temporaryFolder } from '../support/procession.ts';
import { textOf } from '../support/repository.ts';
import { exploredInLayers, exploredInMemory, findingsIn } from './in-layers.ts';
import type { Recorded } from './ladder.ts';
import { Kept } from './killed-search.ts';
import { countsIn, wholeOf } from './report-counts.ts';
import { planOf, SPACES } from './spaces.ts';
import type { SpaceCounts } from './spaces.ts';
import { processionOnSmallDisk, processionWithFileLimit } from '../support/little-room.ts';

const spaces = JSON.parse(textOf('properties/recorded/state-space.json')) as Readonly<
  Record<string, SpaceCounts>
>;
const mutants = JSON.parse(textOf('properties/recorded/mutants.json')) as Readonly<Record<string, Recorded>>;

const SYSTEMS = { hierarchy: tableSystem, posix: posixTableSystem, 'job-control': terminalTableSystem };
const SPACE_MAX = 30_000;

describe('a search on disk', () => {
  test.each(Object.keys(SPACES).filter((name) => spaces[name].states <= SPACE_MAX))(
    'a search on disk has the counts on record of %s, and a way home wherever the search in memory has one',
    async (name) => {
      const plan = planOf(SPACES[name]);
      const result = await exploredInLayers(plan, SYSTEMS[plan.commandSet]());
      const { states, transitions, depth, refusals, selfLoops, orbitSum } = result.counts;
      const recorded = spaces[name];
      expect({ states, transitions, depth, refused: refusals, unchanged: selfLoops }).toEqual({
        states: recorded.states,
        transitions: recorded.transitions,
        depth: recorded.depth,
        refused: recorded.refused,
        unchanged: recorded.unchanged,
      });
      if (recorded.orbitSum !== undefined) expect(orbitSum).toBe(recorded.orbitSum);
      if (recorded.modelStates !== undefined) expect(result.modelStates).toBe(recorded.modelStates);
      const inMemory = await exploredInMemory(plan, SYSTEMS[plan.commandSet]());
      expect(findingsIn(result)).toEqual(findingsIn(inMemory));
    },
  );

  const atThree = Object.keys(mutants).filter((name) => /^--ids [123]\b/.test(mutants[name].bound));

  test('a search on disk finds every mutant that shows at three ids by the failure that the search in memory tells', async () => {
    expect(atThree.length).toBeGreaterThan(100);
    const differing: string[] = [];
    for (const name of atThree) {
      const words = mutants[name].bound;
      const amount = (option: string): number =>
        Number(new RegExp(`--${option} (\\d)`).exec(words)?.[1] ?? 0);
      const amounts = { handles: amount('handles'), threads: amount('threads') };
      const more = words.includes('set_subreaper') ? (['set_subreaper'] as const) : [];
      const byBytes = words.includes('representation');
      const plan = {
        bound: {
          ids: amount('ids'),
          amounts,
          commands: [...commandsFor(amounts), ...more],
          newIds: 'any',
        },
        symmetry: !byBytes,
        match: byBytes ? 'representation' : 'observation',
        selfCheck: false,
      } as const;
      const [one, other] = [mutantSystem(name), mutantSystem(name)];
      if (one === undefined || other === undefined) throw new Error(`there is no mutant ${name}`);
      const onDisk = await exploredInLayers(plan, one);
      const inMemory = await exploredInMemory(plan, other);
      if (onDisk.failure?.commands.length !== mutants[name].length) differing.push(`${name}: length`);
      if (JSON.stringify(findingsIn(onDisk)) !== JSON.stringify(findingsIn(inMemory))) differing.push(name);
    }
    expect(differing).toEqual([]);
  });
});

const FIVE = ['explore', '--ids', '5', '--disk', 'five', '--json'];

const WHOLE = wholeOf(spaces['ids 5, orbits']);

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const layersIn = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('layer-')) : [];

describe('the command', () => {
  test('the command goes on at the last finished layer however often it was killed, with other workers too, to the same counts', async () => {
    using folder = temporaryFolder();
    const inside = join(folder.path, 'five');
    for (let kills = 0; kills < 6; kills += 1) {
      const before = layersIn(inside)[0] ?? '';
      const workers = String(1 + (kills % 3));
      const run = spawn(process.execPath, [LAUNCHER, ...FIVE, '--workers', workers], {
        cwd: folder.path,
        stdio: 'ignore',
      });
      await until(() => (layersIn(inside)[0] ?? '') > before || run.exitCode !== null);
      await new Promise((resolve) => setTimeout(resolve, 60 * kills));
      run.kill('SIGKILL');
      await once(run, 'exit').catch(() => {});
    }
    const end = procession(folder.path, ...FIVE, '--workers', '2');
    expect(countsIn(end.out)).toMatchObject(WHOLE);
    expect(end.code).toBe(0);
    expect(JSON.parse(end.out)).toMatchObject({ disk: { folder: 'five', unfinished: false } });
    expect(readdirSync(inside)).toHaveLength(1);
  }, 240_000);

  test('the command says where it was when it is interrupted, and refuses a second run meanwhile', async () => {
    using folder = temporaryFolder();
    const inside = join(folder.path, 'five');
    const run = spawn(process.execPath, [LAUNCHER, ...FIVE.slice(0, -1), '--workers', '2'], {
      cwd: folder.path,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    run.stdout.on('data', (text: Buffer) => (said += text.toString()));
    await until(() => layersIn(inside).some((name) => name > 'layer-0010'));
    const second = procession(folder.path, ...FIVE);
    expect(second).toMatchObject({ code: 2, out: '' });
    expect(second.err).toMatch(
      new RegExp(
        `^procession: --disk: five: another run, process ${run.pid}, is at work on it: wait for it to end, or name another folder\n$`,
      ),
    );
    run.kill('SIGINT');
    expect(await once(run, 'exit')).toEqual([3, null]);
    expect(said).toMatch(/INCONCLUSIVE {2}it was interrupted\ndisk: five; the same command goes on/);
    expect(said).toMatch(/foretold +about [\d,]+ states, .* of disk, .* left/);
    expect(readdirSync(inside).filter((name) => /^lock|\.tmp$/.test(name))).toEqual([]);
    expect(countsIn(procession(folder.path, ...FIVE).out)).toMatchObject(WHOLE);
  }, 240_000);

  test('the command condenses its runs by the limit that it is given, and goes on with another, to the same counts in less room', () => {
    using folder = temporaryFolder();
    const disk = (ended: { readonly out: string }): { peakBytes: number; writtenBytes: number } =>
      (JSON.parse(ended.out) as { disk: { peakBytes: number; writtenBytes: number } }).disk;
    const words = ['explore', '--ids', '5', '--json', '--disk'];
    const plain = procession(folder.path, ...words, 'plain');
    const within = procession(folder.path, ...words, 'within', '--runs-max', '1', '--workers', '2');
    for (const ended of [plain, within]) expect(countsIn(ended.out)).toMatchObject(WHOLE);
    expect(disk(within).peakBytes).toBeLessThan(0.6 * disk(plain).peakBytes);
    expect(disk(within).writtenBytes).toBeGreaterThan(1.1 * disk(plain).writtenBytes);
    const limits = [
      ['1', '11'],
      ['4', '12'],
      ['2', '13'],
    ] as const;
    for (const [limit, depth] of limits)
      expect(procession(folder.path, ...FIVE, '--runs-max', limit, '--depth-max', depth).code).toBe(3);
    expect(countsIn(procession(folder.path, ...FIVE).out)).toMatchObject(WHOLE);
  }, 240_000);

  test.each(['1', '2'])(
    'the command with %s workers says that a file may not become that large, and goes on once it may',
    (workers) => {
      using folder = temporaryFolder();
      const words = [...FIVE, '--workers', workers];
      const limited = processionWithFileLimit(folder.path, 200, ...words);
      expect(limited.stderr).toBe('');
      expect(limited.status).toBe(3);
      expect(JSON.parse(limited.stdout)).toMatchObject({
        verdict: 'inconclusive',
        reason:
          'its folder could not be written or read: a file may not become that large (EFBIG): raise the limit, "ulimit -f"',
        disk: { folder: 'five', unfinished: true },
      });
      expect(readdirSync(join(folder.path, 'five')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      expect(countsIn(procession(folder.path, ...words).out)).toMatchObject(WHOLE);
    },
    240_000,
  );

  test.each([
    ['POSIX, ids 3, orbits', ['--set', 'posix', '--commands', 'all']],
    ['job control, ids 3, orbits', ['--set', 'job-control', '--terminals', '1']],
  ])(
    'the command searches all of "%s" with two workers, condenses on the way, and has the counts on record',
    async (name, words) => {
      using folder = temporaryFolder();
      const where = ['--disk', 'states', '--runs-max', '2', '--workers', '2', '--json'];
      await using search = new Kept(folder.path, ['explore', '--ids', '3', ...words, ...where]);
      await search.ended();
      expect(countsIn(search.out)).toMatchObject(wholeOf(spaces[name]));
      expect(search.code).toBe(0);
    },
    600_000,
  );

  test('the command says that a disk is full', ({ skip }) => {
    using folder = temporaryFolder();
    const ended = processionOnSmallDisk(folder.path, '1m', ...FIVE.slice(0, -1));
    if (ended === undefined) return skip('this user may not mount a small file system here');
    expect(ended.stdout).toContain('no space is left there (ENOSPC): make room');
    expect(ended.status).toBe(3);
  });

  test('the command tells a damaged file, another bound and other files by a sentence each', () => {
    using folder = temporaryFolder();
    const inside = join(folder.path, 'five');
    const begun = procession(folder.path, ...FIVE, '--depth-max', '9');
    expect(begun.code).toBe(3);
    const other = procession(folder.path, 'explore', '--ids', '4', '--disk', 'five');
    expect(other.code).toBe(2);
    expect(other.err).toMatch(
      /^procession: five: it is of ".* at ids 5.*"; this run is of ".* at ids 4.*": name another folder, or empty it\n$/,
    );
    const waiting = readdirSync(inside).filter((name) => name.startsWith('wait-'))[0];
    const bytes = readFileSync(join(inside, waiting));
    bytes[100] ^= 4;
    writeFileSync(join(inside, waiting), bytes);
    const damaged = procession(folder.path, ...FIVE.slice(0, -1));
    expect(damaged).toMatchObject({ code: 3, err: '' });
    expect(damaged.out).toContain(`INCONCLUSIVE  ${waiting} is damaged: its digest does not fit`);
    writeFileSync(join(inside, 'notes.txt'), 'mine');
    const foreign = procession(folder.path, ...FIVE);
    expect(foreign).toMatchObject({
      code: 2,
      err: 'procession: five: it must be empty, new, or that of a search, and it holds notes.txt: name another folder\n',
    });
    expect(readFileSync(join(inside, 'notes.txt'), 'utf8')).toBe('mine');
  }, 120_000);

  test('the command finds on disk, with workers, the failure that it finds in memory', () => {
    using folder = temporaryFolder();
    const words = ['explore', '--sut', 'mutant:forget-to-orphan', '--no-save'];
    const failureIn = (text: string): string => text.slice(text.indexOf('FAIL'));
    const inMemory = procession(folder.path, ...words);
    const onDisk = procession(folder.path, ...words, '--workers', '2', '--disk', 'four');
    expect(failureIn(onDisk.out)).toBe(failureIn(inMemory.out));
    expect([onDisk.code, inMemory.code]).toEqual([1, 1]);
    expect(readdirSync(join(folder.path, 'four'))).toEqual([]);
  }, 120_000);
});
