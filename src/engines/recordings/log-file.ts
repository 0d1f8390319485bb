// Reads a recording from a stream of bytes: unpacks it where it is packed, says what it is, and gives its lines, whatever is broken.
// It holds one chunk and one line at a time.
import { createGunzip } from 'node:zlib';
import type { LogLine } from './log-line.ts';
import { HEAD_BYTES, kindOfBytes } from './log-kind.ts';
import type { LogKind } from './log-kind.ts';

/** A longer line is cut: no call that matters prints so much. */
export const LINE_LENGTH_MAX = 1_000_000;
/** So much of it is kept. */
const KEPT_OF_LONG_LINE = 1_000;
/** Packed bytes are unpacked in such portions, each of which becomes a thousand times as much at most. */
const PACKED_PORTION = 16_384;

const PACKED_TWICE = {
  kind: 'other',
  problem: 'the log is packed twice: unpack it once with gunzip',
} as const;

/** A recording of which the first lines have been seen. */
export interface OpenedLog {
  readonly kind: Exclude<LogKind, { readonly kind: 'gzip' }>;
  readonly lines: AsyncGenerator<LogLine>;
}

type Bytes = AsyncIterable<Uint8Array>;

/** The source itself cannot be read any further; the cause is its error. */
export class BrokenSource extends Error {}

/** The packed bytes end or break in the middle. */
class BrokenArchive extends Error {}

/** Opens a recording. An error of the source is thrown as a {@link BrokenSource}, here or from the lines. */
export async function openLog(source: Bytes): Promise<OpenedLog> {
  const packed = await headOf(guarded(source), 2);
  const isPacked = kindOfBytes(packed.head).kind === 'gzip';
  const { head, all } = await headOf(isPacked ? unpacked(packed.all) : packed.all, HEAD_BYTES);
  const kind = kindOfBytes(head);
  const once = kind.kind === 'gzip' ? PACKED_TWICE : kind;
  return { kind: once, lines: linesOf(all) };
}

/** Tells errors of the source from those of whoever reads it. */
async function* guarded(source: Bytes): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (cause) {
    throw new BrokenSource('the recording cannot be read', { cause });
  }
}

/** The first bytes of a source, at least so many if there are, and the whole of it. */
async function headOf(
  source: Bytes,
  length: number,
): Promise<{ readonly head: Uint8Array; readonly all: Bytes }> {
  const iterator = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let size = 0;
  let broken: BrokenArchive | undefined;
  while (size < length) {
    const next = await iterator.next().catch((error: unknown) => {
      if (!(error instanceof BrokenArchive)) throw error;
      broken = error;
      return { done: true as const, value: undefined };
    });
    if (next.done === true) break;
    first.push(next.value);
    size += next.value.length;
  }
  const rest = { [Symbol.asyncIterator]: () => iterator };
  return { head: Buffer.concat(first), all: joined(first, broken, rest) };
}

async function* joined(
  first: readonly Uint8Array[],
  broken: BrokenArchive | undefined,
  rest: Bytes,
): AsyncGenerator<Uint8Array> {
  yield* first;
  if (broken !== undefined) throw broken;
  yield* rest;
}

/** Unpacks portion by portion, so that what was there before a break is not lost with it. */
async function* unpacked(source: Bytes): AsyncGenerator<Uint8Array> {
  const unpacker = new Unpacker();
  try {
    for await (const chunk of source)
      for (let at = 0; at < chunk.length; at += PACKED_PORTION)
        yield* await unpacker.give(chunk.subarray(at, at + PACKED_PORTION));
    yield* await unpacker.end();
    unpacker.throwFailure();
  } finally {
    unpacker.close();
  }
}

class Unpacker {
  readonly #gunzip = createGunzip();
  #out: Uint8Array[] = [];
  #failure: Error | undefined;
  /** The archive has ended; bytes behind it are none of it, and would be waited for in vain. */
  #isAtEnd = false;
  #wake = (): void => undefined;

  constructor() {
    this.#gunzip.on('data', (chunk: Uint8Array) => void this.#out.push(chunk));
    this.#gunzip.on('end', () => {
      this.#isAtEnd = true;
      this.#wake();
    });
    this.#gunzip.on('error', (error) => {
      this.#failure = error;
      this.#wake();
    });
  }

  /** Unpacks a portion. A break is thrown at the portion after it. */
  give(portion: Uint8Array): Promise<readonly Uint8Array[]> {
    return this.#unpack((done) => this.#gunzip.write(portion, done));
  }

  end(): Promise<readonly Uint8Array[]> {
    return this.#unpack(() => this.#gunzip.end());
  }

  close(): void {
    this.#gunzip.destroy();
  }

  async #unpack(begin: (done: () => void) => void): Promise<readonly Uint8Array[]> {
    this.throwFailure();
    if (this.#isAtEnd) return [];
    await new Promise<void>((done) => {
      this.#wake = done;
      begin(done);
    });
    const out = this.#out;
    this.#out = [];
    return out;
  }

  throwFailure(): void {
    const cause = this.#failure;
    if (cause === undefined) return;
    throw new BrokenArchive(
      `the log is cut off there, or damaged: the packed file cannot be unpacked further (${cause.message})`,
      { cause },
    );
  }
}

const BYTE_ORDER_MARK = '\uFEFF';

/** The lines of a source: one that is too long is cut, and a last one without an end is said to have none. */
export async function* linesOf(source: Bytes): AsyncGenerator<LogLine> {
  const line = new LineUnderway();
  let broken: string | undefined;
  try {
    let isFirst = true;
    for await (const chunk of source) {
      for (const found of line.linesWith(chunk)) {
        yield isFirst ? withoutMark(found) : found;
        isFirst = false;
      }
    }
  } catch (error) {
    if (!(error instanceof BrokenArchive)) throw error;
    broken = error.message;
  }
  const last = line.unfinished();
  if (broken !== undefined) yield { text: last, why: broken, mayBeWhole: false };
  else if (last !== '')
    yield { text: last, why: 'the log is cut off there: its last line has no end', mayBeWhole: true };
}

function withoutMark(line: LogLine): LogLine {
  return typeof line === 'string' && line.startsWith(BYTE_ORDER_MARK) ? line.slice(1) : line;
}

/** The line whose end has not been seen. */
class LineUnderway {
  #parts: Buffer[] = [];
  #length = 0;

  /** The lines that end in a chunk. */
  *linesWith(chunk: Uint8Array): Generator<LogLine> {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
      if (this.#length === 0 && end - from <= LINE_LENGTH_MAX) yield bytes.toString('utf8', from, end);
      else {
        this.#append(bytes.subarray(from, end));
        yield this.#ended();
      }
      from = end + 1;
    }
    this.#append(bytes.subarray(from));
  }

  /** The beginning of a last line that has no end. */
  unfinished(): string {
    return Buffer.concat(this.#parts).toString('utf8', 0, LINE_LENGTH_MAX);
  }

  /** Adds to the line, up to the length at which it is cut. */
  #append(part: Buffer): void {
    if (this.#length <= LINE_LENGTH_MAX && part.length > 0) this.#parts.push(part);
    this.#length += part.length;
  }

  #ended(): LogLine {
    const isLong = this.#length > LINE_LENGTH_MAX;
    const text = Buffer.concat(this.#parts).toString('utf8', 0, isLong ? KEPT_OF_LONG_LINE : undefined);
    const why = `the line has ${this.#length} bytes, and is read only up to ${LINE_LENGTH_MAX}: record with strace -s 0, which prints no strings`;
    this.#parts = [];
    this.#length = 0;
    return isLong ? { text, why, mayBeWhole: false } : text;
  }
}
