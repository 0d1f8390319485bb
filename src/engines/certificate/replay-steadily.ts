// Tells whether a failure is its commands' doing alone: they are run again, on a new copy of the system where there is
// one, since the one at hand has run much before.
import { counted } from '../../contract/format-numbers.ts';
import type { Specification } from '../../model/specification.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { System } from '../../contract/system.ts';
import type { Failure } from '../../counterexample/failure.ts';
import { isSteady } from '../../lockstep/replay.ts';
import { closeSystem } from '../../lockstep/exceptions.ts';

/** The history of a system before it failed. */
export interface Before {
  readonly runs: number;
  readonly commands: number;
}

/** A failure that a new copy of the system does not show, though it is no matter of chance. */
export interface History extends Before {
  /**
   * A new copy that was given the same commands over and over failed at this run of them first; null if not within the
   * limits.
   */
  readonly failsAtRun: number | null;
  /** The same in a sentence, without the name of the system. */
  readonly sentence: string;
}

/** `steady`: it fails each time; `unsteady`: now and now not. */
export type Standing = 'steady' | 'unsteady' | History;

/** The way to a new copy of the system, and what the one at hand has run. */
export interface AgainOptions {
  /** Makes another system like it that has run nothing; the system's own `copy` where this is absent. */
  readonly fresh?: (() => Promise<System> | System) | undefined;
  readonly before: Before;
}

/** Runs of the same commands on a new copy, to find out after how many of them it fails. */
const OVER_AND_OVER_MAX = 1000;
const OVER_AND_OVER_MS = 5000;

/**
 * Runs a failing sequence twice on a new copy of the system, or twice on the system at hand where there is no copy. A
 * failure that does not show there is run over and over: it may take something that ran before. A failure after a reset
 * is not looked for without a copy, since the system at hand would show it whatever it was given.
 */
export async function standingOf(
  system: System,
  specification: Specification,
  failure: Failure,
  options: AgainOptions,
  control: Pick<RunControl, 'now' | 'stopped'>,
): Promise<Standing> {
  const fresh = await freshOf(system, options);
  if (fresh === undefined) {
    if (failure.divergence.step < 0) return 'steady';
    const fails =
      (await isSteady(system, specification, failure)) && (await isSteady(system, specification, failure));
    return fails ? 'steady' : 'unsteady';
  }
  try {
    const failed = [await isSteady(fresh, specification, failure)];
    if (failed[0] && control.stopped()) return 'steady';
    failed.push(await isSteady(fresh, specification, failure));
    if (!failed.includes(false)) return 'steady';
    // A failure at the first run and not at the second is no matter of what ran before.
    if (failed[0]) return 'unsteady';
    const failsAtRun = failed[1] ? 2 : await overAndOver(fresh, specification, failure, options, control);
    if (failsAtRun !== null) return historyOf(options.before, failsAtRun);
  } finally {
    await closeSystem(fresh); // The end of the system at hand is what counts.
  }
  if (failure.divergence.step < 0) return historyOf(options.before, null);
  return (await isSteady(system, specification, failure)) ? historyOf(options.before, null) : 'unsteady';
}

/** At which run of the same commands it fails first, two being done. */
async function overAndOver(
  fresh: System,
  specification: Specification,
  failure: Failure,
  { before }: AgainOptions,
  { now, stopped }: Pick<RunControl, 'now' | 'stopped'>,
): Promise<number | null> {
  const began = now();
  const most = Math.min(before.runs + 1, OVER_AND_OVER_MAX);
  for (let run = 3; run <= most && !stopped() && now() - began < OVER_AND_OVER_MS; run += 1)
    if (await isSteady(fresh, specification, failure)) return run;
  return null;
}

/** A new copy, where one can be had. */
async function freshOf(system: System, { fresh }: AgainOptions): Promise<System | undefined> {
  if (fresh !== undefined) return await fresh();
  return system.asynchronous ? await system.copy?.() : undefined;
}

function historyOf(before: Before, failsAtRun: number | null): History {
  const copy =
    failsAtRun === null
      ? 'with the same commands, over and over'
      : `with the same commands, and fails first at run ${failsAtRun} of them`;
  const ran = `${counted(before.runs, 'run')} (${counted(before.commands, 'command')})`;
  const sentence = `a new copy of it passes ${copy}; the one at hand failed after ${ran}`;
  return { ...before, failsAtRun, sentence };
}
