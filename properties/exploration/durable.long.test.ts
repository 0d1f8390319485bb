// Goal: a search outlives what happens to it and its checkpoint. Method: disks that are full, runs that are killed, two
// runs at once, code that changed.
import { explore } from '../support/by-set.ts';
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tableSystem } from '../../src/systems/in-process.ts';
import { openCheckpoint } from '../../src/engines/exploration/checkpoint-file.ts';
import type { CheckpointPlace } from '../../src/engines/exploration/checkpoints.ts';
import { codeVersion } from '../../src/engines/exploration/code-version.ts';
import type { ExplorationBudget } from '../../src/engines/exploration/exploration.ts';
import type { ExplorationResult } from '../../src/engines/exploration/result.ts';
import type { ExplorationPlan } from '../../src/engines/exploration/plan.ts';
import { commandsFor } from '../support/bounds.ts';
import { LAUNCHER, procession, temporaryFolder } from '../support/procession.ts';
import { processionOnSmallDisk, processionWithFileLimit } from '../support/little-room.ts';

const PLAN: ExplorationPlan = {
  bound: { ids: 4, amounts: {}, commands: commandsFor(), newIds: 'any' },
  symmetry: true,
  match: 'observation',
  selfCheck: true,
};

/** Searches with a clock on which a minute goes by at every look, so that a checkpoint is due at every turn. */
async function searched(
  place: CheckpointPlace,
  budget: Partial<ExplorationBudget>,
): Promise<ExplorationResult> {
  let minutes = 0;
  const result = await explore(
    PLAN,
    tableSystem(),
    { reachability: false, ...budget },
    {
      now: () => (minutes += 1) * 60_000,
      breathe: () => Promise.resolve(),
      stopped: () => false,
      checkpoint: place,
    },
  );
  if ('refused' in result) throw new Error(result.refused);
  return result;
}

const full = (): never => {
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    syscall: 'write',
  });
};

describe('a checkpoint that cannot be written', () => {
  const place = (more: Partial<CheckpointPlace>): CheckpointPlace => ({
    read: () => undefined,
    write: full,
    discard: () => undefined,
    newDigest: () => createHash('sha256'),
    version: 'test',
    ...more,
  });

  test('a checkpoint that cannot be written costs neither the search nor its result, and the result says why it is not there', async () => {
    const result = await searched(place({}), { statesMax: 900 });
    expect(result).toMatchObject({
      verdict: 'inconclusive',
      checkpointTrouble: 'the checkpoint could not be written: no space is left there (ENOSPC): make room',
    });
    expect(result.counts.states).toBeGreaterThanOrEqual(900);
    expect(result.reason).toContain('the states bound of 900 is reached');
  });

  test('a checkpoint that cannot be written is forgotten once a later one could be written', async () => {
    let written = 0;
    const result = await searched(place({ write: () => (written += 1) < 2 && full() }), {});
    expect(result).toMatchObject({ verdict: 'pass', checkpointTrouble: undefined });
    expect(written).toBeGreaterThan(1);
  });

  test('a checkpoint that cannot be written or cannot be removed leaves a pass a pass', async () => {
    const result = await searched(place({ write: () => undefined, discard: full }), {});
    expect(result).toMatchObject({ verdict: 'pass' });
    expect(result.checkpointTrouble).toContain('could not be removed');
  });

  test('a checkpoint that cannot be written for a reason that is no reason of the operating system is a bug of ours', async () => {
    const write = (): never => {
      throw new TypeError('undefined is not a function');
    };
    await expect(searched(place({ write }), { statesMax: 900 })).rejects.toThrow(TypeError);
  });

  test('a checkpoint that cannot be written leaves no draft, and the checkpoint of before', () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'kept');
    const file = openCheckpoint(path, 'test');
    if ('refused' in file) throw new Error(file.refused);
    file.write([Uint8Array.of(1, 2, 3)]);
    expect(() => {
      file.write(
        (function* () {
          yield Uint8Array.of(4, 5);
          full();
        })(),
      );
    }).toThrow('ENOSPC');
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    file[Symbol.dispose]();
    expect(readdirSync(folder.path)).toEqual(['kept']);
  });

  test('a checkpoint that cannot be written because files may not become that large leaves the command its verdict and report', () => {
    using folder = temporaryFolder();
    const words = ['explore', '--ids', '4', '--states-max', '3000', '--checkpoint', 'large'];
    // EFBIG is what answers, as ENOSPC on a full disk.
    const ended = processionWithFileLimit(folder.path, 8, ...words);
    expect(ended.stdout).toContain('INCONCLUSIVE');
    expect(ended.stdout).toContain(
      'the checkpoint could not be written: a file may not become that large (EFBIG)',
    );
    expect(ended.status).toBe(3);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test('a checkpoint that cannot be written on a full disk leaves the command its verdict and report', ({
    skip,
  }) => {
    using folder = temporaryFolder();
    const ended = processionOnSmallDisk(
      folder.path,
      '32k',
      'explore',
      '--ids',
      '4',
      '--states-max',
      '3000',
      '--checkpoint',
      'large',
    );
    if (ended === undefined) return skip('this user may not mount a small file system here');
    expect(ended.stdout).toContain('the checkpoint could not be written: no space is left there (ENOSPC)');
    expect(ended.stdout).toContain('INCONCLUSIVE');
    expect(ended.status).toBe(3);
    expect(ended.stdout).not.toContain('large.tmp');
  });
});

describe('a checkpoint file', () => {
  test('a checkpoint file that another run has is refused, and free again once that run ends', async () => {
    using folder = temporaryFolder();
    const words = ['explore', '--ids', '6', '--checkpoint', 'shared'];
    const first = spawn(process.execPath, [LAUNCHER, ...words], { cwd: folder.path, stdio: 'ignore' });
    while (!existsSync(join(folder.path, 'shared.lock')) && readdirSync(folder.path).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const second = procession(folder.path, ...words);
    expect(second).toMatchObject({ code: 2, out: '' });
    expect(second.err).toMatch(
      new RegExp(
        `^procession: --checkpoint: shared: another run, process ${first.pid}, is at work on it: .* remove shared.lock\n$`,
      ),
    );
    first.kill('SIGINT');
    expect(await once(first, 'exit')).toEqual([3, null]);
    expect(readdirSync(folder.path)).toEqual(['shared']);
    const again = procession(folder.path, ...words, '--states-max', '10');
    expect(again.out).toContain('gone on from');
  });

  test('a checkpoint file of a run that was killed is taken over, and its draft removed', async () => {
    using folder = temporaryFolder();
    const words = ['explore', '--ids', '6', '--checkpoint', 'orphan'];
    const first = spawn(process.execPath, [LAUNCHER, ...words], { cwd: folder.path, stdio: 'ignore' });
    while (readdirSync(folder.path).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    first.kill('SIGKILL');
    await once(first, 'exit');
    writeFileSync(join(folder.path, 'orphan.tmp'), 'half of a checkpoint');
    expect(readdirSync(folder.path)).toContain('orphan.lock');
    expect(procession(folder.path, ...words, '--states-max', '10').code).toBe(3);
    expect(readdirSync(folder.path)).toEqual(['orphan']);
  });

  test.each([
    [`${hostname()} 999999999 1`, undefined],
    [`${hostname()} ${process.pid} 1`, undefined],
    ['elsewhere 12 34', 'another run, process 12 on elsewhere, is at work on it'],
    ['whatever', 'it is locked by "whatever"'],
  ])('a checkpoint file locked by "%s" is judged by whether that process lives', (owner, refusal) => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'it');
    symlinkSync(owner, `${path}.lock`);
    const file = openCheckpoint(path, 'test');
    if (refusal !== undefined) expect(file).toHaveProperty('refused', expect.stringContaining(refusal));
    else {
      expect(file).not.toHaveProperty('refused');
      expect(openCheckpoint(path, 'test')).toHaveProperty(
        'refused',
        expect.stringContaining('this very process is at work on it'),
      );
      (file as Disposable)[Symbol.dispose]();
      expect(readdirSync(folder.path)).toEqual([]);
    }
  });

  test('a checkpoint file is written for the first time well before half a minute', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'early');
    const file = openCheckpoint(path, 'test');
    if ('refused' in file) throw new Error(file.refused);
    using _ = file;
    let seconds = 0;
    let first: number | undefined;
    await explore(
      PLAN,
      tableSystem(),
      { reachability: false },
      {
        now: () => (seconds += 1) * 1000,
        breathe: () => Promise.resolve(),
        stopped: () => {
          if (existsSync(path)) first ??= seconds;
          return first !== undefined;
        },
        checkpoint: file,
      },
    );
    expect(first).toBeLessThan(15);
  });
});

describe('the version of the code', () => {
  test('the version of the code changes with a file in a folder within a folder, and not with what only shows', () => {
    using folder = temporaryFolder();
    const at = (path: string): string => join(folder.path, path);
    mkdirSync(at('model/rules'), { recursive: true });
    mkdirSync(at('app/cli'), { recursive: true });
    writeFileSync(at('model/step.ts'), 'one');
    const before = codeVersion(folder.path);
    expect(codeVersion(folder.path)).toBe(before);
    writeFileSync(at('app/cli/colours.ts'), 'what is shown decides nothing');
    expect(codeVersion(folder.path)).toBe(before);
    writeFileSync(at('model/rules/fork.ts'), 'two');
    const deeper = codeVersion(folder.path);
    expect(deeper).not.toBe(before);
    writeFileSync(at('model/rules/fork.ts'), 'six');
    expect(codeVersion(folder.path)).not.toBe(deeper);
  });
});
