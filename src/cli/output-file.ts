// The files that a command writes; where one cannot be written, a sentence says why.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Certificate, Origin } from '../counterexample/record.ts';
import type { Failure } from '../counterexample/shrink.ts';
import { visibleLines } from '../contract/visible.ts';
import { storeFailure, writeWhole } from '../counterexample/store.ts';
import { Misuse } from './exit-codes.ts';
import { printProblem } from './print.ts';

/** Writes the whole of it or nothing, and the folders above it where they are missing. */
export function writeOutput(file: string, text: string): void {
  try {
    makeFolder(dirname(file));
    writeWhole(file, visibleLines(text));
  } catch (error) {
    const isFolder = existsSync(file) && statSync(file).isDirectory();
    const why = isFolder ? REASONS['EISDIR'] : reasonOf(error);
    throw new Misuse(`${file} cannot be written: ${why}`, { cause: error });
  }
}

/**
 * Stores a failure; `undefined` where nothing is to be stored or nothing can be, which is said on standard error: the
 * failure itself is worth more than its file.
 */
export function keepFailure(
  folder: string | false,
  failure: Failure,
  origin: Origin,
  certificate?: Certificate,
): string | undefined {
  if (folder === false) return undefined;
  try {
    makeFolder(folder);
    return storeFailure(folder, failure, origin, certificate);
  } catch (error) {
    printProblem(`the failure could not be stored in ${folder}: ${reasonOf(error)}`);
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const code = String((error as NodeJS.ErrnoException).code ?? error);
  return REASONS[code] ?? code;
}

/** One by one: where the file system says that a folder's parent is not there, Node's own recursion never ends. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
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
