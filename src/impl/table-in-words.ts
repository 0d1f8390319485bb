// A table as an exhaustive search runs it: commands by their place in a list, the state as the words of its buffer. The
// functions that it returns call the table and nothing else.
import type { StateInWords } from '../contract/state-in-words.ts';

/** The part of a table that a search calls. */
interface SearchedTable {
  reset(): void;
  storage(): ArrayLike<number>;
  overwrite(words: Int32Array): void;
  snapshot(): unknown;
  restore(snapshot: unknown): void;
  selfCheck(): readonly string[];
}

/** The calls of a search, but for those that make answers and observations. */
type SearchedCalls<Outcome> = Pick<StateInWords, 'reset' | 'words' | 'overwrite'> & {
  readonly run: (label: number) => Outcome;
  readonly selfCheck: () => readonly string[];
};

/** Binds a table, its commands, and what runs one of them. */
export function tableInWords<Table extends SearchedTable, Of, Outcome>(
  set: { apply(table: Table, command: Of): Outcome },
  table: Table,
  commands: readonly Of[],
): SearchedCalls<Outcome> {
  const first = table.snapshot();
  const calls = {
    words: table.storage(),
    reset: () => {
      table.reset();
      calls.words = table.storage();
    },
    run: (label: number) => {
      try {
        return set.apply(table, commands[label]);
      } finally {
        calls.words = table.storage(); // A table that grew has another.
      }
    },
    overwrite: (words: Int32Array) => {
      // A faulty table can have grown, and takes words of another capacity no more.
      if (table.storage().length !== words.length) table.restore(first);
      table.overwrite(words);
      calls.words = table.storage();
    },
    selfCheck: () => table.selfCheck(),
  };
  return calls;
}
