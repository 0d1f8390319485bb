// Opens a recording, whichever of the logs it is: its events, or in a sentence why it is none.
import type { PosixProfile } from '../../contract/sets/posix.ts';
import type { Hiding } from './hidden-lines.ts';
import type { LogEvent } from './log-event.ts';
import { openLog } from './log-file.ts';
import type { LogLine } from './log-line.ts';
import { remarksOnForm, showsOneProcess } from './strace/log-form.ts';
import { StraceReader, straceEvents } from './strace/strace-reader.ts';
import { WireReader } from './wire-lines.ts';
import type { WireReaderOptions } from './wire-lines.ts';

export interface OpenedRecording {
  readonly kind: 'strace' | 'json-lines';
  /** The profile whose choice is right where the standard leaves one: strace records on Linux, and a kernel that logs its own calls is any. */
  readonly profile: PosixProfile;
  readonly events: AsyncGenerator<LogEvent>;
  /** Sentences on the form of the log, where another would have told more, and on what of it is passed over; complete once the events have been read. */
  readonly remarks: () => readonly string[];
  /** See `hiding` of ExplainOptions. */
  readonly hiding: () => Hiding;
}

/** Opens a recording by its bytes. An error of the source is thrown as a `BrokenSource`, here or from the events. */
export async function openRecording(
  source: AsyncIterable<Uint8Array>,
  options: WireReaderOptions = {},
): Promise<OpenedRecording | { readonly kind: 'other'; readonly problem: string }> {
  const { kind, lines } = await openLog(source);
  if (kind.kind === 'other') return kind;
  if (kind.kind === 'json-lines') {
    const reader = new WireReader(options);
    const events = eventsOfWire(lines, reader);
    return {
      kind: 'json-lines',
      profile: 'posix',
      events,
      remarks: () => reader.remarks(),
      hiding: () => 'nothing',
    };
  }
  const reader = new StraceReader();
  return {
    kind: 'strace',
    profile: 'linux',
    events: straceEvents(lines, reader),
    remarks: () => remarksOnForm(reader.form),
    hiding: () => (showsOneProcess(reader.form) ? 'children' : undefined),
  };
}

async function* eventsOfWire(lines: AsyncIterable<LogLine>, reader: WireReader): AsyncGenerator<LogEvent> {
  let count = 0;
  for await (const line of lines) {
    count++;
    const isDamaged = typeof line !== 'string' && !line.mayBeWhole;
    // An empty line is counted, and means nothing.
    for (const event of reader.read(isDamaged ? '' : textOfLine(line))) yield event;
    if (isDamaged)
      yield {
        at: { line: count, seconds: undefined },
        text: line.text,
        kind: 'unreadable',
        why: line.why,
      };
  }
  for (const event of reader.end()) yield event;
}

function textOfLine(line: LogLine): string {
  return typeof line === 'string' ? line : line.text;
}
