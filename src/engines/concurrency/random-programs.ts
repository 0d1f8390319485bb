// Random concurrent programs: a short prefix, then branches that begin in the state after it, so that they want the same
// few ids. The same seed and number give the same program everywhere.
import type { Command, CommandName, Id } from '../../contract/command.ts';
import { actorOf, argumentListOf, argumentsOf, INIT, isFork } from '../../contract/command.ts';
import type { BranchCommand, ConcurrentProgram } from '../../contract/concurrent/program.ts';
import { isObserve } from '../../contract/concurrent/program.ts';
import { idNamed } from '../../contract/argument.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';
import { isRunning } from '../../model/state.ts';
import { Decoder } from '../generate/command-decoder.ts';
import { Dice } from '../generate/prng.ts';
import { shapeOf } from '../generate/swarm.ts';
import { isBoundToActor, newProcessIn } from './valid-program.ts';

/** The size of programs, and what they may consist of. */
export interface RandomProgramOptions {
  readonly branches: number;
  /** The commands that the system can be asked; all of its set where this is absent. */
  readonly names?: readonly CommandName[];
  /** Whether branches may look at the state. */
  readonly looks?: boolean;
  /** The largest id that the system takes. */
  readonly idMax?: Id;
}

/** Commands of a prefix, at most; a few ids, so that branches meet. */
const PREFIX_MAX = 4;
const IDS_MAX = 4;
/** The shares of branches with one, two and three commands, in percent. */
const TWO_COMMANDS_PERCENT = 25;
const THREE_COMMANDS_PERCENT = 5;
const LOOK_PERCENT = 10;
/** The share of prefixes that fork a process for each branch where no command needs that, in percent. */
const MANY_PROCESSES_PERCENT = 60;
/** Draws of a command whose process acts in the right branch, of a fork, and of whole programs. */
const ACTOR_TRIES = 20;
const FORK_TRIES = 20;
/** The share of programs that are taken although no two branches name the same id, in percent. */
const APART_PERCENT = 20;
const PROGRAM_TRIES = 10;
/** Below this every choice lies. */
const CHOICE_MAX = 0x7fff_ffff;

/**
 * The program of this number, from 1; `undefined` where no command of these can begin one. Each process acts in one branch
 * only where a set has commands that none but a running process can issue: it ran when the branches began, or was forked
 * in that branch.
 */
export function randomProgram(
  specification: Specification,
  seed: number,
  number: number,
  options: RandomProgramOptions,
): ConcurrentProgram | undefined {
  return new ProgramDraw(specification, seed, number, options).program();
}

/** The processes that may act in each branch. */
class Actors {
  readonly #owners = new Map<Id, number>();
  /** By process forked in branches: these branches. */
  readonly #forkedIn = new Map<Id, Set<number>>();
  readonly #acted = new Set<Id>();

  /** Deals out the processes that run at the start. */
  constructor(start: State, branches: number, first: number) {
    let next = first;
    start.processes.forEach((_, pid) => {
      if (!isRunning(start, pid)) return;
      this.#owners.set(pid, next);
      next = (next + 1) % branches;
    });
  }

  /** Whether a process may act in a branch: a forked one only where no other branch forks one of that number. */
  mayAct(pid: Id, branch: number): boolean {
    const forkedIn = this.#forkedIn.get(pid);
    return forkedIn === undefined
      ? this.#owners.get(pid) === branch
      : forkedIn.size === 1 && forkedIn.has(branch);
  }

  /** Whether a branch may fork a process of this number: not where it acts in another one already. */
  mayFork(pid: Id, branch: number): boolean {
    return !this.#acted.has(pid) || this.mayAct(pid, branch);
  }

  acts(pid: Id): void {
    this.#acted.add(pid);
  }

  forks(pid: Id, branch: number): void {
    const forkedIn = this.#forkedIn.get(pid) ?? new Set();
    this.#forkedIn.set(pid, forkedIn.add(branch));
  }
}

class ProgramDraw {
  readonly #specification: Specification;
  readonly #options: RandomProgramOptions;
  readonly #dice = new Dice();
  readonly #decoder: Decoder;

  constructor(specification: Specification, seed: number, number: number, options: RandomProgramOptions) {
    const { names = specification.commands, idMax } = options;
    this.#specification = specification;
    this.#options = options;
    this.#dice.seed(Math.imul(seed, 0x9e3779b1) ^ number);
    const shape = shapeOf(this.#choice(), specification.vocabulary, names, IDS_MAX, idMax);
    this.#decoder = new Decoder(specification, names, shape);
  }

  program(): ConcurrentProgram | undefined {
    if (!this.#decoder.canBegin()) return undefined;
    let drawn: ConcurrentProgram | undefined;
    for (let tries = 0; tries < PROGRAM_TRIES; tries += 1) {
      const { prefix, state } = this.#prefix();
      const branches = this.#branches(state);
      if (branches === undefined) continue;
      drawn = { prefix, branches };
      if (this.#dice.chance(APART_PERCENT) || this.#meet(drawn)) break;
    }
    return drawn;
  }

  /** Whether two branches name the same id, init's aside: those that name none in common seldom fail. */
  #meet({ branches }: ConcurrentProgram): boolean {
    const { vocabulary } = this.#specification;
    const named = branches.map(
      (branch) =>
        new Set(
          branch.flatMap((entry) =>
            isObserve(entry)
              ? []
              : argumentListOf(vocabulary, entry.name)
                  .map(({ key, kind }) => idNamed(kind, argumentsOf(entry)[key]))
                  .filter((id) => id > INIT),
          ),
        ),
    );
    return named.some((ids, index) =>
      named.slice(index + 1).some((others) => [...ids].some((id) => others.has(id))),
    );
  }

  #choice(): number {
    return this.#dice.below(CHOICE_MAX);
  }

  #prefix(): { readonly prefix: readonly Command[]; readonly state: State } {
    let state = this.#specification.initial;
    const prefix: Command[] = [];
    const take = (command: Command | undefined): void => {
      if (command === undefined) return;
      const step = this.#specification.step(state, command);
      // One that is refused leads nowhere, and would only have to be taken out again.
      if (step.refusals !== undefined) return;
      prefix.push(command);
      state = step.next;
    };
    const { branches } = this.#options;
    const first = this.#fork(state);
    const needsMany = first !== undefined && isBoundToActor(this.#specification, first);
    if (needsMany || this.#dice.chance(MANY_PROCESSES_PERCENT))
      for (let forks = 1; forks < branches; forks += 1) take(this.#fork(state));
    for (let left = this.#dice.below(PREFIX_MAX + 1) - prefix.length; left > 0; left -= 1)
      take(this.#decoder.decode(this.#choice(), state));
    return { prefix, state };
  }

  /** A fork; `undefined` where none is drawn. */
  #fork(state: State): Command | undefined {
    for (let tries = 0; tries < FORK_TRIES; tries += 1) {
      const command = this.#decoder.decode(this.#choice(), state);
      if (isFork(this.#specification.vocabulary, command.name)) return command;
    }
    return undefined;
  }

  /** `undefined` where a branch finds no process of its own that could act. */
  #branches(start: State): readonly (readonly BranchCommand[])[] | undefined {
    const { branches: count } = this.#options;
    const actors = new Actors(start, count, this.#dice.below(count));
    const branches: (readonly BranchCommand[])[] = [];
    for (let branch = 0; branch < count; branch += 1) {
      const commands = this.#branch(start, branch, actors);
      if (commands.length === 0) return undefined;
      branches.push(commands);
    }
    return branches;
  }

  #branch(start: State, branch: number, actors: Actors): readonly BranchCommand[] {
    const drawn = this.#dice.below(100);
    const length =
      drawn < THREE_COMMANDS_PERCENT ? 3 : drawn < THREE_COMMANDS_PERCENT + TWO_COMMANDS_PERCENT ? 2 : 1;
    const commands: BranchCommand[] = [];
    let state = start;
    while (commands.length < length) {
      if (this.#options.looks === true && this.#dice.chance(LOOK_PERCENT)) {
        commands.push({ name: 'observe' });
        continue;
      }
      const command = this.#ownCommand(state, branch, actors);
      if (command === undefined) break;
      commands.push(command);
      state = this.#specification.step(state, command).next;
    }
    return commands;
  }

  /** A command whose process acts in this branch, and which is noted as its doing. */
  #ownCommand(state: State, branch: number, actors: Actors): Command | undefined {
    for (let tries = 0; tries < ACTOR_TRIES; tries += 1) {
      const command = this.#decoder.decode(this.#choice(), state);
      const actor = actorOf(command);
      if (actor === undefined || !isBoundToActor(this.#specification, command)) return command;
      const child = newProcessIn(command, this.#specification);
      if (!actors.mayAct(actor, branch) || (child !== undefined && !actors.mayFork(child, branch))) continue;
      actors.acts(actor);
      if (child !== undefined) actors.forks(child, branch);
      return command;
    }
    return undefined;
  }
}
