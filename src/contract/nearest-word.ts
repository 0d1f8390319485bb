// Which of some words somebody may have meant.

/** ` (did you mean "fork"?)`, to end a sentence about a word that is none of these; empty where none is near. */
export function didYouMean(word: string, words: readonly string[]): string {
  const near = nearestWord(word, words);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}

/** The word with the fewest letters put in, taken out or exchanged, at most a third of them. O(length² × words). */
function nearestWord(word: string, words: readonly string[]): string | undefined {
  if (word.length > 100) return undefined;
  const near = words
    .map((each) => ({ each, distance: distanceBetween(word, each) }))
    .filter(({ each, distance }) => 3 * distance <= Math.max(word.length, each.length))
    .toSorted((a, b) => a.distance - b.distance);
  return near[0]?.each;
}

/** Levenshtein's distance, by the rows of its table. */
function distanceBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let index = 0; index < one.length; index += 1) {
    const next = [index + 1];
    for (let at = 0; at < other.length; at += 1) {
      const exchanged = row[at] + (one[index] === other[at] ? 0 : 1);
      next.push(Math.min(exchanged, row[at + 1] + 1, next[at] + 1));
    }
    row = next;
  }
  return row[other.length];
}
