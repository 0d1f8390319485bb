// The files that a command writes; where one cannot be written, a sentence says why.
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, normalize, sep } from 'node:path';
import { codeOf, whyNot } from '../../../contract/file-trouble.ts';
import type { Specification } from '../../../model/specification.ts';
import type { Certificate, Origin } from '../../../counterexample/file/record.ts';
import type { ConcurrentCertificate, ConcurrentFailure } from '../../../counterexample/concurrent-failure.ts';
import type { ConcurrentOrigin } from '../../../counterexample/file/concurrent-record.ts';
import type { Failure } from '../../../counterexample/failure.ts';
import type { Settled } from '../../../engines/certificate/settle-failure.ts';
import { visibleLines } from '../../../contract/visible.ts';
import {
  FileInPieces,
  makeFolder,
  storeConcurrentFailure,
  storeFailure,
  writeWhole,
} from '../../../counterexample/file/store.ts';
import { Misuse } from '../exit-codes.ts';
import { printProblem } from '../print.ts';

/** Folders of our own, which are made where they are missing, in whatever folder one works in. */
const OWN_FOLDER = '.procession';

/** Options that name a folder, and no file. */
const FOLDERS: readonly string[] = ['--save', '--disk'];

/**
 * Refuses, before anything is run, to write into a folder that is not there: a slip of the pen makes no folders. Ours are
 * made, and so is the last part of a `--save`.
 */
export function refuseMissingFolder(option: string, path: string | false | undefined): void {
  if (path === undefined || path === false) return;
  if (FOLDERS.includes(option) && existsSync(path) && !statSync(path).isDirectory())
    throw new Misuse(`${option}: ${path} is not a folder`);
  if (isOwn(path)) return;
  const folder = dirname(path);
  if (!existsSync(folder)) throw new Misuse(`${option}: there is no folder ${folder}`);
  if (!statSync(folder).isDirectory()) throw new Misuse(`${option}: ${folder} is not a folder`);
}

/**
 * Refuses, before anything is run, a file that could not be written after it: no name, a folder that is not there or that
 * takes no file, a folder in the file's place.
 */
export function refuseUnwritable(option: string, path: string | undefined): void {
  if (path === undefined) return;
  if (path === '') throw new Misuse(`${option}: the name of the file must not be empty`);
  refuseMissingFolder(option, path);
  if (existsSync(path) && !statSync(path).isFile())
    throw new Misuse(`${option}: ${path} is not a regular file`);
  if (isOwn(path)) return;
  try {
    accessSync(dirname(path), constants.W_OK);
    if (existsSync(path)) accessSync(path, constants.W_OK);
  } catch (error) {
    throw new Misuse(`${option}: ${path} cannot be written: ${reasonOf(error)}`, { cause: error });
  }
}

function isOwn(path: string): boolean {
  return normalize(path).split(sep)[0] === OWN_FOLDER;
}

/** Writes the whole of it or nothing. */
export function writeOutput(file: string, text: string): void {
  written(file, () => {
    if (isOwn(file)) makeFolder(dirname(file));
    writeWhole(file, visibleLines(text));
  });
}

/** The same of a text that is ours to the last character, and would mean something else with one escaped. */
export function writeOwnText(file: string, text: string): void {
  written(file, () => {
    if (isOwn(file)) makeFolder(dirname(file));
    writeWhole(file, text);
  });
}

/** The same of a file that is written line by line; left alone, there is nothing. */
export class OutputByLines {
  readonly #file: string;
  readonly #pieces: FileInPieces;

  constructor(file: string) {
    this.#file = file;
    this.#pieces = written(file, () => {
      if (isOwn(file)) makeFolder(dirname(file));
      return new FileInPieces(file);
    });
  }

  readonly write = (line: string): void => {
    written(this.#file, () => this.#pieces.write(`${visibleLines(line)}\n`));
  };

  finish(): void {
    written(this.#file, () => this.#pieces.finish());
  }

  [Symbol.dispose](): void {
    this.#pieces[Symbol.dispose]();
  }
}

function written<Result>(file: string, write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    const isFolder = existsSync(file) && statSync(file).isDirectory();
    const why = isFolder ? 'it is a folder' : reasonOf(error);
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
  specification: Specification,
  certificate?: Certificate,
): string | undefined {
  return keptIn(folder, (existing) => storeFailure(existing, failure, origin, specification, certificate));
}

/** The same of a failure with branches. */
export function keepConcurrentFailure(
  folder: string | false,
  failure: ConcurrentFailure,
  origin: ConcurrentOrigin,
  specification: Specification,
  certificate?: ConcurrentCertificate,
): string | undefined {
  return keptIn(folder, (existing) =>
    storeConcurrentFailure(existing, failure, origin, specification, certificate),
  );
}

/** The same of a failure of branches that is one of a sequence; one that comes only at times is not stored. */
export function keepSequential(
  folder: string | false,
  { flaky, minimised }: Settled,
  origin: Origin,
  specification: Specification,
): string | undefined {
  return flaky
    ? undefined
    : keepFailure(folder, minimised.failure, origin, specification, minimised.certificate);
}

function keptIn(folder: string | false, store: (folder: string) => string): string | undefined {
  if (folder === false) return undefined;
  try {
    if (isOwn(folder)) makeFolder(folder);
    else if (!existsSync(folder)) mkdirSync(folder);
    return store(folder);
  } catch (error) {
    printProblem(`the failure could not be stored in ${folder}: ${reasonOf(error)}`);
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  return codeOf(error) === 'ENOENT' ? 'there is no such folder' : whyNot(error);
}
