// The check of every state within a bound, on systems that can be put back to a state: none that is wrong, none that has no
// way home, and exactly as many as are on record.
import { specificationOf } from '../../../command-sets.ts';
import { counted, grouped } from '../../../contract/format-numbers.ts';
import type { System, SystemUnderTest } from '../../../contract/system.ts';
import { explore } from '../../../engines/exploration/exploration.ts';
import type { ExplorationResult } from '../../../engines/exploration/result.ts';
import { dependsOnAnswers } from '../../../lockstep/known-deviations.ts';
import type { Check, CheckOutcome, Subject } from '../check.ts';
import { excused, failed, inconclusive, NO_SHARE, pass } from '../check.ts';
import { failureOutcome } from '../failure-outcome.ts';
import { spacesFor } from '../recorded-spaces.ts';
import type { RecordedSpace, SpaceCount } from '../recorded-spaces.ts';
import { isGates, profileOf } from '../settings.ts';
import type { Settings } from '../settings.ts';
import { shareOf } from '../surroundings.ts';
import { withSystem } from '../using-system.ts';

/** The commands back to init alone are run from each state, too. */
const WITH_WAY_BACK = 2;

export const EXHAUSTIVE_CHECK: Check = {
  name: 'exhaustive',
  claim: () => 'it has the states that are on record, each of them right and with a way back to init alone',
  cost: (settings) => WITH_WAY_BACK * commandsOf(spacesOf(settings)),
  needs: [],
  isAsked: isGates,
  divides: true,
  run: (subject) => exhaustive(subject, spacesOf(subject.settings)),
};

function spacesOf(settings: Settings): readonly RecordedSpace[] {
  return spacesFor(profileOf(settings));
}

function commandsOf(spaces: readonly RecordedSpace[]): number {
  return spaces.reduce((sum, { counts }) => sum + counts.transitions + counts.refused + counts.unchanged, 0);
}

/** The outcome of the spaces of the system's command set. */
export function exhaustive(subject: Subject, spaces: readonly RecordedSpace[]): Promise<CheckOutcome> {
  return withSystem(subject.make, async (system) => {
    const why = whyNotExplored(system);
    return why === undefined
      ? await explored(system as SystemUnderTest, subject, spaces)
      : excused(`${why}: the tour stands in its place`);
  });
}

/** The reason that a system is not searched so; `undefined` where it is. */
function whyNotExplored(system: System): string | undefined {
  if (system.asynchronous === true) return 'it answers later, and cannot be put back to a state';
  if (system.snapshot === undefined || system.restore === undefined)
    return 'it has no snapshot and restore to be put back to a state';
  return undefined;
}

async function explored(
  system: SystemUnderTest,
  { settings, surroundings }: Subject,
  spaces: readonly RecordedSpace[],
): Promise<CheckOutcome> {
  const specification = specificationOf(system);
  const { control, shard } = surroundings;
  const ofSet = spaces.filter(({ commandSet }) => commandSet === specification.vocabulary.id);
  const own = shareOf(ofSet, shard).map((space) => withinReach(space, system));
  const totals = { spaces: 0, states: 0, transitions: 0, refusals: 0 };
  for (const [done, { space, isWhole }] of own.entries()) {
    control.progress?.(`${space.name}: ${done} of ${counted(own.length, 'space')}`);
    const result = await search(space, system, control);
    if ('refused' in result) return inconclusive(result.refused);
    const wrong = judged(system, space, result, settings, isWhole);
    if (wrong !== undefined)
      return wrong.verdict === 'inconclusive' ? { ...wrong, evidence: { totals } } : wrong;
    totals.spaces += 1;
    totals.states += result.counts.states;
    totals.transitions += result.counts.transitions + result.counts.selfLoops;
    totals.refusals += result.counts.refusals;
  }
  if (totals.spaces === 0) return shard.of > 1 ? NO_SHARE : excused('no space is on record for it');
  const compared = own.filter(({ isWhole }) => isWhole).length;
  const asRecorded = compared === own.length ? ' as recorded' : `, ${compared} of them as recorded`;
  return pass(
    `${counted(totals.spaces, 'space')}${asRecorded}: ${counted(totals.states, 'state')}, ${counted(totals.transitions, 'accepted command')} and ${grouped(totals.refusals)} refused, each state with a way home`,
    { totals },
  );
}

/** A space with the commands and ids that the system has; whole where it has all, and leaves nothing open. */
function withinReach(
  space: RecordedSpace,
  system: SystemUnderTest,
): { readonly space: RecordedSpace; readonly isWhole: boolean } {
  const { supports, idMax = space.ids, limits, knownDeviations } = system;
  const commands = space.commands.filter((name) => supports?.includes(name) ?? true);
  const specification = specificationOf(system);
  const isWhole =
    commands.length === space.commands.length &&
    idMax >= space.ids &&
    !dependsOnAnswers(specification.mostDecided, knownDeviations, limits);
  return { space: { ...space, commands, ids: Math.min(space.ids, idMax) }, isWhole };
}

function search(
  { ids, amounts, commands, symmetry }: RecordedSpace,
  system: SystemUnderTest,
  control: Subject['surroundings']['control'],
): ReturnType<typeof explore> {
  const bound = { ids, amounts, commands, newIds: symmetry ? 'any' : 'lowest' } as const;
  const plan = { bound, symmetry, match: 'observation', selfCheck: system.selfCheck !== undefined } as const;
  return explore(
    plan,
    system,
    specificationOf(system),
    { reachability: true },
    { ...control, progress: undefined },
  );
}

/** The outcome of a search that does not end as it should. */
function judged(
  system: SystemUnderTest,
  { name, counts }: RecordedSpace,
  result: ExplorationResult,
  { save }: Settings,
  isWhole: boolean,
): CheckOutcome | undefined {
  if (result.failure !== undefined) return failureOutcome(system, result.failure, { save });
  if (result.verdict === 'fail') return failed(`${name}: ${result.reason ?? 'a state is wrong'}`);
  if (result.verdict !== 'pass') return inconclusive(`${name}: ${result.reason ?? 'it came to no end'}`);
  const differences = isWhole ? differencesOf(counts, result) : [];
  return differences.length === 0 ? undefined : failed(`${name}: ${differences.join(', ')}`);
}

function differencesOf(recorded: SpaceCount, { counts }: ExplorationResult): readonly string[] {
  const found: readonly (readonly [words: string, recorded: number | undefined, seen: number])[] = [
    ['states', recorded.states, counts.states],
    ['transitions', recorded.transitions, counts.transitions],
    ['refused commands', recorded.refused, counts.refusals],
    ['commands that change nothing', recorded.unchanged, counts.selfLoops],
    ['commands to the furthest state', recorded.depth, counts.depth],
    ['states in all orbits together', recorded.orbitSum, counts.orbitSum],
  ];
  return found
    .filter(([, wanted, seen]) => wanted !== undefined && wanted !== seen)
    .map(([words, wanted = 0, seen]) => `${grouped(seen)} ${words}, and ${grouped(wanted)} are on record`);
}
