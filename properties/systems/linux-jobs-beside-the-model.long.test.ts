// Is the model of the job-control commands right? The running Linux kernel says: random commands in real processes with real
// terminals. If this kernel or our rights cannot do it, the tests say so and are skipped.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { LinuxSystem } from '../../src/systems/linux/system.ts';
import { linuxSystem } from '../../src/systems/linux/system.ts';
import { runCampaign } from '../support/by-set.ts';

const cacheFolder = await mkdtemp(join(tmpdir(), 'procession-jobs-'));
const started = await linuxSystem({ cacheFolder, commandSet: 'job-control' });
const kernel = 'system' in started ? started.system : undefined;
const missing = 'system' in started ? undefined : started.inconclusive;
const world = { now: () => performance.now(), breathe: async () => {}, stopped: () => false };

afterAll(async () => {
  await kernel?.close?.();
  await rm(cacheFolder, { recursive: true });
});

const suffix = missing === undefined ? '' : ` (skipped: ${missing})`;

describe.skipIf(missing !== undefined)(`the Linux kernel and the model of job control agree${suffix}`, () => {
  const system = kernel as LinuxSystem;

  test.each([
    ['few ids, so that numbers are borne again', { runs: 40, idsMax: 4, seed: 5 }],
    ['more ids, so that there are jobs in sessions', { runs: 40, idsMax: 8, seed: 6 }],
  ] as const)(
    'the Linux kernel and the model of job control agree on random commands with %s',
    { timeout: 120_000 },
    async (_, drawn) => {
      const options = { ...drawn, commandsMax: 60, certifyStatesMax: 0 };
      const { verdict, reason, coverage, invariants } = await runCampaign(system, options, world);
      expect([verdict, reason]).toEqual(['pass', undefined]);
      expect(coverage.refused).toBeGreaterThan(100);
      expect([...invariants].filter(([, { checked }]) => checked === 0)).toEqual([]);
    },
  );
});
