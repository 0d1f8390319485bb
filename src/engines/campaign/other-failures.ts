// The failures of other kinds that a campaign meets: keeps the simplest of each, searches for more behind the first, and
// makes each short in its turn.
import type { System } from '../../contract/system.ts';
import type { Specification } from '../../model/specification.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import type { Failure } from '../../counterexample/failure.ts';
import { compareSimplicity } from '../../counterexample/shrink/shortlex.ts';
import type { Run } from '../../lockstep/run-plan.ts';
import type { Minimised, MinimiseOptions } from '../certificate/minimise.ts';
import { randomSearch, SearchStopped } from '../generate/random-search.ts';
import type { Choices, RandomSearchOptions } from '../generate/random-search.ts';
import { whyHindered } from '../hindered.ts';
import type { AgainOptions } from '../certificate/replay-steadily.ts';
import { settle } from '../certificate/settle-failure.ts';
import type { Settled } from '../certificate/settle-failure.ts';

/** A failure met on the way, and fast-check's path to its run where it was one of the search's own. */
export interface Met {
  readonly failure: Failure;
  readonly path: string | undefined;
}

/** Keeps the simplest failure of each class until it is taken. A kind that was taken is not kept again. */
export class OtherFailures {
  readonly #taken = new Set<string>();
  readonly #waiting = new Map<string, Met>();
  readonly #vocabulary: Vocabulary;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** The number of classes met and not taken. */
  get left(): number {
    return this.#waiting.size;
  }

  /** Keeps a failure, but not what a reset shows: every further run would begin with what it left behind. */
  note(failure: Failure, path?: string): void {
    const { failureClass, step } = failure.divergence;
    if (step < 0 || this.#taken.has(failureClass)) return;
    const known = this.#waiting.get(failureClass);
    const isSimpler =
      known === undefined ||
      compareSimplicity(failure.commands, known.failure.commands, this.#vocabulary) < 0;
    if (!isSimpler) return;
    this.#waiting.set(failureClass, { failure, path: known?.path ?? path });
  }

  /** The failure's class is told elsewhere. */
  settle({ divergence: { failureClass } }: Failure): void {
    this.#taken.add(failureClass);
    this.#waiting.delete(failureClass);
  }

  /** The one met first, which counts as taken then. */
  take(): Met | undefined {
    const [first] = this.#waiting.values();
    if (first !== undefined) this.settle(first.failure);
    return first;
  }
}

/** Another failure of the same campaign, as short as it got. */
export interface OtherFailure extends Minimised {
  /** Commands it was met with. */
  readonly foundWith: number;
  /** fast-check's path to the run that failed so; undefined where it was met while another was made shorter. */
  readonly path: string | undefined;
}

/** Less is spent on each than on the first, unless all were asked for. */
const SHRINK_MAX = 2_000;
const SHRINK_TIME_MS = 10_000;
const CERTIFY_STATES_MAX = 50_000;
const CERTIFY_SEQUENCES_MAX = 500;
const CERTIFY_TIME_MS = 1000;
/** For a system elsewhere, enough for most failures of five commands. */
const CERTIFY_ALL_SEQUENCES_MAX = 10_000;
const CERTIFY_ALL_TIME_MS = 30_000;

/**
 * Takes and minimises failures, those included that are met meanwhile, until there are none or so many are told. `all`:
 * they were asked for, and each may cost as much as it takes to know that it is a shortest one.
 * A failure that does not show each time that it is run again is left out.
 */
export async function minimiseOthers(
  system: System,
  specification: Specification,
  others: OtherFailures,
  most: number,
  options: MinimiseOptions,
  again: AgainOptions & { readonly all?: boolean },
): Promise<readonly OtherFailure[]> {
  const told: OtherFailure[] = [];
  const { shrinkMax = SHRINK_MAX, certifyStatesMax = CERTIFY_STATES_MAX } = options;
  const limits = {
    shrinkMax: Math.min(shrinkMax, SHRINK_MAX),
    shrinkTimeMs: SHRINK_TIME_MS,
    certifyStatesMax: Math.min(certifyStatesMax, CERTIFY_STATES_MAX),
    certifySequencesMax: again.all ? CERTIFY_ALL_SEQUENCES_MAX : CERTIFY_SEQUENCES_MAX,
    certifyTimeMs: again.all ? CERTIFY_ALL_TIME_MS : CERTIFY_TIME_MS,
  };
  while (told.length < most && !options.stopped?.()) {
    const met = others.take();
    if (met === undefined) break;
    const { commands } = met.failure;
    let settled: Settled;
    try {
      settled = await settle(system, specification, met.failure, { ...options, ...limits }, again);
    } catch (error) {
      whyHindered(error);
      break;
    }
    if (!settled.flaky) told.push({ ...settled.minimised, foundWith: commands.length, path: met.path });
  }
  return told;
}

/** Runs to pass by between two turns for others. */
export const PASSED_BY_A_TURN = 1000;

/** The runs that are drawn again and not run again. */
interface Behind {
  /** The number of the last of them, from 1. */
  readonly behind: number;
  /** Called now and then while they are drawn. */
  readonly passedBy: () => Promise<void>;
}

/**
 * Goes on with a random search behind its first failure and notes every further one. A failure after a reset ends it:
 * each further run would show it again.
 */
export async function searchOn(
  options: RandomSearchOptions,
  { behind, passedBy }: Behind,
  others: OtherFailures,
  runOf: (choices: Choices) => Promise<Run>,
): Promise<void> {
  let begun = 0;
  await randomSearch(options, async (choices) => {
    begun += 1;
    if (begun <= behind) {
      if (begun % PASSED_BY_A_TURN === 0) await passedBy();
      return undefined;
    }
    const { commands, divergence } = await runOf(choices);
    if (divergence === undefined) return undefined;
    if (divergence.step < 0) throw new SearchStopped();
    others.note({ commands, divergence }, String((options.first ?? 0) + begun - 1));
    return undefined;
  });
}
