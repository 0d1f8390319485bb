// Assertions of the model and of whatever runs it. If one does not hold, no verdict can be trusted.

/** Throws: a mistake of ours, whatever the system under test does. */
export function broken(sentence: string): never {
  throw new Error(`a broken assumption of the harness: ${sentence}`);
}
