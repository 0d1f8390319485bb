// How many sequences a second the running Linux kernel answers beside the model, everything shown compared after every
// command, of each command set that it answers. Usage: node bench/linux.bench.ts
import { runCampaign } from '../properties/support/by-set.ts';
import { LINUX_SETS, linuxSystem } from '../src/systems/linux/system.ts';

const RUNS = 300;
const LENGTHS = [20, 40, 100];
const world = { now: () => performance.now(), breathe: () => Promise.resolve(), stopped: () => false };

for (const commandSet of LINUX_SETS) {
  const started = await linuxSystem({ commandSet });
  if ('inconclusive' in started) throw new Error(started.inconclusive);
  const { system } = started;
  process.stdout.write(
    `${system.name}, ${commandSet}, ${system.mode}\n  commands a sequence   sequences a second\n`,
  );
  for (const commandsMax of LENGTHS) {
    const options = { runs: RUNS, commandsMax, idsMax: 8, seed: 3, certifyStatesMax: 0 };
    const { verdict, runs, commands, elapsedMs } = await runCampaign(system, options, world);
    if (verdict !== 'pass') throw new Error(`the campaign ended ${verdict}`);
    const mean = (commands / runs).toFixed(0).padStart(21);
    process.stdout.write(`${mean}   ${((1000 * runs) / elapsedMs).toFixed(0).padStart(18)}\n`);
  }
  await system.close?.();
}
