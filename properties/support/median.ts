// The figure that tells of a few measured ones, among which some are disturbed.

/** The middle one, the upper of the two middle ones; 0 of none. */
export function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
}
