// The self-check fires: every sentence it can say is provoked once, by damage of the kind it is about.
import { describe, expect, test } from 'vitest';
import { COLUMN, FLAG, HEADER, INIT_ROW, ROW_WORDS } from '../../src/impl/layout.ts';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';

/** A table whose words can be damaged: 2 leads group 2 with member 3; 4 leads session 4; 5 is a zombie; 6, 7 are
 * threads of 2; ids 8 and 9 have been given back. */
class Damaged extends ProcessTable {
  constructor() {
    super({ capacity: 16 });
    for (const pid of [2, 3, 4, 5, 8, 9]) this.fork(1, pid);
    this.createGroup(2);
    this.moveToGroup(3, 2);
    this.createSession(4);
    this.newThread(2, 6);
    this.newThread(2, 7);
    for (const pid of [5, 8, 9]) this.exit(pid);
    for (const pid of [8, 9]) this.free(pid);
  }

  set(id: number, column: number, value: number): void {
    this.words[this.find(id) + column] = value;
  }

  add(id: number, column: number, value: number): void {
    this.set(id, column, this.words[this.find(id) + column] + value);
  }

  setHeader(word: number, value: number): void {
    this.words[word] = value;
  }

  get firstFree(): number {
    return this.words[HEADER.FIRST_FREE];
  }

  setWord(word: number, value: number): void {
    this.words[word] = value;
  }

  setBuckets(change: (buckets: Int32Array) => void): void {
    change(this.words.subarray(this.index));
  }

  /** Takes a row out of its list behind the table's back. */
  override unlinkChild(child: number): void {
    super.unlinkChild(child);
  }

  override makeGroup(row: number): void {
    super.makeGroup(row);
  }
}

const row = (table: Damaged, id: number): number => table.rowOf(id);

describe('the self-check', () => {
  test('the self-check is silent about a sane table', () => {
    expect(new Damaged().selfCheck()).toEqual([]);
  });

  const cases: readonly (readonly [sentence: string | RegExp, damage: (table: Damaged) => void])[] = [
    // Header and free list.
    [
      'the header says that rows end at 19, which is no end of a row',
      (t) => t.setHeader(HEADER.ROWS_END, 19),
    ],
    ['the header says that rows end at 0, which is no end of a row', (t) => t.setHeader(HEADER.ROWS_END, 0)],
    [/^the header says that rows end at \d+, which/, (t) => t.setHeader(HEADER.ROWS_END, 18 * 18)],
    [
      'the header says that rows end at 18, which is no end of a row',
      (t) => t.setHeader(HEADER.ROWS_END, 18),
    ],
    ['the free list leads to 7, which is no row', (t) => t.setHeader(HEADER.FIRST_FREE, 7)],
    ['the free list leads to 19, which is no row', (t) => t.setHeader(HEADER.FIRST_FREE, 19)],
    ['the free list leads to -18, which is no row', (t) => t.setHeader(HEADER.FIRST_FREE, -18)],
    [
      /^the free list leads to \d+, which is no row$/,
      (t) => t.setHeader(HEADER.FIRST_FREE, t.storage()[HEADER.ROWS_END]),
    ],
    [/^row \d+ is in the free list and bears id 6$/, (t) => t.setHeader(HEADER.FIRST_FREE, row(t, 6))],
    [/^the free list runs in a circle at row \d+$/, (t) => t.setWord(t.firstFree + COLUMN.ID, t.firstFree)],
    [/^row \d+ is in the free list and bears id 3$/, (t) => t.setHeader(HEADER.FIRST_FREE, row(t, 3))],
    [/^row \d+ is neither used nor in the free list$/, (t) => t.setHeader(HEADER.FIRST_FREE, 0)],
    // Rows.
    [/^row \d+ bears -3, which is no id$/, (t) => t.set(3, COLUMN.ID, -3)],
    [/^rows \d+ and \d+ both bear id 2$/, (t) => t.set(3, COLUMN.ID, 2)],
    ['id 3 has flags of no meaning', (t) => t.add(3, COLUMN.FLAGS, 1 << 20)],
    ['id 6 is marked and no process', (t) => t.add(6, COLUMN.FLAGS, FLAG.SUBREAPER)],
    ['id 6 has a row and nothing bears it', (t) => t.set(6, COLUMN.FLAGS, FLAG.ZOMBIE)],
    ["id 6 is a thread's and also a group's or session's", (t) => t.add(6, COLUMN.FLAGS, FLAG.SESSION)],
    ['id 8 is free, below 10, the lowest that could be', (t) => t.setHeader(HEADER.LOWEST_FREE, 10)],
    // The index.
    ['the index has no empty bucket, so a search would not end', (t) => t.setBuckets((b) => b.fill(1))],
    [/^bucket \d+ of the index names row \d+, which bears no id$/, (t) => addBucket(t, 15)],
    [
      /^bucket \d+ of the index names row 0, which bears no id$/,
      (t) => t.setBuckets((b) => (b[b.indexOf(0)] = 1 << 20)),
    ],
    [/^bucket \d+ of the index names row 558, which bears no id$/, (t) => addBucket(t, 31)],
    [
      /^bucket \d+ of the index names row \d+, which bears no id$/,
      (t) => addBucket(t, t.firstFree / ROW_WORDS),
    ],
    [/^bucket 31 of the index names row 558, which bears no id$/, (t) => t.setBuckets((b) => (b[31] = -1))],
    [/^bucket \d+ of the index is not what id 1 would leave there$/, (t) => addBucket(t, 1)],
    ['the index does not find id 1 at row 18', (t) => t.setBuckets((b) => b.fill(0))],
    ['the index does not find id 30 at row 36', (t) => t.set(2, COLUMN.ID, 30)],
    ['the first row is not running init', (t) => t.setWord(INIT_ROW + COLUMN.ID, 50)],
    // Lists.
    ['the child list of id 1 leads to row 1, which is no such thing', (t) => t.set(1, COLUMN.FIRST_CHILD, 1)],
    [/^the thread list of id 2 leads to row \d+, which/, (t) => t.set(7, COLUMN.NEXT_THREAD, row(t, 3))],
    [
      /^the child list of id 1 comes to id \d, which is listed al/,
      (t) => t.set(2, COLUMN.NEXT_SIBLING, row(t, 5)),
    ],
    ['the member list of id 2 is not linked backwards at id 3', (t) => t.set(3, COLUMN.PREV_MEMBER, 5)],
    ['the group list of id 4 has id 4, which names another', (t) => t.set(4, COLUMN.SESSION, INIT_ROW)],
    ['id 5 is in no child list', (t) => t.unlinkChild(row(t, 5))],
    ['id 2 is in no member list', (t) => t.set(2, COLUMN.FIRST_MEMBER, 0)],
    ['id 2 is in no group list', (t) => t.set(1, COLUMN.NEXT_GROUP, 0)],
    ['id 6 is in no thread list', (t) => t.set(2, COLUMN.FIRST_THREAD, 0)],
    ['id 1 is in a child list', (t) => t.set(4, COLUMN.FIRST_CHILD, INIT_ROW)],
    ['id 6 names row 7, whose thread nobody can be', (t) => t.set(6, COLUMN.THREAD_PROCESS, 7)],
    ['id 3 names row 7, whose child nobody can be', (t) => t.set(3, COLUMN.PARENT, 7)],
    [/^id 3 names row \d+, whose member nobody can be$/, (t) => t.set(3, COLUMN.GROUP, row(t, 3))],
    [/^id 2 names row \d+, whose group nobody can be$/, (t) => t.set(2, COLUMN.SESSION, row(t, 2))],
    // The tree.
    ['the first row is not running init', (t) => t.add(1, COLUMN.FLAGS, FLAG.ZOMBIE)],
    ['init has a parent', (t) => t.set(1, COLUMN.PARENT, INIT_ROW)],
    ['process 3 does not descend from init', (t) => makeRing(t, 3)],
    ['zombie 5 has a child', (t) => t.set(5, COLUMN.FIRST_CHILD, row(t, 3))],
    ['zombie 5 has a thread', (t) => t.set(5, COLUMN.FIRST_THREAD, row(t, 6))],
    ['zombie 5 has a thread', (t) => t.add(5, COLUMN.FLAGS, FLAG.THREAD)],
    // Lifetimes.
    ['group 2 has -1 handles', (t) => t.set(2, COLUMN.GROUP_HANDLES, -1)],
    ['session 4 has -1 handles', (t) => t.set(4, COLUMN.SESSION_HANDLES, -1)],
    ['group 3 has neither member nor handle', (t) => t.makeGroup(row(t, 3))],
    ['session 4 has neither group nor handle', (t) => t.set(4, COLUMN.FIRST_GROUP, 0)],
    // Counts.
    ['the header counts 9 processes, and there are 5', (t) => t.setHeader(HEADER.PROCESSES, 9)],
    ['the header counts 9 groups, and there are 3', (t) => t.setHeader(HEADER.GROUPS, 9)],
    ['the header counts 9 sessions, and there are 2', (t) => t.setHeader(HEADER.SESSIONS, 9)],
    ['the header counts 9 threads, and there are 2', (t) => t.setHeader(HEADER.THREADS, 9)],
    ['the header counts 9 subreapers, and there are 0', (t) => t.setHeader(HEADER.SUBREAPERS, 9)],
    ['the header counts 0 handles, and there are 3', (t) => t.set(2, COLUMN.GROUP_HANDLES, 3)],
  ];

  test.each(cases)('the self-check says "%s"', (sentence, damage) => {
    const table = new Damaged();
    damage(table);
    const said = table.selfCheck();
    expect(said).toContainEqual(
      typeof sentence === 'string' ? sentence : (expect.stringMatching(sentence) as string),
    );
  });

  /** Puts a row's number into the first empty bucket. */
  function addBucket(table: Damaged, number: number): void {
    table.setBuckets((buckets) => (buckets[buckets.indexOf(0)] = number));
  }

  /** A process that is its own parent and only child: every list in order, and yet lost. */
  function makeRing(table: Damaged, id: number): void {
    table.unlinkChild(row(table, id));
    table.set(id, COLUMN.PARENT, row(table, id));
    table.set(id, COLUMN.FIRST_CHILD, row(table, id));
    table.set(id, COLUMN.NEXT_SIBLING, 0);
    table.set(id, COLUMN.PREV_SIBLING, row(table, id) + COLUMN.FIRST_CHILD);
  }

  test('the self-check says no more about a ring of parents than that it is lost: nothing else would find it', () => {
    const table = new Damaged();
    makeRing(table, 3);
    expect(table.selfCheck()).toEqual(['process 3 does not descend from init']);
  });
});
