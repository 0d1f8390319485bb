// The exhaustive search whose states lie in a folder: from a plan to the same result as the search in memory. Clock, stop,
// threads and the folder are passed in.
import type { RefusedStore } from '../../checker/disk/layers-in-store.ts';
import { runCondense } from '../../checker/disk/condense-job.ts';
import { JobEnded } from '../../checker/disk/job-bench.ts';
import type { JobBench } from '../../checker/disk/job-bench.ts';
import { searchInLayers } from '../../checker/disk/layered-search.ts';
import type { JobPool, LayerSizes, LayersProgress } from '../../checker/disk/layered-search.ts';
import { runMerge } from '../../checker/disk/merge-job.ts';
import { runSlice } from '../../checker/disk/slice-job.ts';
import type { Store } from '../../checker/disk/store.ts';
import type { Mark } from '../../checker/checkpoint.ts';
import { PathAstray } from '../../checker/path.ts';
import { codeOf, whyNot } from '../../contract/file-trouble.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import { pacer } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import type { ProductViolation } from '../../lockstep/product/product.ts';
import type { Specification } from '../../model/specification.ts';
import { verdictOfSearch } from '../verdict-rules.ts';
import { confirmedFailure, homewardUnasked, judged, reasonOf } from './ending.ts';
import type { ExplorationBudget, ExplorationProgress } from './exploration.ts';
import { explorable, fingerprintOf } from './plan.ts';
import type { Explorable, ExplorationPlan } from './plan.ts';
import { talliesIn, witnessPaths } from './result.ts';
import type { ExplorationResult, Foretold } from './result.ts';
import { waysHomeByDrains } from './ways-home.ts';

/** The folder of a search, as this run alone has it. */
export interface SearchFolder {
  readonly store: Store;
  readonly newDigest: Mark['newDigest'];
  /** Stands for the code: files of other code are refused. */
  readonly version: string;
  /** The sentence that another run has taken the folder over, once that is known, and after a look. */
  readonly lease?: {
    readonly whyLost: () => string | undefined;
    readonly confirm: () => Promise<string | undefined>;
  };
}

/** The progress of a search on disk. */
export interface DiskProgress extends ExplorationProgress {
  readonly phase: LayersProgress['phase'];
  readonly done: number;
  readonly of: number;
  readonly storedBytes: number;
  readonly freeBytes: number | undefined;
  readonly foretold: Foretold | undefined;
}

/** The control of a search on disk; without a pool its jobs are run on this thread. */
export interface DiskControl extends RunControl<DiskProgress> {
  readonly folder: SearchFolder;
  readonly pool?: JobPool | undefined;
  readonly sizes?: Partial<LayerSizes> | undefined;
}

/** The bench of a worker on this search. */
export function benchOf(
  { product, symmetry }: Explorable,
  store: Store,
  mark: Mark,
  pause: JobBench['pause'],
): JobBench {
  return { system: product, symmetry, store, mark, identityWords: product.layout.words, pause };
}

/** The identity of a search's files. */
export function markOf(
  plan: ExplorationPlan,
  system: SystemUnderTest,
  specification: Specification,
  { version, newDigest }: SearchFolder,
): Mark {
  return { fingerprint: fingerprintOf(plan, system, specification, { version }), newDigest };
}

/** Searches; goes on at the last finished layer of the folder. */
export async function exploreOnDisk(
  plan: ExplorationPlan,
  system: SystemUnderTest,
  specification: Specification,
  budget: ExplorationBudget,
  world: DiskControl,
): Promise<ExplorationResult | RefusedStore> {
  const started = world.now();
  const target = explorable(plan, system, specification);
  const { product } = target;
  const mark = markOf(plan, system, specification, world.folder);
  const whyEnd = endsBy(budget, world, started);
  const outcome = await searchInLayers<ProductViolation>({
    ...benchOf(target, world.folder.store, mark, () => Promise.resolve()),
    system: product,
    depthMax: budget.depthMax,
    statesMax: budget.statesMax,
    now: world.now,
    sizes: world.sizes,
    pool: world.pool ?? onThisThread(benchOf(target, world.folder.store, mark, pauses(world, whyEnd))),
    turn: turns(world, whyEnd, started),
    hindrance: async (error) => (await lostBehind(world)) ?? hindranceOf(error, system),
  });
  if ('refused' in outcome) return outcome;
  product.tallies.set(outcome.tallies);
  const { conclusion, counts } = outcome;
  const failure =
    conclusion.verdict === 'fail'
      ? await confirmedFailure(plan, system, specification, target, conclusion, world)
      : undefined;
  const homeward =
    homewardUnasked(plan, budget.reachability, product, conclusion.verdict) ??
    (await waysHomeByDrains(target, { states: counts.states, ends: outcome.ends }, world));
  const { verdict, reason } = judged(plan, counts, {
    verdict: verdictOfSearch(conclusion.verdict, failure !== 'unconfirmed', homeward.verdict),
    reason: reasonOf(system, specification, conclusion, failure, homeward),
  });
  const { writtenBytes, peakBytes, resumedWith, seconds } = outcome;
  return {
    specification: product.specification,
    verdict,
    reason,
    counts,
    modelStates: outcome.models,
    keyBits: product.layout.bits,
    bytesPerState: peakBytes / Math.max(1, counts.states),
    elapsedMs: world.now() - started,
    resumedWith,
    witnesses: witnessPaths((w) => outcome.witnesses[w], product),
    ...talliesIn(product),
    notShown: [...product.notShown],
    homeward,
    failure: failure === 'unconfirmed' ? undefined : failure,
    checkpointTrouble: undefined,
    disk: { writtenBytes, peakBytes, seconds, foretold: foretoldOf(outcome) },
  };
}

/** All jobs one after the other, here. */
function onThisThread(bench: JobBench): JobPool {
  return {
    size: 1,
    slice: (_, job) => runSlice(bench, job),
    merge: (_, job) => runMerge(bench, job),
    condense: (_, job) => runCondense(bench, job),
  };
}

type WhyEnd = () => string | undefined;

/** The reason for which the search is to end now; undefined where there is none. */
export function endsBy(
  { timeMs = Number.POSITIVE_INFINITY }: ExplorationBudget,
  world: Pick<RunControl, 'now' | 'stopped'> & { readonly folder: Pick<SearchFolder, 'lease'> },
  started: number,
): WhyEnd {
  return () => {
    if (world.stopped()) return 'it was interrupted';
    const lost = world.folder.lease?.whyLost();
    if (lost !== undefined) return lost;
    return world.now() - started >= timeMs ? `the time of ${timeMs / 1000} s is used up` : undefined;
  };
}

function pauses(world: DiskControl, whyEnd: WhyEnd): () => Promise<void> {
  const pace = pacer<DiskProgress>({ ...world, progress: undefined });
  return async () => {
    await pace(() => undefined);
    const reason = whyEnd();
    if (reason !== undefined) throw new JobEnded(reason);
  };
}

/** Tells progress, between two jobs. */
function turns(
  world: DiskControl,
  whyEnd: WhyEnd,
  started: number,
): (progress: LayersProgress) => Promise<string | undefined> {
  return async (progress) => {
    const { counts, phase, done, of, resumedWith = 0, storedBytes } = progress;
    const elapsedMs = world.now() - started;
    const { states, frontier, depth } = counts;
    world.progress?.({
      states,
      frontier,
      depth,
      elapsedMs,
      phase,
      done,
      of,
      storedBytes,
      statesPerSecond: elapsedMs === 0 ? 0 : (1000 * (states - resumedWith)) / elapsedMs,
      freeBytes: world.progress === undefined ? undefined : await world.folder.store.freeBytes(),
      foretold: foretoldOf(progress),
    });
    await world.breathe();
    return whyEnd();
  };
}

/** Seconds by the states expanded so far. */
function foretoldOf({
  counts: { expanded },
  seconds,
  foretold,
}: Pick<LayersProgress, 'counts' | 'seconds' | 'foretold'>): Foretold | undefined {
  if (foretold === undefined || expanded === 0) return undefined;
  return { ...foretold, seconds: (seconds * (foretold.states - expanded)) / expanded };
}

/** Whoever takes a folder over clears up there: what then fails here is no fault of a file's. */
async function lostBehind({ folder }: DiskControl): Promise<string | undefined> {
  try {
    return await folder.lease?.confirm();
  } catch {
    return undefined; // The search met the same, and tells it.
  }
}

/** Says in a sentence what is in the way of the search and no fault of ours. */
function hindranceOf(error: unknown, system: SystemUnderTest): string | undefined {
  if (error instanceof Hindrance) return error.message;
  if (error instanceof PathAstray) return `${system.name}: ${error.message}`;
  return codeOf(error) === undefined
    ? undefined
    : `its folder could not be written or read: ${whyNot(error)}`;
}
