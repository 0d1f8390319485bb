// Does the kernel this runs on still answer and show the litmus traces and the stories of job control as they are recorded?
// If this kernel or our rights cannot do it, the tests say so and are skipped.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { printAnswer } from '../../src/contract/notation/trace.ts';
import type { LinuxSystem } from '../../src/systems/linux/system.ts';
import { linuxSystem } from '../../src/systems/linux/system.ts';
import { JOB_CONTROL_LITMUS_PATHS, STORY_PATHS, toldTrace } from '../support/job-control-litmus.ts';
import { contradictions } from '../support/seen-then.ts';

const cacheFolder = await mkdtemp(join(tmpdir(), 'procession-job-traces-'));
const started = await linuxSystem({ cacheFolder, commandSet: 'job-control' });
const missing = 'system' in started ? undefined : started.inconclusive;
const suffix = missing === undefined ? '' : ` (skipped: ${missing})`;

afterAll(async () => {
  if ('system' in started) await started.system.close?.();
  await rm(cacheFolder, { recursive: true });
});

describe.skipIf(missing !== undefined)(`the kernel answers the traces of job control${suffix}`, () => {
  const kernel = ('system' in started ? started.system : undefined) as LinuxSystem;

  test.each([...JOB_CONTROL_LITMUS_PATHS, ...STORY_PATHS])(
    'the kernel answers %s as recorded, and shows what is said there',
    async (path) => {
      await kernel.reset();
      for (const { command, answer, seen } of toldTrace(path).steps) {
        const given = await kernel.apply(command);
        expect(`${JSON.stringify(command)} ${printAnswer(given)}`).toBe(
          `${JSON.stringify(command)} ${printAnswer(answer)}`,
        );
        expect(contradictions(seen, await kernel.observe())).toEqual([]);
      }
    },
  );
});
