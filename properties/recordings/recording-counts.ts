// The counts of a recording's explanation that are on record.
import { explain } from '../../src/engines/recordings/explain.ts';
import type { Explanation } from '../../src/engines/recordings/explanation.ts';
import { eventsOfRecording, snapshotsOfRecording } from '../support/recorded-logs.ts';
import { wrongIn } from '../support/twin-logs.ts';

export interface RecordingCounts {
  readonly verdict: string;
  readonly lines: number;
  /** Results that the specification was asked about. */
  readonly checked: number;
  /** Rows of snapshots that were compared, and snapshots during which something happened. */
  readonly rows: number;
  readonly busy: number;
  /** Lines for which another order was searched. */
  readonly searched: number;
}

/** The counts of a recording with its snapshots; without them it must come to the same lines. */
export async function countsOfRecording(name: string): Promise<RecordingCounts> {
  const without = await explain(eventsOfRecording(name));
  const explanation = await explain(eventsOfRecording(name), { snapshots: snapshotsOfRecording(name) });
  const counts = countsOf(explanation);
  const other = { ...countsOf(without), rows: counts.rows, busy: counts.busy };
  if (JSON.stringify(counts) !== JSON.stringify(other))
    throw new Error(`${name} without its snapshots: ${JSON.stringify(other)}`);
  return counts;
}

function countsOf(explanation: Explanation): RecordingCounts {
  const { lines, checked, explained, rows, busySnapshots, linesSearched } = explanation.counts;
  const wrong = wrongIn(explanation);
  const verdict =
    explained === checked ? wrong : `${wrong}; ${checked - explained} results are not explained`;
  return { verdict, lines, checked, rows, busy: busySnapshots, searched: linesSearched };
}
