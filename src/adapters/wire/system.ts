// Any program that speaks the wire protocol, as a system under test.
import type { Answer, Command, CommandName, CommandSet } from '../../contract/command.ts';
import { counted } from '../../contract/counted.ts';
import type { Observation } from '../../contract/observation.ts';
import type { Guard } from '../../contract/refusal.ts';
import type { AsynchronousSystemUnderTest, Profile, SequenceRun, ShownStep } from '../../contract/system.ts';
import { Trouble } from '../../contract/trouble.ts';
import type { Connection } from './connection.ts';
import type { Greeted, WireLimits } from './greeting.ts';
import { greet, NoProgram, seconds } from './greeting.ts';
import type { ResultOf } from './messages.ts';
import { wordsOf } from './words.ts';

const REPLY_MS = 5000;
const CLOSE_MS = 2000;
/** Commands in a message, and about how many bytes its reply should have at most. */
const MESSAGE_COMMANDS = 256;
const MESSAGE_BYTES = 2 * 1024 * 1024;
/** After a command that hung, replies are waited for no longer than this, or so many times the slowest one so far. */
const HURRY_MS = 250;
const HURRY_TIMES = 20;

/**
 * Starts a program and greets it. Throws {@link NoProgram} where the text names none that is there, {@link NoSystem}
 * where it cannot be started, and {@link Trouble} where it can and misbehaves at once; then nothing of it is left.
 */
export async function wireSystem(
  text: string,
  commandSet: CommandSet,
  limits: WireLimits = {},
): Promise<WireSystem> {
  const split = wordsOf(text);
  if ('problem' in split) throw new NoProgram(split.problem);
  return WireSystem.start(split.words, commandSet, limits);
}

/** A program as a system. It is started anew after trouble, and for every reset where it asks for that. */
export class WireSystem implements AsynchronousSystemUnderTest {
  readonly asynchronous = true;
  readonly name: string;
  readonly commandSet: CommandSet;
  readonly supports: readonly CommandName[];
  readonly profile?: Profile;
  readonly guards?: readonly Guard[];
  readonly #restarts: boolean;
  readonly #start: () => Promise<Greeted>;
  readonly #limits: WireLimits;
  readonly #replyMs: number;
  readonly #closeMs: number;
  #connection: Connection | undefined;
  /** Started and not used since, so that a restart would give the same. */
  #fresh = true;
  #shown: Observation = {};
  /** Sequences no longer travel as one message once trouble was found in one. */
  #careful = false;
  #hung = false;
  #slowestMs = 0;
  #perMessage = MESSAGE_COMMANDS;
  /** What the last program that made trouble left on its standard error. */
  #lastLog = '';

  private constructor(greeted: Greeted, start: () => Promise<Greeted>, limits: WireLimits) {
    const { connection, hello } = greeted;
    this.name = `${hello.name} ${hello.version ?? '(no version)'}`.trim();
    this.commandSet = hello.commands as CommandSet;
    this.supports = hello.supports as readonly CommandName[];
    if (hello.profile !== undefined) this.profile = hello.profile;
    if (hello.guards !== undefined) this.guards = hello.guards as readonly Guard[];
    this.#restarts = hello.reset === 'restart';
    this.#connection = connection;
    this.#start = start;
    this.#limits = limits;
    this.#replyMs = limits.replyMs ?? REPLY_MS;
    this.#closeMs = limits.closeMs ?? CLOSE_MS;
  }

  /** As {@link wireSystem}, for a program in words. */
  static async start(
    words: readonly string[],
    commandSet: CommandSet,
    limits: WireLimits = {},
  ): Promise<WireSystem> {
    const start = (): Promise<Greeted> => greet(words, commandSet, limits);
    return new WireSystem(await start(), start, limits);
  }

  /** The same program, started once more. */
  async copy(): Promise<WireSystem> {
    return new WireSystem(await this.#start(), this.#start, this.#limits);
  }

  /** The end of what it wrote to standard error: of the program that made trouble last, else of the one that runs. */
  log(): string {
    return this.#lastLog === '' ? (this.#connection?.log ?? '') : this.#lastLog;
  }

  async reset(): Promise<void> {
    await this.#beginAnew();
  }

  async apply(command: Command): Promise<Answer> {
    const [step] = await this.#run([command]);
    this.#shown = step.observation;
    return step.answer;
  }

  /** What was shown with the last answer: this protocol has no request of its own for it. */
  async observe(): Promise<Observation> {
    return await Promise.resolve(this.#shown);
  }

  /**
   * Sends the sequence in one message. If that ends in trouble, the program is started anew and gets it one command
   * at a time, so that the command concerned has a name.
   */
  async runSequence(commands: readonly Command[]): Promise<SequenceRun> {
    if (this.#careful) return await this.#inMessages(commands, 1);
    const together = await this.#inMessages(commands, MESSAGE_COMMANDS);
    if (together.trouble === undefined) return together;
    const alone = await this.#inMessages(commands, 1);
    if (alone.trouble !== undefined) {
      this.#careful = true;
      return alone;
    }
    const from = together.steps.length + 1;
    const to = Math.min(commands.length, together.steps.length + together.sent);
    return {
      ...alone,
      trouble: `somewhere among commands ${from} … ${to} ${together.trouble}; sent one at a time the same commands do not lead there, so it is not deterministic: it depends on more than the commands`,
    };
  }

  /** Asks it to end and waits. Throws {@link Trouble} where it does not, or ends badly; it is ended all the same. */
  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection === undefined) return;
    const deadline = performance.now() + this.#closeMs;
    try {
      await connection.call('close', {}, { ms: this.#closeMs, words: seconds(this.#closeMs) });
      const how = await connection.ending(Math.max(deadline - performance.now(), 1));
      if (how === undefined)
        throw new Trouble(`it answered and did not end within ${seconds(this.#closeMs)}`, { hung: true });
      if (how !== 'ended with exit code 0') throw new Trouble(`it answered and ${how}`);
    } catch (error) {
      if (error instanceof Trouble) throw new Trouble(`"close": ${error.message}`, error);
      throw error;
    } finally {
      await connection.end();
    }
  }

  /** At most so many commands in a message; `sent` is how many there were in the last one. */
  async #inMessages(
    commands: readonly Command[],
    perMessageMax: number,
  ): Promise<SequenceRun & { readonly sent: number }> {
    const start = await this.#beginAnew();
    this.#perMessage = MESSAGE_COMMANDS; // The start is small, whatever the last sequence led to.
    const steps: ShownStep[] = [];
    let sent = 0;
    for (let from = 0; from < commands.length; from += sent) {
      sent = Math.min(perMessageMax, this.#perMessage);
      try {
        steps.push(...(await this.#run(commands.slice(from, from + sent))));
      } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        return { start, steps, sent, trouble: error.message };
      }
    }
    return { start, steps, sent };
  }

  /** Back to init alone; what is shown then. */
  async #beginAnew(): Promise<Observation> {
    try {
      return await this.#resetOrRestart();
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      throw new Trouble(error.message, {
        hung: error.hung,
        log: error.log,
        during: error.during ?? 'its reset',
      });
    }
  }

  async #resetOrRestart(): Promise<Observation> {
    if (this.#restarts) {
      await this.#orTrouble(() => Promise.resolve(undefined));
      if (!this.#fresh) await this.#discard();
    }
    if (this.#connection === undefined) await this.#restart();
    this.#shown = this.#restarts
      ? {}
      : await this.#orTrouble(
          async (connection) => (await connection.call('reset', {}, this.#limit())).observation ?? {},
        );
    return this.#shown;
  }

  async #run(commands: readonly Command[]): Promise<readonly ShownStep[]> {
    this.#fresh = false;
    const began = performance.now();
    return await this.#orTrouble(async (connection) => {
      const params = { commands: commands.map((command) => ({ ...command })), observe: 'each' } as const;
      const { steps } = await connection.call('run', params, this.#limit()).catch((error: unknown) => {
        // Of many commands together it may just take its time.
        if (commands.length === 1 && error instanceof Trouble && error.hung) this.#hung = true;
        throw error;
      });
      this.#slowestMs = Math.max(this.#slowestMs, performance.now() - began);
      if (steps.length !== commands.length)
        throw new Trouble(
          `it gave ${counted(steps.length, 'step')} for ${counted(commands.length, 'command')}`,
        );
      this.#measure(steps);
      return steps.map(({ answer, observation = {} }) => ({ answer, observation }));
    });
  }

  /** Large states make long lines: fewer commands then go into a message. */
  #measure(steps: ResultOf<'run'>['steps']): void {
    const last = steps.at(-1);
    if (last === undefined) return;
    const { processes = [], groups = [] } = last.observation ?? {};
    const about = 200 * (processes.length + groups.length + 1);
    this.#perMessage = Math.max(1, Math.min(MESSAGE_COMMANDS, Math.floor(MESSAGE_BYTES / about)));
  }

  /** What goes wrong ends the program: the next reset starts it anew. */
  async #orTrouble<Result>(ask: (connection: Connection) => Promise<Result>): Promise<Result> {
    const connection = this.#connection ?? (await this.#restart());
    try {
      if (connection.trouble !== undefined) throw connection.trouble;
      return await ask(connection);
    } catch (error) {
      await this.#discard();
      this.#lastLog = connection.log;
      throw error;
    }
  }

  async #restart(): Promise<Connection> {
    const { connection } = await this.#start();
    this.#connection = connection;
    this.#fresh = true;
    return connection;
  }

  async #discard(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.end();
  }

  #limit(): { readonly ms: number; readonly words: string } {
    const full = { ms: this.#replyMs, words: seconds(this.#replyMs) };
    if (!this.#hung) return full;
    const ms = Math.min(this.#replyMs, Math.ceil(Math.max(HURRY_MS, HURRY_TIMES * this.#slowestMs)));
    return ms === full.ms ? full : { ms, words: `${seconds(ms)} (the first time: ${full.words})` };
  }
}
