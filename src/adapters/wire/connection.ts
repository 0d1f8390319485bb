// JSON-RPC 2.0 with one program, a message a line, one request at a time. Whatever else comes is trouble.
import { Trouble } from '../../contract/trouble.ts';
import { Child } from './child.ts';
import { excerpt } from './lines.ts';
import { replyOf, requestLine, resultOf } from './messages.ts';
import type { Method, ParamsOf, ResultOf } from './messages.ts';

/** A request under way. */
interface Pending {
  readonly number: number;
  readonly method: Method;
  readonly settle: PromiseWithResolvers<unknown>;
}

/** One program from its start to its end. After trouble it only gives the same trouble again. */
export class Connection {
  #child!: Child;
  #requests = 0;
  #pending: Pending | undefined;
  /** Whether the first reply has come: before it, lines that are no messages are log. */
  #greeted = false;
  #trouble: Trouble | undefined;

  /** Throws the operating system's error where the program cannot be started. */
  static async open(words: readonly string[], lineMaxBytes: number): Promise<Connection> {
    const connection = new Connection();
    connection.#child = await Child.start(words, lineMaxBytes, {
      line: (text) => connection.#line(text),
      ended: (how) => connection.#fail(`it ${how}`),
    });
    return connection;
  }

  /** What went wrong without being asked for. */
  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  /** Its standard error's end, and what it printed while it started. */
  get log(): string {
    return this.#child.log.text;
  }

  /** Sends one request and waits for its result. Throws {@link Trouble}. */
  async call<Name extends Method>(
    method: Name,
    params: ParamsOf<Name>,
    limit: { readonly ms: number; readonly words: string },
  ): Promise<ResultOf<Name>> {
    if (this.#trouble !== undefined) throw this.#trouble;
    this.#requests += 1;
    const pending = { number: this.#requests, method, settle: Promise.withResolvers<unknown>() };
    this.#pending = pending;
    const timer = setTimeout(() => {
      this.#fail(`it did not answer within ${limit.words}${this.#child.half()}`, true);
    }, limit.ms);
    try {
      this.#child.write(requestLine(pending.number, method, params));
      return (await pending.settle.promise) as ResultOf<Name>;
    } finally {
      clearTimeout(timer);
      this.#pending = undefined;
    }
  }

  /** Waits for it to end by itself after `close`; how it ended, `undefined` if it did not. */
  ending(withinMs: number): Promise<string | undefined> {
    return this.#child.ending(withinMs);
  }

  /** Ends it and everything it started. */
  end(): Promise<void> {
    return this.#child.end();
  }

  #line(text: string): void {
    if (this.#trouble !== undefined) return;
    const message = parsed(text);
    if (!this.#greeted && (typeof message !== 'object' || message === null)) {
      this.#child.log.add(`${text}\n`);
      return;
    }
    if (message === undefined) {
      this.#fail(`it sent a line that is no JSON: ${excerpt(text)}`);
      return;
    }
    const pending = this.#pending;
    if (pending === undefined) {
      this.#fail(`it sent a line that nobody asked for: ${excerpt(text)}`);
      return;
    }
    this.#reply(message, pending, text);
  }

  #reply(message: unknown, { number, method, settle }: Pending, text: string): void {
    const reply = replyOf(message);
    if ('problem' in reply) {
      this.#fail(`it sent a line that is no JSON-RPC reply (${reply.problem}): ${excerpt(text)}`);
      return;
    }
    const { id, error } = reply.value;
    if (error !== undefined) {
      const to =
        id === number || id === null ? '' : `, to request ${JSON.stringify(id)} instead of ${number}`;
      this.#fail(`it answered with JSON-RPC error ${error.code}, ${excerpt(error.message)}${to}`);
      return;
    }
    if (id !== number) {
      this.#fail(`it answered request ${JSON.stringify(id)}, and was asked ${number}`);
      return;
    }
    const result = resultOf(method, reply.value['result']);
    if ('problem' in result) {
      this.#fail(`its reply to "${method}" is malformed: ${result.problem}`);
      return;
    }
    this.#greeted = true;
    // At once, so that a line that follows in the same breath is one that nobody asked for.
    this.#pending = undefined;
    settle.resolve(result.value);
  }

  #fail(sentence: string, hung = false): void {
    if (this.#trouble !== undefined) return;
    const said = this.#child.log.lastLine();
    const last = said === '' ? '' : `; the last it wrote to standard error: ${excerpt(said)}`;
    this.#trouble = new Trouble(`${sentence}${last}`, { hung, log: this.log });
    this.#pending?.settle.reject(this.#trouble);
  }
}

/** `undefined` where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // Whoever asks shows the text itself, which says more than where JSON.parse stumbled.
  }
}
