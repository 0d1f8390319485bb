// One row of the palette, which stays as long as its command is offered: what a step changes about it is changed, and nothing else.
import type { Page, PageElement, PageNode } from '../../components/dom.ts';
import { make } from '../../components/draw.ts';
import type { Offer, OfferedArgument } from '../offers.ts';

/** The things that are done with a row. */
export interface OfferActs {
  readonly run: (offer: Offer) => void;
  /** Another word was chosen for an argument. */
  readonly choose: (offer: Offer, key: string, word: string) => void;
  /** Asks where a refused command is accepted; absent in a page without searches. */
  readonly where: ((offer: Offer) => void) | undefined;
}

/** An argument's choice as it stands in the row. */
interface ShownChoice {
  readonly key: string;
  readonly label: PageElement;
  readonly select: PageElement;
}

/** The row of one command. */
export class OfferRow {
  readonly element: PageElement;
  readonly #page: Page;
  readonly #acts: OfferActs;
  readonly #button: PageElement;
  readonly #text: PageElement;
  readonly #choices: PageElement;
  readonly #why: PageElement;
  readonly #where: PageElement;
  readonly #asked: PageElement;
  #shown: readonly ShownChoice[] = [];
  #offer: Offer;

  constructor(page: Page, offer: Offer, acts: OfferActs) {
    this.#page = page;
    this.#acts = acts;
    this.#offer = offer;
    const { name } = offer;
    this.#text = make(page, 'code', {});
    this.#button = make(page, 'button', { type: 'button', class: 'run', 'data-focus': name }, this.#text);
    this.#button.addEventListener('click', () => acts.run(this.#offer));
    this.#choices = make(page, 'span', { class: 'choices' });
    this.#why = make(page, 'p', { class: 'why' });
    this.#asked = make(page, 'span', { class: 'spoken' });
    this.#where = make(
      page,
      'button',
      { type: 'button', class: 'where', 'data-focus': `where ${name}` },
      'Where is it accepted?',
      this.#asked,
    );
    this.#where.addEventListener('click', () => acts.where?.(this.#offer));
    this.element = make(page, 'li', {}, this.#button);
  }

  /** @param inquiry What came of asking where it is accepted, in place of the button that asks. */
  show(offer: Offer, inquiry: PageElement | undefined): void {
    const { outcome, text } = offer;
    this.#offer = offer;
    setText(this.#text, text);
    setText(this.#why, whyWords(offer));
    setText(this.#asked, ` ${text}`);
    const kind = `offer ${outcome.kind}`;
    if (this.element.className !== kind) this.element.className = kind;
    const isMute = outcome.kind === 'unissuable';
    if (this.#button.disabled !== isMute) this.#button.disabled = isMute;
    this.#showChoices(offer);
    const asks = inquiry ?? (this.#acts.where === undefined ? undefined : this.#where);
    const below = outcome.kind === 'accepted' ? [] : [this.#why, ...(asks === undefined ? [] : [asks])];
    placeInOrder(this.element, [
      this.#button,
      ...(this.#shown.length === 0 ? [] : [this.#choices]),
      ...below,
    ]);
  }

  #showChoices({ choices }: Offer): void {
    const wanted = choices.filter(({ words }) => words.length > 1);
    this.#shown = wanted.map((argument) => {
      const known = this.#shown.find(({ key }) => key === argument.key) ?? this.#choiceOf(argument);
      setOptions(this.#page, known.select, argument.words, (word) => (word === '' ? '–' : word));
      if (known.select.value !== argument.chosen) known.select.value = argument.chosen;
      return known;
    });
    placeInOrder(
      this.#choices,
      this.#shown.map(({ label }) => label),
    );
  }

  #choiceOf({ key }: OfferedArgument): ShownChoice {
    const { name } = this.#offer;
    const words = { 'data-focus': `${name} ${key}`, 'aria-label': `${key} of ${name}` };
    const select = make(this.#page, 'select', words);
    select.addEventListener('change', () => this.#acts.choose(this.#offer, key, select.value));
    const label = make(
      this.#page,
      'label',
      {},
      make(this.#page, 'span', { 'aria-hidden': 'true' }, key),
      select,
    );
    return { key, label, select };
  }
}

/** Makes the options of a choice those words: between the first and the last one that is another, they are made anew. */
export function setOptions(
  page: Page,
  select: PageElement,
  words: readonly string[],
  shown: (word: string) => string,
): void {
  const old = [...select.childNodes] as PageElement[]; // Nothing else puts anything there.
  let same = 0;
  while (same < old.length && same < words.length && old[same]?.getAttribute('value') === words[same])
    same += 1;
  let [oldEnd, end] = [old.length, words.length];
  while (oldEnd > same && end > same && old[oldEnd - 1]?.getAttribute('value') === words[end - 1]) {
    oldEnd -= 1;
    end -= 1;
  }
  for (const gone of old.slice(same, oldEnd)) gone.remove();
  for (const word of words.slice(same, end))
    select.insertBefore(make(page, 'option', { value: word }, shown(word)), old[oldEnd] ?? null);
}

/** Makes the children of an element those, in this order, and moves only what stands elsewhere. */
export function placeInOrder(element: PageElement, wanted: readonly PageElement[]): void {
  const staying = new Set<PageNode>(wanted);
  const old = [...element.childNodes]; // The list changes under way.
  for (const child of old) if (!staying.has(child)) child.remove();
  let at = element.firstChild;
  for (const next of wanted) {
    if (next === at) at = at.nextSibling;
    else element.insertBefore(next, at);
  }
}

function setText(element: PageElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Names the errno, which sentences of sets without a prescribed order of refusals do not. */
function whyWords({ outcome }: Offer): string {
  if (outcome.kind === 'accepted') return '';
  const { sentence } = outcome;
  return outcome.kind === 'refused' && !sentence.includes(outcome.errno)
    ? `${sentence}, ${outcome.errno}`
    : sentence;
}
