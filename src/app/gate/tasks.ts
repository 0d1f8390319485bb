// The tasks of a gate: which checks are asked of which systems, in the order in which they run.
import type { Check } from './check.ts';
import { Subject } from './check.ts';
import type { MakeSystem } from './check.ts';
import type { Task } from './gate.ts';
import type { Settings } from './settings.ts';
import type { Surroundings } from './surroundings.ts';

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

/** Each check for every system that it is about; what is about procession itself once, beside our own tables. */
export function tasksOf(
  checks: readonly Check[],
  systems: readonly NamedSystem[],
  settings: Settings,
  surroundings: Surroundings,
): readonly Task[] {
  const subjects = systems.map(({ make, commandSet, isOwn }) => ({
    subject: new Subject(make, settings, surroundings),
    commandSet,
    isOwn,
  }));
  const own = subjects.filter(({ isOwn }) => isOwn);
  return checks.flatMap((check): readonly Task[] => {
    const { about = 'system' } = check;
    if (about === 'harness')
      return own.slice(0, 1).map(({ subject }) => ({ check, subject, commandSet: null }));
    const asked = about === 'table' ? own : subjects;
    return asked.map(({ subject, commandSet }) => ({ check, subject, commandSet }));
  });
}
