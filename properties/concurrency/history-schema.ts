// Makes the published schema of a history file from the one that reads it.
import { toJsonSchema } from '@valibot/to-json-schema';
import { HISTORY_SCHEMA } from '../../src/app/library/history-schema.ts';

/** The file in `schema/`. */
export const HISTORY_SCHEMA_FILE = new URL('../../schema/history-1.schema.json', import.meta.url);

/** The schema as the code has it now. */
export function historyFileSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = toJsonSchema(HISTORY_SCHEMA, {
    target: 'draft-2020-12',
    // The one check that there is says that nothing stands twice; transformed is the answer's type alone.
    overrideAction: ({ valibotAction: { type }, jsonSchema }) =>
      type === 'check' ? { ...jsonSchema, uniqueItems: true } : type === 'transform' ? jsonSchema : undefined,
  });
  return {
    $schema,
    title: "procession's history of commands at the same time, version 1",
    description:
      'What came of commands that several clients gave at the same time, for "procession linearize" (docs/concurrency.md).',
    ...schema,
  };
}
