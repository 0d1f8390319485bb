// The worker's side of a search on several threads: inspects or expands batches of states and replies with what it
// found. Keeps no table of states; only the coordinator can say which of them are new.
import type { SuccessorSink } from './expansion.ts';
import { expandState, inspectState, NO_LABEL } from './expansion.ts';
import { PathAstray } from './path.ts';
import type { LabelCounts } from './search-state.ts';
import type { Symmetry, TransitionSystem } from './transition-system.ts';
import { keptWords } from './transition-system.ts';
import { mixWords } from './visited-table.ts';
import { WaitingRow } from './waiting-row.ts';

/** A message to a worker. All of it survives a structured clone. */
export type WorkerRequest =
  /** A search begins: forget what was reported in another. */
  | { readonly ask: 'begin' }
  /**
   * Consecutive states of one level, by what is kept of their rows; where payloads are to be retraced, by the labels of the
   * path to each besides. `all`: report arrivals at states reported before as well, without a row.
   */
  | {
      readonly ask: 'inspect' | 'expand';
      readonly rows: Uint32Array;
      readonly paths: Uint32Array;
      readonly depth: number;
      readonly all: boolean;
    };

/** The answer, up to the first violation in the batch. */
export interface WorkerReply {
  readonly transitions: number;
  readonly refusals: number;
  readonly selfLoops: number;
  /** The gains of the system's tallies. */
  readonly tallies: Float64Array;
  /** By witness, the first state in the batch that is it, or −1. */
  readonly witnesses: Int32Array;
  /** The states in the batch in which others end. */
  readonly ends: readonly number[];
  /** The state in the batch, and the label if it was a step. */
  readonly violation: { readonly state: number; readonly label: number | undefined } | undefined;
  /**
   * One after another: twice the state in the batch it is from, plus 1 if a row follows; label; canonical key; and,
   * unless that key was reported before, what is to be kept of the row as reached.
   */
  readonly arrivals: Uint32Array;
  /** By arrival with a row. */
  readonly orbits: Float64Array;
  /** Says that a state could not be reached again, in a sentence; then nothing else counts. */
  readonly astray: string | undefined;
}

type Batch = Extract<WorkerRequest, { readonly rows: Uint32Array }>;

/** The buffers of a message that can be handed over instead of copied. */
export function transferable(message: WorkerRequest | WorkerReply): ArrayBuffer[] {
  return Object.values(message)
    .filter((value) => ArrayBuffer.isView(value))
    .map((view) => view.buffer as ArrayBuffer);
}

/**
 * A cache of keys of this many words in all (8 MiB) spares most arrivals that the coordinator has already
 * had from here: most transitions lead to states seen shortly before. It compares whole keys, and forgets
 * by overwriting.
 */
const REPORTED_WORDS = 2 ** 21;

/** One worker's system at work. Requests must be served in the order they were made. */
export class SearchWorker implements SuccessorSink {
  readonly #system: TransitionSystem;
  readonly #symmetry: Symmetry | undefined;
  /** The words of an arrival with a row. */
  readonly #widthMax: number;
  readonly #keptWords: number;
  readonly #waiting: WaitingRow;
  #arrivals: Uint32Array;
  #orbits = new Float64Array(64);
  #count = 0;
  /** The end of the arrivals. */
  #end = 0;
  /** The state in the batch that is being expanded. */
  #state = 0;
  #all = false;
  readonly #reported: Uint32Array;
  readonly #taken: Uint8Array;

  constructor(system: TransitionSystem, symmetry?: Symmetry) {
    this.#system = system;
    this.#symmetry = symmetry;
    this.#keptWords = keptWords(system);
    this.#widthMax = 2 + system.keyWords + this.#keptWords;
    this.#waiting = new WaitingRow(system);
    this.#arrivals = new Uint32Array(this.#widthMax * this.#orbits.length);
    let slots = 1;
    while (slots * 2 * system.keyWords <= REPORTED_WORDS) slots *= 2;
    this.#reported = new Uint32Array(slots * system.keyWords);
    this.#taken = new Uint8Array(slots);
  }

  serve(request: WorkerRequest): WorkerReply {
    const system = this.#system;
    system.tallies.fill(0);
    const witnesses = new Int32Array(system.witnesses).fill(-1);
    const fired: LabelCounts = { transitions: 0, refusals: 0, selfLoops: 0 };
    const ends: number[] = [];
    let violation: WorkerReply['violation'];
    let astray: string | undefined;
    this.#count = 0;
    this.#end = 0;
    try {
      if (request.ask === 'begin') this.#taken.fill(0);
      else if (request.ask === 'inspect') violation = this.#inspect(request, witnesses, ends);
      else violation = this.#expand(request, fired);
    } catch (error) {
      if (!(error instanceof PathAstray)) throw error;
      astray = error.message;
    }
    return {
      ...fired,
      tallies: system.tallies.slice(),
      witnesses,
      ends,
      violation,
      arrivals: this.#arrivals.slice(0, this.#end),
      orbits: this.#orbits.slice(0, this.#count),
      astray,
    };
  }

  #inspect(batch: Batch, witnesses: Int32Array, ends: number[]): WorkerReply['violation'] {
    const waiting = this.#waiting;
    const witnessed = new Uint8Array(witnesses.length);
    for (let state = 0; this.#take(batch, state); state++) {
      const holds = inspectState(this.#system, waiting.words, waiting.offset, witnessed);
      for (let w = 0; w < witnesses.length; w++)
        if (witnessed[w] === 1 && witnesses[w] === -1) witnesses[w] = state;
      if (this.#system.isEnd === true) ends.push(state);
      if (!holds) return { state, label: undefined };
    }
    return undefined;
  }

  #expand(batch: Batch, fired: LabelCounts): WorkerReply['violation'] {
    const waiting = this.#waiting;
    this.#all = batch.all;
    for (let state = 0; this.#take(batch, state); state++) {
      this.#state = state;
      const label = expandState(this.#system, waiting.words, waiting.offset, this, fired);
      if (label !== NO_LABEL) return { state, label };
    }
    return undefined;
  }

  /** Has the whole row of a state of the batch at hand; false where there are no more. */
  #take({ rows, paths, depth }: Batch, state: number): boolean {
    const at = state * this.#keptWords;
    if (at === rows.length) return false;
    this.#waiting.take(rows, at, paths.subarray(state * depth, (state + 1) * depth));
    return true;
  }

  /** Adds the arrival to the reply, unless it was reported before and need not be again. */
  takeSuccessor(label: number): void {
    const system = this.#system;
    const { keyWords } = system;
    if (this.#end + this.#widthMax > this.#arrivals.length) this.#grow();
    const arrivals = this.#arrivals;
    const at = this.#end;
    const row = at + 2 + keyWords;
    let orbit = 1;
    system.successorKey(arrivals, row);
    if (this.#symmetry === undefined) arrivals.copyWithin(at + 2, row, row + keyWords);
    else orbit = this.#symmetry.canonical(arrivals, row, arrivals, at + 2);
    const known = this.#wasReported(at + 2);
    if (known && !this.#all) return;
    arrivals[at] = this.#state * 2 + (known ? 0 : 1);
    arrivals[at + 1] = label;
    this.#end = row;
    if (known) return;
    if (this.#keptWords > keyWords) system.successorPayload(arrivals, row + keyWords);
    this.#end = at + this.#widthMax;
    if (this.#count === this.#orbits.length)
      this.#orbits = doubled(this.#orbits, new Float64Array(this.#count * 2));
    this.#orbits[this.#count++] = orbit;
  }

  /** Whether the key at that place was reported before; from now on it was. */
  #wasReported(at: number): boolean {
    const { keyWords } = this.#system;
    const reported = this.#reported;
    const arrivals = this.#arrivals;
    const slot = mixWords(arrivals, at, keyWords) & (this.#taken.length - 1);
    let same = this.#taken[slot] === 1;
    for (let w = 0; w < keyWords; w++) {
      if (reported[slot * keyWords + w] !== arrivals[at + w]) same = false;
      reported[slot * keyWords + w] = arrivals[at + w];
    }
    this.#taken[slot] = 1;
    return same;
  }

  #grow(): void {
    this.#arrivals = doubled(this.#arrivals, new Uint32Array(this.#arrivals.length * 2));
  }
}

function doubled<Words extends Uint32Array | Float64Array>(words: Words, twice: Words): Words {
  twice.set(words);
  return twice;
}
