// Joins the C files of runtime/ into one program text: each `#include "…"` gives way to the file that it names, and of what
// stands between `#ifdef JOBS` and `#endif` the side stays that the program is for. Knows no C besides these lines.
import { runtimeText } from './runtime-text.ts';

/** The file with `main`. */
const WHOLE = 'cases.c';
/** The file whose place the tables of a program take. */
const TABLES = 'trace.h';

/** The text of the program with these tables, for cases with job control or without. */
export function amalgamated(tables: string, hasJobs: boolean): string {
  return textOf(WHOLE, tables, hasJobs);
}

/** The text before a file's includes tells the reader of the folder about that file, and is left out. */
function textOf(name: string, tables: string, hasJobs: boolean): string {
  if (name === TABLES) return tables;
  const text = withOneSide(runtimeText(name), hasJobs);
  const included = [...text.matchAll(/^#include "(.+)"\n/gm)];
  const last = included.at(-1);
  const own = last === undefined ? text : text.slice(last.index + last[0].length);
  return [...included.map(([, file = '']) => textOf(file, tables, hasJobs)), own].join('\n');
}

/** No other condition stands within one of these. */
function withOneSide(text: string, hasJobs: boolean): string {
  return text.replaceAll(
    /^#if(n?)def JOBS\n([^]*?)(?:^#else\n([^]*?))?^#endif\n/gm,
    (_, not: string, first: string, second: string | undefined) =>
      (not === '') === hasJobs ? first : (second ?? ''),
  );
}
