// Breadth-first search whose states lie in files: each layer is cut into slices, each slice's successors are sorted into runs,
// and each owner of keys merges the runs with what it has seen. Every state is reached by the path that a search in memory
// would have come by first, so counts, ways and the first violation are the same. Memory holds a slice, however many states
// there are.
import type { Mark } from '../checkpoint.ts';
import { confirm } from '../path.ts';
import { ENDS_MAX } from '../search-state.ts';
import type { Bounds, Counts } from '../search-state.ts';
import type { Conclusion } from '../search.ts';
import type { Symmetry, TransitionSystem } from '../transition-system.ts';
import { rowWords } from '../transition-system.ts';
import type { CondensedFacts, CondenseJob, CondenseResult } from './condense-job.ts';
import { foretold, foretoldBytes } from './growth.ts';
import { JobEnded } from './job-bench.ts';
import { DamagedFile, LayerFileWriter, readFooter, stampOf } from './layer-file.ts';
import { pathWords, recordShapeOf } from './layer-records.ts';
import { fileNames, lastLayer, removeOthers, runNamed, writeLayer } from './layers-in-store.ts';
import type { Layer, LayersShape, RefusedStore, SeenFile } from './layers-in-store.ts';
import { SEEN } from './merge-job.ts';
import type { MergeFacts, MergeJob, MergeResult } from './merge-job.ts';
import { ownerBefore, ownerBitsFor } from './owners.ts';
import { RUN, WAITING } from './slice-job.ts';
import type { SliceFacts, SliceJob, SliceResult, SliceViolation } from './slice-job.ts';
import type { Store, StoredFile } from './store.ts';

/** A place where jobs are run, some at a time. A job that fails is rejected; one that is repeated gives the same. */
export interface JobPool {
  readonly size: number;
  slice(worker: number, job: SliceJob): Promise<SliceResult>;
  merge(worker: number, job: MergeJob): Promise<MergeResult>;
  /** Absent: the runs of a layer wait for their merge as they are, however much room they take. */
  condense?(worker: number, job: CondenseJob): Promise<CondenseResult>;
}

/** The state of the search, between two jobs. */
export interface LayersProgress {
  readonly counts: Counts;
  /** The jobs of the layer that is being worked on, and how many of them are done. */
  readonly phase: 'slices' | 'condensations' | 'merges';
  readonly done: number;
  readonly of: number;
  readonly resumedWith: number | undefined;
  readonly storedBytes: number;
  /** Seconds of work, those before it was cut short included. */
  readonly seconds: number;
  readonly foretold: LayersForetold | undefined;
}

/** The states that a search will have, and the bytes that its store will hold at most; by the growth of its layers. */
export interface LayersForetold {
  readonly states: number;
  readonly bytes: number;
}

export interface LayeredOptions<Violation> extends Pick<Bounds, 'depthMax' | 'statesMax'> {
  readonly system: TransitionSystem<Violation>;
  readonly symmetry: Symmetry | undefined;
  readonly store: Store;
  readonly mark: Mark;
  /** So many of a key's first words tell the states of the model apart. */
  readonly identityWords: number;
  readonly pool: JobPool;
  readonly sizes?: Partial<LayerSizes> | undefined;
  /** Milliseconds since some moment. */
  readonly now: () => number;
  /** The caller's turn, between two jobs. A sentence ends the search as interrupted. */
  readonly turn: (progress: LayersProgress) => Promise<string | undefined>;
  /** Says in a sentence what hinders the store, where that is behind an error; the search ends with it as interrupted. */
  readonly hindrance: (error: unknown) => Promise<string | undefined>;
}

export interface LayeredOutcome<Violation> {
  readonly conclusion: Conclusion<Violation>;
  /** The counts of whole layers. */
  readonly counts: Counts;
  readonly tallies: readonly number[];
  readonly witnesses: readonly (readonly number[] | undefined)[];
  /** The paths to the states that others end in; undefined where there are too many. */
  readonly ends: readonly (readonly number[])[] | undefined;
  /** Keys that differ in what tells the model's states apart. */
  readonly models: number;
  /** The states that were there when it was gone on from. */
  readonly resumedWith: number | undefined;
  readonly writtenBytes: number;
  readonly peakBytes: number;
  readonly seconds: number;
  /** The end of a search that has more to do, as far as its layers tell it. */
  readonly foretold: LayersForetold | undefined;
}

/** Searches to a conclusion, from the last layer that the store has; refused where the store is of something else. */
export async function searchInLayers<Violation>(
  options: LayeredOptions<Violation>,
): Promise<LayeredOutcome<Violation> | RefusedStore> {
  const { system, symmetry, store, mark, identityWords } = options;
  const { keyWords, payloadWords, labels, witnesses, tallies } = system;
  const shape = {
    keyWords,
    payloadWords,
    labels,
    witnesses,
    tallies: tallies.length,
    symmetric: symmetry !== undefined,
    identityWords,
  };
  const found = await lastLayer(store, mark, shape);
  if (found !== undefined && 'refused' in found) return found;
  const search = new LayeredSearch(options, found);
  await search.run(shape);
  return search.outcome();
}

/** A file that was left, with what it says of itself. */
interface LeftFile<Facts> {
  readonly facts: Facts;
  readonly file: StoredFile;
}

/** Names of files that are left by work on a layer, and of use when it is gone on with. */
function isWorkOn(depth: number, name: string): boolean {
  const [kind, at] = name.split('-');
  return kind === 'run'
    ? Number(at) === depth
    : (kind === 'seen' || kind === 'wait') && Number(at) === depth + 1;
}

/** The sizes of pieces. They decide how much is done at once, and never what is found. */
export interface LayerSizes {
  /** The states of a slice: few enough that all workers have some of a layer, and that memory holds what they lead to. */
  readonly sliceMin: number;
  readonly sliceMax: number;
  /** Successors found in the slices of one layer, for each slice of the next. */
  readonly foundPerSlice: number;
  /** The states that an owner knows about, before there are twice as many owners. */
  readonly ownerMax: number;
  /** The bytes of runs that wait for their merge as they are; with more, they are condensed first. */
  readonly runsMaxBytes: number;
}

const SIZES: LayerSizes = {
  sliceMin: 2 ** 11,
  sliceMax: 2 ** 16,
  foundPerSlice: 64,
  ownerMax: 2 ** 19,
  // Enough for the largest layer of six ids; with more, seven ids would take more than 30 GB of disk.
  runsMaxBytes: 8e9,
};

function statesASlice({ sliceMin, sliceMax, foundPerSlice }: LayerSizes, found: number): number {
  let states = sliceMin;
  while (states < sliceMax && states * foundPerSlice < found) states *= 2;
  return states;
}

/** The first slices of a layer, all done. */
interface Condensed {
  readonly facts: CondensedFacts;
  /** By owner. */
  readonly runs: readonly StoredFile[];
}

/** All slices of a layer, those that were condensed as one. */
interface ExpandedLayer {
  readonly slices: readonly (SliceFacts & { readonly run?: StoredFile | undefined })[];
  readonly condensed: Condensed | undefined;
}

class LayeredSearch<Violation> {
  readonly #options: LayeredOptions<Violation>;
  readonly #started: number;
  readonly #resumed: Layer | undefined;
  #layer: Layer | undefined;
  #conclusion: Conclusion<Violation> | undefined;
  #writtenBytes: number;
  #storedBytes = 0;
  #peakBytes: number;
  #witnesses: Layer['witnesses'] = [];
  /** The files that were there at the start and are of use for the layer, by name. */
  #left: ReadonlyMap<string, StoredFile> = new Map();

  constructor(options: LayeredOptions<Violation>, layer: Layer | undefined) {
    this.#options = options;
    this.#started = options.now();
    this.#resumed = layer;
    this.#layer = layer;
    this.#writtenBytes = layer?.writtenBytes ?? 0;
    this.#peakBytes = layer?.peakBytes ?? 0;
  }

  async run(shape: LayersShape): Promise<void> {
    const { store, hindrance } = this.#options;
    try {
      const layer = this.#layer;
      const isOfUse = (name: string): boolean => layer !== undefined && isWorkOn(layer.depth, name);
      await removeOthers(store, layer, isOfUse);
      // Workers of an earlier run may have written others since, which are gone again when their layer comes.
      const left = (await store.list()).filter(({ name }) => isOfUse(name));
      this.#left = new Map(left.map((file) => [file.name, file]));
      this.#layer = layer ?? (await this.#begin(shape));
      this.#witnesses = this.#layer.witnesses;
      await this.#weigh();
      while (this.#conclusion === undefined) await this.#expandLayer(this.#layer);
      if (this.#conclusion.verdict === 'fail') await removeOthers(store, undefined);
    } catch (error) {
      const told = error instanceof JobEnded || error instanceof DamagedFile ? error.message : undefined;
      const reason = (await hindrance(error)) ?? told;
      if (reason === undefined) throw error;
      this.#conclusion = { verdict: 'inconclusive', bound: 'interrupted', reason };
    }
  }

  outcome(): LayeredOutcome<Violation> {
    const conclusion = this.#conclusion;
    if (conclusion === undefined) throw new Error('a search in layers ended without a conclusion');
    return {
      conclusion,
      counts: this.#counts(),
      tallies: this.#layer?.tallies ?? [],
      witnesses: this.#witnesses.map((path) => path ?? undefined),
      ends: this.#layer?.ends ?? undefined,
      models: this.#layer?.models ?? 0,
      resumedWith: this.#resumedWith,
      writtenBytes: this.#writtenBytes,
      peakBytes: this.#peakBytes,
      seconds: this.#seconds,
      foretold: this.#foretold(),
    };
  }

  /** The end of the search by its whole layers. */
  #foretold(): LayersForetold | undefined {
    const { system, symmetry, pool } = this.#options;
    const layer = this.#layer;
    const growth =
      layer === undefined || layer.waiting.length === 0 ? undefined : foretold(layer.statesByDepth);
    if (layer === undefined || growth === undefined) return undefined;
    const room = {
      shape: recordShapeOf(system, symmetry !== undefined),
      foundPerState: layer.found / layer.statesByDepth[layer.depth - 1],
      runsMaxBytes: pool.condense === undefined ? Number.POSITIVE_INFINITY : this.#sizes.runsMaxBytes,
    };
    const bytes = Math.max(this.#peakBytes, foretoldBytes(growth, layer.depth, room));
    return { states: Math.round(growth.states), bytes: Math.round(bytes) };
  }

  get #sizes(): LayerSizes {
    return { ...SIZES, ...this.#options.sizes };
  }

  get #resumedWith(): number | undefined {
    return this.#resumed?.statesByDepth.reduce(added, 0);
  }

  get #seconds(): number {
    return (this.#resumed?.seconds ?? 0) + (this.#options.now() - this.#started) / 1000;
  }

  #counts(): Counts {
    const layer = this.#layer;
    const statesByDepth = layer?.statesByDepth ?? [];
    const states = statesByDepth.reduce(added, 0);
    const frontier = layer?.waiting.reduce((sum, file) => sum + file.states, 0) ?? 0;
    return {
      states,
      orbitSum: layer?.orbitSum ?? 0,
      transitions: layer?.transitions ?? 0,
      refusals: layer?.refusals ?? 0,
      selfLoops: layer?.selfLoops ?? 0,
      statesByDepth,
      expanded: states - frontier,
      frontier,
      depth: Math.max(0, statesByDepth.length - 1),
      bytes: this.#storedBytes,
    };
  }

  /** The layer of the start state alone. */
  async #begin(shape: LayersShape): Promise<Layer> {
    const { system, symmetry, store, mark } = this.#options;
    const { keyWords } = system;
    const row = new Uint32Array(rowWords(system));
    system.tallies.fill(0);
    system.start(row, 0);
    const key = row.slice(0, keyWords);
    const orbitSum = symmetry?.canonical(row, 0, key, 0) ?? 1;
    const path = new Uint32Array(pathWords(recordShapeOf(system, symmetry !== undefined), 0));
    const waiting = await writeWords(store, mark, `${fileNames.waiting(0, 0)}-0000`, WAITING, [
      row.slice(0, keyWords),
      path,
    ]);
    const seen = await writeWords(store, mark, fileNames.seen(0, 0), SEEN, [key]);
    const layer: Layer = {
      fingerprint: mark.fingerprint,
      shape,
      depth: 0,
      transitions: 0,
      refusals: 0,
      selfLoops: 0,
      orbitSum,
      statesByDepth: [1],
      tallies: [...system.tallies],
      found: 0,
      witnesses: Array.from({ length: system.witnesses }, () => null),
      ends: [],
      waiting: [{ ...waiting, states: 1 }],
      ownerBits: 0,
      seen: [{ ...seen, states: 1, models: 1 }],
      models: 1,
      seconds: this.#seconds,
      writtenBytes: 0,
      peakBytes: 0,
    };
    await writeLayer(store, mark, layer);
    return layer;
  }

  async #expandLayer(layer: Layer): Promise<void> {
    const { system, store, mark } = this.#options;
    if (layer.waiting.length === 0) {
      this.#conclusion = { verdict: 'pass' };
      return;
    }
    const met = this.#boundMet(layer);
    const bits = ownerBitsFor(this.#counts().states, layer.ownerBits, this.#sizes.ownerMax);
    const expanded = await this.#slices(layer, bits, met === undefined);
    if (expanded === undefined) return;
    const { slices } = expanded;
    this.#witnesses = layer.witnesses.map(
      (path, w) => path ?? leastOf(slices.map(({ witnesses }) => witnesses[w])),
    );
    const violation = firstViolation(slices);
    if (violation !== undefined) {
      const { at, path } = violation;
      this.#conclusion = { verdict: 'fail', violation: confirm(system, path, at), at, path };
    } else if (met !== undefined) this.#conclusion = met;
    else {
      const merges = await this.#merges(layer, bits, expanded);
      if (merges === undefined) return;
      const next = this.#nextLayer(layer, bits, slices, merges);
      await writeLayer(store, mark, next);
      this.#layer = next;
      await this.#weigh();
      await removeOthers(store, next);
      await this.#weigh();
    }
  }

  /** At a bound the layer is inspected, and not expanded. */
  #boundMet(layer: Layer): Conclusion<Violation> | undefined {
    const { depthMax = Infinity, statesMax = Infinity } = this.#options;
    const { states, frontier } = this.#counts();
    const waiting = `states not expanded: ${frontier}`;
    if (layer.depth >= depthMax)
      return {
        verdict: 'inconclusive',
        bound: 'depthMax',
        reason: `the depth bound of ${depthMax} is reached; ${waiting}`,
      };
    if (states >= statesMax)
      return {
        verdict: 'inconclusive',
        bound: 'statesMax',
        reason: `the states bound of ${statesMax} is reached; ${waiting}`,
      };
    return undefined;
  }

  async #slices(layer: Layer, ownerBits: number, expand: boolean): Promise<ExpandedLayer | undefined> {
    const { pool } = this.#options;
    const { depth } = layer;
    const unseen = layer.witnesses.flatMap((path, w) => (path === null ? [w] : []));
    const jobs = layer.waiting.map((waiting, slice): SliceJob => {
      const run = expand ? fileNames.run(depth, slice) : undefined;
      return { do: 'slice', depth, waiting, run, ownerBits, unseen };
    });
    const { runsMaxBytes } = this.#sizes;
    let condensed = expand ? await this.#condensedBefore(layer, ownerBits) : undefined;
    let slices: SliceResult[] = [];
    let bytes = 0;
    // Behind a violation no runs are merged.
    let isMerged = expand && pool.condense !== undefined;
    const run = async (worker: number, job: SliceJob): Promise<SliceResult> => {
      const result = (await this.#sliceDone(job)) ?? this.#noted(await pool.slice(worker, job));
      bytes += result.run?.bytes ?? 0;
      if (result.violation !== null) isMerged = false;
      return result;
    };
    for (;;) {
      const from = (condensed?.facts.slices ?? 0) + slices.length;
      const isFull = (): boolean => isMerged && bytes > runsMaxBytes;
      const more = await this.#each('slices', jobs, run, { from, isFull });
      if (more === undefined) return undefined;
      for (const slice of more) slices.push(slice);
      if (from + more.length === jobs.length)
        return { slices: condensed === undefined ? slices : [condensed.facts, ...slices], condensed };
      if (!isMerged) continue;
      condensed = await this.#condense(layer, ownerBits, condensed, slices);
      if (condensed === undefined) return undefined;
      slices = [];
      bytes = 0;
    }
  }

  /** Makes one run an owner of those of the first slices, and removes these. */
  async #condense(
    layer: Layer,
    ownerBits: number,
    before: Condensed | undefined,
    slices: readonly SliceResult[],
  ): Promise<Condensed | undefined> {
    const { pool, store } = this.#options;
    const depth = layer.depth + 1;
    const runs = runsOf(slices);
    const facts = factsTogether(before, slices);
    const jobs = Array.from({ length: 2 ** ownerBits }, (_, owner): CondenseJob => {
      const seen = seenBefore(layer, owner, ownerBits);
      const output = fileNames.condensed(layer.depth, facts.slices, owner);
      const all = before === undefined ? runs : [before.runs[owner], ...runs];
      return { do: 'condense', depth, owner, ownerBits, runs: all, seen, output, facts };
    });
    const results = await this.#each('condensations', jobs, async (worker, job) => {
      const done = await this.#leftBy<CondensedFacts>(job.output, RUN);
      if (done !== undefined) return { facts: done.facts, run: done.file };
      const result = await pool.condense?.(worker, job);
      if (result === undefined) throw new Error('runs are condensed by a pool that cannot');
      this.#writtenBytes += result.run.bytes;
      return result;
    });
    if (results === undefined) return undefined;
    const condensed = { facts, runs: results.map(({ run }) => run) };
    await this.#weigh();
    for (const { name } of [...(before?.runs ?? []), ...runs]) await store.remove(name);
    await this.#weigh();
    return condensed;
  }

  /** The runs that were condensed of the most slices before the search was cut short; what they were made of is removed. */
  async #condensedBefore(layer: Layer, ownerBits: number): Promise<Condensed | undefined> {
    const left = [...this.#left.keys()].flatMap((name) => runNamed(name, layer.depth) ?? []);
    const condensedOf = left.filter(({ isCondensed }) => isCondensed).map(({ slices }) => slices);
    for (const slices of [...new Set(condensedOf)].sort((one, other) => other - one)) {
      const names = Array.from({ length: 2 ** ownerBits }, (_, owner) =>
        fileNames.condensed(layer.depth, slices, owner),
      );
      const found: LeftFile<CondensedFacts>[] = [];
      for (const name of names) {
        const file = await this.#leftBy<CondensedFacts>(name, RUN);
        if (file !== undefined) found.push(file);
      }
      if (found.length < names.length) continue;
      const { store } = this.#options;
      for (const other of left) if (other.slices < slices) await store.remove(other.name);
      return { facts: found[0].facts, runs: found.map(({ file }) => file) };
    }
    return undefined;
  }

  async #merges(
    layer: Layer,
    bits: number,
    { slices, condensed }: ExpandedLayer,
  ): Promise<readonly MergeResult[] | undefined> {
    const { pool } = this.#options;
    const depth = layer.depth + 1;
    const runs = runsOf(slices);
    const size = statesASlice(
      this.#sizes,
      slices.reduce((sum, { found }) => sum + found, 0),
    );
    const jobs = Array.from({ length: 2 ** bits }, (_, owner): MergeJob => {
      return {
        do: 'merge',
        depth,
        owner,
        ownerBits: bits,
        runs: condensed === undefined ? runs : [condensed.runs[owner], ...runs],
        seen: seenBefore(layer, owner, bits),
        seenBits: layer.ownerBits,
        output: fileNames.seen(depth, owner),
        waiting: fileNames.waiting(depth, owner),
        statesASlice: size,
      };
    });
    return await this.#each('merges', jobs, async (worker, job) => {
      return (await this.#mergeDone(job)) ?? this.#noted(await pool.merge(worker, job));
    });
  }

  /** Runs all jobs from one on, until they are enough, as many at a time as the pool can; undefined where the caller ended that. */
  async #each<Job, Result>(
    phase: LayersProgress['phase'],
    jobs: readonly Job[],
    run: (worker: number, job: Job) => Promise<Result>,
    { from = 0, isFull }: { readonly from?: number; readonly isFull?: () => boolean } = {},
  ): Promise<readonly Result[] | undefined> {
    const { pool } = this.#options;
    const results: Result[] = [];
    let next = from;
    let done = from;
    let failed = false;
    const work = async (worker: number): Promise<void> => {
      while (next < jobs.length && !failed && this.#conclusion === undefined && isFull?.() !== true) {
        const nth = next;
        next += 1;
        try {
          results[nth - from] = await run(worker, jobs[nth]);
        } catch (error) {
          failed = true;
          throw error;
        }
        done += 1;
        await this.#turn(phase, done, jobs.length);
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: pool.size }, (_, worker) => work(worker)));
    for (const end of ended) if (end.status === 'rejected') throw end.reason;
    return this.#conclusion === undefined ? results : undefined;
  }

  async #turn(phase: LayersProgress['phase'], done: number, of: number): Promise<void> {
    const reason = await this.#options.turn({
      counts: this.#counts(),
      phase,
      done,
      of,
      resumedWith: this.#resumedWith,
      storedBytes: this.#storedBytes,
      seconds: this.#seconds,
      foretold: this.#foretold(),
    });
    if (reason !== undefined) this.#conclusion ??= { verdict: 'inconclusive', bound: 'interrupted', reason };
  }

  /** The result of a slice that was done before the search was cut short. */
  async #sliceDone(job: SliceJob): Promise<SliceResult | undefined> {
    const done = job.run === undefined ? undefined : await this.#leftBy<SliceFacts>(job.run, RUN);
    return done && { ...done.facts, run: done.file };
  }

  async #mergeDone({ output }: MergeJob): Promise<MergeResult | undefined> {
    const done = await this.#leftBy<MergeFacts>(output, SEEN);
    // One that came after its search had ended stands without the states, which were removed by then.
    const isWhole = done?.facts.waiting.every(({ name, bytes }) => this.#left.get(name)?.bytes === bytes);
    return done !== undefined && isWhole === true ? { ...done.facts, seen: done.file } : undefined;
  }

  /** A file that work on this layer left behind, if it is whole: files are put in their places only then. */
  async #leftBy<Facts>(name: string, kind: string): Promise<LeftFile<Facts> | undefined> {
    const file = this.#left.get(name);
    if (file === undefined) return undefined;
    const { store, mark } = this.#options;
    try {
      const { facts } = await readFooter<Facts>(store, file, mark.newDigest, kind, stampOf(mark));
      return { facts, file };
    } catch (error) {
      if (!(error instanceof DamagedFile)) throw error;
      return undefined;
    }
  }

  /** Adds the bytes that a job wrote. */
  #noted<Result extends SliceResult | MergeResult>(result: Result): Result {
    const files = 'seen' in result ? [result.seen, ...result.waiting] : [result.run];
    for (const file of files) this.#writtenBytes += file?.bytes ?? 0;
    return result;
  }

  async #weigh(): Promise<void> {
    const files = await this.#options.store.list();
    this.#storedBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#peakBytes = Math.max(this.#peakBytes, this.#storedBytes);
  }

  #nextLayer(
    layer: Layer,
    ownerBits: number,
    slices: readonly SliceFacts[],
    merges: readonly MergeResult[],
  ): Layer {
    const sum = (numbers: readonly number[]): number => numbers.reduce(added, 0);
    const isNew = sum(merges.map((merge) => merge.isNew));
    return {
      ...layer,
      depth: layer.depth + 1,
      transitions: layer.transitions + sum(slices.map(({ transitions }) => transitions)),
      refusals: layer.refusals + sum(slices.map(({ refusals }) => refusals)),
      selfLoops: layer.selfLoops + sum(slices.map(({ selfLoops }) => selfLoops)),
      orbitSum: layer.orbitSum + sum(merges.map(({ orbitSum }) => orbitSum)),
      statesByDepth: isNew === 0 ? layer.statesByDepth : [...layer.statesByDepth, isNew],
      tallies: layer.tallies.map((tally, t) => tally + sum(slices.map(({ tallies }) => tallies[t]))),
      found: sum(slices.map(({ found }) => found)),
      witnesses: this.#witnesses,
      ends: fewEnough([...(layer.ends ?? []), ...slices.flatMap(({ ends }) => ends)], layer.ends === null),
      waiting: merges.flatMap(({ waiting }) => waiting),
      ownerBits,
      seen: merges.map(({ seen, states, models }): SeenFile => ({ ...seen, states, models })),
      models: sum(merges.map(({ models }) => models)),
      seconds: this.#seconds,
      writtenBytes: this.#writtenBytes,
      peakBytes: this.#peakBytes,
    };
  }
}

function runsOf(slices: ExpandedLayer['slices']): readonly StoredFile[] {
  return slices.flatMap(({ run }) => (run === undefined ? [] : [run]));
}

/** The keys seen by whoever owned those of this owner among 2^bits. */
function seenBefore({ seen, ownerBits }: Layer, owner: number, bits: number): StoredFile | undefined {
  const file = seen[ownerBefore(owner, bits, ownerBits)] ?? undefined;
  return file && { name: file.name, bytes: file.bytes };
}

/** The facts of slices that follow one another, as those of one. None has a violation. */
function factsTogether(before: Condensed | undefined, after: readonly SliceFacts[]): CondensedFacts {
  const slices = before === undefined ? after : [before.facts, ...after];
  const [{ depth, tallies, witnesses }] = slices;
  const sum = (of: (facts: SliceFacts) => number): number => slices.map(of).reduce(added, 0);
  return {
    depth,
    slices: (before?.facts.slices ?? 0) + after.length,
    states: sum(({ states }) => states),
    transitions: sum(({ transitions }) => transitions),
    refusals: sum(({ refusals }) => refusals),
    selfLoops: sum(({ selfLoops }) => selfLoops),
    found: sum(({ found }) => found),
    tallies: tallies.map((_, t) => sum((facts) => facts.tallies[t])),
    witnesses: witnesses.map((_, w) => leastOf(slices.map((facts) => facts.witnesses[w]))),
    ends: slices.flatMap(({ ends }) => ends).slice(0, ENDS_MAX + 1),
    violation: null,
  };
}

/** The violation that a search in memory meets first: states before steps, and of these the one with the least path. */
function firstViolation(slices: readonly SliceFacts[]): SliceViolation | undefined {
  const violations = slices.flatMap(({ violation }) => (violation === null ? [] : [violation]));
  const nearest = violations.some(({ at }) => at === 'state') ? 'state' : 'step';
  return violations
    .filter(({ at }) => at === nearest)
    .reduce<SliceViolation | undefined>(
      (least, one) => (least === undefined || isBefore(one.path, least.path) ? one : least),
      undefined,
    );
}

function fewEnough(ends: NonNullable<Layer['ends']>, areTooMany: boolean): Layer['ends'] {
  return areTooMany || ends.length > ENDS_MAX ? null : ends;
}

function leastOf(paths: readonly (readonly number[] | null)[]): readonly number[] | null {
  return paths.reduce((least, path) => {
    if (path === null) return least;
    return least === null || isBefore(path, least) ? path : least;
  }, null);
}

/** The order of paths of one length. */
function isBefore(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((label, i) => label !== other[i]);
  return at !== -1 && one[at] < other[at];
}

function added(sum: number, more: number): number {
  return sum + more;
}

/** A file of one section. */
async function writeWords(
  store: Store,
  mark: Mark,
  name: string,
  kind: string,
  pieces: readonly Uint32Array[],
): Promise<StoredFile> {
  const file = await LayerFileWriter.begin(store, name, mark);
  for (const words of pieces) await file.add(words);
  file.endSection();
  return await file.finish(kind, {});
}
