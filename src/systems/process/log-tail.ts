// Keeps the last characters of a stream of text.

const KEPT = 4096;

/** Keeps the last few thousand characters of what is added. */
export class Tail {
  #text = '';

  add(text: string): void {
    this.#text = (this.#text + text).slice(-KEPT);
  }

  /** All that is kept. */
  get text(): string {
    return this.#text;
  }

  /** The last line that says something; empty where none does. */
  lastLine(): string {
    return this.#text.trimEnd().split('\n').at(-1)?.trim() ?? '';
  }
}
