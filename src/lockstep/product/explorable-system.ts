// The system's side of a product with the model: a system that can be put into a state, run for one command, and
// asked whether it shows what the model says it should.
import type { Answer } from '../../contract/command.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import { describeThrown, isInstance } from '../../contract/foreign-value.ts';
import { AdapterBroke, Trouble } from '../../contract/trouble.ts';
import type { SystemMethod } from '../../contract/trouble.ts';
import type { InvariantId } from '../../model/invariants/all.ts';
import type { SpaceModel } from '../../model/bounded/bounded-model.ts';

/**
 * A system as a search sees it. Its state travels as words, written by {@link save} after a command and taken back
 * by {@link load}; {@link rewind} returns to what was loaded last. An exception of the system itself leaves a method as
 * {@link SystemThrew}, a fault of the system; whatever else a method throws is a bug of ours.
 */
export interface ExplorableSystem {
  readonly payloadWords: number;
  /** Words that tell its states apart beyond what they show; 0 where only what it shows counts. */
  readonly representationWords: number;
  /** The invariants for which it did not show the evidence, as far as it was asked. */
  readonly notShown: ReadonlySet<InvariantId>;
  /** To where the system starts; what it counts there is what I9 measures by. */
  reset(): void;
  save(out: Uint32Array, offset: number): void;
  load(row: Uint32Array, offset: number): void;
  rewind(): void;
  /** Runs commands from where the system starts, and compares nothing. Absent where it has no state as words. */
  retrace?(labels: Uint32Array): void;
  /**
   * Told which commands will be run next, each from what was loaded, so that a system far away can run them in one go.
   */
  foresee?(labels: readonly number[]): void;
  /**
   * Runs a command of the alphabet; whether it answers as the model does: with one of the refusals that apply, or where
   * none does with this answer.
   */
  run(label: number, refusals: number, answer: Answer | undefined, model: SpaceModel): boolean;
  /** Whether it surely is as it was when loaded, shown or not. */
  isUntouched(): boolean;
  /** Whether all it shows is just this state of the model's. */
  shows(cells: Uint8Array): boolean;
  /** Whether what it shows obeys every state invariant, and it finds itself sane. */
  holds(cells: Uint8Array): boolean;
  /** Whether I9 holds of what it shows now, drained. */
  isDrained(): boolean;
  /** Writes what tells states apart: the representation, with what is dead in it made the same. */
  representation(out: Uint32Array, offset: number): void;
}

/** The system threw, and what. Made where the system is called, and nowhere else. */
export class SystemThrew extends Error {
  /** The method that it was in, where that is known. */
  readonly method: SystemMethod | undefined;

  constructor(cause: unknown, method?: SystemMethod) {
    super(isInstance(cause, Trouble) ? cause.message : describeThrown(cause), { cause });
    this.method = (isInstance(cause, Trouble) ? cause.method : undefined) ?? method;
  }
}

/**
 * The result of a call of the system; what it throws becomes {@link SystemThrew}, but for a {@link Hindrance}, which is
 * no finding about it. Nothing of ours belongs in it.
 */
export function asked<Given>(call: () => Given, method?: SystemMethod): Given {
  try {
    return call();
  } catch (error) {
    if (isInstance(error, Hindrance) || isInstance(error, AdapterBroke)) throw error;
    throw new SystemThrew(error, method);
  }
}

/** The exception of the system in the course of some work; undefined where it did not. Throws on what is ours. */
export function thrownIn(work: () => void): SystemThrew | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof SystemThrew) return error;
    throw error;
  }
}
