// The owners of keys: each has the keys of one part of the hashes, and alone knows which of them were seen. Owners that
// become too large give way to twice as many, each with half of the keys that an old one had.
import { mixWords } from '../visited-table.ts';

const OWNER_BITS_MAX = 6;

/** The owner of a key among 2^bits; its first `identityWords` words decide. */
export function ownerOf(key: Uint32Array, offset: number, identityWords: number, bits: number): number {
  return bits === 0 ? 0 : mixWords(key, offset, identityWords) >>> (32 - bits);
}

/** The number of owners for so many states, as a power of two; never fewer than there were. */
export function ownerBitsFor(states: number, before: number, statesAnOwner: number): number {
  let bits = before;
  while (bits < OWNER_BITS_MAX && states > statesAnOwner * 2 ** bits) bits += 1;
  return bits;
}

/** The owner, among 2^before, who had the keys of this one among 2^bits. */
export function ownerBefore(owner: number, bits: number, before: number): number {
  return owner >>> (bits - before);
}
