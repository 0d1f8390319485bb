// A log that somebody named, opened: from a file or from standard input. Anything else than a log is misuse.
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { whyNot } from '../../../contract/file-trouble.ts';
import { openRegular } from '../../../counterexample/file/regular-file.ts';
import type { LogEvent } from '../../../engines/recordings/log-event.ts';
import { BrokenSource } from '../../../engines/recordings/log-file.ts';
import { openRecording } from '../../../engines/recordings/recording.ts';
import type { OpenedRecording } from '../../../engines/recordings/recording.ts';
import { Misuse } from '../exit-codes.ts';
import { STANDARD_INPUT } from './snapshot-files.ts';

/** A log whose events are being read. */
export interface RecordingFile extends Pick<OpenedRecording, 'profile' | 'remarks' | 'hiding'> {
  readonly events: AsyncIterable<LogEvent>;
}

/** The pause between two looks at whether it is stopped. */
const STOPPED_EVERY_MS = 50;

/** Refuses a file that is no log, before anything is explained; standard input is looked at when its turn comes. */
export async function refuseNoRecording(file: string): Promise<void> {
  if (file === STANDARD_INPUT) return;
  const source = bytesOf(file);
  await recordingIn(source, file);
  source.destroy();
}

/** Opens a log, whose events end when it is stopped. */
export async function openRecordingFile(file: string, stopped: () => boolean): Promise<RecordingFile> {
  const source = bytesOf(file);
  // The next bytes of standard input may be long in coming.
  const watch = setInterval(() => stopped() && source.destroy(), STOPPED_EVERY_MS).unref();
  source.once('close', () => clearInterval(watch));
  const { events, ...opened } = await recordingIn(source, file);
  return { ...opened, events: untilStopped(events, source, file, stopped) };
}

function bytesOf(file: string): Readable {
  if (file === STANDARD_INPUT) return process.stdin;
  try {
    return createReadStream('', { fd: openRegular(file) });
  } catch (error) {
    throw new Misuse(`${file} cannot be read: ${whyNot(error)}`, { cause: error });
  }
}

async function recordingIn(source: Readable, file: string): Promise<OpenedRecording> {
  const found = await openRecording(source).catch((error: unknown) => throwMisuse(file, error));
  if (found.kind !== 'other') return found;
  source.destroy();
  throw new Misuse(`${file}: ${found.problem}`);
}

/** Only the file's own trouble is misuse. */
function throwMisuse(file: string, error: unknown): never {
  if (!(error instanceof BrokenSource)) throw error;
  throw new Misuse(`${file} cannot be read: ${whyNot(error.cause)}`, { cause: error });
}

async function* untilStopped(
  events: AsyncIterable<LogEvent>,
  source: Readable,
  file: string,
  stopped: () => boolean,
): AsyncGenerator<LogEvent, void, void> {
  try {
    yield* events;
  } catch (error) {
    if (!stopped() || !(error instanceof BrokenSource)) throwMisuse(file, error);
  } finally {
    source.destroy();
  }
}
