// Joins the C files of runtime/ into one program text: each `#include "…"` gives way to the file that it names.
// Knows no C besides that line.
import { readFileSync } from 'node:fs';

const FOLDER = new URL('./runtime/', import.meta.url);

/** The file with `main`. */
const WHOLE = 'cases.c';
/** The file whose place the tables of a program take. */
const TABLES = 'trace.h';

/** The text of the program with these tables. */
export function amalgamated(tables: string): string {
  return textOf(WHOLE, tables);
}

/** The text before a file's includes tells the reader of the folder about that file, and is left out. */
function textOf(name: string, tables: string): string {
  if (name === TABLES) return tables;
  const text = readFileSync(new URL(name, FOLDER), 'utf8').replaceAll('\r\n', '\n');
  const included = [...text.matchAll(/^#include "(.+)"\n/gm)];
  const last = included.at(-1);
  const own = last === undefined ? text : text.slice(last.index + last[0].length);
  return [...included.map(([, file = '']) => textOf(file, tables)), own].join('\n');
}
