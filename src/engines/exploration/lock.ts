// The lock of a file or folder that one run at a time may have: a link whose target names the owner, so that one whose
// owner is gone is noticed and taken over.
import { readFileSync, readlinkSync, renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { codeOf, whyNot } from '../../contract/file-trouble.ts';
import { lives } from '../../counterexample/file/drafts.ts';

/** The identity of this process, also after its number was given to another. */
function ownName(): string {
  return `${hostname()} ${process.pid} ${startOf(process.pid)}`;
}

/** A lock that this process has, until it is disposed of or the process ends. */
export interface Lock extends Disposable {
  readonly refused?: undefined;
}

/**
 * Takes a lock, also one whose owner is gone; a sentence where it cannot be taken. `elsewhere`: what to do where another has
 * it and keeps it.
 */
export function takeLock(lock: string, elsewhere: string): Lock | { readonly refused: string } {
  const refused = take(lock, elsewhere);
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

function take(lock: string, elsewhere: string): string | undefined {
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
      return `${lock} is not a lock of ours: remove it, or ${elsewhere}`;
    }
    const held = whyHeld(owner);
    if (held !== undefined)
      return `${held}: wait for it to end, or ${elsewhere}; if it is long gone, remove ${lock}`;
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
