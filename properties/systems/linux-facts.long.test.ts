// Does the kernel this runs on still answer as docs/linux-facts.md says it does?
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { afterAll, expect, test } from 'vitest';
import { linuxSystem } from '../../src/systems/linux/system.ts';
import type { Command } from '../../src/contract/command.ts';
import { parseCommand, printAnswer } from '../../src/contract/notation/trace.ts';
import type { AsynchronousSystemUnderTest } from '../../src/contract/system.ts';
import { JOB_CONTROL_VOCABULARY } from '../../src/contract/sets/job-control.ts';
import { JOB_CONTROL_FACTS, LINUX_FACTS } from '../support/linux-facts.ts';
import { posixCommandsOf } from '../support/posix-scenarios.ts';
import { contradictions, seenThen } from '../support/seen-then.ts';

const cacheFolder = await mkdtemp(join(tmpdir(), 'procession-facts-'));
afterAll(() => rm(cacheFolder, { recursive: true }));

/** Skips aloud where this kernel, or our rights, cannot do it. */
async function withKernel(
  context: TestContext,
  use: (kernel: AsynchronousSystemUnderTest) => Promise<void>,
  commandSet?: 'job-control',
): Promise<void> {
  const started = await linuxSystem({ cacheFolder, commandSet });
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

test('every fact of job control holds on this kernel', { timeout: 60_000 }, (context) =>
  withKernel(
    context,
    async (kernel) => {
      const different: string[] = [];
      for (const { id, after, asked, answer, seen } of JOB_CONTROL_FACTS) {
        await kernel.reset();
        for (const text of after === '' ? [] : after.split('; ')) await kernel.apply(commandIn(text));
        const last = printAnswer(await kernel.apply(commandIn(asked)));
        if (last !== answer) different.push(`${id}: ${asked} => ${last}, not ${answer}`);
        const besides = contradictions(seen.map(seenThen), await kernel.observe());
        different.push(...besides.map((each) => `${id}: ${asked}: ${each}`));
      }
      expect(different).toEqual([]);
    },
    'job-control',
  ),
);

function commandIn(text: string): Command {
  const parsed = parseCommand(text, JOB_CONTROL_VOCABULARY);
  if ('problem' in parsed) throw new Error(`${text}: ${parsed.problem.message}`);
  return parsed.value;
}
