// The way out for everything that a command writes to standard output and standard error: report lines, JSON, generated
// text, sentences about misuse. Text from elsewhere can neither begin a line here nor steer a terminal; nothing else in
// src writes to either stream, but for the progress line.
import { randomUUID } from 'node:crypto';
import { styleText } from 'node:util';
import { visible, visibleJson, visibleLines } from '../contract/visible.ts';

type Style = Parameters<typeof styleText>[0];

/** A report's line is cut at so many characters, which no report of ours has. */
const LINE_MAX = 20_000;

/**
 * Stands around styled text until it is printed. It is new in every process, so that no text from elsewhere can hold it.
 */
const MARK = `\uFDD0${randomUUID()}\uFDD1`;
const STYLES: Style[] = [];

/** Text in a style, where standard output is a terminal and NO_COLOR is not set; for {@link printLines} alone. */
export function styled(style: Style, text: string): string {
  if (inStyle(style, 'x') === 'x') return text;
  if (!STYLES.includes(style)) STYLES.push(style);
  return `${MARK}${STYLES.indexOf(style)}:${text}${MARK}`;
}

function inStyle(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout, validateStream: true });
}

/** A report to standard output. What looks like a line break within a line is text from elsewhere, and is written out. */
export function printLines(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(textOf(lines, inStyle));
}

/** The same report for a file, without styles. */
export function plainText(lines: readonly string[]): string {
  return textOf(lines, (_, text) => text);
}

function textOf(lines: readonly string[], dressed: (style: Style, text: string) => string): string {
  const shown = (text: string): string => visible(text, { max: LINE_MAX });
  const printed = (part: string, index: number): string =>
    index % 2 === 0
      ? shown(part)
      : dressed(STYLES[Number.parseInt(part, 10)], shown(part.slice(part.indexOf(':') + 1)));
  return lines.map((line) => `${line.split(MARK).map(printed).join('')}\n`).join('');
}

/** One JSON value on one line to standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(`${visibleJson(value)}\n`);
}

/** Generated text, such as a test or a page, to standard output: as it is, where it is as it should be. */
export function printText(text: string): void {
  process.stdout.write(visibleLines(text));
}

/** A sentence to standard error. */
export function printProblem(sentence: string): void {
  process.stderr.write(`procession: ${visible(sentence, { max: LINE_MAX })}\n`);
}
