// Toy systems whose answers are known by hand or from theory.
import { createHash } from 'node:crypto';
import type { Mark } from '../../src/checker/checkpoint.ts';
import type { ObjectSystem } from './from-objects.ts';
import { fromObjects } from './from-objects.ts';
import { NO_REFERENCE } from '../../src/checker/partition-refinement.ts';
import type { Renaming } from '../../src/checker/symmetry.ts';
import { CanonicalRenaming } from '../../src/checker/symmetry.ts';
import type { LabelOutcome, TransitionSystem } from '../../src/checker/transition-system.ts';
import { MOVED, REFUSED } from '../../src/checker/transition-system.ts';

/** Commands by index, as fromObjects wants them: by name. */
function commands<State>(
  count: number,
  name: (i: number) => string,
  step: (i: number) => (state: State) => State | undefined,
): Record<string, (state: State) => State | undefined> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [name(i), step(i)]));
}

const one = (words: readonly number[]): number => words[0];

type NumberSystem = ObjectSystem<number>;

/** A system whose states are numbers. */
export function numbers(system: Omit<NumberSystem, 'encode' | 'decode'>): TransitionSystem<string> {
  return fromObjects<number>({ encode: (n) => [n], decode: one, ...system });
}

/** Tick, tock. */
export const clock = (): TransitionSystem<string> =>
  numbers({
    start: 0,
    commands: { tick: (n) => (n === 0 ? 1 : undefined), tock: (n) => (n === 1 ? 0 : undefined) },
  });

/** 0 → 1 → … → end, and no way on. */
export const chain = (end: number, more: Partial<NumberSystem> = {}): TransitionSystem<string> =>
  numbers({ start: 0, commands: { next: (n) => (n < end ? n + 1 : undefined) }, ...more });

/** A graph drawn as arrows "ab" from "a" to "b"; command i takes the i-th arrow out of a state. */
export function graph(arrows: string, bad = ''): TransitionSystem<string> {
  const pairs = arrows.split(' ');
  const code = (letter: string | undefined): number => letter?.charCodeAt(0) ?? 0;
  const most = Math.max(...pairs.map((pair) => pairs.filter((other) => other[0] === pair[0]).length));
  return numbers({
    start: code(pairs[0]?.[0]),
    commands: commands(
      most,
      (i) => `arrow ${i}`,
      (i) => (n) => {
        const pair = pairs.filter(([from]) => code(from) === n)[i];
        return pair === undefined ? undefined : code(pair[1]);
      },
    ),
    invariants: { 'is not bad': (n) => !bad.includes(String.fromCharCode(n)) },
  });
}

/** Steps right and up on a board of side × side. */
export const grid = (
  side: number,
  more: Partial<ObjectSystem<readonly number[]>> = {},
): TransitionSystem<string> =>
  fromObjects<readonly number[]>({
    start: [0, 0],
    encode: (xy) => xy,
    decode: (words) => words,
    commands: {
      right: ([x = 0, y = 0]) => (x + 1 < side ? [x + 1, y] : undefined),
      up: ([x = 0, y = 0]) => (y + 1 < side ? [x, y + 1] : undefined),
      stay: (xy) => xy,
    },
    ...more,
  });

/** A toy, and the symmetry it has. */
export interface Symmetric {
  readonly system: TransitionSystem<string>;
  readonly renaming: Renaming;
  readonly symmetry: CanonicalRenaming;
}

/**
 * Ids that each have a colour and some references, one word an id (colour, then 5 bits a reference), and
 * as many words after them that no renaming touches.
 */
export function renamingOfWords(ids: number, references: number, fixed = 0, rest = 0): Renaming {
  const colourOf = (word: number): number => word >>> (5 * references);
  const referenceOf = (word: number, r: number): number => ((word >>> (5 * r)) & 31) - 1;
  return {
    keyWords: ids + rest,
    ids,
    fixed,
    references,
    view(key, offset, colours, targets) {
      for (let i = 0; i < ids; i++) {
        const word = key[offset + i];
        colours[i] = colourOf(word);
        for (let r = 0; r < references; r++) targets[r * ids + i] = referenceOf(word, r);
      }
    },
    rename(key, offset, names, out, outOffset) {
      for (let i = 0; i < ids; i++) {
        const word = key[offset + i];
        const to = Array.from({ length: references }, (_, r) => referenceOf(word, r));
        out[outOffset + names[i]] = wordOf(
          colourOf(word),
          to.map((id) => (id === NO_REFERENCE ? NO_REFERENCE : names[id])),
        );
      }
      for (let w = ids; w < ids + rest; w++) out[outOffset + w] = key[offset + w];
    },
  };
}

/** The word of an id, as {@link renamingOfWords} reads it. */
export function wordOf(colour: number, references: readonly number[]): number {
  return (
    ((colour << (5 * references.length)) |
      references.reduce((bits, id, r) => bits | ((id + 1) << (5 * r)), 0)) >>>
    0
  );
}

function symmetric<State>(objects: ObjectSystem<State>, renaming: Renaming): Symmetric {
  return { system: fromObjects(objects), renaming, symmetry: new CanonicalRenaming(renaming) };
}

/** n dials with k positions each; any may be turned on by one. k^n states, C(n + k − 1, n) multisets. */
export function dials(n: number, k: number): Symmetric {
  const system: ObjectSystem<readonly number[]> = {
    start: Array.from({ length: n }, () => 0),
    encode: (dial) => dial,
    decode: (words) => words,
    commands: commands(
      n,
      (i) => `turn ${i}`,
      (i) => (dial) => dial.with(i, (dial[i] + 1) % k),
    ),
  };
  return symmetric(system, renamingOfWords(n, 0));
}

interface Bead {
  readonly colour: number;
  readonly next: number;
}

/**
 * n beads of k colours on a ring. A bead may be painted, and may change places with the next one. All
 * (n − 1)! rings times k^n paintings are reached; up to renaming of beads they are necklaces, which
 * Burnside's lemma counts.
 */
export function beads(n: number, k: number): Symmetric {
  const system: ObjectSystem<readonly Bead[]> = {
    start: Array.from({ length: n }, (_, i) => ({ colour: 0, next: (i + 1) % n })),
    encode: (ring) => ring.map(({ colour, next }) => wordOf(colour, [next])),
    decode: (words) => words.map((word) => ({ colour: word >>> 5, next: (word & 31) - 1 })),
    commands: {
      ...commands<readonly Bead[]>(
        n,
        (i) => `paint ${i}`,
        (i) => (ring) => {
          const bead = ring[i];
          return ring.with(i, { ...bead, colour: (bead.colour + 1) % k });
        },
      ),
      ...commands<readonly Bead[]>(
        n,
        (i) => `swap ${i}`,
        (i) => (ring) => swapped(ring, i),
      ),
    },
  };
  return symmetric(system, renamingOfWords(n, 1));
}

/** One bead in n is black: the ring of a token. It is handed on, and beads change places. n! states, one orbit. */
export function token(n: number): Symmetric {
  const system: ObjectSystem<readonly Bead[]> = {
    start: Array.from({ length: n }, (_, i) => ({ colour: i === 0 ? 1 : 0, next: (i + 1) % n })),
    encode: (ring) => ring.map(({ colour, next }) => wordOf(colour, [next])),
    decode: (words) => words.map((word) => ({ colour: word >>> 5, next: (word & 31) - 1 })),
    commands: {
      'hand on': (ring) => {
        const at = ring.findIndex(({ colour }) => colour === 1);
        const { next } = ring[at];
        return ring.map((bead, i) => ({ ...bead, colour: i === next ? 1 : 0 }));
      },
      ...commands<readonly Bead[]>(
        n,
        (i) => `swap ${i}`,
        (i) => (ring) => swapped(ring, i),
      ),
    },
  };
  return symmetric(system, renamingOfWords(n, 1));
}

/** before → i → j → after becomes before → j → i → after; colours stay with their beads. */
function swapped(ring: readonly Bead[], i: number): readonly Bead[] {
  const j = ring[i].next;
  const after = ring[j].next;
  if (after === i) return ring;
  const before = ring.findIndex(({ next }) => next === i);
  return ring.map((bead, id) => ({
    ...bead,
    next: id === before ? j : id === j ? i : id === i ? after : bead.next,
  }));
}

/** All functions from n points to themselves, one value changed at a time: n^n, or functional graphs (A001372). */
export function functions(n: number): Symmetric {
  const system: ObjectSystem<readonly number[]> = {
    start: Array.from({ length: n }, () => 0),
    encode: (f) => f.map((to) => wordOf(0, [to])),
    decode: (words) => words.map((word) => (word & 31) - 1),
    commands: commands(
      n * n,
      (i) => `f(${Math.floor(i / n)}) = ${i % n}`,
      (i) => (f) => f.with(Math.floor(i / n), i % n),
    ),
  };
  return symmetric(system, renamingOfWords(n, 1));
}

interface Commit {
  readonly rms: readonly Rm[];
  readonly tm: 'init' | 'committed' | 'aborted';
  readonly commitSent: boolean;
  readonly abortSent: boolean;
}

interface Rm {
  readonly state: 'working' | 'prepared' | 'committed' | 'aborted';
  readonly preparedSent: boolean;
  readonly preparedHeard: boolean;
}

/** Two-phase commit (Gray and Lamport, Consensus on Transaction Commit) with n resource managers. */
export function twoPhaseCommit(n: number): Symmetric {
  const tms = ['init', 'committed', 'aborted'] as const;
  const states = ['working', 'prepared', 'committed', 'aborted'] as const;
  const change = (s: Commit, i: number, rm: Partial<Rm>): Commit => ({
    ...s,
    rms: s.rms.with(i, { ...s.rms[i], ...rm }),
  });
  const each = (
    name: string,
    when: (s: Commit, rm: Rm) => boolean,
    then: (s: Commit, i: number) => Commit,
  ): Record<string, (s: Commit) => Commit | undefined> =>
    commands(
      n,
      (i) => `${name} ${i}`,
      (i) => (s) => (when(s, s.rms[i]) ? then(s, i) : undefined),
    );
  const system: ObjectSystem<Commit> = {
    start: {
      rms: Array.from(
        { length: n },
        (): Rm => ({ state: 'working', preparedSent: false, preparedHeard: false }),
      ),
      tm: 'init',
      commitSent: false,
      abortSent: false,
    },
    encode: ({ rms, tm, commitSent, abortSent }) => [
      ...rms.map(
        (rm) => states.indexOf(rm.state) | (Number(rm.preparedSent) << 2) | (Number(rm.preparedHeard) << 3),
      ),
      tms.indexOf(tm) | (Number(commitSent) << 2) | (Number(abortSent) << 3),
    ],
    decode: (words) => {
      const global = words[n];
      return {
        rms: words.slice(0, n).map((word) => ({
          state: states[word & 3],
          preparedSent: (word & 4) !== 0,
          preparedHeard: (word & 8) !== 0,
        })),
        tm: tms[global & 3],
        commitSent: (global & 4) !== 0,
        abortSent: (global & 8) !== 0,
      };
    },
    commands: {
      'tm commits': (s) =>
        s.tm === 'init' && s.rms.every((rm) => rm.preparedHeard)
          ? { ...s, tm: 'committed', commitSent: true }
          : undefined,
      'tm aborts': (s) => (s.tm === 'init' ? { ...s, tm: 'aborted', abortSent: true } : undefined),
      ...each(
        'tm hears',
        (s, rm) => s.tm === 'init' && rm.preparedSent,
        (s, i) => change(s, i, { preparedHeard: true }),
      ),
      ...each(
        'prepare',
        (_, rm) => rm.state === 'working',
        (s, i) => change(s, i, { state: 'prepared', preparedSent: true }),
      ),
      ...each(
        'choose to abort',
        (_, rm) => rm.state === 'working',
        (s, i) => change(s, i, { state: 'aborted' }),
      ),
      ...each(
        'hear commit',
        (s) => s.commitSent,
        (s, i) => change(s, i, { state: 'committed' }),
      ),
      ...each(
        'hear abort',
        (s) => s.abortSent,
        (s, i) => change(s, i, { state: 'aborted' }),
      ),
    },
    invariants: {
      'all decide alike': ({ rms }) =>
        !(rms.some((rm) => rm.state === 'committed') && rms.some((rm) => rm.state === 'aborted')),
    },
    witnesses: {
      'all commit': ({ rms }) => rms.every((rm) => rm.state === 'committed'),
      'all abort': ({ rms }) => rms.every((rm) => rm.state === 'aborted'),
    },
  };
  return symmetric(system, renamingOfWords(n, 0, 0, 1));
}

/** The name by which a checkpoint tells its toy. */
export const mark = (fingerprint: string): Mark => ({
  fingerprint,
  newDigest: () => createHash('sha256'),
});

/**
 * Numbers modulo 5, to which 1 can be added, and to 0 also 2. The number of steps is payload: it must come
 * along, but tells nothing apart. The tallies count firings by label.
 */
export class Rounds implements TransitionSystem<string> {
  readonly keyWords = 1;
  readonly payloadWords = 2;
  readonly labels = 2;
  readonly witnesses = 0;
  readonly tallies = new Float64Array(2);
  readonly violation = undefined;
  readonly seen: number[][] = [];
  #n = 0;
  #steps = 0;
  #next = 0;

  start(row: Uint32Array, offset: number): void {
    row.set([0, 0, 77], offset);
  }

  load(row: Uint32Array, offset: number): void {
    this.#n = row[offset];
    this.#steps = row[offset + 1];
    if (row[offset + 2] !== 77) throw new Error('the payload was lost');
  }

  inspect(): boolean {
    this.seen.push([this.#n, this.#steps]);
    return true;
  }

  fire(label: number): LabelOutcome {
    this.tallies[label]++;
    if (label === 1 && this.#n !== 0) return REFUSED;
    this.#next = (this.#n + 1 + label) % 5;
    return MOVED;
  }

  successorKey(out: Uint32Array, offset: number): void {
    out[offset] = this.#next;
  }

  successorPayload(out: Uint32Array, offset: number): void {
    out.set([this.#steps + 1, 77], offset);
  }

  /** 0 is where all others end. */
  get isEnd(): boolean {
    return this.#n === 0;
  }

  describe(label: number): string {
    return `add ${label + 1}`;
  }
}

/** The same, whose payload need not be kept. */
export class RetracedRounds extends Rounds {
  retrace(labels: Uint32Array, out: Uint32Array, offset: number): boolean {
    out.set([labels.length, 77], offset);
    return true;
  }
}
