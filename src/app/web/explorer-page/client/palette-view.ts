// Draws the palette: who could act, and each command of theirs with its arguments, those that the model would accept first.
import type { Page, PageElement } from '../../components/dom.ts';
import type { ChosenWords, Offer } from '../offers.ts';
import { actorsIn } from '../../../play/completion.ts';
import { offersOf } from '../offers.ts';
import type { TriedPlace } from '../command-tree.ts';
import type { Trial } from '../trial.ts';
import { Inquiry } from './inquiry.ts';
import type { InquiryParts } from './inquiry.ts';
import { OfferRow, placeInOrder, setOptions } from './offer-row.ts';
import type { OfferActs } from './offer-row.ts';

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
  /** One for each command that was offered since the page was opened: a set has some dozens. */
  readonly #rows = new Map<string, OfferRow>();
  readonly #acts: OfferActs;

  constructor(page: Page, parts: PaletteParts) {
    this.#page = page;
    this.#parts = parts;
    const { inquiries } = parts;
    this.#acts = {
      run: (offer) => {
        this.#chosen = {};
        parts.run(offer);
      },
      choose: ({ name }, key, word) => {
        this.#chosen = { ...this.#chosen, [name]: { ...this.#chosen[name], [key]: word } };
        if (this.#trial !== undefined) this.show(this.#trial);
      },
      where: inquiries && ((offer) => this.#askWhere(offer, inquiries)),
    };
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
    setOptions(this.#page, actor, actors, actorWords);
    if (actor.value !== this.#actor) actor.value = this.#actor;
    const offers = offersOf(trial.specification, trial.here.state, this.#actor, this.#chosen);
    placeInOrder(
      list,
      offers.map((offer) => this.#rowOf(offer)),
    );
    if (this.#asked !== undefined && !list.contains(this.#asked.inquiry.element)) this.#forgetAsked();
    if (focus !== undefined && !list.contains(this.#page.activeElement)) {
      const again = [...list.querySelectorAll('[data-focus]')];
      (again.find((each) => each.dataset['focus'] === focus) ?? again[0])?.focus();
    }
  }

  #rowOf(offer: Offer): PageElement {
    const row = this.#rows.get(offer.name) ?? new OfferRow(this.#page, offer, this.#acts);
    this.#rows.set(offer.name, row);
    row.show(offer, this.#asked?.text === offer.text ? this.#asked.inquiry.element : undefined);
    return row.element;
  }

  /** Asks where a refused command is accepted; what comes of it stands in its row. */
  #askWhere({ text, command }: Offer, inquiries: InquiryParts): void {
    const trial = this.#trial;
    if (trial === undefined) return;
    this.#forgetAsked();
    const inquiry = new Inquiry(inquiries);
    this.#asked = { text, place: trial.here, inquiry };
    inquiry.ask({ command }, trial.here);
    this.show(trial);
    inquiry.element.querySelector('button')?.focus();
  }

  #forgetAsked(): void {
    this.#asked?.inquiry.clear();
    this.#asked = undefined;
  }
}

function actorWords(actor: string): string {
  if (actor === '-') return '– (nobody)';
  return /^\d+$/.test(actor) ? `process ${actor}` : `terminal ${actor.replace(/^\D+/, '')}`;
}
