// Goal: what a search costs whose states lie on disk, beside the same in memory. Method: the core commands up to renaming, model
// and table, drains, self-checks and the way home included; in turns, each in a process of its own, which says at its end how
// much of the processor it had and how large it was. On disk with each limit of a layer's runs, too, beyond which they are
// condensed. The folder is the system's for temporary files.
// Usage: node bench/disk.bench.ts [--ids N] [--workers N] [--rounds N] [--runs-max MB,MB…]
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
  /** Bytes on disk, at most and written in all. */
  readonly most: number;
  readonly written: number;
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
const at = process.argv.indexOf('--runs-max');
const limits = at === -1 ? ['4', '1'] : process.argv[at + 1].split(',');
const ways: Readonly<Record<string, readonly string[] | undefined>> = {
  'in memory': undefined,
  'on disk': [],
  ...Object.fromEntries(limits.map((limit) => [`beyond ${limit} MB`, ['--runs-max', limit]])),
};
const costs = new Map<string, Cost[]>(Object.keys(ways).map((name) => [name, []]));
const counts = new Set<string>();
for (let round = 0; round < option('--rounds', 3); round += 1)
  for (const [name, words] of Object.entries(ways)) costs.get(name)?.push(costOf(words));
if (counts.size !== 1) throw new Error(`the searches disagree: ${[...counts].join('; ')}`);
console.log(`ids ${ids}, core, up to renaming, workers: ${workers}; ${[...counts].join()}`);
const inMemory = medianOf((costs.get('in memory') ?? []).map(({ cpu }) => cpu));
for (const [name, of] of costs) {
  const [cpu, rss, wall, most, written] = (['cpu', 'rss', 'wall', 'most', 'written'] as const).map((what) =>
    medianOf(of.map((cost) => cost[what])),
  );
  const disk = ways[name] === undefined ? '' : `  disk ${inMB(most)} at most, ${inMB(written)} written`;
  console.log(
    `${name.padEnd(12)} processor ${cpu.toFixed(1)} s (${(cpu / inMemory).toFixed(2)} x)  clock ${wall.toFixed(1)} s  memory ${rss.toFixed(0)} MB${disk}`,
  );
}

/** The cost of a search in memory, or in a folder of its own by these words more. */
function costOf(words: readonly string[] | undefined): Cost {
  if (words === undefined) return searched([]);
  const folder = mkdtempSync(join(tmpdir(), 'procession-disk-'));
  try {
    return searched(['--disk', join(folder, 'states'), ...words]);
  } finally {
    rmSync(folder, { recursive: true });
  }
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
  const { peakBytes: most, writtenBytes: written } = disk ?? { peakBytes: 0, writtenBytes: 0 };
  return { ...(JSON.parse(stderr) as Pick<Cost, 'cpu' | 'rss'>), wall, most, written };
}

function inMB(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
