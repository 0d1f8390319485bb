// From chunks of bytes to lines of text, with a limit on how long a line may become.

/** Collects bytes until a line is whole. `\n` ends one, and so does `\r\n`. */
export class LineReader {
  readonly #maxBytes: number;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Hands on every whole line; a sentence, to follow "it", where what comes is no line. Then it must not be used again.
   */
  read(chunk: Buffer, take: (line: string) => void): string | undefined {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      this.#keep(chunk.subarray(from, end));
      if (this.#bytes > this.#maxBytes) return this.#overlong();
      let line: string;
      try {
        line = this.#decoder.decode(Buffer.concat(this.#parts));
      } catch {
        // A decoder that is fatal says no more than that.
        return 'sent a line that is not UTF-8';
      }
      this.#parts = [];
      this.#bytes = 0;
      from = end + 1;
      take(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
    this.#keep(chunk.subarray(from));
    return this.#bytes > this.#maxBytes ? this.#overlong() : undefined;
  }

  /** The part of a line that was begun and not ended, as the end of a sentence; empty where there is none. */
  half(): string {
    if (this.#bytes === 0) return '';
    return ` in the middle of a line that begins with ${excerpt(Buffer.concat(this.#parts).toString())}`;
  }

  #keep(part: Buffer): void {
    if (part.length === 0) return;
    this.#parts.push(part);
    this.#bytes += part.length;
  }

  #overlong(): string {
    this.#parts = [];
    this.#bytes = 0;
    return `sent a line of more than ${this.#maxBytes.toLocaleString('en-US')} bytes`;
  }
}

const EXCERPT = 200;

/** A text's beginning, quoted, on one line. */
export function excerpt(text: string): string {
  return text.length <= EXCERPT ? JSON.stringify(text) : `${JSON.stringify(text.slice(0, EXCERPT))}…`;
}
