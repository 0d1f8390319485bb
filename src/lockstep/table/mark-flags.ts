// The flags in which a table's rows keep the marks of processes: a mark's flag has its name in capitals (`groupExited` is
// GROUP_EXITED), a word's that of the second one (ZOMBIE). A mark that tables keep elsewhere has no flag.
import type { PlacedField } from '../../contract/observation/fields.ts';
import { FIELDS, MARKS_KEPT_ELSEWHERE, placed } from '../../contract/observation/fields.ts';
import { FLAG } from '../../impl/layout.ts';

const MARKS = placed(FIELDS.process).filter(({ mark }) => mark !== 0);

/** By the name of a field that is a mark its flag; 0 where it is kept elsewhere. */
export const FLAG_OF_FIELD: Readonly<Record<string, number>> = Object.fromEntries(
  MARKS.map((field) => [field.name, flagOf(field)]),
);

/** By the flags of a row the marks of its process, as the bits of a flat observation. */
export const MARKS_OF_FLAGS = Int32Array.from({ length: 2 * Math.max(...Object.values(FLAG)) }, (_, flags) =>
  MARKS.reduce((marks, { name, mark }) => (flags & FLAG_OF_FIELD[name] ? marks | mark : marks), 0),
);

function flagOf({ kind, name, withIt }: PlacedField): number {
  const flag = (kind === 'word' ? String(withIt) : name).replaceAll(/[A-Z]/g, '_$&').toUpperCase();
  if ((MARKS_KEPT_ELSEWHERE as readonly string[]).includes(name)) return 0;
  if (!Object.hasOwn(FLAG, flag)) throw new Error(`the layout of the table has no flag ${flag}`);
  return FLAG[flag as keyof typeof FLAG];
}
