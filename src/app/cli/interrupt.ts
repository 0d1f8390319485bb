// Signals that ask for an end: the first is met with a report of what there is by then, the second by the operating
// system.
import { setImmediate as breathe } from 'node:timers/promises';
import type { RunControl } from '../../contract/run-control.ts';
import { printProblem } from './print.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** The exit code that a shell and a supervisor see of a process that SIGTERM ended, whatever it still had to say. */
const TERMINATED = 143;

let terminated = false;
process.once('exit', () => {
  if (terminated) process.exitCode = TERMINATED;
});

/** Ends with the exit code of a process that SIGTERM ended, once all has been said. */
export function exitTerminated(): void {
  terminated = true;
}

/**
 * While it lives, the first Ctrl-C or SIGTERM asks what runs to end with what it has; after SIGTERM the exit code is 143.
 * Then the default is back, so that the second one ends the process even where nothing of ours gets a turn.
 */
export class Interrupt {
  #asked = false;
  readonly #onSignal = (signal: NodeJS.Signals): void => {
    if (this.#asked) {
      // Both came while nothing of ours got a turn.
      this[Symbol.dispose]();
      process.kill(process.pid, signal);
      return;
    }
    this.#asked = true;
    terminated ||= signal === 'SIGTERM';
    // One that is waiting beside this one would be lost with its handler: it is let in first.
    setImmediate(() => this[Symbol.dispose]());
    printProblem('stopping; a second signal (Ctrl-C again) ends it at once');
  };

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
  }

  get asked(): boolean {
    return this.#asked;
  }

  /** The control of work that this ends, with the clock of Node. */
  control<Progress = never>(progress?: (progress: Progress) => void): RunControl<Progress> {
    return {
      now: () => performance.now(),
      breathe: () => breathe(),
      stopped: () => this.#asked,
      progress,
    };
  }

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
  }
}
