// A checkpoint that is kept in memory, for searches that are interrupted and resumed in one test.
import { createHash } from 'node:crypto';
import type { CheckpointPlace } from '../../src/engines/exploration/checkpoints.ts';

/** An empty place; `bytes` are those kept in it now. */
export function keptCheckpoint(): CheckpointPlace & { readonly bytes: () => number } {
  let pieces: readonly Uint8Array[] | undefined;
  return {
    version: 'this',
    newDigest: () => createHash('sha256'),
    read: () => pieces,
    write: (bytes) => {
      pieces = Array.from(bytes, (piece) => piece.slice());
    },
    discard: () => {
      pieces = undefined;
    },
    bytes: () => (pieces ?? []).reduce((sum, { length }) => sum + length, 0),
  };
}
