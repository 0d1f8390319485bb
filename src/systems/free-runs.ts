// Runs branches of commands on a system that answers later and takes a command before earlier ones have answered: the
// branches start together, each call is made after a random number of turns, and one counter tells the order.
import { setImmediate } from 'node:timers/promises';
import type { BranchCommand, ConcurrentProgram } from '../contract/concurrent/program.ts';
import { isObserve } from '../contract/concurrent/program.ts';
import type { CommandRun, ConcurrentRun, ConcurrentRunner } from '../contract/concurrent/run.ts';
import type { System } from '../contract/system.ts';

/** Draws a number from 0 to `count - 1`. */
export type TurnDraw = (count: number) => number;

/** Draws that are the same for a seed: xorshift32 (Marsaglia 2003). */
export function drawsFrom(seed: number): TurnDraw {
  let x = Math.imul(seed, 0x9e3779b1) | 1;
  return (count) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % count;
  };
}

/** The methods that a free run asks. */
type Asked = Pick<System, 'apply' | 'observe'> & { readonly reset: () => unknown };

/**
 * The system's way to run branches: its own method, or free runs from here, whose turns the seed decides; `undefined` where
 * it offers neither.
 */
export function concurrentRunnerOf(system: System, seed: number): ConcurrentRunner | undefined {
  if ((system.concurrent ?? []).length === 0) return undefined;
  const own = system.runConcurrent?.bind(system);
  if (own !== undefined) return own;
  const draw = drawsFrom(seed);
  return (program) => runFreely(system, program, draw);
}

/** Runs a program from a reset. An exception in a method ends it, once the commands under way have settled. */
export async function runFreely(
  system: Asked,
  { prefix, branches }: ConcurrentProgram,
  draw: TurnDraw,
): Promise<ConcurrentRun> {
  await system.reset();
  const answers = [];
  for (const command of prefix) answers.push(await system.apply(command));
  const run = new FreeRun(system, draw);
  const records = await run.all(branches);
  return { prefix: answers, branches: records, ended: 'done', observation: await system.observe() };
}

/** Turns of the event loop between two calls, at most; of microtasks, which are far cheaper. */
const TURNS_MAX = 3;
const MICROTASKS_MAX = 8;

class FreeRun {
  readonly #system: Asked;
  readonly #draw: TurnDraw;
  #count = 0;
  #failed = false;

  constructor(system: Asked, draw: TurnDraw) {
    this.#system = system;
    this.#draw = draw;
  }

  /** Starts the branches in an order drawn. */
  async all(branches: ConcurrentProgram['branches']): Promise<readonly (readonly CommandRun[])[]> {
    const started: Promise<readonly CommandRun[]>[] = [];
    const left = [...branches.keys()];
    while (left.length > 0) {
      const [index] = left.splice(this.#draw(left.length), 1);
      started[index] = this.#branch(branches[index]);
    }
    // One that has failed must not leave others running behind its back.
    const settled = await Promise.allSettled(started);
    return settled.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    });
  }

  async #branch(commands: readonly BranchCommand[]): Promise<readonly CommandRun[]> {
    const runs: CommandRun[] = [];
    for (const command of commands) {
      await this.#turns();
      if (this.#failed) break;
      try {
        runs.push(await this.#call(command));
      } catch (error) {
        this.#failed = true;
        throw error;
      }
    }
    return runs;
  }

  async #call(command: BranchCommand): Promise<CommandRun> {
    this.#count += 1;
    const called = this.#count;
    const outcome = isObserve(command)
      ? { observation: await this.#system.observe() }
      : { answer: await this.#system.apply(command) };
    this.#count += 1;
    return { called, answered: this.#count, ...outcome };
  }

  async #turns(): Promise<void> {
    if (this.#draw(2) === 0) for (let left = this.#draw(TURNS_MAX); left > 0; left -= 1) await setImmediate();
    for (let left = this.#draw(MICROTASKS_MAX); left > 0; left -= 1) await Promise.resolve();
  }
}
