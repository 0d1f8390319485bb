// The form that the steps of a scheduled run must have: their branches and points, who could have gone, and that they
// are those of the schedule. Each problem is a sentence that begins with "it" or names the step.
import { describeValue } from '../foreign-value.ts';
import { counted } from '../format-numbers.ts';
import type { AskedRun, CommandRun, ConcurrentRun, ScheduledStep } from './run.ts';
import { isObserve } from './program.ts';
import { CALL_POINT } from './stepper.ts';

/** The members of a foreign object. */
export type Members = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}

/** The longest name of a point, or of a thing that a step touched. */
const NAME_MAX = 200;

/** A name that is no longer than any that means something. */
export function isPoint(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= NAME_MAX;
}

/** The fault of a run's steps; its other parts have been looked at. O(steps × branches). */
export function stepsProblem(run: ConcurrentRun, asked: AskedRun): string | undefined {
  const { schedule, limit = Infinity } = asked;
  const steps: unknown = run.steps;
  if (schedule === undefined)
    return steps === undefined ? undefined : 'it tells the steps of a run that nobody scheduled';
  if (!Array.isArray(steps)) return `the steps of its run must be a list, not ${describeValue(steps)}`;
  if (steps.length > limit) return `it took ${counted(steps.length, 'step')}, and the limit is ${limit}`;
  if (run.ended === 'limit' && steps.length < limit)
    return `it ended at the limit of ${limit} after ${counted(steps.length, 'step')}`;
  for (const [index, step] of (steps as readonly unknown[]).entries()) {
    const problem = formProblem(step, run.branches.length);
    if (problem !== undefined) return `step ${index + 1} of its run: ${problem}`;
  }
  return new Walk(run.branches, steps as readonly ScheduledStep[], asked).problem() ?? deadlockProblem(run);
}

const MEMBERS = ['branch', 'at', 'can', 'reads', 'writes'];

function formProblem(step: unknown, branches: number): string | undefined {
  if (!isObject(step)) return `a step must be an object, not ${describeValue(step)}`;
  const unknown = Object.keys(step).find((member) => !MEMBERS.includes(member));
  if (unknown !== undefined) return `${describeValue(unknown)} is none of ${MEMBERS.join(', ')}`;
  const { branch, at, can, reads, writes } = step;
  const isBranch = (value: unknown) =>
    Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= branches;
  if (!isBranch(branch))
    return `its branch must be a number from 1 to ${branches}, not ${describeValue(branch)}`;
  if (!isPoint(at)) return `its point ("at") must be a text of 1 to 200 characters, not ${describeValue(at)}`;
  if (!Array.isArray(can) || can.length > branches || !can.every(isBranch))
    return `"can" must be a list of branches, not ${describeValue(can)}`;
  if (can.some((each, index) => index > 0 && each <= can[index - 1]))
    return `"can" must be ascending, and is ${describeValue(can)}`;
  if (!can.includes(branch))
    return `"can" must hold the branch that went, ${String(branch)}, and is ${describeValue(can)}`;
  return touchedProblem(reads, writes);
}

/** More words than any step touches. */
const TOUCHED_MAX = 10_000;

function touchedProblem(reads: unknown, writes: unknown): string | undefined {
  if (reads === undefined && writes === undefined) return undefined;
  for (const [name, touched] of Object.entries({ reads, writes })) {
    if (!Array.isArray(touched) || touched.length > TOUCHED_MAX || !touched.every(isPoint))
      return `"${name}" must be a list of names, as "reads" and "writes" are told together, not ${describeValue(touched)}`;
  }
  return undefined;
}

/** Someone who stands before a command can always go. */
function deadlockProblem({ ended, at = [] }: ConcurrentRun): string | undefined {
  const index = ended === 'deadlock' ? at.indexOf(CALL_POINT) : -1;
  return index === -1
    ? undefined
    : `it ended with a deadlock, and branch ${index + 1} stands before a command, from where it can go`;
}

/** Goes through the steps once more: which command each belongs to, and whom the schedule would have had go. */
class Walk {
  readonly #branches: readonly (readonly CommandRun[])[];
  readonly #steps: readonly ScheduledStep[];
  readonly #asked: AskedRun;
  /** The commands of each branch that have answered. */
  readonly #answered: number[];
  #scheduled = 0;

  constructor(
    branches: readonly (readonly CommandRun[])[],
    steps: readonly ScheduledStep[],
    asked: AskedRun,
  ) {
    this.#branches = branches;
    this.#steps = steps;
    this.#asked = asked;
    this.#answered = branches.map(() => 0);
  }

  problem(): string | undefined {
    for (const [index, step] of this.#steps.entries()) {
      const problem =
        this.#ableProblem(step, index + 1) ??
        this.#pointProblem(step, index + 1) ??
        this.#turnProblem(step, this.#steps[index - 1]);
      if (problem !== undefined) return `step ${index + 1} of its run: ${problem}`;
      if (this.#next(step.branch)?.answered === index + 1) this.#answered[step.branch - 1] += 1;
    }
    return this.#numbersProblem();
  }

  /** The command of a branch that has not answered yet; none where all have. */
  #next(branch: number): CommandRun | undefined {
    return this.#branches[branch - 1][this.#answered[branch - 1]];
  }

  /** Those that can go are none that has ended, and each that stands before a command of a process that runs. */
  #ableProblem({ can }: ScheduledStep, number: number): string | undefined {
    for (const index of this.#branches.keys()) {
      const branch = index + 1;
      const next = this.#next(branch);
      if (can.includes(branch)) {
        if (next === undefined) return `branch ${branch} has answered its last command, and "can" holds it`;
      } else if (next !== undefined && (next.called ?? Infinity) > number && !this.#mayHaveEnded(branch))
        return `branch ${branch} stands before a command, from where it can go, and "can" lacks it`;
    }
    return undefined;
  }

  #mayHaveEnded(branch: number): boolean {
    const command = this.#asked.program.branches[branch - 1][this.#answered[branch - 1]];
    return !isObserve(command) && this.#asked.mayGoUnanswered?.(command) === true;
  }

  /** The point of the step, against the calls and answers. */
  #pointProblem({ branch, at }: ScheduledStep, number: number): string | undefined {
    const called = this.#next(branch)?.called;
    const begins = called === number;
    if (begins !== (at === CALL_POINT))
      return begins
        ? `branch ${branch} calls a command here, and stands at ${describeValue(at)}, not at "${CALL_POINT}"`
        : `branch ${branch} stands at "${CALL_POINT}", and no command of it is called in this step`;
    return called === undefined || called > number
      ? `branch ${branch} goes on in a command that it has not called`
      : undefined;
  }

  /** The branch that the schedule has go: a number that cannot is passed over, and after the last the same goes on. */
  #turnProblem({ branch, can }: ScheduledStep, last: ScheduledStep | undefined): string | undefined {
    const { schedule = [] } = this.#asked;
    while (this.#scheduled < schedule.length && !can.includes(schedule[this.#scheduled]))
      this.#scheduled += 1;
    const isOver = this.#scheduled === schedule.length;
    const goesOn = last !== undefined && can.includes(last.branch) ? last.branch : can[0];
    const expected = isOver ? goesOn : schedule[this.#scheduled];
    if (!isOver) this.#scheduled += 1;
    return branch === expected
      ? undefined
      : `branch ${branch} went, and ${isOver ? 'after the end of the schedule' : 'by the schedule'} it is branch ${expected}'s turn`;
  }

  /** The numbers of calls and answers must be steps of their branch. */
  #numbersProblem(): string | undefined {
    for (const [index, runs] of this.#branches.entries()) {
      for (const { called, answered } of runs) {
        for (const number of [called, answered]) {
          if (number !== undefined && this.#steps[number - 1]?.branch !== index + 1)
            return `the numbers of branch ${index + 1} must be steps of it, and step ${number} belongs elsewhere`;
        }
      }
    }
    return undefined;
  }
}
