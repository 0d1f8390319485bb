// Turns of actors that run beside each other: each waits before whatever others can see, and who goes on is drawn. One that
// is killed never goes on, as a process that got SIGKILL: nothing of it is cleared up.
import { setImmediate } from 'node:timers/promises';
import type { TurnDraw } from '../../src/systems/free-runs.ts';

/** Then signals and timers are let in. */
const TURNS_WITHOUT_EVENTS = 4096;

/** A process, as far as the simulation knows it. */
export interface Actor {
  isDead: boolean;
}

interface Waiting {
  readonly actor: Actor;
  readonly go: () => void;
}

/** The order of what actors do, drawn one by one. */
export class Turns {
  readonly #draw: TurnDraw;
  #waiting: Waiting[] = [];
  #settled = 0;

  constructor(draw: TurnDraw) {
    this.#draw = draw;
  }

  get count(): number {
    return this.#waiting.length;
  }

  /** Waits for a turn of this actor; for ever where it is dead. */
  async turn(actor: Actor): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (!actor.isDead) this.#waiting.push({ actor, go: resolve });
    await promise;
  }

  kill(actor: Actor): void {
    actor.isDead = true;
    this.#waiting = this.#waiting.filter((waiting) => waiting.actor !== actor);
  }

  /** Lets one of those who wait go on. */
  give(): void {
    const at = this.#draw(this.#waiting.length);
    const { go } = this.#waiting[at];
    const last = this.#waiting.pop();
    if (last !== undefined && at < this.#waiting.length) this.#waiting[at] = last;
    go();
  }

  /** Ends when all who were let go on wait again, or are through: Node gives ticks a turn once no promise has anything to do. */
  async settled(): Promise<void> {
    this.#settled += 1;
    if (this.#settled % TURNS_WITHOUT_EVENTS === 0) await setImmediate();
    else await new Promise<void>((resolve) => process.nextTick(resolve));
  }
}
