// The sequences of commands that mutants are given: drawn against the model, the same for every mutant of a set. They are
// drawn once, with the model's steps, and each mutant is given them again, unless the model leaves a choice.
import type { Command, CommandName, Id } from '../../contract/command.ts';
import { randomCommands } from '../generate/random-commands.ts';
import { Dice } from '../generate/prng.ts';
import { shapeOf } from '../generate/swarm.ts';
import type { Step } from '../../model/rulebook.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';

/** The drawing of sequences. */
export interface DrawOptions {
  readonly seed: number;
  /** Commands of a sequence at most, without its drain. */
  readonly commandsMax: number;
  /** Ids in play at most. */
  readonly idsMax: number;
}

/** A command, and the model's step by it where that hangs on no answer. */
export interface DrawnTurn {
  readonly command: Command;
  readonly foreseen: Step | undefined;
}

/** Gives the next turn, given the model's state; `undefined` where the sequence is over. */
export type Course = (state: State) => DrawnTurn | undefined;

/** Below this every choice lies. */
const CHOICE_MAX = 0x7fff_ffff;
/** So many sequences in a hundred are of full length; the others are shorter. */
const FULL_PERCENT = 75;

/** All sequences of a seed. */
export class Sequences {
  readonly #specification: Specification;
  readonly #options: DrawOptions;
  readonly #names: readonly CommandName[];
  readonly #idMax: Id | undefined;
  readonly #kept: (readonly DrawnTurn[])[] = [];

  constructor(specification: Specification, options: DrawOptions, idMax?: Id) {
    this.#specification = specification;
    this.#options = options;
    this.#names = specification.commands;
    this.#idMax = idMax;
  }

  /** The commands of a sequence without its drain. */
  commands(index: number): (state: State) => Command | undefined {
    const { seed, commandsMax, idsMax } = this.#options;
    const dice = new Dice();
    dice.seed(seed + index);
    const first = dice.below(CHOICE_MAX);
    const length = dice.chance(FULL_PERCENT) ? commandsMax : 1 + dice.below(commandsMax);
    const choices = [first, ...Array.from({ length }, () => dice.below(CHOICE_MAX))];
    const shape = shapeOf(first, this.#specification.vocabulary, this.#names, idsMax, this.#idMax);
    return randomCommands(this.#specification, choices, this.#names, shape).next;
  }

  /** A sequence with its drain. */
  course(index: number): Course {
    if (this.#specification.leavesChoices) return drained(this.#specification, this.commands(index));
    const turns = (this.#kept[index] ??= foreseen(this.#specification, this.commands(index)));
    let taken = 0;
    return () => turns[taken++];
  }
}

/** The course of given commands, and the drain after them. */
export function drained({ drainOf }: Specification, next: (state: State) => Command | undefined): Course {
  let drain: readonly Command[] | undefined;
  let taken = 0;
  return (state) => {
    let command = drain === undefined ? next(state) : undefined;
    if (command === undefined) {
      drain ??= drainOf(state);
      command = drain[taken++];
    }
    return command && { command, foreseen: undefined };
  };
}

/** All turns of a course, by the model alone. */
function foreseen(
  specification: Specification,
  next: (state: State) => Command | undefined,
): readonly DrawnTurn[] {
  const turns: DrawnTurn[] = [];
  const course = drained(specification, next);
  let state = specification.initial;
  for (let turn = course(state); turn !== undefined; turn = course(state)) {
    const step = specification.step(state, turn.command);
    turns.push({ command: turn.command, foreseen: step });
    state = step.next;
  }
  return turns;
}
