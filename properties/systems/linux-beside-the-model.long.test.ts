// Is the model of the POSIX commands right? The running Linux kernel says, of every command from every state of small bounds. If this
// kernel or our rights cannot do it, the tests say so and are skipped.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { LinuxSystem } from '../../src/systems/linux/system.ts';
import { linuxSystem } from '../../src/systems/linux/system.ts';
import type { CommandName } from '../../src/contract/command.ts';
import { COMMAND_NAMES, runTour } from '../support/by-set.ts';
import { tourOf } from '../../src/engines/tour/transition-tour.ts';
import { MARKING_COMMANDS } from '../support/bounds.ts';

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

  test.each([
    [
      'every change of state at 3 ids, without marks, and each kind of command that changes nothing',
      3,
      without(),
    ],
    [
      'every change of state at 2 ids, with all marks, and each kind of command that changes nothing',
      2,
      all(),
    ],
  ] as const)('the Linux kernel and the model agree on %s', async (_, ids, commands) => {
    const tour = tourOf({
      specification: POSIX.linux,
      bound: { ids, amounts: {}, commands, newIds: 'lowest' },
      still: false,
      sequenceMax: 300,
    });
    expect(tour.transitions).toBeGreaterThan(4000);
    const options = { commands, certifyStatesMax: 0 };
    const result = await runTour(system, tour.sequences, options, world);
    expect(result.reason).toBeUndefined();
    expect(result.sequences).toBe(tour.sequences.length);
    expect(
      result.coverage.gaps().filter((gap) => /accepted|refused/.test(gap) && !/executed/.test(gap)),
    ).toEqual([]);
  });
});

function all(): readonly CommandName[] {
  return COMMAND_NAMES.posix;
}

function without(): readonly CommandName[] {
  return COMMAND_NAMES.posix.filter((name) => !MARKING_COMMANDS.includes(name));
}
