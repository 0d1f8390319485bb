// Does the kernel this runs on still answer as docs/linux-facts.md says it does?
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { afterAll, expect, test } from 'vitest';
import { linuxSystem } from '../../src/systems/linux/system.ts';
import { printAnswer } from '../../src/contract/notation/trace.ts';
import type { AsynchronousSystemUnderTest } from '../../src/contract/system.ts';
import { LINUX_FACTS } from '../support/linux-facts.ts';
import { posixCommandsOf } from '../support/posix-scenarios.ts';

const cacheFolder = await mkdtemp(join(tmpdir(), 'procession-facts-'));
afterAll(() => rm(cacheFolder, { recursive: true }));

/** Skips aloud where this kernel, or our rights, cannot do it. */
async function withKernel(
  context: TestContext,
  use: (kernel: AsynchronousSystemUnderTest) => Promise<void>,
): Promise<void> {
  const started = await linuxSystem({ cacheFolder });
  if ('inconclusive' in started) return context.skip(started.inconclusive);
  try {
    await use(started.system);
  } finally {
    await started.system.close?.();
  }
}

test('every fact of the page holds on this kernel', { timeout: 60_000 }, (context) =>
  withKernel(context, async (kernel) => {
    const different: string[] = [];
    for (const { id, after, asked, answer } of LINUX_FACTS) {
      await kernel.reset();
      let last = '';
      for (const command of posixCommandsOf(`${after}; ${asked}`))
        last = printAnswer(await kernel.apply(command));
      if (last !== answer) different.push(`${id}: ${asked} => ${last}, not ${answer}`);
    }
    expect(different).toEqual([]);
  }),
);
