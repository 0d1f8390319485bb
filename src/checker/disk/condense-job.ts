// The condensing of the runs of a layer so far, as a job, where they would take too much room until all slices are done: one owner's
// records of all of them become one run, in which each key stands once, by its least path, and none that was seen before. The same
// input gives the same bytes, whoever runs it and however often.
import type { JobBench } from './job-bench.ts';
import { LayerFileWriter } from './layer-file.ts';
import { compareWords, foundWords, recordShapeOf } from './layer-records.ts';
import type { RecordShape } from './layer-records.ts';
import { keysSeen } from './merge-job.ts';
import type { MergeJob } from './merge-job.ts';
import { foundInRuns, Gathered } from './record-streams.ts';
import type { Heap, Records } from './record-streams.ts';
import { RUN } from './slice-job.ts';
import type { SliceFacts } from './slice-job.ts';
import type { StoredFile } from './store.ts';

/** The runs of the first slices of a layer, or one condensed of some of them and the runs of those after it. */
export interface CondenseJob extends Pick<MergeJob, 'depth' | 'owner' | 'ownerBits' | 'runs' | 'seen'> {
  readonly do: 'condense';
  /** The file to write. */
  readonly output: string;
  /** The facts of these slices, put together: the runs that have them are removed. */
  readonly facts: CondensedFacts;
}

/** The facts that are those of so many slices, the first of the layer. */
export interface CondensedFacts extends SliceFacts {
  readonly slices: number;
}

/** The outcome: a run that has a section for this owner alone. Its facts are the job's. */
export interface CondenseResult {
  readonly facts: CondensedFacts;
  readonly run: StoredFile;
}

/** Runs the job. The run outlives a crash from then on, so that those that it was made of can be removed. */
export async function runCondense(bench: JobBench, job: CondenseJob): Promise<CondenseResult> {
  const shape = recordShapeOf(bench.system, bench.symmetry !== undefined);
  const found = await foundInRuns(bench, job, shape);
  const seen = await keysSeen(bench, job, shape);
  const file = await LayerFileWriter.begin(bench.store, job.output, bench.mark);
  try {
    for (let owner = 0; owner < 2 ** job.ownerBits; owner++) {
      if (owner === job.owner) await writeDistinct(bench, { found, seen }, shape, job.depth, file);
      file.endSection();
    }
    return { facts: job.facts, run: await file.finish(RUN, job.facts, true) };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** Writes the first record of each key that was not seen. */
async function writeDistinct(
  { pause }: JobBench,
  { found, seen }: { readonly found: Heap; readonly seen: Records | undefined },
  shape: RecordShape,
  depth: number,
  file: LayerFileWriter,
): Promise<void> {
  const { keyWords } = shape;
  const distinct = new Gathered(foundWords(shape, depth));
  const last = new Uint32Array(keyWords);
  const known = new KeysInOrder(seen, keyWords);
  let isFirst = true;
  for (let next = found.first; next !== undefined; next = found.first) {
    const { words, at } = next;
    if (isFirst || compareWords(words, at, last, 0, keyWords) !== 0) {
      isFirst = false;
      for (let w = 0; w < keyWords; w++) last[w] = words[at + w];
      while (known.isBehind(words, at)) if (!known.advance()) await known.refill();
      if (!known.isAt(words, at)) {
        distinct.put(words, at, distinct.width);
        if (distinct.isFull) await file.add(distinct.taken());
      }
    }
    if (found.advance()) continue;
    await pause();
    await found.refill();
  }
  // Read to their end, they are known to be whole.
  while (known.isThere) await known.refill();
  await file.add(distinct.taken());
}

/** Keys that are compared with those of others, in the same order. */
class KeysInOrder {
  #keys: Records | undefined;
  readonly #words: number;

  constructor(keys: Records | undefined, words: number) {
    this.#keys = keys;
    this.#words = words;
  }

  get isThere(): boolean {
    return this.#keys !== undefined;
  }

  isBehind(words: Uint32Array, at: number): boolean {
    return this.#order(words, at) < 0;
  }

  isAt(words: Uint32Array, at: number): boolean {
    return this.#order(words, at) === 0;
  }

  /** Goes to the next key; false where it must be waited for. */
  advance(): boolean {
    return this.#keys?.advance() ?? true;
  }

  async refill(): Promise<void> {
    if (this.#keys !== undefined && !(await this.#keys.refill())) this.#keys = undefined;
  }

  /** After the last key, all others are before it. */
  #order(words: Uint32Array, at: number): number {
    const keys = this.#keys;
    return keys === undefined ? 1 : compareWords(keys.words, keys.at, words, at, this.#words);
  }
}
