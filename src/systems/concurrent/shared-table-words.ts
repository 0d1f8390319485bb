// The shared tables as they are driven by schedules, whichever commands they answer: what a stepped form and one for threads
// have in common. Each command set's table, its views by worker, and the words that a run begins with.
import { actorOf } from '../../contract/command.ts';
import type { Answer, Command, Id } from '../../contract/command.ts';
import type { BranchCommand } from '../../contract/concurrent/program.ts';
import { BRANCHES_MAX, isObserve } from '../../contract/concurrent/program.ts';
import type { BranchAnswer } from '../../contract/concurrent/stepper.ts';
import { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { unflatten } from '../../contract/observation/json.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import { POISONED, readerWord, TAKEN, tableStart, withJoined, WRITER } from '../../impl/shared/lock-words.ts';
import { AtomicsMemory } from '../../impl/shared/memory.ts';
import type { SharedMemory } from '../../impl/shared/memory.ts';
import { SharedPosixTable } from '../../impl/shared/shared-posix-table.ts';
import { SharedProcessTable } from '../../impl/shared/shared-process-table.ts';
import type { SharedTable, SharedTableOptions, SharedTableSize } from '../../impl/shared/shared-table.ts';
import type { WholeTable } from '../../impl/table-base.ts';
import { HIERARCHY_TABLE, POSIX_TABLE } from '../command-set.ts';
import type { AnySetTable, Show, WordTable } from '../command-set.ts';
import { BUSY } from './stepped-lock-parts.ts';

/** The table itself. */
interface InsideTable extends WordTable {
  isRunning(pid: Id): boolean;
}

/** A worker's view of a shared table. */
export interface SharedView {
  read<Result>(work: (table: unknown) => Result): Result;
}

/** A command set's shared table. */
interface SharedSet {
  readonly set: AnySetTable;
  /** Commands are issued by their processes, which cannot once another branch has ended them. */
  readonly isIssued: boolean;
  allocate(size: SharedTableSize): SharedArrayBuffer;
  /** Makes a worker's view. */
  readonly View: ReturnType<typeof told>;
}

/** Told each time that the lock was taken: the table is touched from here on. */
export type Entered = (writes: boolean) => void;

/** The class of a command set's shared table. */
type SharedClass = new (options: SharedTableOptions) => SharedTable<WholeTable<undefined>, unknown>;

/** The same class, whose views tell of each time that they have taken the lock. */
function told(Shared: SharedClass): new (options: SharedTableOptions, entered: Entered) => SharedView {
  return class extends Shared {
    readonly #entered: Entered;

    constructor(options: SharedTableOptions, entered: Entered) {
      super(options);
      this.#entered = entered;
    }

    protected override startReading(): void {
      super.startReading();
      this.#entered(false);
    }

    protected override startWriting(): void {
      super.startWriting();
      this.#entered(true);
    }
  };
}

/** Told of an access of a word. */
type Note = (at: number, isWritten: boolean) => void;

/** The same words, each access of one told; what reads or writes many at once is none of a command's. */
function noted(own: Int32Array, note: Note): Int32Array {
  return new Proxy(own, {
    get: (target, key) => {
      const at = Number(key);
      if (Number.isInteger(at)) note(at, false);
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set: (target, key, value) => {
      note(Number(key), true);
      return Reflect.set(target, key, value);
    },
  });
}

/** By command set. */
const SHARED_SETS: readonly SharedSet[] = [
  {
    set: HIERARCHY_TABLE,
    isIssued: false,
    allocate: (size) => SharedProcessTable.allocate(size),
    View: told(SharedProcessTable),
  },
  {
    set: POSIX_TABLE,
    isIssued: true,
    allocate: (size) => SharedPosixTable.allocate(size),
    View: told(SharedPosixTable),
  },
];

/** The table to be driven. */
export interface SharedTableChoice {
  /** The id of its command set. */
  readonly commandSet: string;
  /** Ids that fit; 24 unless told, more than a short program can use. */
  readonly capacity?: number;
  /** Whether each access of a word of the table is noted for itself, not the table as one: some twenty times as slow. */
  readonly notesEach?: boolean;
  /** Whether it begins with a writer that ended inside, so that all commands are to be told so. */
  readonly poisoned?: boolean;
}

const CAPACITY = 24;

/** The words of a shared table, and all that is asked of them while nobody runs. */
export class SharedTableWords {
  readonly buffer: SharedArrayBuffer;
  readonly words: Int32Array;
  /** The table itself, which knows no lock. */
  readonly inside: InsideTable;
  readonly #shared: SharedSet;
  readonly #show: Show;
  readonly #isPoisoned: boolean;
  readonly #notesEach: boolean;
  /** Told of each access of a word of the table, where that was asked for. */
  note: Note | undefined;
  readonly #reads = new Map<string, boolean>();

  constructor(
    { commandSet, capacity = CAPACITY, poisoned = false, notesEach = false }: SharedTableChoice,
    buffer?: SharedArrayBuffer,
  ) {
    this.#isPoisoned = poisoned;
    this.#notesEach = notesEach;
    const shared = SHARED_SETS.find(({ set }) => set.vocabulary.id === commandSet);
    if (shared === undefined) throw new TypeError(`there is no shared table for the ${commandSet} commands`);
    this.#shared = shared;
    this.buffer = buffer ?? shared.allocate({ capacity, workers: BRANCHES_MAX });
    this.words = new Int32Array(this.buffer);
    this.inside = this.view(1, new AtomicsMemory(this.words, 0)).read((table) => table as InsideTable);
    this.#show = shared.set.shown(this.inside);
  }

  /** The first word of the table: all of it, where accesses are noted. */
  get table(): number {
    return tableStart(BRANCHES_MAX);
  }

  /** A branch's view. */
  view(branch: number, memory: SharedMemory, entered: Entered = () => {}): SharedView {
    const { buffer, table } = this;
    const tell: Note = (at, isWritten) => this.note?.(table + at, isWritten);
    const words = (own: Int32Array): Int32Array => (this.#notesEach ? noted(own, tell) : own);
    return new this.#shared.View({ buffer, worker: branch - 1, memory, words }, entered);
  }

  /** Init alone, then these commands, with no lock taken and so many workers there. */
  prepare(prefix: readonly Command[], branches: number): readonly Answer[] {
    this.inside.reset();
    this.words.fill(0, WRITER, this.table);
    this.words[WRITER] = withJoined(this.#isPoisoned ? POISONED | branches : 0, branches);
    return prefix.map((command) => this.#answer(command, this.run(this.inside, command)));
  }

  /** The writer's word, as each branch remembers it. */
  untaken(): number {
    return this.words[WRITER] & ~TAKEN;
  }

  /** Runs a command on a table or a view of one. */
  run(table: unknown, command: Command): string | number {
    const { set } = this.#shared;
    return set.methodOf(command)(table as WordTable, command) as string | number;
  }

  /** Whether the process that issues a command has ended before; to be asked under the lock. */
  isCutOff(command: BranchCommand): boolean {
    const actor = isObserve(command) ? undefined : actorOf(command);
    return this.#shared.isIssued && actor !== undefined && !this.inside.isRunning(actor);
  }

  /** True if a view takes the lock for reading alone. A command of each name is run once for it, and undone. */
  reads({ name, ...others }: Command): boolean {
    let reads = this.#reads.get(name);
    if (reads === undefined) {
      const before = this.words.slice();
      let writes = false;
      this.words.fill(0, WRITER, this.table);
      const memory = new AtomicsMemory(this.words, 0);
      const view = this.view(1, memory, (isWriting) => (writes ||= isWriting));
      this.run(view, { name, ...others });
      this.words.set(before);
      reads = !writes;
      this.#reads.set(name, reads);
    }
    return reads;
  }

  /** The look at the state, as the outcome of an `observe`. */
  look(): string {
    return JSON.stringify(this.observe());
  }

  observe(): Observation {
    const seen = new FlatObservation();
    this.#show(seen);
    return unflatten(seen);
  }

  answerOf(command: BranchCommand, outcome: string | number): BranchAnswer {
    if (outcome === BUSY) return { answer: { refused: BUSY } };
    return isObserve(command)
      ? { observation: JSON.parse(String(outcome)) as Observation }
      : { answer: this.#answer(command, outcome) };
  }

  #answer(command: Command, outcome: string | number): Answer {
    return this.#shared.set.answer(command, outcome);
  }

  /** The name of a word: of the lock, or of the table as a whole. */
  nameOf(at: number): string {
    if (at >= this.table) return this.#notesEach ? `table ${at - this.table}` : 'table';
    for (let worker = 0; worker < BRANCHES_MAX; worker += 1)
      if (at === readerWord(worker)) return `reader ${worker + 1}`;
    return at === WRITER ? 'writer' : `word ${at}`;
  }
}
