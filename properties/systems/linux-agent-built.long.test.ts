// The kernel's agent is built once by two who need it at once, and answers the same where its processes share no memory.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { LINUX_SETS, linuxSystem } from '../../src/systems/linux/system.ts';
import { runCampaign } from '../support/by-set.ts';
import { copyingCompiler } from '../support/copying-compiler.ts';

const folder = await mkdtemp(join(tmpdir(), 'procession-linux-'));
afterAll(() => rm(folder, { recursive: true }));

test('the agent is built once by two who need it at once', async (context) => {
  const cacheFolder = join(folder, 'once');
  for (const started of await Promise.all([linuxSystem({ cacheFolder }), linuxSystem({ cacheFolder })])) {
    if ('inconclusive' in started) return context.skip(started.inconclusive);
    await started.system.close?.();
  }
  expect(await readdir(cacheFolder)).toEqual([expect.stringMatching(/^linux-agent-[0-9a-f]{16}$/)]);
});

test.for(LINUX_SETS)(
  'the Linux kernel and the model of the %s commands agree where each process has a memory of its own',
  async (commandSet, context) => {
    const compiler = copyingCompiler(folder);
    const started = await linuxSystem({ cacheFolder: join(folder, 'copies'), compiler, commandSet });
    if ('inconclusive' in started) return context.skip(started.inconclusive);
    const options = { runs: 40, commandsMax: 60, idsMax: 6, seed: 9, certifyStatesMax: 0 };
    const world = { now: () => performance.now(), breathe: async () => {}, stopped: () => false };
    const { verdict, reason } = await runCampaign(started.system, options, world);
    await started.system.close?.();
    expect([verdict, reason]).toEqual(['pass', undefined]);
  },
);
