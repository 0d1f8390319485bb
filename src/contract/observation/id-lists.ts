// Lists of ids, one after another in one typed array, and the two small things that typed columns are filled and
// compared with.
import type { Id } from '../command.ts';

const SORTED_BY_INSERTION = 24;

/** Lists of ids, one after another in one array: list `i` is `ids[start[i]] … ids[start[i + 1] - 1]`. */
export class IdLists {
  ids: Int32Array = new Int32Array(64);
  start: Int32Array = new Int32Array(17);
  count = 0;

  clear(): void {
    this.count = 0;
  }

  /** Begins the next list; the one before is complete. */
  begin(): void {
    if (this.count + 2 > this.start.length) this.start = grown(this.start);
    this.count += 1;
    this.start[this.count] = this.start[this.count - 1];
  }

  /** Adds to the list begun last. */
  push(id: Id): void {
    const end = this.start[this.count];
    if (end === this.ids.length) this.ids = grown(this.ids);
    this.ids[end] = id;
    this.start[this.count] = end + 1;
  }

  /** Adds many to the list begun last. */
  pushAll(ids: readonly Id[]): void {
    const { length } = ids;
    if (length === 0) return;
    const end = this.start[this.count];
    while (end + length > this.ids.length) this.ids = grown(this.ids);
    for (let index = 0; index < length; index += 1) this.ids[end + index] = ids[index];
    this.start[this.count] = end + length;
  }

  /** Puts the list begun last into ascending order. */
  sortLast(): void {
    const { ids } = this;
    const from = this.start[this.count - 1];
    const end = this.start[this.count];
    if (end - from < 2) return;
    if (end - from > SORTED_BY_INSERTION) {
      ids.subarray(from, end).sort();
      return;
    }
    for (let index = from + 1; index < end; index += 1) {
      const id = ids[index];
      let place = index;
      while (place > from && ids[place - 1] > id) {
        ids[place] = ids[place - 1];
        place -= 1;
      }
      ids[place] = id;
    }
  }

  /** Empties the list begun last. */
  dropLast(): void {
    this.start[this.count] = this.start[this.count - 1];
  }

  /** The ids in all lists together. */
  get total(): number {
    return this.start[this.count];
  }

  length(list: number): number {
    return this.start[list + 1] - this.start[list];
  }

  /** A copy, for reports. */
  toArray(list: number): Id[] {
    return [...this.ids.subarray(this.start[list], this.start[list + 1])];
  }

  /** Whether a list holds just these ids in this order. O(length). */
  is(list: number, ids: readonly Id[]): boolean {
    const from = this.start[list];
    const { length } = ids;
    if (this.start[list + 1] - from !== length) return false;
    for (let index = 0; index < length; index += 1) if (this.ids[from + index] !== ids[index]) return false;
    return true;
  }

  /** Whether a list holds just what a list of others holds, in the same order. O(length). */
  isSame(list: number, others: IdLists, other: number): boolean {
    const from = this.start[list];
    const otherFrom = others.start[other];
    const length = this.start[list + 1] - from;
    if (others.start[other + 1] - otherFrom !== length) return false;
    for (let index = 0; index < length; index += 1)
      if (this.ids[from + index] !== others.ids[otherFrom + index]) return false;
    return true;
  }

  /** Whether all lists are the same. O(total length). */
  equals(other: IdLists): boolean {
    return (
      samePrefix(this.start, other.start, this.count + 1) &&
      samePrefix(this.ids, other.ids, this.start[this.count])
    );
  }
}

/** Whether the first `length` values are equal. */
export function samePrefix(a: Int32Array, b: Int32Array, length: number): boolean {
  for (let index = 0; index < length; index += 1) {
    if (a[index] !== b[index]) return false;
  }
  return true;
}

/** A copy with room for twice as many. */
export function grown(column: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
}
