// Does the kernel this runs on still answer as docs/linux-facts.md and the litmus sequences say it does?
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { afterAll, expect, test } from 'vitest';
import { linuxSystem } from '../../src/adapters/linux/system.ts';
import { printAnswer, printCommand } from '../../src/contract/notation.ts';
import type { AsynchronousSystemUnderTest } from '../../src/contract/system.ts';
import { LINUX_FACTS } from '../support/linux-facts.ts';
import { POSIX_LITMUS_PATHS, posixLitmus } from '../support/posix-litmus.ts';
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

test('every fact of the page', { timeout: 60_000 }, (context) =>
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

test('every litmus sequence', { timeout: 60_000 }, (context) =>
  withKernel(context, async (kernel) => {
    const different: string[] = [];
    for (const path of POSIX_LITMUS_PATHS) {
      await kernel.reset();
      for (const { command, answer, shows } of posixLitmus(path).steps) {
        const given = printAnswer(await kernel.apply(command));
        if (given !== printAnswer(answer)) different.push(`${path}: ${printCommand(command)} => ${given}`);
        if (shows === undefined) continue;
        const { groups = [] } = await kernel.observe();
        const members = groups.find(({ pgid }) => pgid === shows.group)?.processes;
        if (members?.join() !== shows.members.join())
          different.push(`${path}: group ${shows.group} has ${members?.join()}`);
      }
    }
    expect(different).toEqual([]);
  }),
);
