// A word that was nearly right: what was meant, told after the error, as commander does of options and commands.

/** `(Did you mean table?)` with a space before it, or nothing where no candidate is near. O(candidates × length²). */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const near = candidates
    .map((candidate) => ({ candidate, edits: editsBetween(word, candidate) }))
    .filter(({ candidate, edits }) => edits <= editsMax(Math.max(word.length, candidate.length)));
  const least = Math.min(...near.map(({ edits }) => edits));
  const meant = near.filter(({ edits }) => edits === least).map(({ candidate }) => candidate);
  if (meant.length === 0) return '';
  return ` (Did you mean ${meant.length === 1 ? meant[0] : `one of ${meant.join(', ')}`}?)`;
}

/** Half of a short word's letters, three of a long one's: about what commander takes for near. */
function editsMax(length: number): number {
  return Math.min(3, Math.floor(0.5 * length));
}

/**
 * Letters put in, left out, exchanged for another or for their neighbour (optimal string alignment, Damerau 1964),
 * capitals aside. A name that differs in length by more than is near is not measured.
 */
function editsBetween(a: string, b: string): number {
  const [from, to] = [a.toLowerCase(), b.toLowerCase()];
  if (Math.abs(from.length - to.length) > 3) return Number.POSITIVE_INFINITY;
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line += 1) {
    const next = [line];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[line - 1] === to[column - 1];
      const isSwap = line > 1 && from[line - 1] === to[column - 2] && from[line - 2] === to[column - 1];
      next.push(
        Math.min(
          row[column] + 1,
          next[column - 1] + 1,
          row[column - 1] + (same ? 0 : 1),
          isSwap && column > 1 ? before[column - 2] + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = row;
    row = next;
  }
  return row[to.length];
}
