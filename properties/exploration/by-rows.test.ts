// Goal: taking representations that differ by the names of ids as one loses none. Method: every representation of a
// small bound, found without symmetry, against what the search with it finds.
import { test } from 'vitest';
import { MARKING_COMMANDS } from '../support/bounds.ts';
import { expectFormsOfAll } from './forms-by-rows.ts';

test.each([
  { ids: 2 },
  { ids: 2, handles: 1 },
  { ids: 3, posixWithout: [...MARKING_COMMANDS, 'kill', 'getpgid', 'getsid', 'getppid'] as const },
])(
  'the representations up to the names of ids are the forms of all representations, and of nothing else: %j',
  expectFormsOfAll,
);
