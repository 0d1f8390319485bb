// Foretells the size of a search from the layers that it has: the logarithm of the growth from layer to layer falls nearly
// in a line, so that line is drawn on until nothing is left. The bytes follow from the records of each layer.
import { foundWords, waitingWords } from './layer-records.ts';
import type { RecordShape } from './layer-records.ts';

/** Layers that are needed before anything is said, and the growths that the line is drawn through. */
const LAYERS_MIN = 8;
const GROWTHS = 3;
/** An end so many times as deep as what is known is too far off to be foretold. */
const TIMES_AS_DEEP = 3;

/** The states that a search will have, by layer those that are known and those that are foretold. */
export interface Growth {
  readonly states: number;
  readonly layers: readonly number[];
}

/** Foretold from whole layers; undefined while too few are known, or their growth does not slow down enough yet. */
export function foretold(statesByDepth: readonly number[]): Growth | undefined {
  const layers = statesByDepth.length;
  if (layers < LAYERS_MIN) return undefined;
  const growths = Array.from({ length: GROWTHS }, (_, i) => {
    const depth = layers - GROWTHS + i;
    return Math.log(statesByDepth[depth] / statesByDepth[depth - 1]);
  });
  const middle = (GROWTHS - 1) / 2;
  const mean = growths.reduce((sum, growth) => sum + growth, 0) / GROWTHS;
  const spread = growths.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  const slope = growths.reduce((sum, growth, i) => sum + (i - middle) * (growth - mean), 0) / spread;
  if (!(slope < 0)) return undefined;
  let states = statesByDepth.reduce((sum, count) => sum + count, 0);
  const all = [...statesByDepth];
  let layer = statesByDepth[layers - 1];
  for (let depth = layers - 1; depth < TIMES_AS_DEEP * layers; depth += 1) {
    layer *= Math.exp(mean + slope * (depth + 1 - layers + GROWTHS - middle));
    if (layer < 1) return { states, layers: all };
    states += layer;
    all.push(layer);
  }
  return undefined;
}

/** The records of a search, and the bytes of a layer's runs beyond which they are condensed. */
interface LayerRoom {
  readonly shape: RecordShape;
  /** The records that the runs of a layer have, by states of that layer. */
  readonly foundPerState: number;
  readonly runsMaxBytes: number;
}

/** The bytes that the layers from this depth on take at most, while their successors are found, condensed and merged. */
export function foretoldBytes({ layers }: Growth, from: number, room: LayerRoom): number {
  const { shape, foundPerState, runsMaxBytes } = room;
  const bytesOf = (states: number, words: number): number => states * words * Uint32Array.BYTES_PER_ELEMENT;
  let seen = layers.slice(0, from).reduce((sum, count) => sum + count, 0);
  let most = 0;
  for (let depth = from; depth < layers.length; depth += 1) {
    const next = layers[depth + 1] ?? 0;
    seen += layers[depth];
    const waiting = bytesOf(layers[depth], waitingWords(shape, depth));
    const before = bytesOf(seen, shape.keyWords) + waiting;
    const after = bytesOf(seen + next, shape.keyWords) + bytesOf(next, waitingWords(shape, depth + 1));
    const width = foundWords(shape, depth + 1);
    const runs = bytesOf(layers[depth] * foundPerState, width);
    // Condensed to the end, the runs have as many records as the next layer has states.
    const condensed = runs > runsMaxBytes ? bytesOf(next, width) : 0;
    const found = Math.min(runs, runsMaxBytes + condensed);
    most = Math.max(most, before + found + condensed, before + found + after);
  }
  return most;
}
