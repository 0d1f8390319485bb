// Writes the published schema of a counterexample's JSON as the code has it now.
// Usage: npm run schema
import { writeFileSync } from 'node:fs';
import { FIELDS } from '../../src/contract/observation/fields.ts';
import { HIERARCHY_VOCABULARY } from '../../src/contract/sets/hierarchy.ts';
import { POSIX_VOCABULARY } from '../../src/contract/sets/posix.ts';
import { publishedSchema, SCHEMA_FILE } from './published-schema.ts';

const schema = publishedSchema([HIERARCHY_VOCABULARY, POSIX_VOCABULARY], FIELDS);
writeFileSync(SCHEMA_FILE, `${JSON.stringify(schema, null, 2)}\n`);
