// Hands out the form of a counterexample that was asked for: to a file, to a browser, or to standard output.
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { openPage } from '../open-page.ts';
import { plainText, printLines, printProblem, printText } from '../print.ts';
import { writeOutput } from './output.ts';

/** The folder for pages that are opened and have no other place. */
export const PAGES_FOLDER = '.procession/pages';

/** The place that was asked for. */
interface DeliverFlags {
  readonly output?: string;
  readonly open?: true;
  readonly json?: true;
}

/** Writes it, generated text or the lines of a report; the file, where it was one. With `json` standard output is left alone. */
export async function deliver(
  form: string | readonly string[],
  flags: DeliverFlags,
): Promise<string | undefined> {
  const text = typeof form === 'string' ? form : plainText(form);
  const output = flags.output ?? (flags.open ? pageFile(text) : undefined);
  if (output !== undefined) {
    writeOutput(output, text);
    if (flags.json !== true) printLines(flags.open ? [output, pathToFileURL(output).href] : [output]);
    const unopened = flags.open ? await openPage(output) : undefined;
    if (unopened !== undefined) printProblem(unopened); // The page is there all the same.
    return output;
  }
  if (flags.json === true) return undefined; // One object says it all.
  if (typeof form === 'string') printText(form);
  else printLines(form);
  return undefined;
}

/** Named after what it shows, so that the same page is written once. */
function pageFile(page: string): string {
  const name = createHash('sha256').update(page).digest('hex').slice(0, 12);
  return `${PAGES_FOLDER}/${name}.html`;
}
