// procession explore --disk: the same search with its states in a folder.
import type { specificationOf } from '../../../command-sets.ts';
import type { SystemUnderTest } from '../../../contract/system.ts';
import { codeVersion } from '../../../engines/exploration/code-version.ts';
import { endsBy, exploreOnDisk } from '../../../engines/exploration/disk-exploration.ts';
import type { DiskProgress } from '../../../engines/exploration/disk-exploration.ts';
import { startDiskWorkers } from '../../../engines/exploration/disk-workers.ts';
import type { ExplorationBudget } from '../../../engines/exploration/exploration.ts';
import { openFolder } from '../../../engines/exploration/folder-store.ts';
import type { OpenFolder } from '../../../engines/exploration/folder-store.ts';
import type { ExplorationPlan } from '../../../engines/exploration/plan.ts';
import { recipesOf } from '../../../engines/exploration/threads.ts';
import { Misuse } from '../exit-codes.ts';
import { refuseMissingFolder } from '../files/output.ts';
import type { Interrupt } from '../interrupt.ts';
import { diskProgressText } from '../report/exploration.ts';

/** A search as the command line was asked for it. */
export interface Search {
  readonly plan: ExplorationPlan;
  readonly system: SystemUnderTest;
  readonly specification: ReturnType<typeof specificationOf>;
  readonly budget: ExplorationBudget;
  readonly workers: number;
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

/** The folder, for this run alone. */
export function diskFolder(folder: string): OpenFolder {
  const open = openFolder(folder, codeVersion());
  if (open.refused !== undefined) throw new Misuse(`--disk: ${folder}: ${open.refused}`);
  return open;
}

export async function searchOnDisk(
  { plan, system, specification, budget, workers }: Search,
  folder: OpenFolder,
  interrupt: Interrupt,
  show: (text: string) => void,
): Promise<Awaited<ReturnType<typeof exploreOnDisk>>> {
  const recipes = workers > 1 ? recipesOf(system, specification) : undefined;
  const { path, version } = folder;
  const control = interrupt.control((progress: DiskProgress) => show(diskProgressText(progress)));
  const whyEnd = endsBy(budget, control, control.now());
  const pool = recipes && (await startDiskWorkers({ plan, recipes, folder: path, version }, workers, whyEnd));
  try {
    return await exploreOnDisk(plan, system, specification, budget, {
      ...control,
      folder,
      pool,
    });
  } finally {
    await pool?.close();
  }
}
