// A program as a child process: lines in, lines out, its standard error kept, and its end, with all it started.
// Knows nothing of what the lines say.
import { spawn } from 'node:child_process';
import type { ChildProcess, ChildProcessByStdio } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { LineReader } from './lines.ts';
import { endGroup, endMarked, MARK_VARIABLE } from './leftovers.ts';
import { Tail } from './tail.ts';

/** Whoever reads the program's lines. */
export interface Listener {
  readonly line: (text: string) => void;
  /** It ended, or no longer makes lines; told once, in words that go on after "it". Nothing is told afterwards. */
  readonly ended: (how: string) => void;
}

/** How long what is still in a pipe may take to arrive after its writer has ended. */
const LAST_WORDS_MS = 200;
/** How long the end of a killed process may take to be told. */
const BURIAL_MS = 2000;

/** Nobody else has this mark. Each child's adds its number. */
const HARNESS = randomUUID();
const living = new Set<Child>();
let made = 0;
let guard: ChildProcess | undefined;

/** A running program, in a process group and a session of its own. */
export class Child {
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #mark: string;
  readonly #listener: Listener;
  readonly #lines: LineReader;
  readonly #exited = Promise.withResolvers<void>();
  /** What it said last for people. */
  readonly log: Tail = new Tail();
  #heard = true;
  #exit: { readonly code: number | null; readonly signal: NodeJS.Signals | null } | undefined;

  private constructor(
    child: ChildProcessByStdio<Writable, Readable, Readable>,
    mark: string,
    lineMaxBytes: number,
    listener: Listener,
  ) {
    this.#process = child;
    this.#lines = new LineReader(lineMaxBytes);
    this.#mark = mark;
    this.#listener = listener;
    living.add(this);
    tellGuard(`+${child.pid}`);
  }

  /** Starts a program; throws the operating system's error where that is not possible. */
  static async start(words: readonly string[], lineMaxBytes: number, listener: Listener): Promise<Child> {
    const [file, ...rest] = words;
    made += 1;
    const mark = `${HARNESS}.${made};`;
    const outer = process.env[MARK_VARIABLE] ?? '';
    const child = spawn(file, rest, {
      detached: true,
      stdio: 'pipe',
      windowsHide: true,
      env: { ...process.env, [MARK_VARIABLE]: outer + mark },
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    const started = new Child(child, mark, lineMaxBytes, listener);
    started.#listen();
    return started;
  }

  /** Writes text to its standard input. What it no longer reads is lost; its end is told by the listener. */
  write(text: string): void {
    this.#process.stdin.write(text);
  }

  /** What it has begun to say, as the end of a sentence. */
  half(): string {
    return this.#lines.half();
  }

  /** Waits for it to end by itself; returns how it ended, `undefined` if it did not within the time. */
  async ending(withinMs: number): Promise<string | undefined> {
    this.#process.stdin.end();
    await this.#within(withinMs);
    return this.#exit === undefined ? undefined : howItEnded(this.#exit);
  }

  /** Ends it and everything it started. No line is told afterwards. */
  async end(): Promise<void> {
    this.#heard = false;
    this.endNow();
    await this.#within(BURIAL_MS);
    this.#process.stdin.destroy();
    this.#process.stdout.destroy();
    this.#process.stderr.destroy();
    tellGuard(`-${this.#process.pid}`);
  }

  /** As {@link end}, without waiting. */
  endNow(): void {
    living.delete(this);
    endGroup(this.#process.pid as number);
    this.#process.kill('SIGKILL'); // Where there are no process groups.
    endMarked(this.#mark);
  }

  #listen(): void {
    const lines = this.#lines;
    const { stdin, stdout, stderr } = this.#process;
    stdin.on('error', () => undefined); // Its end is told by its exit.
    stderr.on('data', (chunk: Buffer) => this.log.add(chunk.toString()));
    stderr.on('error', () => undefined);
    stdout.on('error', () => undefined);
    stdout.on('data', (chunk: Buffer) => {
      const problem = lines.read(chunk, (line) => {
        if (this.#heard) this.#listener.line(line);
      });
      if (problem !== undefined) this.#over(problem);
    });
    stdout.on('end', () => {
      this.#later(() => this.#over(`closed its standard output${lines.half()}`));
    });
    this.#process.on('exit', (code, signal) => {
      this.#exit = { code, signal };
      this.#exited.resolve();
      this.#later(() => this.#over(`${howItEnded({ code, signal })}${lines.half()}`));
    });
    this.#process.on('close', () => {
      if (this.#exit !== undefined) this.#over(`${howItEnded(this.#exit)}${lines.half()}`);
    });
    // What waits has a timer; without one nothing of the program's keeps the harness from ending.
    this.#process.unref();
    for (const stream of [stdin, stdout, stderr]) (stream as Partial<{ unref: () => void }>).unref?.();
  }

  #over(how: string): void {
    if (!this.#heard) return;
    this.#heard = false;
    this.#listener.ended(how);
  }

  /**
   * What ends in two ways is told in the better one; the harness waits for it. Where the harness itself was busy all that
   * time, what has arrived is still unread when the timer fires: it is read before the immediate's turn.
   */
  #later(tell: () => void): void {
    if (this.#heard) setTimeout(() => setImmediate(tell), LAST_WORDS_MS);
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

function howItEnded({
  code,
  signal,
}: {
  readonly code: number | null;
  readonly signal: string | null;
}): string {
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}

/** The guard acts where the harness cannot: killed, or ended by Ctrl-C. The exit of a harness in order is quicker. */
function tellGuard(line: string): void {
  if (guard === undefined) {
    const file = fileURLToPath(new URL(`./guard${import.meta.url.slice(-3)}`, import.meta.url));
    guard = spawn(process.execPath, [file, `${HARNESS}.`], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    guard.on('error', () => undefined); // Then there is none, and a killed harness may leave something behind.
    guard.stdin?.on('error', () => undefined);
    guard.unref();
    (guard.stdin as unknown as { unref?: () => void } | null)?.unref?.();
    process.once('exit', () => {
      for (const child of living) child.endNow();
    });
  }
  guard.stdin?.write(`${line}\n`);
}
