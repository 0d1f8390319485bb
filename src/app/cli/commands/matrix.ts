// procession matrix: what reports on several systems say, clause by clause, in one table.
import { resolve } from 'node:path';
import { Command } from 'commander';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { whyNot } from '../../../contract/file-trouble.ts';
import { readRegular } from '../../../counterexample/file/regular-file.ts';
import { findingsIn } from '../../matrix/findings.ts';
import { systemsMarkdown } from '../../matrix/markdown.ts';
import { readSystemReport } from '../../matrix/read-system-report.ts';
import { systemsTable } from '../../matrix/systems-table.ts';
import { systemsPage } from '../files/systems-page.ts';
import { matrixJson, matrixLines } from '../report/matrix.ts';
import { EXIT_STATUS, Misuse } from '../exit-codes.ts';
import { refuseUnwritable, writeOutput } from '../files/output.ts';
import { printJson, printLines } from '../print.ts';
import { ProgressLine } from '../terminal.ts';

interface MatrixFlags {
  /** A file, or true for standard output. */
  readonly json?: string | true;
  readonly html?: string;
  readonly markdown?: string;
  readonly explorer?: string;
}

export function matrixCommand(): Command {
  return new Command('matrix')
    .argument(
      '<files...>',
      'what check, tour, explore or gate printed with --json; several on one system are one column',
    )
    .option('--json [file]', 'the table as one JSON object, in a file, or else alone on standard output')
    .option('--html <file>', 'the table as a page to look at: one file that needs nothing else')
    .option(
      '--explorer <address>',
      'with --html: where the explorer stands, an address or a file beside the page; each failure links to its trace there',
    )
    .option('--markdown <file>', 'the table as Markdown, for a README or a page of documentation')
    .addHelpText(
      'after',
      `
A cell says whether a clause passed, and how often it decided; failed, with its shortest trace; was not reached; was not
asked; or stayed inconclusive. The table is a report and no verdict: it ends with 0, whatever its cells say.

Examples:
  ${COMMAND_LINE} check --set posix --json > table.json
  ${COMMAND_LINE} check --sut linux --json > linux.json
  ${COMMAND_LINE} tour --sut linux --json > linux-tour.json           another report on the same column
  ${COMMAND_LINE} matrix table.json linux.json linux-tour.json --html systems.html

Exit codes: 0 the table was made, 2 misuse (a file that is no report on a system, too).`,
    )
    .action(async (files: readonly string[], flags: MatrixFlags) => {
      process.exitCode = await matrix(files, flags);
    });
}

async function matrix(files: readonly string[], flags: MatrixFlags): Promise<number> {
  const outputs = {
    ...(typeof flags.json === 'string' && { '--json': flags.json }),
    ...(flags.html !== undefined && { '--html': flags.html }),
    ...(flags.markdown !== undefined && { '--markdown': flags.markdown }),
  };
  for (const [option, file] of Object.entries(outputs)) {
    refuseUnwritable(option, file);
    if (files.some((each) => resolve(each) === resolve(file)))
      throw new Misuse(`${option}: ${file} is one of the reports: name another file`);
  }
  refuseExplorer(flags);
  const findings = [...new Set(files)].flatMap((file) => {
    const report = read(file, (text) => readSystemReport(text));
    return orMisuse(file, findingsIn(file, report));
  });
  const table = systemsTable(findings);
  if (flags.json === true) printJson(matrixJson(table));
  else printLines(matrixLines(table));
  if (typeof flags.json === 'string')
    writeOutput(flags.json, `${JSON.stringify(matrixJson(table), null, 2)}\n`);
  if (flags.markdown !== undefined) writeOutput(flags.markdown, systemsMarkdown(table));
  if (flags.html !== undefined) {
    const line = new ProgressLine();
    const page = await systemsPage(table, {
      explorer: flags.explorer,
      progress: (text) => line.show(text),
    });
    line.clear();
    writeOutput(flags.html, page);
  }
  return EXIT_STATUS.pass;
}

/** An address that runs code when it is followed, or that has a fragment of its own, makes no link. */
function refuseExplorer({ explorer, html }: MatrixFlags): void {
  if (explorer === undefined) return;
  if (html === undefined) throw new Misuse('--explorer goes with --html');
  if (!/^(?:https?:\/\/|(?![a-z][a-z\d+.-]*:))[^#]+$/i.test(explorer))
    throw new Misuse('--explorer must be an address with http or https, or a file, without "#"');
}

type Understood<Value> = { readonly value: Value } | { readonly problem: string };

function read<Value>(file: string, understand: (text: string) => Understood<Value>): Value {
  let text: string;
  try {
    text = readRegular(file);
  } catch (error) {
    throw new Misuse(`${file} cannot be read: ${whyNot(error)}`, { cause: error });
  }
  return orMisuse(file, understand(text));
}

function orMisuse<Value>(file: string, understood: Understood<Value>): Value {
  if ('problem' in understood) throw new Misuse(`${file}: ${understood.problem}`);
  return understood.value;
}
