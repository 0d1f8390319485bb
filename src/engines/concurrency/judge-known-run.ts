// Judges what a file tells of a run of branches: the answers and their order, without the steps, and without the state at
// rest where the file does not hold it.
import { CONCURRENT_MODES } from '../../contract/concurrent/program.ts';
import type { ConcurrentProgram, Schedule } from '../../contract/concurrent/program.ts';
import type { ConcurrentFailure } from '../../counterexample/concurrent-failure.ts';
import type { KnownRun } from '../../counterexample/explain/lanes.ts';
import type { Specification } from '../../model/specification.ts';
import { toldOrder } from './concurrent-subject.ts';
import { historyOfRun, placeText } from './history.ts';
import { linearize } from './linearizability.ts';

const [FREE, STEPS] = CONCURRENT_MODES;

/** The outcome: what is wrong, or an order by the places of its commands; neither where the search ended early. */
export interface JudgedKnownRun {
  readonly failure?: ConcurrentFailure;
  readonly explainedBy?: readonly string[];
  readonly inconclusive?: string;
}

/** Judges a run as far as it is known. Cost: that of {@link linearize}. */
export function judgeKnownRun(
  specification: Specification,
  program: ConcurrentProgram,
  run: KnownRun,
  schedule?: Schedule,
): JudgedKnownRun {
  const linearization = linearize(specification, historyOfRun(program, run));
  if (linearization.verdict === 'inconclusive') return { inconclusive: linearization.reason };
  if (linearization.verdict === 'pass') return { explainedBy: linearization.order.map(placeText) };
  const { inPrefix, refuted, allRefuted } = linearization;
  return {
    failure: {
      kind: 'not-linearizable',
      program,
      mode: schedule === undefined ? FREE : STEPS,
      ...(schedule !== undefined && { schedule }),
      isSequential: inPrefix !== undefined,
      concerns: inPrefix?.reason.clause ?? 'I16',
      sentence: inPrefix?.sentence ?? 'no order of the commands explains what was answered',
      orders: refuted.map(toldOrder),
      allOrders: allRefuted,
    },
  };
}
