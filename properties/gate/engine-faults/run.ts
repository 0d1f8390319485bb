// `npm run gate:engine-faults [-- NAME …] [-- --json]`: puts each fault of the engines into a copy of this checkout, what is
// not committed included, and says whether the test named for it notices. Exit codes: 0 all were noticed, 1 one was not, 2
// misuse, 3 it was interrupted, or a test came to no end.
import { parseArgs } from 'node:util';
import { didYouMean } from '../../../src/contract/did-you-mean.ts';
import { EXIT_STATUS, exitCodeOf } from '../../../src/app/cli/exit-codes.ts';
import { Interrupt } from '../../../src/app/cli/interrupt.ts';
import { printJson, printLines, printProblem } from '../../../src/app/cli/print.ts';
import { ProgressLine } from '../../../src/app/cli/terminal.ts';
import { ENGINE_FAULTS } from '../engine-faults.ts';
import { huntOutcome } from '../engine-faults-check.ts';
import { faultLine, huntFaults, huntLine } from '../fault-hunt.ts';

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
      if (!asked.json) printLines([faultLine(fault)]);
    },
  });
  line.clear();
  if (asked.json) printJson({ faults: hunted, left });
  else printLines([huntLine({ hunted, left })]);
  return exitCodeOf(huntOutcome({ hunted, left }).verdict);
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
