// Runs given commands on a system beside the model, everything compared after each.
import type { Command } from '../contract/command.ts';
import type { Specification } from '../model/specification.ts';
import type { System } from '../contract/system.ts';
import { ALWAYS_FULL, Lockstep } from './lockstep.ts';
import type { Divergence } from './divergence.ts';
import type { Recorder } from './recorder.ts';
import { planOf, runInTurns } from './run.ts';
import type { Run, RunPlan } from './run-plan.ts';

/** A run that failed. */
type FailedRun = Pick<Run, 'commands'> & { readonly divergence: Divergence };

/** The limits of a replay, and who is told of it. */
interface ReplayOptions extends Pick<RunPlan, 'commandsMax' | 'turn'> {
  /** Whether it must be possible to begin anew at the end; it must be unless this is false. */
  readonly beginsAnew?: boolean;
  /** Told how often each invariant was judged, and how often what it is judged by was not shown. */
  readonly invariants?: (counts: Lockstep['invariantCounts']) => void;
  /** Notes the run, and the reset at its end. */
  readonly recorder?: Recorder;
}

/**
 * Runs commands on a system, everything compared after each; at the end it must be possible to begin anew, so what
 * a run leaves behind through a reset is that run's failure too.
 */
export async function replay(
  system: System,
  specification: Specification,
  commands: readonly Command[],
  { beginsAnew = true, invariants, recorder, ...limits }: ReplayOptions = {},
): Promise<Run> {
  const lockstep = new Lockstep(system, specification, { fullUpTo: ALWAYS_FULL, recorder });
  const run = await runInTurns(lockstep, { ...planOf(specification, commands), ...limits });
  invariants?.(lockstep.invariantCounts);
  if (run.divergence !== undefined || !beginsAnew) return run;
  return { ...run, divergence: await lockstep.reset() };
}

/** Runs a failing sequence again: does it fail at the same command and in the same way? */
export async function isSteady(
  system: System,
  specification: Specification,
  { commands, divergence }: FailedRun,
): Promise<boolean> {
  const again = (await replay(system, specification, commands)).divergence;
  return again?.step === divergence.step && again.failureClass === divergence.failureClass;
}
