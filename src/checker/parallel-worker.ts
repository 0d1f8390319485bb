// The worker's side of a search on several threads: inspects or expands batches of states and replies with what it
// found. Keeps no table of states; only the coordinator can say which of them are new.
import type { SuccessorSink } from './expansion.ts';
import { expandState, inspectState, NO_LABEL } from './expansion.ts';
import type { LabelCounts } from './search-state.ts';
import type { Symmetry, TransitionSystem } from './transition-system.ts';
import { rowWords } from './transition-system.ts';
import { mixWords } from './visited-table.ts';

/** A message to a worker. All of it survives a structured clone. */
export type WorkerRequest =
  /** A search begins: forget what was reported in another. */
  | { readonly ask: 'begin' }
  /** Rows of consecutive states; `all`: report arrivals at states reported before as well, without a row. */
  | { readonly ask: 'inspect' | 'expand'; readonly rows: Uint32Array; readonly all: boolean };

/** The answer, up to the first violation in the batch. */
export interface WorkerReply {
  readonly transitions: number;
  readonly refusals: number;
  readonly selfLoops: number;
  /** The gains of the system's tallies. */
  readonly tallies: Float64Array;
  /** By witness, the first state in the batch that is it, or −1. */
  readonly witnesses: Int32Array;
  /** The state in the batch, and the label if it was a step. */
  readonly violation: { readonly state: number; readonly label: number | undefined } | undefined;
  /**
   * One after another: twice the state in the batch it is from, plus 1 if a row follows; label; canonical key; and,
   * unless that key was reported before, the row as reached.
   */
  readonly arrivals: Uint32Array;
  /** By arrival with a row. */
  readonly orbits: Float64Array;
}

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
  readonly #row: Uint32Array;
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
    this.#widthMax = 2 + system.keyWords + rowWords(system);
    this.#row = new Uint32Array(rowWords(system));
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
    let violation: WorkerReply['violation'];
    this.#count = 0;
    this.#end = 0;
    if (request.ask === 'begin') this.#taken.fill(0);
    else if (request.ask === 'inspect') violation = this.#inspect(request.rows, witnesses);
    else violation = this.#expand(request.rows, request.all, fired);
    return {
      ...fired,
      tallies: system.tallies.slice(),
      witnesses,
      violation,
      arrivals: this.#arrivals.slice(0, this.#end),
      orbits: this.#orbits.slice(0, this.#count),
    };
  }

  #inspect(rows: Uint32Array, witnesses: Int32Array): WorkerReply['violation'] {
    const width = this.#row.length;
    const witnessed = new Uint8Array(witnesses.length);
    for (let state = 0; state * width < rows.length; state++) {
      const holds = inspectState(this.#system, rows, state * width, witnessed);
      for (let w = 0; w < witnesses.length; w++)
        if (witnessed[w] === 1 && witnesses[w] === -1) witnesses[w] = state;
      if (!holds) return { state, label: undefined };
    }
    return undefined;
  }

  #expand(rows: Uint32Array, all: boolean, fired: LabelCounts): WorkerReply['violation'] {
    const width = this.#row.length;
    this.#all = all;
    for (let state = 0; state * width < rows.length; state++) {
      this.#state = state;
      const label = expandState(this.#system, rows, state * width, this, fired);
      if (label !== NO_LABEL) return { state, label };
    }
    return undefined;
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
    if (system.payloadWords > 0) system.successorPayload(arrivals, row + keyWords);
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
