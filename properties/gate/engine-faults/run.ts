// `npm run gate:engine-faults [-- NAME …] [-- --json]`: puts each fault of the engines into a copy of this checkout, what is
// not committed included, and says whether the test named for it notices. Exit codes: 0 all were noticed, 1 one was not, 2
// misuse, 3 it was interrupted.
import { parseArgs } from 'node:util';
import { didYouMean } from '../../../src/contract/did-you-mean.ts';
import { EXIT_STATUS } from '../../../src/app/cli/exit-codes.ts';
import { Interrupt } from '../../../src/app/cli/interrupt.ts';
import { printJson, printLines, printProblem } from '../../../src/app/cli/print.ts';
import { ProgressLine } from '../../../src/app/cli/terminal.ts';
import { ENGINE_FAULTS } from '../engine-faults.ts';
import { huntFaults } from '../fault-hunt.ts';
import type { HuntedFault } from '../fault-hunt.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  const asked = optionsOf();
  if (typeof asked === 'string') {
    printProblem(`gate:engine-faults: ${asked}`);
    return EXIT_STATUS.misuse;
  }
  using interrupt = new Interrupt();
  const line = new ProgressLine();
  const chosen = Object.entries(ENGINE_FAULTS).filter(([name]) => asked.names.includes(name));
  const { hunted, left } = await huntFaults(Object.fromEntries(chosen), {
    ...interrupt.control((phrase: string) => line.show(phrase)),
    hunted: (fault) => {
      line.clear();
      if (!asked.json) printLines([lineOf(fault)]);
    },
  });
  line.clear();
  const unnoticed = hunted.filter(({ noticed }) => noticed === undefined).length;
  if (asked.json) printJson({ faults: hunted, left });
  else {
    const rest = left.length === 0 ? '' : `, interrupted with ${left.length} left`;
    printLines([`${hunted.length - unnoticed} of ${hunted.length} faults of the engines noticed${rest}`]);
  }
  if (unnoticed > 0) return EXIT_STATUS.fail;
  return left.length > 0 ? EXIT_STATUS.inconclusive : EXIT_STATUS.pass;
}

function optionsOf(): { readonly names: readonly string[]; readonly json: boolean } | string {
  const all = Object.keys(ENGINE_FAULTS);
  try {
    const { values, positionals } = parseArgs({
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const unknown = positionals.find((name) => !all.includes(name));
    if (unknown !== undefined) return `there is no fault "${unknown}"${didYouMean(unknown, all)}`;
    return { names: positionals.length === 0 ? all : positionals, json: values.json };
  } catch (error) {
    return (error as Error).message;
  }
}

function lineOf({ name, noticed, problem }: HuntedFault): string {
  return noticed === undefined ? `UNNOTICED  ${name}: ${problem}` : `noticed    ${name}: ${noticed}`;
}
