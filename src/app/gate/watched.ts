// Systems elsewhere that are waited for so long and no longer: a promise that never settles becomes a finding that
// names the command, as with a program of the command line's. One that hung is left to itself, and a new one takes its
// place.
import type { Command } from '../../contract/command.ts';
import type { AsynchronousSystemUnderTest, SequenceRun, ShownStep, System } from '../../contract/system.ts';
import type { ConcurrentRunner } from '../../contract/concurrent/run.ts';
import type { SystemMethod } from '../../contract/trouble.ts';
import { Trouble } from '../../contract/trouble.ts';
import { overlaid } from '../../lockstep/overlay.ts';
import type { MakeSystem } from './check.ts';
import { within } from './world.ts';

/** Once one hung, others are waited for no longer than this, or so many times the slowest answer so far. */
const HURRY_MS = 250;
const HURRY_TIMES = 20;

/** Limits in milliseconds. */
interface Limits {
  readonly stepMs: number;
  readonly makeMs: number;
}

/**
 * Makes systems whose methods settle within the limit for a step, or reject with {@link Trouble}; rejects where making
 * one takes too long. Those that answer at once are given as they are: nothing in the same thread can stop them.
 */
export function watched(make: MakeSystem, { stepMs, makeMs }: Limits): MakeSystem {
  const patience = new Patience(stepMs);
  const made = async (): Promise<System> => {
    const { settled } = await within(makeMs, async () => await make());
    if (settled === undefined) throw new Error(`no system came within ${makeMs / 1000} s`);
    return settled.value;
  };
  return async () => {
    const system = await made();
    return system.asynchronous === true ? watch(system, patience, made) : system;
  };
}

function watch(
  first: AsynchronousSystemUnderTest,
  patience: Patience,
  made: () => Promise<System>,
): AsynchronousSystemUnderTest {
  let current: AsynchronousSystemUnderTest | undefined = first;
  const ask = async <Result>(
    method: SystemMethod,
    question: (system: AsynchronousSystemUnderTest) => Promise<Result>,
  ): Promise<Result> => {
    current ??= (await made()) as AsynchronousSystemUnderTest;
    const asked = current;
    try {
      return await patience.wait(method, () => question(asked));
    } catch (error) {
      if (error instanceof Late) {
        current = undefined;
        // Its resources should go, but nobody waits for that: it may hang as well.
        asked.close?.().catch(() => undefined);
      }
      throw error;
    }
  };
  const reset = (): Promise<void> => ask('reset', (system) => system.reset());
  const apply = (command: Command): Promise<ShownStep['answer']> =>
    ask('apply', (system) => system.apply(command));
  const observe = (): Promise<ShownStep['observation']> => ask('observe', (system) => system.observe());
  let careful = false;
  /** Many commands together may just take their time: once they do, commands are given one by one. */
  const runSequence = async (commands: readonly Command[]): Promise<SequenceRun> => {
    try {
      if (!careful)
        return await ask('runSequence', async (system) => {
          if (system.runSequence === undefined) throw new Error('the next system takes no sequences');
          return await system.runSequence(commands);
        });
    } catch (error) {
      if (!(error instanceof Late)) throw error;
      careful = true;
    }
    await reset();
    const start = await observe();
    const steps: ShownStep[] = [];
    for (const command of commands)
      try {
        steps.push({ answer: await apply(command), observation: await observe() });
      } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        return { start, steps, trouble: error };
      }
    return { start, steps };
  };
  const runConcurrent: ConcurrentRunner = (...asked) =>
    ask('runConcurrent', async (system) => await ownRunner(system)(...asked));
  return overlaid(first, {
    reset,
    apply,
    observe,
    ...(first.runSequence !== undefined && { runSequence }),
    ...(first.runConcurrent !== undefined && { runConcurrent }),
    // A copy would be watched by nobody.
    copy: undefined,
    log: () => (current ?? first).log?.() ?? '',
    close: async () => {
      if (current?.close !== undefined) await ask('close', (system) => system.close?.() ?? Promise.resolve());
    },
  });
}

function ownRunner(system: AsynchronousSystemUnderTest): ConcurrentRunner {
  const own = system.runConcurrent?.bind(system);
  if (own === undefined) throw new Error('the next system runs no branches');
  return own;
}

/** Told from the trouble of a program that has limits of its own and starts anew by itself. */
class Late extends Trouble {}

/** The time that a suite waits for an answer. */
class Patience {
  readonly #limitMs: number;
  #hung = false;
  #slowestMs = 0;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /**
   * Waits for what is asked for; throws {@link Late} where that does not come in time. Exceptions are the system's own.
   */
  async wait<Result>(method: SystemMethod, ask: () => Promise<Result>): Promise<Result> {
    const ms = this.#hung
      ? Math.min(this.#limitMs, Math.ceil(Math.max(HURRY_MS, HURRY_TIMES * this.#slowestMs)))
      : this.#limitMs;
    const { settled, tookMs } = await within(ms, ask);
    if (settled !== undefined) {
      this.#slowestMs = Math.max(this.#slowestMs, tookMs);
      return settled.value;
    }
    const words = ms === this.#limitMs ? '' : ` (the first time: ${this.#limitMs / 1000} s)`;
    this.#hung = true;
    throw new Late(`it did not answer within ${ms / 1000} s${words}`, { method, hung: true });
  }
}
