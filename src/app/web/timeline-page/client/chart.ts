// Runs in the page. The chart of lives: a row a process in the order of the tree, its life as a bar over the lines of the window,
// coloured by group, on a ground that tells its session. Draws the rows that are in sight.
import type { Page, PageElement } from '../../components/dom.ts';
import { make } from '../../components/draw.ts';
import type { Changes, LifeData } from '../page-data.ts';
import type { Chronicle } from './chronicle.ts';
import {
  happeningsOf,
  idText,
  lifeOfPid,
  placeOfLine,
  programAt,
  stateOfLife,
  valueAtLine,
} from './chronicle.ts';
import type { ChartView, Sight } from './view.ts';
import { shareOfLine, tickStep } from './view.ts';

/** All that drawing needs. */
export interface Chart {
  readonly chronicle: Chronicle;
  readonly view: ChartView;
  /** The lives in the window, and where each of them stands among these. */
  readonly rows: readonly number[];
  readonly rowOf: ReadonlyMap<number, number>;
  /** By the number of a group and of a session the places in which they appeared. */
  readonly groups: ReadonlyMap<number, number>;
  readonly sessions: ReadonlyMap<number, number>;
  /** The lines of lives that no rule explains. */
  readonly faults: ReadonlyMap<number, readonly number[]>;
  /** Pixels: of the names of the rows, and of the room beside them. */
  readonly gutter: number;
  readonly width: number;
}

/** A part of a life with the value that held there, cut to the window. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

/** The height of a row in pixels. */
export function rowHeight(): number {
  return 22;
}

/** An element of a drawing. */
export function shape(
  page: Page,
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly (PageElement | string)[]
): PageElement {
  const element = page.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

export function xOf({ chronicle, view, width }: Chart, line: number): number {
  return Math.round(shareOfLine(chronicle, view, line) * width * 10) / 10;
}

/** The last line of a life's bar. */
export function lastLineOf({ chronicle }: Chart, { gone }: LifeData): number {
  return gone?.line ?? chronicle.lineCount;
}

/** The parts of a list of changes that are in the window. */
export function spansOf(changes: Changes, until: number, { from, to }: ChartView): Span[] {
  const spans: Span[] = [];
  for (let at = 0; at < changes.length; at += 2) {
    const begins = changes[at];
    const ends = at + 2 < changes.length ? Math.min(until, changes[at + 2]) : until;
    if (ends < from || begins > to || (ends === begins && at + 2 < changes.length)) continue;
    spans.push({ from: Math.max(from, begins), to: Math.min(to, ends), value: changes[at + 1] });
  }
  return spans;
}

/** Draws the rows that are in sight. */
export function drawRows(page: Page, part: (name: string) => PageElement, chart: Chart, sight: Sight): void {
  const { chronicle, view, rows, gutter, width } = chart;
  const box = part('rows');
  const height = rowHeight();
  const first = Math.max(0, Math.floor(sight.top / height) - 1);
  const shown = rows.slice(first, first + Math.ceil(sight.height / height) + 2);
  const lives = shown.map((place) => chronicle.data.lives[place]);
  const drawing = shape(page, 'svg', {
    class: 'plot',
    width,
    height: shown.length * height,
    style: `left:${gutter}px`,
    'aria-hidden': 'true',
  });
  drawing.append(
    hatching(page),
    ...lives.flatMap((life, index) => groundOf(page, chart, life, shown[index], index * height)),
    ...shown.flatMap((place, index) => forkOf(page, chart, place, first, index)),
    ...lives.flatMap((life, index) => barOf(page, chart, life, index * height)),
    ...lives.flatMap((life, index) => marksOfLife(page, chart, life, shown[index], index * height)),
    ...lives.flatMap((life, index) => textsOf(page, chart, life, index * height)),
  );
  if (view.line >= view.from && view.line <= view.to) {
    const x = xOf(chart, view.line);
    drawing.append(shape(page, 'line', { class: 'cursor', x1: x, x2: x, y1: 0, y2: shown.length * height }));
  }
  drawing.append(
    ...lives.flatMap((life, index) => changedDots(page, chart, life, shown[index], index * height)),
  );
  // The first row that is seen whole names its session and its group, whatever stands above it.
  const top = Math.ceil(sight.top / height) - first;
  const labels = shown.map((place, index) =>
    rowLabel(page, chart, place, index === top ? undefined : shown[index - 1], first + index),
  );
  const layer = part('layer');
  layer.setAttribute('style', `top:${first * height}px`);
  layer.replaceChildren(drawing, ...labels);
  if (rows.includes(view.selected)) box.setAttribute('aria-activedescendant', `life-${view.selected}`);
  else box.removeAttribute('aria-activedescendant');
  part('no-rows').hidden = rows.length > 0;
}

/** The pattern of a zombie. */
export function hatching(page: Page): PageElement {
  return shape(
    page,
    'defs',
    {},
    shape(
      page,
      'pattern',
      {
        id: 'hatching',
        width: 6,
        height: 6,
        patternUnits: 'userSpaceOnUse',
        patternTransform: 'rotate(45)',
      },
      shape(page, 'rect', { class: 'hatch-ground', width: 6, height: 6 }),
      shape(page, 'rect', { class: 'hatch', width: 2.5, height: 6 }),
    ),
  );
}

/** The ground of a row: chosen or not, and the session in each part of the life. */
export function groundOf(page: Page, chart: Chart, life: LifeData, place: number, y: number): PageElement[] {
  const { view, sessions, width } = chart;
  const height = rowHeight();
  const bands = spansOf(life.sessions, lastLineOf(chart, life), view).flatMap(({ from, to, value }) => {
    const [x, end] = [xOf(chart, from), xOf(chart, to)];
    const band = `band s${(sessions.get(value) ?? 0) % 2}`;
    const begins = from > view.from && life.sessions.indexOf(from) > 1;
    return [
      shape(page, 'rect', { class: band, x, y, width: Math.max(3, end - x), height }),
      ...(begins ? [shape(page, 'line', { class: 'band-edge', x1: x, x2: x, y1: y, y2: y + height })] : []),
    ];
  });
  if (place !== view.selected) return bands;
  return [...bands, shape(page, 'rect', { class: 'chosen', x: 0, y: y + 0.5, width, height: height - 1 })];
}

/** The line from the process that made another down to that one. */
export function forkOf(page: Page, chart: Chart, place: number, first: number, index: number): PageElement[] {
  const { chronicle, view, rowOf } = chart;
  const { by, begins } = chronicle.data.lives[place];
  if (by === undefined || begins < view.from || begins > view.to) return [];
  const row = rowOf.get(lifeOfPid(chronicle, by, begins));
  if (row === undefined) return [];
  const height = rowHeight();
  const x = xOf(chart, begins);
  const from = Math.max(-2, (row - first) * height + 18);
  return [shape(page, 'line', { class: 'birth', x1: x, x2: x, y1: from, y2: index * height + 11 })];
}

/** The bar of a life: a colour a group, and hatched where it is a zombie. */
export function barOf(page: Page, chart: Chart, life: LifeData, y: number): PageElement[] {
  const { chronicle, view, groups } = chart;
  const until = lastLineOf(chart, life);
  const parts = spansOf(life.groups, until, view).map(({ from, to, value }) => {
    const x = xOf(chart, from);
    const width = Math.max(3, xOf(chart, to) - x);
    const bar = shape(page, 'rect', {
      class: `bar h${(groups.get(value) ?? 0) % 6}`,
      x,
      y: y + 4,
      width,
      height: 14,
    });
    bar.append(
      shape(
        page,
        'title',
        {},
        `${life.pid} ${programAt(chronicle, life, to)}, group ${idText(chronicle, value)}, lines ${from} to ${to}`,
      ),
    );
    return bar;
  });
  const { end } = life;
  if (end === undefined || end.line >= until || end.line > view.to || until < view.from) return parts;
  const x = xOf(chart, Math.max(view.from, end.line));
  const width = Math.max(3, xOf(chart, Math.min(view.to, until)) - x);
  return [
    ...parts,
    shape(
      page,
      'rect',
      { class: 'dead', x, y: y + 4, width, height: 14 },
      shape(page, 'title', {}, `${life.pid} zombie, lines ${end.line} to ${until}`),
    ),
  ];
}

/** A sign for each thing that happened in a life, the first of those that would fall on one place. */
export function marksOfLife(
  page: Page,
  chart: Chart,
  life: LifeData,
  place: number,
  y: number,
): PageElement[] {
  const { view } = chart;
  const drawn = new Map<string, number>();
  const marks = happeningsOf(life, place).flatMap(({ line, what }) => {
    const path = markPath(what, life);
    // A new session's leader leads a new group in it, too.
    const isTold =
      what === 'group' && valueAtLine(life.sessions, line) !== valueAtLine(life.sessions, line - 1);
    if (path === '' || isTold || line < view.from || line > view.to) return [];
    const x = xOf(chart, line);
    const last = drawn.get(path);
    if (last !== undefined && x - last < 4) return [];
    drawn.set(path, x);
    return [shape(page, 'path', { class: `mark ${what}`, d: path, transform: `translate(${x} ${y})` })];
  });
  const faults = (chart.faults.get(place) ?? [])
    .filter((line) => line >= view.from && line <= view.to)
    .map((line) =>
      shape(page, 'path', {
        class: 'mark fault',
        d: 'M-4 7 L4 15 M-4 15 L4 7',
        transform: `translate(${xOf(chart, line)} ${y})`,
      }),
    );
  return [...marks, ...faults];
}

/** The sign of what happened, around a place of the row; nothing where the bar shows it. */
export function markPath(what: string, { end }: LifeData): string {
  switch (what) {
    case 'program':
      return 'M-4 1.5 L4 1.5 L0 7.5 Z';
    case 'session':
      return 'M0 13.5 L5 18 L0 22.5 L-5 18 Z';
    case 'group':
      return 'M-3.4 18 a3.4 3.4 0 1 0 6.8 0 a3.4 3.4 0 1 0 -6.8 0 Z';
    case 'parent':
      return 'M0 12 L5 18 L2 18 L2 22 L-2 22 L-2 18 L-5 18 Z';
    case 'subreaper':
      return 'M-3.5 14.5 L3.5 14.5 L3.5 21.5 L-3.5 21.5 Z';
    case 'end':
      return end?.how.startsWith('is killed') === true ? 'M-4 7 L4 15 M-4 15 L4 7' : 'M0 3 L0 19';
    default:
      return '';
  }
}

/** Dots where the line of the cursor changes something. */
export function changedDots(
  page: Page,
  chart: Chart,
  life: LifeData,
  place: number,
  y: number,
): PageElement[] {
  const { view } = chart;
  if (!happeningsOf(life, place).some(({ line }) => line === view.line)) return [];
  return [shape(page, 'circle', { class: 'changed', cx: xOf(chart, view.line), cy: y + 11, r: 4.5 })];
}

/** The names of programs and of groups in a bar, as far as there is room; a program comes first. */
export function textsOf(page: Page, chart: Chart, life: LifeData, y: number): PageElement[] {
  const { chronicle, view } = chart;
  const until = Math.min(life.end?.line ?? chronicle.lineCount, lastLineOf(chart, life));
  const end = xOf(chart, Math.min(view.to, until));
  const stops = [
    ...spansOf(life.programs, until, view).map(({ from, value }) => ({
      x: xOf(chart, from),
      text: chronicle.data.programs[value],
      kind: 'program',
    })),
    ...spansOf(life.groups, until, view)
      .filter(({ value }) => value < chronicle.data.outside)
      .map(({ from, value }) => ({ x: xOf(chart, from), text: `g${value}`, kind: 'group' })),
  ].sort((one, other) => one.x - other.x);
  let free = -1;
  return stops.flatMap(({ x, text, kind }, index) => {
    const next = stops.slice(index + 1).find((stop) => stop.kind === 'program' || kind === 'group');
    const left = Math.max(x + 6, free);
    if (left + text.length * 6.7 + 4 > Math.min(end, next?.x ?? end)) return [];
    free = left + text.length * 6.7 + 8;
    return [shape(page, 'text', { class: `in-bar ${kind}`, x: left, y: y + 15 }, text)];
  });
}

/** The name of a row: session and group where they differ from the row above, then the process, indented by its depth. */
export function rowLabel(
  page: Page,
  chart: Chart,
  place: number,
  above: number | undefined,
  row: number,
): PageElement {
  const { chronicle, view, gutter } = chart;
  const life = chronicle.data.lives[place];
  const state = stateOfLife(life, view.line);
  const [session, group] = homeOf(chart, place);
  const [sessionAbove, groupAbove] = above === undefined ? [] : homeOf(chart, above);
  const program = programAt(chronicle, life, lineOfLife(life, view.line));
  const indent = Math.min(life.depth, 8) * (gutter < 150 ? 4 : 9);
  const cell = (kind: string, id: number, before: number | undefined, hue: string): PageElement =>
    make(
      page,
      'span',
      { class: `${kind} ${hue}${id === before ? '' : ' starts'}` },
      id === before || gutter < 150 ? '' : idText(chronicle, id),
    );
  const words = `process ${life.pid} ${program}, group ${idText(chronicle, group)}, session ${idText(chronicle, session)}, ${state}`;
  return make(
    page,
    'div',
    {
      class: `life ${state.replace(' ', '-')}`,
      role: 'option',
      id: `life-${place}`,
      'data-life': String(place),
      'aria-selected': String(place === view.selected),
      'aria-posinset': String(row + 1),
      'aria-setsize': String(chart.rows.length),
      'aria-label': words,
      style: `width:${gutter}px`,
    },
    cell('sid', session, sessionAbove, ''),
    cell(
      'pgid',
      group,
      sessionAbove === session ? groupAbove : undefined,
      `h${(chart.groups.get(group) ?? 0) % 6}`,
    ),
    make(page, 'span', { class: 'pid', style: `padding-left:${indent}px` }, String(life.pid)),
    make(page, 'span', { class: 'program' }, program),
  );
}

/** The line of the cursor, or the nearest one on which the process was there. */
export function lineOfLife({ begins, gone }: LifeData, line: number): number {
  return Math.max(begins, gone === undefined ? line : Math.min(line, gone.line - 1));
}

/** Session and group of a row at the cursor, or as near to it as the process was there. */
export function homeOf({ chronicle, view }: Chart, place: number): readonly [number, number] {
  const life = chronicle.data.lives[place];
  const line = lineOfLife(life, view.line);
  return [
    valueAtLine(life.sessions, line) ?? chronicle.data.outside,
    valueAtLine(life.groups, line) ?? chronicle.data.outside,
  ];
}

/** The axis above the rows: numbers of lines, or seconds. */
export function drawAxis(page: Page, axis: PageElement, chart: Chart): void {
  const { chronicle, view, gutter, width } = chart;
  const { times } = chronicle;
  const byTime = view.byTime && times.length > 0;
  const [from, to] = byTime ? [times[view.from], times[view.to]] : [view.from, view.to];
  const step = byTime ? tickStep(to - from, width / 90) : Math.max(1, tickStep(to - from, width / 90));
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const ticks: PageElement[] = [];
  for (let count = Math.ceil(from / step); count * step <= to + step * 1e-6; count += 1) {
    const at = count * step;
    const x = ((at - from) / Math.max(1e-6, to - from)) * width;
    if (x > width - 24) continue;
    ticks.push(
      shape(page, 'line', { class: 'tick', x1: x, x2: x, y1: 17, y2: 24 }),
      shape(
        page,
        'text',
        { class: 'tick-text', x: x + 4, y: 16 },
        byTime ? `${at.toFixed(digits)} s` : String(at),
      ),
    );
  }
  axis.setAttribute('style', `margin-left:${gutter}px`);
  axis.setAttribute('width', String(width));
  axis.replaceChildren(...ticks);
}

/** Scrolls the rows no further than it takes to see one of them. */
export function revealRow(box: PageElement, row: number): void {
  const height = rowHeight();
  const [top, bottom] = [row * height, (row + 1) * height];
  if (top < box.scrollTop + height) box.scrollTop = Math.max(0, top - height);
  else if (bottom > box.scrollTop + box.clientHeight - height)
    box.scrollTop = bottom + height - box.clientHeight;
}

/** The life that a line is about: that of what no rule explains, of what it changes, or of what changed last before it; -1: none. */
export function lifeAtLine(chronicle: Chronicle, line: number): number {
  const { happenings, data } = chronicle;
  const pid = data.marked.find((mark) => mark.line === line && mark.pid !== undefined)?.pid;
  if (pid !== undefined) return lifeOfPid(chronicle, pid, line);
  const first = placeOfLine(happenings, line);
  const at = first < happenings.length && happenings[first].line === line ? first : first - 1;
  return at < 0 ? -1 : happenings[at].life;
}
