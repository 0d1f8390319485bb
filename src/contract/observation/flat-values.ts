// Reads and writes one field of one entry among the flat columns, whichever field it is: for JSON and for differences.
// Whoever observes millions of times names its columns instead.
import type { Id } from '../command.ts';
import type { PlacedField } from './fields.ts';
import type { FlatObservation } from './flat-observation.ts';
import { NO_PARENT } from './flat-observation.ts';
import type { IdLists } from './id-lists.ts';

/** A field's value in JSON. */
export type FieldValue = string | number | boolean | null | readonly Id[] | readonly string[];

/** The column that holds the numbers of a field. */
export function columnOf(seen: FlatObservation, { column }: PlacedField): Int32Array {
  return (seen as unknown as Readonly<Record<string, Int32Array>>)[column];
}

/** The lists of a field. */
export function listsOf(seen: FlatObservation, { column }: PlacedField): IdLists {
  return (seen as unknown as Readonly<Record<string, IdLists>>)[column];
}

/** The value that an entry shows, as JSON has it. O(1), of a list O(length). */
export function valueAt(seen: FlatObservation, field: PlacedField, index: number): FieldValue {
  if (field.mask !== 0) {
    const marks = seen.marks[index];
    if (field.kind === 'words')
      return wordsOf(field).filter((_, place) => (marks & field.setMarks[place]) !== 0);
    if ((marks & field.thirdMark) !== 0) return wordsOf(field)[2];
    return marks & field.mark ? field.withIt : field.without;
  }
  if (field.kind === 'ids') return listsOf(seen, field).toArray(index);
  const value = columnOf(seen, field)[index];
  return field.kind === 'id-or-null' && value === NO_PARENT ? null : value;
}

function wordsOf({ row: { words = ['', ''] } }: PlacedField): readonly string[] {
  return words;
}

/** Compares what two entries show. O(1), of a list O(length). */
export function isSameAt(
  field: PlacedField,
  one: FlatObservation,
  index: number,
  other: FlatObservation,
  otherIndex: number,
): boolean {
  if (field.mask !== 0) return ((one.marks[index] ^ other.marks[otherIndex]) & field.mask) === 0;
  if (field.kind === 'ids') return listsOf(one, field).isSame(index, listsOf(other, field), otherIndex);
  return columnOf(one, field)[index] === columnOf(other, field)[otherIndex];
}

/** The words of differences for a switch that is off or on. */
export function wordOf({ row: { words = ['no', 'yes'] } }: PlacedField, isOn: boolean): string {
  return words[isOn ? 1 : 0];
}
