// Makes the published schema of the gate's configuration from the one that reads it.
import { toJsonSchema } from '@valibot/to-json-schema';
import { GATE_CONFIG } from '../../src/app/cli/files/gate-config.ts';

/** The file in `schema/`. */
export const GATE_SCHEMA_FILE = new URL('../../schema/gate-config-1.schema.json', import.meta.url);

/** The schema as the code has it now. */
export function gateConfigSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = toJsonSchema(GATE_CONFIG, {
    target: 'draft-2020-12',
  });
  return {
    $schema,
    title: "The configuration of procession's gate, version 1",
    description:
      'The options of "procession gate" as a file, by default procession.gate.json. Those on the command line win. Paths are taken from the folder of the file.',
    ...schema,
  };
}
