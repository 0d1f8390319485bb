// Numbers for what states show: states that show the same have the same number. Words met before are recognised by a
// hash and compared word by word, so that most states are never shown at all.

/** A state met before: its words, and the number of what it shows. */
interface KnownState {
  readonly words: Int32Array;
  readonly number: number;
}

/** Memory: the words of every different state since it was cleared. */
export class StateNumbers {
  readonly #known = new Map<number, KnownState[]>();
  readonly #numbers = new Map<string, number>();

  /** Forgets all states; numbers given before mean nothing any more. */
  clear(): void {
    this.#known.clear();
    this.#numbers.clear();
  }

  /** The number of what these words show, always as many; `show` is asked where the words are new. O(words). */
  numberOf(words: Int32Array, show: () => string): number {
    let hash = 0;
    for (let index = 0; index < words.length; index += 1) hash = (Math.imul(hash, 31) + words[index]) | 0;
    let states = this.#known.get(hash);
    if (states === undefined) this.#known.set(hash, (states = []));
    for (const known of states) if (areEqual(known.words, words)) return known.number;
    const shown = show();
    let number = this.#numbers.get(shown);
    if (number === undefined) this.#numbers.set(shown, (number = this.#numbers.size));
    states.push({ words: words.slice(), number });
    return number;
  }
}

function areEqual(one: Int32Array, other: Int32Array): boolean {
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false;
  return true;
}
