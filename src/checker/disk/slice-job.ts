// A slice of a layer, as a job: reads states that wait, inspects and expands each, and writes what it found as one run of
// sorted records for each owner. The same input gives the same bytes, whoever runs it and however often.
import { expandState, inspectState, NO_LABEL } from '../expansion.ts';
import type { SuccessorSink } from '../expansion.ts';
import { RowStorage } from '../row-storage.ts';
import type { LabelCounts } from '../search-state.ts';
import type { Symmetry, TransitionSystem } from '../transition-system.ts';
import { VisitedTable } from '../visited-table.ts';
import { WaitingRow } from '../waiting-row.ts';
import { LayerFileWriter, readFooter, SectionReader, stampOf, WORDS_A_WRITE } from './layer-file.ts';
import type { Footer } from './layer-file.ts';
import { foundWords, labelsOf, pathWords, putLabel, recordShapeOf, waitingWords } from './layer-records.ts';
import type { RecordShape } from './layer-records.ts';
import { ownerOf } from './owners.ts';
import type { JobBench } from './job-bench.ts';
import { sortedRows } from './sort-rows.ts';
import type { StoredFile } from './store.ts';

/** States of one layer to inspect, and to expand where an output is named. */
export interface SliceJob {
  readonly do: 'slice';
  /** The length of the paths to its states. */
  readonly depth: number;
  readonly waiting: StoredFile;
  /** The run to write; undefined where the states are not to be expanded. */
  readonly run: string | undefined;
  /** There are 2^ownerBits owners. */
  readonly ownerBits: number;
  /** The witnesses that no layer before had. */
  readonly unseen: readonly number[];
}

/** A violation found in a slice, the first by the order of paths. */
export interface SliceViolation {
  readonly at: 'state' | 'step';
  readonly path: readonly number[];
}

/** The outcome of a slice. Kept in the run that it wrote. */
export interface SliceFacts extends Readonly<LabelCounts> {
  readonly depth: number;
  readonly states: number;
  /** Distinct successors in the run. */
  readonly found: number;
  readonly tallies: readonly number[];
  /** By witness, the first path by the order of paths to a state that is it. */
  readonly witnesses: readonly (readonly number[] | null)[];
  /** The paths to the states that others end in. */
  readonly ends: readonly (readonly number[])[];
  readonly violation: SliceViolation | null;
}

/** States between two pauses. */
const STATES_A_PAUSE = 16;

export const RUN = 'run';
export const WAITING = 'waiting';

/** The facts, and the run that has them; undefined where none was to be written, or a violation was found. */
export interface SliceResult extends SliceFacts {
  readonly run: StoredFile | undefined;
}

/** Runs the job; the run is in its place afterwards. */
export async function runSlice(bench: JobBench, job: SliceJob): Promise<SliceResult> {
  const shape = recordShapeOf(bench.system, bench.symmetry !== undefined);
  const words = await waitingStates(bench, job, shape);
  const slice = new Slice(bench.system, bench.symmetry, shape, job, words);
  bench.system.tallies.fill(0);
  // A worker has seen what other slices had, and must not remember it.
  bench.system.lookFor?.(job.unseen);
  for (let nth = 0; nth < slice.states && !slice.isOver; nth++) {
    if (nth % STATES_A_PAUSE === 0) await bench.pause();
    slice.take(nth);
  }
  const facts = slice.facts();
  const isWritten = job.run !== undefined && facts.violation === null;
  return { ...facts, run: isWritten ? await slice.write(bench, job.run, facts) : undefined };
}

async function waitingStates(bench: JobBench, job: SliceJob, shape: RecordShape): Promise<Uint32Array> {
  const { store, mark } = bench;
  const footer: Footer<unknown> = await readFooter(
    store,
    job.waiting,
    mark.newDigest,
    WAITING,
    stampOf(mark),
  );
  const recordWords = waitingWords(shape, job.depth);
  const whole = { recordWords, blockBytes: job.waiting.bytes };
  const reader = new SectionReader(
    store,
    job.waiting.name,
    footer.sections[0] ?? null,
    mark.newDigest,
    whole,
  );
  const words = (await reader.next()) ?? new Uint32Array(0);
  await reader.next(); // Compares the digest.
  return words;
}

/** The work on one slice, and the table of what it has found. */
class Slice implements SuccessorSink {
  readonly states: number;
  readonly #system: TransitionSystem;
  readonly #symmetry: Symmetry | undefined;
  readonly #shape: RecordShape;
  readonly #job: SliceJob;
  /** The records of the states, and the order of their paths. */
  readonly #words: Uint32Array;
  readonly #width: number;
  readonly #order: Uint32Array;
  /** The state under way. */
  readonly #waiting: WaitingRow;
  /** The key of a successor as reached, with symmetry. */
  readonly #row: Uint32Array;
  readonly #key: Uint32Array;
  readonly #labels: Uint32Array;
  readonly #found: VisitedTable;
  /** By successor, the size of its orbit and its key as reached; nothing without symmetry. */
  readonly #reached: RowStorage;
  readonly #fired: LabelCounts = { transitions: 0, refusals: 0, selfLoops: 0 };
  readonly #witnessed: Uint8Array;
  readonly #witnesses: (readonly number[] | null)[];
  readonly #ends: (readonly number[])[] = [];
  #violation: SliceViolation | undefined;
  /** The record that is being expanded. */
  #parent = 0;

  constructor(
    system: TransitionSystem,
    symmetry: Symmetry | undefined,
    shape: RecordShape,
    job: SliceJob,
    words: Uint32Array,
  ) {
    const { keyWords } = shape;
    this.#system = system;
    this.#symmetry = symmetry;
    this.#shape = shape;
    this.#job = job;
    this.#words = words;
    this.#width = waitingWords(shape, job.depth);
    this.states = words.length / this.#width;
    const width = this.#width;
    this.#order = sortedRows(
      this.states,
      pathWords(shape, job.depth),
      (state, w) => words[state * width + keyWords + w],
    );
    this.#waiting = new WaitingRow(system);
    this.#row = new Uint32Array(keyWords);
    this.#key = new Uint32Array(keyWords);
    this.#labels = new Uint32Array(job.depth);
    this.#found = new VisitedTable(keyWords);
    this.#reached = new RowStorage(1 + keyWords);
    this.#witnessed = new Uint8Array(system.witnesses);
    this.#witnesses = Array.from({ length: system.witnesses }, () => null);
  }

  /** A state that violates is as near as any can be. */
  get isOver(): boolean {
    return this.#violation?.at === 'state';
  }

  /** Inspects and expands the state that is the n-th by the order of paths; after a step that violates, only inspects. */
  take(nth: number): void {
    const system = this.#system;
    const state = this.#order[nth];
    const at = state * this.#width;
    const labels = this.#labels;
    labelsOf(this.#shape, this.#words, at + this.#shape.keyWords, this.#job.depth, labels);
    const waiting = this.#waiting;
    waiting.take(this.#words, at, labels);
    if (!inspectState(system, waiting.words, waiting.offset, this.#witnessed)) {
      this.#violation = { at: 'state', path: [...labels] };
      return;
    }
    for (let w = 0; w < this.#witnessed.length; w++)
      if (this.#witnessed[w] === 1) this.#witnesses[w] ??= [...labels];
    if (system.isEnd === true) this.#ends.push([...labels]);
    if (this.#job.run === undefined || this.#violation !== undefined) return;
    this.#parent = state;
    this.#found.reserve(system.labels);
    if (this.#symmetry !== undefined) this.#reached.reserve(system.labels);
    const label = expandState(system, waiting.words, waiting.offset, this, this.#fired);
    if (label !== NO_LABEL) this.#violation = { at: 'step', path: [...labels, label] };
  }

  /** The first that leads to a key has the least path: states are taken by the order of paths. */
  takeSuccessor(label: number): void {
    const { keyWords } = this.#shape;
    const found = this.#found;
    const key = this.#key;
    const known = found.size;
    if (this.#symmetry === undefined) {
      this.#system.successorKey(key, 0);
      found.insert(key, 0, this.#parent, label);
      return;
    }
    const row = this.#row;
    this.#system.successorKey(row, 0);
    const orbit = this.#symmetry.canonical(row, 0, key, 0);
    if (found.insert(key, 0, this.#parent, label) !== known) return;
    const reached = this.#reached;
    const chunk = reached.chunk(known);
    const at = reached.offset(known);
    reached.length = known + 1;
    chunk[at] = orbit;
    for (let w = 0; w < keyWords; w++) chunk[at + 1 + w] = row[w];
  }

  facts(): SliceFacts {
    return {
      depth: this.#job.depth,
      states: this.states,
      ...this.#fired,
      found: this.#found.size,
      tallies: [...this.#system.tallies],
      witnesses: this.#witnesses,
      ends: this.#ends,
      violation: this.#violation ?? null,
    };
  }

  /** Writes a section of sorted records for each owner. */
  async write(
    { store, mark, identityWords }: JobBench,
    name: string,
    facts: SliceFacts,
  ): Promise<StoredFile> {
    const { keyWords } = this.#shape;
    const { ownerBits, depth } = this.#job;
    const { rows, size } = this.#found;
    const owners = Uint8Array.from({ length: size }, (_, id) =>
      ownerOf(rows.chunk(id), rows.offset(id), identityWords, ownerBits),
    );
    const order = sortedRows(size, 1 + keyWords, (id, w) =>
      w === 0 ? owners[id] : rows.chunk(id)[rows.offset(id) + w - 1],
    );
    const width = foundWords(this.#shape, depth + 1);
    const perWrite = Math.max(1, Math.min(size, Math.floor(WORDS_A_WRITE / width)));
    const buffer = new Uint32Array(perWrite * width);
    const writer = await LayerFileWriter.begin(store, name, mark);
    let nth = 0;
    for (let owner = 0; owner < 2 ** ownerBits; owner++) {
      let used = 0;
      for (; nth < size && owners[order[nth]] === owner; nth++) {
        this.#putRecord(order[nth], buffer, used);
        used += width;
        if (used < buffer.length) continue;
        await writer.add(buffer);
        used = 0;
      }
      if (used > 0) await writer.add(buffer.subarray(0, used));
      writer.endSection();
    }
    return await writer.finish(RUN, facts);
  }

  #putRecord(id: number, out: Uint32Array, to: number): void {
    const { keyWords, symmetric } = this.#shape;
    const { depth } = this.#job;
    const { rows } = this.#found;
    const row = rows.chunk(id);
    const at = rows.offset(id);
    let end = to;
    for (let w = 0; w < keyWords; w++) out[end++] = row[at + w];
    if (symmetric) {
      const reached = this.#reached.chunk(id);
      const from = this.#reached.offset(id);
      for (let w = 0; w <= keyWords; w++) out[end++] = reached[from + w];
    }
    const parent = this.#found.parent(id) * this.#width + keyWords;
    const words = pathWords(this.#shape, depth);
    for (let w = 0; w < words; w++) out[end + w] = this.#words[parent + w];
    putLabel(this.#shape, out, end, depth, this.#found.label(id));
  }
}
