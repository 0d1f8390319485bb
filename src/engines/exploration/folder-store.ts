// A folder that keeps the files of a search in layers, for one run at a time: each is written beside its place, brought to the
// disk, and put there by its name.
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { FileInTheMaking, Store } from '../../checker/disk/store.ts';
import { codeOf, whyNot } from '../../contract/file-trouble.ts';
import type { SearchFolder } from './disk-exploration.ts';
import { takeLock } from './lock.ts';

const LOCK = 'lock';
/** The file that names the queue through which workers of other processes get the jobs of the search. */
const QUEUE = 'queue';
const DRAFT = '.tmp';
/** The names of our drafts, and of no file of anybody else's. */
const DRAFTS = /^(?:layer|run|seen|wait|queue)[\d-]*\.[\da-f]+(?:-\d+)+\.tmp$/;
/** Numbers of processes and threads would be those of other machines too, which see the same folder. */
const OWN_DRAFTS = randomBytes(8).toString('hex');

/** A folder that this run alone has, until it is disposed of. */
export interface OpenFolder extends SearchFolder, Disposable {
  readonly refused?: undefined;
  readonly path: string;
}

/**
 * The folder of a search, made where there is none; a sentence where another run has it, or it cannot be had. Drafts that a
 * killed run left are removed. `version` stands for the code that reads and writes the files.
 */
export function openFolder(folder: string, version: string): OpenFolder | { readonly refused: string } {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    return { refused: `it cannot be made: ${whyNot(error)}` };
  }
  const lock = takeLock(join(folder, LOCK), 'name another folder');
  if (lock.refused !== undefined) return lock;
  const removeDrafts = (): void => {
    for (const name of readdirSync(folder)) if (isDraft(name)) rmSync(join(folder, name), { force: true });
  };
  try {
    removeDrafts();
  } catch (error) {
    lock[Symbol.dispose]();
    return { refused: `it cannot be read and written: ${whyNot(error)}` };
  }
  return {
    path: folder,
    store: folderStore(folder),
    newDigest,
    version,
    [Symbol.dispose]: () => {
      removeDrafts();
      lock[Symbol.dispose]();
    },
  };
}

export function newDigest(): ReturnType<SearchFolder['newDigest']> {
  return createHash('sha256');
}

/** The store that a folder is, for a thread of the run that has it. */
export function folderStore(folder: string): Store {
  return {
    list: async () =>
      readdirSync(folder)
        .filter((name) => name !== LOCK && name !== QUEUE && !isDraft(name))
        .map((name) => ({ name, bytes: statSync(join(folder, name)).size })),
    read: async (name, from, to) => readRange(join(folder, name), from, to),
    create: async (name) => new FileDraft(folder, name),
    remove: async (name) => rmSync(join(folder, name), { force: true }),
    freeBytes: async () => {
      const { bavail, bsize } = statfsSync(folder);
      return bavail * bsize;
    },
  };
}

/** The name of the queue of the search in a folder; undefined where it has none. */
export function queueOf(folder: string): string | undefined {
  try {
    const name = readFileSync(join(folder, QUEUE), 'latin1').trim();
    return /^[\da-f]{16}$/.test(name) ? name : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The same, and a new name where there was none. */
export function makeQueue(folder: string): string {
  const known = queueOf(folder);
  if (known !== undefined) return known;
  const name = randomBytes(8).toString('hex');
  const path = join(folder, QUEUE);
  const draft = draftOf(path);
  writeFileSync(draft, `${name}\n`);
  renameSync(draft, path);
  return name;
}

/** The search has no queue any more, as its workers see. */
export function removeQueue(folder: string): void {
  rmSync(join(folder, QUEUE), { force: true });
}

function isDraft(name: string): boolean {
  return DRAFTS.test(name);
}

function readRange(path: string, from: number, to: number): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(to - from);
    let filled = 0;
    for (let got = -1; got !== 0 && filled < bytes.length; filled += got)
      got = readSync(file, bytes, filled, bytes.length - filled, from + filled);
    return bytes.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}

let drafts = 0;

function draftOf(path: string): string {
  drafts += 1;
  return `${path}.${OWN_DRAFTS}-${drafts}${DRAFT}`;
}

class FileDraft implements FileInTheMaking {
  readonly #folder: string;
  readonly #path: string;
  readonly #draft: string;
  #file: number | undefined;

  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#path = join(folder, name);
    this.#draft = draftOf(this.#path);
    this.#file = openSync(this.#draft, 'wx');
  }

  async write(bytes: Uint8Array): Promise<void> {
    const file = this.#opened();
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
  }

  /** Its bytes are on the disk before its name is, so no crash leaves a name without them. */
  async commit(lasting: boolean): Promise<void> {
    fsyncSync(this.#opened());
    this.#close();
    renameSync(this.#draft, this.#path);
    if (!lasting) return;
    const folder = openSync(this.#folder, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  }

  async discard(): Promise<void> {
    this.#close();
    rmSync(this.#draft, { force: true });
  }

  #opened(): number {
    if (this.#file === undefined) throw new Error('a draft is written that is none any more');
    return this.#file;
  }

  #close(): void {
    if (this.#file === undefined) return;
    const file = this.#file;
    this.#file = undefined;
    closeSync(file);
  }
}
