// Goal: what a user gets from `procession explore` of a system of theirs, and of a run that they end. Method: the command itself.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LAUNCHER, processionShared, temporaryFolder } from '../support/procession.ts';

test('procession explore leaves a checkpoint when interrupted', async () => {
  using folder = temporaryFolder();
  let code: number | null = null;
  // On a busy machine it may not have begun when the signal comes, and dies of it: then it is given more time.
  for (const workedMs of [1500, 4500, 13_500]) {
    const words = [LAUNCHER, 'explore', '--ids', '5', '--checkpoint', 'cut'];
    const child = spawn(process.execPath, words, { cwd: folder.path });
    setTimeout(() => child.kill('SIGINT'), workedMs);
    [code] = (await once(child, 'exit')) as [number | null];
    if (code !== null) break;
  }
  expect(code).toBe(3);
  expect(existsSync(join(folder.path, 'cut'))).toBe(true);
});

test('procession explore explores a system of yours, with and without snapshots, to the counts of ours', () => {
  using folder = temporaryFolder();
  const source = new URL('../../src/lockstep/model-system.ts', import.meta.url).href;
  const bare = 'const { snapshot, restore, ...bare } = modelSystem(); export const sut = bare;';
  writeFileSync(join(folder.path, 'bare.mjs'), `import { modelSystem } from '${source}'; ${bare}`);
  writeFileSync(
    join(folder.path, 'whole.mjs'),
    `import { modelSystem } from '${source}'; export const sut = modelSystem();`,
  );
  for (const file of ['./bare.mjs', './whole.mjs']) {
    const { out } = processionShared(folder.path, 'explore', '--json', '--sut', file, '--ids', '3');
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'pass',
      orbits: 182,
      orbitSum: 355,
    });
  }
});
