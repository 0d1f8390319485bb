// Violations that a search for another one passes over: where each kind was met first, and what leads there.
import type { StateSearch } from '../../checker/search.ts';
import type { Command } from '../../contract/command.ts';
import type { Product, ProductViolation } from '../../lockstep/product/product.ts';

/** What a search met besides what it is for, nearest first. */
export class PassedOver {
  /** By kind, command and missed refusal: the state where it was met, and what was. */
  readonly #met = new Map<string, { readonly state: number; readonly violation: ProductViolation }>();

  /** To be called while the search is at it. Drains are not run by such a search. */
  note(violation: ProductViolation, { exploration }: StateSearch<ProductViolation>): void {
    const { kind, command, missed } = violation;
    const name = `${kind} ${command ?? ''} ${missed?.refusal ?? ''} ${missed?.ground ?? ''}`;
    if (this.#met.has(name)) return;
    const state = command === undefined ? exploration.inspected : exploration.expanded;
    this.#met.set(name, { state, violation });
  }

  /** Each with the sequences of which one shows it: the way to the state, then any command of that name. */
  *candidates(
    search: StateSearch<ProductViolation>,
    { alphabet: { commands, labels } }: Product,
  ): Generator<{
    readonly violation: ProductViolation;
    readonly sequences: readonly (readonly Command[])[];
  }> {
    for (const { state, violation } of this.#met.values()) {
      const { command } = violation;
      const way = search.pathTo(state).map((label) => commands[label]);
      const last = commands.slice(0, labels).filter(({ name }) => name === command);
      const sequences = command === undefined ? [way] : last.map((each) => [...way, each]);
      yield { violation, sequences };
    }
  }
}
