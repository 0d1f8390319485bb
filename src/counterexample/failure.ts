// A failing run as every part of the evidence takes it.
import type { Command } from '../contract/command.ts';
import type { Divergence } from '../lockstep/divergence.ts';

/** A failing run: its last command is the one at which model and system part. */
export interface Failure {
  readonly commands: readonly Command[];
  readonly divergence: Divergence;
}
