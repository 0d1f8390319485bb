// A stepper whose exceptions are findings about it: told as trouble, with the steps that led there.
import type { ConcurrentProgram } from '../../contract/concurrent/program.ts';
import type { BranchSet, ProgramResult, Stepper, TouchedNames } from '../../contract/concurrent/stepper.ts';
import { describeThrown, isInstance } from '../../contract/foreign-value.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import { AdapterBroke, Trouble } from '../../contract/trouble.ts';

/** Hands on what is asked; a step costs one entry of a list more. */
export class GuardedStepper implements Stepper {
  /** The branches of the steps since the start, the one that threw included. */
  readonly taken: number[] = [];
  readonly overslept?: () => BranchSet;
  readonly races?: () => readonly string[];
  readonly #stepper: Stepper;

  constructor(stepper: Stepper) {
    this.#stepper = stepper;
    if (stepper.overslept !== undefined) this.overslept = () => stepper.overslept?.() ?? 0;
    if (stepper.races !== undefined) this.races = () => stepper.races?.() ?? [];
  }

  start(program: ConcurrentProgram): void {
    this.taken.length = 0;
    guarded(() => this.#stepper.start(program));
  }

  step(branch: number): void {
    this.taken.push(branch);
    try {
      this.#stepper.step(branch);
    } catch (error) {
      throw troubleOf(error);
    }
  }

  can(): BranchSet {
    return this.#stepper.can();
  }

  ended(): BranchSet {
    return this.#stepper.ended();
  }

  marks(): number {
    return this.#stepper.marks();
  }

  reads(): number {
    return this.#stepper.reads();
  }

  writes(): number {
    return this.#stepper.writes();
  }

  touched(): TouchedNames | undefined {
    return this.#stepper.touched();
  }

  at(branch: number): string | null {
    return this.#stepper.at(branch);
  }

  resultKey(): string {
    return guarded(() => this.#stepper.resultKey());
  }

  result(): ProgramResult {
    return guarded(() => this.#stepper.result());
  }
}

function guarded<Result>(ask: () => Result): Result {
  try {
    return ask();
  } catch (error) {
    throw troubleOf(error);
  }
}

/** The trouble that an exception of a run is; the exception itself where it says nothing of the system. */
export function troubleOf(error: unknown): unknown {
  const isKnown = [Hindrance, AdapterBroke, Trouble].some((kind) => isInstance(error, kind));
  return isKnown ? error : new Trouble(describeThrown(error), { method: 'runConcurrent', threw: true });
}
