// A file that a command was asked to write; where it cannot be written, one sentence says why.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeWhole } from '../counterexample/store.ts';
import { Misuse } from './exit-codes.ts';

/** Writes the whole of it or nothing, and the folders above it where they are missing. */
export function writeOutput(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeWhole(file, text);
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code ?? error);
    throw new Misuse(`${file} cannot be written: ${REASONS[code] ?? code}`, { cause: error });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  EEXIST: 'a part of its path is no folder',
  EACCES: 'it is not allowed',
  EPERM: 'it is not allowed',
  EROFS: 'nothing can be written there',
  ENOSPC: 'no space is left there',
};
