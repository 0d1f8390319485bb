// `npm run gate:changes [-- NAME …] [-- --json]`: runs the quick gate on each change of the implementation, in a clean worktree
// of HEAD, against HEAD, and compares its verdict with the one that it should give. Exit codes: 0 all are as they should be, 1
// one is not, 2 misuse, 3 it was interrupted.
import { parseArgs } from 'node:util';
import { didYouMean } from '../../../src/contract/did-you-mean.ts';
import { EXIT_STATUS } from '../../../src/app/cli/exit-codes.ts';
import { Interrupt } from '../../../src/app/cli/interrupt.ts';
import { printJson, printLines, printProblem } from '../../../src/app/cli/print.ts';
import { plainTable, ProgressLine, tableLines } from '../../../src/app/cli/terminal.ts';
import { CHANGES } from '../changes.ts';
import { tryChanges } from '../change-trials.ts';
import type { ChangeTrial } from '../change-trials.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  const asked = optionsOf();
  if (typeof asked === 'string') {
    printProblem(`gate:changes: ${asked}`);
    return EXIT_STATUS.misuse;
  }
  using interrupt = new Interrupt();
  const line = new ProgressLine();
  const chosen = Object.entries(CHANGES).filter(([name]) => asked.names.includes(name));
  const { tried, left } = await tryChanges(Object.fromEntries(chosen), {
    ...interrupt.control((phrase: string) => line.show(phrase)),
    ended: ({ name, verdict, problem }) => {
      line.clear();
      if (!asked.json) printLines([`${name}: ${problem ?? verdict}`]);
    },
  });
  line.clear();
  const wrong = tried.filter(({ problem }) => problem !== undefined).length;
  if (asked.json) printJson({ changes: tried, left });
  else {
    const rest = left.length === 0 ? '' : `, interrupted with ${left.length} left`;
    printLines([
      '',
      ...linesOf(tried),
      '',
      `${tried.length - wrong} of ${tried.length} as they should be${rest}`,
    ]);
  }
  if (wrong > 0) return EXIT_STATUS.fail;
  return left.length > 0 ? EXIT_STATUS.inconclusive : EXIT_STATUS.pass;
}

function optionsOf(): { readonly names: readonly string[]; readonly json: boolean } | string {
  const all = Object.keys(CHANGES);
  try {
    const { values, positionals } = parseArgs({
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const unknown = positionals.find((name) => !all.includes(name));
    if (unknown !== undefined) return `there is no change "${unknown}"${didYouMean(unknown, all)}`;
    return { names: positionals.length === 0 ? all : positionals, json: values.json };
  } catch (error) {
    return (error as Error).message;
  }
}

function linesOf(trials: readonly ChangeTrial[]): readonly string[] {
  const table = plainTable([
    { name: 'change', alignment: 'left' },
    { name: 'kind', alignment: 'left' },
    { name: 'expected', alignment: 'left' },
    { name: 'verdict', alignment: 'left' },
    { name: 'seconds', alignment: 'right' },
    { name: 'not passed', alignment: 'left' },
  ]);
  for (const { name, kind, expected, verdict, notPassed, problem, elapsedMs } of trials)
    table.addRow({
      change: name,
      kind,
      expected,
      verdict: `${verdict ?? 'none'}${problem === undefined ? '' : ' ✗'}`,
      seconds: Math.round(elapsedMs / 1000),
      'not passed': notPassed.join(', '),
    });
  return tableLines(table);
}
