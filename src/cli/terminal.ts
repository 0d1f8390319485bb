// What the terminal gets to see: colour and progress where there is one, plain text elsewhere.
import { styleText } from 'node:util';
import { Table } from 'console-table-printer';

export { counted, grouped } from '../gate/words.ts';

type Style = Parameters<typeof styleText>[0];

/** Text in a style, where standard output is a terminal and NO_COLOR is not set. */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout, validateStream: true });
}

/** One line on standard error that is written over and over; silent where that is no terminal. */
export class ProgressLine {
  readonly #live = process.stderr.isTTY && process.env['TERM'] !== 'dumb';
  #shown = false;

  show(text: string): void {
    if (!this.#live) return;
    this.#shown = true;
    process.stderr.write(`\r\u001B[K${text.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }

  clear(): void {
    if (this.#shown) process.stderr.write('\r\u001B[K');
    this.#shown = false;
  }
}

/** Ctrl-C: the first asks what runs to end with what it has, the second ends at once. */
export class Interrupt {
  #asked = false;
  readonly #onSignal = (): void => {
    if (this.#asked) process.exit(130);
    this.#asked = true;
    process.stderr.write('\nstopping; Ctrl-C again to stop at once\n');
  };

  constructor() {
    process.on('SIGINT', this.#onSignal);
    process.on('SIGTERM', this.#onSignal);
  }

  get asked(): boolean {
    return this.#asked;
  }

  [Symbol.dispose](): void {
    process.off('SIGINT', this.#onSignal);
    process.off('SIGTERM', this.#onSignal);
  }
}

/** A table without lines. */
export function plainTable(
  columns: readonly { readonly name: string; readonly alignment: 'left' | 'right' }[],
): Table {
  const none = { left: '', right: '', mid: '', other: '' };
  return new Table({
    columns: [...columns],
    style: { headerTop: none, headerBottom: none, tableBottom: none, vertical: '' },
    shouldDisableColors: true,
  });
}

/** The table's lines, without the room that stands for the rules it has not. */
export function tableText(table: Table): string {
  const lines = table.render().split('\n');
  return lines
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}

/** Parts with commas between them, on as many lines as it takes, at least one; no part is broken. */
export function wrapped(parts: readonly string[], width: number): readonly string[] {
  const lines = [''];
  for (const [index, part] of parts.entries()) {
    const text = index === parts.length - 1 ? part : `${part},`;
    const last = lines[lines.length - 1];
    if (last === '') lines[lines.length - 1] = text;
    else if (last.length + text.length + 1 > width) lines.push(text);
    else lines[lines.length - 1] = `${last} ${text}`;
  }
  return lines;
}
