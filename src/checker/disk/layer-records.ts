// The records of the files of a search in layers: which words a state has in which file, and the path to it in as few
// words as its labels need. Two paths of a layer compare as their words do, so the least is the one that a search in
// memory would have come by first.
import type { TransitionSystem } from '../transition-system.ts';

/** The sizes of records, which follow from the system and the depth of the layer. */
export interface RecordShape {
  readonly keyWords: number;
  /** Whether the key as reached is kept beside the canonical one. */
  readonly symmetric: boolean;
  readonly labels: number;
}

export function recordShapeOf({ keyWords, labels }: TransitionSystem, symmetric: boolean): RecordShape {
  return { keyWords, symmetric, labels };
}

/** Bits of a label in a path: 8, 16 or 32. */
function labelBits(labels: number): number {
  if (labels <= 2 ** 8) return 8;
  return labels <= 2 ** 16 ? 16 : 32;
}

/** The words of a path of so many labels; one at least, so that a record is never only a key. */
export function pathWords({ labels }: RecordShape, depth: number): number {
  return Math.max(1, Math.ceil((depth * labelBits(labels)) / 32));
}

/** A state that waits: its key as reached, then the path to it. */
export function waitingWords(shape: RecordShape, depth: number): number {
  return shape.keyWords + pathWords(shape, depth);
}

/** A successor found: its canonical key, with symmetry its orbit's size and its key as reached, then the path to it. */
export function foundWords(shape: RecordShape, depth: number): number {
  return shape.keyWords + reachedWords(shape) + pathWords(shape, depth);
}

/** The words between the canonical key and the path. */
export function reachedWords({ keyWords, symmetric }: RecordShape): number {
  return symmetric ? 1 + keyWords : 0;
}

/** Writes the label that follows `depth` others; the words from there on are written for the first time. */
export function putLabel(
  { labels }: RecordShape,
  path: Uint32Array,
  at: number,
  depth: number,
  label: number,
): void {
  const bits = labelBits(labels);
  const bit = depth * bits;
  const word = at + Math.floor(bit / 32);
  const shifted = bits === 32 ? label : label << (32 - bits - (bit % 32));
  path[word] = bit % 32 === 0 ? shifted : path[word] | shifted;
}

/** The labels of a path, read into `out`. */
export function labelsOf(
  { labels }: RecordShape,
  path: Uint32Array,
  at: number,
  depth: number,
  out: Uint32Array,
): void {
  const bits = labelBits(labels);
  const mask = bits === 32 ? 0xffff_ffff : 2 ** bits - 1;
  for (let i = 0; i < depth; i++) {
    const bit = i * bits;
    out[i] = (path[at + (bit >>> 5)] >>> (32 - bits - (bit & 31))) & mask;
  }
}

/** Compares two stretches of words, as a comparator does. */
export function compareWords(
  a: Uint32Array,
  aAt: number,
  b: Uint32Array,
  bAt: number,
  words: number,
): number {
  for (let w = 0; w < words; w++) {
    const x = a[aAt + w];
    const y = b[bAt + w];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
