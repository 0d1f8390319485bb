// Runs in the page. The player of one viewer: the moment that is shown, and the ways to another: buttons, slider, list,
// keys, and where the viewer is the whole page, its address.
import type { MomentData, PageData } from '../page-data.ts';
import { drawAllArrows } from '../../components/arrows.ts';
import type { KeyPress, Page, PageElement, PageWindow } from '../../components/dom.ts';
import { drawState, make } from '../../components/draw.ts';
import type { Marks } from '../../components/draw.ts';
import { renew } from '../../components/renew.ts';
import type { StateData } from '../../components/state-data.ts';

/** A viewer in the page: the element that its markup stands in, and what it is about. */
export interface Viewer<Data = PageData> {
  readonly root: PageElement;
  readonly data: Data;
  /** Whether the page is nothing else: keys are its own wherever the focus is, and the address names the moment. */
  readonly alone: boolean;
}

/** The moments of a viewer, of which one is shown at a time. */
export interface Moments {
  readonly last: number;
  /** The one that is shown first, unless the address says another. */
  readonly first: number;
  /** The part of the markup that lists them, each as a button. */
  readonly list: string;
  /** Shows one. */
  readonly draw: (index: number) => void;
}

/** Sets a viewer going. The elements it looks for are the parts of its markup. */
export function startViewer(page: Page, window: PageWindow, viewer: Viewer): void {
  const { data } = viewer;
  const element = partsOf(viewer.root);
  const last = data.moments.length - 1;
  const show = playMoments(page, window, viewer, {
    last,
    first: data.parts >= 0 ? data.parts : last,
    list: 'commands',
    draw: (index) => showMoment(page, element, data, index),
  });
  if (data.parts >= 0) element('failing').addEventListener('click', () => show(data.parts));
  redrawOnResize(page, window, element('sides'));
}

/** The parts of a viewer's markup, by name. */
export function partsOf(root: PageElement): (part: string) => PageElement {
  return (part) => root.querySelector(`[data-part='${part}']`) as PageElement;
}

/** Shows the first moment, and others as buttons, slider, list and keys ask; the result shows one, too. */
export function playMoments(
  page: Page,
  window: PageWindow,
  { root, alone }: Omit<Viewer<unknown>, 'data'>,
  { last, first, list, draw }: Moments,
): (wanted: number) => void {
  const element = partsOf(root);
  let shown = -1;

  const show = (wanted: number): void => {
    const index = Math.max(0, Math.min(last, wanted));
    if (index === shown) return;
    shown = index;
    draw(index);
    if (alone) window.history.replaceState(null, '', `#${index}`);
  };

  element('previous').addEventListener('click', () => show(shown - 1));
  element('next').addEventListener('click', () => show(shown + 1));
  element('slider').addEventListener('input', () => show(Number(element('slider').value)));
  for (const button of element(list).querySelectorAll('button'))
    button.addEventListener('click', () => show(Number(button.dataset['moment'])));
  (alone ? page : root).addEventListener('keydown', (event) =>
    onKey(event, element(list).contains(page.activeElement), shown, last, show),
  );

  const asked = alone ? /^#(\d+)$/.exec(window.location.hash) : null;
  show(asked === null ? first : Number(asked[1]));
  return show;
}

/** Draws the arrows of the drawings in a part again whenever its size changes. */
export function redrawOnResize(page: Page, window: PageWindow, part: PageElement): void {
  new window.ResizeObserver(() => drawAllArrows(page, part)).observe(part);
}

/** Shows one moment in all parts of a viewer. */
export function showMoment(
  page: Page,
  element: (part: string) => PageElement,
  data: PageData,
  index: number,
): void {
  const last = data.moments.length - 1;
  const moment = data.moments[index];
  const parts = index === data.parts;
  const place = index === 0 ? 'Start' : `Step ${index} of ${last}`;
  element('slider').value = String(index);
  element('slider').setAttribute('aria-valuetext', `${place}: ${moment.command}`);
  element('place').textContent = place;
  element('previous').disabled = index === 0;
  element('next').disabled = index === last;
  if (data.parts >= 0) element('failing').disabled = parts;
  showStep(page, element('step'), moment, parts);
  showSides(page, element, data, moment, parts);
  element('findings').hidden = !parts;
  element('said').textContent =
    `${place}: ${moment.command}. ${moment.sentence}${parts ? '. Here they part.' : ''}`;
  showInList(page, element('commands'), index);
  drawAllArrows(page, element('sides'));
}

/**
 * Arrow keys (in the list, up and down too), Home and End, unless the slider has them already or they mean something
 * else.
 */
export function onKey(
  event: KeyPress,
  inList: boolean,
  shown: number,
  last: number,
  show: (index: number) => void,
): void {
  if (event.altKey || event.ctrlKey || event.metaKey || isTypedInto(event)) return;
  const wanted = new Map([
    ['ArrowLeft', shown - 1],
    ['ArrowRight', shown + 1],
    ['Home', 0],
    ['End', last],
    ...(inList ? [['ArrowUp', shown - 1] as const, ['ArrowDown', shown + 1] as const] : []),
  ]).get(event.key);
  if (wanted === undefined) return;
  event.preventDefault();
  show(wanted);
}

/** Whether a key means something to the element that has the focus. */
export function isTypedInto({ target }: KeyPress): boolean {
  return ['INPUT', 'SELECT', 'TEXTAREA'].includes(target?.tagName ?? '');
}

/** `more`: what stands below it. */
export function showStep(
  page: Page,
  box: PageElement,
  moment: MomentData,
  parts: boolean,
  more: readonly PageElement[] = [],
): void {
  const row = (name: string, text: string, kind: string): PageElement[] => [
    make(page, 'dt', {}, name),
    make(page, 'dd', { class: kind }, text),
  ];
  const answers =
    moment.expected === undefined
      ? []
      : moment.seen === moment.expected
        ? row('both answer', moment.expected, '')
        : [
            ...row(
              moment.seen === undefined ? 'the model answers' : 'model',
              moment.expected,
              moment.wrong === true ? 'wanted' : '',
            ),
            ...(moment.seen === undefined
              ? []
              : row('system', moment.seen, moment.wrong === true ? 'had' : '')),
          ];
  renew(
    page,
    box,
    make(
      page,
      `h${box.dataset['level'] ?? '2'}`,
      { class: 'step-title' },
      make(page, 'code', {}, moment.command),
      ...(parts ? [make(page, 'span', { class: 'parts' }, '✗ here they part')] : []),
    ),
    make(page, 'p', { class: 'sentence' }, moment.sentence),
    ...(answers.length > 0 ? [make(page, 'dl', { class: 'answers' }, ...answers)] : []),
    ...(moment.need === undefined ? [] : [make(page, 'p', { class: 'need' }, moment.need)]),
    ...more,
  );
  box.classList.toggle('failing', parts);
}

/** Draws both sides; the arrows are drawn once everything else stands, see `drawAllArrows`. */
export function showSides(
  page: Page,
  element: (id: string) => PageElement,
  data: PageData,
  moment: MomentData,
  parts: boolean,
): void {
  const marks: Marks = {
    touched: new Set(moment.touched ?? []),
    differs: parts ? data.differs : {},
    arrows: new Set(parts ? data.parents : moment.passed),
  };
  const fill = (id: string, state: StateData | string, order: readonly string[] = []): void => {
    const inside =
      typeof state === 'string'
        ? [make(page, 'p', { class: 'empty' }, state)]
        : [
            drawState(page, state, marks),
            ...order.map((sentence) => make(page, 'p', { class: 'order' }, sentence)),
            ...(state.woken ?? []).map((sentence) => make(page, 'p', { class: 'woken' }, sentence)),
            ...(state.remarks ?? []).map((remark) => make(page, 'p', { class: 'remark' }, remark)),
            make(page, 'code', { class: 'notation' }, state.notation),
          ];
    renew(page, element(id), ...inside);
  };
  fill('model', moment.model, moment.order);
  if (data.system !== undefined) {
    fill('system', moment.system ?? moment.model);
    element('sides').classList.toggle('same', moment.system === undefined);
  }
}

/**
 * Marks the command, makes it the one that Tab leads to, brings it into view, and takes the focus along where the list
 * has it.
 */
export function showInList(page: Page, list: PageElement, index: number): void {
  const focused = list.contains(page.activeElement);
  const current = list.querySelector('button[aria-current]');
  // A long list is not gone through each time.
  const others = current === null ? list.querySelectorAll('button[data-moment]') : [current];
  for (const button of others) {
    button.removeAttribute('aria-current');
    button.setAttribute('tabindex', '-1');
  }
  const button = list.querySelector(`button[data-moment='${index}']`);
  if (button === null) return;
  button.setAttribute('aria-current', 'step');
  button.setAttribute('tabindex', '0');
  const above = button.offsetTop - list.offsetTop - 8;
  const below = above + button.offsetHeight + 16 - list.clientHeight;
  if (list.scrollTop > above) list.scrollTop = above;
  else if (list.scrollTop < below) list.scrollTop = below;
  if (focused) button.focus();
}
