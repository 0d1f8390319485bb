// Failures of other kinds that were met on the way to one: a system may be wrong in several ways, and each is told once.
import { failureClassOf } from '../../lockstep/divergence.ts';
import type { Failure } from '../../counterexample/failure.ts';
import { compareSimplicity } from '../../counterexample/shrink/shortlex.ts';

/** A failure met on the way, and fast-check's path to its run where it was one of the search's own. */
export interface Met {
  readonly failure: Failure;
  readonly path: string | undefined;
}

/** Keeps the simplest failure of each signature until it is taken. What was taken is not kept again. */
export class OtherFailures {
  readonly #taken = new Set<string>();
  readonly #waiting = new Map<string, Met>();

  /** Signatures met and not taken. */
  get left(): number {
    return this.#waiting.size;
  }

  /** What a reset shows is not kept: every further run would begin with what it left behind. */
  note(failure: Failure, path?: string): void {
    const signature = failureClassOf(failure.divergence);
    if (failure.divergence.step < 0 || this.#taken.has(signature)) return;
    const known = this.#waiting.get(signature);
    if (known !== undefined && compareSimplicity(known.failure.commands, failure.commands) <= 0) return;
    this.#waiting.set(signature, { failure, path: known?.path ?? path });
  }

  /** This signature is told elsewhere. */
  settle({ divergence }: Failure): void {
    const signature = failureClassOf(divergence);
    this.#taken.add(signature);
    this.#waiting.delete(signature);
  }

  /** The one met first, which counts as taken then. */
  take(): Met | undefined {
    const [first] = this.#waiting.values();
    if (first !== undefined) this.settle(first.failure);
    return first;
  }
}
