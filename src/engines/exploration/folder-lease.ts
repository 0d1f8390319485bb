// The lease of a folder in a file system: each entry is a link whose target names its owner, made at once and whole, or not at all.
import { readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../../contract/file-trouble.ts';
import { LEASE_TIMES, takeLease } from './lease.ts';
import type { HeldLease, LeaseEntries, LeaseTimes, LeaseWatch } from './lease.ts';
import type { ProcessStanding } from './process-identity.ts';
import { machineMark, ownerText, ownName, processStanding } from './process-identity.ts';

/** The names of the entries. */
export const LEASE_NAMES = /^lock-([1-9]\d*)$/;

/** The surroundings that a lease is taken in; times and the own name are others in tests. */
export interface LeaseTaking {
  readonly clocks: () => readonly number[];
  readonly times?: LeaseTimes;
  readonly own?: string;
  /** Is told of a holder elsewhere that is watched. */
  readonly watches?: ((watch: LeaseWatch) => void) | undefined;
}

/** A lease that this process has, until it is disposed of or the process ends. */
export interface FolderLease extends Disposable {
  readonly refused?: undefined;
  /** The holder elsewhere that it was taken over from, in words. */
  readonly tookOver: string | undefined;
  /** The sentence that it was taken over, once that is known. */
  readonly whyLost: () => string | undefined;
  /** The same, after a look. */
  readonly confirm: () => Promise<string | undefined>;
}

/** Takes the lease of a folder, also one whose holder is gone; a sentence where another has it. */
export async function takeFolderLease(
  folder: string,
  { clocks, times = LEASE_TIMES, own, watches }: LeaseTaking,
): Promise<FolderLease | { readonly refused: string }> {
  const machine = machineMark();
  const name = own ?? ownName(machine);
  const standing = (owner: string): ProcessStanding => processStanding(owner, machine);
  const inWords = (owner: string): string => ownerText(owner, standing(owner));
  const lease = await takeLease({
    entries: linksIn(folder),
    own: name,
    standingOf: standing,
    clocks,
    wait: async (ms) => await sleep(ms),
    times,
    watches: watches && ((watch) => watches({ ...watch, owner: inWords(watch.owner) })),
  });
  if ('heldBy' in lease) return { refused: whyHeld(lease, standing(lease.heldBy)) };
  // Work that is short of turns is looked after by `confirm`; a folder that cannot be written is told of by whoever writes there.
  const renewal = setInterval(() => void lease.renew().catch(() => {}), times.renewMs);
  renewal.unref();
  const release = (): void => {
    clearInterval(renewal);
    for (const link of lease.giveUp().map((number) => pathOf(folder, number)))
      if (ownerAt(link) === lease.owner) rmSync(link, { force: true });
  };
  process.once('exit', release);
  const whyLost = (): string | undefined => {
    if (lease.lost === undefined) return undefined;
    const { to } = lease.lost;
    return to === undefined
      ? 'the lock of its folder is gone: another run had it while this one was asleep or stopped, or it was removed'
      : `${inWords(to)} has taken its folder over, since this run gave no sign of life for so long: was it asleep, or stopped?`;
  };
  return {
    tookOver: lease.tookOver && inWords(lease.tookOver),
    whyLost,
    confirm: async () => ((await lease.confirm()) ? undefined : whyLost()),
    [Symbol.dispose]: () => {
      process.off('exit', release);
      release();
    },
  };
}

function whyHeld({ heldBy: owner, number }: HeldLease, standing: ProcessStanding): string {
  if (standing === 'unknown')
    return `it is locked by "${owner}": name another folder, or remove ${nameOf(number)}`;
  const who = standing === 'this' ? 'this very process' : `another run, ${ownerText(owner, standing)},`;
  return `${who} is at work on it: wait for it to end, or name another folder`;
}

function nameOf(number: number): string {
  return `lock-${number}`;
}

function pathOf(folder: string, number: number): string {
  return join(folder, nameOf(number));
}

function linksIn(folder: string): LeaseEntries {
  return {
    all: async () => {
      const numbers = readdirSync(folder).flatMap((name) => LEASE_NAMES.exec(name)?.[1] ?? []);
      return new Map(
        numbers.flatMap((number) => {
          const owner = ownerAt(pathOf(folder, Number(number)));
          return owner === undefined ? [] : [[Number(number), owner] as const];
        }),
      );
    },
    make: async (number, owner) => {
      try {
        symlinkSync(owner, pathOf(folder, number));
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        throw error;
      }
    },
    remove: async (number) => rmSync(pathOf(folder, number), { force: true }),
  };
}

/** The owner that a link names; undefined where it was removed in this moment. */
function ownerAt(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (codeOf(error) === 'EINVAL') return 'something else'; // No link of ours.
    throw error;
  }
}
