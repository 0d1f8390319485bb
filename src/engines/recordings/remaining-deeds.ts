// The deeds of a search that remain to be done, in their order so far, of which a few are taken out of it: each question about them
// costs as much as deeds overlap, however many remain.
import type { Deed } from './deeds/deed.ts';

/** The deeds that remain: those from a place on, but for some. */
export interface Remaining {
  readonly from: number;
  readonly taken: readonly Deed[];
}

/** The lines by which two of the deeds that remain have left: the first, and the first of the others. */
export interface LatestEntries {
  readonly first: Deed | undefined;
  readonly left: number;
  readonly leftOfOthers: number;
}

/** So many deeds are kept that leave first, since some of them may be taken. */
const KEPT = 6;

export class RemainingDeeds {
  readonly #deeds: readonly Deed[];
  /** By place: the deeds from there on that leave first. */
  readonly #leavingFirst: (readonly Deed[])[] = [];
  /** By place: the least line by which one from there on was entered. */
  readonly #leastEntered: number[] = [];

  /** O(deeds). */
  constructor(deeds: readonly Deed[]) {
    this.#deeds = deeds;
    let leaving: readonly Deed[] = [];
    let least = Infinity;
    for (let place = deeds.length - 1; place >= 0; place -= 1) {
      const deed = deeds[place];
      if (deed === undefined) break;
      const behind = leaving.findIndex(({ left }) => left >= deed.left);
      if (behind >= 0 || leaving.length < KEPT)
        leaving = leaving.toSpliced(behind < 0 ? leaving.length : behind, 0, deed).slice(0, KEPT);
      least = Math.min(least, deed.entered);
      this.#leavingFirst[place] = leaving;
      this.#leastEntered[place] = least;
    }
  }

  all(): Remaining {
    return { from: 0, taken: [] };
  }

  next({ from }: Remaining): Deed | undefined {
    return this.#deeds[from];
  }

  /** Those that remain without one of them. */
  without({ from, taken }: Remaining, deed: Deed): Remaining {
    if (deed !== this.#deeds[from]) return { from, taken: [...taken, deed] };
    let place = from + 1;
    if (taken.length === 0) return { from: place, taken };
    const passed = new Set<Deed>();
    for (let at = this.#deeds[place]; at !== undefined && taken.includes(at); at = this.#deeds[place]) {
      passed.add(at);
      place += 1;
    }
    return { from: place, taken: taken.filter((one) => !passed.has(one)) };
  }

  /** Those that were entered by a line, in their order. O(deeds that overlap). */
  enteredBy({ from, taken }: Remaining, line: number): readonly Deed[] {
    const found: Deed[] = [];
    for (let place = from; place < this.#deeds.length; place += 1) {
      if ((this.#leastEntered[place] ?? Infinity) > line) break;
      const deed = this.#deeds[place];
      if (deed !== undefined && deed.entered <= line && !taken.includes(deed)) found.push(deed);
    }
    return found;
  }

  /** The same of these deeds and of others. O(others) mostly. */
  latestEntries({ from, taken }: Remaining, others: readonly Deed[]): LatestEntries {
    const kept = this.#leavingFirst[from] ?? [];
    const isWhole = kept.length < KEPT || kept.length - taken.length >= 2;
    const leaving = isWhole ? kept : this.#deeds.slice(from);
    let first: Deed | undefined;
    let left = Infinity;
    let leftOfOthers = Infinity;
    for (const [deeds, isRemaining] of [[leaving, true] as const, [others, false] as const])
      for (const deed of deeds) {
        if (deed.left >= leftOfOthers || (isRemaining && taken.includes(deed))) continue;
        if (deed.left < left) {
          leftOfOthers = left;
          [first, left] = [deed, deed.left];
        } else leftOfOthers = deed.left;
      }
    return { first, left, leftOfOthers };
  }
}

/** Whether none of the deeds that remain came before it for certain. O(1). */
export function canBeNext(deed: Deed, { first, left, leftOfOthers }: LatestEntries): boolean {
  return deed.entered <= (deed === first ? leftOfOthers : left);
}
