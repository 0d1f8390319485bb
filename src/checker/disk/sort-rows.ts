// Sorts rows of words by numbers of them, without moving them: least significant digit first, so that every pass is a
// walk over memory and no comparison is made.

const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;
/** Keys of more words than this are compared instead: each word costs three passes. */
const RADIX_WORDS_MAX = 8;

/** The order of `count` rows by their words: `word(row, w)` is word `w` of a row. Rows of the same words stay in order. */
export function sortedRows(
  count: number,
  words: number,
  word: (row: number, w: number) => number,
): Uint32Array {
  let order = new Uint32Array(count);
  for (let row = 0; row < count; row++) order[row] = row;
  if (words > RADIX_WORDS_MAX) return order.sort((a, b) => comparedBy(word, words, a, b) || a - b);
  let other = new Uint32Array(count);
  const values = new Uint32Array(count);
  for (let w = words - 1; w >= 0; w--) {
    for (let row = 0; row < count; row++) values[row] = word(row, w);
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
      if (!sortByDigit(values, shift, order, other)) continue;
      [order, other] = [other, order];
    }
  }
  return order;
}

/** Puts `order` into `out` by one digit of the values; false, and nothing done, where that is the same in all. */
function sortByDigit(values: Uint32Array, shift: number, order: Uint32Array, out: Uint32Array): boolean {
  const starts = new Uint32Array(DIGITS + 1);
  for (let i = 0; i < values.length; i++) starts[((values[i] >>> shift) & (DIGITS - 1)) + 1]++;
  for (let digit = 0; digit < DIGITS; digit++) {
    if (starts[digit + 1] === values.length) return false;
    starts[digit + 1] += starts[digit];
  }
  for (let i = 0; i < order.length; i++) {
    const row = order[i];
    out[starts[(values[row] >>> shift) & (DIGITS - 1)]++] = row;
  }
  return true;
}

function comparedBy(word: (row: number, w: number) => number, words: number, a: number, b: number): number {
  for (let w = 0; w < words; w++) {
    const x = word(a, w);
    const y = word(b, w);
    if (x !== y) return x - y;
  }
  return 0;
}
