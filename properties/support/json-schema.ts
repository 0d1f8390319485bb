// Judges JSON by a published schema, and the schema by the strict rules of Ajv.
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';

/** The judge of a schema; it tells all problems, and throws where the schema itself is doubtful. */
export function judgeOf(schema: object): ValidateFunction {
  return new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true }).compile(
    schema,
  );
}
