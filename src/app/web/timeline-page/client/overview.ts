// Runs in the page. The whole log above the slider: how many processes there were, the lines that are marked, and the window of
// the chart.
import type { Page, PageElement } from '../../components/dom.ts';
import type { Chronicle } from './chronicle.ts';
import { countsAt } from './chronicle.ts';
import { shape } from './chart.ts';
import type { ChartView } from './view.ts';

/** Half the thumb of a slider: its middle never comes nearer to an end. */
export function overviewMargin(): number {
  return 8;
}

export function overviewHeight(): number {
  return 38;
}

/** Draws what does not move. Returns the width, which asking for again after a change would make the browser lay out all anew. */
export function drawOverview(page: Page, drawing: PageElement, chronicle: Chronicle): number {
  const margin = overviewMargin();
  const base = overviewHeight() - 8;
  const width = Math.max(40, drawing.clientWidth - 2 * margin);
  const { lineCount, data } = chronicle;
  const steps = Math.min(lineCount + 1, Math.ceil(width / 2));
  const lines = Array.from({ length: steps }, (_, step) =>
    Math.round((step * lineCount) / Math.max(1, steps - 1)),
  );
  const counts = countsAt(chronicle, lines);
  const most = Math.max(1, ...counts);
  const x = (line: number): string => (margin + (line / Math.max(1, lineCount)) * width).toFixed(1);
  const curve = lines
    .map((line, step) => `H${x(line)} V${(base - (counts[step] / most) * (base - 3)).toFixed(1)}`)
    .join(' ');
  const drawn = new Set<string>();
  const marks = data.marked.flatMap(({ line, kind }) => {
    const key = `${kind} ${Math.round(Number(x(line)))}`;
    if (drawn.has(key)) return [];
    drawn.add(key);
    return [
      kind === 'unexplained'
        ? shape(page, 'path', {
            class: 'overview-mark unexplained',
            d: `M${x(line)} ${base - 14} V${base + 7} M${Number(x(line)) - 3} ${base + 1} l6 6 m0 -6 l-6 6`,
          })
        : shape(page, 'path', { class: `overview-mark ${kind}`, d: `M${x(line)} ${base + 1} V${base + 7}` }),
    ];
  });
  drawing.replaceChildren(
    shape(page, 'rect', { class: 'brush', y: 1, height: base - 1, 'data-part': 'brush' }),
    shape(page, 'path', { class: 'curve', d: `M${margin} ${base} ${curve} V${base} Z` }),
    shape(page, 'line', { class: 'floor', x1: margin, x2: margin + width, y1: base, y2: base }),
    ...marks,
    shape(page, 'line', { class: 'cursor', y1: 0, y2: overviewHeight(), 'data-part': 'overview-cursor' }),
  );
  return width;
}

/** Moves what moves: the cursor, and the window where it is not all. */
export function moveOverview(
  drawing: PageElement,
  { lineCount }: Chronicle,
  view: ChartView,
  width: number,
): void {
  const margin = overviewMargin();
  const x = (line: number): number => margin + (line / Math.max(1, lineCount)) * width;
  const cursor = drawing.querySelector("[data-part='overview-cursor']");
  cursor?.setAttribute('x1', String(x(view.line)));
  cursor?.setAttribute('x2', String(x(view.line)));
  const brush = drawing.querySelector("[data-part='brush']");
  brush?.setAttribute('x', String(x(view.from)));
  brush?.setAttribute('width', String(Math.max(3, x(view.to) - x(view.from))));
  brush?.classList.toggle('whole', view.from === 0 && view.to === lineCount);
}

/** The line at a place of the window. */
export function overviewLine(drawing: PageElement, { lineCount }: Chronicle, clientX: number): number {
  const margin = overviewMargin();
  const { left, width } = drawing.getBoundingClientRect();
  const share = (clientX - left - margin) / Math.max(1, width - 2 * margin);
  return Math.round(Math.max(0, Math.min(1, share)) * lineCount);
}
