// Compares a run by steps with a recorded trace: how many steps went as recorded, and how they part.
import type { Answer } from '../command.ts';
import type { ConcurrentRun } from '../concurrent/run.ts';
import { counted } from '../format-numbers.ts';
import type { BranchStep, ConcurrentTrace, HistoryEvent } from './concurrent-trace.ts';
import { printEvent } from './concurrent-trace.ts';
import { printSeenAnswer } from './seen-answer.ts';

/** The outcome of a comparison. */
export interface TraceFit {
  /** The steps from the first one on that went as recorded: branch, calls, answers. */
  readonly steps: number;
  /** The steps that the trace schedules. */
  readonly of: number;
  /** The first difference, in a sentence; none where all fits, the steps after the schedule's end included. */
  readonly parts?: string;
}

/** The number of steps of a run that a trace fits. A part that the trace leaves out fits. O(steps × branches). */
export function fitOfRun(trace: ConcurrentTrace, run: ConcurrentRun): TraceFit {
  const { schedule = [] } = trace;
  const of = schedule.length;
  const inPrefix = firstDifference(trace.prefix, run.prefix);
  if (inPrefix !== undefined) return { steps: 0, of, parts: `in the prefix, ${inPrefix}` };
  const comparison = new Comparison(trace, run);
  const { steps = [] } = run;
  for (let number = 1; number <= Math.max(of, steps.length); number += 1) {
    const parts =
      number > steps.length
        ? `the run has ended after ${counted(steps.length, 'step')}`
        : (turnProblem(steps[number - 1].branch, schedule[number - 1]) ?? comparison.step(number));
    if (parts !== undefined)
      return { steps: Math.min(number - 1, of), of, parts: `at step ${number}, ${parts}` };
  }
  const left = comparison.left();
  return { steps: of, of, ...(left !== undefined && { parts: left }) };
}

/** The schedule may end before the run, which then goes on by itself. */
function turnProblem(taken: number, recorded: number | undefined): string | undefined {
  return recorded === undefined || taken === recorded
    ? undefined
    : `branch ${taken} goes, and branch ${recorded} is recorded`;
}

function firstDifference(steps: readonly BranchStep[], answers: readonly Answer[]): string | undefined {
  for (const [index, { answer }] of steps.entries()) {
    const problem = answerDifference(answer, answers[index]);
    if (problem !== undefined) return `command ${index + 1} ${problem}`;
  }
  return undefined;
}

function answerDifference(recorded: Answer | undefined, seen: Answer | undefined): string | undefined {
  if (recorded === undefined || seen === undefined || isSame(recorded, seen)) return undefined;
  return `answers "${printSeenAnswer(seen)}", and "${printSeenAnswer(recorded)}" is recorded`;
}

/** The same answer, in whichever order its fields stand. */
function isSame(one: Answer, other: Answer): boolean {
  const words = (answer: Answer): string => printSeenAnswer(answer).split(' ').toSorted().join(' ');
  return words(one) === words(other);
}

/** Takes the events of each step from the recorded history. */
class Comparison {
  readonly #trace: ConcurrentTrace;
  readonly #run: ConcurrentRun;
  #events = 0;

  constructor(trace: ConcurrentTrace, run: ConcurrentRun) {
    this.#trace = trace;
    this.#run = run;
  }

  /** The difference in what is called and answered at a step. */
  step(number: number): string | undefined {
    for (const [index, runs] of this.#run.branches.entries()) {
      const branch = index + 1;
      for (const [position, { called, answered, answer }] of runs.entries()) {
        const recorded = this.#trace.branches[index]?.[position]?.answer;
        const problem =
          (called === number ? this.#event({ branch, kind: 'call' }) : undefined) ??
          (answered === number ? this.#event({ branch, kind: 'answer' }) : undefined) ??
          (answered === number ? answerDifference(recorded, answer) : undefined);
        if (problem !== undefined) return `command ${branch}.${position + 1} ${problem}`;
      }
    }
    return undefined;
  }

  #event(event: HistoryEvent): string | undefined {
    const { history } = this.#trace;
    if (history === undefined) return undefined;
    const recorded = history[this.#events];
    this.#events += 1;
    const text = printEvent(event);
    if (recorded !== undefined && printEvent(recorded) === text) return undefined;
    const next = recorded === undefined ? 'nothing more' : `"${printEvent(recorded)}"`;
    return `is "${text}" of the history, and ${next} is recorded`;
  }

  /** The events that are recorded and did not come. */
  left(): string | undefined {
    const event = this.#trace.history?.[this.#events];
    return event === undefined ? undefined : `the run has no "${printEvent(event)}", which is recorded`;
  }
}
