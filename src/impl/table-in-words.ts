// A table as an exhaustive search runs it: commands by their place in a list, the state as the words of its buffer. Calls
// the table and nothing else. A class, not functions made for each table: the engine compiles its methods once for all.
import type { Answer } from '../contract/command.ts';
import type { FlatObservation } from '../contract/observation/flat-observation.ts';
import type { CommandOutcome, StateInWords } from '../contract/state-in-words.ts';

/** The part of a table that a search calls. */
interface SearchedTable {
  reset(): void;
  storage(): ArrayLike<number>;
  overwrite(words: Int32Array): void;
  snapshot(): unknown;
  restore(snapshot: unknown): void;
  selfCheck(): readonly string[];
}

/** The part of a command set that a search calls. */
interface SearchedSet<Table, Of, Outcome> {
  readonly layout?: string;
  methodOf(command: Of): (table: Table, command: Of) => Outcome;
  answer(command: Of, outcome: Outcome): Answer;
  shown(table: Table): (out: FlatObservation) => void;
  news?(table: Table): (process: number) => number;
}

/** A table with its commands, and the method that each of them is. */
export class TableInWords<Table extends SearchedTable, Of, Outcome extends CommandOutcome>
  implements StateInWords
{
  readonly layout?: string;
  readonly news?: (process: number) => number;
  readonly #set: SearchedSet<Table, Of, Outcome>;
  readonly #table: Table;
  readonly #commands: readonly Of[];
  readonly #methods: readonly ((table: Table, command: Of) => Outcome)[];
  readonly #show: (out: FlatObservation) => void;
  readonly #first: unknown;

  constructor(set: SearchedSet<Table, Of, Outcome>, table: Table, commands: readonly Of[]) {
    if (set.layout !== undefined) this.layout = set.layout;
    if (set.news !== undefined) this.news = set.news(table);
    this.#set = set;
    this.#table = table;
    this.#commands = commands;
    this.#methods = commands.map((command) => set.methodOf(command));
    this.#show = set.shown(table);
    this.#first = table.snapshot();
  }

  /** The storage that the table has now: one that grew has another. */
  get words(): ArrayLike<number> {
    return this.#table.storage();
  }

  reset(): void {
    this.#table.reset();
  }

  run(label: number): Outcome {
    return this.#methods[label](this.#table, this.#commands[label]);
  }

  answer(label: number, outcome: CommandOutcome): Answer {
    return this.#set.answer(this.#commands[label], outcome as Outcome);
  }

  overwrite(words: Int32Array): void {
    const table = this.#table;
    // A faulty table can have grown, and takes words of another capacity no more.
    if (table.storage().length !== words.length) table.restore(this.#first);
    table.overwrite(words);
  }

  observeInto(out: FlatObservation): void {
    this.#show(out);
  }

  selfCheck(): readonly string[] {
    return this.#table.selfCheck();
  }
}
