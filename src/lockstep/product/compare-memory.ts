// Tells whether two stretches of memory hold the same words. A search asks it after every refused command, so it takes
// Node's comparison where there is one: twice as fast as a loop.

/** Words that can be compared with others again and again, as they are then. */
export interface Memory {
  equals(other: Memory): boolean;
}

interface Buffers {
  from(buffer: ArrayBufferLike, byteOffset: number, length: number): Memory;
}

/** Node's way to memory; null where there is none. */
const NODE_BUFFERS = ((globalThis as { readonly Buffer?: unknown }).Buffer ?? null) as Buffers | null;

/** The words as memory. Both sides of a comparison must be made with the same `buffers`. */
export function memoryOf(words: Int32Array, buffers: Buffers | null = NODE_BUFFERS): Memory {
  return buffers?.from(words.buffer, words.byteOffset, words.byteLength) ?? new Words(words);
}

class Words implements Memory {
  readonly #words: Int32Array;

  constructor(words: Int32Array) {
    this.#words = words;
  }

  equals(other: Words): boolean {
    const one = this.#words;
    const two = other.#words;
    for (let w = 0; w < one.length; w += 1) if (one[w] !== two[w]) return false;
    return one.length === two.length;
  }
}
