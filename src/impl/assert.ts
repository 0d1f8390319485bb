// Assertions of the table about its own words. If one does not hold, going on would damage more of them.

/** Throws: the words are not what the table's own code leaves behind. */
export function brokenTable(sentence: string): never {
  throw new Error(`a broken assumption of the process table: ${sentence}`);
}
