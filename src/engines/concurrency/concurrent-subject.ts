// A system as programs of branches are run on it, and what is wrong with one of its runs.
import { CONCURRENT_MODES } from '../../contract/concurrent/program.ts';
import type { ConcurrentMode, ConcurrentProgram } from '../../contract/concurrent/program.ts';
import type { ConcurrentRun, ConcurrentRunner } from '../../contract/concurrent/run.ts';
import type { System } from '../../contract/system.ts';
import type { Trouble } from '../../contract/trouble.ts';
import type { ConcurrentFailure, ToldOrder } from '../../counterexample/concurrent-failure.ts';
import { preemptionsOf } from '../../counterexample/concurrent-failure.ts';
import { troubleSentence } from '../../lockstep/exceptions.ts';
import type { Specification } from '../../model/specification.ts';
import { GuardedStepper } from './guarded-stepper.ts';
import { hasOverlap, historyOfRun, placeText } from './history.ts';
import type { CommandPlace } from './history.ts';
import { linearize } from './linearizability.ts';
import type { Linearization } from './linearizability.ts';
import type { RefutedOrder } from './refuted-orders.ts';
import { stuckFinding } from './schedule-findings.ts';
import type { ScheduleFinding } from './schedule-findings.ts';

const [FREE, STEPS] = CONCURRENT_MODES;

/** A system, and how its branches are run. */
export interface ConcurrentSubject {
  readonly system: System;
  readonly specification: Specification;
  readonly mode: ConcurrentMode;
  readonly runner: ConcurrentRunner;
  /** The same in one thread; absent of systems that have none. */
  readonly stepper?: GuardedStepper;
}

/** The way in which a system's branches are to be run: by steps where it can; `undefined` where it offers neither. */
export function concurrentSubjectOf(
  system: System,
  specification: Specification,
  runner: ConcurrentRunner | undefined,
): ConcurrentSubject | undefined {
  const { concurrent: offered = [] } = system;
  if (runner === undefined || offered.length === 0) return undefined;
  const mode = offered.includes(STEPS) ? STEPS : FREE;
  const stepper = mode === STEPS && system.asynchronous !== true ? system.stepper?.() : undefined;
  return { system, specification, mode, runner, ...(stepper && { stepper: new GuardedStepper(stepper) }) };
}

/** The judgement of a run. */
export interface RunJudgement {
  readonly failure?: ConcurrentFailure;
  /** An order that explains it. */
  readonly order?: readonly CommandPlace[];
  /** The reason that nothing could be said of it. */
  readonly open?: string;
  readonly overlaps: boolean;
  /** Whether processes were shown when all was at rest. */
  readonly showsProcesses: boolean;
}

/** Judges one run of a program. Throws {@link Trouble} where it shows what is no observation. */
export function judgeRun(
  { system, specification, mode }: ConcurrentSubject,
  program: ConcurrentProgram,
  run: ConcurrentRun,
): RunJudgement {
  const history = historyOfRun(program, run);
  const about = {
    overlaps: hasOverlap(history),
    showsProcesses: run.observation?.processes !== undefined,
  };
  const facts = { program, mode, run, ...scheduleOf(run) };
  if (run.ended === 'deadlock') {
    const { kind, sentence } = stuckFinding([], run.at ?? [], false);
    const isSequential = facts.preemptions === 0;
    return {
      failure: { ...facts, kind, concerns: kind, sentence, isSequential, orders: [], allOrders: false },
      ...about,
    };
  }
  const outcome = linearize(specification, history, system);
  if (outcome.verdict === 'pass') return { order: outcome.order, ...about };
  if (outcome.verdict === 'inconclusive') return { open: outcome.reason, ...about };
  const isAlone = mode === STEPS ? facts.preemptions === 0 : !about.overlaps;
  const orders = outcome.refuted.map(toldOrder);
  const failure: ConcurrentFailure = {
    ...facts,
    kind: 'not-linearizable',
    isSequential: outcome.inPrefix !== undefined || isAlone,
    concerns: outcome.inPrefix?.reason.clause ?? (isOfLooks(orders) ? 'I17' : 'I16'),
    sentence: sentenceOf(outcome),
    orders,
    allOrders: outcome.allRefuted,
  };
  return { failure, ...about };
}

/** The schedule of a run, and its preemptions; neither where it ran freely. */
function scheduleOf(run: ConcurrentRun): Pick<ConcurrentFailure, 'schedule' | 'preemptions'> {
  if (run.steps === undefined) return {};
  return { schedule: run.steps.map(({ branch }) => branch), preemptions: preemptionsOf(run) };
}

/** A refuted order as it is told. */
export function toldOrder({ order, at, reason }: RefutedOrder): ToldOrder {
  const { because, clause, refusals } = reason;
  return { order: order.map(placeText), at, because, clause, refusals };
}

/** Whether nothing but looks at the state stands in the way of every order. */
function isOfLooks(orders: readonly ToldOrder[]): boolean {
  return orders.length > 0 && orders.every(({ at, clause }) => at === 'command' && clause === 'I17');
}

function sentenceOf({ inPrefix, refuted }: Linearization & { readonly verdict: 'fail' }): string {
  if (inPrefix !== undefined) return inPrefix.sentence;
  return refuted.length > 0 && refuted.every(({ at }) => at === 'end')
    ? 'no order of the commands that explains the answers leads to the state that was shown at the end'
    : 'no order of the commands explains what was answered and shown';
}

/** The failure of a system that came to grief in a run, or told what can be none. */
export function troubleFailure(
  { mode }: ConcurrentSubject,
  program: ConcurrentProgram,
  error: Trouble,
  facts: Pick<ConcurrentFailure, 'schedule' | 'preemptions' | 'step' | 'isSequential'>,
): ConcurrentFailure {
  const sentence =
    error.method === undefined
      ? `its runConcurrent: ${error.message}`
      : troubleSentence(error, undefined, undefined);
  return {
    kind: 'trouble',
    program,
    mode,
    ...facts,
    concerns: 'trouble',
    sentence,
    orders: [],
    allOrders: false,
  };
}

/** The failure that a finding is, seen in this run; `preemptions`: those that are told, where the run has others. */
export function findingFailure(
  program: ConcurrentProgram,
  { kind, schedule, sentence }: ScheduleFinding,
  run: ConcurrentRun,
  preemptions = preemptionsOf(run),
): ConcurrentFailure {
  return {
    kind,
    program,
    mode: STEPS,
    schedule,
    preemptions,
    run,
    isSequential: preemptions === 0 && kind !== 'data-race',
    concerns: kind,
    sentence,
    orders: [],
    allOrders: false,
  };
}
