// The fields of a process as the notation of states writes them after its pid: in which order, with which signs.
import type { Field, FieldKind, Fields, PlacedField } from '../observation/fields.ts';
import { FIELDS, placed } from '../observation/fields.ts';

/**
 * A field with its sign in two halves, between which the value stands; of a switch or word the sign is the first. A field of
 * three words is written in two ways, each with the word that it stands for.
 */
export interface WrittenField extends Pick<PlacedField, 'name' | 'kind' | 'withIt'> {
  readonly row: Field;
  /** No two that are written have the same: the field's name, or of its third word the name and the word. */
  readonly key: string;
  readonly before: string;
  readonly after: string;
  /** Whether it follows from another field, so that it is only written where its order matters. */
  readonly follows: boolean;
}

/** The order of what stands after a pid: lists first, of them those that follow from other fields last. */
const ORDER: readonly FieldKind[] = ['ids', 'id', 'id-or-null', 'word', 'switch', 'words', 'code', 'count'];

/** The fields that are written, in the order in which they are written. */
export function writtenFields(rows: Fields): readonly WrittenField[] {
  return placed(rows)
    .flatMap(({ name, kind, withIt, row }) => {
      const second = written({ name, kind, withIt, row, key: name }, row.written);
      const [, , word = ''] = kind === 'word' ? (row.words ?? []) : [];
      const third = written({ name, kind, withIt: word, row, key: `${name}_${word}` }, row.third?.written);
      return [...second, ...third];
    })
    .toSorted((one, other) => placeOf(one) - placeOf(other));
}

function written(
  field: Pick<WrittenField, 'name' | 'kind' | 'withIt' | 'row' | 'key'>,
  sign: string | undefined,
): readonly WrittenField[] {
  if (sign === undefined) return [];
  const [before = '', after = ''] = sign.split('#');
  return [{ ...field, before, after, follows: field.row.followsFrom !== undefined }];
}

/** Ours. */
export const WRITTEN = writtenFields(FIELDS.process);

function placeOf({ kind, follows }: WrittenField): number {
  return 2 * ORDER.indexOf(kind) + Number(follows);
}

/** The text written for a value, which is text already; for a switch or word its sign alone. */
export function signOf({ before, after }: WrittenField, value = ''): string {
  return `${before}${value}${after}`;
}
