// fast-check's part of a campaign: it draws choice sequences, counts runs, and replays a run from seed and path.
// The caller decides what a run does with its choices.
import fc from 'fast-check';

/** One run's choices. `shown` is what fast-check prints for it: the caller writes the commands it became. */
export class Choices {
  readonly numbers: readonly number[];
  shown = '';

  constructor(numbers: readonly number[]) {
    this.numbers = numbers;
  }

  [fc.toStringMethod](): string {
    return this.shown;
  }
}

/**
 * Sequences of 1 … `commandsMax` choices, three in four of full length: long runs find more. One number more than
 * commands, for the run's shape. fast-check's size must be `max`, or it would stop at ten.
 */
export function choicesUpTo(commandsMax: number): fc.Arbitrary<Choices> {
  const choice = fc.nat({ max: 0x7fff_ffff });
  const ofLength = (minLength: number): fc.Arbitrary<number[]> =>
    fc.array(choice, { minLength: minLength + 1, maxLength: commandsMax + 1, size: 'max' });
  return fc
    .oneof({ arbitrary: ofLength(commandsMax), weight: 3 }, { arbitrary: ofLength(1), weight: 1 })
    .map((numbers) => new Choices(numbers));
}

export interface RandomSearchOptions {
  readonly runs: number;
  readonly commandsMax: number;
  readonly seed: number;
  /** fast-check's path to one run, to replay just that. */
  readonly path?: string;
  /** The number of the first run, counted from 0: those before it are passed by. Not beside a path. */
  readonly first?: number;
}

/** The end of a random search. */
export interface RandomSearchResult {
  /** Runs begun, the failed one included. */
  readonly runs: number;
  readonly failed: boolean;
  /** Thrown by a run to end it. */
  readonly stopped: SearchStopped | undefined;
  readonly path: string | undefined;
  /**
   * fast-check's own words for a failure, in four lines; to be asked for once `shown` is set. It is not fast-check that
   * shrinks, so how many times that was done is said to it.
   */
  readonly report: (shrinks: number) => string;
}

/**
 * Runs until one fails or all are done. `run` says in a sentence why its choices failed, `undefined` when they did
 * not; throw {@link SearchStopped} to stop. fast-check does not shrink: our own shrinker works on commands.
 */
export async function randomSearch(
  options: RandomSearchOptions,
  run: (choices: Choices) => Promise<string | undefined> | string | undefined,
): Promise<RandomSearchResult> {
  const property = fc.asyncProperty(choicesUpTo(options.commandsMax), async (choices) => {
    const outcome = run(choices);
    const failure = outcome instanceof Promise ? await outcome : outcome;
    if (failure !== undefined) throw new RunFailed(failure);
  });
  // From where a path of one number leads, fast-check goes on, and counts from there.
  const path = options.path ?? (options.first === undefined ? undefined : String(options.first));
  const details = await fc.check(property, {
    seed: options.seed,
    numRuns: options.path === undefined ? options.runs : 1,
    endOnFailure: true,
    ...(path !== undefined && { path }),
  });
  const error = details.failed ? details.errorInstance : undefined;
  const stopped = error instanceof SearchStopped ? error : undefined;
  if (stopped === undefined && error !== undefined && error !== null && !(error instanceof RunFailed)) {
    throw error instanceof Error ? error : new Error('a run threw what is no error', { cause: error });
  }
  return {
    runs: details.numRuns,
    failed: details.failed && stopped === undefined,
    stopped,
    path: details.counterexamplePath ?? undefined,
    report: (shrinks) => reportOf({ ...details, numShrinks: shrinks }),
  };
}

/** Thrown by a run to end the search without a failure. */
export class SearchStopped extends Error {
  /** The hindrance, where that is why. */
  readonly hindrance: string | undefined;

  constructor(hindrance?: string) {
    super(hindrance);
    this.hindrance = hindrance;
  }
}

class RunFailed extends Error {}

/** The four lines people search their logs for, without the error that follows them. */
function reportOf(details: fc.RunDetails<[Choices]>): string {
  return (fc.defaultReportMessage(details) ?? '').split('\n').slice(0, 4).join('\n');
}
