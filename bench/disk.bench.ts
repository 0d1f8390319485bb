// Goal: what a search costs whose states lie on disk, beside the same in memory. Method: the core commands up to renaming, model
// and table, drains, self-checks and the way home included; in turns, each in a process of its own, which says at its end how
// much of the processor it had and how large it was. The folder is the system's for temporary files.
// Usage: node bench/disk.bench.ts [--ids N] [--workers N] [--rounds N]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { medianOf } from '../properties/support/median.ts';

const LAUNCHER = fileURLToPath(new URL('../bin/procession.js', import.meta.url));
/** Runs before the command line, and says at the end what the process had. */
const AT_EXIT = `data:text/javascript,${encodeURIComponent(
  "import { writeSync } from 'node:fs'; import { isMainThread } from 'node:worker_threads'; if (isMainThread) process.on('exit', () => { const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage(); writeSync(2, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, rss: maxRSS / 1024 })); });",
)}`;

interface Cost {
  readonly cpu: number;
  readonly rss: number;
  readonly wall: number;
}

/** The part of the report that is read. */
interface Report {
  readonly states: number;
  readonly transitions: number;
  readonly disk: { readonly peakBytes: number; readonly writtenBytes: number } | null;
}

function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(name);
  return at === -1 ? otherwise : Number(process.argv[at + 1]);
}

const ids = String(option('--ids', 5));
const workers = String(option('--workers', 1));
const costs: Record<'memory' | 'disk', Cost[]> = { memory: [], disk: [] };
const counts = new Set<string>();
let onDisk = '';
for (let round = 0; round < option('--rounds', 3); round += 1) {
  costs.memory.push(searched([]));
  const folder = mkdtempSync(join(tmpdir(), 'procession-disk-'));
  costs.disk.push(searched(['--disk', join(folder, 'states')]));
  rmSync(folder, { recursive: true });
}
if (counts.size !== 1) throw new Error(`the searches disagree: ${[...counts].join('; ')}`);
console.log(`ids ${ids}, core, up to renaming, workers: ${workers}; ${[...counts].join()}; ${onDisk}`);
for (const [name, of] of Object.entries(costs)) {
  const [cpu, rss, wall] = (['cpu', 'rss', 'wall'] as const).map((what) =>
    medianOf(of.map((cost) => cost[what])),
  );
  const times = (cpu / medianOf(costs.memory.map((cost) => cost.cpu))).toFixed(2);
  console.log(
    `${name.padEnd(8)} processor ${cpu.toFixed(1)} s (${times} x)  clock ${wall.toFixed(1)} s  peak ${rss.toFixed(0)} MB`,
  );
}

function searched(more: readonly string[]): Cost {
  const words = ['explore', '--ids', ids, '--workers', workers, '--json', ...more];
  const began = performance.now();
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', AT_EXIT, LAUNCHER, ...words], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const wall = (performance.now() - began) / 1000;
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
  const { states, transitions, disk } = JSON.parse(stdout) as Report;
  counts.add(`${states} orbits, ${transitions} transitions`);
  if (disk !== null) onDisk = `on disk ${inMB(disk.peakBytes)} at most, ${inMB(disk.writtenBytes)} written`;
  return { ...(JSON.parse(stderr) as Omit<Cost, 'wall'>), wall };
}

function inMB(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
