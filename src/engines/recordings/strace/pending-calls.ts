// Keeps the calls that have been entered on one line until another line shows that they return: nothing else of a log is kept.
import type { Call } from '../log-event.ts';

/** A call between its two lines. */
export interface PendingCall {
  readonly call: Call;
  /** Its arguments so far, as they are printed; `undefined` where the program's own output stands among them. */
  readonly opened: string | undefined;
}

export class PendingCalls {
  readonly #byThread = new Map<number, PendingCall>();

  begin(pending: PendingCall): void {
    this.#byThread.set(pending.call.thread, pending);
  }

  /** The pending call of a thread, which is none from now on. */
  take(thread: number): PendingCall | undefined {
    const pending = this.#byThread.get(thread);
    if (pending !== undefined) this.#byThread.delete(thread);
    return pending;
  }

  /** `by` goes on as `thread`, whose own call never returns. */
  supersede(thread: number, by: number): void {
    const pending = this.take(by);
    if (pending === undefined) this.#byThread.delete(thread);
    else this.#byThread.set(thread, pending);
  }
}
