// Goal: what the shorter test claims of the traces of recordings holds of all of them: on the table, on the kernel, wherever they are
// cut off; and they tell as many mutants as the documentation says.
import { afterAll, describe, expect, test } from 'vitest';
import { grouped } from '../../src/contract/format-numbers.ts';
import { replay } from '../../src/lockstep/replay.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { posixTableSystem } from '../../src/systems/in-process.ts';
import { linuxSystem } from '../../src/systems/linux/system.ts';
import type { LogEvent } from '../../src/engines/recordings/log-event.ts';
import { eventsOfRecording, recordingNames } from '../support/recorded-logs.ts';
import {
  LARGE_RECORDINGS,
  modelDifferences,
  stepsOf,
  traceOfEvents,
  traceOfRecording,
} from '../support/recorded-traces.ts';
import { treeDifferences } from '../support/recorded-trees.ts';
import { textOf } from '../support/repository.ts';
import { mutantLines } from './measure-mutants.ts';

const kernel = await linuxSystem();
afterAll(async () => {
  if ('system' in kernel) await kernel.system.close?.();
});

describe('the trace of a large recording', () => {
  test.each(LARGE_RECORDINGS)(
    'the model and the table answer every command of the trace of %s as it is written',
    async (name) => {
      const trace = await traceOfRecording(name);
      expect(modelDifferences(trace)).toEqual([]);
      expect([...trace.trace.leftOut]).toEqual([]);
      const commands = stepsOf(trace).map(({ command }) => command);
      const run = await replay(posixTableSystem(), POSIX.linux, commands);
      expect(run.divergence?.sentence).toBeUndefined();
      expect(run.commands).toHaveLength(commands.length);
    },
  );
});

test.for(recordingNames())('the running kernel answers as the trace of %s says', async (name, context) => {
  if ('inconclusive' in kernel) return context.skip(kernel.inconclusive);
  const trace = await traceOfRecording(name);
  const commands = stepsOf(trace).map(({ command }) => command);
  const run = await replay(kernel.system, POSIX.linux, commands);
  expect(run.divergence?.sentence).toBeUndefined();
  expect(run.commands).toHaveLength(commands.length);
});

test('wherever any recording is cut off, its trace has led to the tree that the recording shows there', async () => {
  let compared = 0;
  for (const name of recordingNames()) {
    const events: LogEvent[] = [];
    for await (const event of eventsOfRecording(name)) events.push(event);
    const stride = LARGE_RECORDINGS.includes(name) ? Math.ceil(events.length / 7) : 3;
    for (let end = stride; end <= events.length; end += stride) {
      const cut = await traceOfEvents(events.slice(0, end));
      // A child may show before the line of its fork, which is cut off.
      if (cut.explanation.verdict !== 'pass') continue;
      compared += 1;
      expect(treeDifferences(cut), `${name} up to ${end}`).toEqual([]);
    }
  }
  expect(compared).toBeGreaterThan(1500);
});

const PAGE = textOf('docs/recordings.md');

test('the documentation says how many mutants the traces tell', async () => {
  const [heading = '', ...rows] = (await mutantLines()).filter((line) => line.startsWith('|'));
  const page = PAGE.split('\n');
  const at = page.indexOf(heading);
  expect(page.slice(at, at + 1 + rows.length)).toEqual([heading, ...rows]);
}, 900_000);

test('the documentation says what becomes of the largest recording', async () => {
  const { text, trace, explanation } = await traceOfRecording('fork_storm');
  const { lines, processes } = explanation.counts;
  const told = `A log of ${grouped(lines)} lines, in which ${grouped(processes)} processes live and end, becomes ${grouped(trace.commands)} commands in a file of ${Math.round(text.length / 1000)} kB.`;
  expect(PAGE).toContain(told);
});
