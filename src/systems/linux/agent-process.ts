// The agent's process: started, asked one line at a time, gone at the end. Knows nothing of what the lines say.
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { hindranceIn, limitMet } from '../../contract/hindrance.ts';
import type { Inconclusive } from './build-agent.ts';

/** The lines that a request was answered with, and why it was not answered to its end, where it was not. */
export interface AgentReply {
  readonly lines: readonly string[];
  readonly trouble?: string;
  /** It met a limit of the machine or the user. */
  readonly hindrance?: string;
  /** It was answered to its end, and a process ended that no command had ended. */
  readonly disturbed?: string;
}

/** The way that names become numbers: as the model says, or as the kernel likes. */
export type Mode = 'exact' | 'mapped';

/** Options for the start of an agent. */
export interface AgentOptions {
  readonly mode: Mode | 'auto';
  /** The time that one answer of one process may take. */
  readonly limitMs: number;
  /** Whether processes have terminals, stop, and may wait. */
  readonly jobs?: boolean;
}

/** A running agent; what it said first is in `mode` and `reason`. */
export class Agent {
  readonly mode: Mode;
  /** The reason that it is not in a namespace of its own; empty where it is. */
  readonly reason: string;
  readonly #child: AgentProcess;

  private constructor(child: AgentProcess, mode: Mode, reason: string) {
    this.#child = child;
    this.mode = mode;
    this.reason = reason;
  }

  /** Starts an agent, or says in one sentence why there can be none. */
  static async start(program: string, { mode, limitMs, jobs }: AgentOptions): Promise<Agent | Inconclusive> {
    let child: AgentProcess;
    try {
      child = new AgentProcess(program, [mode, String(limitMs), ...(jobs ? ['jobs'] : [])]);
    } catch (error) {
      const hindrance = hindranceIn(error, 'the Linux agent could not be started');
      if (hindrance === undefined) throw error;
      return { inconclusive: hindrance.message };
    }
    const { lines, trouble } = await child.ask('', (line) => /^(?:ready|unable) /.test(line), 5 * limitMs);
    const words = lines.at(-1)?.split(' ') ?? [];
    if (trouble === undefined && words[0] === 'ready' && (words[1] === 'exact' || words[1] === 'mapped')) {
      return new Agent(child, words[1], words.slice(2).join(' '));
    }
    await child.end(limitMs);
    return { inconclusive: `the Linux agent cannot work here: ${trouble ?? words.slice(1).join(' ')}` };
  }

  /** Asks and waits for the reply's last line, which is left out; in trouble when nothing comes for so long. */
  async ask(request: string, limitMs: number): Promise<AgentReply> {
    const { lines, trouble } = await this.#child.ask(`${request}\n`, isLast, limitMs);
    const last = trouble === undefined ? lines.at(-1) : undefined;
    if (last === undefined) return { lines, trouble: trouble ?? 'the agent said nothing' };
    const answered = lines.slice(0, -1);
    const [, kind, words = ''] = /^(\w+) ?(.*)$/.exec(last) ?? [];
    switch (kind) {
      case 'done':
        return { lines: answered };
      case 'disturbed':
        return { lines: answered, disturbed: words };
      case 'hindered': {
        const [code] = words.split(' ', 1);
        return { lines: answered, hindrance: `${words.slice(code.length + 1)}: ${limitMet(code) ?? code}` };
      }
      default:
        return { lines: answered, trouble: words };
    }
  }

  /** Ends it, and all its processes with it; by force where it takes longer than the limit. */
  end(limitMs: number): Promise<void> {
    return this.#child.end(limitMs);
  }
}

function isLast(line: string): boolean {
  return line === 'done' || /^(?:trouble|hindered|disturbed) /.test(line);
}

const COMPLAINTS_MAX = 2000;

/** A child process that answers in lines. While nobody waits for it, it does not keep this process alive. */
class AgentProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #gone: Promise<void>;
  #lines: string[] = [];
  #rest = '';
  #complaints = '';
  #ending: string | undefined;
  /** Called whenever something has come, or nothing will come any more. */
  #wake: () => void = () => {};

  constructor(program: string, words: readonly string[]) {
    this.#child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'], env: {} });
    const { stdin, stdout, stderr } = this.#child;
    stdin.on('error', () => {}); // It is gone; that is told by its end.
    stdout.setEncoding('latin1').on('data', (text: string) => this.#take(text));
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints = (this.#complaints + text).slice(0, COMPLAINTS_MAX);
    });
    this.#gone = new Promise((resolve) => {
      const end = (how: string): void => {
        const complaint = this.#complaints.trim().split('\n', 1)[0];
        this.#ending ??= complaint === '' ? how : `${how}, having said "${complaint}"`;
        this.#wake();
        resolve();
      };
      this.#child.on('error', (error) => {
        const hindrance = hindranceIn(error, 'the agent did not start');
        end(hindrance?.message ?? `the agent did not start: ${error.message}`);
      });
      this.#child.on('close', (code, signal) => {
        end(`the agent ended ${signal === null ? `with exit code ${code}` : `by ${signal}`}`);
      });
    });
    this.#keepsAlive(false);
  }

  async ask(text: string, isLast: (line: string) => boolean, limitMs: number): Promise<AgentReply> {
    this.#keepsAlive(true);
    if (text !== '') this.#child.stdin.write(text);
    let timer: NodeJS.Timeout | undefined;
    let isLate = false;
    await new Promise<void>((resolve) => {
      this.#wake = () => {
        timer?.refresh();
        if (this.#ending !== undefined || isLast(this.#lines.at(-1) ?? '')) resolve();
      };
      timer = setTimeout(() => {
        isLate = true;
        resolve();
      }, limitMs);
      this.#wake();
    });
    clearTimeout(timer);
    this.#wake = () => {};
    this.#keepsAlive(false);
    const lines = this.#lines;
    this.#lines = [];
    if (isLast(lines.at(-1) ?? '')) return { lines };
    const late = isLate ? `the agent has said nothing for ${limitMs} ms` : 'the agent ended';
    return { lines, trouble: this.#ending ?? late };
  }

  async end(limitMs: number): Promise<void> {
    this.#keepsAlive(true);
    this.#child.stdin.end();
    const timer = setTimeout(() => {
      this.#child.kill('SIGKILL');
      this.#child.stdout.destroy();
      this.#child.stderr.destroy();
    }, limitMs);
    await this.#gone;
    clearTimeout(timer);
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#lines.push(line);
    if (lines.length > 0) this.#wake();
  }

  #keepsAlive(does: boolean): void {
    const { stdin, stdout, stderr } = this.#child;
    for (const part of [this.#child, stdin, stdout, stderr] as unknown as NodeJS.RefCounted[]) {
      if (does) part.ref();
      else part.unref();
    }
  }
}
