// JSON-RPC 2.0 with one program, a message a line, one request at a time. Whatever else comes is trouble.
import { SYSTEM_METHODS, Trouble } from '../../contract/trouble.ts';
import type { SystemMethod } from '../../contract/trouble.ts';
import type { Child, ChildOptions, ChildProcesses } from '../process/child-process.ts';
import { excerpt } from '../process/line-reader.ts';
import { replyOf, requestLine, resultOf } from './messages.ts';
import type { Methods, ParamsOf, ResultOf } from './messages.ts';

/** A request under way. */
interface Pending {
  readonly number: number;
  readonly method: string;
  readonly settle: PromiseWithResolvers<unknown>;
}

/** The time that something may take, and its words in a sentence. */
export interface Limit {
  readonly ms: number;
  readonly words: string;
}

/** One program from its start to its end. After trouble it only gives the same trouble again. */
export class Connection<Table extends Methods> {
  readonly #table: Table;
  #child!: Child;
  #requests = 0;
  #pending: Pending | undefined;
  /** Whether the first reply has come: before it, lines that are no messages are log. */
  #greeted = false;
  #trouble: Trouble | undefined;
  /** The method of its system that our own host of modules entered last, as far as it tells. */
  #within: SystemMethod | undefined;

  private constructor(table: Table) {
    this.#table = table;
  }

  /** Throws the operating system's error where the program cannot be started. */
  static async open<Table extends Methods>(
    table: Table,
    words: readonly string[],
    options: ChildOptions,
    children: ChildProcesses,
  ): Promise<Connection<Table>> {
    const connection = new Connection(table);
    connection.#child = await children.start(words, options, {
      line: (text) => connection.#line(text),
      ended: (how) => connection.#fail(`it ${how}`),
    });
    return connection;
  }

  /** Trouble that came without being asked for. */
  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  /** Its standard error's end, and what it printed while it started. */
  get log(): string {
    return this.#child.log.text;
  }

  /** Sends one request and waits for its result. Throws {@link Trouble}. */
  async call<Name extends keyof Table & string>(
    method: Name,
    params: ParamsOf<Table, Name>,
    limit: Limit,
  ): Promise<ResultOf<Table, Name>> {
    if (this.#trouble !== undefined) throw this.#trouble;
    this.#requests += 1;
    this.#within = undefined;
    const settle = Promise.withResolvers<unknown>();
    const pending = { number: this.#requests, method, settle };
    this.#pending = pending;
    const late = (): void => {
      if (this.#pending === pending)
        this.#fail(`it did not answer within ${limit.words}${this.#child.half()}`, true);
    };
    // If the harness was busy for so long, the reply may be here and unread: it is read before the immediate's turn.
    const timer = setTimeout(() => setImmediate(late), limit.ms);
    try {
      this.#child.write(requestLine(this.#table[method], pending.number, method, params));
      return await pending.settle.promise;
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
    if (this.#child.hasChannel && isSystemMethod(message)) {
      this.#within = message;
      return;
    }
    if (!this.#greeted && (typeof message !== 'object' || message === null)) {
      this.#child.log.add(`${text}\n`);
      return;
    }
    if (message === undefined) {
      this.#fail(`it sent a line that is not JSON: ${excerpt(text)}`);
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
      this.#fail(`it sent a line that is not a JSON-RPC reply (${reply.problem}): ${excerpt(text)}`);
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
    const result = resultOf(this.#table[method], reply.value['result']);
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
    this.#trouble = new Trouble(`${sentence}${last}`, { hung, log: this.log, method: this.#within });
    this.#pending?.settle.reject(this.#trouble);
  }
}

function isSystemMethod(message: unknown): message is SystemMethod {
  return (SYSTEM_METHODS as readonly unknown[]).includes(message);
}

/** `undefined` where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // Whoever asks shows the text itself, which says more than where JSON.parse stumbled.
  }
}
