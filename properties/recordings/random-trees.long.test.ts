// Goal: this kernel is explained, whatever it does with dozens of processes at once. Method: random trees, recorded under strace here.
import { expect, test } from 'vitest';
import { explain } from '../../src/engines/recordings/explain.ts';
import { recordTrees } from '../support/random-trees.ts';
import { modelDifferences, traceOfEvents } from '../support/recorded-traces.ts';
import { eventsOfLog } from '../support/told-events.ts';

const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1);

test.for([20, 60, 200])(
  'every result of 40 random trees of %i steps is explained, and each trace is answered by the model',
  { timeout: 300_000 },
  async (steps, context) => {
    const recorded = recordTrees(SEEDS, steps);
    if ('inconclusive' in recorded) return context.skip(recorded.inconclusive);
    for (const [index, log] of recorded.logs.entries()) {
      const { verdict, unexplained } = await explain(eventsOfLog(log));
      const wrong = unexplained.map(({ line, sentence }) => `${line}: ${sentence}`);
      // The whole log, since no other recording of the same seed need be like it.
      expect(wrong, `tree ${SEEDS[index]} ${steps}:\n${log.join('\n')}`).toEqual([]);
      expect(verdict).toBe('pass');
      expect(modelDifferences(await traceOfEvents(eventsOfLog(log)))).toEqual([]);
    }
  },
);
