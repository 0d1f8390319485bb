// Parses a source once for all rules that are put to it one after the other.
import { parseSync } from 'oxc-parser';
import type { ParseResult } from 'oxc-parser';

let latest: { readonly path: string; readonly text: string; readonly result: ParseResult } | undefined;

/** The syntax tree of a text; that of the latest one is kept. */
export function parsed(path: string, text: string): ParseResult {
  if (latest?.path !== path || latest.text !== text) latest = { path, text, result: parseSync(path, text) };
  return latest.result;
}
