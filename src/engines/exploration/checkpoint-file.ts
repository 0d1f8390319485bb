// A checkpoint in a file: written beside it and put in its place once whole, so that a crash leaves the one before. One
// run at a time has it, by a lock beside it.
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, lstatSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { whyNot } from '../../contract/file-trouble.ts';
import type { CheckpointPlace } from './checkpoints.ts';
import { takeLock } from './lock.ts';

const PIECE_BYTES = 2 ** 20;

/** A place that this run alone has, until it is disposed of. */
export interface CheckpointFile extends CheckpointPlace, Disposable {}

/**
 * The place that a file is, for this run alone; a sentence where another run has it, or it cannot be had. `version`
 * stands for the code that writes and reads it. The draft and the lock that a killed run left beside it are removed.
 */
export function openCheckpoint(path: string, version: string): CheckpointFile | { readonly refused: string } {
  const lock = takeLock(`${path}.lock`);
  if (lock.refused !== undefined) return lock;
  const draft = `${path}.tmp`;
  try {
    rmSync(draft, { force: true });
  } catch (error) {
    lock[Symbol.dispose]();
    return { refused: `${draft}, which it is written to first, is in the way: ${whyNot(error)}` };
  }
  return {
    version,
    read: () => (isThere(path) ? pieces(path) : undefined),
    write: (bytes) => {
      try {
        const file = openSync(draft, 'w');
        try {
          for (const piece of bytes) writeWhole(file, piece);
          fsyncSync(file);
        } finally {
          closeSync(file);
        }
        renameSync(draft, path);
      } catch (error) {
        rmSync(draft, { force: true });
        throw error;
      }
    },
    discard: () => rmSync(path, { force: true }),
    newDigest: () => createHash('sha256'),
    [Symbol.dispose]: () => lock[Symbol.dispose](),
  };
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function writeWhole(file: number, piece: Uint8Array): void {
  for (let written = 0; written < piece.length; ) written += writeSync(file, piece, written);
}

function* pieces(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const piece = new Uint8Array(PIECE_BYTES);
      const length = readSync(file, piece);
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}
