// The exhaustive search: from a plan to counts, a verdict, and where it fails a shortest counterexample that a run of
// its own confirms. Clock, stop, threads and the place of checkpoints are passed in.
import { counted } from '../../contract/format-numbers.ts';
import type { Specification } from '../../model/specification.ts';
import type { Mark, RefusedCheckpoint } from '../../checker/checkpoint.ts';
import { resume } from '../../checker/checkpoint.ts';
import { exploreInParallel } from '../../checker/parallel-search.ts';
import type { WorkerPool } from '../../checker/parallel-search.ts';
import { canAlwaysGetHome } from '../../checker/home-state.ts';
import { exploreInSlices, StateSearch } from '../../checker/search.ts';
import type { Between, SearchOptions } from '../../checker/search.ts';
import type { Command } from '../../contract/command.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import { pacer } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import type { Failure } from '../../counterexample/failure.ts';
import { replay } from '../../lockstep/replay.ts';
import { isHome } from '../../model/bounded/home-state.ts';
import { dependsOnAnswers } from '../../lockstep/known-deviations.ts';
import type { Divergence } from '../../lockstep/divergence.ts';
import { Lockstep } from '../../lockstep/lockstep.ts';
import type { Product, ProductViolation } from '../../lockstep/product/product.ts';
import { wentAstrayOn } from './astray.ts';
import type { Explorable, ExplorationPlan } from './plan.ts';
import { inTurnsUntilStopped } from '../../lockstep/pauses.ts';
import { Checkpoints } from './checkpoints.ts';
import type { CheckpointPlace } from './checkpoints.ts';
import { explorable, fingerprintOf } from './plan.ts';
import type { ExplorationResult, Homeward } from './result.ts';
import { acceptedIn, decidersOf, modelStatesOf, witnessPaths } from './result.ts';
import { shortestFailure } from './shortest-violation.ts';
import { verdictOfSearch, verdictWithoutFailure, whyNothingCompared } from '../verdict-rules.ts';
import type { ReasonedVerdict } from '../verdict-rules.ts';

/** The limits at which a search stops before it has seen everything. */
export interface ExplorationBudget {
  readonly depthMax?: number | undefined;
  readonly statesMax?: number | undefined;
  readonly timeMs?: number | undefined;
  /** For the tables of the search. */
  readonly memoryMaxBytes?: number | undefined;
  /** Whether to ask if every state can get home, which keeps four bytes a transition. */
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
  try {
    if (world.pool === undefined) await exploreInSlices(search, SLICE, between);
    else await exploreInParallel(search, world.pool, SLICE, between);
  } catch (error) {
    if (!(error instanceof Hindrance) && !wentAstrayOn(system, error)) throw error;
    search.interrupt(error.message);
  }
  const { conclusion } = search;
  if (conclusion === undefined) throw new Error('a search ended without a conclusion');
  const failure =
    conclusion.verdict === 'fail'
      ? await failureOf(plan, system, specification, target, conclusion, world)
      : undefined;
  const homeward = await homewardOf(plan, budget, search, target.product, world);
  const isFinished = conclusion.verdict !== 'inconclusive' && homeward.verdict !== 'inconclusive';
  checkpoints.settle(search, isFinished || conclusion.verdict === 'fail');
  const { verdict, reason } = judged(plan, search, {
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
    witnesses: witnessPaths(search, target.product),
    deciders: decidersOf(target.product),
    accepted: acceptedIn(target.product),
    aside: target.product.tallies[2 * target.product.deciders.length],
    notShown: [...target.product.notShown],
    homeward,
    failure: failure === 'unconfirmed' ? undefined : failure,
    checkpointTrouble: checkpoints.trouble,
  };
}

type ProductSearch = StateSearch<ProductViolation>;

/** The end of the search: what agreed only because nothing was run is no pass. */
function judged(
  { bound }: ExplorationPlan,
  { counts }: ProductSearch,
  ended: ReasonedVerdict,
): ReasonedVerdict {
  if (ended.verdict !== 'pass') return ended;
  const commandsRun = counts.transitions + counts.refusals + counts.selfLoops;
  return verdictWithoutFailure(whyNothingCompared(commandsRun, bound.commands));
}

/** From the start, or on from a checkpoint. */
function begin(
  { product, symmetry }: Explorable,
  budget: ExplorationBudget,
  world: ExplorationControl,
  mark: Mark | undefined,
): { readonly search: ProductSearch; readonly resumedWith: number | undefined } | RefusedCheckpoint {
  const options: SearchOptions = { ...budget, symmetry, edges: budget.reachability };
  const bytes = world.checkpoint?.read();
  if (bytes === undefined || mark === undefined)
    return { search: new StateSearch(product, options), resumedWith: undefined };
  const search = resume(product, options, mark, bytes);
  return 'refused' in search ? search : { search, resumedWith: search.counts.states };
}

/** The work between two slices. */
function turns(
  search: ProductSearch,
  checkpoints: Checkpoints,
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
    checkpoints.turn(search);
    return undefined;
  };
}

/** The shortest failure, as a run of its own shows it; `unconfirmed` if that run is clean. */
async function failureOf(
  plan: ExplorationPlan,
  system: SystemUnderTest,
  specification: Specification,
  { product }: Explorable,
  { path, violation }: { readonly path: readonly number[]; readonly violation: ProductViolation },
  { breathe, stopped }: ExplorationControl,
): Promise<(Failure & { readonly isShortest: boolean }) | 'unconfirmed'> {
  const first = {
    commands: [...product.commandsOf(path), ...violation.drain],
    drain: violation.drain.length,
  };
  const { commands, isShortest } = await shortestFailure(plan, system, specification, first, async () => {
    await breathe();
    return stopped() ? 'it was interrupted' : undefined;
  });
  const run = await replay(system, specification, commands);
  if (run.divergence !== undefined) return { commands: run.commands, divergence: run.divergence, isShortest };
  const { threw, threwIn } = violation;
  if (threw === undefined || (threwIn !== 'snapshot' && threwIn !== 'restore')) return 'unconfirmed';
  const divergence = snapshotFailed(system, specification, first.commands, threwIn, threw);
  return { commands: first.commands, divergence, isShortest: false };
}

/** A run takes no snapshots: the failure is the search's word, at the commands that led there. */
function snapshotFailed(
  system: SystemUnderTest,
  specification: Specification,
  commands: readonly Command[],
  method: 'snapshot' | 'restore',
  threw: string,
): Divergence {
  const lockstep = new Lockstep(system, specification);
  lockstep.reset();
  for (const command of commands) lockstep.step(command);
  const sentence = `its ${method} on the way to these commands: ${threw}; only an exhaustive search uses it, so a replay does not show it`;
  return lockstep.judge.failure(sentence, { command: commands.at(-1), answer: undefined }, 'moved');
}

async function homewardOf(
  plan: ExplorationPlan,
  budget: ExplorationBudget,
  search: ProductSearch,
  product: Product,
  control: ExplorationControl,
): Promise<Homeward> {
  if (!budget.reachability) return { verdict: 'not asked', reason: 'it was not wanted' };
  const lacking = product.specification.space
    .homeward(plan.bound)
    .filter((name) => !plan.bound.commands.includes(name));
  if (lacking.length > 0)
    return { verdict: 'not asked', reason: `it may take ${lacking.join(', ')}, which the commands lack` };
  if (search.conclusion?.verdict !== 'pass')
    return { verdict: 'inconclusive', reason: 'not everything was explored' };
  const home = isHome(product.layout);
  const came = await inTurnsUntilStopped(canAlwaysGetHome(search, home), control);
  if (came === undefined) return { verdict: 'inconclusive', reason: 'it was interrupted' };
  if (came.verdict === 'fail') return { ...came, path: product.commandsOf(came.path) };
  return came;
}

function reasonOf(
  system: SystemUnderTest,
  specification: Specification,
  conclusion: NonNullable<ProductSearch['conclusion']>,
  failure: Failure | 'unconfirmed' | undefined,
  homeward: Homeward,
): string | undefined {
  if (failure === 'unconfirmed') {
    if (dependsOnAnswers(specification, system.knownDeviations, system.limits))
      return "the search found a difference that a run of its own excuses, as a choice, a limit or a known deviation of the system's: it follows Linux's choices and knows no limits and deviations";
    const { threw } = conclusion.verdict === 'fail' ? conclusion.violation : {};
    if (threw !== undefined)
      return `in the search the system threw "${threw}", and the same commands run from a reset do not show it: its snapshots are at fault, or it depends on more than its commands`;
    return 'the search found a difference that the same commands do not show again: the system seems to depend on more than them';
  }
  if (failure !== undefined) return failure.divergence.sentence;
  if (homeward.verdict === 'fail')
    return `from ${counted(homeward.stranded, 'state')} there is no way back to init alone`;
  if (conclusion.verdict === 'inconclusive') return conclusion.reason;
  return homeward.verdict === 'inconclusive'
    ? `whether every state leads back to init alone is not known: ${homeward.reason}`
    : undefined;
}
