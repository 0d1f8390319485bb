// Makes the published schema of the gate's report from the table that reads it.
import { toJsonSchema } from '@valibot/to-json-schema';
import { GATE_REPORT } from '../../src/app/gate/read-report.ts';

/** The file in `schema/`. */
export const GATE_REPORT_SCHEMA_FILE = new URL('../../schema/gate-report-1.schema.json', import.meta.url);

/** The schema as the code has it now. */
export function gateReportSchema(): Readonly<Record<string, unknown>> {
  return { ...toJsonSchema(GATE_REPORT, { target: 'draft-2020-12' }) };
}
