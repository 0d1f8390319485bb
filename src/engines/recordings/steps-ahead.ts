// Keeps the steps of a recording back for a while: what later ones show of numbers from before the recording is known by then, and
// a wait that found nobody stands where that was so.
import type { ExplainedStep } from './explanation.ts';
import { stateAfter } from './rules.ts';

/** Enough that a shell has asked for its group and its session. */
const STEPS_MAX = 1000;

export class StepsAhead {
  readonly #steps: ExplainedStep[] = [];

  get isFull(): boolean {
    return this.#steps.length > STEPS_MAX;
  }

  /** The next step; `undefined` where there is none. */
  take(): ExplainedStep | undefined {
    return this.#steps.shift();
  }

  /**
   * Takes a step. A wait that found nobody though a child had ended by then stands where that child had not ended, if it had
   * been entered by then. O(steps since it was entered) for those.
   */
  add(step: ExplainedStep): void {
    const { command, seen, before } = step;
    const foundNobody = seen !== undefined && 'ok' in seen && seen.ok['pid'] === 0;
    let place = this.#steps.length;
    if (command !== undefined && foundNobody && stateAfter(before, command, seen) === undefined)
      place = this.#placeOf(step) ?? place;
    const next = this.#steps[place];
    this.#steps.splice(
      place,
      0,
      next === undefined ? step : { ...step, before: next.before, after: next.before },
    );
  }

  #placeOf({ command, seen, entered }: ExplainedStep): number | undefined {
    if (command === undefined || seen === undefined) return undefined;
    for (let place = this.#steps.length - 1; place >= 0; place -= 1) {
      const step = this.#steps[place];
      if (step === undefined || step.line < entered) return undefined;
      if (stateAfter(step.before, command, seen) !== undefined) return place;
    }
    return undefined;
  }
}
