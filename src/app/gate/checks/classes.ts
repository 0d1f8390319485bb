// The check of what fixed seeds reach: the same seeds give the same commands, so every class of transitions that they reached
// once they must reach again.
import { specificationOf } from '../../../command-sets.ts';
import { counted } from '../../../contract/format-numbers.ts';
import type { System } from '../../../contract/system.ts';
import { dependsOnAnswers } from '../../../lockstep/known-deviations.ts';
import type { Check, CheckOutcome, Subject } from '../check.ts';
import { excused, failed, pass, unjudged } from '../check.ts';
import type { CheckEvidence } from '../check-evidence.ts';
import { recordedClasses } from '../recorded-classes.ts';
import type { RecordedClasses } from '../recorded-classes.ts';
import { isGates, SIZES } from '../settings.ts';
import type { GateProfile } from '../settings.ts';
import { withSystem } from '../using-system.ts';
import { allLots, FIXED_LOTS } from './fixed-seeds.ts';

/** Names told of those that are missing. */
const TOLD = 5;
const PROFILES = Object.keys(SIZES) as readonly GateProfile[];

export const CLASSES_CHECK: Check = {
  name: 'classes',
  claim: () => 'random commands of fixed seeds reach the classes of transitions on record',
  cost: () => 0,
  needs: [],
  isAsked: isGates,
  divides: true,
  sharesWorkOf: 'fixed-seeds',
  judged: (evidence) => classesReached(evidence, recordedClasses),
  run: (subject) => withSystem(subject.make, (system) => reached(system, subject)),
};

async function reached(system: System, subject: Subject): Promise<CheckOutcome> {
  const { surroundings } = subject;
  const specification = specificationOf(system);
  const { supports, knownDeviations, limits, idMax } = system;
  if (
    supports !== undefined ||
    idMax !== undefined ||
    dependsOnAnswers(specification, knownDeviations, limits)
  )
    return excused(
      'it is given other commands than the record is of: it lacks some, or makes choices of its own',
    );
  const { verdict, evidence: { coverage, totals } = {} } = await subject.once(allLots);
  if (verdict !== 'pass') return unjudged('the fixed seeds came to no end, as another check reports');
  const evidence: CheckEvidence = {
    totals: { seeds: totals?.['seeds'] ?? 0 },
    ...(coverage?.classes && {
      coverage: { commandSet: coverage.commandSet, commands: {}, witnesses: {}, classes: coverage.classes },
    }),
  };
  return surroundings.shard.of === 1
    ? classesReached(evidence, recordedClasses)
    : { ...excused('it is judged when the shards are merged'), evidence };
}

/** The outcome of everything that all shards of a profile reached. */
export function classesReached(
  evidence: CheckEvidence,
  recordOf: (commandSet: string) => RecordedClasses | undefined,
): CheckOutcome {
  const { commandSet = '', classes } = evidence.coverage ?? {};
  const record = recordOf(commandSet);
  const seeds = evidence.totals?.['seeds'];
  const profile = PROFILES.find((each) => FIXED_LOTS[each] === seeds);
  if (classes === undefined || record === undefined || profile === undefined)
    return { ...excused('there is nothing on record that it could be compared with'), evidence };
  const isDue = (by: GateProfile | null): boolean =>
    by !== null && PROFILES.indexOf(by) <= PROFILES.indexOf(profile);
  const due = Object.entries({ ...record.within, ...record.beyond }).filter(([, by]) => isDue(by));
  const missing = due.map(([name]) => name).filter((name) => !Object.hasOwn(classes, name));
  if (missing.length > 0)
    return {
      ...failed(
        `${counted(missing.length, 'class', 'classes')} of transitions no longer reached: ${some(missing)}`,
      ),
      evidence,
    };
  const seen = Object.keys(classes);
  const isKnown = (name: string): boolean =>
    Object.hasOwn(record.within, name) || Object.hasOwn(record.beyond, name);
  const unknown = seen.filter((name) => !isKnown(name));
  // More seeds than were recorded may reach more.
  if (unknown.length > 0 && profile !== 'nightly')
    return {
      ...failed(
        `${counted(unknown.length, 'class', 'classes')} of transitions not on record: ${some(unknown)}`,
      ),
      evidence,
    };
  const all = Object.keys(record.within);
  const within = seen.filter((name) => Object.hasOwn(record.within, name)).length;
  return pass(
    `${within} of the ${counted(all.length, 'class', 'classes')} of transitions in the spaces on record (${Math.floor((100 * within) / all.length)} %), and ${seen.length - within} beyond them`,
    evidence,
  );
}

function some(names: readonly string[]): string {
  const more = names.length - TOLD;
  return `${names.slice(0, TOLD).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}
