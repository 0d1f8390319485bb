// The order of a recording's deeds and the world that it leads to: each deed is placed last, or where a search finds a place for it.
import type { Call } from './log-event.ts';
import type { Member } from './cast.ts';
import type { Deed } from './deeds/deed.ts';
import type { ExplainedStep } from './explanation.ts';
import type { Findings } from './findings.ts';
import { onlyAsks } from './deeds/deed.ts';
import { silentDeed } from './deeds/silent-deed.ts';
import type { HiddenLine } from './hidden-lines.ts';
import { searchOrder } from './order-search.ts';
import { Settling } from './settling.ts';
import type { World } from './world.ts';

/** A deed in flight, and the call or the end that it is of. */
export interface InFlight {
  readonly deed: Deed;
  readonly of: Call | Member;
}

/** A line that was the first to show a number. */
interface Shown {
  readonly deed: Deed;
  /** Another line has shown the same. */
  isConfirmed: boolean;
}

/** The first lines count: once so many have found no place, the others are searched for with a share of the steps. */
const WHOLE_SEARCHES = 32;
const LATER_SHARE = 20;

export class Order {
  readonly #findings: Findings;
  readonly #settling: Settling;
  readonly #stepsMax: number;
  readonly #inFlight: (deed: Deed) => readonly InFlight[];
  #world: World;
  /** Calls and ends that were placed before their line. */
  readonly #early = new Set<Call | Member>();
  /** The lines that first showed numbers from before the recording. */
  readonly #shown = new Map<number, Shown>();

  /** Searches that have found no order. */
  #notFound = 0;

  /**
   * @param inFlight The deeds in flight at the line of a deed, as far as the log is looked ahead.
   * @param told See `settled` of ExplainOptions.
   */
  constructor(
    world: World,
    findings: Findings,
    stepsMax: number,
    inFlight: (deed: Deed) => readonly InFlight[],
    told: ((step: ExplainedStep) => void) | undefined,
  ) {
    this.#world = world;
    this.#findings = findings;
    this.#stepsMax = stepsMax;
    this.#inFlight = inFlight;
    this.#settling = new Settling(told);
  }

  get world(): World {
    return this.#world;
  }

  /**
   * Goes on with a world in which more is known, or less is left. `change` is asked again where the deeds before it change places;
   * `undefined` where it cannot be in such a world.
   */
  goOnWith(change: (world: World) => World | undefined): void {
    const before = this.#world;
    const after = change(before);
    if (after === undefined || after === before) return;
    const deed = silentDeed(this.#findings.lines, change);
    this.#settling.place({ deed, before, after, isChoice: false, isShown: true });
    this.#world = after;
  }

  settleAll(): void {
    this.#settling.settleAll();
  }

  isEarly(of: Call | Member): boolean {
    return this.#early.has(of);
  }

  addEarly(of: Call | Member): void {
    this.#early.add(of);
  }

  /** Whether it was placed before its line, which is this one. */
  takeEarly(of: Call | Member): boolean {
    return this.#early.delete(of);
  }

  /**
   * Gives the deed its place: the last one, or where a search finds one.
   *
   * @param doubt Asked where neither does: a sentence where the log need not be right about it.
   */
  place(deed: Deed, doubt: () => string | undefined = () => undefined): void {
    const open = deed.leftOpen?.(this.#world);
    if (open !== undefined) this.#findings.open(open, deed);
    else if (deed.checked) this.#findings.checked(deed);
    const [after, ...others] = deed.perform(this.#world);
    if (after !== undefined) {
      this.#noteShown(deed, after);
      const isChoice = others.length > 0 || deed.otherwise !== undefined;
      this.#settling.place({ deed, before: this.#world, after, isChoice, isShown: true });
      this.#world = after;
      return;
    }
    if (this.#isAnsweredAtEntry(deed)) return;
    if (this.#findings.passesOver(deed, this.#world)) {
      this.#follow(deed);
      return;
    }
    if (this.#findOrder(deed)) return;
    const doubted = deed.checked && open === undefined ? doubt() : undefined;
    if (doubted === undefined) this.#force(deed);
    else {
      this.#findings.notChecked(doubted, deed);
      this.#placeOtherwise(deed);
    }
  }

  /**
   * Whether a question got its answer as soon as it was asked, and was told it so much later that no search goes back that far:
   * that changes nothing for any other deed.
   */
  #isAnsweredAtEntry(deed: Deed): boolean {
    const { atEntry, entered } = deed;
    const [oldest] = this.#settling.recent;
    if (atEntry === undefined || oldest === undefined || oldest.deed.left <= entered) return false;
    return onlyAsks(deed) && deed.perform(atEntry).includes(atEntry);
  }

  /** Does what the deed may have done instead of what is shown. */
  #placeOtherwise(deed: Deed): void {
    const [after, ...others] = deed.otherwise?.(this.#world) ?? [];
    if (after === undefined) return;
    this.#settling.place({
      deed: { ...deed, perform: deed.otherwise ?? deed.perform },
      before: this.#world,
      after,
      isChoice: others.length > 0,
      isShown: false,
    });
    this.#world = after;
  }

  /** Doubts the only line that has shown a number which another line contradicts. */
  doubt(number: number | undefined, line: number | undefined, behind: readonly HiddenLine[]): void {
    const shown = number === undefined ? undefined : this.#shown.get(number);
    if (number === undefined || shown === undefined || shown.isConfirmed) return;
    this.#shown.delete(number);
    this.#findings.doubted(shown.deed, number, line, behind);
  }

  #noteShown(deed: Deed, after: World): void {
    if (deed.shows === undefined) return;
    const shown = this.#shown.get(deed.shows);
    if (shown !== undefined) shown.isConfirmed = true;
    else if (after !== this.#world) this.#shown.set(deed.shows, { deed, isConfirmed: false });
  }

  /** Follows the log where nothing explains it. */
  #force(deed: Deed): void {
    const behind = this.#findings.unexplained(deed, this.#world);
    this.doubt(deed.relies?.(this.#world), deed.left, behind);
    this.#follow(deed);
  }

  #follow(deed: Deed): void {
    const after = deed.forced(this.#world);
    this.#settling.force({ deed, before: this.#world, after, isChoice: false, isShown: true });
    this.#world = after;
  }

  /** Gives a deed that has no result of its own its place, if another order has one. */
  fits(deed: Deed): boolean {
    return this.#findOrder(deed);
  }

  #findOrder(deed: Deed): boolean {
    const flights = this.#inFlight(deed);
    const inFlight = flights.map((flight) => flight.deed);
    const stepsMax = this.#notFound < WHOLE_SEARCHES ? this.#stepsMax : this.#stepsMax / LATER_SHARE;
    const found = searchOrder(this.#settling.recent, this.#world, deed, inFlight, stepsMax);
    this.#findings.searched(deed.left, found.steps, found.placed === undefined && !found.isWhole);
    if (found.placed === undefined) {
      this.#notFound += 1;
      return false;
    }
    this.#settling.replace(found.replaces, found.placed);
    for (const placed of found.placed) {
      const flight = flights.find((one) => one.deed === placed.deed);
      this.#world = placed.after;
      if (flight === undefined) continue;
      this.#early.add(flight.of);
      const open = flight.deed.terminal === undefined ? undefined : flight.deed.leftOpen?.(placed.before);
      if (open !== undefined) this.#findings.open(open, flight.deed);
      else if (flight.deed.checked) this.#findings.checked(flight.deed);
    }
    return true;
  }
}
