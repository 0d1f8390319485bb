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
    .argument('[file]', 'where to', DEFAULT_FILE)
    .option('--small', 'the model alone, small enough to be served')
    .option(
      '--trace <file>',
      'open with the commands of a trace file, or of the JSON form of a counterexample; - for standard input',
    )
    .option(
      '--open',
      'say where it is as an address, and open it: with $BROWSER, or in a terminal as the system opens files',
    )
    .option('--json', 'one JSON object on standard output, and nothing else there: where it was written')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, flags: ExplorerFlags) => {
      process.exitCode = await explorer(file, flags);
    });
}

const EXAMPLES = `
Examples:
  ${COMMAND_LINE} explorer --open
  ${COMMAND_LINE} explorer --open --trace failing.trace
  ${COMMAND_LINE} explorer --small public/index.html

Exit codes: 0 written, 2 misuse.`;

async function explorer(file: string, flags: ExplorerFlags): Promise<number> {
  refuseUnwritable('the page', file);
  const built = new URL(flags.small ? 'explorer-small.html' : 'explorer.html', BUILT);
  if (!existsSync(built))
    throw new Misuse('the page is not built yet in this checkout: "npm run explorer" builds it');
  const empty = readFileSync(built, 'utf8');
  const page = flags.trace === undefined ? empty : await openingWith(empty, flags.trace);
  writeOwnText(file, page);
  const bytes = Buffer.byteLength(page);
  if (flags.json === true) printJson({ output: file, bytes });
  else {
    const address = flags.open ? [pathToFileURL(file).href] : [];
    printLines([`${file}: ${grouped(bytes / 1000)} kB`, ...address]);
  }
  const unopened = flags.open ? await openPage(file) : undefined;
  if (unopened !== undefined) printProblem(unopened); // The page is there all the same.
  return EXIT_STATUS.pass;
}

/** The page with the commands of a file to begin with. */
async function openingWith(page: string, file: string): Promise<string> {
  // Loaded here: without a trace the page is written as it was built.
  const { withTrial } = await import('../../web/explorer-page/page.ts');
  const { openedLink } = await import('../../web/explorer-page/opened-link.ts');
  const opened = openedLink(evidenceTextOf(file), file);
  if ('problem' in opened) throw new Misuse(opened.problem);
  return withTrial(page, opened.link);
}
