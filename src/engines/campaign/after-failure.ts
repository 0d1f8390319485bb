// The work of a campaign once a run failed: confirms the failure and makes it short, and does the same with failures of
// other kinds.
import type { RunControl } from '../../contract/run-control.ts';
import { printCommands } from '../../contract/notation/trace.ts';
import type { System } from '../../contract/system.ts';
import type { Minimised, MinimiseOptions, MinimiseProgress } from '../certificate/minimise.ts';
import { whyHindered } from '../hindered.ts';
import type { AgainOptions, History } from '../certificate/replay-steadily.ts';
import { settle } from '../certificate/settle-failure.ts';
import type { Settled } from '../certificate/settle-failure.ts';
import type { CampaignOptions } from './options.ts';
import { minimiseOthers, OtherFailures, searchOn } from './other-failures.ts';
import type { OtherFailure } from './other-failures.ts';
import type { CampaignRuns } from './runs.ts';
import { unlessHindered } from './runs.ts';
import type { SearchEnd } from './search.ts';

/** A failure, as found and as short as it got. */
export interface CampaignFailure extends Minimised {
  /** Commands of the run that failed, the drain's included. */
  readonly foundWith: number;
  /** Whether, run again, it did not fail each time: the system's answers are not its commands' alone. */
  readonly flaky: boolean;
  /** The runs that it depends on, where it is flaky by those and not by chance. */
  readonly history: History | undefined;
  readonly path: string | undefined;
  /** The four lines of fast-check. */
  readonly fastCheck: string;
}

/** The failure to report, and those of other kinds, each kind once. */
export interface SettledCampaign {
  readonly failure: CampaignFailure;
  readonly otherFailures: readonly OtherFailure[];
  /** Kinds that were met and not made short. */
  readonly otherFailuresLeft: number;
}

/** Settles the failure that a search found. A {@link SettledCampaign}, or why the world kept it from being run again. */
export async function afterFailure(
  system: System,
  { failed, random }: SearchEnd & { readonly kind: 'found' },
  runs: CampaignRuns,
  options: CampaignOptions,
  { now, stopped }: Pick<RunControl, 'now' | 'stopped'>,
): Promise<SettledCampaign | { readonly hindrance: string }> {
  const { failure: found, choices } = failed;
  const { specification } = runs.lockstep;
  const others = new OtherFailures(specification.vocabulary);
  others.settle(found);
  const { othersMax = 0, fresh } = options;
  const minimising: MinimiseOptions = {
    shrinkMax: options.shrinkMax,
    certifyStatesMax: options.certifyStatesMax,
    met: othersMax > 0 ? (other) => others.note(other) : undefined,
    ...settlingControl(runs, { now, stopped }),
  };
  const again: AgainOptions = {
    fresh,
    before: { runs: runs.count - 1, commands: runs.commands - found.commands.length },
  };
  let settled: Settled;
  try {
    settled = await settle(system, specification, found, minimising, again);
  } catch (error) {
    return { hindrance: whyHindered(error, found.divergence) };
  }
  const { minimised, flaky, history } = settled;
  // Each further run would begin with what the one that failed after a reset left.
  const canGoOn = !flaky && found.divergence.step >= 0 && options.path === undefined;
  if (canGoOn && options.allFailures) await searchBehind(runs, options, others);
  const all = { ...again, all: options.allFailures === true };
  const otherFailures = flaky
    ? []
    : await minimiseOthers(system, specification, others, othersMax, minimising, all);
  choices.shown = printCommands(minimised.failure.commands, specification.vocabulary).join(', ');
  const fastCheck = random.report(minimised.shrinks);
  const foundWith = found.commands.length;
  return {
    failure: { ...minimised, foundWith, flaky, history, path: random.path, fastCheck },
    otherFailures,
    otherFailuresLeft: others.left,
  };
}

/** The control of what is done with a failure, which tells the campaign's progress. */
function settlingControl(
  runs: CampaignRuns,
  { now, stopped }: Pick<RunControl, 'now' | 'stopped'>,
): RunControl<MinimiseProgress> {
  let at: MinimiseProgress | undefined;
  return {
    now,
    stopped,
    progress: (progress) => {
      at = progress;
    },
    breathe: () => runs.breathe(at?.phase ?? 'shrink', at?.best),
  };
}

/** Searches on behind the failure for those of other kinds. */
async function searchBehind(
  runs: CampaignRuns,
  options: CampaignOptions,
  others: OtherFailures,
): Promise<void> {
  const behind = { behind: runs.count, passedBy: () => runs.breathe('search') };
  await runs.searching(() =>
    searchOn(options, behind, others, (choices) => unlessHindered(() => runs.run(choices))),
  );
}
