// What a second copy of a program is worth: commands a second of the examples in Python and C, with one copy of the program
// and with two, in turns. Usage: node bench/wire.bench.ts
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wireSystem } from '../src/adapters/wire/system.ts';
import type { AsynchronousSystemUnderTest } from '../src/contract/system.ts';
import { runCampaign } from '../src/gate/campaign.ts';
import { overlaid } from '../src/refinement/overlay.ts';

const ROUNDS = 3;
const OPTIONS = { runs: 200, commandsMax: 100, idsMax: 8, seed: 1, certifyStatesMax: 0 };
const world = { now: () => performance.now(), breathe: () => Promise.resolve(), stopped: () => false };

async function commandsPerSecond(system: AsynchronousSystemUnderTest): Promise<number> {
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
