// The terminal besides what is printed: the line of progress, and the layout of tables and lists.
import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import { Table } from 'console-table-printer';

import { visible } from '../../contract/visible.ts';
import { lineShown } from './print.ts';

export { counted, grouped } from '../../contract/format-numbers.ts';
export { styled } from './print.ts';

/** One line on standard error that is written over and over; silent where that is no terminal. */
export class ProgressLine {
  readonly #live = process.stderr.isTTY && process.env['TERM'] !== 'dumb';
  #shown = false;

  show(text: string): void {
    if (!this.#live) return;
    this.#shown = true;
    lineShown(() => this.clear());
    process.stderr.write(`\r\u001B[K${visible(text).slice(0, (process.stderr.columns || 80) - 1)}`);
  }

  clear(): void {
    if (this.#shown) process.stderr.write('\r\u001B[K');
    this.#shown = false;
    lineShown(undefined);
  }
}

/** The terminal as one that asks and is answered by lines; `undefined` where there is none. */
export function lineTerminal(): Interface | undefined {
  const { stdin, stdout } = process;
  return stdin.isTTY && stdout.isTTY ? createInterface({ input: stdin, output: stdout }) : undefined;
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
export function tableLines(table: Table): readonly string[] {
  const lines = table.render().split('\n');
  return lines.map((line) => line.trimEnd()).filter((line) => line !== '');
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

/** A text on as many lines as it takes, at least one, broken at spaces; a word that is too long is broken in itself. */
export function wrappedWords(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const end = space > 0 ? space : width;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}
