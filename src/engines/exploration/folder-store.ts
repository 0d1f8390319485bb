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
import { basename, join } from 'node:path';
import { DamagedFile } from '../../checker/disk/layer-file.ts';
import type { FileInTheMaking, Store } from '../../checker/disk/store.ts';
import { codeOf, whyNot } from '../../contract/file-trouble.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import type { SearchFolder } from './disk-exploration.ts';
import { LEASE_NAMES, takeFolderLease } from './folder-lease.ts';
import type { LeaseTaking } from './folder-lease.ts';
import { ownerText, ownName } from './process-identity.ts';

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
  /** The run on another machine that had the folder and stayed silent. */
  readonly tookOver: string | undefined;
}

/**
 * The folder of a search, made where there is none; a sentence where another run has it, or it cannot be had. Drafts that a
 * killed run left are removed. `version` stands for the code that reads and writes the files.
 */
export async function openFolder(
  folder: string,
  version: string,
  taking: LeaseTaking,
): Promise<OpenFolder | { readonly refused: string }> {
  let lease;
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    return { refused: `it cannot be made: ${whyNot(error)}` };
  }
  try {
    lease = await takeFolderLease(folder, taking);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return { refused: `it cannot be locked: ${whyNot(error)}` };
  }
  if (lease.refused !== undefined) return lease;
  const { tookOver, whyLost, confirm } = lease;
  const removeDrafts = (): void => {
    for (const name of readdirSync(folder)) if (isDraft(name)) rmSync(join(folder, name), { force: true });
  };
  try {
    removeDrafts();
  } catch (error) {
    lease[Symbol.dispose]();
    return { refused: `it cannot be read and written: ${whyNot(error)}` };
  }
  const ours = async (): Promise<void> => {
    const lost = await confirm();
    if (lost !== undefined) throw new Hindrance(lost);
  };
  return {
    path: folder,
    store: folderStore(folder, ours),
    newDigest,
    version,
    tookOver,
    lease: { whyLost, confirm },
    [Symbol.dispose]: () => {
      if (whyLost() === undefined) removeDrafts();
      lease[Symbol.dispose]();
    },
  };
}

export function newDigest(): ReturnType<SearchFolder['newDigest']> {
  return createHash('sha256');
}

/**
 * The store that a folder is, for a thread or a worker of the run that has it. `ours` throws where the run has it no longer, before
 * a file is put in its place or removed.
 */
export function folderStore(folder: string, ours: () => Promise<void> = () => Promise.resolve()): Store {
  return {
    list: async () =>
      readdirSync(folder)
        .filter((name) => !LEASE_NAMES.test(name) && name !== QUEUE && !isDraft(name))
        .map((name) => ({ name, bytes: statSync(join(folder, name)).size })),
    read: async (name, from, to) => readRange(join(folder, name), from, to),
    create: async (name) => new FileDraft(folder, name, ours),
    remove: async (name) => {
      await ours();
      rmSync(join(folder, name), { force: true });
    },
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

/** A file that is not in a worker's folder, told where it is looked for by others; undefined of other errors. */
export function missingHere(error: unknown): DamagedFile | undefined {
  if (codeOf(error) !== 'ENOENT') return undefined;
  const { path } = error as { readonly path?: unknown };
  const file = typeof path === 'string' ? basename(path) : 'a file';
  return new DamagedFile(
    `${file} is not in the folder that ${ownerText(ownName(), 'elsewhere')}, a worker, was given: all must be given the same folder`,
    { cause: error },
  );
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
  readonly #ours: () => Promise<void>;
  #file: number | undefined;

  constructor(folder: string, name: string, ours: () => Promise<void>) {
    this.#ours = ours;
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
    await this.#ours();
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
