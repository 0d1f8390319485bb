// The search of a campaign: random runs until one fails or all are done, one after the other or on copies at once.
import type { System } from '../../contract/system.ts';
import type { Run } from '../../lockstep/run-plan.ts';
import type { Failure } from '../../counterexample/failure.ts';
import type { Choices, RandomSearchResult } from '../generate/random-search.ts';
import { randomSearch, SearchStopped } from '../generate/random-search.ts';
import { copiesOf, Lanes } from './concurrent-copies.ts';
import type { CampaignOptions } from './options.ts';
import { PASSED_BY_A_TURN } from './other-failures.ts';
import type { CampaignRuns } from './runs.ts';
import { unlessHindered } from './runs.ts';

/** A run that failed, and the choices that it was made of. */
export interface FailedRun {
  readonly choices: Choices;
  readonly failure: Failure;
}

/** The end of a search. */
export type SearchEnd =
  | { readonly kind: 'found'; readonly failed: FailedRun; readonly random: RandomSearchResult }
  /** No run failed; `badEnd` says how a copy of the system ended badly. */
  | { readonly kind: 'clean'; readonly badEnd: string | undefined }
  | { readonly kind: 'hindered'; readonly reason: string };

/** Searches with as many copies of the system as help. */
export async function search(
  system: System,
  options: CampaignOptions,
  runs: CampaignRuns,
): Promise<SearchEnd> {
  if (!system.asynchronous || !runs.lockstep.runsAhead) return await searchOneByOne(options, runs);
  const copies = await copiesOf(system, options.path === undefined ? options.runs : 1);
  return await searchOnCopies(options, runs, new Lanes<Choices>(runs.lockstep, copies));
}

async function searchOneByOne(options: CampaignOptions, runs: CampaignRuns): Promise<SearchEnd> {
  let failed: FailedRun | undefined;
  let previous: Run | undefined;
  const random = await randomSearch(options, async (choices) => {
    const run = await unlessHindered(() => runs.run(choices));
    failed = failedRun(choices, run, previous);
    previous = run;
    return failed?.failure.divergence.sentence;
  });
  return endOf(failed, random, random.stopped, undefined);
}

async function searchOnCopies(
  options: CampaignOptions,
  runs: CampaignRuns,
  lanes: Lanes<Choices>,
): Promise<SearchEnd> {
  let failed: FailedRun | undefined;
  const judge = async (): Promise<string | undefined> => {
    const { tag, run, previous } = await lanes.judge();
    runs.countLast();
    failed = failedRun(tag, run, previous);
    return failed?.failure.divergence.sentence;
  };
  const random = await randomSearch(options, (choices) =>
    unlessHindered(async () => {
      await runs.mayGoOn();
      lanes.begin(choices, runs.planFor(choices));
      return lanes.full ? await judge() : undefined;
    }),
  );
  let { stopped } = random;
  try {
    while (failed === undefined && stopped?.hindrance === undefined && lanes.busy)
      await unlessHindered(judge);
  } catch (error) {
    if (!(error instanceof SearchStopped)) throw error;
    stopped = error;
  }
  const badEnd = await lanes.end();
  if (failed === undefined) return endOf(failed, random, stopped, badEnd);
  return { kind: 'found', ...(await askedAgain(options, runs, failed)) };
}

function endOf(
  failed: FailedRun | undefined,
  random: RandomSearchResult,
  stopped: SearchStopped | undefined,
  badEnd: string | undefined,
): SearchEnd {
  if (failed !== undefined) return { kind: 'found', failed, random };
  const reason = stopped?.hindrance;
  return reason === undefined ? { kind: 'clean', badEnd } : { kind: 'hindered', reason };
}

/** A failing run as a failure; what shows after a reset is the doing of the run before it. */
function failedRun(choices: Choices, run: Run, previous: Run | undefined): FailedRun | undefined {
  const { divergence } = run;
  if (divergence === undefined) return undefined;
  const { commands } = divergence.step < 0 && previous !== undefined ? previous : run;
  return { choices, failure: { commands, divergence } };
}

/** Asks fast-check again for the run that failed: it saw the failure at a run that was begun later. */
async function askedAgain(
  options: CampaignOptions,
  runs: CampaignRuns,
  failed: FailedRun,
): Promise<{ readonly failed: FailedRun; readonly random: RandomSearchResult }> {
  let left = runs.count;
  let { choices } = failed;
  const random = await randomSearch(options, async (drawn) => {
    left -= 1;
    if (left > 0) {
      if (left % PASSED_BY_A_TURN === 0) await runs.breathe('search');
      return undefined;
    }
    choices = drawn;
    return failed.failure.divergence.sentence;
  });
  return { failed: { ...failed, choices }, random };
}
