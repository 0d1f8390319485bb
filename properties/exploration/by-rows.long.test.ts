// Taking representations that differ by the names of ids as one loses none: larger bounds than the quick tests have.
import { test } from 'vitest';
import { expectFormsOfAll } from './forms-by-rows.ts';

test.each([{ ids: 3 }, { ids: 2, posixWithout: [] }])(
  'the representations up to the names of ids are the forms of all representations, and of nothing else: %j',
  expectFormsOfAll,
);
