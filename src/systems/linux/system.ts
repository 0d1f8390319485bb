// The Linux kernel as a system under test: the POSIX and the job-control commands, answered by real processes.
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import type { Answer, Command } from '../../contract/command.ts';
import { CONCURRENT_MODES } from '../../contract/concurrent/program.ts';
import type { ConcurrentMode, ConcurrentProgram } from '../../contract/concurrent/program.ts';
import type { ConcurrentRun } from '../../contract/concurrent/run.ts';
import { JOB_CONTROL_VOCABULARY } from '../../contract/sets/job-control.ts';
import { POSIX_VOCABULARY } from '../../contract/sets/posix.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import { Hindrance, hindranceIn, limitMet } from '../../contract/hindrance.ts';
import { printCommand } from '../../contract/notation/trace.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import type { AsynchronousSystemUnderTest, SequenceRun, ShownStep } from '../../contract/system.ts';
import { Trouble } from '../../contract/trouble.ts';
import type { AgentOptions, Mode } from './agent-process.ts';
import { Agent } from './agent-process.ts';
import type { BuildOptions, Inconclusive } from './build-agent.ts';
import { buildAgent } from './build-agent.ts';
import { branchesOf, branchesWords, Reader, requestWords } from './agent-protocol.ts';

/** The kernel, and what of it can be seen from here. */
export interface LinuxSystem extends AsynchronousSystemUnderTest {
  /**
   * `'exact'`: in a pid namespace of its own, each process bearing the very number that the command names;
   * `'mapped'`: among the caller's processes, where numbers are names for whatever pids the kernel gave.
   */
  readonly mode: Mode;
  /** The reason that it is not exact, in a few words; empty where it is. */
  readonly reason: string;
  /**
   * Free runs, of the POSIX commands in the exact mode alone: among the caller's processes a number is no more than a name.
   */
  readonly concurrent?: readonly ConcurrentMode[];
  /** The rules that cannot be checked in this mode, each in a sentence; none in `'exact'`. */
  readonly unchecked: readonly string[];
}

/** Everything has a default: see {@link BuildOptions}; the mode is the best that the rights allow. */
export interface LinuxOptions extends BuildOptions, Partial<Pick<AgentOptions, 'mode' | 'limitMs'>> {
  /** The POSIX commands where absent. Those of job control are answered in the exact mode alone, and to root. */
  readonly commandSet?: LinuxSet | undefined;
}

const VOCABULARIES = [POSIX_VOCABULARY, JOB_CONTROL_VOCABULARY] as const;

/** The name of a command set that the kernel answers. */
export type LinuxSet = (typeof VOCABULARIES)[number]['id'];

/** The command sets that the kernel answers. */
export const LINUX_SETS: readonly LinuxSet[] = VOCABULARIES.map(({ id }) => id);

const LIMIT_MS = 5000;

const UNCHECKED_WHEN_MAPPED: readonly string[] = [
  'that a fork to a number in use is refused (EEXIST): the kernel chooses the numbers',
  'that a number is free again once nothing bears it: the kernel chooses the numbers',
  'what kill(-1, 0) answers: it would concern all processes of this machine',
  'what is special about init: its parent, its subreaper mark, and that no signal 9 reaches it',
];

/**
 * Builds the agent if need be, starts it, and hands out the kernel as a system; or says in one sentence what is
 * missing here. The first call costs a compilation (about half a second), a further one some milliseconds.
 */
export async function linuxSystem(
  options: LinuxOptions = {},
): Promise<{ system: LinuxSystem } | Inconclusive> {
  if (process.platform !== 'linux') {
    return { inconclusive: `this host runs ${process.platform}, so there is no Linux kernel to ask` };
  }
  try {
    const program = await buildAgent(options);
    if (typeof program !== 'string') return program;
    const { mode = 'auto', limitMs = LIMIT_MS, commandSet = POSIX_VOCABULARY.id } = options;
    const first = await Agent.start(program, { mode, limitMs, jobs: hasJobs(commandSet) });
    if (!(first instanceof Agent)) return first;
    return { system: new Kernel(program, first, { commandSet, limitMs }) };
  } catch (error) {
    const hindrance = hindranceIn(error, 'the Linux agent cannot be had');
    if (hindrance === undefined) throw error;
    return { inconclusive: hindrance.message };
  }
}

/** The result of a request, and whether it may be somebody else's doing. */
interface Asked {
  readonly run: SequenceRun;
  /** The reason to ask once more: a part of the agent ended, hung or was ended. */
  readonly doubt?: string;
}

/** From a reset, or from where things are. */
type Request = 'sequence' | 'continue';

class Kernel implements LinuxSystem {
  readonly asynchronous = true;
  readonly commandSet: LinuxSet;
  readonly profile = 'linux';
  readonly refuses = 'first';
  readonly name = `Linux ${release()}`;
  readonly idMax: number;
  readonly mode: Mode;
  readonly reason: string;
  readonly unchecked: readonly string[];
  readonly concurrent?: readonly ConcurrentMode[];
  readonly runConcurrent?: (program: ConcurrentProgram) => Promise<ConcurrentRun>;
  readonly copy?: () => Promise<LinuxSystem>;
  readonly #program: string;
  readonly #limitMs: number;
  readonly #vocabulary: Vocabulary;
  readonly #reader: Reader;
  #agent: Agent | undefined;
  #concurrentRuns = 0;
  /** The commands since the reset. */
  #history: Command[] = [];

  constructor(
    program: string,
    agent: Agent,
    { commandSet, limitMs }: { readonly commandSet: LinuxSet; readonly limitMs: number },
  ) {
    this.#program = program;
    this.#agent = agent;
    this.#limitMs = limitMs;
    this.commandSet = commandSet;
    this.#vocabulary = hasJobs(commandSet) ? JOB_CONTROL_VOCABULARY : POSIX_VOCABULARY;
    this.#reader = new Reader(this.#vocabulary);
    // With job control a thread of the agent bears the largest number.
    this.idMax = pidMax() - (hasJobs(commandSet) ? 2 : 1);
    this.mode = agent.mode;
    this.reason = agent.reason;
    this.unchecked = agent.mode === 'exact' ? [] : UNCHECKED_WHEN_MAPPED;
    if (agent.mode !== 'exact') return;
    // In a namespace of its own, with an agent of its own: two share nothing but the processors.
    this.copy = async () => {
      const other = await this.#newAgent();
      if (!(other instanceof Agent)) throw new Hindrance(other.inconclusive);
      return new Kernel(program, other, { commandSet, limitMs });
    };
    if (hasJobs(commandSet)) return;
    this.concurrent = [CONCURRENT_MODES[0]];
    this.runConcurrent = (asked) => this.#runConcurrent(asked);
  }

  async runSequence(commands: readonly Command[]): Promise<SequenceRun> {
    return this.#run('sequence', commands);
  }

  async reset(): Promise<void> {
    successOf(await this.#run('sequence', []));
  }

  async apply(command: Command): Promise<Answer> {
    const [step] = successOf(await this.#run('continue', [command])).steps;
    return step.answer;
  }

  async observe(): Promise<Observation> {
    return successOf(await this.#run('continue', [])).start;
  }

  async close(): Promise<void> {
    await this.#end();
  }

  /**
   * The end or hang of a part of the agent is a finding about the kernel only if the same commands lead there again:
   * anybody may have killed or stopped a process of ours.
   */
  async #run(request: Request, commands: readonly Command[]): Promise<SequenceRun> {
    if (request === 'sequence') this.#history = [];
    this.#history.push(...commands);
    const first = await this.#ask(request, commands);
    if (first.doubt === undefined) return first.run;
    await this.#end();
    const { run, doubt } = await this.#ask('sequence', this.#history);
    if (doubt === first.doubt) return first.run;
    await this.#end();
    const before = this.#history.length - commands.length;
    const hindrance =
      run.hindrance ??
      `${first.doubt}; the same commands, run again, do not lead there: somebody else ended or stopped a part of the agent, or the kernel is not deterministic`;
    return { start: first.run.start, steps: alike(first.run.steps, run.steps.slice(before)), hindrance };
  }

  /**
   * Releases the first command of each branch at one moment, some nanoseconds apart, and each further one when the one
   * before it is over. An agent that hangs or ends must do so twice: anybody may have ended a process of ours.
   */
  async #runConcurrent(program: ConcurrentProgram): Promise<ConcurrentRun> {
    const first = await this.#runOnce(program);
    if (typeof first !== 'string') return first;
    const again = await this.#runOnce(program);
    if (typeof again !== 'string') return again;
    if (again === first) throw new Trouble(first, { method: 'runConcurrent' });
    throw new Hindrance(`${first}; run again: ${again}`);
  }

  /** The run, or what ended or hung. */
  async #runOnce({ prefix, branches }: ConcurrentProgram): Promise<ConcurrentRun | string> {
    const { steps } = successOf(await this.#run('sequence', prefix));
    this.#concurrentRuns += 1;
    const commands = branches as readonly (readonly Command[])[];
    const offsets = branches.map((_, index) => offsetIn(this.#concurrentRuns, index, branches.length));
    const agent = await this.#agentFor('continue');
    if (!(agent instanceof Agent)) return agent.inconclusive;
    const asked = await agent.ask(branchesWords(this.#vocabulary, commands, offsets), 10 * this.#limitMs);
    const { lines, trouble, hindrance, disturbed } = asked;
    if ((trouble ?? hindrance) !== undefined) await this.#end();
    if (hindrance !== undefined) throw new Hindrance(hindrance);
    if ((trouble ?? disturbed) !== undefined) return (trouble ?? disturbed) as string;
    return {
      prefix: steps.map(({ answer }) => answer),
      branches: branchesOf(this.#vocabulary, commands, lines.slice(0, -1)),
      ended: 'done',
      observation: this.#reader.observation(lines.at(-1) ?? ''),
    };
  }

  async #ask(request: Request, commands: readonly Command[]): Promise<Asked> {
    const agent = await this.#agentFor(request);
    if (!(agent instanceof Agent)) return { run: { start: {}, steps: [], hindrance: agent.inconclusive } };
    const words = [
      request,
      commands.length,
      ...commands.map((command) => requestWords(this.#vocabulary, command)),
    ].join(' ');
    const reply = await agent.ask(words, 3 * this.#limitMs + 10 * commands.length);
    const { start, steps, ...read } = this.#read(commands, reply.lines);
    const trouble = reply.trouble ?? (reply.hindrance === undefined ? read.trouble : undefined);
    const hindrance = read.hindrance ?? reply.hindrance;
    // Nobody knows what it would say next.
    if ((trouble ?? hindrance) !== undefined) await this.#end();
    if (hindrance !== undefined) return { run: { start, steps, hindrance } };
    if (trouble !== undefined)
      return {
        run: { start, steps, trouble },
        doubt: typeof trouble === 'string' ? trouble : trouble.message,
      };
    if (reply.disturbed !== undefined) return { run: { start, steps }, doubt: reply.disturbed };
    return { run: { start, steps } };
  }

  /** After trouble the next sequence begins with a new agent. */
  async #agentFor(request: Request): Promise<Agent | Inconclusive> {
    if (this.#agent !== undefined) return this.#agent;
    if (request === 'continue') return { inconclusive: 'the agent is gone: only a reset starts another' };
    const agent = await this.#newAgent();
    if (agent instanceof Agent) this.#agent = agent;
    return agent;
  }

  /** Another agent like the first. */
  #newAgent(): Promise<Agent | Inconclusive> {
    const { mode, commandSet } = this;
    return Agent.start(this.#program, { mode, limitMs: this.#limitMs, jobs: hasJobs(commandSet) });
  }

  #read(commands: readonly Command[], lines: readonly string[]): SequenceRun {
    let start: Observation = {};
    const steps: ShownStep[] = [];
    try {
      if (lines.length > 0) start = this.#reader.observation(lines[0]);
      for (const [index, command] of commands.entries()) {
        const line = lines[index + 1];
        if (line === undefined) return { start, steps, trouble: 'the agent left commands unanswered' };
        const step = this.#reader.step(command, line);
        const limit = 'refused' in step.answer ? limitMet(String(step.answer.refused)) : undefined;
        if (limit !== undefined)
          return { start, steps, hindrance: `${printCommand(command, this.#vocabulary)}: ${limit}` };
        steps.push(step);
      }
      return { start, steps };
    } catch (error) {
      return { start, steps, trouble: `the agent's reply cannot be read: ${(error as Error).message}` };
    }
  }

  async #end(): Promise<void> {
    const agent = this.#agent;
    this.#agent = undefined;
    await agent?.end(this.#limitMs);
  }
}

function hasJobs(commandSet: LinuxSet): boolean {
  return commandSet === JOB_CONTROL_VOCABULARY.id;
}

/** The lengths by which branches begin one after the other, in nanoseconds: shorter than any call, up to that of an end. */
const OFFSETS: readonly number[] = [
  0,
  ...Array.from({ length: 19 }, (_, step) => Math.round(250 * 2 ** (step / 2))),
];

/** Each branch in turn is the one that begins first, and the others begin later, by lengths that take turns too. */
function offsetIn(run: number, branch: number, branches: number): number {
  const place = (branch + run) % branches;
  return place * OFFSETS[Math.floor(run / branches) % OFFSETS.length];
}

/** The steps of one run up to the first that another shows otherwise. */
function alike(steps: readonly ShownStep[], others: readonly ShownStep[]): readonly ShownStep[] {
  const end = steps.findIndex((step, at) => JSON.stringify(step) !== JSON.stringify(others[at]));
  return end < 0 ? steps : steps.slice(0, end);
}

function successOf(run: SequenceRun): SequenceRun {
  if (run.hindrance !== undefined) throw new Hindrance(run.hindrance);
  const { trouble } = run;
  if (trouble === undefined) return run;
  throw trouble instanceof Trouble ? trouble : new Trouble(trouble);
}

/** One more than the largest number of a process (proc(5)). */
function pidMax(): number {
  return Number(readFileSync('/proc/sys/kernel/pid_max', 'utf8'));
}
