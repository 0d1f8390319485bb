// Finds what is wrong with the end of an input, if anything is.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unseenIn } from '../support/unseen.ts';
import type { Input, Outcome } from './input.ts';

/** The most memory that the harness may take, in bytes: several times what it takes for the largest inputs. */
const MEMORY_MAX = 1_500_000_000;
const CODES: Readonly<Record<number, string>> = { 0: 'pass', 1: 'fail', 3: 'inconclusive' };
const MISUSE = 2;

/** Everything that is wrong, in sentences; `folder` is where it was run. */
export function faultsOf(
  input: Input,
  { code, out, err, memory }: Outcome,
  folder: string,
): readonly string[] {
  const faults: string[] = [];
  const said = out + err;
  const verdict = CODES[code];
  if (verdict === undefined && code !== MISUSE)
    faults.push(`it ended with ${code}: ${excerpt(err.slice(err.search(/^\w*Error: /m)))}`);
  else faults.push(...misnamed(input, code, verdict, out, err));
  if (/^\s+at .*(?:\/src\/|node:)/m.test(said) || said.includes('bug in procession'))
    faults.push('it printed a stack trace');
  const texts = { 'standard output': out, 'standard error': err, ...filesWritten(input, folder) };
  for (const [name, text] of Object.entries(texts)) {
    const unseen = unseenIn(text);
    if (unseen !== undefined) faults.push(`${name} has the character ${unseen}`);
  }
  if (memory > MEMORY_MAX) faults.push(`it took ${Math.round(memory / 1e6)} MB`);
  if (input.mustNotPass === true && code !== MISUSE) faults.push('it went on from a file that is damaged');
  return faults;
}

/** A verdict that has another name than the exit code, or none. */
function misnamed(
  { words }: Input,
  code: number,
  verdict: string | undefined,
  out: string,
  err: string,
): readonly string[] {
  // Damaged files of a corpus are misuse, told with the verdict on the rest.
  if (
    verdict === undefined &&
    words?.includes('--corpus') === true &&
    / regression traces? (?:is|are) damaged/.test(out)
  )
    return [];
  if (verdict === undefined)
    return out === '' && /^(?:.*\n)*procession: .+\n$/.test(err)
      ? []
      : [`misuse without a sentence: ${excerpt(err + out)}`];
  if (words === undefined || words.includes('--json')) {
    try {
      const told = (JSON.parse(out) as { readonly verdict?: unknown }).verdict;
      return told === verdict ? [] : [`exit code ${code}, and JSON says ${JSON.stringify(told)}`];
    } catch {
      return [`no JSON on standard output: ${excerpt(out)}`];
    }
  }
  if (code === 0 && /^(?:show|export)$/.test(words[0])) return [];
  return new RegExp(`^\\s*${verdict.toUpperCase()}\\b`, 'm').test(out)
    ? []
    : [`exit code ${code}, and no line says ${verdict}: ${excerpt(out + err)}`];
}

/** The files written beside the input's own, as text. */
function filesWritten({ files }: Input, folder: string): Readonly<Record<string, string>> {
  const own = new Set([...Object.keys(files), 'pids', 'states', 'states.tmp']);
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .filter((name) => !own.has(name))
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 600 ? `${text.slice(0, 400)} … ${text.slice(-200)}` : text);
}
