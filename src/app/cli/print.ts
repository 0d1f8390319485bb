// The way out for everything that a command writes to standard output and standard error: report lines, JSON, generated
// text, sentences about misuse. Text from elsewhere can neither begin a line here nor steer a terminal; nothing else in
// src writes to either stream, but for the progress line.
import { randomUUID } from 'node:crypto';
import { styleText } from 'node:util';
import { visible, visibleJson, visibleLines } from '../../contract/visible.ts';

type Style = Parameters<typeof styleText>[0];

/** A report's line is cut at so many characters, which no report of ours has. */
const LINE_MAX = 20_000;

/**
 * Part of the marks around styled text until it is printed: new in every process, so that no text from elsewhere can hold
 * one.
 */
const NONCE = randomUUID();
const MARK = new RegExp(`(\uFDD0${NONCE}:\\d+\uFDD1|\uFDD0${NONCE}\uFDD1)`);
const END = `\uFDD0${NONCE}\uFDD1`;
const STYLES: Style[] = [];

/**
 * Text in a style, where standard output is a terminal and NO_COLOR is not set; for {@link printLines} alone. It may
 * hold text in other styles.
 */
export function styled(style: Style, text: string): string {
  if (inStyle(style, 'x') === 'x') return text;
  if (!STYLES.includes(style)) STYLES.push(style);
  return `\uFDD0${NONCE}:${STYLES.indexOf(style)}\uFDD1${text}${END}`;
}

function inStyle(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout, validateStream: true });
}

/**
 * A report to standard output. Anything that looks like a line break within a line is text from elsewhere, and is
 * written out.
 */
export function printLines(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(textOf(lines, inStyle));
}

/** The same report for a file, without styles. */
export function plainText(lines: readonly string[]): string {
  return textOf(lines, (_, text) => text);
}

function textOf(lines: readonly string[], dressed: (style: Style, text: string) => string): string {
  return lines.map((line) => `${lineOf(line, dressed)}\n`).join('');
}

function lineOf(line: string, dressed: (style: Style, text: string) => string): string {
  const open: Style[] = [];
  const parts = line.split(MARK).map((part, index) => {
    if (part === '') return '';
    if (index % 2 === 0)
      return open.reduceRight((text, style) => dressed(style, text), visible(part, { max: LINE_MAX }));
    if (part === END) open.pop();
    else open.push(STYLES[Number.parseInt(part.slice(part.indexOf(':') + 1), 10)]);
    return '';
  });
  return parts.join('');
}

/** One JSON value on one line to standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(`${visibleJson(value)}\n`);
}

/** Generated text, such as a test or a page, to standard output: as it is, where it is as it should be. */
export function printText(text: string): void {
  process.stdout.write(visibleLines(text));
}

/** Takes away the line that a terminal shows and that is written over and over; undefined where none is shown. */
let clearShown: (() => void) | undefined;

/** Tells of such a line, and that it is gone. */
export function lineShown(clear: (() => void) | undefined): void {
  clearShown = clear;
}

/** A sentence to standard error, in the place of a line that is shown there. */
export function printProblem(sentence: string): void {
  clearShown?.();
  process.stderr.write(`procession: ${visible(sentence, { max: LINE_MAX })}\n`);
}
