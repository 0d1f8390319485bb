// Goal: this kernel is explained, whatever it does with dozens of processes at once, and a wrong result among them is still told.
// Method: random trees, recorded under strace here; results changed at random in logs that are kept. A recording is another one each
// time, and how its calls overlap depends on what else the machine does, so that a few trees may be told wrong: as many as were measured
// under load (docs/recordings.md). Those that are kept are explained every time (random-trees.test.ts).
import { expect, test } from 'vitest';
import { explain } from '../../src/engines/recordings/explain.ts';
import { linesOfKeptTree, recordTrees } from '../support/random-trees.ts';
import { modelDifferences, traceOfEvents } from '../support/recorded-traces.ts';
import { eventsOfLog } from '../support/told-events.ts';
import { changeTrialsOf } from './changed-recordings.ts';

const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1);

/** Under load about 1 in 120 trees of 200 steps was told to be wrong before the last kinds were mended: more than 3 of 40 then are in 1 of 2,500 runs. */
const TOLD_WRONG_MAX = 3;

test.for([20, 60, 200])(
  'every result of 40 random trees of %i steps is explained but for 3 trees, and each trace is answered by the model',
  { timeout: 300_000 },
  async (steps, context) => {
    const recorded = recordTrees(SEEDS, steps);
    if ('inconclusive' in recorded) return context.skip(recorded.inconclusive);
    const toldWrong: string[] = [];
    for (const [index, log] of recorded.logs.entries()) {
      const { verdict, unexplained, inconclusive } = await explain(eventsOfLog(log));
      expect(modelDifferences(await traceOfEvents(eventsOfLog(log)))).toEqual([]);
      if (verdict === 'pass') continue;
      const wrong = unexplained.map(({ line, sentence }) => `${line}: ${sentence}`);
      // The whole log, since no other recording of the same seed need be like it.
      toldWrong.push([`tree ${SEEDS[index]} ${steps}`, inconclusive ?? '', ...wrong, ...log].join('\n'));
    }
    expect(toldWrong.length, toldWrong.join('\n')).toBeLessThanOrEqual(TOLD_WRONG_MAX);
  },
);

test('a result that is changed in a log of a random tree is told and named, though dozens of calls are in flight', {
  timeout: 300_000,
}, async () => {
  const trials = [];
  for (const name of ['moved-while-asked', 'end-after-its-effect'])
    trials.push(...(await changeTrialsOf(name, linesOfKeptTree(name), [], 12, 1)));
  expect(trials).toHaveLength(24);
  const missed = trials.filter(({ alone }) => !alone.named);
  expect(missed.map(({ recording, change }) => `${recording}:${change.line}`)).toEqual([]);
});
