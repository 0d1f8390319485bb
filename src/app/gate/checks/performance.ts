// The check that a table is not slower than in the version that it is to be compared with.
import { specificationOf } from '../../../command-sets.ts';
import { counted, grouped } from '../../../contract/format-numbers.ts';
import type { Check, CheckOutcome, Subject } from '../check.ts';
import { excused, failed, inconclusive, pass } from '../check.ts';
import { checkOut, haveTheSameTable, SOURCES } from '../performance/base-checkout.ts';
import { measureRace } from '../performance/measurement.ts';
import type { RaceResult } from '../performance/measurement.ts';
import { operationsMost, operationsOf, PROCESSES_MOST, racesOf } from '../performance/races.ts';
import { profileOf } from '../settings.ts';
import { withSystem } from '../using-system.ts';

export const PERFORMANCE_CHECK: Check = {
  name: 'performance',
  about: 'table',
  claim: () => 'it is as fast as the version that it is compared with',
  // Operations of the measuring processes; the system itself is given none.
  cost: (settings) => operationsMost(profileOf(settings)),
  needs: ['base', 'git'],
  run: (subject) =>
    withSystem(subject.make, (system) => besideBase(subject, specificationOf(system).vocabulary.id)),
};

async function besideBase({ surroundings }: Subject, commandSet: string): Promise<CheckOutcome> {
  const { base: ref, profile, control, threshold } = surroundings;
  const races = racesOf(commandSet, profile);
  if (races === undefined) return excused('there is no workload for its commands');
  if (ref === undefined) return excused('no version to compare with was named (--base)');
  const base = await checkOut(ref);
  if ('sentence' in base) return base.elsewhere ? excused(base.sentence) : inconclusive(base.sentence);
  await using _folder = base;
  if (await haveTheSameTable(base.sources, SOURCES)) return pass(`the same code as in ${base.name}`);
  const versions = { base: base.sources, candidate: SOURCES, baseName: base.name };
  const results: RaceResult[] = [];
  let measured = 0;
  for (const [workload, race] of races) {
    const result = await measureRace(workload, race, versions, PROCESSES_MOST[profile], control, threshold);
    if (result === undefined) return inconclusive('it was stopped while it measured');
    if (typeof result === 'string')
      return inconclusive(`${workload} cannot be measured beside ${base.name}: ${result}`);
    results.push(result);
    measured += result.evidence.ratios.length * operationsOf(race);
  }
  return combined(results, measured);
}

/** One race that is slower decides, then one that is unclear. */
function combined(results: readonly RaceResult[], operations: number): CheckOutcome {
  const evidence = { totals: { operations }, performance: results.map((result) => result.evidence) };
  const of = (verdict: RaceResult['verdict']): readonly RaceResult[] =>
    results.filter((result) => result.verdict === verdict);
  const [slower, unclear] = [of('slower'), of('unclear')];
  if (slower.length > 0) {
    const outcome = failed(`slower: ${slower.map(inWords).join('; ')}`);
    return { ...outcome, ...reported(outcome, results), evidence };
  }
  if (unclear.length > 0) {
    const outcome = inconclusive(`not told by these measurements: ${unclear.map(inWords).join('; ')}`);
    return { ...outcome, ...reported(outcome, results), evidence };
  }
  return pass(results.map(inWords).join('; '), evidence);
}

/** The report has the races that were won, too. */
function reported(outcome: CheckOutcome, results: readonly RaceResult[]): { readonly report: string } {
  return { report: [outcome.sentence, '', ...results.map(inWords)].join('\n') };
}

function inWords({ verdict, evidence, more, msPerProcess }: RaceResult): string {
  const { workload, base, ratio, low, high, confidence, threshold, ratios } = evidence;
  const interval = `${low.toFixed(2)} to ${high.toFixed(2)} with ${100 * confidence} % confidence`;
  const told = `${workload}: ${ratio.toFixed(2)} times the time of ${base} (${interval}, ${counted(ratios.length, 'process', 'processes')})`;
  if (verdict === 'as-fast') return told;
  if (verdict === 'slower') return `${told}, and at most ${threshold} is allowed`;
  return more === undefined
    ? `${told}: too near to ${threshold}, the most that is allowed, for any reasonable number of processes`
    : `${told}: about ${counted(more, 'more process', 'more processes')} would tell, ${grouped((more * msPerProcess) / 1000)} seconds at this speed`;
}
