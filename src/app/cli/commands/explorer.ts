// procession explorer: writes the page on which anyone can try the model, and opens it.
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { EXIT_STATUS, Misuse } from '../exit-codes.ts';
import { openPage } from '../open-page.ts';
import { refuseUnwritable, writeOwnText } from '../files/output.ts';
import { printJson, printLines, printProblem } from '../print.ts';
import { grouped } from '../terminal.ts';
import { evidenceTextOf } from '../files/counterexample.ts';

interface ExplorerFlags {
  readonly open?: true;
  readonly small?: true;
  readonly trace?: string;
  readonly json?: true;
}

/** The pages as the build leaves them. */
const BUILT = new URL('../../../../dist/explorer/', import.meta.url);
const DEFAULT_FILE = 'explorer.html';

export function explorerCommand(): Command {
  return new Command('explorer')
    .argument(
      '[files...]',
      `where to, a name that ends in .html (default: ${DEFAULT_FILE}); any other file is one to begin with, as --trace`,
    )
    .option('--small', 'the model alone, small enough to be served')
    .option(
      '--trace <file>',
      'open with the commands of a trace file, of the JSON form of a counterexample, with branches or without, or of a log of strace; - for standard input',
    )
    .option(
      '--open',
      'say where it is as an address, and open it: with $BROWSER, or in a terminal as the system opens files',
    )
    .option('--json', 'one JSON object on standard output, and nothing else there: where it was written')
    .addHelpText('after', EXAMPLES)
    .action(async (files: readonly string[], flags: ExplorerFlags) => {
      process.exitCode = await explorer(files, flags);
    });
}

const EXAMPLES = `
Examples:
  ${COMMAND_LINE} explorer --open
  ${COMMAND_LINE} explorer --open failing.trace
  ${COMMAND_LINE} explorer --open make.strace make.html
  ${COMMAND_LINE} explorer --small public/index.html

Exit codes: 0 written, 2 misuse.`;

async function explorer(files: readonly string[], flags: ExplorerFlags): Promise<number> {
  const { file, trace } = placesOf(files, flags);
  refuseUnwritable('the page', file);
  const built = new URL(flags.small ? 'explorer-small.html' : 'explorer.html', BUILT);
  if (!existsSync(built))
    throw new Misuse('the page is not built yet in this checkout: "npm run explorer" builds it');
  const empty = readFileSync(built, 'utf8');
  const { page, note } =
    trace === undefined ? { page: empty, note: undefined } : await openingWith(empty, trace);
  writeOwnText(file, page);
  const bytes = Buffer.byteLength(page);
  if (flags.json === true) printJson({ output: file, bytes, ...(note !== undefined && { opened: note }) });
  else {
    const address = flags.open ? [pathToFileURL(file).href] : [];
    const opened = note === undefined ? [] : [`it opens with ${note}`];
    printLines([`${file}: ${grouped(bytes / 1000)} kB`, ...opened, ...address]);
  }
  const unopened = flags.open ? await openPage(file) : undefined;
  if (unopened !== undefined) printProblem(unopened); // The page is there all the same.
  return EXIT_STATUS.pass;
}

/** The file for the page, and the one that it begins with, which is told by its name. */
function placesOf(
  files: readonly string[],
  { trace }: ExplorerFlags,
): { readonly file: string; readonly trace: string | undefined } {
  const isPlace = (file: string): boolean => file === '' || /\.html?$/i.test(file);
  const [places, given] = [files.filter(isPlace), files.filter((file) => !isPlace(file))];
  const begins = trace === undefined ? given : [trace, ...given];
  if (places.length > 1) throw new Misuse(`the page is written to one file, not to ${places.join(' and ')}`);
  if (begins.length > 1) throw new Misuse(`the page begins with one file, not with ${begins.join(' and ')}`);
  const [unread] = given.filter((file) => file !== '-' && !existsSync(file));
  if (unread !== undefined)
    throw new Misuse(
      `there is no file ${unread} to begin with; the page is written to a name that ends in .html`,
    );
  return { file: places[0] ?? DEFAULT_FILE, trace: begins[0] };
}

/** The page with the commands of a file to begin with, and what they are. */
async function openingWith(
  page: string,
  file: string,
): Promise<{ readonly page: string; readonly note: string }> {
  // Loaded here: without a file the page is written as it was built.
  const { withTrial } = await import('../../web/explorer-page/page.ts');
  const { openedLink } = await import('../../web/explorer-page/opened-link.ts');
  const { isLog, logAsTrace } = await import('../recordings/log-as-trace.ts');
  const log = file !== '-' && isLog(file) ? await logAsTrace(file) : undefined;
  const opened = openedLink(log?.trace ?? evidenceTextOf(file), file);
  if ('problem' in opened) throw new Misuse(opened.problem);
  const remark = log?.remark === undefined ? '' : `; of the log, ${log.remark}`;
  return { page: withTrial(page, opened.link), note: `${opened.note}${remark}` };
}
