// The closed list of refusals: each one's meaning and the errno a POSIX caller would see.
// When a refusal applies is the model's business (src/model/hierarchy/rules.ts, src/model/posix/rules.ts).
import { HIERARCHY_VOCABULARY } from './sets/hierarchy.ts';
import { POSIX_VOCABULARY } from './sets/posix.ts';
import type { RefusalShape } from './vocabulary.ts';

/** Every refusal of every command set. */
export const REFUSALS = { ...HIERARCHY_VOCABULARY.refusals, ...POSIX_VOCABULARY.refusals } as const;

/** A refusal's name. */
export type Refusal = keyof typeof REFUSALS;

/** What made a refusal apply, where several things can: see `grounds` of a refusal. */
export type Ground = Extract<(typeof REFUSALS)[Refusal], { grounds: readonly string[] }>['grounds'][number];

/** The grounds that a refusal can have; none where one condition alone makes it apply. */
export function groundsOf(refusal: Refusal): readonly Ground[] {
  return ((REFUSALS[refusal] as RefusalShape).grounds ?? []) as readonly Ground[];
}

/**
 * A refusal that an adapter decides and not the system behind it: by name, or on one ground alone, such as
 * `not-running (nobody)` where the system has no object that could be asked.
 */
export type Guard = Refusal | `${Refusal} (${Ground})`;

/** Every guard that there is a word for. */
export const GUARDS: readonly string[] = Object.keys(REFUSALS).flatMap((name) => [
  name,
  ...groundsOf(name as Refusal).map((ground) => `${name} (${ground})`),
]);

/** Whether a string is the name of a refusal. */
export function isRefusal(name: string): name is Refusal {
  return Object.hasOwn(REFUSALS, name);
}
