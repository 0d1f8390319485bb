// Says whose a line without a number is, in a log that shows the number only while strace follows several processes: the one that is
// left. The number of the first process is learnt from the lines that follow.
import type { Call } from '../log-event.ts';
import { UNFINISHED, callAt } from './event-text.ts';
import { THREAD_MAX, emptyPrefix, isThreadNumber, readPrefix } from './line-prefix.ts';
import { ownMessageIn } from './own-message.ts';

/** The number of a first process whose own the log never shows; no process can have it. */
export const UNKNOWN_TRACEE = THREAD_MAX + 1;

/** The threads that strace follows. */
export class Tracees {
  readonly #live = new Set<number>();
  readonly #leaving = new Set<number>();

  /** A line bears this number, or strace says that it follows it. */
  follow(thread: number): void {
    this.#live.add(thread);
  }

  /** It has asked for its end; `strace -qq` does not show the end itself. */
  leave(thread: number): void {
    this.#leaving.add(thread);
  }

  lose(thread: number): void {
    this.#live.delete(thread);
    this.#leaving.delete(thread);
  }

  get areGone(): boolean {
    return this.#live.size === 0;
  }

  /** The one that a line without a number is about; `undefined` where there are several. */
  sole(): number | undefined {
    if (this.#live.size === 1) return this.#live.values().next().value;
    const staying = [...this.#live].filter((thread) => !this.#leaving.has(thread));
    return staying.length === 1 ? staying[0] : undefined;
  }
}

/** The calls that answer with the caller's own number. */
const ANSWERS_OWN_NUMBER: ReadonlySet<string> = new Set(['getpid', 'gettid', 'setsid', 'set_tid_address']);

/** A call that has made a process or a thread. */
export function makesProcess({ name, result }: Pick<Call, 'name' | 'result'>): boolean {
  return result?.kind === 'value' && result.value > 0 && /^(?:v?fork|clone3?)$/.test(name);
}

/** Looks for the first process's number in the lines of a log. */
export class FirstTracee {
  readonly #prefix = emptyPrefix();
  readonly #children = new Set<number>();
  #lines = 0;
  /** The first process has begun such a call itself. */
  #isInterrupted = false;

  /** The number, if this line or one before tells it. */
  learnt(text: string): number | undefined {
    const message = ownMessageIn(text);
    if (message?.kind === 'attach') {
      // `strace -p N`: there is nothing before.
      if (this.#lines === 0) return message.thread;
      this.#children.add(message.thread);
    }
    if (message?.index === 0) return undefined;
    this.#lines++;
    readPrefix(text, this.#prefix);
    const { thread, body, bracketed } = this.#prefix;
    const isResumed = text.startsWith('<...', body);
    if (thread !== undefined) return bracketed ? this.#ofNumbered(thread, isResumed) : undefined;
    this.#isInterrupted = text.endsWith(UNFINISHED) || (this.#isInterrupted && !isResumed);
    const call = callAt(text, body);
    if (call?.result?.kind !== 'value') return undefined;
    const number = call.result.inOuterNamespace ?? call.result.value;
    if (!isThreadNumber(number)) return undefined;
    if (ANSWERS_OWN_NUMBER.has(call.name)) return number;
    if (makesProcess(call)) this.#children.add(number);
    return undefined;
  }

  /** A line that bears a number is the first process's, unless it is known to be a child's. */
  #ofNumbered(thread: number, isResumed: boolean): number | undefined {
    if (this.#children.has(thread)) return undefined;
    if (isResumed || !this.#isInterrupted) return thread;
    // The first process would have to resume its own call before it does anything else.
    this.#children.add(thread);
    return undefined;
  }
}
