// The representation invariant: every list agrees with every column, every count with a recount, the free list
// with the rows, and (id-table.ts) the index with the rows. Reads any words, however damaged, and says in sentences what is
// wrong with them.
import { counted } from '../contract/format-numbers.ts';
import type { Id } from '../contract/command.ts';
import {
  COLUMN,
  COMMANDS,
  FACETS,
  FLAG,
  FOREIGN_FLAGS,
  HEADER,
  INIT_ROW,
  indexStart,
  MARKS,
  NONE,
  REFERENCES,
  ROW_WORDS,
} from './layout.ts';
import type { ReadonlyWords, Row } from './layout.ts';

/** One kind of list: whose it is, who is in it, and the columns that make it. */
interface List {
  readonly owner: number;
  readonly element: number;
  /** The name of an element to its owner, as in "process 3 is no child of process 1". */
  readonly relation: string;
  readonly first: number;
  readonly next: number;
  readonly prev: number;
  /** The element's column that names the owner. */
  readonly back: number;
}

const LISTS: readonly List[] = [
  {
    owner: FLAG.PROCESS,
    element: FLAG.PROCESS,
    relation: 'child',
    first: COLUMN.FIRST_CHILD,
    next: COLUMN.NEXT_SIBLING,
    prev: COLUMN.PREV_SIBLING,
    back: COLUMN.PARENT,
  },
  {
    owner: FLAG.GROUP,
    element: FLAG.PROCESS,
    relation: 'member',
    first: COLUMN.FIRST_MEMBER,
    next: COLUMN.NEXT_MEMBER,
    prev: COLUMN.PREV_MEMBER,
    back: COLUMN.GROUP,
  },
  {
    owner: FLAG.SESSION,
    element: FLAG.GROUP,
    relation: 'group',
    first: COLUMN.FIRST_GROUP,
    next: COLUMN.NEXT_GROUP,
    prev: COLUMN.PREV_GROUP,
    back: COLUMN.SESSION,
  },
  {
    owner: FLAG.PROCESS,
    element: FLAG.THREAD,
    relation: 'thread',
    first: COLUMN.FIRST_THREAD,
    next: COLUMN.NEXT_THREAD,
    prev: COLUMN.PREV_THREAD,
    back: COLUMN.THREAD_PROCESS,
  },
];

const KNOWN = FACETS | MARKS;
/**
 * Finds what is wrong with a table's words; empty when sane. `indexFaults` is what the index says of itself.
 * O(capacity), with as much memory again for marks.
 */
export function selfCheck(words: ReadonlyWords, indexFaults: () => readonly string[]): readonly string[] {
  const header = checkHeader(words);
  return header.length > 0 ? header : [...new Check(words).run(), ...indexFaults()];
}

/** The end of the rows: everything else relies on it. */
function checkHeader(words: ReadonlyWords): readonly string[] {
  const end = words[HEADER.ROWS_END];
  const inside = end > INIT_ROW && end <= indexStart(words[HEADER.CAPACITY]);
  if (inside && (end - INIT_ROW) % ROW_WORDS === 0) return [];
  return [`the header says that rows end at ${end}, which is no end of a row`];
}

class Check {
  readonly #words: ReadonlyWords;
  readonly #end: Row;
  readonly #foreign: number;
  /** The bits that may count references. */
  readonly #references: number;
  readonly #rows: readonly Row[];
  readonly #found: string[] = [];

  constructor(words: ReadonlyWords) {
    this.#words = words;
    this.#end = words[HEADER.ROWS_END];
    const commands = words[HEADER.COMMANDS];
    this.#foreign = commands === COMMANDS.HIERARCHY ? FOREIGN_FLAGS.HIERARCHY : FOREIGN_FLAGS.POSIX;
    this.#references = commands === COMMANDS.JOB_CONTROL ? REFERENCES : 0;
    const rows: Row[] = [];
    for (let row = INIT_ROW; row < this.#end; row += ROW_WORDS) rows.push(row);
    this.#rows = rows;
  }

  run(): readonly string[] {
    this.#checkFreeList();
    this.#checkRows();
    for (const list of LISTS) this.#checkList(list);
    this.#checkTree();
    this.#checkLifetimes();
    this.#checkCounts();
    return this.#found;
  }

  #say(sentence: string): void {
    this.#found.push(sentence);
  }

  #has(row: Row, flag: number): boolean {
    return (this.#words[row + COLUMN.FLAGS] & flag) !== 0;
  }

  #isRow(row: Row): boolean {
    return row >= INIT_ROW && row < this.#end && (row - INIT_ROW) % ROW_WORDS === 0;
  }

  #id(row: Row): Id {
    return this.#words[row + COLUMN.ID];
  }

  #withFacet(facet: number): Row[] {
    return this.#rows.filter((row) => this.#has(row, facet));
  }

  #checkFreeList(): void {
    const free = new Set<Row>();
    let row = this.#words[HEADER.FIRST_FREE];
    while (row !== NONE) {
      if (!this.#isRow(row)) return this.#say(`the free list leads to ${row}, which is no row`);
      if (free.has(row)) return this.#say(`the free list runs in a circle at row ${row}`);
      if (this.#has(row, -1))
        return this.#say(`row ${row} is in the free list and bears id ${this.#id(row)}`);
      free.add(row);
      row = this.#id(row);
    }
    for (const lost of this.#rows) {
      if (!this.#has(lost, -1) && !free.has(lost))
        this.#say(`row ${lost} is neither used nor in the free list`);
    }
  }

  #checkRows(): void {
    const bearers = new Map<Id, Row>();
    for (const row of this.#withFacet(-1)) {
      if (!this.#has(row, ~this.#references)) continue; // its id is free, and something refers to it
      const id = this.#id(row);
      if (id < 1) this.#say(`row ${row} bears ${id}, which is no id`);
      if (bearers.has(id)) this.#say(`rows ${bearers.get(id)} and ${row} both bear id ${id}`);
      bearers.set(id, row);
      if (this.#has(row, (~KNOWN & ~this.#references) | this.#foreign))
        this.#say(`id ${id} has flags of no meaning`);
      if (this.#has(row, MARKS) && !this.#has(row, FLAG.PROCESS))
        this.#say(`id ${id} is marked and no process`);
      if (!this.#has(row, FACETS)) this.#say(`id ${id} has a row and nothing bears it`);
      if (this.#isBareThread(row) && this.#has(row, FLAG.GROUP | FLAG.SESSION)) {
        this.#say(`id ${id} is a thread's and also a group's or session's`);
      }
    }
    for (let id = 1; id < this.#words[HEADER.LOWEST_FREE]; id++) {
      if (!bearers.has(id)) {
        return this.#say(
          `id ${id} is free, below ${this.#words[HEADER.LOWEST_FREE]}, the lowest that could be`,
        );
      }
    }
  }

  /** A thread that does not bear its process's pid: the kind that is listed. */
  #isBareThread(row: Row): boolean {
    return this.#has(row, FLAG.THREAD) && !this.#has(row, FLAG.PROCESS);
  }

  #checkList({ owner, element, relation, first, next, prev, back }: List): void {
    const words = this.#words;
    const listed = new Set<Row>();
    const thread = element === FLAG.THREAD;
    const isElement = (row: Row): boolean => (thread ? this.#isBareThread(row) : this.#has(row, element));
    for (const holder of this.#withFacet(owner)) {
      const whose = `the ${relation} list of id ${this.#id(holder)}`;
      let word = holder + first;
      for (let row = words[word]; row !== NONE; row = words[row + next]) {
        if (!this.#isRow(row) || !isElement(row)) {
          this.#say(`${whose} leads to row ${row}, which is no such thing`);
          break;
        }
        if (listed.has(row)) {
          this.#say(`${whose} comes to id ${this.#id(row)}, which is listed already`);
          break;
        }
        listed.add(row);
        if (words[row + prev] !== word) this.#say(`${whose} is not linked backwards at id ${this.#id(row)}`);
        if (words[row + back] !== holder) this.#say(`${whose} has id ${this.#id(row)}, which names another`);
        word = row + next;
      }
    }
    for (const row of this.#rows.filter(isElement)) {
      const isRoot = relation === 'child' && row === INIT_ROW;
      if (isRoot === listed.has(row)) {
        this.#say(`id ${this.#id(row)} is in ${isRoot ? 'a' : 'no'} ${relation} list`);
      }
      if (!isRoot && !this.#namesOwner(words[row + back], owner)) {
        this.#say(`id ${this.#id(row)} names row ${words[row + back]}, whose ${relation} nobody can be`);
      }
    }
  }

  #namesOwner(row: Row, facet: number): boolean {
    return this.#isRow(row) && this.#has(row, facet);
  }

  /** I6 and I7. Lists were checked each for itself; a ring of parents would satisfy them all. */
  #checkTree(): void {
    const words = this.#words;
    if (this.#id(INIT_ROW) !== 1 || !this.#has(INIT_ROW, FLAG.PROCESS) || this.#has(INIT_ROW, FLAG.ZOMBIE)) {
      this.#say('the first row is not running init');
    }
    if (words[INIT_ROW + COLUMN.PARENT] !== NONE) this.#say('init has a parent');
    const reached = new Set<Row>([INIT_ROW]);
    for (const row of reached) {
      let child = words[row + COLUMN.FIRST_CHILD];
      while (this.#isRow(child) && !reached.has(child)) {
        reached.add(child);
        child = words[child + COLUMN.NEXT_SIBLING];
      }
    }
    for (const row of this.#withFacet(FLAG.PROCESS)) {
      const id = this.#id(row);
      if (!reached.has(row)) this.#say(`process ${id} does not descend from init`);
      if (!this.#has(row, FLAG.ZOMBIE)) continue;
      if (words[row + COLUMN.FIRST_CHILD] !== NONE) this.#say(`zombie ${id} has a child`);
      if (this.#has(row, FLAG.THREAD) || words[row + COLUMN.FIRST_THREAD] !== NONE) {
        this.#say(`zombie ${id} has a thread`);
      }
    }
  }

  /** I4, and that no count of handles has run below zero. */
  #checkLifetimes(): void {
    const words = this.#words;
    for (const row of this.#withFacet(FLAG.GROUP)) {
      const handles = words[row + COLUMN.GROUP_HANDLES];
      if (handles < 0) this.#say(`group ${this.#id(row)} has ${counted(handles, 'handle')}`);
      if (handles === 0 && words[row + COLUMN.FIRST_MEMBER] === NONE) {
        this.#say(`group ${this.#id(row)} has neither member nor handle`);
      }
    }
    for (const row of this.#withFacet(FLAG.SESSION)) {
      const handles = words[row + COLUMN.SESSION_HANDLES];
      if (handles < 0) this.#say(`session ${this.#id(row)} has ${counted(handles, 'handle')}`);
      if (handles === 0 && words[row + COLUMN.FIRST_GROUP] === NONE) {
        this.#say(`session ${this.#id(row)} has neither group nor handle`);
      }
    }
  }

  #checkCounts(): void {
    const words = this.#words;
    const sum = (facet: number, column: number): number =>
      this.#withFacet(facet).reduce((total, row) => total + words[row + column], 0);
    const recount: readonly (readonly [name: string, at: number, count: number])[] = [
      ['processes', HEADER.PROCESSES, this.#withFacet(FLAG.PROCESS).length],
      ['groups', HEADER.GROUPS, this.#withFacet(FLAG.GROUP).length],
      ['sessions', HEADER.SESSIONS, this.#withFacet(FLAG.SESSION).length],
      ['threads', HEADER.THREADS, this.#withFacet(FLAG.THREAD).length],
      ['subreapers', HEADER.SUBREAPERS, this.#withFacet(FLAG.SUBREAPER).length],
      [
        'handles',
        HEADER.HANDLES,
        sum(FLAG.GROUP, COLUMN.GROUP_HANDLES) + sum(FLAG.SESSION, COLUMN.SESSION_HANDLES),
      ],
    ];
    for (const [name, at, count] of recount) {
      if (words[at] !== count) this.#say(`the header counts ${words[at]} ${name}, and there are ${count}`);
    }
  }
}
