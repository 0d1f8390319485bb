// A copy of a system whose whole state is the words of one buffer, so that an exhaustive search can keep, compare and
// restore millions of states without calling anything or allocating.
import type { Answer } from './command.ts';
import type { FlatObservation } from './observation/flat-observation.ts';

/**
 * The outcome of a command, in a form that costs nothing to make and to compare: two outcomes of one command that are
 * `===` are the same answer.
 */
export type CommandOutcome = string | number | Answer;

/** A system of its own, made for one alphabet of commands: a label is a place in it. */
export interface StateInWords {
  /**
   * Names how the words are laid out, for readers that know this layout and so can compare states without asking for an
   * observation. Absent where nobody does; then every word tells states apart.
   */
  readonly layout?: string;
  /** Init alone. */
  reset(): void;
  /** Runs one command. */
  run(label: number): CommandOutcome;
  /** The outcome of a command as an answer. */
  answer(label: number, outcome: CommandOutcome): Answer;
  /**
   * Everything that decides its further answers, hidden state included: always as many words. The next call may
   * change them, or put others in their place.
   */
  readonly words: ArrayLike<number>;
  /** Takes over words that {@link words} gave. */
  overwrite(words: Int32Array): void;
  /** Shows everything that can be observed. */
  observeInto(out: FlatObservation): void;
  /**
   * Tells what the last command has brought to a process and no word says, as a number that readers of {@link layout} know;
   * for 0, what it has brought to all. Absent where the words say all that can be observed.
   */
  news?(process: number): number;
  /** Its own opinion of its innards: sentences, none when all is well. */
  selfCheck?(): readonly string[];
}
