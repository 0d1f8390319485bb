// The gate's check of recordings: it passes on those that are kept, and fails on one with a result that was changed.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { controlIn } from '../../src/contract/run-control.ts';
import { StraceReader } from '../../src/engines/recordings/strace/strace-reader.ts';
import type { LogEvent } from '../../src/engines/recordings/log-event.ts';
import { snapshotsOfRecording, textOfLog } from '../support/recorded-logs.ts';
import { ROOT } from '../support/repository.ts';
import { recordingsOutcome } from './recordings-check.ts';

async function* eventsIn(text: string): AsyncGenerator<LogEvent> {
  const reader = new StraceReader();
  for (const line of text.trimEnd().split('\n')) yield* reader.read(line);
  yield* reader.end();
  await Promise.resolve();
}

function outcomeOf(text: string, control = controlIn({})): ReturnType<typeof recordingsOutcome> {
  const name = 'zoo_errors';
  return recordingsOutcome(
    [{ name, events: eventsIn(text), snapshots: snapshotsOfRecording(name) }],
    control,
  );
}

describe('the check of recordings', () => {
  const log = textOfLog('zoo_errors');

  test('the check of recordings passes on a recording as the kernel made it, and counts what it explained', async () => {
    const outcome = await outcomeOf(log);
    expect(outcome).toMatchObject({ verdict: 'pass' });
    expect(outcome.evidence?.totals).toMatchObject({ recordings: 1, 'rows of snapshots': 5 });
  });

  test('the check of recordings fails on one with a result that was changed, and names the line', async () => {
    const line = log.split('\n').findIndex((one) => / setpgid\(.*= -1 EPERM/.test(one)) + 1;
    const changed = log.replace(/( setpgid\(.*)= -1 EPERM.*/, '$1= 0');
    const outcome = await outcomeOf(changed);
    expect(outcome).toMatchObject({ verdict: 'fail' });
    expect(outcome).toHaveProperty('report', expect.stringContaining(`zoo_errors:${line} `));
  });

  test('the check of recordings is inconclusive where it is interrupted', async () => {
    const outcome = await outcomeOf(log, { ...controlIn({}), stopped: () => true });
    expect(outcome).toMatchObject({ verdict: 'inconclusive' });
  });

  test('the check of recordings is registered with the gate of this project', () => {
    expect(readFileSync(`${ROOT}procession.gate.json`, 'utf8')).toContain(
      './properties/gate/recordings-check.ts',
    );
  });
});
