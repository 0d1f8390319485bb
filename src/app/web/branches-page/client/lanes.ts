// Runs in the page. The player of the lanes: the row that is shown, by buttons, slider, keys and the rows themselves, and
// the state that is drawn, by the buttons of the orders.
import type { BranchesData } from '../page-data.ts';
import { drawAllArrows } from '../../components/arrows.ts';
import type { Page, PageElement, PageWindow } from '../../components/dom.ts';
import { drawState, make } from '../../components/draw.ts';
import { renew } from '../../components/renew.ts';
import { partsOf, playMoments, redrawOnResize } from '../../counterexample-page/client/player.ts';
import type { Viewer } from '../../counterexample-page/client/player.ts';

/** Sets a viewer going. The elements it looks for are the parts of its markup. */
export function startLanes(page: Page, window: PageWindow, viewer: Viewer<BranchesData>): void {
  const { data } = viewer;
  const element = partsOf(viewer.root);
  const last = data.moments.length - 1;
  playMoments(page, window, viewer, {
    last,
    first: last,
    list: 'rows',
    draw: (index) => showLaneMoment(page, element, data, index),
  });
  for (const button of element('orders').querySelectorAll('button'))
    button.addEventListener('click', () => {
      showChosenState(page, element, data, Number(button.dataset['state']));
      element('side').scrollIntoView({ block: 'nearest' });
    });
  redrawOnResize(page, window, element('state'));
  showChosenState(page, element, data, data.shown);
}

/** Shows one row: marks it, dims those after it, and tells it. */
export function showLaneMoment(
  page: Page,
  element: (part: string) => PageElement,
  data: BranchesData,
  index: number,
): void {
  const last = data.moments.length - 1;
  const { number: step, title, sentences } = data.moments[index];
  const place = index === 0 ? 'Start' : `${data.unit} ${step} of ${data.steps}`;
  const told = sentences.join(' ');
  element('slider').value = String(index);
  element('slider').setAttribute('aria-valuetext', `${place}: ${title}`);
  element('place').textContent = place;
  element('previous').disabled = index === 0;
  element('next').disabled = index === last;
  element('title').replaceChildren(make(page, 'code', {}, title));
  element('sentence').textContent = told;
  element('said').textContent = `${place}: ${title}. ${told}`;
  const focused = element('rows').contains(page.activeElement);
  for (const row of element('rows').querySelectorAll('tr')) {
    const number = Number(row.dataset['moment'] ?? last + 1);
    row.classList.toggle('current', number === index);
    row.classList.toggle('later', number > index && index < last);
    const button = row.querySelector('button');
    if (button === null) continue;
    button.setAttribute('tabindex', number === Math.max(1, index) ? '0' : '-1');
    if (number === index) button.setAttribute('aria-current', 'step');
    else button.removeAttribute('aria-current');
    if (number === index && focused) button.focus();
  }
  const current = element('rows').querySelector('.current');
  if (current !== null) keepInView(element('lanes'), current);
}

/** Scrolls a list no further than it takes to see one of its rows. */
export function keepInView(list: PageElement, row: PageElement): void {
  const [outer, inner] = [list.getBoundingClientRect(), row.getBoundingClientRect()];
  if (inner.top < outer.top + 44) list.scrollTop -= outer.top + 44 - inner.top;
  else if (inner.bottom > outer.bottom - 8) list.scrollTop += inner.bottom - outer.bottom + 8;
}

/** Draws one of the states, and marks its button. */
export function showChosenState(
  page: Page,
  element: (part: string) => PageElement,
  data: BranchesData,
  index: number,
): void {
  const { title, sentence, state } = data.states[index];
  for (const button of element('orders').querySelectorAll('button'))
    button.setAttribute('aria-pressed', String(Number(button.dataset['state']) === index));
  element('state-title').textContent = title;
  element('because').textContent = sentence;
  const marks = { touched: new Set<string>(), differs: {}, arrows: new Set<string>() };
  renew(
    page,
    element('state'),
    drawState(page, state, marks),
    ...(state.remarks ?? []).map((remark) => make(page, 'p', { class: 'remark' }, remark)),
    make(page, 'code', { class: 'notation' }, state.notation),
  );
  drawAllArrows(page, element('state'));
}
