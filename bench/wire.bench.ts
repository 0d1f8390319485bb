// What a second copy of a program is worth: commands a second of the examples in Python and C, with one copy of the program
// and with two, in turns. And what it costs that a module runs in a process of its own: our table in this process and as a
// module, under random search and under exhaustive search, in turns. Usage: node bench/wire.bench.ts
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tableSystem } from '../src/systems/in-process.ts';
import {
  bridgedModule,
  CORE_COMMANDS,
  explore,
  moduleSystem,
  runCampaign,
  wireSystem,
} from '../properties/support/by-set.ts';
import type { AsynchronousSystemUnderTest, System, SystemUnderTest } from '../src/contract/system.ts';
import type { ExplorationPlan } from '../src/engines/exploration/plan.ts';
import { overlaid } from '../src/lockstep/overlay.ts';

const ROUNDS = 3;
const OPTIONS = { runs: 200, commandsMax: 100, idsMax: 8, seed: 1, certifyStatesMax: 0 };
const world = { now: () => performance.now(), breathe: () => Promise.resolve(), stopped: () => false };

async function commandsPerSecond(system: System): Promise<number> {
  const { verdict, commands, elapsedMs } = await runCampaign(system, OPTIONS, world);
  if (verdict !== 'pass') throw new Error(`the campaign ended ${verdict}`);
  return (1000 * commands) / elapsedMs;
}

async function compare(title: string, program: string): Promise<void> {
  const system = await wireSystem(program, 'hierarchy');
  for (let round = 0; round < ROUNDS; round += 1) {
    const one = await commandsPerSecond(overlaid(system as AsynchronousSystemUnderTest, { copy: undefined }));
    const two = await commandsPerSecond(system);
    const figures = [one, two].map((figure) => figure.toFixed(0).padStart(10)).join('');
    process.stdout.write(`${title.padEnd(8)}${figures}${(two / one).toFixed(2).padStart(8)}\n`);
  }
  await system.close();
}

const MODULE = {
  file: fileURLToPath(new URL('table-module.ts', import.meta.url)),
  path: 'bench/table-module.ts',
};
const PLAN: ExplorationPlan = {
  bound: { ids: 3, amounts: {}, commands: CORE_COMMANDS, newIds: 'any' },
  symmetry: true,
  match: 'observation',
  selfCheck: false,
};

/** Every command from every orbit of three ids, as of a system of the user's; in milliseconds. */
async function exploring(system: SystemUnderTest): Promise<number> {
  const result = await explore(PLAN, system, { reachability: false }, world);
  if ('refused' in result || result.verdict !== 'pass') throw new Error('the search found something');
  return result.elapsedMs;
}

async function compareModule(): Promise<void> {
  const module = await moduleSystem(MODULE);
  const bridged = await bridgedModule(MODULE);
  for (let round = 0; round < ROUNDS; round += 1) {
    const here = await commandsPerSecond(overlaid(tableSystem(), { name: 'mine' }));
    const there = await commandsPerSecond(module);
    const figures = [here, there].map((figure) => figure.toFixed(0).padStart(10)).join('');
    process.stdout.write(`check   ${figures}${(here / there).toFixed(2).padStart(8)}\n`);
    // A system that is no object of ours is run, not packed.
    const before = await exploring(overlaid(tableSystem(), { name: 'mine' }));
    const after = await exploring(bridged);
    const times = [before, after].map((ms) => ms.toFixed(0).padStart(10)).join('');
    process.stdout.write(`explore ${times}${(after / before).toFixed(2).padStart(8)}\n`);
  }
  await module.close();
  bridged.close?.();
}

process.stdout.write('        in process    module   times slower (check: commands a second; explore: ms)\n');
await compareModule();
const folder = mkdtempSync(join(tmpdir(), 'procession-bench-'));
try {
  const inC = join(folder, 'processes');
  const { status } = spawnSync('cc', ['-O2', '-o', inC, 'examples/c/processes.c'], { stdio: 'inherit' });
  process.stdout.write('            one copy       two   ratio\n');
  await compare('Python', 'python3 examples/python/processes.py');
  if (status === 0) await compare('C', inC);
} finally {
  rmSync(folder, { recursive: true });
}
