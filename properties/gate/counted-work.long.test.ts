// More work than before is noticed of every set's table, with a walk, a search or a copy added; and of none where the engine is
// late to compile it or other checks left it slow.
import { expect, test, vi } from 'vitest';
import { countedAlone } from '../../src/app/gate/performance/count-alone.ts';
import type { SetWork } from '../../src/app/gate/performance/counted-commands.ts';
import { processionWith } from '../support/procession.ts';
import { ROOT } from '../support/repository.ts';
import {
  allocating,
  claimWorkIsJudged,
  judged,
  NAMED_SETS,
  searching,
  withClass,
} from './wasteful-tables.ts';

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

test('heap bytes that a thread of its own does not see are no more work; words that it need not see are', async () => {
  const [[id, set]] = NAMED_SETS;
  const recount = vi.fn<() => Promise<SetWork>>(() => countedAlone(id));
  expect(await judged(set, { of: withClass(set.table, allocating), recount })).toMatchObject({
    verdict: 'pass',
    sentence: expect.stringMatching(/, as recorded$/) as string,
  });
  expect(recount).toHaveBeenCalledTimes(1);
  const outcome = await judged(set, { of: withClass(set.table, searching), recount });
  expect(outcome.verdict).toBe('fail');
  expect(recount).toHaveBeenCalledTimes(1);
});

test('heap bytes that a thread of its own sees as well are more work', async () => {
  const [[id, set]] = NAMED_SETS;
  const alone = await countedAlone(id);
  const exit = { ...alone.commands.exit, heapBytes: 100 * alone.commands.exit.calls };
  const recount = (): Promise<SetWork> =>
    Promise.resolve({ ...alone, commands: { ...alone.commands, exit } });
  expect(await judged(set, { of: withClass(set.table, allocating), recount })).toMatchObject({
    verdict: 'fail',
    report: expect.stringContaining('bytes of the heap a exit: 100, 0 on record') as string,
  });
});
