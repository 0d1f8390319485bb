// Makes a failure shorter, then searches for a shorter one still.
import type { Command } from '../../contract/command.ts';
import type { Specification } from '../../model/specification.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import { controlIn } from '../../contract/run-control.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { System } from '../../contract/system.ts';
import type { Certificate } from '../../counterexample/file/record.ts';
import { shrink } from '../../counterexample/shrink/shrink.ts';
import type { Failure } from '../../counterexample/failure.ts';
import { wentAstrayOn } from '../exploration/astray.ts';
import { certify } from './certificate.ts';
import type { CertificateBudget } from './scope.ts';

/** The cost of minimising, at most, and its control. */
export interface MinimiseOptions extends Partial<RunControl<MinimiseProgress>> {
  /** Executions that shrinking may spend, and milliseconds that it may take. */
  readonly shrinkMax?: number | undefined;
  readonly shrinkTimeMs?: number | undefined;
  /** States that the search for a shorter failure may visit; 0 leaves it out. */
  readonly certifyStatesMax?: number | undefined;
  /** For a system elsewhere: sequences that this search may give it, and milliseconds that it may take. */
  readonly certifySequencesMax?: number | undefined;
  readonly certifyTimeMs?: number | undefined;
  /** Told of failures of other classes that are met on the way, each as a run of its own showed it. */
  readonly met?: ((other: Failure) => void) | undefined;
}

/** The length reached so far, told between runs. */
export interface MinimiseProgress {
  readonly phase: 'shrink' | 'certify';
  readonly best: number;
}

/** A failure as short as it got. */
export interface Minimised {
  readonly failure: Failure;
  /** Commands that shrinking left; the search may have found fewer. */
  readonly shrunkTo: number;
  readonly executions: number;
  /** Times that something simpler took the place of what failed. */
  readonly shrinks: number;
  /** The reason that shrinking did not try all that it promises; `undefined` where it did. */
  readonly unfinished: string | undefined;
  /** The proof that it is a shortest one, or why there is none; undefined where that was not asked. */
  readonly certificate: Certificate | undefined;
}

const SHRINK_MAX = 20_000;
/** A minute: a failure of hundreds of commands of a program that takes milliseconds for each is short by then. */
const SHRINK_TIME_MS = 60_000;

/** Minimises a failing sequence; `undefined` where it does not fail again. */
export async function minimise(
  system: System,
  specification: Specification,
  commands: readonly Command[],
  options: MinimiseOptions,
): Promise<Minimised | undefined> {
  const { now, stopped, breathe, progress } = controlIn(options);
  const { shrinkMax = SHRINK_MAX, certifyStatesMax, met } = options;
  const shrunk = await shrink(system, specification, commands, {
    executionsMax: shrinkMax,
    timeMs: options.shrinkTimeMs ?? SHRINK_TIME_MS,
    met,
    now,
    stopped,
    breathe,
    progress: ({ best }) => progress?.({ phase: 'shrink', best }),
  });
  if (shrunk === undefined) return undefined;
  const { failure, executions, shrinks, unfinished } = shrunk;
  const { length } = failure.commands;
  const budget: CertificateBudget = {
    statesMax: certifyStatesMax,
    sequencesMax: options.certifySequencesMax,
    timeMs: options.certifyTimeMs,
    met,
    now,
    stopped,
    breathe: async () => {
      progress?.({ phase: 'certify', best: length });
      await breathe();
    },
  };
  const certified =
    certifyStatesMax === 0 ? undefined : await certifyUnlessHindered(system, specification, failure, budget);
  const isBettered = certified !== undefined && certified.failure !== failure;
  return {
    failure: certified?.failure ?? failure,
    shrunkTo: length,
    executions,
    shrinks: shrinks + (isBettered ? 1 : 0),
    unfinished,
    certificate: certified?.certificate,
  };
}

/**
 * As `certify`; where the world gets in the way, or the system does not do the same twice, the failure stands as it is.
 */
async function certifyUnlessHindered(
  ...[system, specification, failure, budget]: Parameters<typeof certify>
): ReturnType<typeof certify> {
  try {
    return await certify(system, specification, failure, budget);
  } catch (error) {
    if (!(error instanceof Hindrance) && !wentAstrayOn(system, error)) throw error;
    return { failure, certificate: { shortest: false, atLeast: 1, reason: error.message } };
  }
}

/** A failure that is left as it is. */
export function untouched(failure: Failure, executions: number): Minimised {
  const shrunkTo = failure.commands.length;
  const unfinished = 'it was not shrunk';
  return { failure, shrunkTo, executions, shrinks: 0, unfinished, certificate: undefined };
}
