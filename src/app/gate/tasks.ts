// The tasks of a gate: which checks are asked of which systems, in the order in which they run.
import type { Check } from './check.ts';
import { Subject } from './check.ts';
import type { MakeSystem } from './check.ts';
import type { Task } from './gate.ts';
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

/** Each check for every system that it is about; a check of procession itself runs once, and only when our own tables are checked. */
export function tasksOf(
  checks: readonly Check[],
  systems: readonly NamedSystem[],
  settings: Settings,
  surroundings: Surroundings,
): readonly Task[] {
  const subjects = systems.map(({ make, commandSet, isOwn }) => {
    const divided = new Subject(make, settings, surroundings);
    // A check that is not divided knows nothing of shards.
    const alone = { ...surroundings, shard: ALONE.shard };
    const subject = surroundings.shard.of === 1 ? divided : new Subject(make, settings, alone);
    return { commandSet, isOwn, divided, subject };
  });
  const own = subjects.filter(({ isOwn }) => isOwn);
  const tasks = checks.flatMap((check) => {
    const { about = 'system', divides } = check;
    const asked = about === 'system' ? subjects : about === 'table' ? own : own.slice(0, 1);
    return asked.map(({ commandSet, subject, divided }) => ({
      check,
      subject: divides === true ? divided : subject,
      commandSet: about === 'harness' ? null : commandSet,
    }));
  });
  const extents = extentsFor(tasks, surroundings.shard);
  return tasks.map((task, index) => ({ ...task, extent: extents[index] }));
}
