// The recordings of real programs as a check of the gate: the model explains every result and every quiet snapshot in them.
import type { Check, CheckOutcome, Subject } from '../../src/app/gate/check.ts';
import { inconclusive, NO_SHARE, pass } from '../../src/app/gate/check.ts';
import { shareOf } from '../../src/app/gate/surroundings.ts';
import { counted } from '../../src/contract/format-numbers.ts';
import { explain } from '../../src/engines/recordings/explain.ts';
import type { Explanation } from '../../src/engines/recordings/explanation.ts';
import type { LogEvent } from '../../src/engines/recordings/log-event.ts';
import type { PsSnapshot } from '../../src/engines/recordings/ps-row.ts';
import { eventsOfRecording, recordingNames, snapshotsOfRecording } from '../support/recorded-logs.ts';

/** Results in the recordings that are kept, some 23,000, each a question to the model. */
const RESULTS = 25_000;

/** A recording by its name. */
export interface KeptRecording {
  readonly name: string;
  readonly events: AsyncIterable<LogEvent>;
  readonly snapshots: readonly PsSnapshot[];
}

/** Each recording that falls to this machine is explained. */
export const check: Check = {
  name: 'recordings',
  about: 'harness',
  claim: () => 'the model explains the recordings of real programs that are kept',
  cost: () => RESULTS,
  needs: [],
  divides: true,
  run: ({ surroundings: { control, shard } }: Subject) => {
    const share = shareOf(recordingNames(), shard);
    if (share.length === 0) return Promise.resolve(NO_SHARE);
    const kept = share.map((name) => ({
      name,
      events: eventsOfRecording(name),
      snapshots: snapshotsOfRecording(name),
    }));
    return recordingsOutcome(kept, control);
  },
};

/** The outcome of recordings of a kernel that is right: what nothing explains is a fault of the model or of the explanation. */
export async function recordingsOutcome(
  recordings: readonly KeptRecording[],
  control: Subject['surroundings']['control'],
): Promise<CheckOutcome> {
  const problems: string[] = [];
  const open: string[] = [];
  const totals = { recordings: 0, 'lines of recordings': 0, 'results explained': 0, 'rows of snapshots': 0 };
  for (const { name, events, snapshots } of recordings) {
    if (control.stopped()) return inconclusive(`it was interrupted before ${name}`);
    // One recording after the other: two at once would be no faster, and take the memory of both.
    const explanation = await explain(events, { snapshots, ...control, progress: undefined });
    totals.recordings += 1;
    totals['lines of recordings'] += explanation.counts.lines;
    totals['results explained'] += explanation.counts.explained;
    totals['rows of snapshots'] += explanation.counts.rows;
    problems.push(...problemsOf(name, explanation));
    if (explanation.verdict === 'inconclusive')
      open.push(`${name}: ${explanation.inconclusive ?? 'no verdict'}`);
  }
  const evidence = { totals };
  if (problems.length > 0)
    return {
      verdict: 'fail',
      sentence: `${counted(problems.length, 'line')} of recordings ${problems.length === 1 ? 'is' : 'are'} not explained`,
      report: problems.join('\n'),
      counterexample: undefined,
      evidence,
    };
  if (open.length > 0) return { ...inconclusive(open.join('; ')), evidence };
  return pass(
    `${counted(totals.recordings, 'recording')} of real programs, ${counted(totals['results explained'], 'result')} explained`,
    evidence,
  );
}

function problemsOf(name: string, { unexplained, unexplainedRows }: Explanation): readonly string[] {
  return [
    ...unexplained.map(({ line, sentence }) => `${name}:${line} ${sentence}`),
    ...unexplainedRows.map(({ snapshot, sentence }) => `${name}, snapshot ${snapshot}: ${sentence}`),
  ];
}
