// The options of an explanation.
import type { RunControl } from '../../contract/run-control.ts';
import type { Profile } from '../../contract/system.ts';
import type { ExplainedStep, ExplanationProgress } from './explanation.ts';
import type { Hiding } from './hidden-lines.ts';
import type { PsSnapshot } from './ps-row.ts';

export interface ExplainOptions extends Partial<RunControl<ExplanationProgress>> {
  readonly snapshots?: readonly PsSnapshot[];
  /** Says whose choice is right where the standard leaves one; that of Linux without it. */
  readonly profile?: Profile;
  /** Asked about the log when it has ended; without it, lines of a kind of which there are none may be hidden. */
  readonly hiding?: () => Hiding;
  /** Lines that are looked ahead, for calls that are in flight. */
  readonly lookAhead?: number;
  /** Steps of a search for another order, a line. */
  readonly steps?: number;
  /** Told each step when its place in the order is settled. */
  readonly settled?: (step: ExplainedStep) => void;
}
