// Draws the timeline: the commands of the line that is walked, and under each the other futures that were tried in its
// place. Long lines are changed where they differ from what stands there, not drawn anew.
import type { Page, PageElement } from '../../components/dom.ts';
import { make } from '../../components/draw.ts';
import { showInList } from '../../counterexample-page/client/player.ts';
import { counted } from '../../../../contract/format-numbers.ts';
import type { TriedPlace } from '../command-tree.ts';
import type { Trial } from '../trial.ts';

/** A row as it stands in the list. */
interface Row {
  readonly key: string;
  readonly place: TriedPlace;
  readonly element: PageElement;
}

/** A line from which on the browser lays out only the rows in view. */
const LONG = 200;

/** The list of the commands. */
export class TimelineView {
  readonly #page: Page;
  readonly #list: PageElement;
  readonly #goTo: (place: TriedPlace) => void;
  #rows: Row[] = [];

  constructor(page: Page, list: PageElement, goTo: (place: TriedPlace) => void) {
    this.#page = page;
    this.#list = list;
    this.#goTo = goTo;
  }

  show(trial: Trial): void {
    const { line } = trial.tree;
    const { parted } = trial;
    const wanted = line.map((place) => ({ place, key: keyOf(place, place === parted) }));
    let same = 0;
    while (
      same < wanted.length &&
      this.#rows[same]?.place === wanted[same].place &&
      this.#rows[same]?.key === wanted[same].key
    )
      same += 1;
    for (const { element } of this.#rows.splice(same)) element.remove();
    for (const { place, key } of wanted.slice(same)) {
      const element = this.#rowOf(place, place === parted);
      this.#list.append(element);
      this.#rows.push({ key, place, element });
    }
    this.#list.classList.toggle('long', line.length > LONG);
  }

  /** Marks the place that is looked at, and scrolls to it: the browser has to lay out the page for it. */
  bringIntoView({ here }: Trial): void {
    showInList(this.#page, this.#list, here.depth);
  }

  #rowOf(place: TriedPlace, isParted: boolean): PageElement {
    const { by, depth } = place;
    const row = make(this.#page, 'li', {});
    row.append(this.#button(place, isParted));
    const others = (place.before?.after ?? []).filter((each) => each !== place);
    for (const other of others) {
      const ends = depthBelow(other);
      const more = ends === 0 ? '' : `, then ${counted(ends, 'command')}`;
      const button = make(
        this.#page,
        'button',
        { type: 'button', class: 'branch', 'data-branch': String(depth) },
        make(this.#page, 'span', { class: 'spoken' }, `instead of ${by?.text ?? ''}: `),
        make(this.#page, 'code', {}, other.by?.text ?? ''),
        other.by?.text === by?.text ? ` ${other.by?.answer ?? ''}` : '',
        more,
      );
      button.addEventListener('click', () => this.#goTo(other));
      row.append(button);
    }
    return row;
  }

  #button(place: TriedPlace, isParted: boolean): PageElement {
    const { by, depth } = place;
    const answer = by?.answer ?? '';
    const refused = by?.step.refusals === undefined ? '' : ' refused';
    const sign = make(this.#page, 'span', { class: 'sign' }, ' ✗');
    sign.append(make(this.#page, 'span', { class: 'spoken' }, ' model and system part here'));
    const text = make(this.#page, 'span', {}, make(this.#page, 'code', {}, by?.text ?? 'start'));
    if (isParted) text.append(sign);
    const button = make(
      this.#page,
      'button',
      { type: 'button', 'data-moment': String(depth), tabindex: '-1', ...(isParted && { class: 'failing' }) },
      make(this.#page, 'span', { class: 'index' }, depth === 0 ? '' : String(depth)),
      text,
      ...(answer === '' || answer === 'ok'
        ? []
        : [make(this.#page, 'span', { class: `answer${refused}` }, answer)]),
    );
    button.addEventListener('click', () => this.#goTo(place));
    return button;
  }
}

/** Changes where a row must be drawn anew. */
function keyOf(place: TriedPlace, isParted: boolean): string {
  const others = place.before?.after ?? [];
  return `${isParted} ${others.map((other) => (other === place ? '' : depthBelow(other))).join()}`;
}

/** The commands of the longest future below a place. */
function depthBelow(place: TriedPlace): number {
  let deepest = place.depth;
  const open = [place];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    deepest = Math.max(deepest, at.depth);
    open.push(...at.after);
  }
  return deepest - place.depth;
}
