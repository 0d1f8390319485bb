// Finds the call that made a process which no call says it has made: one that returned another number, or none.
import type { Cast, RecordedThread } from './cast.ts';
import type { CallOf } from './deeds/deed-of-call.ts';
import { isMaking } from './deeds/fork-deed.ts';
import type { Call } from './log-event.ts';
import type { LookAhead } from './look-ahead.ts';
import type { Order } from './order.ts';

/** Calls that are remembered: the number shows soon after the call. */
const FAILED_MAX = 64;

export class WrongNumbers {
  readonly #cast: Cast;
  readonly #order: Order;
  readonly #ahead: LookAhead;
  #failed: readonly CallOf[] = [];

  constructor(cast: Cast, order: Order, ahead: LookAhead) {
    this.#cast = cast;
    this.#order = order;
    this.#ahead = ahead;
  }

  /** A call made nothing, as it says, or what is there already. */
  failed(making: CallOf): void {
    this.#failed = [...this.#failed.slice(1 - FAILED_MAX), making];
  }

  /**
   * The call that made what shows on a line and was made by none, or the thread that it says it has made: one in flight, else one
   * whose thread shows nowhere, else one that says it failed. `undefined` where there is none. O(lines looked ahead).
   */
  makerOf(line: number): CallOf | RecordedThread | undefined {
    const ahead = this.#whatComes();
    const inFlight = this.#inFlight(line, ahead);
    if (inFlight !== undefined) return inFlight;
    const silent = [...this.#cast.silentThreads()]
      .filter(({ number }) => !ahead.showing.has(number) || ahead.made.has(number))
      .at(-1);
    if (silent !== undefined) return silent;
    const failed = this.#failed.at(-1);
    this.#failed = this.#failed.slice(0, -1);
    return failed;
  }

  /** The first call that was entered before the line, returns after it, and made nothing that shows. */
  #inFlight(line: number, { showing, made }: WhatComes): CallOf | undefined {
    for (const event of this.#ahead.coming()) {
      if (event.kind !== 'return' || !isMaking(event.call) || event.call.entered.line >= line) continue;
      const { call, text } = event;
      const child = childOf(call);
      const member = this.#cast.thread(call.thread)?.member;
      if (member === undefined || this.#order.isEarly(call)) continue;
      if (call.result?.kind === 'none' || call.result?.kind === 'injected') continue;
      const isTaken =
        child !== undefined &&
        (this.#cast.thread(child)?.shownOn !== undefined || (made.get(child) ?? 0) > 1);
      if (child === undefined || isTaken || !showing.has(child)) return { call, member, text };
    }
    return undefined;
  }

  /** The threads that show a line as far as the log is looked ahead, and the numbers that calls return there, with how many. */
  #whatComes(): WhatComes {
    const showing = new Set<number>();
    const made = new Map<number, number>();
    for (const event of this.#ahead.coming()) {
      if ('thread' in event) showing.add(event.thread);
      if (!('call' in event)) continue;
      showing.add(event.call.thread);
      const child = event.kind === 'return' && isMaking(event.call) ? childOf(event.call) : undefined;
      if (child !== undefined) made.set(child, (made.get(child) ?? 0) + 1);
    }
    return { showing, made };
  }
}

interface WhatComes {
  readonly showing: ReadonlySet<number>;
  readonly made: ReadonlyMap<number, number>;
}

/** The number of the log's first column that a call's child has, where the log tells it. */
export function childOf({ result }: Call): number | undefined {
  if (result?.kind !== 'value' || result.value <= 0) return undefined;
  return result.inOuterNamespace ?? result.value;
}
