// The things that a job works with, wherever it runs: a system of its own, the store, and its turns for others.
import type { Mark } from '../checkpoint.ts';
import type { Symmetry, TransitionSystem } from '../transition-system.ts';
import type { Store } from './store.ts';

/** Thrown by a pause: the job is to end, for this reason, and is run again by whoever goes on. */
export class JobEnded extends Error {}

export interface JobBench {
  readonly system: TransitionSystem;
  readonly symmetry: Symmetry | undefined;
  readonly store: Store;
  readonly mark: Mark;
  /** So many of a key's first words decide who owns it, and tell the states of the model apart. */
  readonly identityWords: number;
  /** Lets others in; throws {@link JobEnded} where the job is to end. */
  readonly pause: () => Promise<void>;
}
