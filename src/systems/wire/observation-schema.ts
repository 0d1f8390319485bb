// The schema of an observation in a reply, made from the table of fields: each field by its kind, and no others.
import * as v from 'valibot';
import { ID_MAX } from '../../contract/argument.ts';
import type { Field, Fields, FieldTable } from '../../contract/observation/fields.ts';
import { FIELDS } from '../../contract/observation/fields.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import { answerSchema } from './answer-schema.ts';

/** An id. */
export const idSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(ID_MAX));

const whole = v.pipe(v.number(), v.integer(), v.minValue(-ID_MAX - 1), v.maxValue(ID_MAX));
const count = v.pipe(v.number(), v.integer(), v.minValue(-ID_MAX), v.maxValue(ID_MAX));

export const observationSchema = observationSchemaBy(FIELDS);

/** The schema by a table of fields. */
export function observationSchemaBy(table: FieldTable): v.GenericSchema<unknown, Observation> {
  const entries = (id: string, rows: Fields) =>
    v.exactOptional(v.array(v.strictObject({ [id]: idSchema, ...schemasOf(rows) })));
  return v.strictObject({
    processes: entries('pid', table.process),
    groups: entries('pgid', table.group),
    sessions: entries('sid', table.session),
    terminals: entries('terminal', table.terminal),
    woken: v.exactOptional(v.array(v.strictObject({ process: idSchema, answer: answerSchema }))),
    resources: v.exactOptional(v.strictObject(schemasOf(table.resources))),
  }) as unknown as v.GenericSchema<unknown, Observation>;
}

function isDistinct(values: string[]): boolean {
  return new Set(values).size === values.length;
}

function schemasOf(rows: Fields) {
  return Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [name, v.exactOptional(schemaOf(row))]),
  );
}

function schemaOf({ kind, words = ['', ''] }: Field): v.GenericSchema {
  switch (kind) {
    case 'id':
      return idSchema;
    case 'id-or-null':
      return v.nullable(idSchema);
    case 'ids':
      return v.array(idSchema);
    case 'word':
      return v.picklist(words);
    case 'words':
      return v.pipe(v.array(v.picklist(words)), v.check(isDistinct, 'each once'));
    case 'switch':
      return v.boolean();
    case 'code':
      return whole;
    case 'count':
      return count;
  }
}
