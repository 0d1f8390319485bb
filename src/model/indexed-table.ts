// An immutable table of rows by id, with indexes on some of its columns, as a database has them: the model
// states each fact once, in a row, and asks the other way round (`where`) as cheaply. Knows nothing of processes.
import { broken } from './assert.ts';
import type { Id } from '../contract/command.ts';
import { IdMap } from './persistent-map.ts';

/** By the value of a column: the ids of the rows that have it, ascending. */
type Index = IdMap<readonly Id[]>;

/** Rows by id, indexed on the columns named when it was made; their values are ids (or `null`, which no index holds). */
export class Table<Row extends object, Column extends keyof Row & string = never> {
  readonly #rows: IdMap<Row>;
  readonly #columns: readonly Column[];
  /** In the order of the columns. */
  readonly #indexes: readonly Index[];

  private constructor(rows: IdMap<Row>, columns: readonly Column[], indexes: readonly Index[]) {
    this.#rows = rows;
    this.#columns = columns;
    this.#indexes = indexes;
  }

  static empty<Row extends object, Column extends keyof Row & string = never>(
    ...columns: readonly Column[]
  ): Table<Row, Column> {
    return new Table<Row, Column>(
      IdMap.empty(),
      columns,
      columns.map(() => IdMap.empty()),
    );
  }

  get size(): number {
    return this.#rows.size;
  }

  has(id: Id): boolean {
    return this.#rows.get(id) !== undefined;
  }

  get(id: Id): Row | undefined {
    return this.#rows.get(id);
  }

  /** The ids of the rows whose `column` has this value, ascending. O(log size). */
  where(column: Column, value: Id): readonly Id[] {
    return this.by(column).get(value) ?? NO_IDS;
  }

  /** The whole index of a column, for many questions in a row. */
  by(column: Column): Index {
    return this.#indexes[this.#columns[0] === column ? 0 : this.#columns.indexOf(column)];
  }

  /** With this row, in place of the one that bore the id. O(log size), and a copy of the lists it enters and leaves. */
  set(id: Id, row: Row): Table<Row, Column> {
    return new Table(this.#rows.set(id, row), this.#columns, this.#reindexed(id, this.#rows.get(id), row));
  }

  /** Without this row. */
  delete(id: Id): Table<Row, Column> {
    const row = this.#rows.get(id);
    if (row === undefined) return this;
    return new Table(this.#rows.delete(id), this.#columns, this.#reindexed(id, row, undefined));
  }

  forEach(visit: (row: Row, id: Id) => void): void {
    this.#rows.forEach(visit);
  }

  /** The id at `position` (from 0) in ascending order. O(log size). */
  idAt(position: number): Id {
    return this.#rows.idAt(position);
  }

  /** Visits each row that differs from the one `before` had, ascending. See {@link IdMap.forEachChange}. */
  forEachChange(
    before: Table<Row, Column>,
    visit: (id: Id, was: Row | undefined, is: Row | undefined) => void,
  ): void {
    if (this.#rows !== before.#rows) this.#rows.forEachChange(before.#rows, visit);
  }

  #reindexed(id: Id, was: Row | undefined, is: Row | undefined): readonly Index[] {
    let indexes: Index[] | undefined;
    for (let place = 0; place < this.#columns.length; place += 1) {
      const column = this.#columns[place];
      const from = was?.[column] as Id | null | undefined;
      const to = is?.[column] as Id | null | undefined;
      if (from === to) continue;
      indexes ??= this.#indexes.slice();
      let index = indexes[place];
      if (typeof from === 'number') index = withoutId(index, from, id);
      if (typeof to === 'number') index = index.set(to, insertedId(index.get(to) ?? NO_IDS, id));
      indexes[place] = index;
    }
    return indexes ?? this.#indexes;
  }
}

const NO_IDS: readonly Id[] = [];

/** A copy with the id in its place. */
function insertedId(ids: readonly Id[], id: Id): readonly Id[] {
  const { length } = ids;
  if (length === 0) return [id];
  const place = ids[length - 1] < id ? length : positionOf(ids, id);
  if (ids[place] === id) broken(`an index lists id ${id} already`);
  const inserted: Id[] = [];
  for (let index = 0; index < place; index += 1) inserted.push(ids[index]);
  inserted.push(id);
  for (let index = place; index < length; index += 1) inserted.push(ids[index]);
  return inserted;
}

function withoutId(index: IdMap<readonly Id[]>, value: Id, id: Id): IdMap<readonly Id[]> {
  const ids = index.get(value) ?? NO_IDS;
  const place = positionOf(ids, id);
  if (ids[place] !== id) broken(`an index does not list id ${id} by ${value}, as its row says`);
  if (ids.length === 1) return index.delete(value);
  const remaining: Id[] = [];
  for (let index = 0; index < ids.length; index += 1) if (index !== place) remaining.push(ids[index]);
  return index.set(value, remaining);
}

/** The position at which the id stands or belongs. O(log length). */
function positionOf(ids: readonly Id[], id: Id): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ids[middle] < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
