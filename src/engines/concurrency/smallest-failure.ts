// Makes a failure of branches small: leaves commands out, then runs every smaller program within a bound, so that what is
// left is known to be a smallest one. A failure of free runs is made smaller and never certified.
import { isInstance } from '../../contract/foreign-value.ts';
import { counted } from '../../contract/format-numbers.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import type { BranchCommand, ConcurrentProgram } from '../../contract/concurrent/program.ts';
import { BRANCHES_MIN, CONCURRENT_MODES } from '../../contract/concurrent/program.ts';
import type { ConcurrentRun } from '../../contract/concurrent/run.ts';
import { CALL_POINT } from '../../contract/concurrent/stepper.ts';
import { limited, pacer } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import { INIT } from '../../contract/command.ts';
import type { Command } from '../../contract/command.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import { idsInOrder, renamed } from '../../counterexample/shrink/renumber-ids.ts';
import { isObserve } from '../../contract/concurrent/program.ts';
import type { ConcurrentCertificate, ConcurrentFailure } from '../../counterexample/concurrent-failure.ts';
import { commandCount, isNotReplayable } from '../../counterexample/concurrent-failure.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import { boundFor, coversOf } from '../certificate/scope.ts';
import type { ConcurrentSubject } from './concurrent-subject.ts';
import { checkProgram } from './program-check.ts';
import type { IsWanted, ProgramBudget } from './program-check.ts';
import { ProgramsInBound } from './smaller-programs.ts';
import { isValidProgram } from './valid-program.ts';

const [FREE] = CONCURRENT_MODES;

/** A failure, as small as it got. */
export interface SmallestFailure {
  readonly failure: ConcurrentFailure;
  /** Commands of the program that failed first, its prefix counted. */
  readonly foundWith: number;
  /** Commands that deleting left; the search may have found fewer. */
  readonly shrunkTo: number;
  readonly executions: number;
  /** Absent where that was not asked. */
  readonly certificate?: ConcurrentCertificate;
}

/** The cost of making a failure small, at most. */
export interface SmallestBudget extends ProgramBudget {
  /** Executions of the search for a smaller one; 0 leaves it out. */
  readonly certifyExecutionsMax?: number;
  readonly certifyTimeMs?: number;
}

/** The size reached so far. */
export interface SmallestProgress {
  readonly phase: 'shrink' | 'certify';
  /** Commands. */
  readonly best: number;
}

const EXECUTIONS_MAX = 2_000_000;
const TIME_MS = 60_000;
const INTERRUPTED = 'it was interrupted';
/** Free runs of a program with a command less, for each that the campaign gives one. */
const FREE_RUNS_TIMES = 5;

/** A failure that is left as it is. */
export function untouchedFailure(failure: ConcurrentFailure, reason: string): SmallestFailure {
  const foundWith = commandCount(failure.program);
  const certificate = { smallest: false, reason, programs: 0, executions: 0 } as const;
  return { failure, foundWith, shrunkTo: foundWith, executions: 0, certificate };
}

/** Makes a failure small, with small ids. It stays a failure of its kind, and one that takes concurrency. */
export async function smallestFailure(
  subject: ConcurrentSubject,
  found: ConcurrentFailure,
  budget: SmallestBudget,
  control: RunControl<SmallestProgress>,
): Promise<SmallestFailure> {
  if (isNotReplayable(found)) return untouchedFailure(found, 'it did not come again');
  return await new Smallest(subject, found, budget, control).search();
}

class Smallest {
  readonly #subject: ConcurrentSubject;
  readonly #budget: SmallestBudget;
  readonly #control: RunControl<SmallestProgress>;
  readonly #foundWith: number;
  /** Lets a signal in between programs, most of which are searched in less time than a search waits before it does. */
  readonly #pace: ReturnType<typeof pacer<SmallestProgress>>;
  #best: ConcurrentFailure;
  #phase: SmallestProgress['phase'] = 'shrink';
  #executions = 0;
  #programs = 0;
  /** The kinds of points that were met. */
  readonly #points = new Set<string>([CALL_POINT]);
  /** The first reason that a program was not searched whole. */
  #open: string | undefined;

  constructor(
    subject: ConcurrentSubject,
    found: ConcurrentFailure,
    budget: SmallestBudget,
    control: RunControl<SmallestProgress>,
  ) {
    this.#subject = subject;
    this.#best = found;
    this.#foundWith = commandCount(found.program);
    this.#budget = budget;
    this.#control = control;
    this.#pace = pacer(control);
  }

  async search(): Promise<SmallestFailure> {
    const hindrance = await unlessHindered(async () => {
      await this.#leaveOut();
      await this.#renumber();
      return undefined;
    });
    const shrunkTo = commandCount(this.#best.program);
    const shrinking = this.#executions;
    const certificate = await this.#certificate(hindrance?.hindrance);
    return {
      failure: this.#best,
      foundWith: this.#foundWith,
      shrunkTo,
      executions: shrinking,
      ...(certificate && { certificate }),
    };
  }

  /** The certificate, where one is asked for; `hindrance`: what kept the failure from being made smaller. */
  async #certificate(hindrance: string | undefined): Promise<ConcurrentCertificate | undefined> {
    if (hindrance !== undefined) return this.#notCertified(hindrance);
    if (this.#budget.certifyExecutionsMax === 0) return undefined;
    const certified = await unlessHindered(() => this.#certified());
    return 'hindrance' in certified ? this.#notCertified(certified.hindrance) : certified;
  }

  /** Leaves out commands, one at a time, as long as it fails in its way. */
  async #leaveOut(): Promise<void> {
    for (;;) {
      const smaller = await this.#firstFailing(withoutOne(this.#best.program));
      if (smaller === undefined) return;
      this.#best = smaller;
    }
  }

  /** Numbers the ids from 2 in the order in which they first appear, if it fails so, too. */
  async #renumber(): Promise<void> {
    const { program } = this.#best;
    const numbered = renumberedProgram(program, this.#subject.specification.vocabulary);
    if (JSON.stringify(numbered) === JSON.stringify(program)) return;
    this.#best = (await this.#firstFailing([numbered])) ?? this.#best;
  }

  async #firstFailing(programs: readonly ConcurrentProgram[]): Promise<ConcurrentFailure | undefined> {
    for (const program of programs) {
      if (!isValidProgram(this.#subject.specification, program)) continue;
      if (this.#control.stopped()) return undefined;
      const failure = await this.#failureOf(program, this.#budget.preemptionsMax, this.#control);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  /** The failure of a program in the way that is wanted, by the fewest preemptions. */
  async #failureOf(
    program: ConcurrentProgram,
    preemptionsMax: number,
    control: Pick<RunControl, 'now' | 'stopped'>,
  ): Promise<ConcurrentFailure | undefined> {
    const { freeRuns } = this.#budget;
    const budget = { ...this.#budget, preemptionsMax, freeRuns: FREE_RUNS_TIMES * freeRuns };
    const { kind, isSequential } = this.#best;
    const isWanted: IsWanted = (found) => found.kind === kind && found.isSequential === isSequential;
    const checked = await checkProgram(
      this.#subject,
      program,
      budget,
      { ...control, breathe: () => this.#breathe() },
      isWanted,
    );
    this.#executions += checked.executions;
    for (const point of checked.points) this.#points.add(point);
    // A program that could not be searched whole rules nothing out; while commands are left out that costs nothing.
    this.#open ??= checked.open?.reason;
    const { failure } = checked;
    if (failure === undefined) return undefined;
    if (isWanted(failure)) return { ...failure, ...(this.#best.again && { again: this.#best.again }) };
    // By schedules only trouble comes here: it ends the search of a program, which then rules nothing out.
    this.#open ??= `it ends in another failure (${failure.kind})`;
    return undefined;
  }

  /** Runs every smaller program. */
  async #certified(): Promise<ConcurrentCertificate> {
    this.#phase = 'certify';
    this.#executions = 0;
    if (this.#subject.mode === FREE)
      return this.#notCertified('it ran freely, so that no schedule can be ruled out');
    const { again } = this.#best;
    if (again !== undefined && again.times < again.tries)
      return this.#notCertified('the same schedule did not lead to it each time');
    if (this.#best.isSequential)
      return this.#notCertified('it takes no preemption, and only what takes one is certified');
    const { certifyTimeMs = TIME_MS } = this.#budget;
    const control = limited(this.#control, certifyTimeMs);
    this.#open = undefined;
    const { system, specification } = this.#subject;
    const bound = boundFor(system, specification, commandsOf(this.#best.program));
    const programs = new ProgramsInBound(specification, bound, system.consistentReads === true);
    const reason = await this.#searchSmaller(programs, control);
    if (reason !== undefined) return this.#notCertified(reason);
    const { program, preemptions = 0 } = this.#best;
    return {
      smallest: true,
      commands: commandCount(program),
      branches: program.branches.length,
      preemptions,
      programs: this.#programs,
      executions: this.#executions,
      covers: this.#coversOf(bound),
    };
  }

  /** Smaller programs, smallest first, until one fails or there are none; the reason that not all were run. */
  async #searchSmaller(
    programs: ProgramsInBound,
    control: RunControl<SmallestProgress>,
  ): Promise<string | undefined> {
    for (const [commands, branches, preemptionsMax] of this.#smallerSizes()) {
      let bound = preemptionsMax;
      let isFound = false;
      for (const program of programs.ofSize(commands, branches)) {
        const spent = this.#whySpent(control);
        if (spent !== undefined) return spent;
        await this.#pace(() => this.#progress());
        this.#programs += 1;
        const smaller = await this.#failureOf(program, bound, this.#control);
        if (this.#control.stopped()) return INTERRUPTED;
        if (this.#open !== undefined)
          return `a smaller program could not be searched to the end: ${this.#open}`;
        if (smaller === undefined) continue;
        this.#best = smaller;
        isFound = true;
        // Those of its size that were run before do not fail; the others might with fewer preemptions.
        bound = (smaller.preemptions ?? 0) - 1;
        if (bound < this.#fewestPreemptions()) break;
      }
      // Sizes are gone through in order, so that nothing smaller than this one is left.
      if (isFound) return undefined;
    }
    return undefined;
  }

  #whySpent(control: RunControl<SmallestProgress>): string | undefined {
    const { certifyExecutionsMax = EXECUTIONS_MAX, certifyTimeMs = TIME_MS } = this.#budget;
    if (this.#control.stopped()) return INTERRUPTED;
    if (this.#executions >= certifyExecutionsMax)
      return `more than ${counted(certifyExecutionsMax, 'execution')} would be needed`;
    if (control.stopped()) return `more than ${certifyTimeMs / 1000} s would be needed`;
    return undefined;
  }

  /** Commands, branches, and the preemptions to look for, of all sizes below the best, in order. */
  #smallerSizes(): readonly (readonly [number, number, number])[] {
    const { program, preemptions = 0 } = this.#best;
    const { preemptionsMax } = this.#budget;
    const most = commandCount(program);
    const sizes: (readonly [number, number, number])[] = [];
    for (let commands = BRANCHES_MIN; commands <= most; commands += 1)
      for (let branches = BRANCHES_MIN; branches <= Math.min(3, commands); branches += 1) {
        const isFewer = commands < most || branches < program.branches.length;
        if (isFewer) sizes.push([commands, branches, preemptionsMax]);
        else if (branches === program.branches.length && preemptions > this.#fewestPreemptions())
          sizes.push([commands, branches, preemptions - 1]);
      }
    return sizes;
  }

  /** A data race may show without a preemption; any other failure that does takes no concurrency. */
  #fewestPreemptions(): number {
    return this.#best.kind === 'data-race' ? 0 : 1;
  }

  #coversOf(bound: SpaceBound): string {
    const { specification } = this.#subject;
    const { preemptionsMax } = this.#budget;
    const kinds = [...new Set([...this.#points, ...kindsOfPoints(this.#best.run)])].toSorted().join(', ');
    const sequences = coversOf(specification, bound).replace(/^all sequences of/, 'branches of');
    return `${sequences}, after a shortest way to each state (ids and branches were taken to be alike), under all schedules of at most ${counted(preemptionsMax, 'preemption')} at its points (${kinds})`;
  }

  #notCertified(reason: string): ConcurrentCertificate {
    return { smallest: false, reason, programs: this.#programs, executions: this.#executions };
  }

  #progress(): SmallestProgress {
    return { phase: this.#phase, best: commandCount(this.#best.program) };
  }

  async #breathe(): Promise<void> {
    this.#control.progress?.(this.#progress());
    await this.#control.breathe();
  }
}

/** The kinds of points at which branches stood in a run, its end included. */
function kindsOfPoints(run: ConcurrentRun | undefined): readonly string[] {
  const points = [...(run?.steps ?? []).map(({ at }) => at), ...(run?.at ?? [])];
  return points.flatMap((at) => (at === null ? [] : at.split(' ')[0]));
}

/** Does work; where the world gets in the way, the reason: what was found by then stands. */
async function unlessHindered<Done>(
  work: () => Promise<Done>,
): Promise<Done | { readonly hindrance: string }> {
  try {
    return await work();
  } catch (error) {
    if (isInstance(error, Hindrance)) return { hindrance: error.message };
    throw error;
  }
}

/** Programs with one command less; the last of three branches may go with its command. */
function withoutOne({ prefix, branches }: ConcurrentProgram): readonly ConcurrentProgram[] {
  const shorter = branches.flatMap((branch, index) =>
    branch.map((_, place) => {
      const left = branch.toSpliced(place, 1);
      return {
        prefix,
        branches: left.length === 0 ? branches.toSpliced(index, 1) : branches.with(index, left),
      };
    }),
  );
  return [
    ...prefix.map((_, place) => ({ prefix: prefix.toSpliced(place, 1), branches })),
    ...shorter.filter((program) => program.branches.length >= BRANCHES_MIN),
  ];
}

function renumberedProgram(
  { prefix, branches }: ConcurrentProgram,
  vocabulary: Vocabulary,
): ConcurrentProgram {
  const ids = idsInOrder(commandsOf({ prefix, branches }), vocabulary);
  const names = new Map(ids.map((id, place) => [id, place + INIT + 1]));
  return {
    prefix: renamed(prefix, names, vocabulary),
    branches: branches.map((branch) =>
      branch.flatMap((entry): readonly BranchCommand[] =>
        isObserve(entry) ? [entry] : renamed([entry], names, vocabulary),
      ),
    ),
  };
}

function commandsOf({ prefix, branches }: ConcurrentProgram): readonly Command[] {
  return [...prefix, ...branches.flat().filter((entry): entry is Command => !isObserve(entry))];
}
