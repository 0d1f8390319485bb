// Counterexamples in a folder, as trace and as JSON: written whole or not at all, identical ones once.
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { draftOf, removeOrphans } from './drafts.ts';
import type { Certificate, Origin } from './record.ts';
import { printRecord, recordOf, traceOf } from './record.ts';
import { NoRegularFile } from './regular-file.ts';
import type { Specification } from '../../model/specification.ts';
import type { ConcurrentCertificate, ConcurrentFailure } from '../concurrent-failure.ts';
import type { Failure } from '../failure.ts';
import { concurrentRecordOf, concurrentTraceOf, printConcurrentRecord } from './concurrent-record.ts';
import type { ConcurrentOrigin } from './concurrent-record.ts';

/** The folder of failures unless something else is said. */
export const FAILURES_FOLDER = '.procession/failures';

/**
 * Stores a failure in both forms, named after the commands and what was seen, however it was found and is worded;
 * returns the trace's path. A file that is there already is left as it is.
 */
export function storeFailure(
  folder: string,
  failure: Failure,
  origin: Origin,
  specification: Specification,
  certificate?: Certificate,
): string {
  const record = recordOf(failure, origin, specification, certificate);
  const { kind, concerns, seenAnswer, seen, differences } = record.divergence;
  const identity = [record.steps, kind, concerns, { answer: seenAnswer, observation: seen }, differences];
  const stem = join(folder, nameOf(JSON.stringify(identity)));
  writeOnce(`${stem}.json`, printRecord(record));
  return writeOnce(`${stem}.trace`, traceOf(failure, origin, specification));
}

/**
 * The same of a failure with branches, named after the program, its schedule and what was wrong.
 */
export function storeConcurrentFailure(
  folder: string,
  failure: ConcurrentFailure,
  origin: ConcurrentOrigin,
  { vocabulary }: Specification,
  certificate?: ConcurrentCertificate,
): string {
  const { program, schedule, kind, run, concerns } = failure;
  const answers = run?.branches.map((runs) => runs.map(({ answer }) => answer));
  const identity = [program, schedule, kind, concerns, answers, run?.observation];
  const stem = join(folder, nameOf(JSON.stringify(identity)));
  const record = concurrentRecordOf(failure, origin, vocabulary, certificate);
  writeOnce(`${stem}.json`, printConcurrentRecord(record));
  return writeOnce(`${stem}.trace`, concurrentTraceOf(failure, origin, vocabulary));
}

/**
 * Writes a file so that a reader finds the old content or the new, never a part. Throws where the place is taken by what
 * is no file, such as a device: it would be replaced.
 */
export function writeWhole(path: string, text: string): void {
  const draft = cleanDraftOf(path);
  try {
    writeFileSync(draft, text);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Bytes that are kept until they are written. */
const PIECE = 65_536;

/** A file that is written piece by piece, and found by a reader once it is whole. Left alone, there is nothing. */
export class FileInPieces {
  readonly #path: string;
  readonly #draft: string;
  #file: number | undefined;
  #kept = '';

  /** Throws as {@link writeWhole} does. */
  constructor(path: string) {
    this.#path = path;
    this.#draft = cleanDraftOf(path);
    this.#file = openSync(this.#draft, 'w');
  }

  write(text: string): void {
    this.#kept += text;
    if (this.#kept.length >= PIECE) this.#flush();
  }

  /** Puts it in its place. */
  finish(): void {
    this.#flush();
    this.#close();
    renameSync(this.#draft, this.#path);
  }

  #flush(): void {
    if (this.#file !== undefined) writeFileSync(this.#file, this.#kept);
    this.#kept = '';
  }

  #close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  [Symbol.dispose](): void {
    this.#close();
    rmSync(this.#draft, { force: true });
  }
}

function cleanDraftOf(path: string): string {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there !== undefined && !there.isFile() && !there.isDirectory())
    throw new NoRegularFile('it is not a regular file');
  removeOrphans(path);
  return draftOf(path);
}

function writeOnce(path: string, text: string): string {
  if (existsSync(path)) return path;
  makeFolder(dirname(path));
  writeWhole(path, text);
  return path;
}

/**
 * Makes a folder with those above it, one by one: where the file system says that a folder's parent is not there, Node's own
 * recursion never ends.
 */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

function nameOf(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}
