// Events of a recording in one line of text each, for tests to compare.
import type { Call, LogEvent } from '../../src/engines/recordings/log-event.ts';
import type { LogLine } from '../../src/engines/recordings/log-line.ts';
import { StraceReader } from '../../src/engines/recordings/strace/strace-reader.ts';

/** The events of a log of strace, with the number of their line in front. */
export function toldLog(text: string): readonly string[] {
  return eventsOfLog(text.split('\n')).map((event) => `${event.at.line}: ${toldEvent(event)}`);
}

/** The events of the lines of a log; an empty last line is the end of the one before. */
export function eventsOfLog(lines: readonly LogLine[], reader = new StraceReader()): readonly LogEvent[] {
  const all = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  return [...all.flatMap((line) => reader.read(line)), ...reader.end()];
}

/** An event without its line. */
export function toldEvent(event: LogEvent): string {
  switch (event.kind) {
    case 'enter':
      return `${event.call.thread} enters ${toldCall(event.call)}`;
    case 'return':
      return `${event.call.thread} ${toldCall(event.call)}${toldResult(event.call)}`;
    case 'signal':
      return `${event.thread} gets ${event.signal}`;
    case 'stop':
      return `${event.thread} stops by ${event.signal}`;
    case 'end':
      return 'exitCode' in event.end
        ? `${event.thread} exits with ${event.end.exitCode}`
        : `${event.thread} is killed by ${event.end.signal}${event.end.coreDumped ? ' with a core' : ''}`;
    case 'superseded':
      return `${event.thread} is superseded by ${event.by}`;
    case 'attach':
    case 'detach':
      return `${event.kind} ${event.thread}`;
    case 'unreadable':
      return `unreadable: ${event.why}`;
  }
}

function toldCall({ name, arguments: given }: Call): string {
  return `${name}(${given.join(' | ')})`;
}

function toldResult({ result }: Call): string {
  if (result === undefined) return '';
  if (result.kind === 'none') return ' = ?';
  if (result.kind === 'injected') return ' = injected';
  if (result.kind === 'error') return ` = ${result.errno}`;
  return result.inOuterNamespace === undefined
    ? ` = ${result.value}`
    : ` = ${result.value}, outside ${result.inOuterNamespace}`;
}
