// Assertions of the checker about itself. If one does not hold, its counts and verdicts mean nothing.

/** Throws: a mistake of ours, or of the transition system's author. */
export function brokenSearch(sentence: string): never {
  throw new Error(`a broken assumption of the search: ${sentence}`);
}
