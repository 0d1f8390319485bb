// procession explore --disk: the same search with its states in a folder.
import { randomUUID } from 'node:crypto';
import type { specificationOf } from '../../../command-sets.ts';
import type { SystemUnderTest } from '../../../contract/system.ts';
import { codeVersion } from '../../../engines/exploration/code-version.ts';
import type { JobPool } from '../../../checker/disk/layered-search.ts';
import { endsBy, exploreOnDisk, markOf } from '../../../engines/exploration/disk-exploration.ts';
import type { DiskProgress } from '../../../engines/exploration/disk-exploration.ts';
import { startDiskWorkers } from '../../../engines/exploration/disk-workers.ts';
import type { ExplorationBudget } from '../../../engines/exploration/exploration.ts';
import { makeQueue, openFolder, removeQueue } from '../../../engines/exploration/folder-store.ts';
import type { OpenFolder } from '../../../engines/exploration/folder-store.ts';
import type { LeaseWatch } from '../../../engines/exploration/lease.ts';
import type { ExplorationPlan } from '../../../engines/exploration/plan.ts';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { recipesOf } from '../../../engines/exploration/threads.ts';
import { Misuse } from '../exit-codes.ts';
import { printProblem } from '../print.ts';
import { refuseMissingFolder } from '../files/output.ts';
import type { Interrupt } from '../interrupt.ts';
import { diskProgressText } from '../report/exploration.ts';
import { ProgressLine } from '../terminal.ts';

/** A search as the command line was asked for it. */
export interface Search {
  readonly plan: ExplorationPlan;
  readonly system: SystemUnderTest;
  readonly specification: ReturnType<typeof specificationOf>;
  readonly budget: ExplorationBudget;
  readonly workers: number;
  /** The bytes of a layer's runs beyond which they are condensed, where that was said. */
  readonly runsMaxBytes?: number | undefined;
}

/** Orbits are kept in one word: more ids have larger ones. */
const SYMMETRIC_IDS_MAX = 13;

/** An option that a search on disk cannot honour is an error, never ignored. */
export function refuseWhatDiskCannot(
  flags: {
    readonly disk?: string;
    readonly checkpoint?: string;
    readonly memory?: number;
    readonly symmetry: 'on' | 'off';
    readonly ids?: number;
  },
  isTable: boolean,
  name: string,
): void {
  if (flags.checkpoint !== undefined)
    throw new Misuse('--disk goes on by itself from what its folder has: leave out --checkpoint');
  if (flags.memory !== undefined)
    throw new Misuse('--disk needs the same memory for any number of states: leave out --memory');
  if (!isTable)
    throw new Misuse(
      `--disk needs a system whose state is bytes, and ${name} has none: the table or a mutant`,
    );
  if (flags.symmetry === 'on' && (flags.ids ?? 0) > SYMMETRIC_IDS_MAX)
    throw new Misuse(
      `--disk counts states up to renaming with at most ${SYMMETRIC_IDS_MAX} ids: use --symmetry off`,
    );
  if (flags.disk !== undefined) refuseMissingFolder('--disk', flags.disk);
}

/** The folder, for this run alone; after a wait where a run on another machine had it and is not heard of. */
export async function diskFolder(folder: string): Promise<OpenFolder> {
  const line = new ProgressLine();
  let silent = '';
  const watches = ({ owner, silentMs, ofMs }: LeaseWatch): void => {
    silent = seconds(ofMs);
    line.show(
      `${folder}: waiting for a sign of life of ${owner}: none for ${seconds(silentMs)} of ${silent}`,
    );
  };
  const clocks = (): readonly number[] => [performance.now(), Date.now()];
  const open = await openFolder(folder, codeVersion(), { clocks, watches }).finally(() => line.clear());
  if (open.refused !== undefined) throw new Misuse(`--disk: ${folder}: ${open.refused}`);
  if (open.tookOver !== undefined)
    printProblem(
      `${folder} is taken over from ${open.tookOver}, which gave no sign of life for ${silent}; the search goes on`,
    );
  return open;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}

export async function searchOnDisk(
  search: Search,
  folder: OpenFolder,
  interrupt: Interrupt,
  show: (text: string) => void,
  redis: string | undefined,
): Promise<Awaited<ReturnType<typeof exploreOnDisk>>> {
  const { plan, system, specification, budget, runsMaxBytes } = search;
  const control = interrupt.control((progress: DiskProgress) => show(diskProgressText(progress)));
  const whyEnd = endsBy(budget, { ...control, folder }, control.now());
  const pool =
    redis === undefined
      ? await ownThreads(search, folder, whyEnd)
      : await workersElsewhere(search, folder, redis, whyEnd);
  try {
    const result = await exploreOnDisk(plan, system, specification, budget, {
      ...control,
      folder,
      pool,
      sizes: runsMaxBytes === undefined ? undefined : { runsMaxBytes },
    });
    const isOver = !('refused' in result) && (result.failure !== undefined || result.counts.frontier === 0);
    if (isOver && folder.lease?.whyLost() === undefined) removeQueue(folder.path);
    return result;
  } finally {
    await pool?.close();
  }
}

type ClosingPool = JobPool & { readonly close: () => Promise<void> };

async function ownThreads(
  { plan, system, specification, workers }: Search,
  { path, version }: OpenFolder,
  whyEnd: () => string | undefined,
): Promise<ClosingPool | undefined> {
  const recipes = workers > 1 ? recipesOf(system, specification) : undefined;
  return recipes && (await startDiskWorkers({ plan, recipes, folder: path, version }, workers, whyEnd));
}

/** The workers that take jobs of this folder from that Redis, now or later. */
async function workersElsewhere(
  { plan, system, specification }: Search,
  folder: OpenFolder,
  redis: string,
  whyEnd: () => string | undefined,
): Promise<ClosingPool> {
  // Loaded here, since hardly any search needs it.
  const { openRedis, packed, startRedisPool } = await import(
    '../../../engines/exploration/redis/coordinator.ts'
  );
  const recipes = recipesOf(system, specification);
  const short = recipes && packed(recipes);
  if (short === undefined)
    throw new Misuse(
      `--redis needs a system that any process can make, and ${system.name} is not one: the table or a mutant`,
    );
  const session = await openRedis(redis);
  const { path, store, version } = folder;
  const mark = markOf(plan, system, specification, folder);
  const task = { plan, recipes: short, version };
  const pool = await startRedisPool(
    session,
    makeQueue(path),
    task,
    { store, mark, run: randomUUID(), isOurs: () => folder.lease?.whyLost() === undefined },
    whyEnd,
  );
  if ((await pool.workers()) === 0)
    printProblem(
      `no worker is there yet: "${COMMAND_LINE} worker --redis ${session.place} --disk ${path}", on any machine, as many as you like`,
    );
  return pool;
}
