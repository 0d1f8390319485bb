// Keeps the deeds placed last, which another order may still move, and tells the others as settled.
import type { ExplainedStep } from './explanation.ts';
import type { Placed } from './placed.ts';

/** Deeds that a search may move. */
const RECENT_MAX = 1024;
const SETTLED_AT_ONCE = 64;

export class Settling {
  readonly #told: ((step: ExplainedStep) => void) | undefined;
  #recent: Placed[] = [];

  constructor(told: ((step: ExplainedStep) => void) | undefined) {
    this.#told = told;
  }

  /** The deeds that may still be moved, in their order. */
  get recent(): readonly Placed[] {
    return this.#recent;
  }

  place(placed: Placed): void {
    this.#recent.push(placed);
    if (this.#recent.length < RECENT_MAX) return;
    for (const settled of this.#recent.splice(0, SETTLED_AT_ONCE)) this.#settle(settled, true);
  }

  /** Puts others in place of the last ones. */
  replace(last: number, placed: readonly Placed[]): void {
    this.#recent.length -= last;
    for (const one of placed) this.place(one);
  }

  /** A deed that nothing explains: what came before it stays where it is. */
  force(placed: Placed): void {
    this.settleAll();
    this.#settle(placed, false);
  }

  settleAll(): void {
    for (const settled of this.#recent) this.#settle(settled, true);
    this.#recent = [];
  }

  #settle({ deed, before, after, isShown }: Placed, explained: boolean): void {
    if (deed.isSilent === true) return;
    const isUndone = (deed.mayBeUndone === true || !isShown) && before === after;
    this.#told?.({
      line: deed.left,
      entered: deed.entered,
      seconds: deed.seconds,
      process: deed.process,
      command: isUndone ? undefined : deed.command,
      seen: isUndone || !isShown ? undefined : deed.seen,
      program: deed.program,
      signal: deed.signal,
      before: before.state,
      after: after.state,
      explained,
    });
  }
}
