// Refusals as engines treat them: by name, with what their set's vocabulary says of each.
// The model says when a refusal applies.
import type { RefusalShape, Vocabulary } from './vocabulary.ts';

/** A refusal's name, as its set's vocabulary lists it. */
export type Refusal = string;

/** The ground of a refusal, where several things can: see `grounds` of a refusal. */
export type Ground = string;

/**
 * A refusal that an adapter decides and not the system behind it: by name, or on one ground alone, such as
 * `not-running (nobody)` where the system has no object that could be asked.
 */
export type Guard = string;

/** The entry of a vocabulary for a refusal; `undefined` where it has none of that name. O(1). */
export function refusalNamed({ refusals }: Vocabulary, name: string): RefusalShape | undefined {
  return Object.hasOwn(refusals, name) ? refusals[name] : undefined;
}

/** The errno of a refusal. Throws where the vocabulary has none of that name. O(1). */
export function errnoOf({ id, refusals }: Vocabulary, refusal: Refusal): string {
  const shape = refusals[refusal] as RefusalShape | undefined;
  if (shape === undefined) throw new Error(`the ${id} commands have no refusal ${refusal}`);
  return shape.errno;
}

/** Every guard that there is a word for in a vocabulary. */
export function guardsIn({ refusals }: Vocabulary): readonly Guard[] {
  return Object.entries(refusals).flatMap(([name, { grounds = [] }]) => [
    name,
    ...grounds.map((ground) => `${name} (${ground})`),
  ]);
}
