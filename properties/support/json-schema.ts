// Judges JSON by a published schema, and the schema by the strict rules of Ajv.
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';

/** The judge of a schema; it tells all problems, and throws where the schema itself is doubtful. */
export function judgeOf(schema: object): ValidateFunction {
  return new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true }).compile(
    schema,
  );
}

/** The same schema without room for names that it does not have. */
export function closedForm(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closedForm);
  if (typeof part !== 'object' || part === null) return part;
  const inner = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closedForm(value)]));
  return 'properties' in inner && inner['type'] === 'object'
    ? { ...inner, additionalProperties: false }
    : inner;
}
