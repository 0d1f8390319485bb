// The lease of a folder, which one run at a time has, on whatever machine: a numbered entry there, which its holder makes anew
// with the next number, again and again. A newcomer that knows nothing else of the holder sees by its own clock whether the
// numbers grow, and makes the next one itself where they do not. An entry is made only where there is none of its number, so of
// a holder and any newcomers one succeeds; and who finds its last entry gone, or the next one another's, has been taken over.
import type { ProcessStanding } from './process-identity.ts';

/** The entries in the folder, by number; each names its owner, and never changes. */
export interface LeaseEntries {
  all(): Promise<ReadonlyMap<number, string>>;
  /** Makes one; false where there is one of this number. */
  make(number: number, owner: string): Promise<boolean>;
  /** Does nothing where there is none. */
  remove(number: number): Promise<void>;
}

/** Milliseconds between two signs of life, between two looks for them, and of silence after which a lease is taken over. */
export interface LeaseTimes {
  readonly renewMs: number;
  readonly lookMs: number;
  readonly silentMs: number;
}

/** The times of runs that share a folder: far more than what a busy disk or a slow network takes lies between them. */
export const LEASE_TIMES: LeaseTimes = { renewMs: 5000, lookMs: 1000, silentMs: 90_000 };

/** The watch on a holder of whom nothing is known. */
export interface LeaseWatch {
  readonly owner: string;
  readonly silentMs: number;
  readonly ofMs: number;
}

/** The surroundings of a lease: its entries, and what is known here of time and of owners. */
export interface LeaseWorld {
  readonly entries: LeaseEntries;
  readonly own: string;
  readonly standingOf: (owner: string) => ProcessStanding;
  /** Milliseconds by clocks that may stand still, each at another time; only differences count. */
  readonly clocks: () => readonly number[];
  readonly wait: (ms: number) => Promise<void>;
  readonly times: LeaseTimes;
  /** Is told, again and again, of a holder that is watched. */
  readonly watches?: ((watch: LeaseWatch) => void) | undefined;
}

/** The owner that keeps its lease. */
export interface HeldLease {
  readonly heldBy: string;
  readonly number: number;
}

/** An entry, as it was seen. */
interface Entry {
  readonly number: number;
  readonly owner: string;
}

/** Takes the lease, at once where nobody has it or the holder is known to be gone, else where the holder stays silent. */
export async function takeLease(world: LeaseWorld): Promise<Lease | HeldLease> {
  const { entries, clocks, wait, times } = world;
  let watched: (Entry & { readonly since: number }) | undefined;
  for (let attempt = 1; ; ) {
    const top = highest(await entries.all());
    const standing = top === undefined ? 'gone' : world.standingOf(top.owner);
    let tookOver: string | undefined;
    if (top !== undefined && standing !== 'gone') {
      if (standing !== 'elsewhere') return { heldBy: top.owner, number: top.number };
      const [now] = clocks();
      watched ??= { ...top, since: now };
      if (!isSame(watched, top)) return { heldBy: top.owner, number: top.number };
      const silentMs = now - watched.since;
      world.watches?.({ owner: top.owner, silentMs, ofMs: times.silentMs });
      if (silentMs < times.silentMs) {
        await wait(times.lookMs);
        continue;
      }
      tookOver = top.owner;
    }
    // Once all entries are gone the numbers begin anew: by its owner an entry differs from any other of its number.
    const taken = {
      number: (top?.number ?? 0) + 1,
      owner: `${world.own} ${attempt}`,
      at: clocks(),
      tookOver,
    };
    if (await makeBehind(entries, top, taken)) return new Lease(world, taken);
    attempt += 1;
  }
}

/** Makes an entry behind the highest that was seen, and removes that and all below; false where others were first. */
async function makeBehind(
  entries: LeaseEntries,
  top: Entry | undefined,
  { number, owner }: Entry,
): Promise<boolean> {
  if (!(await entries.make(number, owner))) return false;
  const all = await entries.all();
  const seen = [...all.keys()].filter((other) => other !== number);
  const isNext =
    top === undefined ? seen.length === 0 : all.get(top.number) === top.owner && Math.max(...seen) < number;
  if (!isNext) {
    await entries.remove(number);
    return false;
  }
  for (const below of seen) await entries.remove(below);
  return true;
}

function highest(all: ReadonlyMap<number, string>): Entry | undefined {
  const number = Math.max(...all.keys());
  const owner = all.get(number);
  return owner === undefined ? undefined : { number, owner };
}

function isSame(one: Entry, other: Entry): boolean {
  return one.number === other.number && one.owner === other.owner;
}

/** A lease that was taken, and is its holder's for as long as that renews it. */
export class Lease {
  /** The holder that it was taken over from; undefined where that had ended. */
  readonly tookOver: string | undefined;
  readonly #world: LeaseWorld;
  /** The owner that its entries name. */
  readonly owner: string;
  #number: number;
  /** The moment before its last entry was made. */
  #renewed: readonly number[];
  #renewing: Promise<void> | undefined;
  #isGivenUp = false;
  #lost: { readonly to: string | undefined } | undefined;

  constructor(
    world: LeaseWorld,
    taken: Entry & { readonly at: readonly number[]; readonly tookOver: string | undefined },
  ) {
    this.owner = taken.owner;
    this.#world = world;
    this.#number = taken.number;
    this.#renewed = taken.at;
    this.tookOver = taken.tookOver;
  }

  /** Tells that it was found to be somebody else's, and whose, where that is known. */
  get lost(): { readonly to: string | undefined } | undefined {
    return this.#lost;
  }

  /** Gives a sign of life, and looks whether it still is its holder's. */
  async renew(): Promise<void> {
    this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined));
    await this.#renewing;
  }

  /** Looks, unless it has done so not long ago, whether it still is its holder's: before what no two may do. */
  async confirm(): Promise<boolean> {
    // The holder may fall asleep while it renews, too.
    while (!this.#isGivenUp && this.#lost === undefined && !this.#isFresh()) await this.renew();
    return this.#lost === undefined;
  }

  /** The numbers that its entries have, if they still are its own: its holder removes these. It is not renewed any more. */
  giveUp(): readonly number[] {
    this.#isGivenUp = true;
    return this.#lost === undefined ? [this.#number, this.#number - 1] : [];
  }

  /** Tells whether nobody can have waited long enough; a clock may have stood still, or been set: the most cautious one counts. */
  #isFresh(): boolean {
    const { clocks, times } = this.#world;
    const now = clocks();
    return this.#renewed.every((at, i) => now[i] >= at && now[i] - at < times.silentMs / 3);
  }

  async #renew(): Promise<void> {
    if (this.#isGivenUp || this.#lost !== undefined) return;
    const { entries, clocks } = this.#world;
    const own = this.owner;
    const next = this.#number + 1;
    const at = clocks();
    // Whoever takes a lease over removes the entries below, and may be gone by now with all of its own.
    const wasKept = (await entries.all()).get(this.#number) === own;
    const isMade = wasKept && (await entries.make(next, own));
    const all = await entries.all();
    // Its own, also where the network has carried out twice what was asked once.
    const isKept = all.get(next) === own && all.get(this.#number) === own;
    if (isKept && !this.#isGivenUp) {
      this.#number = next;
      this.#renewed = at;
      // The one before stays for those who look meanwhile.
      await entries.remove(next - 2);
      return;
    }
    const to = highest(all)?.owner;
    // An entry of one that took over is built upon those below it.
    const left = isKept || to === own ? [next, next - 1, next - 2] : isMade ? [next] : [];
    for (const number of left) if (all.get(number) === own) await entries.remove(number);
    if (!isKept) this.#lost = { to: to === own ? undefined : to };
  }
}
