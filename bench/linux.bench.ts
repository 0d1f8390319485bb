// How many sequences a second the running Linux kernel answers beside the model, everything shown compared after every
// command, of each command set that it answers; and how many times as many as where each process of the agent has a copy of its
// parent's memory, measured in turns. Usage: node bench/linux.bench.ts
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCampaign } from '../properties/support/by-set.ts';
import { copyingCompiler } from '../properties/support/copying-compiler.ts';
import { medianOf } from '../properties/support/median.ts';
import type { LinuxOptions, LinuxSystem } from '../src/systems/linux/system.ts';
import { LINUX_SETS, linuxSystem } from '../src/systems/linux/system.ts';

const RUNS = 100;
const ROUNDS = 3;
const LENGTHS = [20, 40, 100];
const world = { now: () => performance.now(), breathe: () => Promise.resolve(), stopped: () => false };

async function started(options: LinuxOptions): Promise<LinuxSystem> {
  const kernel = await linuxSystem(options);
  if ('inconclusive' in kernel) throw new Error(kernel.inconclusive);
  return kernel.system;
}

/** Commands a sequence, and sequences a second. */
async function measured(system: LinuxSystem, commandsMax: number, seed: number): Promise<[number, number]> {
  const options = { runs: RUNS, commandsMax, idsMax: 8, seed, certifyStatesMax: 0 };
  const { verdict, runs, commands, elapsedMs } = await runCampaign(system, options, world);
  if (verdict !== 'pass') throw new Error(`the campaign ended ${verdict}`);
  return [commands / runs, (1000 * runs) / elapsedMs];
}

const folder = mkdtempSync(join(tmpdir(), 'procession-bench-'));
try {
  const compiler = copyingCompiler(folder);
  for (const commandSet of LINUX_SETS) {
    const system = await started({ commandSet });
    const copied = await started({ commandSet, compiler, cacheFolder: folder });
    process.stdout.write(
      `${system.name}, ${commandSet}, ${system.mode}\n  commands a sequence   sequences a second   times as many as with copies\n`,
    );
    for (const commandsMax of LENGTHS) {
      const rounds: [length: number, rate: number, ratio: number][] = [];
      for (let round = 1; round <= ROUNDS; round += 1) {
        const [length, rate] = await measured(system, commandsMax, round);
        const [, slower] = await measured(copied, commandsMax, round);
        rounds.push([length, rate, rate / slower]);
      }
      const [length, rate, ratio] = [0, 1, 2].map((at) => medianOf(rounds.map((round) => round[at])));
      process.stdout.write(
        `${length.toFixed(0).padStart(21)}   ${rate.toFixed(0).padStart(18)}   ${ratio.toFixed(2).padStart(27)}\n`,
      );
    }
    await system.close?.();
    await copied.close?.();
  }
} finally {
  rmSync(folder, { recursive: true });
}
