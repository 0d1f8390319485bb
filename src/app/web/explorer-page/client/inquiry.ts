// Draws one search: its progress with a way to cancel it, then its outcome with a way to walk where it leads.
import { counted } from '../../../../contract/format-numbers.ts';
import { printStep } from '../../../../contract/notation/trace.ts';
import type { TraceStep } from '../../../../contract/notation/trace.ts';
import type { Page, PageElement } from '../../components/dom.ts';
import { make } from '../../components/draw.ts';
import type { PageAnswer, PageQuestion } from '../asking.ts';
import type { TriedPlace } from '../command-tree.ts';
import type { Trial, TrialNote } from '../trial.ts';
import type { CancelSearch, Searcher } from './searcher.ts';

/** The surroundings of searches. */
export interface InquiryParts {
  readonly page: Page;
  readonly trial: Trial;
  readonly searcher: Searcher;
  /** Takes what came of a walk. */
  readonly did: (told: TrialNote) => void;
}

/** One search after the other, in a place of the page. */
export class Inquiry {
  readonly element: PageElement;
  readonly #parts: InquiryParts;
  readonly #progress: PageElement;
  readonly #outcome: PageElement;
  readonly #way: PageElement;
  #cancel: CancelSearch | undefined;
  #tree: Trial['tree'] | undefined;

  constructor(parts: InquiryParts) {
    const { page } = parts;
    this.#parts = parts;
    this.#progress = make(page, 'div', { class: 'searching' });
    this.#outcome = make(page, 'p', { class: 'outcome', role: 'status', tabindex: '-1' });
    this.#way = make(page, 'div', { class: 'way' });
    this.element = make(page, 'div', { class: 'inquiry' }, this.#progress, this.#outcome, this.#way);
  }

  /** Searches on from a place of the trial; a search that still runs is cancelled. */
  ask(asked: PageQuestion['asked'], from: TriedPlace): void {
    this.clear();
    const { page, trial, searcher } = this.#parts;
    this.#tree = trial.tree;
    const counts = make(page, 'span', {}, 'searching …');
    const button = make(page, 'button', { type: 'button', 'data-focus': 'cancel' }, 'Cancel');
    button.addEventListener('click', () => {
      this.clear();
      this.#outcome.textContent = 'The search was cancelled.';
      this.#outcome.focus();
    });
    this.#progress.replaceChildren(counts, button);
    const question = { commandSet: trial.specification.commandSet, steps: trial.stepsTo(from), asked };
    this.#cancel = searcher.ask(question, {
      progress: ({ states, depth }) => {
        counts.textContent = `searching … ${counted(states, 'state')}, ${counted(depth, 'command')} deep`;
      },
      answer: (answer) => {
        const hasFocus = this.element.contains(page.activeElement);
        this.clear();
        this.#tree = trial.tree;
        this.#show(answer, from);
        if (hasFocus) (this.#way.querySelector('button') ?? this.#outcome).focus();
      },
    });
  }

  /** Cancels what runs, and shows nothing any more. */
  clear(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#tree = undefined;
    this.#progress.replaceChildren();
    this.#outcome.textContent = '';
    this.#outcome.classList.toggle('problem', false);
    this.#way.replaceChildren();
  }

  /** Forgets what it has of a trial that was begun anew since: its places are gone. */
  forgetGone(): void {
    if (this.#tree !== undefined && this.#tree !== this.#parts.trial.tree) this.clear();
  }

  #show(answer: PageAnswer, from: TriedPlace): void {
    const isProblem = 'problem' in answer;
    this.#outcome.classList.toggle('problem', isProblem);
    if (isProblem) {
      this.#outcome.textContent = sentenceOf(answer.problem);
      return;
    }
    const { mostDecided, profile } = this.#parts.trial.specification;
    const by = profile === mostDecided.profile ? '' : `, by the profile ${mostDecided.profile ?? ''}`;
    this.#outcome.textContent = sentenceOf(`from ${startWords(from)}${by}: ${answer.sentence}`);
    if (answer.found !== undefined) this.#way.replaceChildren(...this.#wayParts(answer.found, from));
  }

  #wayParts(steps: readonly TraceStep[], from: TriedPlace): readonly PageElement[] {
    const { page, trial, did } = this.#parts;
    const { vocabulary } = trial.specification;
    const items = steps.map((step) =>
      make(page, 'li', {}, make(page, 'code', {}, printStep(step, vocabulary))),
    );
    const button = make(
      page,
      'button',
      { type: 'button', 'data-focus': 'walk' },
      `${steps.length === 0 ? 'Go to' : 'Walk there from'} ${startWords(from)}`,
    );
    button.addEventListener('click', () => did(trial.walk(from, steps)));
    return items.length === 0
      ? [button]
      : [make(page, 'ol', { 'aria-label': 'The way there' }, ...items), button];
  }
}

function startWords({ depth }: TriedPlace): string {
  return depth === 0 ? 'the start' : `step ${depth}`;
}

function sentenceOf(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
