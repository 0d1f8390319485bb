// A stepper offered as the method `runConcurrent` of systems: one program by one schedule, with every step told.
import type { Command } from '../command.ts';
import type { ConcurrentProgram, Schedule } from './program.ts';
import type { CommandRun, ConcurrentRun, ScheduledStep } from './run.ts';
import { MARK } from './stepper.ts';
import type { BranchSet, Stepper } from './stepper.ts';

/** The most steps of a run where nobody says otherwise. */
export const STEPS_MAX = 1000;

/** The branches of a set, ascending. O(branches). */
export function branchesIn(set: BranchSet): number[] {
  const branches: number[] = [];
  for (let rest = set; rest !== 0; rest &= rest - 1) branches.push(32 - Math.clz32(rest & -rest));
  return branches;
}

/** Follows a schedule: says who goes next. Numbers that cannot go are passed over; after the last, see `next`. */
class Follower {
  readonly #schedule: Schedule;
  #place = 0;
  #before = 0;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  /** The next branch of the schedule that can go; after its end the same as before while it can, else the lowest. */
  next(can: BranchSet): number {
    const has = (branch: number): boolean =>
      Number.isInteger(branch) && branch >= 1 && branch <= 30 && ((can >>> (branch - 1)) & 1) === 1;
    while (this.#place < this.#schedule.length) {
      const branch = this.#schedule[this.#place];
      this.#place += 1;
      if (has(branch)) return (this.#before = branch);
    }
    if (!has(this.#before)) this.#before = 32 - Math.clz32(can & -can);
    return this.#before;
  }
}

/** Runs a program by a schedule. O(steps), and one small object a step. */
export function runStepper<Of extends Command>(
  stepper: Stepper<Of>,
  program: ConcurrentProgram<Of>,
  schedule: Schedule = [],
  limit: number = STEPS_MAX,
): ConcurrentRun {
  stepper.start(program);
  const follower = new Follower(schedule);
  const steps: ScheduledStep[] = [];
  const called: number[][] = program.branches.map(() => []);
  const answered: number[][] = program.branches.map(() => []);
  let can = stepper.can();
  while (can !== 0 && steps.length < limit) {
    const branch = follower.next(can);
    const at = stepper.at(branch) as string;
    stepper.step(branch);
    steps.push({ branch, at, can: branchesIn(can), ...stepper.touched() });
    const marks = stepper.marks();
    if ((marks & MARK.CALLS) !== 0) called[branch - 1].push(steps.length);
    if ((marks & MARK.ANSWERS) !== 0) answered[branch - 1].push(steps.length);
    can = stepper.can();
  }
  const { prefix, branches, observation } = stepper.result();
  const commandRuns = branches.map((answers, index) =>
    answers.map((answer, command): CommandRun => {
      const calledAt = called[index][command];
      if (calledAt === undefined) return {};
      const answeredAt = answered[index][command];
      return answeredAt === undefined
        ? { called: calledAt }
        : { called: calledAt, answered: answeredAt, ...answer };
    }),
  );
  const run = { prefix, branches: commandRuns, steps };
  if (stepper.ended() === (1 << program.branches.length) - 1)
    return { ...run, ended: 'done', ...(observation === undefined ? {} : { observation }) };
  const at = program.branches.map((_, index) => stepper.at(index + 1));
  return { ...run, ended: can === 0 ? 'deadlock' : 'limit', at };
}
