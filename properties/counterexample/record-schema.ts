// Writes the published schemas, of a counterexample's JSON, of a history file, of the explanation of recordings, of the gate's
// configuration and report, and of the reports of other commands, as the code has them now.
// Usage: npm run schema
import { writeFileSync } from 'node:fs';
import { FIELDS } from '../../src/contract/observation/fields.ts';
import { VOCABULARIES } from '../../src/command-sets.ts';
import { HISTORY_SCHEMA_FILE, historyFileSchema } from '../concurrency/history-schema.ts';
import { EXPLANATION_SCHEMA_FILE, explanationSchema } from '../cli/explanation-schema.ts';
import { REPORT_SCHEMAS, reportSchema, reportSchemaFile } from '../cli/report-schemas.ts';
import { GATE_SCHEMA_FILE, gateConfigSchema } from '../cli/gate-config-schema.ts';
import { GATE_REPORT_SCHEMA_FILE, gateReportSchema } from '../gate-reports/gate-report-schema.ts';
import {
  CONCURRENT_SCHEMA_FILE,
  publishedConcurrentSchema,
  publishedSchema,
  SCHEMA_FILE,
} from './published-schema.ts';

const schema = publishedSchema(VOCABULARIES, FIELDS);
const concurrentSchema = publishedConcurrentSchema(VOCABULARIES, FIELDS);
writeFileSync(CONCURRENT_SCHEMA_FILE, `${JSON.stringify(concurrentSchema, null, 2)}\n`);
writeFileSync(SCHEMA_FILE, `${JSON.stringify(schema, null, 2)}\n`);
writeFileSync(GATE_SCHEMA_FILE, `${JSON.stringify(gateConfigSchema(), null, 2)}\n`);
writeFileSync(GATE_REPORT_SCHEMA_FILE, `${JSON.stringify(gateReportSchema(), null, 2)}\n`);
writeFileSync(HISTORY_SCHEMA_FILE, `${JSON.stringify(historyFileSchema(), null, 2)}\n`);
writeFileSync(EXPLANATION_SCHEMA_FILE, `${JSON.stringify(explanationSchema(), null, 2)}\n`);
for (const command of REPORT_SCHEMAS)
  writeFileSync(reportSchemaFile(command), `${JSON.stringify(reportSchema(command), null, 2)}\n`);
