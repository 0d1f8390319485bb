// The fields of a process as the notation of states writes them after its pid: in which order, with which signs.
import type { Field, FieldKind, Fields, PlacedField } from '../observation/fields.ts';
import { FIELDS, placed } from '../observation/fields.ts';

/** A field with its sign in two halves, between which the value stands; of a switch or word the sign is the first. */
export interface WrittenField extends Pick<PlacedField, 'name' | 'kind' | 'withIt'> {
  readonly row: Field;
  readonly before: string;
  readonly after: string;
  /** Whether it follows from another field, so that it is only written where its order matters. */
  readonly follows: boolean;
}

/** The order of what stands after a pid: lists first, of them those that follow from other fields last. */
const ORDER: readonly FieldKind[] = ['ids', 'id', 'id-or-null', 'word', 'switch', 'code', 'count'];

/** The fields that are written, in the order in which they are written. */
export function writtenFields(rows: Fields): readonly WrittenField[] {
  return placed(rows)
    .flatMap(({ name, kind, withIt, row }) => {
      if (row.written === undefined) return [];
      const [before = '', after = ''] = row.written.split('#');
      return [{ name, kind, withIt, row, before, after, follows: row.followsFrom !== undefined }];
    })
    .toSorted((one, other) => placeOf(one) - placeOf(other));
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
