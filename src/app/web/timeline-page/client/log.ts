// Runs in the page. The lines of the log as a list, of which only those in sight are elements. A line that no rule explains has a
// second row, with the sentence.
import type { Page, PageElement } from '../../components/dom.ts';
import { make } from '../../components/draw.ts';
import type { MarkedLine } from '../page-data.ts';
import type { Chronicle } from './chronicle.ts';
import { placeOfLine } from './chronicle.ts';
import type { Sight } from './view.ts';

/** The list with what is known of its lines. */
export interface Log {
  readonly chronicle: Chronicle;
  /** The first mark of each marked line, ascending. */
  readonly marks: readonly MarkedLine[];
}

export function logOf(chronicle: Chronicle): Log {
  const marks: MarkedLine[] = [];
  for (const mark of chronicle.data.marked) if (marks.at(-1)?.line !== mark.line) marks.push(mark);
  return { chronicle, marks };
}

/** The height of a line in pixels; a marked one takes two of them. */
export function lineHeight(): number {
  return 20;
}

/** The height of all lines in pixels. */
export function wholeHeightOf({ chronicle, marks }: Log): number {
  return (chronicle.lineCount + marks.length) * lineHeight();
}

/** The height that the list has: browsers scroll no further than some ten millions of pixels. */
export function heightOfLog(log: Log): number {
  return Math.min(wholeHeightOf(log), 8_000_000);
}

/** The pixels of the whole that one pixel of scrolling stands for: 1, but of very long logs. */
export function pixelsAScroll(log: Log, inSight: number): number {
  return Math.max(1, (wholeHeightOf(log) - inSight) / Math.max(1, heightOfLog(log) - inSight));
}

/** The place of a line from the top, in lines. Lines are counted from 1. */
export function topOfLine({ marks }: Log, line: number): number {
  return line - 1 + placeOfLine(marks, line);
}

/** The line at a place from the top. */
export function lineAtTop(log: Log, top: number): number {
  let [low, high] = [1, log.chronicle.lineCount];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (topOfLine(log, middle) <= top) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Draws the lines in sight. */
export function drawLog(
  page: Page,
  part: (name: string) => PageElement,
  log: Log,
  current: number,
  sight: Sight,
): void {
  const { lineCount } = log.chronicle;
  const box = part('log');
  const height = lineHeight();
  if (lineCount === 0) return;
  const top = sight.top * pixelsAScroll(log, sight.height);
  const first = lineAtTop(log, Math.max(0, top / height - 2));
  const last = lineAtTop(log, (top + sight.height) / height + 1);
  const items: PageElement[] = [];
  for (let line = first; line <= last; line += 1) items.push(logLine(page, log, line, current));
  const layer = part('log-layer');
  layer.setAttribute('style', `top:${sight.top - top + topOfLine(log, first) * height}px`);
  layer.replaceChildren(...items);
  if (current >= first && current <= last) box.setAttribute('aria-activedescendant', `line-${current}`);
  else box.removeAttribute('aria-activedescendant');
}

export function logLine(page: Page, { chronicle, marks }: Log, line: number, current: number): PageElement {
  const place = placeOfLine(marks, line);
  const mark = place < marks.length && marks[place].line === line ? marks[place] : undefined;
  const happened = placeOfLine(chronicle.happenings, line);
  const isChange = chronicle.happenings[happened]?.line === line;
  const item = make(
    page,
    'div',
    {
      class: `line${mark === undefined ? '' : ` ${mark.kind}`}${line === current ? ' current' : ''}`,
      role: 'option',
      id: `line-${line}`,
      'data-line': String(line),
      'aria-selected': String(line === current),
      'aria-posinset': String(line),
      'aria-setsize': String(chronicle.lineCount),
    },
    make(page, 'span', { class: 'line-number' }, String(line)),
    make(page, 'span', { class: 'line-sign', 'aria-hidden': 'true' }, signOfLine(mark, isChange)),
    lineText(page, chronicle.data.lines[line - 1]),
  );
  if (mark !== undefined) item.append(make(page, 'span', { class: 'line-sentence' }, mark.sentence));
  return item;
}

/** The text of a line, its moment less loud than the rest. */
export function lineText(page: Page, text: string): PageElement {
  const [, before, moment] = /^((?:\[pid\s+)?\d*\]?\s*)(\d+[:.][\d:.]+\s)/.exec(text) ?? [];
  if (before === undefined || moment === undefined) return make(page, 'code', { class: 'line-text' }, text);
  return make(
    page,
    'code',
    { class: 'line-text' },
    before,
    make(page, 'i', {}, moment),
    text.slice(before.length + moment.length),
  );
}

export function signOfLine(mark: MarkedLine | undefined, isChange: boolean): string {
  switch (mark?.kind) {
    case 'unexplained':
      return '✗';
    case 'unreadable':
      return '!';
    case 'open':
    case 'undecided':
      return '?';
    case undefined:
      return isChange ? '•' : '';
  }
}

/** Scrolls the list no further than it takes to see a line with its neighbours. */
export function revealLine(box: PageElement, log: Log, line: number): void {
  if (line === 0) {
    box.scrollTop = 0;
    return;
  }
  const height = lineHeight();
  const top = topOfLine(log, line) * height;
  const bottom = topOfLine(log, line + 1) * height;
  const inSight = box.clientHeight;
  const room = Math.min(3 * height, Math.max(0, inSight / 2 - height));
  const scale = pixelsAScroll(log, inSight);
  const now = box.scrollTop * scale;
  if (top < now + room) box.scrollTop = Math.max(0, top - room) / scale;
  else if (bottom > now + inSight - room) box.scrollTop = (bottom + room - inSight) / scale;
}
