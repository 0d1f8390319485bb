// The model's place in a run, as a value: nothing that happens later changes it.
import type { Answer, Command } from '../contract/command.ts';
import type { KnownDeviation } from '../contract/known-deviation.ts';
import type { Step } from '../model/rulebook.ts';
import type { State } from '../model/state.ts';
import type { HeldByHarness } from './held-handles.ts';

/** All that a judge knows of one run; its counts, which are of all runs, are not in it. */
export interface Context {
  /** A run is over where it diverges, and where a known deviation ends it. */
  readonly phase: 'none' | 'reset' | 'started' | 'over';
  readonly state: State;
  readonly steps: number;
  readonly lastStep: Step | undefined;
  readonly lastCommand: Command | undefined;
  readonly ended: KnownDeviation | undefined;
  readonly held: HeldByHarness;
  readonly startResources: Int32Array;
  /** The answers of this run and of the one before, kept if what is right depends on them. */
  readonly answers: readonly Answer[];
  readonly answersBefore: readonly Answer[];
}
