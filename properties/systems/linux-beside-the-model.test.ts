// Is the model of the POSIX commands right? The running Linux kernel says: litmus sequences and random commands,
// in real processes. If this kernel or our rights cannot do it, the tests
// say so and are skipped.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { LinuxSystem } from '../../src/systems/linux/system.ts';
import { linuxSystem } from '../../src/systems/linux/system.ts';
import { replay, runCampaign } from '../support/by-set.ts';
import { POSIX_LITMUS_PATHS, posixLitmus } from '../support/posix-litmus.ts';
import { ROOT } from '../support/repository.ts';

const cacheFolder = await mkdtemp(join(tmpdir(), 'procession-linux-'));
const started = await linuxSystem({ cacheFolder });
const kernel = 'system' in started ? started.system : undefined;
const missing = 'system' in started ? undefined : started.inconclusive;
const world = { now: () => performance.now(), breathe: async () => {}, stopped: () => false };

afterAll(async () => {
  await kernel?.close?.();
  await rm(cacheFolder, { recursive: true });
});

const suffix = missing === undefined ? '' : ` (skipped: ${missing})`;

describe.skipIf(missing !== undefined)(`the Linux kernel and the model agree${suffix}`, () => {
  const system = kernel as LinuxSystem;

  test.each(POSIX_LITMUS_PATHS)('the Linux kernel and the model agree on %s', async (path) => {
    const commands = posixLitmus(path).steps.map(({ command }) => command);
    expect(readFileSync(ROOT + path, 'utf8')).toMatch(/^procession trace 1 posix/);
    const { commands: ran, divergence } = await replay(system, commands);
    expect(divergence?.sentence).toBeUndefined();
    expect(ran).toEqual(commands); // None was left out.
  });

  test('the Linux kernel and the model agree on random commands, among 8 ids and among ids as large as the kernel has them', async () => {
    const options = { runs: 40, commandsMax: 80, idsMax: 8, seed: 7, certifyStatesMax: 0 };
    const { verdict, reason, coverage } = await runCampaign(system, options, world);
    expect([verdict, reason]).toEqual(['pass', undefined]);
    expect(coverage.refused).toBeGreaterThan(100);
  });

  test('the Linux kernel shows enough for every invariant, in a namespace of its own', async (context) => {
    if (system.mode !== 'exact') return context.skip(`it is ${system.mode}: ${system.reason}`);
    const options = { runs: 5, commandsMax: 40, idsMax: 6, seed: 8, certifyStatesMax: 0 };
    const { invariants } = await runCampaign(system, options, world);
    expect([...invariants].filter(([, { checked }]) => checked === 0)).toEqual([]);
    expect(system.unchecked).toEqual([]);
  });
});
