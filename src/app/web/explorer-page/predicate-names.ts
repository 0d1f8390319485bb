// Completes a predicate that is being typed: the names that can be asked about with a set, and the set's witnesses.
import { askedFieldsOf } from '../../../engines/ask/asked-fields.ts';
import { PLURALS } from '../../../engines/ask/predicate.ts';
import type { Specification } from '../../../model/specification.ts';

/** A way to go on, and what it means where that is more than the name says. */
export interface PredicateCompletion {
  /** The whole text, completed. */
  readonly text: string;
  readonly meaning: string | undefined;
}

/** The ways to complete the last name of a text, witnesses last. O(names). */
export function predicateCompletions(
  text: string,
  { vocabulary, witnesses }: Specification,
): readonly PredicateCompletion[] {
  const [partial] = /[\w-]*$/.exec(text) ?? [''];
  const begun = text.slice(0, text.length - partial.length);
  const { of, kinds, words, members } = askedFieldsOf(vocabulary);
  const names = [
    ...words.keys(),
    ...kinds.flatMap((kind) => [...of[kind].keys()]),
    ...kinds.map((kind) => PLURALS[kind]),
    ...members.keys(),
  ];
  const all: readonly (readonly [name: string, meaning?: string])[] = [
    ...[...new Set(names)].map((name) => [name] as const),
    ...Object.entries(witnesses).map(([name, { sentence }]) => [name, sentence] as const),
  ];
  return all
    .filter(([name]) => name.startsWith(partial) && name !== partial)
    .map(([name, meaning]) => ({ text: begun + name, meaning }));
}
