// Says of one process what is to be said besides its pid, parent and group: the same words in trees, drawings and pages.
import type { Field, FieldKind, Fields, PlacedField, ShownFields } from '../observation/fields.ts';
import { FIELDS, placed } from '../observation/fields.ts';
import type { FieldValue } from '../observation/flat-values.ts';
import type { ProcessObservation } from '../observation/observation.ts';

/** Something that is said of a process, and of which field. */
export interface Said {
  readonly field: string;
  readonly words: string;
}

/** The order of what is said; rows of one kind stand in the order of the table. */
const SPOKEN: readonly FieldKind[] = ['word', 'switch', 'code', 'id-or-null', 'ids', 'words'];

/** Gives a process's marks, in the words of a command set; nothing for what it is not. */
export function marksOf(process: ProcessObservation, shows: ShownFields = {}): readonly string[] {
  return saidOf(process, shows).map(({ words }) => words);
}

/** Gives the same, each with its field. */
export function saidOf(
  process: ProcessObservation,
  shows: ShownFields = {},
  fields: readonly PlacedField[] = SAID,
): readonly Said[] {
  const values = process as unknown as Readonly<Record<string, FieldValue | undefined>>;
  return fields.flatMap(({ name, row }) => {
    const value = values[name];
    const isStatus = shows[name]?.reading === 'wait-status' && typeof value === 'number' && value !== 0;
    const words = isStatus ? statusWords(value) : wordsFor(row, value);
    return words === undefined ? [] : [{ field: name, words }];
  });
}

/** The fields of which something is said, in the order in which it is said. */
export function saidFields(rows: Fields): readonly PlacedField[] {
  return placed(rows)
    .filter(({ row }) => row.said !== undefined)
    .toSorted((one, other) => SPOKEN.indexOf(one.kind) - SPOKEN.indexOf(other.kind));
}

const SAID = saidFields(FIELDS.process);

function wordsFor(
  { said = '', saidOfSeveral = said, words, third }: Field,
  value: FieldValue | undefined,
): string | undefined {
  if (value === undefined || value === null || value === false || value === 0) return undefined;
  if (typeof value === 'number') return said.replace('#', String(value));
  if (typeof value === 'string')
    return value === words?.[1] ? said : value === words?.[2] ? third?.said : undefined;
  if (value === true) return said;
  return value.length === 0
    ? undefined
    : (value.length === 1 ? said : saidOfSeveral).replace('#', value.join(', '));
}

/** Tells what a wait status says (POSIX, `<sys/wait.h>`; the layout is that of Linux). */
function statusWords(status: number): string {
  const signal = status & 0x7f;
  const told = signal === 0 ? `exit code ${(status >> 8) & 0xff}` : `signal ${signal}`;
  return `status ${status}: ${told}`;
}
