// The finished layers of a search, as its store has them: one file says what is known, and which files belong to it. It is
// written last, so a search that was cut short goes on at the last layer that was finished.
import type { Mark } from '../checkpoint.ts';
import { DamagedFile, LayerFileWriter, readFooter } from './layer-file.ts';
import type { MergeFacts, WaitingFile } from './merge-job.ts';
import type { Store, StoredFile } from './store.ts';

/** The sizes that decide the layout of records, and must be the same when a search goes on. */
export interface LayersShape {
  readonly keyWords: number;
  readonly payloadWords: number;
  readonly labels: number;
  readonly witnesses: number;
  readonly tallies: number;
  readonly symmetric: boolean;
  readonly identityWords: number;
}

/** The keys that an owner has seen. */
export interface SeenFile extends StoredFile, Pick<MergeFacts, 'states' | 'models'> {}

/** A finished layer: all states to its depth were found, and those before it expanded. */
export interface Layer {
  /** The search in words. */
  readonly fingerprint: string;
  readonly shape: LayersShape;
  readonly depth: number;
  readonly transitions: number;
  readonly refusals: number;
  readonly selfLoops: number;
  readonly orbitSum: number;
  readonly statesByDepth: readonly number[];
  readonly tallies: readonly number[];
  /** The records that the runs of the layer before had. */
  readonly found: number;
  /** By witness, a shortest path to it. */
  readonly witnesses: readonly (readonly number[] | null)[];
  /** The paths to the states that others end in; null where there are too many to keep. */
  readonly ends: readonly (readonly number[])[] | null;
  /** The states of this depth. */
  readonly waiting: readonly WaitingFile[];
  readonly ownerBits: number;
  /** By owner. */
  readonly seen: readonly (SeenFile | null)[];
  /** Keys that differ in what tells the model's states apart. */
  readonly models: number;
  /** Seconds of work so far, and bytes written. */
  readonly seconds: number;
  readonly writtenBytes: number;
  /** The most bytes that the store held at once. */
  readonly peakBytes: number;
}

const LAYER = 'layer';
const OURS = /^(?:layer-\d{4,}|(?:run|seen|wait)-\d{4,}(?:-\d+)+)$/;

function isLayer(name: string): boolean {
  return name.startsWith('layer-');
}

/** The names of files. All sort by depth. */
export const fileNames = {
  layer: (depth: number): string => `layer-${padded(depth, 4)}`,
  run: (depth: number, slice: number): string => `run-${padded(depth, 4)}-${padded(slice, 5)}`,
  /** An owner's run of the first so many slices. */
  condensed: (depth: number, slices: number, owner: number): string =>
    `run-${padded(depth, 4)}-${padded(slices, 5)}-${padded(owner, 2)}`,
  seen: (depth: number, owner: number): string => `seen-${padded(depth, 4)}-${padded(owner, 2)}`,
  waiting: (depth: number, owner: number): string => `wait-${padded(depth, 4)}-${padded(owner, 2)}`,
} as const;

/** The run of a slice, by its number, or the one condensed of so many slices. */
export interface RunName {
  readonly name: string;
  readonly slices: number;
  readonly isCondensed: boolean;
}

/** The run of a layer that a name stands for. */
export function runNamed(name: string, depth: number): RunName | undefined {
  const [kind, at, slices, owner] = name.split('-');
  return kind === 'run' && Number(at) === depth
    ? { name, slices: Number(slices), isCondensed: owner !== undefined }
    : undefined;
}

function padded(n: number, digits: number): string {
  return String(n).padStart(digits, '0');
}

export async function writeLayer(store: Store, mark: Mark, layer: Layer): Promise<StoredFile> {
  const file = await LayerFileWriter.begin(store, fileNames.layer(layer.depth), mark);
  return await file.finish(LAYER, layer, true);
}

/** A store that is not gone on from, and why. */
export interface RefusedStore {
  readonly refused: string;
}

/** The last finished layer, `undefined` where there is none; a sentence where the store is of something else, or damaged. */
export async function lastLayer(
  store: Store,
  mark: Mark,
  shape: LayersShape,
): Promise<Layer | RefusedStore | undefined> {
  const files = await store.list();
  const foreign = files.find(({ name }) => !OURS.test(name));
  if (foreign !== undefined)
    return {
      refused: `it must be empty, new, or that of a search, and it holds ${foreign.name}: name another folder`,
    };
  const layers = files.filter(({ name }) => isLayer(name)).sort((a, b) => (a.name < b.name ? 1 : -1));
  const [newest] = layers;
  if (newest === undefined) return undefined;
  try {
    const { facts } = await readFooter<Layer>(store, newest, mark.newDigest, LAYER);
    return differenceFrom(facts, mark, shape, files) ?? facts;
  } catch (error) {
    if (error instanceof DamagedFile) return { refused: `${error.message}; ${ANEW}` };
    throw error;
  }
}

const ANEW = 'empty the folder to begin anew';

/** Refused, in a sentence, where the layer is of another search or a file of it is missing. */
function differenceFrom(
  layer: Layer,
  mark: Mark,
  shape: LayersShape,
  files: readonly StoredFile[],
): RefusedStore | undefined {
  if (layer.fingerprint !== mark.fingerprint)
    return {
      refused: `it is of "${layer.fingerprint}"; this run is of "${mark.fingerprint}": name another folder, or empty it`,
    };
  for (const name of Object.keys(shape) as (keyof LayersShape)[]) {
    if (layer.shape[name] !== shape[name])
      return {
        refused: `its ${name} is ${layer.shape[name]}, and that of this run ${shape[name]}: name another folder, or empty it`,
      };
  }
  const bytes = new Map(files.map((file) => [file.name, file.bytes]));
  for (const file of filesOf(layer)) {
    const there = bytes.get(file.name);
    if (there === undefined) return { refused: `${file.name} is missing; ${ANEW}` };
    if (there !== file.bytes)
      return { refused: `${file.name} has ${there} bytes in place of ${file.bytes}; ${ANEW}` };
  }
  return undefined;
}

/** The files that a layer is gone on with; none, once nothing waits. */
function filesOf({ waiting, seen }: Layer): readonly StoredFile[] {
  return waiting.length === 0 ? [] : [...waiting, ...seen.filter((file) => file !== null)];
}

/**
 * Removes what belongs to no search any more: all but the layer's own file, its files, and those that `keeps` names. Layers go
 * first, the oldest before others: whenever that is cut short, no layer is left that lacks a file.
 */
export async function removeOthers(
  store: Store,
  layer: Layer | undefined,
  keeps: (name: string) => boolean = () => false,
): Promise<void> {
  const kept = new Set(
    layer === undefined ? [] : [fileNames.layer(layer.depth), ...filesOf(layer).map(({ name }) => name)],
  );
  const names = (await store.list())
    .map(({ name }) => name)
    .filter((name) => !kept.has(name) && !keeps(name));
  const layers = names.filter((name) => isLayer(name)).sort();
  for (const name of [...layers, ...names.filter((other) => !isLayer(other))]) await store.remove(name);
}
