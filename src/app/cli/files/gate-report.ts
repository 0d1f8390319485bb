// A file with the gate's report; what cannot be read or understood is misuse.
import { whyNot } from '../../../contract/file-trouble.ts';
import { readRegular } from '../../../counterexample/file/regular-file.ts';
import type { NamedReport } from '../../gate/merge-reports.ts';
import { readGateReport } from '../../gate/read-report.ts';
import { Misuse } from '../exit-codes.ts';

/** Reads what `--json FILE` wrote. */
export function readGateReportFile(file: string): NamedReport {
  const read = readGateReport(textOf(file));
  if ('problem' in read) throw new Misuse(`${file}: ${read.problem.trimStart()}`);
  return { file, report: read.value };
}

function textOf(file: string): string {
  try {
    return readRegular(file);
  } catch (error) {
    throw new Misuse(`${file} cannot be read: ${whyNot(error)}`, { cause: error });
  }
}
