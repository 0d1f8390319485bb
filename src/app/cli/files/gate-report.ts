// A file with the gate's report, or with one of check; what cannot be read or understood is misuse.
import { whyNot } from '../../../contract/file-trouble.ts';
import { readRegular } from '../../../counterexample/file/regular-file.ts';
import type { NamedReport } from '../../gate/merge-reports.ts';
import { readCampaignPart } from '../../campaign/campaign-report.ts';
import type { NamedPart } from '../../campaign/merge-campaigns.ts';
import { readGateReport } from '../../gate/read-report.ts';
import { formatOf } from '../../report/report-form.ts';
import { readJson } from '../../../counterexample/file/json-reader.ts';
import { Misuse } from '../exit-codes.ts';

/** Reads what `--json FILE` wrote. */
export function readGateReportFile(file: string): NamedReport {
  const read = readGateReport(textOf(file));
  if ('problem' in read) throw new Misuse(`${file}: ${read.problem.trimStart()}`);
  return { file, report: read.value };
}

/** Reads what a shard of the gate, or of check, has written. */
export function readShardFile(
  file: string,
): { readonly gate: NamedReport } | { readonly campaign: NamedPart } {
  const read = readJson(textOf(file), (json) => json);
  // Anything else is told of as no report of the gate.
  if ('problem' in read || !isOfCheck(read.value)) return { gate: readGateReportFile(file) };
  const part = readCampaignPart(read.value);
  if ('problem' in part) throw new Misuse(`${file}: ${part.problem}`);
  return { campaign: { file, report: part.value } };
}

/** Whether it is what check prints; what ended before anything was run has no form. */
function isOfCheck(json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return false;
  return 'format' in json ? json.format === formatOf('check') : 'verdict' in json;
}

function textOf(file: string): string {
  try {
    return readRegular(file);
  } catch (error) {
    throw new Misuse(`${file} cannot be read: ${whyNot(error)}`, { cause: error });
  }
}
