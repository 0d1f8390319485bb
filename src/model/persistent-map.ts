// A persistent map from ids to values. Knows nothing of rows or processes.
import type { Id } from '../contract/command.ts';

const BITS = 5;
const MASK = 31;

/**
 * A radix trie, 32 ways a level (after Bagwell's array mapped tries); ids below 32 sit in one array. A node's array
 * spans only the slots in use, so that a few ids far apart cost little. `get` and `set` are O(log32 of the largest
 * id); iteration is in ascending order.
 */
export class IdMap<Value> {
  static readonly #empty = new IdMap<never>({ count: 0, first: 0, slots: [] }, 0);
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
      const below = heldAt(node, (id >>> (BITS * height)) & MASK);
      if (below === undefined) return undefined;
      node = below as Node<Value>;
    }
    return heldAt(node, id & MASK) as Value | undefined;
  }

  set(id: Id, value: Value): IdMap<Value> {
    let root = this.#root;
    let height = this.#height;
    while (id >>> bitsOf(height) !== 0) {
      root = raised(root, height, height + 1);
      height += 1;
    }
    return new IdMap(withValue(root, height, id, value), height);
  }

  delete(id: Id): IdMap<Value> {
    if (this.get(id) === undefined) return this;
    return new IdMap(withValue(this.#root, this.#height, id, undefined), this.#height);
  }

  forEach(visit: (value: Value, id: Id) => void): void {
    visitAll(this.#root, this.#height, 0, visit);
  }

  /** The id at `position` (from 0) in ascending order. O(log size). */
  idAt(position: number): Id {
    if (position < 0 || position >= this.size)
      throw new RangeError(`position ${position} in a map of ${this.size}`);
    let node = this.#root;
    let id = 0;
    let rest = position;
    for (let height = this.#height; ; height -= 1) {
      // Without an empty slot the position is the place.
      if (height === 0 && node.count === node.slots.length) return id | (node.first + rest);
      let index = 0;
      for (let held = countAt(node, index, height); rest >= held; held = countAt(node, index, height)) {
        rest -= held;
        index += 1;
      }
      id |= (node.first + index) << (BITS * height);
      if (height === 0) return id;
      node = node.slots[index] as Node<Value>;
    }
  }

  /**
   * Visits each id whose value is another object here than in `before`, with both values, ascending.
   * Parts that the two share are skipped: O(changes × log) when one was made from the other.
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

/**
 * `slots[0]` is slot `first` of the node's 32. A slot holds a value (height 0) or a node (above); `count` is the
 * number of values at or below.
 */
interface Node<Value> {
  readonly count: number;
  readonly first: number;
  readonly slots: readonly (Value | Node<Value> | undefined)[];
}

/**
 * The number of bits that ids can have in a trie of this height; ids have 31 at most, so that all arithmetic is on
 * small integers.
 */
function bitsOf(height: number): number {
  return Math.min(BITS * (height + 1), 31);
}

function heldAt<Value>(node: Node<Value>, slot: number): Value | Node<Value> | undefined {
  const index = slot - node.first;
  return index >= 0 && index < node.slots.length ? node.slots[index] : undefined;
}

/** The number of values at or below the slot with this index. */
function countAt<Value>(node: Node<Value>, index: number, height: number): number {
  const held = node.slots[index];
  if (held === undefined) return 0;
  return height === 0 ? 1 : (held as Node<Value>).count;
}

function withValue<Value>(node: Node<Value>, height: number, id: Id, value: Value | undefined): Node<Value> {
  const slot = (id >>> (BITS * height)) & MASK;
  const was = heldAt(node, slot);
  if (height === 0) {
    const count = node.count + (value === undefined ? 0 : 1) - (was === undefined ? 0 : 1);
    return withSlot(node, slot, value, count);
  }
  const below = (was as Node<Value> | undefined) ?? { count: 0, first: 0, slots: [] };
  const changed = withValue(below, height - 1, id, value);
  return withSlot(
    node,
    slot,
    changed.count === 0 ? undefined : changed,
    node.count - below.count + changed.count,
  );
}

/** A copy with something else in one slot, spanning it too. */
function withSlot<Value>(
  node: Node<Value>,
  slot: number,
  held: Value | Node<Value> | undefined,
  count: number,
): Node<Value> {
  if (node.slots.length === 0) return { count, first: slot, slots: [held] };
  if (slot < node.first) {
    const gap = Array.from({ length: node.first - slot - 1 }, () => undefined);
    return { count, first: slot, slots: [held, ...gap, ...node.slots] };
  }
  const index = slot - node.first;
  const slots = node.slots.slice();
  while (slots.length <= index) slots.push(undefined);
  slots[index] = held;
  return { count, first: node.first, slots };
}

function visitAll<Value>(
  node: Node<Value>,
  height: number,
  base: Id,
  visit: (value: Value, id: Id) => void,
): void {
  const { first, slots } = node;
  for (let index = 0; index < slots.length; index += 1) {
    const held = slots[index];
    if (held === undefined) continue;
    const id = base | ((first + index) << (BITS * height));
    if (height === 0) visit(held as Value, id);
    else visitAll(held as Node<Value>, height - 1, id, visit);
  }
}

function raised<Value>(root: Node<Value>, from: number, to: number): Node<Value> {
  let node = root;
  for (let height = from; height < to; height += 1) {
    node = { count: node.count, first: 0, slots: node.count === 0 ? [] : [node] };
  }
  return node;
}

const NOTHING: Node<never> = { count: 0, first: MASK + 1, slots: [] };

function visitChanges<Value>(
  was: Node<Value> | undefined,
  is: Node<Value> | undefined,
  height: number,
  base: Id,
  visit: (id: Id, was: Value | undefined, is: Value | undefined) => void,
): void {
  if (was === is) return;
  const old = was ?? NOTHING;
  const now = is ?? NOTHING;
  const end = Math.max(old.first + old.slots.length, now.first + now.slots.length);
  for (let slot = Math.min(old.first, now.first); slot < end; slot += 1) {
    const before = heldAt(old, slot);
    const after = heldAt(now, slot);
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
