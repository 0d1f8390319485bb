// The checks that one campaign of random commands answers: agreement, coverage, each invariant, known deviations. The
// campaign is run once, for whichever of them is asked first.
import type { KnownDeviation } from '../../../contract/known-deviation.ts';
import { specificationOf, VOCABULARIES } from '../../../command-sets.ts';
import type { System } from '../../../contract/system.ts';
import { runCampaign } from '../../../engines/campaign/campaign.ts';
import type { CampaignOptions } from '../../../engines/campaign/options.ts';
import type { CampaignResult } from '../../../engines/campaign/campaign.ts';
import { failureLines } from '../../report/failure-text.ts';
import { counted, grouped } from '../../../contract/format-numbers.ts';
import type { InvariantId } from '../../../model/invariants/all.ts';
import { INVARIANT_SENTENCES, invariantsOf } from '../../../model/invariants/all.ts';
import { isGates, moreTime, RANDOM_IDS_MAX, WITH_DRAIN } from '../settings.ts';
import { allLots } from './fixed-seeds.ts';
import type { Settings } from '../settings.ts';
import type { Check, CheckOutcome, Subject } from '../check.ts';
import { excused, failed, inconclusive, pass, unjudged } from '../check.ts';
import { joined, searchFailed } from '../failure-outcome.ts';
import { withSystem } from '../using-system.ts';
import { worldFor } from '../world.ts';

/** The campaign's result; an outcome alone where there was no system to run it on. */
interface Searched {
  readonly outcome: CheckOutcome;
  readonly result?: CampaignResult;
  /** The parts of the system that the checks speak of. */
  readonly about?: Pick<System, 'name' | 'supports' | 'unchecked' | 'guards'>;
}

const AGREES = 'it agrees with the model on random commands';
/** The search may take half of a check's time, and what is left of four fifths goes to making a failure short. */
const SEARCH_SHARE = 0.5;
const ALL_SHARE = 0.8;
/** If something was not seen yet, so many times as many runs are tried. */
const WIDER = [2, 4] as const;

/** In the order in which people want to read them. All but the first two cost nothing: the campaign was run. */
export const RANDOM_CHECKS: readonly Check[] = [
  {
    name: 'random',
    claim: ({ seed }) => `${AGREES} (with seed=${seed})`,
    cost: ({ numRuns, commandsMax }) => WITH_DRAIN * numRuns * commandsMax,
    needs: [],
    run: async (subject) => (await subject.once(search)).outcome,
  },
  {
    ...ofResult('coverage', 'every command, every refusal and every witness occurs', coverageOf),
    cost: ({ numRuns, commandsMax }) =>
      WITH_DRAIN * numRuns * commandsMax * WIDER.reduce((sum, times) => sum + times, 0),
  },
  ...(Object.entries(INVARIANT_SENTENCES) as [InvariantId, string][]).map(([id, sentence]) => ({
    ...ofResult(id, `${id}: ${sentence}`, (_, found) => invariantOf(id, found), 'invariants'),
    // No set but those with terminals is told that it has none.
    ...(!isOfEverySet(id) && { isOf: (commandSet: string) => isOfSet(id, commandSet) }),
  })),
  ofResult('known-deviations', 'every known deviation still occurs', (_, found) => deviationsOf(found)),
  ofResult('unchecked', 'no rule goes unchecked', (_, { about: { unchecked = [], guards = [] } }) => {
    const decided = guards.length === 0 ? [] : [`its adapter decides ${guards.join(', ')}`];
    const gaps = [...unchecked, ...decided];
    return gaps.length === 0
      ? pass('it names no rule that cannot be checked on it')
      : excused(gaps.join('; '));
  }),
];

function isOfSet(id: InvariantId, commandSet: string): boolean {
  return VOCABULARIES.some(
    (vocabulary) => vocabulary.id === commandSet && invariantsOf(vocabulary).includes(id),
  );
}

function isOfEverySet(id: InvariantId): boolean {
  return VOCABULARIES.every((vocabulary) => isOfSet(id, vocabulary.id));
}

/** A check that asks what the campaign came to. */
function ofResult(
  name: string,
  claim: string,
  judge: (subject: Subject, found: Required<Searched>) => CheckOutcome | Promise<CheckOutcome>,
  line: string = name,
): Check {
  return {
    name,
    line,
    sharesWorkOf: 'random',
    claim: () => claim,
    cost: () => 0,
    needs: [],
    run: async (subject) => {
      const { outcome, result, about } = await subject.once(search);
      if (result === undefined || about === undefined)
        return unjudged(`no search was run: ${outcome.sentence}`);
      return await judge(subject, { outcome, result, about });
    },
  };
}

async function search(subject: Subject): Promise<Searched> {
  const { make, settings } = subject;
  let seen: Omit<Searched, 'outcome'> = {};
  const outcome = await withSystem(make, async (system) => {
    const result = await campaign(system, subject, settings.numRuns);
    seen = { result, about: system };
    return outcomeOf(system, result, settings);
  });
  return { ...seen, outcome };
}

async function campaign(
  system: System,
  { make: fresh, settings, surroundings }: Subject,
  runs: number,
): Promise<CampaignResult> {
  const { seed, path, commandsMax, timeoutMs } = settings;
  const options: CampaignOptions = {
    runs,
    commandsMax,
    idsMax: RANDOM_IDS_MAX,
    seed,
    fresh,
    timeMs: timeoutMs * SEARCH_SHARE,
    ...(path !== undefined && { path }),
  };
  const { control } = surroundings;
  return await runCampaign(system, specificationOf(system), options, {
    ...worldFor(timeoutMs * ALL_SHARE, control),
    progress: ({ runs: done }) => control.progress?.(`${grouped(done)} of ${counted(runs, 'run')}`),
  });
}

function outcomeOf(system: System, result: CampaignResult, settings: Settings): CheckOutcome {
  const { failure, verdict, reason = '', runs, coverage, hindered } = result;
  if (failure !== undefined) return searchFailed(system, failure, settings);
  if (hindered) return inconclusive(reason);
  if (verdict !== 'pass') return inconclusive(`${reason}; ${moreTime(settings, 'runs')}`);
  return pass(`${counted(runs, 'run')}, ${counted(coverage.commands, 'command')}`);
}

/**
 * Anything that never occurred at first is looked for among the fixed seeds, where there are any, and in more runs, so that
 * an unlucky seed does not decide.
 */
async function coverageOf(
  subject: Subject,
  { outcome, result, about }: Required<Searched>,
): Promise<CheckOutcome> {
  const { make, settings } = subject;
  // Anything that a known deviation stands in for cannot occur.
  const isWhole = about.supports === undefined && result.deviations.length === 0;
  const wanted = settings.coverage ?? (isWhole ? 'full' : 'commands');
  if (wanted === 'none') return excused('the option coverage says that nothing must occur');
  if (settings.path !== undefined) return excused('with a path only one run is made');
  if (outcome.verdict !== 'pass') return endedEarly();
  const isToLook = isGates(settings) && gapsOf(result, 'full').length > 0;
  const { unseen } = isToLook ? await subject.once(allLots) : {};
  const gapsLeft = (found: CampaignResult): readonly string[] =>
    gapsOf(found, wanted).filter((gap) => unseen?.includes(gap) ?? true);
  let last = result;
  for (const times of WIDER) {
    if (gapsLeft(last).length === 0) break;
    const wider = await withSystem(make, async (system) => {
      last = await campaign(system, subject, settings.numRuns * times);
      return outcomeOf(system, last, settings);
    });
    if (wider.verdict !== 'pass') return wider;
  }
  const gaps = gapsLeft(last);
  if (gaps.length > 0)
    return inconclusive(`in ${counted(last.runs, 'run')} this did not occur: ${gaps.join('; ')}`);
  const rest = last.coverage.gaps().filter((gap) => unseen?.includes(gap) ?? true);
  return pass(
    rest.length === 0 ? 'everything occurred' : `every command was accepted; besides: ${rest.join('; ')}`,
  );
}

function gapsOf({ coverage }: CampaignResult, wanted: 'full' | 'commands'): readonly string[] {
  if (wanted === 'full') return coverage.gaps();
  return Object.entries(coverage.counts())
    .filter(([, { accepted }]) => accepted === 0)
    .map(([name]) => `${name} was never accepted`);
}

function invariantOf(id: InvariantId, { outcome, result }: Required<Searched>): CheckOutcome {
  const violation = result.failure?.failure.divergence.violations.find(({ invariant }) => invariant === id);
  if (violation !== undefined && outcome.verdict === 'fail' && result.failure !== undefined)
    return {
      ...outcome,
      sentence: violation.finding,
      report: joined([
        `${id}: ${violation.finding}`,
        '',
        ...failureLines(result.failure.failure, result.coverage.specification),
        '',
        `found by random commands; the check "${AGREES}" says how`,
      ]),
    };
  const { checked, notShown } = result.invariants.get(id) ?? { checked: 0, notShown: 0 };
  if (result.failure !== undefined) return endedEarly();
  if (checked > 0) return pass(`checked ${counted(checked, 'time')}`, { totals: { checked } });
  return excused(
    notShown > 0
      ? 'the system does not show what it is judged by'
      : 'no run came to where it is judged: the system lacks the commands for that',
  );
}

function deviationsOf({ result }: Required<Searched>): CheckOutcome {
  const { deviations } = result;
  const wordsOf = ({ command, when, ground, reason }: KnownDeviation): string =>
    `${command} (${when}${ground === undefined ? '' : `, ${ground}`}): ${reason}`;
  if (deviations.length === 0) return pass('none is known');
  if (result.failure !== undefined) return endedEarly();
  const evidence = {
    deviations: deviations.map(({ deviation: { command, reason }, times }) => ({ command, reason, times })),
  };
  const gone = deviations.filter(({ times }) => times === 0).map(({ deviation }) => wordsOf(deviation));
  return gone.length > 0
    ? {
        ...failed(
          `known deviations that did not occur, to be taken from the list if they are gone: ${gone.join('; ')}`,
        ),
        evidence,
      }
    : pass(
        deviations
          .map(({ deviation, times }) => `${counted(times, 'time')} ${wordsOf(deviation)}`)
          .join('; '),
        evidence,
      );
}

function endedEarly(): CheckOutcome {
  return unjudged('the random search did not come to its end, as another check reports');
}
