// The lock of a checkpoint, which one run at a time may have: a link whose target names the owner, so that one whose
// owner is gone is noticed and taken over.
import { readlinkSync, renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { codeOf, whyNot } from '../../contract/file-trouble.ts';
import { ownerText, ownName, processStanding } from './process-identity.ts';

/** A lock that this process has, until it is disposed of or the process ends. */
export interface Lock extends Disposable {
  readonly refused?: undefined;
}

/** Takes a lock, also one whose owner is gone; a sentence where it cannot be taken. */
export function takeLock(lock: string): Lock | { readonly refused: string } {
  const refused = take(lock);
  if (refused !== undefined) return { refused };
  const release = (): void => rmSync(lock, { force: true });
  process.once('exit', release);
  return {
    [Symbol.dispose]: () => {
      process.off('exit', release);
      release();
    },
  };
}

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
  const standing = processStanding(owner);
  if (standing === 'gone') return undefined;
  if (standing === 'unknown') return `it is locked by "${owner}"`;
  return standing === 'this'
    ? 'this very process is at work on it'
    : `another run, ${ownerText(owner, standing)}, is at work on it`;
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
