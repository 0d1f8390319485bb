// The tasks of a gate: which checks are asked of which systems, in the order in which they run.
import type { Check } from './check.ts';
import { excused, Subject } from './check.ts';
import type { MakeSystem } from './check.ts';
import { CHECKS } from './checks.ts';
import type { Task } from './gate.ts';
import type { Need } from './needs.ts';
import { needsInWords } from './needs.ts';
import type { Settings } from './settings.ts';
import { extentsFor } from './shards.ts';
import type { Surroundings } from './surroundings.ts';
import { ALONE } from './surroundings.ts';

/** A system under test as the gate knows it. */
export interface NamedSystem {
  readonly name: string;
  readonly commandSet: string;
  /** Whether it is our own table as it stands. */
  readonly isOwn: boolean;
  readonly make: MakeSystem;
}

/** The checks that the profile and the settings ask for. */
export function checksAsked(
  checks: readonly Check[],
  settings: Settings,
  { profile }: Surroundings,
): readonly Check[] {
  return checks.filter(
    ({ profiles, isAsked }) => (profiles?.includes(profile) ?? true) && (isAsked?.(settings) ?? true),
  );
}

const BY_CONFIGURATION = 'the configuration says so';
/** The line that checks share which do not apply to a system elsewhere. */
const OWN_LINE = 'own table';
const ABOUT_OWN = "it is about procession's own table";

/**
 * Each check for every system that it is about. One about the harness comes once; of those, procession's own beside our own
 * tables alone. A check that does not apply, or that is named in `leftOut`, is a row that says so.
 */
export function tasksOf(
  checks: readonly Check[],
  systems: readonly NamedSystem[],
  settings: Settings,
  surroundings: Surroundings,
  leftOut: readonly string[] = [],
): readonly Task[] {
  const subjects = systems.map(({ make, commandSet, isOwn }) => {
    const divided = new Subject(make, settings, surroundings);
    // A check that is not divided knows nothing of shards.
    const alone = { ...surroundings, shard: ALONE.shard };
    const subject = surroundings.shard.of === 1 ? divided : new Subject(make, settings, alone);
    return { commandSet, isOwn, divided, subject };
  });
  const own = subjects.filter(({ isOwn }) => isOwn);
  const asked = checks.map((check) => {
    const { about = 'system' } = check;
    if (about === 'system')
      return { check, of: subjects.filter(({ commandSet }) => check.isOf?.(commandSet) ?? true) };
    if (about === 'table') return { check, of: own };
    return { check, of: (CHECKS.includes(check) ? own : subjects).slice(0, 1) };
  });
  const tasks = asked.flatMap(({ check, of }) =>
    of.map(({ commandSet, subject, divided }) => ({
      check,
      subject: check.divides === true ? divided : subject,
      commandSet: check.about === 'harness' ? null : commandSet,
      ...(leftOut.includes(check.name) && { leftOut: BY_CONFIGURATION }),
    })),
  );
  const notOurs = asked
    .filter(({ check, of }) => of.length === 0 && check.isOf === undefined)
    .flatMap(({ check }) =>
      subjects.slice(0, 1).map(({ subject }) => ({
        check: { ...check, line: OWN_LINE },
        subject,
        commandSet: null,
        extent: 'whole' as const,
        leftOut: leftOut.includes(check.name) ? BY_CONFIGURATION : ABOUT_OWN,
      })),
    );
  return [...withExtents(tasks, surroundings), ...notOurs];
}

/** The tasks with the part that falls to this shard; one that is left out is so in every shard. */
function withExtents(tasks: readonly Omit<Task, 'extent'>[], { shard }: Surroundings): readonly Task[] {
  const run = tasks.filter(({ leftOut }) => leftOut === undefined);
  const extents = extentsFor(run, shard);
  return tasks.map((task) => ({ ...task, extent: extents[run.indexOf(task)] ?? 'whole' }));
}

/** A row for the needs that are required and missing; none where all are met, for to be there passes nothing. */
export function missingNeeds(
  required: readonly Need[],
  available: ReadonlySet<Need>,
  settings: Settings,
  surroundings: Surroundings,
): readonly Task[] {
  const missing = required.filter((need) => !available.has(need));
  if (missing.length === 0) return [];
  const check: Check = {
    name: 'required',
    about: 'harness',
    claim: () => `there is what the configuration requires: ${needsInWords(required)}`,
    cost: () => 0,
    needs: missing,
    run: () => Promise.resolve(excused('all of it is there')),
  };
  const make: MakeSystem = () => {
    throw new Error('a machine is asked, and no system');
  };
  return [{ check, subject: new Subject(make, settings, surroundings), commandSet: null, extent: 'whole' }];
}
