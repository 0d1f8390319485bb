// A checkpoint in a file: written beside it and put in its place once whole, so that a crash leaves the one before.
import { closeSync, existsSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { CheckpointPlace } from './exploration.ts';

const PIECE_BYTES = 2 ** 20;

/** The place that a file is. `version` stands for the code that writes and reads it. */
export function checkpointFile(path: string, version: string): CheckpointPlace {
  return {
    version,
    read: () => (existsSync(path) ? pieces(path) : undefined),
    write: (bytes) => {
      const draft = `${path}.${process.pid}.tmp`;
      const file = openSync(draft, 'w');
      try {
        for (const piece of bytes) writeWhole(file, piece);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(draft, path);
    },
    discard: () => rmSync(path, { force: true }),
  };
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
