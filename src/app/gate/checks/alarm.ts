// The check that the alarm rings: each of our own faults is noticed, and each way of noticing is known for what it adds.
import { specificationOf } from '../../../command-sets.ts';
import { visible } from '../../../contract/visible.ts';
import { counted, grouped } from '../../../contract/format-numbers.ts';
import type { AlarmPlan, KillRow } from '../../../engines/alarm/kill-matrix.ts';
import { killMatrix, WHOLE } from '../../../engines/alarm/kill-matrix.ts';
import { reachOf, superfluousAmong } from '../../../engines/alarm/reach.ts';
import { alarmCost, alarmEvidence, alarmPlan, isEquivalent, isKilled, MODEL_FREE } from '../alarm-plan.ts';
import type { Check, CheckOutcome, Subject } from '../check.ts';
import type { CheckEvidence } from '../check-evidence.ts';
import { inconclusive, NO_SHARE, pass } from '../check.ts';
import { shareOf } from '../surroundings.ts';
import { withSystem } from '../using-system.ts';
import type { Surroundings } from '../surroundings.ts';

export const ALARM_CHECK: Check = {
  name: 'alarm',
  about: 'table',
  divides: true,
  judged: (evidence) => pass(sentenceOf(evidence)),
  claim: () => 'each of its mutants is killed, and it is known by which properties',
  cost: alarmCost,
  needs: [],
  run: (subject: Subject) =>
    withSystem(subject.make, async (system) => {
      const { commandSet } = specificationOf(system);
      return await alarmOutcome(alarmPlan(commandSet, subject.surroundings.profile), subject.surroundings);
    }),
};

/** The outcome of a plan's share; a test hands in mutants and properties of its own. */
export async function alarmOutcome(
  plan: AlarmPlan,
  { control, shard }: Pick<Surroundings, 'control' | 'shard'>,
): Promise<CheckOutcome> {
  const mutants = shareOf(plan.mutants, shard);
  if (mutants.length === 0) return NO_SHARE;
  const result = await killMatrix({ ...plan, mutants }, control);
  const { commandSet } = plan.specification;
  const evidence = alarmEvidence(commandSet, result);
  const troubles = result.rows.flatMap(troublesOf);
  if (troubles.length > 0) {
    const sentence = visible(
      troubles.length === 1 ? troubles[0] : `${troubles[0]}; and ${troubles.length - 1} more`,
    );
    return {
      verdict: 'fail',
      sentence,
      report: troubles.map((trouble) => visible(trouble)).join('\n'),
      counterexample: undefined,
      evidence,
    };
  }
  if (!result.isComplete)
    return {
      ...inconclusive(`it was ended after ${result.rows.length} of ${counted(mutants.length, 'mutant')}`),
      evidence,
    };
  return pass(sentenceOf(evidence), evidence);
}

/** The reasons in a row for which the alarm fails, in a sentence each. */
function troublesOf(row: KillRow): readonly string[] {
  const { name, rule, sentence, discord, comparison } = row;
  const survived =
    isKilled(row) || comparison === undefined || isEquivalent(row)
      ? []
      : [`${name} (${rule}: ${sentence}) survives; ${comparedWords(comparison)}`];
  return [...survived, ...(discord === undefined ? [] : [`of ${name} ${discord}`])];
}

function comparedWords(comparison: NonNullable<KillRow['comparison']>): string {
  switch (comparison.kind) {
    case 'different':
      return `an exhaustive comparison tells it from the specification by: ${comparison.commands.join('; ')}`;
    case 'unknown':
      return `an exhaustive comparison came to no end: ${comparison.reason}`;
    case 'equivalent':
      return 'it is equivalent';
  }
}

/** The same for one run and for the shards of one. */
function sentenceOf({ totals = {}, killMatrix }: CheckEvidence): string {
  const { killed = 0, commands = 0, equivalent = 0 } = totals;
  const { mutants = [], properties = [] } = killMatrix ?? {};
  const examples = mutants.filter(({ byExample }) => byExample).length;
  const parts = [
    `${counted(killed, 'mutant')} killed in ${counted(commands, 'command')}`,
    ...(examples === 0 ? [] : [`${grouped(examples)} by an example alone`]),
    ...(equivalent === 0 ? [] : [`${grouped(equivalent)} equivalent`]),
    ...superfluousWords(mutants, properties),
  ];
  return parts.join('; ');
}

/** Names the properties that could be left out one by one; nothing where there are no columns beside the whole. */
export function superfluousWords(
  rows: readonly Pick<KillRow, 'killedBy'>[],
  properties: readonly string[],
): readonly string[] {
  const parts = properties.filter((name) => name !== WHOLE);
  if (parts.length === 0) return [];
  const words = (names: readonly string[], among: string): string => {
    const superfluous = superfluousAmong(reachOf(rows, names));
    return superfluous.length === 0
      ? `${among} each kills a mutant that no other does`
      : `${among} these kill none that no other does: ${superfluous.join(', ')}`;
  };
  return [
    words(parts, 'of the properties'),
    words(
      parts.filter((name) => MODEL_FREE.includes(name)),
      'of those that need no model',
    ),
  ];
}
