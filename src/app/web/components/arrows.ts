// Runs in the page. The arrows from parent to child, laid over a drawing once the browser has placed its processes.
import type { Page, PageElement, Rect } from './dom.ts';
import { renew, setChanged } from './renew.ts';

/** Draws those of every drawing in a part anew. */
export function drawAllArrows(page: Page, part: PageElement): void {
  for (const drawing of part.querySelectorAll('.drawing')) drawArrows(page, drawing);
}

/** Draws them anew. */
export function drawArrows(page: Page, drawing: PageElement): void {
  const old = drawing.querySelector('svg');
  const svg = old ?? page.createElementNS('http://www.w3.org/2000/svg', 'svg');
  if (old === null) {
    svg.setAttribute('aria-hidden', 'true');
    svg.setAttribute('class', 'arrows');
    drawing.append(svg);
  }
  const whole = drawing.getBoundingClientRect();
  setChanged(svg, 'viewBox', `0 0 ${whole.width} ${whole.height}`);
  const chips = new Map<string | undefined, PageElement>();
  for (const process of drawing.querySelectorAll('.process')) chips.set(process.dataset['pid'], process);
  const paths: PageElement[] = [];
  // In an order of their own: whoever moves to another session moves no arrow then.
  const children = [...chips.values()].toSorted(
    (one, other) => Number(one.dataset['pid']) - Number(other.dataset['pid']),
  );
  for (const child of children) {
    const parent = chips.get(child.dataset['parent']);
    if (parent === undefined || parent === child) continue;
    const [line, head] = arrowBetween(page, whole, rectOf(parent), rectOf(child), stateOf(child));
    line.setAttribute('data-key', `line ${child.dataset['pid']}`);
    head.setAttribute('data-key', `head ${child.dataset['pid']}`);
    paths.push(line, head);
  }
  renew(page, svg, ...paths);
}

export function rectOf(process: PageElement): Rect {
  return (process.querySelector('.chip') ?? process).getBoundingClientRect();
}

export function stateOf(process: PageElement): string {
  const classes = ` ${process.className} `;
  if (!classes.includes(' passed ')) return '';
  return classes.includes(' differs ') ? 'differs' : classes.includes(' touched ') ? 'touched' : '';
}

/** Down to a row below, up to one above, and in the same row as an arc beneath it. A line and its head. */
export function arrowBetween(
  page: Page,
  whole: Rect,
  from: Rect,
  to: Rect,
  state: string,
): readonly [line: PageElement, head: PageElement] {
  const at = (x: number, y: number): string => `${(x - whole.left).toFixed(1)} ${(y - whole.top).toFixed(1)}`;
  const fromX = (from.left + from.right) / 2;
  const toX = (to.left + to.right) / 2;
  const below = to.top >= from.bottom - 2;
  const above = to.bottom <= from.top + 2;
  const startY = above ? from.top : from.bottom;
  const endY = below ? to.top - 1 : to.bottom + 1;
  const depth =
    below || above ? Math.max(10, Math.abs(endY - startY) / 2) : 9 + Math.min(12, Math.abs(toX - fromX) / 16);
  const leave = above ? startY - depth : startY + depth;
  const arrive = below ? endY - depth : endY + depth;
  // In one row, arcs leave and arrive a little to the sides, so that a chain of them reads as one.
  const aside = below || above ? 0 : Math.sign(toX - fromX) * Math.min(9, from.width / 5);
  const size = below ? -6 : 6;
  const line = page.createElementNS('http://www.w3.org/2000/svg', 'path');
  line.setAttribute('class', `arrow ${state}`);
  line.setAttribute(
    'd',
    `M${at(fromX + aside, startY)} C${at(fromX + aside, leave)} ${at(toX - aside, arrive)} ${at(toX - aside, endY + size / 2)}`,
  );
  const head = page.createElementNS('http://www.w3.org/2000/svg', 'path');
  head.setAttribute('class', `head ${state}`);
  head.setAttribute(
    'd',
    `M${at(toX - aside, endY)} L${at(toX - aside - 4, endY + size)} L${at(toX - aside + 4, endY + size)} Z`,
  );
  return [line, head];
}
