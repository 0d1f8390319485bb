// Draws the palette: who could act, and each command of theirs with its arguments, those that the model would accept first.
import type { Page, PageElement } from '../../components/dom.ts';
import { make } from '../../components/draw.ts';
import type { ChosenWords, Offer, OfferedArgument } from '../offers.ts';
import { actorsIn } from '../../../play/completion.ts';
import { offersOf } from '../offers.ts';
import type { TriedPlace } from '../command-tree.ts';
import type { Trial } from '../trial.ts';
import { Inquiry } from './inquiry.ts';
import type { InquiryParts } from './inquiry.ts';

/** The parts of the page that it fills, and what it asks for. */
interface PaletteParts {
  readonly actor: PageElement;
  readonly list: PageElement;
  readonly run: (offer: Offer) => void;
  /** Absent in a page without searches. */
  readonly inquiries: InquiryParts | undefined;
}

/** A refused command whose acceptance was asked for, and where. */
interface AskedOffer {
  readonly text: string;
  readonly place: TriedPlace;
  readonly inquiry: Inquiry;
}

/** The palette of one page. */
export class PaletteView {
  readonly #page: Page;
  readonly #parts: PaletteParts;
  #trial: Trial | undefined;
  #actor = '1';
  #chosen: ChosenWords = {};
  #asked: AskedOffer | undefined;

  constructor(page: Page, parts: PaletteParts) {
    this.#page = page;
    this.#parts = parts;
    parts.actor.addEventListener('change', () => this.choose(parts.actor.value));
  }

  /** Shows what an actor could do. */
  choose(actor: string): void {
    this.#actor = actor;
    this.#chosen = {};
    if (this.#trial !== undefined) this.show(this.#trial);
  }

  show(trial: Trial): void {
    this.#trial = trial;
    const { actor, list } = this.#parts;
    if (this.#asked !== undefined && this.#asked.place !== trial.here) this.#forgetAsked();
    const focused = this.#page.activeElement;
    const focus = list.contains(focused) ? focused?.dataset['focus'] : undefined;
    const actors = actorsIn(trial.specification, trial.here.state);
    if (!actors.includes(this.#actor)) this.#actor = actors[0] ?? '-';
    actor.replaceChildren(
      ...actors.map((each) =>
        make(this.#page, 'option', { value: each }, each === '-' ? '– (nobody)' : actorWords(each)),
      ),
    );
    actor.value = this.#actor;
    const offers = offersOf(trial.specification, trial.here.state, this.#actor, this.#chosen);
    list.replaceChildren(...offers.map((offer) => this.#rowOf(offer)));
    if (this.#asked !== undefined && !list.contains(this.#asked.inquiry.element)) this.#forgetAsked();
    if (focus !== undefined) {
      const again = [...list.querySelectorAll('[data-focus]')];
      (again.find((each) => each.dataset['focus'] === focus) ?? again[0])?.focus();
    }
  }

  #rowOf(offer: Offer): PageElement {
    const { outcome, name, choices, text } = offer;
    const why = outcome.kind === 'accepted' ? [] : [make(this.#page, 'p', { class: 'why' }, whyWords(offer))];
    const button = make(
      this.#page,
      'button',
      { type: 'button', class: 'run', 'data-focus': name },
      make(this.#page, 'code', {}, text),
    );
    if (outcome.kind === 'unissuable') button.disabled = true;
    button.addEventListener('click', () => {
      this.#chosen = {};
      this.#parts.run(offer);
    });
    const selects = choices
      .filter(({ words }) => words.length > 1)
      .map((argument) => this.#selectOf(name, argument));
    return make(
      this.#page,
      'li',
      { class: `offer ${outcome.kind}` },
      button,
      ...(selects.length === 0 ? [] : [make(this.#page, 'span', { class: 'choices' }, ...selects)]),
      ...why,
      ...(outcome.kind === 'accepted' ? [] : this.#whereAccepted(offer)),
    );
  }

  /** A button that asks where a refused command is accepted, or what came of it. */
  #whereAccepted({ name, text, command }: Offer): readonly PageElement[] {
    const { inquiries } = this.#parts;
    const trial = this.#trial;
    if (inquiries === undefined || trial === undefined) return [];
    if (this.#asked?.text === text) return [this.#asked.inquiry.element];
    const button = make(
      this.#page,
      'button',
      { type: 'button', class: 'where', 'data-focus': `where ${name}` },
      'Where is it accepted?',
      make(this.#page, 'span', { class: 'spoken' }, ` ${text}`),
    );
    button.addEventListener('click', () => {
      this.#forgetAsked();
      const inquiry = new Inquiry(inquiries);
      this.#asked = { text, place: trial.here, inquiry };
      inquiry.ask({ command }, trial.here);
      this.show(trial);
      inquiry.element.querySelector('button')?.focus();
    });
    return [button];
  }

  #forgetAsked(): void {
    this.#asked?.inquiry.clear();
    this.#asked = undefined;
  }

  #selectOf(name: string, { key, words, chosen }: OfferedArgument): PageElement {
    const select = make(
      this.#page,
      'select',
      { 'data-focus': `${name} ${key}`, 'aria-label': `${key} of ${name}` },
      ...words.map((word) => make(this.#page, 'option', { value: word }, word === '' ? '–' : word)),
    );
    select.value = chosen;
    select.addEventListener('change', () => {
      this.#chosen = { ...this.#chosen, [name]: { ...this.#chosen[name], [key]: select.value } };
      if (this.#trial !== undefined) this.show(this.#trial);
    });
    return make(this.#page, 'label', {}, make(this.#page, 'span', { 'aria-hidden': 'true' }, key), select);
  }
}

function actorWords(actor: string): string {
  return /^\d+$/.test(actor) ? `process ${actor}` : `terminal ${actor.replace(/^\D+/, '')}`;
}

/** Names the errno, which sentences of sets without a prescribed order of refusals do not. */
function whyWords({ outcome }: Offer): string {
  if (outcome.kind === 'accepted') return '';
  const { sentence } = outcome;
  return outcome.kind === 'refused' && !sentence.includes(outcome.errno)
    ? `${sentence}, ${outcome.errno}`
    : sentence;
}
