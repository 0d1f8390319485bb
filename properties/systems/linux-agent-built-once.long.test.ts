// Two who need the kernel's agent at once build it once.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { linuxSystem } from '../../src/systems/linux/system.ts';

test('the agent is built once by two who need it at once', async (context) => {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'procession-linux-'));
  try {
    for (const started of await Promise.all([linuxSystem({ cacheFolder }), linuxSystem({ cacheFolder })])) {
      if ('inconclusive' in started) return context.skip(started.inconclusive);
      await started.system.close?.();
    }
    expect(await readdir(cacheFolder)).toEqual([expect.stringMatching(/^linux-agent-[0-9a-f]{16}$/)]);
  } finally {
    await rm(cacheFolder, { recursive: true });
  }
});
