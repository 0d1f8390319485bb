// The states of the model within a bound, level by level: which were met already, ids being names, and what there is to
// try in each. For searches that cannot put the system into a state.
import { CanonicalRenaming } from '../checker/symmetry.ts';
import type { Command } from '../contract/command.ts';
import { StateRenaming } from '../model/bounded/id-renaming.ts';
import { decodeState, encodeState, newCells, sameCells } from '../model/bounded/cells.ts';
import { KeyLayout } from '../model/bounded/key-layout.ts';
import { INSIDE } from '../model/bounded/bound.ts';
import { alphabetOf } from '../model/bounded/alphabet.ts';
import type { Column } from '../model/bounded/columns.ts';
import type { SpaceBound } from '../model/bounded/bound.ts';
import type { SpaceModel } from '../model/bounded/bounded-model.ts';
import { spaceModelOf } from '../model/bounded/ruled-model.ts';
import type { Specification } from '../model/specification.ts';
import type { State } from '../model/state.ts';
import { wayBack } from './certificate/undo-commands.ts';

/** A state, and a shortest way there. */
export interface Place {
  readonly path: readonly Command[];
  readonly cells: Uint8Array;
}

/** A command to try at a place. */
export interface Try {
  readonly command: Command;
  /** The state it leads to; none where it is refused or changes nothing. */
  readonly leadsTo: Uint8Array | undefined;
  /** Commands that lead back to the place; none where none are known. */
  readonly back: readonly Command[] | undefined;
}

export class Places {
  readonly #bound: SpaceBound;
  readonly #specification: Specification;
  readonly #columns: readonly Column[];
  readonly #commands: readonly Command[];
  readonly #labels: number;
  readonly #model: SpaceModel;
  readonly #layout: KeyLayout;
  readonly #symmetry: CanonicalRenaming;
  readonly #known = new Set<string>();
  readonly #scratch: readonly [Uint8Array, Uint8Array];

  constructor(specification: Specification, bound: SpaceBound) {
    const { columns } = specification.space;
    const { commands, labels } = alphabetOf(specification, bound);
    this.#bound = bound;
    this.#specification = specification;
    this.#columns = columns;
    this.#commands = commands;
    this.#labels = labels;
    this.#model = spaceModelOf(specification, bound, commands);
    this.#layout = new KeyLayout(columns, bound);
    this.#symmetry = new CanonicalRenaming(new StateRenaming(this.#layout));
    this.#scratch = [this.#empty(), this.#empty()];
  }

  /** The place where everything begins. */
  start(): Place {
    const cells = this.#empty();
    this.isNew(cells);
    return { path: [], cells };
  }

  /** Whether the state, by whatever names, is met for the first time. */
  isNew(cells: Uint8Array): boolean {
    const key = new Uint32Array(this.#layout.words);
    this.#layout.pack(cells, key, 0);
    this.#symmetry.canonical(key.slice(), 0, key, 0);
    const text = key.join();
    if (this.#known.has(text)) return false;
    this.#known.add(text);
    return true;
  }

  /** A state as a place has it. */
  cellsOf(state: State): Uint8Array {
    const cells = this.#empty();
    encodeState(this.#columns, state, cells);
    return cells;
  }

  /** Whether a state is the one of a place. */
  isAt(state: State, { cells }: Place): boolean {
    encodeState(this.#columns, state, this.#scratch[0]);
    return sameCells(this.#scratch[0], cells);
  }

  /** Every command that can be issued there, within the bound. O(commands). */
  triesAt({ cells }: Place): readonly Try[] {
    const model = this.#model;
    model.cells.set(cells);
    model.survey();
    model.expand();
    const before = decodeState(this.#columns, cells);
    const tries: Try[] = [];
    for (let label = 0; label < this.#labels; label += 1) {
      const command = this.#commands[label];
      const refused = model.refusals[label] !== 0;
      if (!refused && model.placements[label] !== INSIDE) continue;
      if (refused || !model.apply(label)) tries.push({ command, leadsTo: undefined, back: [] });
      else tries.push({ command, leadsTo: model.next.slice(), back: this.#wayBack(before, command) });
    }
    return tries;
  }

  #wayBack(before: State, command: Command): readonly Command[] | undefined {
    const after = this.#specification.step(before, command).next;
    return wayBack(this.#specification, this.#bound.commands, { before, command, after }, (one, other) => {
      const [first, second] = this.#scratch;
      encodeState(this.#columns, one, first);
      encodeState(this.#columns, other, second);
      return sameCells(first, second);
    });
  }

  #empty(): Uint8Array {
    return newCells(this.#columns);
  }
}
