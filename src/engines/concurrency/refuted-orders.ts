// Every order of a history's commands, each up to the command by which it is no explanation: for reports of a
// history that has none.
import type { SearchPlace } from './visited-places.ts';
import type { Reason } from './command-outcomes.ts';
import type { CommandPlace } from './history.ts';
import { placeText } from './history.ts';
import type { PreparedHistory } from './prepared-history.ts';

/** An order, and why it is no explanation. */
export interface RefutedOrder {
  /** Up to the command that cannot stand there; or all that happened, where it is the end that is wrong. */
  readonly order: readonly CommandPlace[];
  readonly at: 'command' | 'end';
  readonly reason: Reason;
}

/** Orders refuted, and whether these are all: then every order begins with one of them. */
export interface RefutedOrders {
  readonly orders: readonly RefutedOrder[];
  readonly all: boolean;
}

/** Lists refuted orders from a place on, at most `max`. O(max × commands). */
export function refutedOrders(prepared: PreparedHistory, start: SearchPlace, max: number): RefutedOrders {
  const orders: RefutedOrder[] = [];
  const visit = ({ done, gone, state, hash }: SearchPlace, order: readonly CommandPlace[]): boolean => {
    const refute = (refuted: RefutedOrder): boolean => orders.length < max && orders.push(refuted) > 0;
    if (prepared.isAllDone(done) && !refute({ order, at: 'end', reason: prepared.whyNotEnd(state, gone) }))
      return false;
    const next = prepared.nextAfter(done).toSorted((one, other) => compare(one.place, other.place));
    for (const entry of next) {
      const further = [...order, entry.place];
      const outcomes = prepared.outcomesOf(state, entry);
      // One without an answer that leads nowhere else is as if it had not happened.
      const isRefuted = outcomes.length === 0 && entry.answered !== Number.POSITIVE_INFINITY;
      if (isRefuted && !refute({ order: further, at: 'command', reason: prepared.whyNot(state, entry) }))
        return false;
      const behind = prepared.doneAfter(done, entry);
      for (const { next } of outcomes) {
        const place = { done: behind, gone: prepared.goneAfter(gone, behind, next), state: next, hash };
        if (!visit(place, further)) return false;
      }
    }
    return true;
  };
  const all = visit(start, []);
  return { orders, all };
}

function compare(one: CommandPlace, other: CommandPlace): number {
  return one.branch - other.branch || one.position - other.position;
}

/** `1.1 2.1: 2.1 should be refused (id-in-use)`. */
export function refutedOrderText({ order, at, reason }: RefutedOrder): string {
  const places = order.map(placeText);
  const why = at === 'end' ? reason.because : `${places.at(-1)} ${reason.because}`;
  return places.length === 0 ? why : `${places.join(' ')}: ${why}`;
}
