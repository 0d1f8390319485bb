// The states of the model within a bound: numbers them by exact key, and tells what every command makes of one. For
// searches and plans that run no system, or cannot put one into a state.
import { CanonicalRenaming } from '../checker/symmetry.ts';
import { VisitedTable } from '../checker/visited-table.ts';
import type { Command } from '../contract/command.ts';
import { alphabetOf } from '../model/bounded/alphabet.ts';
import { INSIDE } from '../model/bounded/bound.ts';
import type { SpaceBound } from '../model/bounded/bound.ts';
import type { SpaceModel } from '../model/bounded/bounded-model.ts';
import { encodeState, newCells } from '../model/bounded/cells.ts';
import type { Column } from '../model/bounded/columns.ts';
import { StateRenaming } from '../model/bounded/id-renaming.ts';
import { KeyLayout } from '../model/bounded/key-layout.ts';
import { spaceModelOf } from '../model/bounded/ruled-model.ts';
import type { Specification } from '../model/specification.ts';
import type { State } from '../model/state.ts';

/** A command that can be issued in a state, and what the model makes of it. */
export interface Successor {
  readonly label: number;
  readonly command: Command;
  /** The refusals that apply, as bits; 0 where it is accepted. */
  readonly refusals: number;
  /** The state that it leads to; none where it is refused or changes nothing. */
  readonly leadsTo: Uint8Array | undefined;
}

export class ModelStates {
  /** The alphabet of the bound; labels are places in it. */
  readonly commands: readonly Command[];
  readonly #columns: readonly Column[];
  readonly #labels: number;
  readonly #model: SpaceModel;
  readonly #layout: KeyLayout;
  /** Absent where states that differ by the names of ids are different ones. */
  readonly #symmetry: CanonicalRenaming | undefined;
  readonly #known: VisitedTable;
  readonly #key: Uint32Array;
  readonly #canonical: Uint32Array;

  constructor(specification: Specification, bound: SpaceBound, { upToRenaming }: { upToRenaming: boolean }) {
    const { columns } = specification.space;
    const { commands, labels } = alphabetOf(specification, bound);
    this.commands = commands;
    this.#columns = columns;
    this.#labels = labels;
    this.#model = spaceModelOf(specification, bound, commands);
    this.#layout = new KeyLayout(columns, bound);
    this.#symmetry = upToRenaming ? new CanonicalRenaming(new StateRenaming(this.#layout)) : undefined;
    this.#known = new VisitedTable(this.#layout.words);
    this.#key = new Uint32Array(this.#layout.words);
    this.#canonical = new Uint32Array(this.#layout.words);
  }

  /** The state with init alone. */
  start(): Uint8Array {
    return newCells(this.#columns);
  }

  /** States that have a number. */
  get size(): number {
    return this.#known.size;
  }

  /** The number of a state: one that was not asked about before has the next one, which is {@link size} until then. */
  numberOf(cells: Uint8Array): number {
    this.#layout.pack(cells, this.#key, 0);
    let key = this.#key;
    if (this.#symmetry !== undefined) {
      key = this.#canonical;
      this.#symmetry.canonical(this.#key, 0, key, 0);
    }
    this.#known.reserve(1);
    return this.#known.insert(key, 0, 0, 0);
  }

  /** A state in cells, as successors have theirs. */
  cellsOf(state: State): Uint8Array {
    const cells = this.start();
    encodeState(this.#columns, state, cells);
    return cells;
  }

  /** Every command that can be issued there, within the bound, in the order of the alphabet. O(commands). */
  successorsOf(cells: Uint8Array): readonly Successor[] {
    const model = this.#model;
    model.cells.set(cells);
    model.survey();
    model.expand();
    const successors: Successor[] = [];
    for (let label = 0; label < this.#labels; label += 1) {
      const refusals = model.refusals[label];
      if (refusals === 0 && model.placements[label] !== INSIDE) continue;
      const leadsTo = refusals === 0 && model.apply(label) ? model.next.slice() : undefined;
      successors.push({ label, command: this.commands[label], refusals, leadsTo });
    }
    return successors;
  }
}
