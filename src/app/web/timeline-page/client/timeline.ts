// Runs in the page. Sets the page of a timeline going: one view, which slider, keys, chart, log, tree and search change, and all of
// its parts drawn from it.
import { grouped } from '../../../../contract/format-numbers.ts';
import type { KeyPress, Page, PageElement, PageWindow, PointerPress } from '../../components/dom.ts';
import { partsOf } from '../../counterexample-page/client/player.ts';
import type { TimelineData } from '../page-data.ts';
import type { Chart } from './chart.ts';
import { drawAxis, drawRows, lifeAtLine, revealRow, rowHeight } from './chart.ts';
import type { Chronicle } from './chronicle.ts';
import { busiestLine, lifeOfPid, readChronicle, sentenceOf, placeOfLine, timeText } from './chronicle.ts';
import type { Log } from './log.ts';
import { drawLog, heightOfLog, logOf, revealLine } from './log.ts';
import { drawOverview, moveOverview, overviewLine } from './overview.ts';
import { showLife, showLine, showTree } from './panels.ts';
import { livesFound } from './search.ts';
import { readTimelineData } from './unpack.ts';
import type { ChartView } from './view.ts';
import { lineAtShare, rowsIn, sightOf, windowOf } from './view.ts';

/** The page while it is looked at. */
export interface Stage {
  readonly page: Page;
  readonly part: (name: string) => PageElement;
  readonly chronicle: Chronicle;
  readonly log: Log;
  readonly fixed: Pick<Chart, 'groups' | 'sessions' | 'faults'>;
  /** Puts the cursor and the selected process into the page's address. */
  readonly noteAddress: () => void;
  chart: Chart;
  /** Pixels, without its margins. */
  overviewWidth: number;
  /** The processes that the search has found. */
  found: readonly number[];
}

/** The row that the chart is scrolled to: that of the cursor, that of the selected process, or none. */
export type Reveal = 'cursor' | 'selected' | 'nothing';

/** Reads the data and sets the page going. */
export async function startTimeline(page: Page, window: PageWindow, root: PageElement): Promise<void> {
  const data = await readTimelineData(page, window);
  const part = partsOf(root);
  part('waiting').hidden = data !== undefined;
  if (data === undefined) {
    part('waiting').textContent =
      'This browser cannot unpack the log: it needs DecompressionStream, which all browsers have since 2023.';
    return;
  }
  part('tools').hidden = false;
  part('stage').hidden = false;
  const stage = stageOf(page, window, part, data);
  listenToControls(stage);
  listenToChart(stage);
  listenToLists(stage, root);
  listenToKeys(stage);
  new window.ResizeObserver(() => redraw(stage)).observe(part('stage'));
  const asked = /^#(\d+)(?:,(\d+))?$/.exec(window.location.hash);
  const marked = data.marked.find(({ kind }) => kind === 'unexplained')?.line;
  const line = asked === null ? (marked ?? busiestLine(stage.chronicle)) : Number(asked[1]);
  const selected =
    asked?.[2] === undefined
      ? lifeAtLine(stage.chronicle, line)
      : lifeOfPid(stage.chronicle, Number(asked[2]), line);
  redraw(stage);
  setView(stage, { line, selected }, 'cursor');
  stage.part('said').textContent = '';
  root.dataset['ready'] = 'yes';
}

/** All of it before anything is drawn. */
export function stageOf(page: Page, window: PageWindow, part: Stage['part'], data: TimelineData): Stage {
  const chronicle = readChronicle(data);
  const { lineCount } = chronicle;
  // A long log is seen in parts, in which bars are wide enough to tell something.
  const span = lineCount > 1200 ? 300 : lineCount;
  const start = Math.max(
    0,
    data.marked.find(({ kind }) => kind === 'unexplained')?.line ?? busiestLine(chronicle),
  );
  const view: ChartView = { line: 0, selected: -1, ...windowOf(chronicle, start, span, 0.4), byTime: false };
  const faults = new Map<number, number[]>();
  for (const { line, kind, pid } of data.marked) {
    const life = kind === 'unexplained' && pid !== undefined ? lifeOfPid(chronicle, pid, line) : -1;
    if (life >= 0) faults.set(life, [...(faults.get(life) ?? []), line]);
  }
  const fixed = { groups: orderOf(data, 'groups'), sessions: orderOf(data, 'sessions'), faults };
  const chart: Chart = { chronicle, view, rows: [], rowOf: new Map(), ...fixed, gutter: 0, width: 0 };
  let timer = 0;
  const noteAddress = (): void => {
    // Browsers refuse an address that changes with every move of a slider.
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      const { line, selected } = stage.chart.view;
      const pid = selected < 0 ? '' : `,${data.lives[selected].pid}`;
      window.history.replaceState(null, '', `#${line}${pid}`);
    }, 250);
  };
  const stage: Stage = {
    page,
    part,
    chronicle,
    log: logOf(chronicle),
    fixed,
    noteAddress,
    chart,
    overviewWidth: 0,
    found: [],
  };
  return stage;
}

/** The ids of groups or sessions with their places in the order in which they appeared. */
export function orderOf(data: TimelineData, what: 'groups' | 'sessions'): ReadonlyMap<number, number> {
  const firsts = new Map<number, number>();
  for (const life of data.lives)
    for (let at = 0; at < life[what].length; at += 2) {
      const [line, id] = [life[what][at], life[what][at + 1]];
      firsts.set(id, Math.min(line, firsts.get(id) ?? line));
    }
  const ordered = [...firsts].sort(([, one], [, other]) => one - other);
  return new Map(ordered.map(([id], place) => [id, place]));
}

/** Changes the view and draws what is different. */
export function setView(stage: Stage, change: Partial<ChartView>, reveal: Reveal): void {
  const { chronicle, part, page } = stage;
  const before = stage.chart.view;
  const line = Math.max(0, Math.min(chronicle.lineCount, change.line ?? before.line));
  let view: ChartView = { ...before, ...change, line };
  const life = view.selected < 0 ? undefined : chronicle.data.lives[view.selected];
  if (reveal === 'selected' && life !== undefined) {
    if (life.begins > view.to || (life.gone?.line ?? life.begins) < view.from)
      view = { ...view, ...windowOf(chronicle, life.begins, view.to - view.from, 0.3) };
  } else if (reveal === 'cursor' && (line < view.from || line > view.to)) {
    view = { ...view, ...windowOf(chronicle, line, view.to - view.from, line < view.from ? 0.7 : 0.3) };
  }
  measure(stage, view);
  const { rowOf } = stage.chart;
  // All that asks the browser for places comes before what changes them.
  const isMoved = line !== before.line || reveal === 'cursor';
  if (isMoved) revealLine(part('log'), stage.log, line);
  const row = rowOf.get(reveal === 'selected' ? view.selected : lifeAtLine(chronicle, line));
  if (reveal !== 'nothing' && row !== undefined) revealRow(part('rows'), row);
  const logSight = sightOf(part('log'));
  drawChart(stage);
  if (isMoved) {
    showCursor(stage, line);
    drawLog(page, part, stage.log, line, logSight);
    showLine(page, part('line'), chronicle, line);
  }
  if (isMoved || view.selected !== before.selected) {
    showTree(page, part('tree'), chronicle, view);
    showLife(page, part('life'), chronicle, view);
    stage.noteAddress();
  }
}

/** Takes the sizes of the page and the rows of the window. */
export function measure(stage: Stage, view: ChartView): void {
  const { part, chronicle, fixed } = stage;
  const box = part('rows');
  const whole = box.clientWidth;
  const gutter = whole < 480 ? 118 : whole < 720 ? 190 : 260;
  const before = stage.chart;
  const isSame = before.rows.length > 0 && before.view.from === view.from && before.view.to === view.to;
  const rows = isSame ? before.rows : rowsIn(chronicle, view);
  const rowOf = isSame ? before.rowOf : new Map(rows.map((place, row) => [place, row]));
  stage.chart = {
    chronicle,
    view,
    rows,
    rowOf,
    ...fixed,
    gutter,
    width: Math.max(40, whole - gutter),
  };
  if (!isSame) part('room').setAttribute('style', `height:${rows.length * rowHeight()}px`);
}

export function drawChart({ page, part, chart, chronicle, overviewWidth }: Stage): void {
  const { view } = chart;
  drawRows(page, part, chart, sightOf(part('rows')));
  drawAxis(page, part('axis'), chart);
  moveOverview(part('overview'), chronicle, view, overviewWidth);
  part('closer').disabled = view.to - view.from <= 20;
  part('wider').disabled = view.to - view.from >= chronicle.lineCount;
  part('whole').disabled = view.to - view.from >= chronicle.lineCount;
  for (const kind of ['lines', 'time'])
    part(`by-${kind}`).setAttribute('aria-pressed', String(view.byTime === (kind === 'time')));
  part('columns').setAttribute('style', `width:${chart.gutter}px`);
  part('chart').classList.toggle('narrow', chart.gutter < 150);
}

/** Draws everything in the sizes that the page has now. */
export function redraw(stage: Stage): void {
  const { page, part, chronicle, log } = stage;
  measure(stage, stage.chart.view);
  stage.overviewWidth = drawOverview(page, part('overview'), chronicle);
  drawChart(stage);
  part('log-room').setAttribute('style', `height:${heightOfLog(log)}px`);
  drawLog(page, part, log, stage.chart.view.line, sightOf(part('log')));
}

/** The slider and the words beside it. */
export function showCursor({ part, chronicle }: Stage, line: number): void {
  const { lineCount, happenings, data } = chronicle;
  const place = line === 0 ? 'Start' : `Line ${grouped(line)} of ${grouped(lineCount)}`;
  const first = placeOfLine(happenings, line);
  const told = happenings[first]?.line === line ? sentenceOf(chronicle, happenings[first]) : '';
  const wrong = data.marked.find((mark) => mark.line === line && mark.kind === 'unexplained')?.sentence;
  const said = [`${place}.`, told, wrong === undefined ? '' : `Not explained: ${wrong}`]
    .filter((text) => text !== '')
    .join(' ');
  part('slider').value = String(line);
  part('slider').setAttribute('aria-valuetext', said);
  part('place').textContent = place;
  part('time').textContent = line === 0 ? '' : timeText(chronicle, line);
  part('said').textContent = said;
  part('previous').disabled = line === 0;
  part('next').disabled = line === lineCount;
  const faults = data.marked.filter(({ kind }) => kind === 'unexplained');
  if (faults.length === 0) return;
  part('fault-before').disabled = faults[0].line >= line;
  part('fault-after').disabled = faults[faults.length - 1].line <= line;
}

export function listenToControls(stage: Stage): void {
  const { part, chronicle } = stage;
  const toLine = (line: number): void => setView(stage, { line }, 'cursor');
  const zoom = (factor: number): void => zoomAt(stage, stage.chart.view.line, factor);
  part('previous').addEventListener('click', () => toLine(stage.chart.view.line - 1));
  part('next').addEventListener('click', () => toLine(stage.chart.view.line + 1));
  part('slider').addEventListener('input', () => toLine(Number(part('slider').value)));
  part('overview').addEventListener('click', ({ clientX }) =>
    toLine(overviewLine(part('overview'), chronicle, clientX)),
  );
  part('closer').addEventListener('click', () => zoom(0.5));
  part('wider').addEventListener('click', () => zoom(2));
  part('whole').addEventListener('click', () =>
    setView(stage, { from: 0, to: chronicle.lineCount }, 'nothing'),
  );
  part('by-lines').addEventListener('click', () => setView(stage, { byTime: false }, 'nothing'));
  part('by-time').addEventListener('click', () => setView(stage, { byTime: true }, 'nothing'));
  part('scale').hidden = chronicle.times.length === 0;
  const faults = chronicle.data.marked.filter(({ kind }) => kind === 'unexplained');
  part('faults').hidden = faults.length === 0;
  part('fault-before').addEventListener('click', () =>
    toLine(faults.findLast(({ line }) => line < stage.chart.view.line)?.line ?? stage.chart.view.line),
  );
  part('fault-after').addEventListener('click', () =>
    toLine(faults.find(({ line }) => line > stage.chart.view.line)?.line ?? stage.chart.view.line),
  );
  listenToSearch(stage);
}

/** Makes the window narrower or wider, and leaves a line where it is. */
export function zoomAt(stage: Stage, line: number, factor: number): void {
  const { from, to } = stage.chart.view;
  const at = line < from || line > to ? (from + to) / 2 : line;
  const share = (at - from) / Math.max(1, to - from);
  setView(stage, windowOf(stage.chronicle, at, (to - from) * factor, share), 'nothing');
}

export function listenToSearch(stage: Stage): void {
  const { part, chronicle } = stage;
  const show = (step: number): void => {
    const { found } = stage;
    if (found.length === 0) return;
    const at = found.indexOf(stage.chart.view.selected);
    const next = at < 0 ? 0 : (at + step + found.length) % found.length;
    const life = found[next];
    setView(stage, { selected: life, line: chronicle.data.lives[life].begins }, 'selected');
    part('found').textContent = `${grouped(next + 1)} of ${grouped(found.length)}`;
  };
  part('find').addEventListener('input', () => {
    stage.found = livesFound(chronicle, part('find').value);
    const at = stage.found.indexOf(stage.chart.view.selected);
    const isEmpty = part('find').value.trim() === '';
    part('found').textContent = isEmpty
      ? ''
      : stage.found.length === 0
        ? 'none'
        : `${grouped(at + 1)} of ${grouped(stage.found.length)}`;
    if (at < 0) show(1);
  });
  part('find').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    show(event.shiftKey ? -1 : 1);
  });
}

export function listenToChart(stage: Stage): void {
  const { part, chronicle } = stage;
  const box = part('rows');
  const shareAt = (event: PointerPress): number => {
    const { gutter, width } = stage.chart;
    return (event.clientX - box.getBoundingClientRect().left - gutter) / width;
  };
  const lineAt = (event: PointerPress): number =>
    lineAtShare(chronicle, stage.chart.view, Math.max(0, Math.min(1, shareAt(event))));
  box.addEventListener('scroll', () => drawRows(stage.page, part, stage.chart, sightOf(box)));
  box.addEventListener('click', (event) => {
    const top = event.clientY - box.getBoundingClientRect().top + box.scrollTop;
    const place = stage.chart.rows[Math.floor(top / rowHeight())];
    if (shareAt(event) < 0) {
      if (place !== undefined) setView(stage, { selected: place }, 'nothing');
      return;
    }
    const line = lineAt(event);
    const life = place === undefined ? undefined : chronicle.data.lives[place];
    const isOnBar = life !== undefined && line >= life.begins - 1 && line <= (life.gone?.line ?? line) + 1;
    setView(stage, isOnBar ? { line, selected: place } : { line }, 'nothing');
  });
  box.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoomAt(stage, lineAt(event), event.deltaY < 0 ? 0.7 : 1.4);
  });
  box.addEventListener('keydown', (event) => {
    const { rows, rowOf, view } = stage.chart;
    const row = rowOf.get(view.selected) ?? -1;
    const wanted = new Map([
      ['ArrowDown', row + 1],
      ['ArrowUp', Math.max(0, row - 1)],
    ]).get(event.key);
    if (wanted === undefined || rows[wanted] === undefined) return;
    event.preventDefault();
    setView(stage, { selected: rows[wanted] }, 'selected');
  });
}

/** The log, and every button that leads to a line or to a process. */
export function listenToLists(stage: Stage, root: PageElement): void {
  const { part, page } = stage;
  part('log').addEventListener('scroll', () =>
    drawLog(page, part, stage.log, stage.chart.view.line, sightOf(part('log'))),
  );
  part('log').addEventListener('keydown', (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1, PageUp: -20, PageDown: 20 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setView(stage, { line: stage.chart.view.line + step }, 'cursor');
  });
  root.addEventListener('click', ({ target }) => {
    const leads = target?.closest?.('[data-line], button[data-life]');
    if (leads === undefined || leads === null) return;
    const { line, life } = leads.dataset;
    if (line !== undefined) setView(stage, { line: Number(line) }, 'cursor');
    else setView(stage, { selected: Number(life) }, 'selected');
    // Shows above the thing that a list below tells of.
    if (target?.closest?.('.findings') !== null) part('line').scrollIntoView({ block: 'nearest' });
  });
}

/** Arrow keys, Home and End move the cursor wherever the focus is, unless they mean something else there. */
export function listenToKeys(stage: Stage): void {
  stage.page.addEventListener('keydown', (event: KeyPress) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target?.tagName === 'INPUT') return;
    const { line } = stage.chart.view;
    const wanted = new Map([
      ['ArrowLeft', line - (event.shiftKey ? 10 : 1)],
      ['ArrowRight', line + (event.shiftKey ? 10 : 1)],
      ['Home', 0],
      ['End', stage.chronicle.lineCount],
    ]).get(event.key);
    if (wanted === undefined) return;
    event.preventDefault();
    setView(stage, { line: wanted }, 'cursor');
  });
}
