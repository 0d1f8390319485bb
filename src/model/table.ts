// An immutable table of rows by id, with indexes on some of its columns, as a database has them: the model
// states each fact once, in a row, and asks the other way round (`where`) as cheaply. Knows nothing of processes.
import type { Id } from '../contract/command.ts';

const BITS = 5;
const MASK = 31;

/**
 * A persistent map from ids to values: a radix trie, 32 ways a level (after Bagwell's array mapped tries).
 * Ids below 32 sit in one array. `get` and `set` are O(log32 of the largest id); iteration is in ascending order.
 */
export class IdMap<Value> {
  static readonly #empty = new IdMap<never>({ count: 0, slots: [] }, 0);
  readonly #root: Node<Value>;
  readonly #height: number;
  /** Ids that do not fit have bits from this one on. */
  readonly #bits: number;

  private constructor(root: Node<Value>, height: number) {
    this.#root = root;
    this.#height = height;
    this.#bits = bitsOf(height);
  }

  static empty<Value>(): IdMap<Value> {
    return IdMap.#empty;
  }

  get size(): number {
    return this.#root.count;
  }

  get(id: Id): Value | undefined {
    if (id >>> this.#bits !== 0) return undefined;
    let node = this.#root;
    for (let height = this.#height; height > 0; height -= 1) {
      const below = node.slots[(id >>> (BITS * height)) & MASK];
      if (below === undefined) return undefined;
      node = below as Node<Value>;
    }
    return node.slots[id & MASK] as Value | undefined;
  }

  set(id: Id, value: Value): IdMap<Value> {
    let root = this.#root;
    let height = this.#height;
    while (id >>> bitsOf(height) !== 0) {
      root = { count: root.count, slots: [root.count === 0 ? undefined : root] };
      height += 1;
    }
    return new IdMap(withSlot(root, height, id, value), height);
  }

  delete(id: Id): IdMap<Value> {
    return this.get(id) === undefined
      ? this
      : new IdMap(withSlot(this.#root, this.#height, id, undefined), this.#height);
  }

  forEach(visit: (value: Value, id: Id) => void): void {
    if (this.size === 0) return;
    visitAll(this.#root, this.#height, 0, visit);
  }

  /** The id at `position` (from 0) in ascending order. O(log size). */
  idAt(position: number): Id {
    let node = this.#root;
    let id = 0;
    let rest = position;
    for (let height = this.#height; height > 0; height -= 1) {
      let slot = 0;
      for (let below = countBelow(node, slot); rest >= below; below = countBelow(node, slot)) {
        rest -= below;
        slot += 1;
      }
      id |= slot << (BITS * height);
      node = node.slots[slot] as Node<Value>;
    }
    for (let slot = 0; slot < node.slots.length; slot += 1) {
      if (node.slots[slot] === undefined) continue;
      if (rest === 0) return id + slot;
      rest -= 1;
    }
    throw new RangeError(`position ${position} in a map of ${this.size}`);
  }

  /**
   * Visits each id whose value is another object here than in `before`, with both values, ascending.
   * What the two share is skipped: O(changes × log) when one was made from the other.
   */
  forEachChange(
    before: IdMap<Value>,
    visit: (id: Id, was: Value | undefined, is: Value | undefined) => void,
  ): void {
    const height = Math.max(this.#height, before.#height);
    const was = raised(before.#root, before.#height, height);
    const is = raised(this.#root, this.#height, height);
    visitChanges(was, is, height, 0, visit);
  }
}

/** By the value of a column: the ids of the rows that have it, ascending. */
type Index = IdMap<readonly Id[]>;

/** Rows by id, indexed on the columns named when it was made; their values are ids (or `null`, which no index holds). */
export class Table<Row extends object, Column extends keyof Row & string = never> {
  readonly #rows: IdMap<Row>;
  readonly #columns: readonly Column[];
  readonly #indexes: Readonly<Record<Column, Index>>;

  private constructor(
    rows: IdMap<Row>,
    columns: readonly Column[],
    indexes: Readonly<Record<Column, Index>>,
  ) {
    this.#rows = rows;
    this.#columns = columns;
    this.#indexes = indexes;
  }

  static empty<Row extends object, Column extends keyof Row & string = never>(
    ...columns: readonly Column[]
  ): Table<Row, Column> {
    const indexes = Object.fromEntries(columns.map((column) => [column, IdMap.empty()]));
    return new Table(IdMap.empty<Row>(), columns, indexes as Record<Column, Index>);
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
    return this.#indexes[column].get(value) ?? NO_IDS;
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

  #reindexed(id: Id, was: Row | undefined, is: Row | undefined): Readonly<Record<Column, Index>> {
    let indexes: Record<Column, Index> | undefined;
    for (const column of this.#columns) {
      const from = was?.[column] as Id | null | undefined;
      const to = is?.[column] as Id | null | undefined;
      if (from === to) continue;
      indexes ??= { ...this.#indexes };
      let index = indexes[column];
      if (typeof from === 'number') index = withoutId(index, from, id);
      if (typeof to === 'number') index = index.set(to, insertedId(index.get(to) ?? NO_IDS, id));
      indexes[column] = index;
    }
    return indexes ?? this.#indexes;
  }
}

const NO_IDS: readonly Id[] = [];

/** A slot holds a value (height 0) or a node (above); `count` is the number of values at or below. */
interface Node<Value> {
  readonly count: number;
  readonly slots: readonly (Value | Node<Value> | undefined)[];
}

/** How many bits ids can have in a trie of this height; ids have 31 at most, so that all arithmetic is on small integers. */
function bitsOf(height: number): number {
  return Math.min(BITS * (height + 1), 31);
}

function countBelow<Value>(node: Node<Value>, slot: number): number {
  if (slot > MASK) throw new RangeError('a position beyond the last');
  return (node.slots[slot] as Node<Value> | undefined)?.count ?? 0;
}

function withSlot<Value>(node: Node<Value>, height: number, id: Id, value: Value | undefined): Node<Value> {
  const slot = (id >>> (BITS * height)) & MASK;
  const slots = node.slots.slice();
  while (slots.length <= slot) slots.push(undefined);
  const was = slots[slot];
  if (height === 0) {
    slots[slot] = value;
    return { count: node.count + (value === undefined ? 0 : 1) - (was === undefined ? 0 : 1), slots };
  }
  const below = (was as Node<Value> | undefined) ?? { count: 0, slots: [] };
  const changed = withSlot(below, height - 1, id, value);
  slots[slot] = changed.count === 0 ? undefined : changed;
  return { count: node.count - below.count + changed.count, slots };
}

function visitAll<Value>(
  node: Node<Value>,
  height: number,
  base: Id,
  visit: (value: Value, id: Id) => void,
): void {
  const { slots } = node;
  for (let slot = 0; slot < slots.length; slot += 1) {
    const held = slots[slot];
    if (held === undefined) continue;
    const id = base | (slot << (BITS * height));
    if (height === 0) visit(held as Value, id);
    else visitAll(held as Node<Value>, height - 1, id, visit);
  }
}

function raised<Value>(root: Node<Value>, from: number, to: number): Node<Value> {
  let node = root;
  for (let height = from; height < to; height += 1) node = { count: node.count, slots: [node] };
  return node;
}

function visitChanges<Value>(
  was: Node<Value> | undefined,
  is: Node<Value> | undefined,
  height: number,
  base: Id,
  visit: (id: Id, was: Value | undefined, is: Value | undefined) => void,
): void {
  if (was === is) return;
  const length = Math.max(was?.slots.length ?? 0, is?.slots.length ?? 0);
  for (let slot = 0; slot < length; slot += 1) {
    const before = was?.slots[slot];
    const after = is?.slots[slot];
    if (before === after) continue;
    const id = base | (slot << (BITS * height));
    if (height === 0) visit(id, before as Value | undefined, after as Value | undefined);
    else
      visitChanges(
        before as Node<Value> | undefined,
        after as Node<Value> | undefined,
        height - 1,
        id,
        visit,
      );
  }
}

/** A copy with the id in its place. */
function insertedId(ids: readonly Id[], id: Id): readonly Id[] {
  const { length } = ids;
  if (length === 0) return [id];
  const place = ids[length - 1] < id ? length : positionOf(ids, id);
  const inserted = ids.slice(0, place);
  inserted.push(id);
  for (let index = place; index < length; index += 1) inserted.push(ids[index]);
  return inserted;
}

function withoutId(index: IdMap<readonly Id[]>, value: Id, id: Id): IdMap<readonly Id[]> {
  const ids = index.get(value) as readonly Id[];
  if (ids.length === 1) return index.delete(value);
  const place = positionOf(ids, id);
  const remaining = ids.slice(0, place);
  for (let after = place + 1; after < ids.length; after += 1) remaining.push(ids[after]);
  return index.set(value, remaining);
}

/** Where the id stands or belongs. O(log length). */
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
