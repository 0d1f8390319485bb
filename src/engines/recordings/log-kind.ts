// Says what a text that was given as a recording is, judged by its beginning: something that a reader understands, or in a sentence
// what it is instead and what to do.
import { visible } from '../../contract/visible.ts';
import { isEventText } from './strace/event-text.ts';
import { emptyPrefix, readPrefix } from './strace/line-prefix.ts';
import { ownMessageIn } from './strace/own-message.ts';
import { isWireLine } from './wire-lines.ts';

export type LogKind =
  | { readonly kind: 'strace' | 'json-lines' }
  | { readonly kind: 'gzip' }
  /** A sentence with cause and cure. */
  | { readonly kind: 'other'; readonly problem: string };

/** So much of a text is enough to judge it. */
export const HEAD_BYTES = 65_536;
const HEAD_LINES = 100;

const RECORD = 'record with strace -f -ttt -o FILE COMMAND';

const BINARY = other(
  `the file is binary, and a log is text: give the file that strace -o has written, or ${RECORD}`,
);

/** Tells text from bytes, and sees that they are packed. */
export function kindOfBytes(head: Uint8Array): LogKind {
  if (head[0] === 0x1f && head[1] === 0x8b) return { kind: 'gzip' };
  const start = head.subarray(0, HEAD_BYTES);
  if (isWide(start))
    return other(
      'the log is in UTF-16: convert it with iconv -f UTF-16 -t UTF-8, or let strace write it with -o FILE',
    );
  const kind = kindOfText(new TextDecoder().decode(start));
  // A log may have a hole of zeros where a machine crashed.
  return kind.kind === 'other' && start.includes(0) ? BINARY : kind;
}

/** Two bytes that tell the order of others stand at the front. */
function isWide([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Judges the first lines. */
export function kindOfText(text: string): LogKind {
  const trimmed = text.trimStart();
  if (trimmed === '')
    return other(`the log is empty: nothing was traced, or it was written elsewhere; ${RECORD}`);
  const lines = trimmed.split(/\r?\n/, HEAD_LINES);
  for (const line of lines) {
    if (line.startsWith('{')) return { kind: 'json-lines' };
    if (isOfStrace(line)) return { kind: 'strace' };
  }
  // A serial line carries much else before a kernel's first call.
  if (trimmed.split('\n').some(isWireLine)) return { kind: 'json-lines' };
  return other(lines.map(foundInstead).find((problem) => problem !== undefined) ?? unknownText(lines));
}

function isOfStrace(line: string): boolean {
  const prefix = emptyPrefix();
  readPrefix(line, prefix);
  return isEventText(line, prefix.body) || ownMessageIn(line)?.index === 0;
}

/** Other texts that are easily given by mistake. */
function foundInstead(line: string): string | undefined {
  if (line.startsWith('% time '))
    return `the log is a table of counts, which strace -c prints instead of the calls: ${RECORD}, without -c`;
  if (line.startsWith('# snapshot ') || /^ *PID +PPID /.test(line))
    return 'the file holds snapshots of ps, which go with a log: give the log of strace first';
  if (line.startsWith('strace: '))
    return `strace has traced nothing, and says why on its first line (${shown(line)}): ${RECORD} where it may trace`;
  return undefined;
}

function unknownText([first = '']: readonly string[]): string {
  return `the file is neither a log of strace nor JSON lines (it begins with ${shown(first)}): ${RECORD}`;
}

function shown(line: string): string {
  return `"${visible(line, { max: 60 })}"`;
}

function other(problem: string): LogKind {
  return { kind: 'other', problem };
}
