// A table that starts small and moves: now and then its state is copied out, taken over by another table that was made at
// another size, and goes on there. Whoever judges it sees nothing of that, if growing, copying and taking over are right.
import type { Command } from '../../contract/command.ts';
import { counted } from '../../contract/format-numbers.ts';
import { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { unflatten } from '../../contract/observation/json.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import { HEADER } from '../../impl/layout.ts';
import type { AnySetTable, Show, WordTable } from '../command-set.ts';

/** The capacities of tables to move to, in turn. */
const CAPACITIES = [2, 1, 40, 3, 4, 1, 100];

const OF_ITSELF: readonly number[] = [
  HEADER.MAGIC,
  HEADER.VERSION,
  HEADER.CAPACITY,
  HEADER.COMMANDS,
  HEADER.TERMINALS,
];

/** A size to start at, and the number of commands between two moves. */
interface Moves {
  readonly capacity: number;
  readonly every: number;
}

/** The work that small tables were put to. */
export interface MovesMade {
  growths: number;
  moves: number;
}

/** Such a table; the same commands after a reset always move in the same places. Growths and moves are added to `made`. */
export function movingTable(set: AnySetTable, moves: Moves, made: MovesMade): SystemUnderTest {
  let moving = new Moving(set, moves, made);
  return {
    name: `${set.vocabulary.id} table made for ${moves.capacity}, moved every ${counted(moves.every, 'command')}`,
    ...set.says,
    reset: () => {
      moving = new Moving(set, moves, made);
    },
    apply: (command) => moving.apply(command),
    observe: () => {
      const seen = new FlatObservation();
      moving.show(seen);
      return unflatten(seen);
    },
    observeInto: (out, focus) => moving.show(out, focus),
    selfCheck: () => [...moving.faults, ...moving.table.selfCheck()],
  };
}

/** One run's tables. */
class Moving {
  readonly faults: string[] = [];
  table: WordTable;
  show: Show;
  readonly #set: AnySetTable;
  readonly #moves: Moves;
  readonly #made: MovesMade;
  #commands = 0;
  #left: { readonly snapshot: unknown; readonly words: Int32Array } | undefined;

  constructor(set: AnySetTable, moves: Moves, made: MovesMade) {
    this.#set = set;
    this.#moves = moves;
    this.#made = made;
    this.table = set.make(moves.capacity);
    this.show = set.shown(this.table);
  }

  /** Moves before a command, not after one: news of the latest command are no part of a snapshot. */
  apply(command: Command): ReturnType<SystemUnderTest['apply']> {
    if (this.#commands > 0 && this.#commands % this.#moves.every === 0) this.#move();
    const before = this.table.storage().length;
    const outcome = this.#set.methodOf(command)(this.table, command);
    if (this.table.storage().length !== before) this.#made.growths += 1;
    this.#commands += 1;
    return this.#set.answer(command, outcome);
  }

  #move(): void {
    const from = this.table;
    this.faults.push(...from.selfCheck());
    const words = Int32Array.from(from.storage());
    const snapshot = from.snapshot();
    const turn = this.#commands / this.#moves.every;
    const to = this.#set.make(CAPACITIES[turn % CAPACITIES.length]);
    if (this.#left !== undefined) {
      to.restore(this.#left.snapshot);
      if (!isEqual(this.#left.words, to.storage()))
        this.faults.push('a snapshot is not what it was when it was taken');
    }
    spoil(to);
    to.restore(snapshot);
    if (!isEqual(words, to.storage()))
      this.faults.push('a table that takes over a snapshot has other words than the one it was taken of');
    // Nobody needs the old one any more: back at its beginning it must be sound.
    from.reset();
    this.faults.push(...from.selfCheck());
    this.table = to;
    this.show = this.#set.shown(to);
    this.#left = { snapshot, words };
    this.#made.moves += 1;
  }
}

/** Leaves nothing in a table that makes sense, but which commands it answers at which size. */
function spoil(table: WordTable): void {
  const words = Int32Array.from(table.storage());
  table.overwrite(words.map((word, at) => (OF_ITSELF.includes(at) ? word : -1)));
}

function isEqual(some: Int32Array, others: ArrayLike<number>): boolean {
  return some.length === others.length && some.every((word, at) => word === others[at]);
}
