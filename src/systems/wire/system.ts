// Any program that speaks the wire protocol, as a system under test.
import type { Answer, Command, CommandName, CommandSet } from '../../contract/command.ts';
import type {
  ConcurrentMode,
  ConcurrentProgram,
  ObserveCommand,
  Schedule,
} from '../../contract/concurrent/program.ts';
import type { ConcurrentRun } from '../../contract/concurrent/run.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import { counted } from '../../contract/format-numbers.ts';
import type { Limits } from '../../contract/limits.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import type { KnownDeviation } from '../../contract/known-deviation.ts';
import type { Guard } from '../../contract/refusal.ts';
import type {
  AsynchronousSystemUnderTest,
  Profile,
  SequenceRun,
  SequenceWatch,
  ShownStep,
} from '../../contract/system.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import { Trouble } from '../../contract/trouble.ts';
import { ChildProcesses } from '../process/child-process.ts';
import type { Limit } from './connection.ts';
import type { Greeted, Partner, WireLimits } from './handshake.ts';
import { greet, limitOf, NoProgram, seconds } from './handshake.ts';
import { troubleFrom } from './messages.ts';
import type { HOST_METHODS, ResultOf } from './messages.ts';
import { splitCommandLine } from './split-command-line.ts';

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
  vocabulary: Vocabulary,
  limits: WireLimits = {},
): Promise<WireSystem> {
  const split = splitCommandLine(text);
  if ('problem' in split) throw new NoProgram(split.problem);
  const children = new ChildProcesses();
  return WireSystem.start(children, () => greet(split.words, vocabulary, limits, children), limits);
}

/**
 * Asks a program to end and waits. Throws {@link Trouble} where it does not, or ends badly; it is ended all the same.
 */
export async function closeConnection(
  connection: Partner,
  { closeMs = CLOSE_MS }: WireLimits,
): Promise<void> {
  const deadline = performance.now() + closeMs;
  try {
    const { trouble } = await connection.call('close', {}, { ms: closeMs, words: seconds(closeMs) });
    if (trouble !== undefined) throw troubleFrom(trouble);
    const how = await connection.ending(Math.max(deadline - performance.now(), 1));
    if (how === undefined)
      throw new Trouble(`it answered and did not end within ${seconds(closeMs)}`, { hung: true });
    if (how !== 'ended with exit code 0') throw new Trouble(`it answered and ${how}`);
  } catch (error) {
    if (error instanceof Trouble && error.method === undefined)
      throw new Trouble(`"close": ${error.message}`, error);
    throw error;
  } finally {
    await connection.end();
  }
}

/** The processes that a system starts its own among, how it starts one, now and after trouble, and its limits. */
type WireStart = readonly [children: ChildProcesses, start: () => Promise<Greeted>, limits: WireLimits];

/** A program, or a module in a process of its own, as a system. It is started anew after trouble. */
export class WireSystem implements AsynchronousSystemUnderTest {
  readonly asynchronous = true;
  readonly name: string;
  readonly commandSet?: CommandSet;
  readonly profile?: Profile;
  readonly supports?: readonly CommandName[];
  readonly refuses?: 'first' | 'any';
  readonly idMax?: number;
  readonly unchecked?: readonly string[];
  readonly guards?: readonly Guard[];
  readonly limits?: Limits;
  readonly knownDeviations?: readonly KnownDeviation[];
  /** The same program, started once more; absent where another one may not run beside it. */
  readonly copy?: () => Promise<WireSystem>;
  /** Absent where it has no opinion of its innards. */
  readonly selfCheck?: () => Promise<readonly string[]>;
  readonly concurrent?: readonly ConcurrentMode[];
  readonly consistentReads?: boolean;
  /** Absent where it runs no commands at the same time. */
  readonly runConcurrent?: (
    program: ConcurrentProgram,
    schedule?: Schedule,
    limit?: number,
  ) => Promise<ConcurrentRun>;
  readonly #restarts: boolean;
  readonly #start: () => Promise<Greeted>;
  readonly #limits: WireLimits;
  readonly #replyMs: number;
  #connection: Partner | undefined;
  /** Started and not used since, so that a restart would give the same. */
  #fresh = true;
  #shown: Observation = {};
  /** Sequences no longer travel as one message once trouble was found in one. */
  #careful = false;
  #hung = false;
  #slowestMs = 0;
  #perMessage = MESSAGE_COMMANDS;
  /** The text that the last program that made trouble left on its standard error. */
  #lastLog = '';

  /** Given back when this system is closed: then the processes that it started are gone. */
  readonly #hold: Disposable;

  private constructor(
    { connection, introduction }: Greeted,
    hold: Disposable,
    [children, start, limits]: WireStart,
  ) {
    const { restarts, mayHaveCopies, has, ...about } = introduction;
    this.name = about.name;
    Object.assign(this, about);
    this.#restarts = restarts;
    this.#connection = connection;
    this.#start = start;
    this.#limits = limits;
    this.#replyMs = limitOf(limits).ms;
    this.#hold = hold;
    if (mayHaveCopies) this.copy = () => WireSystem.start(children, start, limits);
    if (has.includes('selfCheck')) this.selfCheck = () => this.#selfCheck();
    if (has.includes('runConcurrent')) this.runConcurrent = (...asked) => this.#runConcurrent(...asked);
  }

  /** A system that is started so, now and after trouble. Throws what `start` throws. */
  static async start(...how: WireStart): Promise<WireSystem> {
    const [children, start] = how;
    const hold = children.hold();
    try {
      return new WireSystem(await start(), hold, how);
    } catch (error) {
      hold[Symbol.dispose]();
      throw error;
    }
  }

  /** The end of what it wrote for people: of the program that made trouble last, else of the one that runs. */
  log(): string {
    return this.#lastLog === '' ? (this.#connection?.log ?? '') : this.#lastLog;
  }

  async reset(): Promise<void> {
    await this.#beginAnew();
  }

  async apply(command: Command): Promise<Answer> {
    const {
      steps: [step],
      trouble,
    } = await this.#run([command]);
    if (trouble !== undefined) throw trouble;
    this.#shown = step.observation;
    return step.answer;
  }

  /** The observation that came with the last answer: this protocol has no request of its own for it. */
  async observe(): Promise<Observation> {
    return await Promise.resolve(this.#shown);
  }

  /**
   * Sends the sequence in one message. If that ends in trouble, the program is started anew and gets it one command
   * at a time, so that the command concerned has a name. Trouble of which the host of a module lives to tell has one.
   */
  async runSequence(commands: readonly Command[], watch: SequenceWatch = {}): Promise<SequenceRun> {
    if (this.#careful) return await this.#inMessages(commands, 1, watch);
    const together = await this.#inMessages(commands, MESSAGE_COMMANDS, watch);
    if (together.trouble === undefined || this.#connection !== undefined) return together;
    const alone = await this.#inMessages(commands, 1, watch);
    if (alone.trouble !== undefined || alone.stopped) {
      this.#careful = true;
      return alone;
    }
    const from = together.steps.length + 1;
    const to = Math.min(commands.length, together.steps.length + together.sent);
    return {
      ...alone,
      trouble: `somewhere among commands ${from} … ${to} ${together.trouble.message}; sent one at a time the same commands do not lead there, so it is not deterministic: it depends on more than the commands`,
    };
  }

  /** Asks it to end and waits. Throws {@link Trouble} where it does not, or ends badly; it is ended all the same. */
  async close(): Promise<void> {
    using _hold = this.#hold;
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection === undefined) return;
    try {
      await closeConnection(connection, this.#limits);
      if (this.#lastLog === '') this.#lastLog = connection.log;
    } catch (error) {
      this.#lastLog = connection.log;
      throw error;
    }
  }

  /** At most so many commands in a message; `sent` is how many there were in the last one. */
  async #inMessages(
    commands: readonly Command[],
    perMessageMax: number,
    { checkAfter, goesOn }: SequenceWatch,
  ): Promise<SequenceRun & { readonly trouble?: Trouble; readonly sent: number }> {
    const start = await this.#beginAnew();
    this.#perMessage = MESSAGE_COMMANDS; // The start is small, whatever the last sequence led to.
    const steps: ShownStep[] = [];
    const checkAt = this.selfCheck === undefined ? undefined : checkAfter;
    let opinion: readonly string[] | undefined;
    let sent = 0;
    try {
      for (let from = 0; ; from += sent) {
        if (from === checkAt) opinion = await this.selfCheck?.();
        if (from >= commands.length) break;
        const end = checkAt !== undefined && from < checkAt ? checkAt : commands.length;
        sent = Math.min(perMessageMax, this.#perMessage, end - from);
        const ran = await this.#run(commands.slice(from, from + sent));
        steps.push(...ran.steps);
        if (ran.trouble !== undefined) throw ran.trouble;
        // If each goes alone, nothing is run once it went wrong: what comes of that concerns nobody.
        if (perMessageMax === 1 && goesOn?.(start, steps) === false)
          return { start, steps, sent, stopped: true };
      }
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      return { start, steps, sent, trouble: error, ...(opinion && { selfCheck: opinion }) };
    }
    return { start, steps, sent, ...(opinion && { selfCheck: opinion }) };
  }

  /** Back to init alone; what is shown then. */
  async #beginAnew(): Promise<Observation> {
    try {
      return await this.#resetOrRestart();
    } catch (error) {
      if (!(error instanceof Trouble) || error.method !== undefined) throw error;
      const { hung, log } = error;
      throw new Trouble(error.message, { hung, log, method: 'reset' });
    }
  }

  async #resetOrRestart(): Promise<Observation> {
    if (this.#restarts) {
      await this.#orTrouble(() => Promise.resolve(undefined));
      if (!this.#fresh) await this.#discard();
    }
    if (this.#connection === undefined) await this.#restart();
    if (this.#restarts) return (this.#shown = {});
    const { observation = {}, trouble } = await this.#orTrouble((connection) =>
      connection.call('reset', {}, this.#limit()),
    );
    if (trouble !== undefined) throw troubleFrom(trouble);
    return (this.#shown = observation);
  }

  async #selfCheck(): Promise<readonly string[]> {
    const { sentences = [], trouble } = await this.#orTrouble((connection) =>
      connection.call('self_check', {}, this.#limit()),
    );
    if (trouble !== undefined) throw troubleFrom(trouble);
    return sentences;
  }

  /** Runs a program from init alone. One that does not come to its end leaves locks held: then the program is started anew. */
  async #runConcurrent(
    { prefix, branches }: ConcurrentProgram,
    schedule?: Schedule,
    limit?: number,
  ): Promise<ConcurrentRun> {
    const copies = (commands: readonly (Command | ObserveCommand)[]) => commands.map((each) => ({ ...each }));
    const params = {
      prefix: copies(prefix),
      branches: branches.map(copies),
      ...(schedule && { schedule: [...schedule] }),
      ...(limit !== undefined && { limit }),
    };
    if (this.#restarts && !this.#fresh) await this.#discard();
    const connection = this.#connection ?? (await this.#restart());
    this.#fresh = false;
    const began = performance.now();
    const { trouble, ...run } = await this.#orTrouble(() =>
      connection.call('runConcurrent', params, this.#limit()),
    ).catch((error: unknown) => {
      if (!(error instanceof Trouble)) throw error;
      this.#hung ||= error.hung;
      const { hung, log, threw, method = 'runConcurrent' } = error;
      throw new Trouble(error.message, { hung, log, threw, method });
    });
    this.#slowestMs = Math.max(this.#slowestMs, performance.now() - began);
    const told = run as unknown as ConcurrentRun;
    if (trouble !== undefined || told.ended !== 'done') await this.#discard();
    if (trouble !== undefined) throw troubleFrom(trouble);
    this.#shown = told.observation ?? {};
    return told;
  }

  /** The steps up to trouble that the host of a module lives to tell of; any other is thrown. */
  async #run(
    commands: readonly Command[],
  ): Promise<{ readonly steps: readonly ShownStep[]; readonly trouble: Trouble | undefined }> {
    this.#fresh = false;
    const began = performance.now();
    return await this.#orTrouble(async (connection) => {
      const params = { commands: commands.map((command) => ({ ...command })), observe: 'each' } as const;
      const { steps, trouble } = await connection
        .call('run', params, this.#limit())
        .catch((error: unknown) => {
          // Many commands together may just take their time.
          if (commands.length === 1 && error instanceof Trouble && error.hung) this.#hung = true;
          throw error;
        });
      this.#slowestMs = Math.max(this.#slowestMs, performance.now() - began);
      if (trouble === undefined && steps.length !== commands.length)
        throw new Trouble(
          `it gave ${counted(steps.length, 'step')} for ${counted(commands.length, 'command')}`,
        );
      this.#measure(steps);
      const told = trouble && troubleFrom(trouble);
      if (told instanceof Hindrance) throw told;
      return {
        steps: steps.map(({ answer, observation }) => ({ answer, observation: observation ?? {} })),
        trouble: told,
      };
    });
  }

  /** Large states make long lines: fewer commands then go into a message. */
  #measure(steps: ResultOf<typeof HOST_METHODS, 'run'>['steps']): void {
    const last = steps.at(-1);
    if (last === undefined) return;
    const { processes = [], groups = [] } = last.observation ?? {};
    const about = 200 * (processes.length + groups.length + 1);
    this.#perMessage = Math.max(1, Math.min(MESSAGE_COMMANDS, Math.floor(MESSAGE_BYTES / about)));
  }

  /** Trouble ends the program: the next reset starts it anew. */
  async #orTrouble<Result>(ask: (connection: Partner) => Promise<Result>): Promise<Result> {
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

  async #restart(): Promise<Partner> {
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

  #limit(): Limit {
    const full = limitOf(this.#limits);
    if (!this.#hung) return full;
    const ms = Math.min(this.#replyMs, Math.ceil(Math.max(HURRY_MS, HURRY_TIMES * this.#slowestMs)));
    return ms === full.ms ? full : { ms, words: `${seconds(ms)} (the first time: ${full.words})` };
  }
}
