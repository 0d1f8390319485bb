// The part of the page in which a state is asked for: the line for a predicate, the bound, where the search begins, and its outcome.
import type { PageElement } from '../../components/dom.ts';
import { make } from '../../components/draw.ts';
import { predicateCompletions } from '../predicate-names.ts';
import { Inquiry } from './inquiry.ts';
import type { InquiryParts } from './inquiry.ts';

/** More ids than these take minutes with every set. */
const IDS = [2, 3, 4, 5, 6];

/** Completions beyond these are not offered at once. */
const NAMES_MAX = 80;

/** The part that finds states. */
export class AskView {
  readonly #parts: InquiryParts;
  readonly #inquiry: Inquiry;
  readonly #element: (id: string) => PageElement;
  #set = '';

  /** @param element The element of the page with an id. */
  constructor(parts: InquiryParts, element: (id: string) => PageElement) {
    this.#parts = parts;
    this.#element = element;
    this.#inquiry = new Inquiry(parts);
    element('ask').append(this.#inquiry.element);
    const { page, trial } = parts;
    element('ids').replaceChildren(
      ...IDS.map((ids) => make(page, 'option', { value: String(ids) }, `1 … ${ids}`)),
    );
    const input = element('predicate');
    for (const type of ['input', 'focus']) input.addEventListener(type, () => this.#complete());
    element('asking').addEventListener('submit', (event) => {
      event.preventDefault();
      const predicate = input.value.trim();
      if (predicate === '') return;
      const isFromHere = element('from').value === 'here';
      this.#inquiry.ask(
        { predicate, ids: Number(element('ids').value) },
        isFromHere ? trial.here : trial.tree.line[0],
      );
    });
  }

  /** Follows the trial: another set has other names and another usual bound. */
  show(): void {
    const { commandSet, space } = this.#parts.trial.specification;
    this.#inquiry.forgetGone();
    if (this.#set === commandSet) return;
    this.#set = commandSet;
    this.#element('ids').value = String(space.idsByDefault);
    this.#complete();
  }

  #complete(): void {
    const { page, trial } = this.#parts;
    const completions = predicateCompletions(this.#element('predicate').value, trial.specification);
    this.#element('predicate-names').replaceChildren(
      ...completions.slice(0, NAMES_MAX).map(({ text, meaning }) =>
        make(page, 'option', {
          value: text,
          ...(meaning !== undefined && { label: `${text}: ${meaning}` }),
        }),
      ),
    );
  }
}
