// The interface between the model checker and a system: where it starts, what can happen, what happens, what must hold.
// States are rows of 32-bit words and what can happen are numbers, so that a search of millions of transitions
// allocates nothing; the system alone knows what they mean.
//
// A clock of two states, that ticks at 0 and tocks at 1:
//
//   let time = 0;
//   const clock: TransitionSystem<never> = {
//     ...{ keyWords: 1, payloadWords: 0, labels: 2, witnesses: 0, tallies: new Float64Array(0) },
//     violation: undefined,
//     start: (row, offset) => void (row[offset] = 0),
//     load: (row, offset) => void (time = row[offset]),
//     inspect: () => true,
//     fire: (label) => (label === time ? MOVED : REFUSED),
//     successorKey: (out, offset) => void (out[offset] = 1 - time),
//     successorPayload: () => undefined,
//     describe: (label) => (label === 0 ? 'tick' : 'tock'),
//   };
//   const { states, transitions, refusals, depth } = searchToEnd(clock).counts; // 2, 2, 2, 1

/** The command was refused: the state stays, and the refusal was what should happen. */
export const REFUSED = 0;
/** The command was accepted and nothing changed: a self-loop. */
export const UNCHANGED = 1;
/** The command was accepted and led to a successor, which can now be asked for. */
export const MOVED = 2;
/** An invariant of the step was violated; {@link TransitionSystem.violation} says what. There is no successor. */
export const VIOLATED = 3;
/** The label is not in the alphabet at this state; nothing was run, and nothing is counted. */
export const OUTSIDE = 4;

/** The result of firing a label. */
export type LabelOutcome =
  | typeof REFUSED
  | typeof UNCHANGED
  | typeof MOVED
  | typeof VIOLATED
  | typeof OUTSIDE;

/**
 * A deterministic system with one start state. A state is a row: `keyWords` words that tell states
 * apart, then `payloadWords` that do not but are needed to go on from the state reached (say, the
 * snapshot of an implementation). Payloads are kept only while a state waits to be expanded, and not even then where the
 * system can retrace them.
 *
 * The contract is that of a pure function: after `load(row)`, every `fire(label)` gives what it gave
 * before, whatever was loaded or fired in between. Paths are kept as labels and walked again, so a
 * system with hidden state is found out there.
 */
export interface TransitionSystem<Violation = unknown> {
  readonly keyWords: number;
  readonly payloadWords: number;
  /** Labels are 0 … labels − 1, and are fired in this order. At most 2^32. */
  readonly labels: number;
  /** The number of things that must be reachable ("sometimes"), by index. */
  readonly witnesses: number;
  /**
   * Everything that the system counts while it is inspected and fired. The checker zeroes it at the start of a
   * search, saves and restores it with a checkpoint, adds it up over workers, and keeps it as it was
   * when a path is walked again. It never looks inside.
   */
  readonly tallies: Float64Array;
  /** The reason that `inspect` gave false or `fire` gave VIOLATED, until the next call of either. */
  readonly violation: Violation | undefined;

  /** Writes the start state's row: key, then payload. */
  start(row: Uint32Array, offset: number): void;
  /** Makes a state the current one. */
  load(row: Uint32Array, offset: number): void;
  /**
   * Whether what must hold of a state holds of the current one; called once for every state. Sets
   * `witnessed[w] = 1` for each witness that the state is (never 0: the array is the checker's). The state
   * may be used up by it: before anything is fired, it is loaded again.
   */
  inspect(witnessed: Uint8Array): boolean;
  /**
   * Asks states for these witnesses from now on, whatever was seen before. For systems that look for a witness only until it
   * was seen, where states are inspected in pieces that must come to the same in any order.
   */
  lookFor?(witnesses: readonly number[]): void;
  /**
   * Whether the state last inspected is one that others end in by a way of the system's own, of which it has none. The paths
   * to all such states are kept by searches that keep no transitions. Absent: none is.
   */
  readonly isEnd?: boolean;
  /** Lists by label, for the current state, a 0 where `fire` would do nothing but give OUTSIDE. Absent: all are fired. */
  enabled?(): ArrayLike<number>;
  /** Runs one label from the current state, which stays current: the successor is a side result. */
  fire(label: number): LabelOutcome;
  /** Writes the successor's key. Valid between a `fire` that gave MOVED and the next `fire` or `load`. */
  successorKey(out: Uint32Array, offset: number): void;
  /** Writes the successor's payload, under the same condition; asked for only when the state is new. */
  successorPayload(out: Uint32Array, offset: number): void;
  /**
   * Writes the payload of the state that these labels lead to from the start, each of which moved before; false where the
   * system did not get there. A search keeps no payloads of a system that has it, but asks for each twice, at the cost of
   * as many labels as the path has.
   */
  readonly retrace?: ((labels: Uint32Array, out: Uint32Array, offset: number) => boolean) | undefined;
  /** A label in words, for messages. */
  describe(label: number): string;
}

/** The words of a whole row. */
export function rowWords(system: TransitionSystem): number {
  return system.keyWords + system.payloadWords;
}

/** The words of a row that are kept while its state waits: a payload that can be retraced is not. */
export function keptWords(system: TransitionSystem): number {
  return system.retrace === undefined ? rowWords(system) : system.keyWords;
}

/**
 * A symmetry of the system: a group of renamings under which it behaves alike. Two states are one
 * when their canonical keys are equal, so this must give equal keys to states of one orbit, and only
 * to them. The search looks states up by canonical key and goes on from the state it reached.
 */
export interface Symmetry {
  /** Writes the canonical key of `key`, elsewhere than over it, and returns the size of its orbit. */
  canonical(key: Uint32Array, offset: number, out: Uint32Array, outOffset: number): number;
}
