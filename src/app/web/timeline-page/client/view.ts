// Runs in the page. The choice of what is shown of a timeline (the line of the cursor, the process that is selected, the window of
// lines that the chart has), and the places of lines in that window.
import type { PageElement } from '../../components/dom.ts';
import type { Chronicle } from './chronicle.ts';

/** Lines are from 0, which is before the first one, to the last one. */
export interface ChartView {
  readonly line: number;
  /** The place of a life; -1: none. */
  readonly selected: number;
  /** The lines at the ends of the chart. */
  readonly from: number;
  readonly to: number;
  /** Whether the chart has room by time, and not by lines. */
  readonly byTime: boolean;
}

/** The part of a list that is in sight, in pixels. */
export interface Sight {
  readonly top: number;
  readonly height: number;
}

/** Asks the browser for it. After a change of the page this makes it lay out all anew: it is asked before. */
export function sightOf(box: PageElement): Sight {
  return { top: box.scrollTop, height: box.clientHeight };
}

/** The least number of lines of a window. */
export function leastSpan({ lineCount }: Chronicle): number {
  return Math.min(lineCount, 20);
}

/** The window with so many lines, as near as can be to one that has `line` at this share of it. */
export function windowOf(
  chronicle: Chronicle,
  line: number,
  span: number,
  share: number,
): { readonly from: number; readonly to: number } {
  const { lineCount } = chronicle;
  const wanted = Math.round(Math.max(leastSpan(chronicle), Math.min(lineCount, span)));
  const from = Math.max(0, Math.min(lineCount - wanted, Math.round(line - wanted * share)));
  return { from, to: from + wanted };
}

/** The place of a line within the window: 0 at its left end, 1 at its right. */
export function shareOfLine({ times }: Chronicle, { from, to, byTime }: ChartView, line: number): number {
  if (!byTime || times.length === 0) return (line - from) / Math.max(1, to - from);
  return (times[line] - times[from]) / Math.max(1e-6, times[to] - times[from]);
}

/** The line nearest to a place within the window. */
export function lineAtShare(chronicle: Chronicle, view: ChartView, share: number): number {
  const { from, to } = view;
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (shareOfLine(chronicle, view, middle) <= share) low = middle;
    else high = middle - 1;
  }
  if (low >= to) return to;
  const next = shareOfLine(chronicle, view, low + 1);
  return next - share < share - shareOfLine(chronicle, view, low) ? low + 1 : low;
}

/** The lives that are in the window, in the order of the tree. O(lives). */
export function rowsIn({ data }: Chronicle, { from, to }: ChartView): number[] {
  const rows: number[] = [];
  for (const [place, { begins, gone }] of data.lives.entries())
    if (begins <= to && (gone === undefined || gone.line >= from)) rows.push(place);
  return rows;
}

/** Round steps for the ticks of an axis: at most so many of them fit in the range. */
export function tickStep(range: number, most: number): number {
  const least = range / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1e-6)));
  for (const factor of [1, 2, 5]) if (factor * power >= least) return factor * power;
  return 10 * power;
}
