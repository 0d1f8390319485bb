// Violations that a search for another one passes over: where each kind was met first, and what leads there.
import type { Search } from '../checker/search.ts';
import type { Command } from '../contract/command.ts';
import type { Product, ProductViolation } from '../refinement/product.ts';

/** What a search met besides what it is for, nearest first. */
export class PassedOver {
  /** By kind and command: the state, and the command that violates there; none where the state does. */
  readonly #met = new Map<
    string,
    { readonly state: number; readonly command: Command['name'] | undefined }
  >();

  /** To be called while the search is at it. Drains are not run by such a search. */
  note({ kind, command }: ProductViolation, { exploration }: Search<ProductViolation>): void {
    const name = `${kind} ${command ?? ''}`;
    if (this.#met.has(name)) return;
    const state = command === undefined ? exploration.inspected - 1 : exploration.expanded;
    this.#met.set(name, { state, command });
  }

  /** For each, the sequences of which one shows it: the way to the state, then any command of that name. */
  *candidates(
    search: Search<ProductViolation>,
    { alphabet: { commands, labels } }: Product,
  ): Generator<readonly (readonly Command[])[]> {
    for (const { state, command } of this.#met.values()) {
      const way = search.pathTo(state).map((label) => commands[label]);
      const last = commands.slice(0, labels).filter(({ name }) => name === command);
      yield command === undefined ? [way] : last.map((each) => [...way, each]);
    }
  }
}
