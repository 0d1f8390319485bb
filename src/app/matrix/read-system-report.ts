// Reads a text as a report on a system: of check, tour or explore, or of the gate. Any other text gets a sentence that says
// what would be one.
import { describeValue } from '../../contract/foreign-value.ts';
import { readJson } from '../../counterexample/file/json-reader.ts';
import type { GateReport } from '../gate/gate.ts';
import { readGateReport } from '../gate/read-report.ts';
import { formatOf, REPORTING } from '../report/report-form.ts';
import { readCommandReport } from './report-tables.ts';
import type { CommandReport } from './report-tables.ts';

/** A report on a system. */
export type SystemReport = CommandReport | { readonly command: 'gate'; readonly report: GateReport };

const GATE_FORMAT = 'procession-gate';
const WANTED = 'what check, tour, explore or gate print with --json';

/** The report, or a sentence that completes "FILE: …". */
export function readSystemReport(
  text: string,
): { readonly value: SystemReport } | { readonly problem: string } {
  if (text.trim() === '') return { problem: `it is empty, and should be ${WANTED}` };
  const read = readJson(text, (json) => json);
  if ('problem' in read) return { problem: `${read.problem.trimStart()}; it should be ${WANTED}` };
  const { value: json } = read;
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return { problem: `it is ${describeValue(json)}, and should be ${WANTED}` };
  const members = json as Readonly<Record<string, unknown>>;
  const { format } = members;
  if (format === GATE_FORMAT) {
    const gate = readGateReport(text);
    if ('problem' in gate) return gate;
    return gate.value.system === ''
      ? { problem: 'system must not be empty: it names no system' }
      : { value: { command: 'gate', report: gate.value } };
  }
  const command = REPORTING.find((each) => formatOf(each) === format);
  return command === undefined ? { problem: whyNone(members) } : readCommandReport(command, json);
}

/** The reason that an object without a known format is no such report. */
function whyNone(members: Readonly<Record<string, unknown>>): string {
  const { format, branches, verdict, reason, system } = members;
  if (format !== undefined)
    return `its format is ${describeValue(format)}, and it should be ${WANTED}, in a form that this release reads`;
  if (branches !== undefined && verdict !== undefined)
    return 'it is about commands at the same time (--branches), and tells nothing by clause: give a report of check, tour, explore or gate without branches';
  if (verdict !== undefined && system === undefined)
    return `it names no system, since it ended before any was run${typeof reason === 'string' ? ` (${reason})` : ''}`;
  if (verdict !== undefined)
    return 'it has no format, as a report of an earlier release has none: run the command again with this one';
  return `it has no format, and should be ${WANTED}`;
}
