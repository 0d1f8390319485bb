// The recordings of real programs in properties/recordings/logs: logs of strace, packed where they are large, and snapshots beside them.
import { createReadStream, existsSync, readFileSync, readdirSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { LogEvent } from '../../src/engines/recordings/log-event.ts';
import type { PsSnapshot } from '../../src/engines/recordings/ps-row.ts';
import { snapshotsIn } from '../../src/engines/recordings/ps-snapshots.ts';
import { openRecording } from '../../src/engines/recordings/recording.ts';
import { ROOT } from './repository.ts';

const FOLDER = `${ROOT}properties/recordings/logs/`;

/** The names of all recordings. */
export function recordingNames(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.ps'))
    .map((file) => file.slice(0, -'.ps'.length));
}

function fileOfLog(name: string): string {
  const file = `${FOLDER}${name}.strace`;
  return existsSync(file) ? file : `${file}.gz`;
}

/** The bytes of a recording's log, which may be packed. */
export function bytesOfLog(name: string): AsyncIterable<Uint8Array> {
  return createReadStream(fileOfLog(name));
}

/** The text of a recording's log. */
export function textOfLog(name: string): string {
  const bytes = readFileSync(fileOfLog(name));
  return (fileOfLog(name).endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}

/** The text of the snapshots beside a recording. */
export function textOfSnapshots(name: string): string {
  return readFileSync(`${FOLDER}${name}.ps`, 'utf8');
}

/** The events of a recording. */
export async function* eventsOfRecording(name: string): AsyncGenerator<LogEvent> {
  const recording = await openRecording(bytesOfLog(name));
  if (recording.kind === 'other') throw new Error(`${name}: ${recording.problem}`);
  yield* recording.events;
}

/** The snapshots beside a recording. */
export function snapshotsOfRecording(name: string): readonly PsSnapshot[] {
  const found = snapshotsIn(textOfSnapshots(name));
  if ('problem' in found) throw new Error(`${name}.ps:${found.line} ${found.problem}`);
  return found;
}
