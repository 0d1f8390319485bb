// A transition system from plain objects and functions: for toy systems and small uses. Convenient, not
// fast: every step decodes, allocates and encodes again.
import type { LabelOutcome, TransitionSystem } from '../../src/checker/transition-system.ts';
import { MOVED, REFUSED, UNCHANGED, VIOLATED } from '../../src/checker/transition-system.ts';

/** A system in the language of its own states. */
export interface ObjectSystem<State> {
  readonly start: State;
  /** The state in 32-bit words: all of it, so that `decode` gives it back, and always as many. */
  readonly encode: (state: State) => readonly number[];
  readonly decode: (words: readonly number[]) => State;
  /** The steps, in order: the state afterwards, or undefined if it is refused. */
  readonly commands: Readonly<Record<string, (state: State) => State | undefined>>;
  /** Invariants of every state. */
  readonly invariants?: Readonly<Record<string, (state: State) => boolean>>;
  /** Invariants of every accepted step. */
  readonly stepInvariants?: Readonly<Record<string, (before: State, after: State) => boolean>>;
  /** Witnesses: each must hold somewhere. */
  readonly witnesses?: Readonly<Record<string, (state: State) => boolean>>;
}

/** The violation is the name of the invariant. A step that changes no word of the encoding is UNCHANGED. */
export function fromObjects<State>(objects: ObjectSystem<State>): TransitionSystem<string> {
  return new ObjectTransitions(objects);
}

type NamedCommand<State> = readonly [string, (state: State) => State | undefined];

class ObjectTransitions<State> implements TransitionSystem<string> {
  readonly keyWords: number;
  readonly payloadWords = 0;
  readonly labels: number;
  readonly witnesses: number;
  readonly tallies = new Float64Array(0);
  violation: string | undefined;
  readonly #objects: ObjectSystem<State>;
  readonly #commands: readonly NamedCommand<State>[];
  readonly #invariants: readonly (readonly [string, (state: State) => boolean])[];
  readonly #stepInvariants: readonly (readonly [string, (before: State, after: State) => boolean])[];
  readonly #witnesses: readonly ((state: State) => boolean)[];
  #current: State;
  #words: readonly number[];
  #successor: readonly number[];

  constructor(objects: ObjectSystem<State>) {
    this.#objects = objects;
    this.#commands = Object.entries(objects.commands);
    this.#invariants = Object.entries(objects.invariants ?? {});
    this.#stepInvariants = Object.entries(objects.stepInvariants ?? {});
    this.#witnesses = Object.values(objects.witnesses ?? {});
    this.#current = objects.start;
    this.#words = objects.encode(objects.start);
    this.#successor = this.#words;
    this.keyWords = this.#words.length;
    this.labels = this.#commands.length;
    this.witnesses = this.#witnesses.length;
  }

  start(row: Uint32Array, offset: number): void {
    row.set(this.#objects.encode(this.#objects.start), offset);
  }

  load(row: Uint32Array, offset: number): void {
    this.#words = [...row.subarray(offset, offset + this.keyWords)];
    this.#current = this.#objects.decode(this.#words);
  }

  inspect(witnessed: Uint8Array): boolean {
    this.#witnesses.forEach((is, w) => {
      if (is(this.#current)) witnessed[w] = 1;
    });
    this.violation = this.#invariants.find(([, holds]) => !holds(this.#current))?.[0];
    return this.violation === undefined;
  }

  fire(label: number): LabelOutcome {
    this.violation = undefined;
    const after = this.#commands[label][1](this.#current);
    if (after === undefined) return REFUSED;
    this.violation = this.#stepInvariants.find(([, holds]) => !holds(this.#current, after))?.[0];
    if (this.violation !== undefined) return VIOLATED;
    this.#successor = this.#objects.encode(after);
    if (this.#successor.length !== this.keyWords)
      throw new Error('a state was encoded in another number of words');
    return this.#successor.every((word, w) => word >>> 0 === this.#words[w]) ? UNCHANGED : MOVED;
  }

  successorKey(out: Uint32Array, offset: number): void {
    out.set(this.#successor, offset);
  }

  successorPayload(): void {}

  describe(label: number): string {
    return this.#commands[label]?.[0] ?? `label ${label}`;
  }
}
