// A program as a child process: lines in, lines out, its standard error kept, and its end, with all it started.
// Knows nothing of what the lines say.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Duplex, Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { LineReader } from './line-reader.ts';
import { endGroup, endMarked, MARK_VARIABLE } from './kill-descendants.ts';
import { Tail } from './log-tail.ts';

/** Whoever reads the program's lines. */
export interface Listener {
  readonly line: (text: string) => void;
  /** It ended, or no longer makes lines; told once, in words that go on after "it". Nothing is told afterwards. */
  readonly ended: (how: string) => void;
}

export interface ChildOptions {
  readonly lineMaxBytes: number;
  /**
   * Whether lines go through descriptors of their own, 3 to it and 4 from it; then its standard output is for people,
   * and it has no standard input.
   */
  readonly channel?: boolean;
  /** The limit of its resident memory; watched on Linux alone. */
  readonly memoryMaxBytes?: number | undefined;
}

const MEGABYTE = 1024 * 1024;
/**
 * The interval at which its memory is looked at: a quick flood takes a few hundred megabytes more than it may by then.
 */
const MEMORY_EVERY_MS = 50;
/** The time that the rest in a pipe may take to arrive after its writer has ended. */
const LAST_WORDS_MS = 200;
/** The time that the end of a process that was killed, or has closed its output, may take to be told. */
const BURIAL_MS = 2000;

/**
 * The child processes of whoever makes this. They end with this process, however it ends: its own exit ends them, and
 * where it has none (killed, Ctrl-C) a guard does, a process beside it.
 *
 * @example
 * ```ts
 * const children = new ChildProcesses();
 * using hold = children.hold(); // the last hold that is given back ends what still runs
 * const child = await children.start(['cat'], { lineMaxBytes: 1000 }, listener);
 * ```
 */
export class ChildProcesses {
  /** Nobody else has this mark. Each child's adds its number. */
  readonly #mark = `${randomUUID()}.`;
  readonly #living = new Set<Child>();
  #started = 0;
  #holds = 0;
  #guard: ChildProcess | undefined;
  readonly #endAll = (): void => {
    for (const child of this.#living) if (!child.isEnded) child.endNow();
  };

  /** Starts a program; throws the operating system's error where that is not possible. */
  async start(words: readonly string[], options: ChildOptions, listener: Listener): Promise<Child> {
    this.#started += 1;
    const child = await Child.spawned(words, `${this.#mark}${this.#started};`, options, listener, (ended) => {
      this.#living.delete(ended);
      this.#guard?.stdin?.write(`-${ended.pid}\n`);
    });
    this.#living.add(child);
    this.#guard ??= this.#guarded();
    this.#guard.stdin?.write(`+${child.pid}\n`);
    return child;
  }

  /** Keeps the children for somebody who uses them. Giving the last hold back ends those that still run, and the guard. */
  hold(): Disposable {
    this.#holds += 1;
    let held = true;
    return {
      [Symbol.dispose]: () => {
        if (held) this.#holds -= 1;
        held = false;
        if (this.#holds === 0) this.#end();
      },
    };
  }

  #end(): void {
    this.#endAll();
    process.off('exit', this.#endAll);
    // Everything has been ended here: nothing is left to it.
    this.#guard?.stdin?.end('done\n');
    this.#guard = undefined;
  }

  /** The guard hears of each child, and acts when this process is gone. */
  #guarded(): ChildProcess {
    const file = fileURLToPath(new URL(`./exit-guard${import.meta.url.slice(-3)}`, import.meta.url));
    const guard = spawn(process.execPath, [file, this.#mark], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    guard.on('error', () => undefined); // Then there is none, and a killed harness may leave something behind.
    guard.stdin?.on('error', () => undefined);
    guard.unref();
    (guard.stdin as unknown as { unref?: () => void } | null)?.unref?.();
    process.on('exit', this.#endAll);
    return guard;
  }
}

/** A running program, in a process group and a session of its own. */
export class Child {
  readonly #process: ChildProcess;
  /** To it and from it. */
  readonly #input: Writable;
  readonly #output: Readable;
  /** Its log for people. */
  readonly #logs: readonly Readable[];
  readonly #options: ChildOptions;
  readonly #mark: string;
  readonly #listener: Listener;
  readonly #buried: (child: Child) => void;
  readonly #lines: LineReader;
  readonly #exited = Promise.withResolvers<void>();
  /** The last that it said for people. */
  readonly log: Tail = new Tail();
  #heard = true;
  #isEnded = false;
  #outOfHeap = false;
  #exit: { readonly code: number | null; readonly signal: NodeJS.Signals | null } | undefined;

  private constructor(
    child: ChildProcess,
    mark: string,
    options: ChildOptions,
    listener: Listener,
    buried: (child: Child) => void,
  ) {
    this.#process = child;
    const [stdin, stdout, stderr, input, output] = child.stdio as unknown as readonly Duplex[];
    this.#input = options.channel ? input : stdin;
    this.#output = options.channel ? output : stdout;
    this.#logs = options.channel ? [stdout, stderr] : [stderr];
    this.#options = options;
    this.#lines = new LineReader(options.lineMaxBytes);
    this.#mark = mark;
    this.#listener = listener;
    this.#buried = buried;
  }

  /** Called by {@link ChildProcesses}; `buried` is told once its end was asked for. */
  static async spawned(
    words: readonly string[],
    mark: string,
    options: ChildOptions,
    listener: Listener,
    buried: (child: Child) => void,
  ): Promise<Child> {
    const [file, ...rest] = words;
    const outer = process.env[MARK_VARIABLE] ?? '';
    const child = spawn(file, rest, {
      detached: true,
      stdio: options.channel ? ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'] : 'pipe',
      windowsHide: true,
      env: { ...process.env, [MARK_VARIABLE]: outer + mark },
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    const started = new Child(child, mark, options, listener, buried);
    started.#listen();
    return started;
  }

  /** Whether it was killed: its number may be another process's since. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  get pid(): number {
    return this.#process.pid as number;
  }

  get hasChannel(): boolean {
    return this.#options.channel === true;
  }

  /**
   * Writes text to its standard input, or the channel. Anything that it no longer reads is lost; its end is told by the
   * listener.
   */
  write(text: string): void {
    this.#input.write(text);
  }

  /** The line that it has begun, as the end of a sentence. */
  half(): string {
    return this.#lines.half();
  }

  /** Waits for it to end by itself; returns how it ended, `undefined` if it did not within the time. */
  async ending(withinMs: number): Promise<string | undefined> {
    this.#input.end();
    await this.#within(withinMs);
    return this.#exit === undefined ? undefined : this.#howItEnded(this.#exit);
  }

  /** Ends it and everything it started. No line is told afterwards. */
  async end(): Promise<void> {
    this.#heard = false;
    this.endNow();
    await this.#within(BURIAL_MS);
    for (const stream of [this.#input, this.#output, ...this.#logs]) stream.destroy();
    this.#buried(this);
  }

  /** As {@link end}, without waiting. */
  endNow(): void {
    this.#isEnded = true;
    endGroup(this.pid);
    this.#process.kill('SIGKILL'); // Used where there are no process groups.
    endMarked(this.#mark);
  }

  #listen(): void {
    const lines = this.#lines;
    const output = this.#output;
    this.#input.on('error', () => undefined); // Its end is told by its exit.
    for (const stream of this.#logs) {
      stream.on('data', (chunk: Buffer) => this.#note(chunk.toString()));
      stream.on('error', () => undefined);
    }
    output.on('error', () => undefined);
    output.on('data', (chunk: Buffer) => {
      const problem = lines.read(chunk, (line) => {
        if (this.#heard) this.#listener.line(line);
      });
      if (problem !== undefined) this.#over(problem);
    });
    output.on('end', () => {
      const what = this.hasChannel ? 'its channel to the harness' : 'its standard output';
      // A process that ends closes it first, and on a busy machine its exit is told much later.
      this.#later(BURIAL_MS, () => this.#over(`closed ${what}${lines.half()}`));
    });
    this.#process.on('exit', (code, signal) => {
      this.#exit = { code, signal };
      this.#exited.resolve();
      this.#later(LAST_WORDS_MS, () => this.#over(`${this.#howItEnded({ code, signal })}${lines.half()}`));
    });
    this.#process.on('close', () => {
      if (this.#exit !== undefined) this.#over(`${this.#howItEnded(this.#exit)}${lines.half()}`);
    });
    this.#watchMemory();
    // Every wait has a timer; without one nothing of the program's keeps the harness from ending.
    this.#process.unref();
    for (const stream of [this.#input, output, ...this.#logs])
      (stream as Partial<{ unref: () => void }>).unref?.();
  }

  #note(text: string): void {
    this.log.add(text);
    this.#outOfHeap ||= text.includes('heap out of memory');
  }

  /** Ends it when it has taken more than it may. */
  #watchMemory(): void {
    const { memoryMaxBytes } = this.#options;
    if (memoryMaxBytes === undefined || process.platform !== 'linux') return;
    const timer = setInterval(() => {
      if (this.#exit !== undefined || !this.#heard) clearInterval(timer);
      else if (residentBytes(this.pid) > memoryMaxBytes) {
        this.#over(this.#memoryWords());
        this.endNow();
      }
    }, MEMORY_EVERY_MS);
    timer.unref();
  }

  #memoryWords(): string {
    const megabytes = Math.round((this.#options.memoryMaxBytes ?? 0) / MEGABYTE).toLocaleString('en-US');
    return `took more than the ${megabytes} MB of memory that it may (--memory-limit-system)`;
  }

  #howItEnded({ code, signal }: { readonly code: number | null; readonly signal: string | null }): string {
    if (this.#outOfHeap && this.#options.memoryMaxBytes !== undefined) return this.#memoryWords();
    return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
  }

  #over(how: string): void {
    if (!this.#heard) return;
    this.#heard = false;
    this.#listener.ended(how);
  }

  /**
   * An end in two ways is told in the better one; the harness waits for it. If the harness itself was busy all that
   * time, what has arrived is still unread when the timer fires: it is read before the immediate's turn.
   */
  #later(ms: number, tell: () => void): void {
    if (this.#heard) setTimeout(() => setImmediate(tell), ms);
  }

  async #within(limitMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limitMs);
    });
    await Promise.race([this.#exited.promise, late]);
    clearTimeout(timer);
  }
}

/** The resident memory of a process; 0 where it is gone. */
function residentBytes(pid: number): number {
  try {
    const [, kilobytes = 0] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return 1024 * Number(kilobytes);
  } catch {
    return 0; // It has ended.
  }
}
