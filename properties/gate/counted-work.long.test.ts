// More work than before is noticed of every set's table, with a walk, a search or a copy added; and of none where the engine is
// late to compile it.
import { expect, test } from 'vitest';
import { processionWith } from '../support/procession.ts';
import { ROOT } from '../support/repository.ts';
import { claimWorkIsJudged, NAMED_SETS } from './wasteful-tables.ts';

claimWorkIsJudged(NAMED_SETS);

test.each(NAMED_SETS)(
  'the work of the %s table is as recorded where each compilation takes a second',
  (id) => {
    const late = { nodeOptions: ['--concurrent-recompilation-delay=1000'] };
    const { code, out } = processionWith(late, ROOT, 'gate', '--set', id, '--only', 'counted-work');
    expect(out).toContain(', as recorded');
    expect(code).toBe(0);
  },
);
