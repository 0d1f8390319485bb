// A check for data races by vector clocks, after FastTrack (Flanagan and Freund, PLDI 2009) and ECMAScript's memory model:
// two accesses of one word by different branches, one of them a write and not both atomic, race unless one happens before
// the other. An atomic read happens after the atomic write whose value it reads; who is woken, after who woke it.
//
// One of all schedules that differ by the order of independent steps is enough: they have the same races.

/** The names of words, for people. */
interface Named {
  nameOf(at: number): string;
}

/** By branch: the moment of its last access of each sort, 0 where there is none. */
interface Accesses {
  readonly plainReads: Int32Array;
  readonly plainWrites: Int32Array;
  readonly atomicReads: Int32Array;
  readonly atomicWrites: Int32Array;
  /** The clock of who stored the value that stands there atomically. */
  readonly stored: Int32Array;
}

/** A race costs nothing but its sentence: the execution goes on. Each access is O(branches). */
export class RaceCheck {
  /** The races of the present execution, each once. */
  readonly found: string[] = [];
  #branches = 0;
  #clocks: Int32Array[] = [];
  readonly #words = new Map<number, Accesses>();
  readonly #wakers = new Map<number, Int32Array>();

  start(branches: number): void {
    this.#branches = branches;
    this.#clocks = Array.from({ length: branches + 1 }, (_, branch) => {
      const clock = new Int32Array(branches + 1);
      clock[branch] = 1;
      return clock;
    });
    this.#words.clear();
    this.#wakers.clear();
    this.found.length = 0;
  }

  plainRead(branch: number, at: number, names: Named): void {
    const word = this.#word(at);
    this.#compare(branch, at, names, 'reads', word.plainWrites, word.atomicWrites);
    word.plainReads[branch] = this.#now(branch);
  }

  plainWrite(branch: number, at: number, names: Named): void {
    const word = this.#word(at);
    this.#compare(branch, at, names, 'writes', word.plainWrites, word.atomicWrites);
    this.#compare(branch, at, names, 'writes', word.plainReads, word.atomicReads);
    word.plainWrites[branch] = this.#now(branch);
    // A read of a value that was stored plainly comes after nothing.
    word.stored.fill(0);
  }

  atomicRead(branch: number, at: number, names: Named): void {
    const word = this.#word(at);
    this.#compare(branch, at, names, 'reads', word.plainWrites, undefined);
    this.#join(this.#clocks[branch], word.stored);
    word.atomicReads[branch] = this.#now(branch);
  }

  atomicWrite(branch: number, at: number, names: Named): void {
    const word = this.#word(at);
    this.#compare(branch, at, names, 'writes', word.plainWrites, word.plainReads);
    word.atomicWrites[branch] = this.#now(branch);
    word.stored.set(this.#clocks[branch]);
    this.#clocks[branch][branch] += 1;
  }

  /** A branch wakes whoever sleeps on the word. */
  notifies(branch: number, at: number): void {
    this.#wakers.set(at, this.#clocks[branch].slice());
    this.#clocks[branch][branch] += 1;
  }

  /** A sleeper was woken by who notified last. */
  wakes(sleeper: number, at: number): void {
    const waker = this.#wakers.get(at);
    if (waker !== undefined) this.#join(this.#clocks[sleeper], waker);
  }

  #now(branch: number): number {
    return this.#clocks[branch][branch];
  }

  #join(clock: Int32Array, other: Int32Array): void {
    for (let branch = 1; branch <= this.#branches; branch += 1)
      if (other[branch] > clock[branch]) clock[branch] = other[branch];
  }

  #compare(
    branch: number,
    at: number,
    names: Named,
    does: string,
    earlier: Int32Array,
    others: Int32Array | undefined,
  ): void {
    const clock = this.#clocks[branch];
    for (let other = 1; other <= this.#branches; other += 1) {
      if (other === branch) continue;
      if (earlier[other] <= clock[other] && (others === undefined || others[other] <= clock[other])) continue;
      const [low, high] = other < branch ? [other, branch] : [branch, other];
      const sentence = `branches ${low} and ${high} race for ${names.nameOf(at)}: branch ${branch} ${does} it, and nothing orders that after what branch ${other} did`;
      if (!this.found.includes(sentence)) this.found.push(sentence);
    }
  }

  #word(at: number): Accesses {
    let word = this.#words.get(at);
    if (word === undefined) {
      const none = (): Int32Array => new Int32Array(this.#branches + 1);
      word = {
        plainReads: none(),
        plainWrites: none(),
        atomicReads: none(),
        atomicWrites: none(),
        stored: none(),
      };
      this.#words.set(at, word);
    }
    return word;
  }
}
