// The exhaustive search: from a plan to counts, a verdict, and where it fails a shortest counterexample that a run of
// its own confirms. Clock, stop, threads and the place of checkpoints are passed in.
import type { Specification } from '../../model/specification.ts';
import type { Mark, RefusedCheckpoint } from '../../checker/checkpoint.ts';
import { resume } from '../../checker/checkpoint.ts';
import { exploreInParallel } from '../../checker/parallel-search.ts';
import type { WorkerPool } from '../../checker/parallel-search.ts';
import { canAlwaysGetHome } from '../../checker/home-state.ts';
import { exploreInSlices, StateSearch } from '../../checker/search.ts';
import type { Between, SearchOptions } from '../../checker/search.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import { pacer } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import { isHome } from '../../model/bounded/home-state.ts';
import type { ProductViolation } from '../../lockstep/product/product.ts';
import { wentAstrayOn } from './astray.ts';
import type { Explorable, ExplorationPlan } from './plan.ts';
import { inTurnsUntilStopped } from '../../lockstep/pauses.ts';
import { Checkpoints } from './checkpoints.ts';
import type { CheckpointPlace } from './checkpoints.ts';
import { confirmedFailure, homewardUnasked, judged, reasonOf } from './ending.ts';
import { explorable, fingerprintOf } from './plan.ts';
import type { ExplorationResult, Homeward } from './result.ts';
import { modelStatesOf, talliesIn, witnessPaths } from './result.ts';
import { verdictOfSearch } from '../verdict-rules.ts';
import { waysHomeByDrains } from './ways-home.ts';

/** The limits at which a search stops before it has seen everything. */
export interface ExplorationBudget {
  readonly depthMax?: number | undefined;
  readonly statesMax?: number | undefined;
  readonly timeMs?: number | undefined;
  /** For the tables of the search. */
  readonly memoryMaxBytes?: number | undefined;
  /** Whether to ask if every state can get home. */
  readonly reachability: boolean;
}

/** The control of an exploration, its threads, and the place of its checkpoints. */
export interface ExplorationControl extends RunControl<ExplorationProgress> {
  readonly checkpoint?: CheckpointPlace | undefined;
  /** Threads; none where the search is to run on this one. */
  readonly pool?: WorkerPool | undefined;
}

export interface ExplorationProgress {
  readonly states: number;
  readonly frontier: number;
  readonly depth: number;
  readonly statesPerSecond: number;
  readonly elapsedMs: number;
}

/** Labels between two looks at clock and signals: of a system of the user's each may take milliseconds. */
const SLICE = 200;

/** Searches. `system` is the one to test; the plan says how. */
export async function explore(
  plan: ExplorationPlan,
  system: SystemUnderTest,
  specification: Specification,
  budget: ExplorationBudget,
  world: ExplorationControl,
): Promise<ExplorationResult | RefusedCheckpoint> {
  const started = world.now();
  const target = explorable(plan, system, specification);
  const checkpoints = new Checkpoints(
    world.checkpoint,
    fingerprintOf(plan, system, specification, world.checkpoint),
    world.now,
  );
  const begun = begin(target, budget, world, checkpoints.mark);
  if ('refused' in begun) return begun;
  const { search, resumedWith } = begun;
  const between = turns(search, checkpoints, budget, world, started);
  await searched(search, system, world, between);
  const { conclusion } = search;
  if (conclusion === undefined) throw new Error('a search ended without a conclusion');
  const failure =
    conclusion.verdict === 'fail'
      ? await confirmedFailure(plan, system, specification, target, conclusion, world)
      : undefined;
  const homeward =
    homewardUnasked(plan, budget.reachability, target.product, conclusion.verdict) ??
    (await waysHome(target, system, search, budget, world, started));
  const isFinished = conclusion.verdict !== 'inconclusive' && homeward.verdict !== 'inconclusive';
  checkpoints.settle(search, isFinished || conclusion.verdict === 'fail');
  const { verdict, reason } = judged(plan, search.counts, {
    verdict: verdictOfSearch(conclusion.verdict, failure !== 'unconfirmed', homeward.verdict),
    reason: reasonOf(system, specification, conclusion, failure, homeward),
  });
  return {
    specification: target.product.specification,
    verdict,
    reason,
    counts: search.counts,
    modelStates: modelStatesOf(search, target.product),
    keyBits: target.product.layout.bits,
    bytesPerState: search.exploration.visited.bytes / search.counts.states,
    elapsedMs: world.now() - started,
    resumedWith,
    witnesses: witnessPaths((w) => search.witness(w), target.product),
    ...talliesIn(target.product),
    notShown: [...target.product.notShown],
    homeward,
    failure: failure === 'unconfirmed' ? undefined : failure,
    checkpointTrouble: checkpoints.trouble,
  };
}

type ProductSearch = StateSearch<ProductViolation>;

/** Goes on with a search to its conclusion; whatever hinders it, and is no fault of ours, ends it with a sentence. */
async function searched(
  search: ProductSearch,
  system: SystemUnderTest,
  { pool }: ExplorationControl,
  between: Between<ProductViolation>,
): Promise<void> {
  try {
    if (pool === undefined) await exploreInSlices(search, SLICE, between);
    else await exploreInParallel(search, pool, SLICE, between);
  } catch (error) {
    if (!(error instanceof Hindrance) && !wentAstrayOn(system, error)) throw error;
    search.interrupt(error.message);
  }
}

/** From the start, or on from a checkpoint. */
function begin(
  { product, symmetry }: Explorable,
  budget: ExplorationBudget,
  world: ExplorationControl,
  mark: Mark | undefined,
): { readonly search: ProductSearch; readonly resumedWith: number | undefined } | RefusedCheckpoint {
  const options: SearchOptions = { ...budget, symmetry };
  const bytes = world.checkpoint?.read();
  if (bytes === undefined || mark === undefined)
    return { search: new StateSearch(product, options), resumedWith: undefined };
  const search = resume(product, options, mark, bytes);
  return 'refused' in search ? search : { search, resumedWith: search.counts.states };
}

/** The work between two slices. */
function turns(
  search: ProductSearch,
  checkpoints: Checkpoints | undefined,
  { timeMs = Number.POSITIVE_INFINITY }: ExplorationBudget,
  world: ExplorationControl,
  started: number,
): Between<ProductViolation> {
  const statesBefore = search.counts.states;
  const pace = pacer(world);
  return async () => {
    if (world.stopped()) return 'it was interrupted';
    const elapsedMs = world.now() - started;
    const paced = await pace(() => {
      const { states, frontier, depth } = search.counts;
      const statesPerSecond = elapsedMs === 0 ? 0 : (1000 * (states - statesBefore)) / elapsedMs;
      return { states, frontier, depth, statesPerSecond, elapsedMs };
    });
    if (!paced && elapsedMs < timeMs) return undefined;
    if (world.stopped()) return 'it was interrupted';
    if (elapsedMs >= timeMs) return `the time of ${timeMs / 1000} s is used up`;
    checkpoints?.turn(search);
    return undefined;
  };
}

/** Ways home by the drains of all states, or where those do not settle it, by all transitions. */
async function waysHome(
  target: Explorable,
  system: SystemUnderTest,
  search: ProductSearch,
  budget: ExplorationBudget,
  world: ExplorationControl,
  started: number,
): Promise<Homeward> {
  const { states } = search.counts;
  const ends = search.exploration.ends?.map((id) => search.pathTo(id));
  const byDrains = await waysHomeByDrains(target, { states, ends }, world);
  if (byDrains.verdict === 'pass' || world.stopped()) return byDrains;
  return await waysHomeByTransitions(target, system, budget, world, started);
}

/** Searches once more, and keeps four bytes a transition: so it knows which states have no way home. */
async function waysHomeByTransitions(
  { product, symmetry }: Explorable,
  system: SystemUnderTest,
  budget: ExplorationBudget,
  world: ExplorationControl,
  started: number,
): Promise<Homeward> {
  const tallies = product.tallies.slice();
  const search = new StateSearch(product, { ...budget, symmetry, edges: true });
  await searched(search, system, world, turns(search, undefined, budget, world, started));
  product.tallies.set(tallies);
  const { conclusion } = search;
  if (conclusion?.verdict === 'inconclusive') return { verdict: 'inconclusive', reason: conclusion.reason };
  const came = await inTurnsUntilStopped(canAlwaysGetHome(search, isHome(product.layout)), world);
  if (came === undefined) return { verdict: 'inconclusive', reason: 'it was interrupted' };
  if (came.verdict === 'fail') return { ...came, path: product.commandsOf(came.path) };
  return came;
}
