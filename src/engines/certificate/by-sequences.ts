// Is there a shorter failure of a system that can only be reset and asked, or whose own choices count? The model's states
// are searched breadth first and the system is given sequences: a shortest way to each state, and there every command.
import type { Command } from '../../contract/command.ts';
import { controlIn } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { System } from '../../contract/system.ts';
import { isSteady, replay } from '../../lockstep/replay.ts';
import type { Failure } from '../../counterexample/failure.ts';
import type { SpaceBound } from '../../model/bounded/bound.ts';
import type { Specification } from '../../model/specification.ts';
import type { Divergence } from '../../lockstep/divergence.ts';
import { Lockstep } from '../../lockstep/lockstep.ts';
import { runInTurns } from '../../lockstep/run.ts';
import type { Run, RunPlan } from '../../lockstep/run-plan.ts';
import { coversOf } from './scope.ts';
import type { CertificateBudget, Certified } from './scope.ts';
import { sameCells } from '../../model/bounded/cells.ts';
import { ModelStates } from '../model-states.ts';
import { triesAt } from './tries.ts';
import type { Place, Try } from './tries.ts';
import { counted } from '../../contract/format-numbers.ts';

/** Sequences, of which a slow program takes some hundreds a second. */
const SEQUENCES_MAX = 3000;
/** In milliseconds: what somebody who waits for a report bears with. */
const TIME_MS = 7000;
/** Commands of a sequence at a place, about: what diverges is run again with the rest. */
const TRIED_MAX = 100;

/** As long as no more than this part of the sequences was spent, changing commands are run alone too. */
const ALONE_SHARE = 0.25;

/**
 * Certifies a failure of a system elsewhere, or says how far it got; a shorter failure that fails again takes its place.
 * Level `d` has every state that takes `d` commands, by one shortest way (ids being names), and every command of the
 * bound run there; when it is done, no sequence of `d + 1` commands fails so, but for what the system hides.
 */
export async function certifyElsewhere(
  system: System,
  specification: Specification,
  failure: Failure,
  bound: SpaceBound,
  budget: CertificateBudget,
): Promise<Certified> {
  const search = new SequenceSearch(system, specification, failure, bound, budget);
  const gaveUp = await search.run();
  const { best, sequences, transitions } = search;
  if (gaveUp !== undefined) {
    const atLeast = Math.min(gaveUp.atLeast, best.commands.length);
    return { failure: best, certificate: { shortest: false, atLeast, reason: gaveUp.message } };
  }
  const covers = `${coversOf(search.specification, bound)}; ids were taken to be alike, and what the system hides was not told apart`;
  const commands = best.commands.length;
  return { failure: best, certificate: { shortest: true, commands, transitions, sequences, covers } };
}

/** The search ends without an answer; nothing shorter than `atLeast` was there. */
class GaveUp extends Error {
  readonly atLeast: number;

  constructor(reason: string, atLeast: number) {
    super(reason);
    this.atLeast = atLeast;
  }
}

const UNSTEADY = 'a sequence that failed did not fail alike when it was run again';
const HIDES =
  'what it does depends on more than what it shows, so a state could not be reached a second time';
const NOT_ANEW = 'after a reset it did not begin anew';

class SequenceSearch {
  readonly #system: System;
  readonly #budget: CertificateBudget;
  readonly #control: RunControl;
  readonly #lockstep: Lockstep;
  readonly #bound: SpaceBound;
  readonly #states: ModelStates;
  readonly #wanted: string;
  /** Classes of failures that were handed on. */
  readonly #passed = new Set<string>();
  /** Commands that are not undone any more: undoing one failed. */
  readonly #notUndone = new Set<Command['name']>();
  /** If the state reached is the system's choice too: then each state is reached by the very commands of its path. */
  readonly #chooses: boolean;
  readonly #began: number;
  #depth = 0;
  #next: Place[] = [];
  /** The states that the tries at a place led to, both sides agreeing. */
  readonly #reached = new Map<Try, Uint8Array>();
  readonly specification: Specification;
  best: Failure;
  sequences = 0;
  transitions = 0;

  constructor(
    system: System,
    specification: Specification,
    failure: Failure,
    bound: SpaceBound,
    budget: CertificateBudget,
  ) {
    this.#system = system;
    this.#budget = budget;
    this.#control = controlIn(budget);
    this.#lockstep = new Lockstep(system, specification);
    this.specification = this.#lockstep.specification;
    this.#bound = bound;
    this.#states = new ModelStates(this.specification, bound, { upToRenaming: true });
    this.#wanted = failure.divergence.failureClass;
    this.#chooses = this.#lockstep.judge.dependsOnAnswers;
    this.#began = this.#control.now();
    this.best = failure;
  }

  /** Until the failure is known to be a shortest one; or why that is not known. */
  async run(): Promise<GaveUp | undefined> {
    let level: readonly Place[] = [this.#start()];
    try {
      for (; level.length > 0 && !this.#isShortest(); this.#depth += 1) {
        this.#next = [];
        for (const place of level) if (!this.#isShortest()) await this.#expand(place);
        level = this.#next;
      }
    } catch (error) {
      if (error instanceof GaveUp) return error;
      throw error;
    }
    return undefined;
  }

  async #ran(plan: RunPlan): Promise<Run> {
    return await runInTurns(this.#lockstep, plan);
  }

  /** Whether nothing shorter is left to be tried. */
  #isShortest(): boolean {
    return this.#depth + 1 >= this.best.commands.length;
  }

  /** The place where everything begins, which counts as met. */
  #start(): Place {
    const cells = this.#states.start();
    this.#states.numberOf(cells);
    return { path: [], cells };
  }

  /** Whether a state, by whatever names, is met for the first time. */
  #isNew(cells: Uint8Array): boolean {
    return this.#states.size === this.#states.numberOf(cells);
  }

  async #expand(place: Place): Promise<void> {
    const tries = triesAt(this.#states, this.specification, this.#bound, place);
    this.#reached.clear();
    for (const batch of this.#batches(tries)) {
      await this.#runAll(place, batch);
      for (const each of batch.slice(1)) if (this.#triesAlone(each)) await this.#runAll(place, [each]);
    }
    // In the order of the tables, however they were run: of two ways to a state the simpler is gone on from.
    for (const each of tries) {
      const cells = this.#reached.get(each);
      if (cells !== undefined && this.#isNew(cells))
        this.#next.push({ path: [...place.path, each.command], cells });
    }
  }

  async #runAll(place: Place, tries: readonly Try[]): Promise<void> {
    for (let rest = tries; rest.length > 0 && !this.#isShortest(); )
      rest = rest.slice(await this.#runAt(place, rest));
  }

  /**
   * Whether it is run with nothing before it but the way there too: what was tried before may have left hidden traces.
   */
  #triesAlone({ leadsTo }: Try): boolean {
    const { sequencesMax = SEQUENCES_MAX } = this.#budget;
    return leadsTo !== undefined && this.sequences < ALONE_SHARE * sequencesMax;
  }

  /** A try that leads back can be followed by more, one that does not ends a sequence. */
  #batches(tries: readonly Try[]): readonly (readonly Try[])[] {
    const batches: Try[][] = [];
    let length = TRIED_MAX;
    const [returning, ending] = [
      tries.filter((each) => this.#returns(each)),
      tries.filter((each) => !this.#returns(each)),
    ];
    for (const each of returning) {
      const commands = 1 + (each.back?.length ?? 0);
      if (length + commands > TRIED_MAX) {
        batches.push([]);
        length = 0;
      }
      batches.at(-1)?.push(each);
      length += commands;
    }
    const shared = this.#chooses ? 0 : batches.length;
    for (const [index, each] of ending.entries()) {
      if (index < shared) batches[index].push(each);
      else batches.push([each]);
    }
    return batches;
  }

  #returns({ command, leadsTo, back }: Try): boolean {
    if (leadsTo === undefined) return true;
    return !this.#chooses && back !== undefined && !this.#notUndone.has(command.name);
  }

  /** Runs these at a place, in one sequence. The number of them, from the first, that were tried then: at least one. */
  async #runAt(place: Place, tries: readonly Try[]): Promise<number> {
    const commands: Command[] = [...place.path];
    /** The place of each try's command in the sequence. */
    const starts: number[] = [];
    for (const [index, { command, back = [] }] of tries.entries()) {
      starts.push(commands.length);
      commands.push(command, ...(index < tries.length - 1 ? back : []));
    }
    await this.#maySpend();
    let taken = 0;
    let agreed = 0;
    let strayed = false;
    const done = await this.#ran({
      next: (state) => {
        strayed =
          this.#chooses &&
          taken >= place.path.length &&
          taken < commands.length &&
          !sameCells(this.#states.cellsOf(state), place.cells);
        return strayed ? undefined : commands[taken++];
      },
      stepped: (_, __, { next }) => {
        const tried = tries[starts.indexOf(agreed)];
        agreed += 1;
        const cells = this.#chooses && tried !== undefined ? this.#states.cellsOf(next) : tried?.leadsTo;
        if (cells !== undefined) this.#reached.set(tried, cells);
      },
    });
    this.transitions += this.#lockstep.steps;
    const { divergence } = done;
    // A known deviation ended it, at the command after those that agreed: what was to follow is run without that.
    if (done.ended !== undefined && agreed < commands.length) {
      if (agreed < place.path.length) throw this.#gaveUp(HIDES);
      return 1 + starts.findLastIndex((start) => start <= agreed);
    }
    if (divergence === undefined) {
      if (!strayed) return tries.length;
      if (agreed <= place.path.length) throw this.#gaveUp(HIDES);
      return agreed - place.path.length;
    }
    if (divergence.step < 0) throw this.#gaveUp(NOT_ANEW);
    const shown: Failure = { commands: done.commands, divergence };
    const last = starts.findLastIndex((start) => start <= divergence.step);
    if (last < 0) return await this.#failedOnTheWay(shown, tries);
    await this.#consider(shown, [...place.path, ...done.commands.slice(starts[last])]);
    if (divergence.step === starts[last]) this.#reached.delete(tries[last]);
    if (divergence.step > starts[last] && divergence.step < commands.length)
      this.#notUndone.add(tries[last].command.name);
    return last + 1;
  }

  /** A way that was gone before, as part of another sequence. */
  async #failedOnTheWay(shown: Failure, { length }: readonly Try[]): Promise<number> {
    await this.#maySpend();
    if (!(await isSteady(this.#system, this.specification, shown))) throw new GaveUp(UNSTEADY, 1);
    await this.#consider(shown, shown.commands);
    if (!this.#isShortest()) throw this.#gaveUp(HIDES);
    return length;
  }

  /** A failure that showed, and the sequence by which it should show without what was tried before. */
  async #consider(shown: Failure, alone: readonly Command[]): Promise<void> {
    const { failureClass } = shown.divergence;
    const isWanted = failureClass === this.#wanted;
    if (isWanted && alone.length >= this.best.commands.length) return;
    const confirmed =
      (await this.#again(alone, failureClass)) ?? (await this.#again(shown.commands, failureClass));
    if (confirmed === undefined) throw new GaveUp(UNSTEADY, 1);
    if (!isWanted) this.#pass(confirmed, failureClass);
    else if (confirmed.commands.length < this.best.commands.length) {
      await this.#maySpend();
      if (!(await isSteady(this.#system, this.specification, confirmed))) throw new GaveUp(UNSTEADY, 1);
      this.best = confirmed;
    }
  }

  /** Hands on a failure of another kind, the first of each: none is nearer. */
  #pass(other: Failure, failureClass: string): void {
    if (this.#passed.has(failureClass)) return;
    this.#passed.add(failureClass);
    this.#budget.met?.(other);
  }

  /** Runs a sequence and tells whether it fails in this way, and how. */
  async #again(commands: readonly Command[], failureClass: string): Promise<Failure | undefined> {
    await this.#maySpend();
    const run = await replay(this.#system, this.#lockstep.specification, commands);
    this.transitions += run.commands.length;
    const { divergence } = run;
    if (!fails(divergence, failureClass)) return undefined;
    return { commands: run.commands, divergence };
  }

  /** To be called before every sequence. */
  async #maySpend(): Promise<void> {
    const { breathe, stopped, now } = this.#control;
    const { sequencesMax = SEQUENCES_MAX, timeMs = TIME_MS } = this.#budget;
    await breathe();
    if (stopped()) throw this.#gaveUp('it was interrupted');
    if (this.sequences >= sequencesMax)
      throw this.#gaveUp(`more than ${counted(sequencesMax, 'sequence')} would be needed`);
    if (now() - this.#began >= timeMs)
      throw this.#gaveUp(
        `more than ${timeMs / 1000} s would be needed (${counted(this.sequences, 'sequence')} run)`,
      );
    this.sequences += 1;
  }

  /** Every state nearer than those of this level is done with. */
  #gaveUp(reason: string): GaveUp {
    return new GaveUp(reason, this.#depth + 1);
  }
}

function fails(divergence: Divergence | undefined, failureClass: string): divergence is Divergence {
  return divergence !== undefined && divergence.failureClass === failureClass;
}
