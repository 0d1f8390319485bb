// A checkpoint in a file: written beside it and put in its place once whole, so that a crash leaves the one before. One
// run at a time has it: a link beside it, whose target names the owner, is its lock.
import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { codeOf, whyNot } from '../../contract/file-trouble.ts';
import { lives } from '../../counterexample/file/drafts.ts';
import type { CheckpointPlace } from './checkpoints.ts';

const PIECE_BYTES = 2 ** 20;

/** A place that this run alone has, until it is disposed of. */
export interface CheckpointFile extends CheckpointPlace, Disposable {}

/**
 * The place that a file is, for this run alone; a sentence where another run has it, or it cannot be had. `version`
 * stands for the code that writes and reads it. The draft and the lock that a killed run left beside it are removed.
 */
export function openCheckpoint(path: string, version: string): CheckpointFile | { readonly refused: string } {
  const lock = `${path}.lock`;
  const refused = take(lock);
  if (refused !== undefined) return { refused };
  const draft = `${path}.tmp`;
  const release = (): void => rmSync(lock, { force: true });
  try {
    rmSync(draft, { force: true });
  } catch (error) {
    release();
    return { refused: `${draft}, which it is written to first, is in the way: ${whyNot(error)}` };
  }
  process.once('exit', release);
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
    [Symbol.dispose]: () => {
      process.off('exit', release);
      release();
    },
  };
}

/** The identity of this process, also after its number was given to another. */
function ownName(): string {
  return `${hostname()} ${process.pid} ${startOf(process.pid)}`;
}

/** Takes a lock, also one whose owner is gone; a sentence where it cannot be taken. */
function take(lock: string): string | undefined {
  for (;;) {
    try {
      symlinkSync(ownName(), lock);
      return undefined;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') return `it cannot be locked: ${whyNot(error)}`;
    }
    let owner: string;
    try {
      owner = readlinkSync(lock);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') continue; // Released in this moment.
      return `${lock} is not a lock of ours: remove it, or keep the checkpoint elsewhere`;
    }
    const held = whyHeld(owner);
    if (held !== undefined)
      return `${held}: wait for it to end, or keep the checkpoint elsewhere; if it is long gone, remove ${lock}`;
    removeStale(lock, owner);
  }
}

/** The reason that a lock is its owner's still; `undefined` where the owner has ended. */
function whyHeld(owner: string): string | undefined {
  const [host, pid = '', start = ''] = owner.split(' ');
  if (!/^[1-9]\d*$/.test(pid)) return `it is locked by "${owner}"`;
  if (host !== hostname()) return `another run, process ${pid} on ${host}, is at work on it`;
  if (Number(pid) === process.pid && start === startOf(process.pid))
    return 'this very process is at work on it';
  return lives(Number(pid)) && startOf(Number(pid)) === start
    ? `another run, process ${pid}, is at work on it`
    : undefined;
}

/** Out of the way first, then looked at: between the two looks somebody else may have taken the lock. */
function removeStale(lock: string, owner: string): void {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (readlinkSync(aside) === owner) unlinkSync(aside);
    else renameSync(aside, lock);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** The time at which a process started, in ticks since the machine did; empty where that cannot be known. */
function startOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return ''; // Not Linux, or gone.
  }
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
