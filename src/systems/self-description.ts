// The description that a system gives of itself beyond its answers. A system is the object that it is: a copy of it, a
// wrapper round it or the object with a method replaced is another system, and none of this may be believed of that
// one.
import type { Recipe } from '../contract/recipe.ts';
import type { SystemUnderTest } from '../contract/system.ts';

/** The parts of a description. */
export interface SelfDescription {
  readonly explorable: NonNullable<SystemUnderTest['explorable']>;
  readonly again?: Recipe | undefined;
}

/** Lets a system describe itself, for as long as it is as it is now. */
export function describingItself(system: SystemUnderTest, description: SelfDescription): SystemUnderTest {
  const { explorable, again } = description;
  const made = { ...system };
  const isItself = (asked: unknown): boolean =>
    asked === system && BEHAVIOUR.every((key) => made[key] === system[key]);
  return Object.assign(system, {
    explorable(this: unknown, ...how: Parameters<typeof explorable>) {
      return isItself(this) ? explorable(...how) : undefined;
    },
    again(this: unknown) {
      return isItself(this) ? again : undefined;
    },
  });
}

/** The parts of a system that decide its answers and what it shows. */
const BEHAVIOUR = [
  'commandSet',
  'profile',
  'refuses',
  'reset',
  'apply',
  'observe',
  'observeInto',
  'snapshot',
  'restore',
] as const satisfies readonly (keyof SystemUnderTest)[];
