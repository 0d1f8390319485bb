// The work of one owner on a layer, as a job: it merges the runs of all slices with the keys that it has seen, and writes
// those keys with the new ones among them, and the new states as files of the next layer. The same input gives the same
// bytes, whoever runs it and however often.
import type { JobBench } from './job-bench.ts';
import { LayerFileWriter, readFooter, SectionReader, stampOf } from './layer-file.ts';
import { compareWords, pathWords, reachedWords, recordShapeOf } from './layer-records.ts';
import type { RecordShape } from './layer-records.ts';
import { ownerOf } from './owners.ts';
import { BLOCK_BYTES_MAX, foundInRuns, Gathered, Records } from './record-streams.ts';
import type { Heap } from './record-streams.ts';
import { WAITING } from './slice-job.ts';
import type { StoredFile } from './store.ts';

/** The runs of a layer's slices, merged by one owner. */
export interface MergeJob {
  readonly do: 'merge';
  /** The length of the paths to the new states. */
  readonly depth: number;
  readonly owner: number;
  readonly ownerBits: number;
  readonly runs: readonly StoredFile[];
  /** The keys seen by whoever owned these before, among 2^seenBits owners. */
  readonly seen: StoredFile | undefined;
  readonly seenBits: number;
  /** The file to write; the new states go into files of this name and a number, of so many states each. */
  readonly output: string;
  readonly waiting: string;
  readonly statesASlice: number;
}

/** A file of states that wait to be expanded. */
export interface WaitingFile extends StoredFile {
  readonly states: number;
}

/** The outcome of a merge. Kept in the file of the keys seen. */
export interface MergeFacts {
  readonly depth: number;
  readonly owner: number;
  readonly ownerBits: number;
  /** Keys in the file. */
  readonly states: number;
  readonly isNew: number;
  /** The orbit sizes of the new ones. */
  readonly orbitSum: number;
  /** Keys that differ in the words that tell the model's states apart. */
  readonly models: number;
  readonly waiting: readonly WaitingFile[];
}

/** The facts, and the file that has them. */
export interface MergeResult extends MergeFacts {
  readonly seen: StoredFile;
}

export const SEEN = 'seen';

/** Runs the job. The new states' files are in their places before that of the keys is, which says that it is done. */
export async function runMerge(bench: JobBench, job: MergeJob): Promise<MergeResult> {
  const shape = recordShapeOf(bench.system, bench.symmetry !== undefined);
  const found = await foundInRuns(bench, job, shape);
  const merge = new Merge(bench, job, shape, await keysSeen(bench, job, shape));
  try {
    return await merge.run(found);
  } catch (error) {
    await merge.discard();
    throw error;
  }
}

/** The keys that an owner has seen, in order; undefined where there are none. */
export async function keysSeen(
  { store, mark }: JobBench,
  { seen }: { readonly seen: StoredFile | undefined },
  { keyWords }: RecordShape,
): Promise<Records | undefined> {
  if (seen === undefined) return undefined;
  const { sections } = await readFooter(store, seen, mark.newDigest, SEEN, stampOf(mark));
  const reader = new SectionReader(store, seen.name, sections[0] ?? null, mark.newDigest, {
    recordWords: keyWords,
    blockBytes: BLOCK_BYTES_MAX,
  });
  const keys = new Records(reader, keyWords);
  return (await keys.refill()) ? keys : undefined;
}

/** The merge of one owner under way: the keys that it has seen beside those that were found. */
class Merge {
  readonly #bench: JobBench;
  readonly #job: MergeJob;
  readonly #shape: RecordShape;
  /** The place of the next key seen; undefined where there is none. */
  #seen: Records | undefined;
  readonly #keys: Gathered;
  readonly #states: Gathered;
  #keysFile: LayerFileWriter | undefined;
  #statesFile: LayerFileWriter | undefined;
  #statesInFile = 0;
  readonly #waiting: WaitingFile[] = [];
  readonly #lastKey: Uint32Array;
  #written = 0;
  #isNew = 0;
  #orbitSum = 0;
  #models = 0;

  constructor(bench: JobBench, job: MergeJob, shape: RecordShape, seen: Records | undefined) {
    this.#bench = bench;
    this.#job = job;
    this.#shape = shape;
    this.#seen = seen;
    this.#keys = new Gathered(shape.keyWords);
    this.#states = new Gathered(shape.keyWords + pathWords(shape, job.depth));
    this.#lastKey = new Uint32Array(shape.keyWords);
  }

  async run(found: Heap): Promise<MergeResult> {
    const { store, mark, pause } = this.#bench;
    const { keyWords } = this.#shape;
    this.#keysFile = await LayerFileWriter.begin(store, this.#job.output, mark);
    const last = new Uint32Array(keyWords);
    let isFirst = true;
    for (let next = found.first; next !== undefined; next = found.first) {
      const { words, at } = next;
      if (isFirst || compareWords(words, at, last, 0, keyWords) !== 0) {
        isFirst = false;
        for (let w = 0; w < keyWords; w++) last[w] = words[at + w];
        if (!(await this.#wasSeen(words, at))) await this.#takeNew(words, at);
      }
      if (found.advance()) continue;
      await pause();
      await found.refill();
    }
    while (this.#seen !== undefined) await this.#keepSeen();
    return await this.#finish();
  }

  async discard(): Promise<void> {
    await this.#keysFile?.discard();
    await this.#statesFile?.discard();
  }

  /** Keeps all keys seen that are less than this one; whether it is the next. */
  async #wasSeen(words: Uint32Array, at: number): Promise<boolean> {
    const { keyWords } = this.#shape;
    while (this.#seen !== undefined) {
      const order = compareWords(this.#seen.words, this.#seen.at, words, at, keyWords);
      if (order >= 0) return order === 0;
      const kept = this.#keepSeen();
      if (kept !== undefined) await kept;
    }
    return false;
  }

  /** Writes the next key seen, if it is this owner's, and goes on to the one after it; a promise only where it must wait. */
  #keepSeen(): Promise<void> | undefined {
    const seen = this.#seen;
    if (seen === undefined) return undefined;
    const { words, at } = seen;
    const written = this.#isOwn(words, at) ? this.#keepKey(words, at) : undefined;
    const stays = seen.advance();
    if (stays && written === undefined) return undefined;
    return (async () => {
      await written;
      if (stays) return;
      await this.#bench.pause();
      if (!(await seen.refill())) this.#seen = undefined;
    })();
  }

  /** An owner before may have had keys that are another's now. */
  #isOwn(key: Uint32Array, at: number): boolean {
    const { owner, ownerBits, seenBits } = this.#job;
    return ownerBits === seenBits || ownerOf(key, at, this.#bench.identityWords, ownerBits) === owner;
  }

  async #takeNew(words: Uint32Array, at: number): Promise<void> {
    const { keyWords, symmetric } = this.#shape;
    const { store, mark } = this.#bench;
    this.#isNew += 1;
    this.#orbitSum += symmetric ? words[at + keyWords] : 1;
    await this.#keepKey(words, at);
    this.#statesFile ??= await LayerFileWriter.begin(store, this.#waitingName(), mark);
    const states = this.#states;
    states.put(words, symmetric ? at + keyWords + 1 : at, keyWords);
    states.put(words, at + keyWords + reachedWords(this.#shape), states.width - keyWords);
    if (states.isFull) await this.#statesFile.add(states.taken());
    this.#statesInFile += 1;
    if (this.#statesInFile === this.#job.statesASlice) await this.#endStatesFile();
  }

  #keepKey(words: Uint32Array, at: number): Promise<void> | undefined {
    const { identityWords } = this.#bench;
    const last = this.#lastKey;
    let differs = this.#written === 0;
    for (let w = 0; w < identityWords; w++) {
      if (last[w] !== words[at + w]) differs = true;
      last[w] = words[at + w];
    }
    if (differs) this.#models += 1;
    this.#written += 1;
    this.#keys.put(words, at, this.#shape.keyWords);
    return this.#keys.isFull ? this.#keysFile?.add(this.#keys.taken()) : undefined;
  }

  #waitingName(): string {
    return `${this.#job.waiting}-${String(this.#waiting.length).padStart(4, '0')}`;
  }

  async #endStatesFile(): Promise<void> {
    const file = this.#statesFile;
    if (file === undefined) return;
    await file.add(this.#states.taken());
    file.endSection();
    const states = this.#statesInFile;
    this.#waiting.push({ ...(await file.finish(WAITING, { depth: this.#job.depth, states })), states });
    this.#statesFile = undefined;
    this.#statesInFile = 0;
  }

  async #finish(): Promise<MergeResult> {
    const file = this.#keysFile;
    if (file === undefined) throw new Error('a merge ends that has not begun');
    await this.#endStatesFile();
    await file.add(this.#keys.taken());
    file.endSection();
    const { depth, owner, ownerBits } = this.#job;
    const facts: MergeFacts = {
      depth,
      owner,
      ownerBits,
      states: this.#written,
      isNew: this.#isNew,
      orbitSum: this.#orbitSum,
      models: this.#models,
      waiting: this.#waiting,
    };
    return { ...facts, seen: await file.finish(SEEN, facts) };
  }
}
