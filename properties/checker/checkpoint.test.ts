// Goal: a search that was cut anywhere goes on to the same end. Method: every cut there is.
import { describe, expect, test } from 'vitest';
import { commandsFor } from '../support/bounds.ts';
import { tableSystem } from '../../src/systems/in-process.ts';
import type { ExplorationPlan } from '../../src/engines/exploration/plan.ts';
import { checkpoint, resume } from '../../src/checker/checkpoint.ts';
import type { SearchOptions } from '../../src/checker/search.ts';
import { searchToEnd, StateSearch } from '../../src/checker/search.ts';
import type { TransitionSystem } from '../../src/checker/transition-system.ts';
import { beads, chain, clock, dials, grid, mark, RetracedRounds, Rounds, twoPhaseCommit } from './toys.ts';
import { explorable } from '../support/by-set.ts';

/** The table beside the model at three ids: small, and nothing made up. */
const REAL: ExplorationPlan = {
  bound: { ids: 3, amounts: {}, commands: commandsFor(), newIds: 'any' },
  symmetry: true,
  match: 'observation',
  selfCheck: true,
};

/** The words of a state as they lie in the table: key, parent, label. */
const rowOf = ({ exploration }: StateSearch, id: number): Uint32Array => {
  const { rows } = exploration.visited;
  return rows.chunk(id).subarray(rows.offset(id), rows.offset(id) + rows.width);
};

const saved = (search: StateSearch, fingerprint = 'toy'): Uint8Array[] =>
  Array.from(checkpoint(search, mark(fingerprint)), (piece) => piece.slice());

/** The same checkpoint with other numbers in its header, sealed as if it had been written so. */
const rewritten = ([preamble, text, , ...rest]: Uint8Array[], change: object): Uint8Array[] => {
  const header = { ...(JSON.parse(new TextDecoder().decode(text)) as object), ...change };
  const written = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(Math.ceil(written.length / 4) * 4).fill(0x20);
  padded.set(written);
  new DataView(preamble.buffer, preamble.byteOffset).setUint32(8, padded.length, true);
  const sealed = (pieces: readonly Uint8Array[]): Uint8Array => {
    const digest = mark('toy').newDigest();
    for (const piece of pieces) digest.update(piece);
    return digest.digest();
  };
  const head = [preamble, padded, sealed([preamble, padded])];
  const all = [...head, ...rest.slice(0, -1)];
  return [...all, sealed(all)];
};

const resumed = <Violation>(
  system: TransitionSystem<Violation>,
  options: SearchOptions,
  bytes: Iterable<Uint8Array>,
): StateSearch<Violation> => {
  const search = resume(system, options, mark('toy'), bytes);
  if (!(search instanceof StateSearch)) throw new Error(search.refused);
  return search;
};

/** All that a finished search can be asked, in a form that can be compared. */
const summary = (search: StateSearch): unknown => ({
  ...search.counts,
  conclusion: search.conclusion,
  witnesses: Array.from({ length: search.system.witnesses }, (_, w) => search.witness(w)),
  ends: search.exploration.ends,
  tallies: [...search.system.tallies],
  edges: [
    ...(search.exploration.edges?.targets.words(0, search.exploration.edges.targets.length) ?? []),
  ].flatMap((words) => [...words]),
});

describe('resuming', () => {
  const toys: Record<
    string,
    () => { readonly system: TransitionSystem<string>; readonly options: SearchOptions }
  > = {
    clock: () => ({ system: clock(), options: {} }),
    'a board': () => ({ system: grid(6), options: { edges: true } }),
    'beads up to renaming': () => {
      const { system, symmetry } = beads(4, 3);
      return { system, options: { symmetry, edges: true } };
    },
    'two-phase commit up to renaming': () => {
      const { system, symmetry } = twoPhaseCommit(3);
      return { system, options: { symmetry } };
    },
    'a system with payload and tallies': () => ({ system: new Rounds(), options: {} }),
    'a system that retraces its payload': () => ({ system: new RetracedRounds(), options: {} }),
    'a chain that breaks': () => ({
      system: chain(30, { invariants: { small: (n) => n < 20 } }),
      options: {},
    }),
  };
  test.each(Object.entries(toys))(
    '%s from any cut gives the same counts, witnesses and verdict',
    (_, toy) => {
      const whole = searchToEnd(toy().system, toy().options);
      const first = toy();
      const search = new StateSearch(first.system, first.options);
      let cuts = 0;
      do {
        const bytes = saved(search);
        const second = toy();
        const rest = resumed(second.system, second.options, bytes);
        rest.step(Infinity);
        expect(summary(rest)).toEqual(summary(whole));
        cuts++;
      } while (search.step(1));
      expect(cuts).toBeGreaterThanOrEqual(2 * Math.min(whole.counts.states, 20));
    },
  );

  test('a search resumed in pieces of any length, one after the other, ends as one run does', () => {
    const all = Buffer.concat(saved(searchToEnd(grid(9))));
    for (const length of [1, 3, 64, 1000]) {
      const pieces = Array.from({ length: Math.ceil(all.length / length) }, (_, i) =>
        all.subarray(i * length, (i + 1) * length),
      );
      expect(summary(resumed(grid(9), {}, pieces))).toMatchObject({ states: 81, transitions: 144 });
    }
  });

  test('a search larger than a chunk, cut in the middle of one, ends as one run does', () => {
    const search = new StateSearch(grid(200), { edges: true });
    search.step(100_000);
    const rest = resumed(grid(200), { edges: true }, saved(search));
    rest.step(Infinity);
    expect(rest.counts).toMatchObject({ states: 40_000, transitions: 79_600, depth: 398 });
  });

  test('a resumed search goes on beyond the bound that stopped it', () => {
    const stopped = searchToEnd(grid(9), { depthMax: 5 });
    const rest = resumed(grid(9), {}, saved(stopped));
    rest.step(Infinity);
    expect(rest.conclusion).toEqual({ verdict: 'pass' });
    expect(rest.counts).toMatchObject({ states: 81, depth: 16 });
  });

  test('a search that found a violation offers no checkpoint', () => {
    const search = searchToEnd(chain(3, { invariants: { small: (n) => n < 2 } }));
    expect(() => saved(search)).toThrow('does not go on');
  });
});

describe('a checkpoint is refused with a sentence', () => {
  const bytes = (): Uint8Array[] => saved(searchToEnd(grid(4)));
  const refusal = (
    pieces: Iterable<Uint8Array>,
    system: TransitionSystem = grid(4),
    options: SearchOptions = {},
  ): unknown => resume(system, options, mark('toy'), pieces);

  test('resuming refuses a checkpoint of another specification', () => {
    expect(resume(grid(4), {}, mark('another toy'), bytes())).toEqual({
      refused: 'the checkpoint is of "toy"; this run is of "another toy"',
    });
  });

  test('resuming refuses a checkpoint of another shape', () => {
    expect(refusal(bytes(), chain(3))).toEqual({
      refused: 'the checkpoint has keyWords = 2; this run has keyWords = 1',
    });
    expect(refusal(bytes(), grid(4, { witnesses: { corner: () => true } }))).toEqual({
      refused: 'the checkpoint has witnesses = 0; this run has witnesses = 1',
    });
    expect(refusal(bytes(), grid(4), { edges: true })).toEqual({
      refused: 'the checkpoint has edges = false; this run has edges = true',
    });
  });

  test('resuming refuses a checkpoint with symmetry in a search without, and the other way round', () => {
    const { system, symmetry } = dials(3, 2);
    expect(refusal(saved(searchToEnd(system, { symmetry })), system)).toEqual({
      refused: 'the checkpoint has symmetric = true; this run has symmetric = false',
    });
  });

  test('resuming refuses a checkpoint of another version', () => {
    const [preamble, ...rest] = bytes();
    preamble[4] = 99;
    expect(refusal([preamble, ...rest])).toEqual({
      refused: 'the checkpoint has version 99; this is version 3',
    });
  });

  test('resuming refuses what is no checkpoint', () => {
    const sentence = { refused: 'this is not a checkpoint, or one from a machine of another byte order' };
    expect(refusal([])).toEqual(sentence);
    expect(refusal([new TextEncoder().encode('{ "states": 16, "verdict": "pass" }')])).toEqual(sentence);
  });

  test('resuming refuses a checkpoint that was not written to its end, wherever it ends', () => {
    const all = Buffer.concat(bytes());
    for (let length = 16; length < all.length; length++) {
      expect(refusal([all.subarray(0, length)])).toEqual({
        refused: 'the checkpoint ends early: it was not written to its end',
      });
    }
  });

  test('resuming refuses a checkpoint of which any byte was changed', () => {
    const all = Buffer.concat(bytes());
    for (let at = 0; at < all.length; at++) {
      const damaged = Uint8Array.from(all);
      damaged[at] ^= 0x10;
      expect(refusal([damaged])).toHaveProperty('refused');
    }
  });

  test('resuming refuses a checkpoint of which any two bits were changed, also two that a checksum by words would let cancel', () => {
    const { product, symmetry } = explorable(REAL, tableSystem());
    const options = { symmetry, edges: true };
    const all = Buffer.concat(saved(searchToEnd(product, options)));
    const refused = (bits: readonly number[]): void => {
      const damaged = Uint8Array.from(all);
      for (const bit of bits) damaged[bit >> 3] ^= 1 << (bit & 7);
      expect(refusal([damaged], product, options), `bits ${bits.join(' and ')}`).toEqual({
        refused: expect.stringMatching(/^(?:the checkpoint|this is not a checkpoint)/) as string,
      });
    };
    expect(refusal([all], product, options)).toBeInstanceOf(StateSearch);
    // The top bits of neighbouring words: multiplying by an odd number keeps them where they are.
    const words = all.length >> 2;
    for (let word = 0; word < words - 1; word += 37) refused([32 * word + 31, 32 * word + 63]);
    let bit = 1;
    const next = (): number => (bit = (bit * 48_271) % 0x7fff_ffff) % (8 * all.length);
    for (let pair = 0; pair < 300; pair += 1) {
      const one = next();
      const other = next();
      if (one !== other) refused([one, other]);
    }
  });

  test.each<readonly [string, (search: StateSearch) => void]>([
    ['state 3 has parent 9', (of) => rowOf(of, 3).fill(9, 2, 3)],
    ['state 3 has label 3', (of) => rowOf(of, 3).fill(3, 3, 4)],
    ['state 0 has parent 1', (of) => rowOf(of, 0).fill(1, 2, 3)],
    ['the edges of state 2 end at 99', (of) => of.exploration.edges?.ends.chunk(2).fill(99, 2, 3)],
    ['edge 4 leads to state 16', (of) => of.exploration.edges?.targets.chunk(4).fill(16, 4, 5)],
  ])('resuming refuses a checkpoint of which %s, though its digest fits', (sentence, damage) => {
    const search = searchToEnd(grid(4), { edges: true });
    damage(search);
    expect(refusal(saved(search), grid(4), { edges: true })).toEqual({
      refused: `the checkpoint is damaged: ${sentence}`,
    });
  });

  test.each<readonly [string, object]>([
    ['states', { states: 0 }],
    ['levelEnd', { levelEnd: 17 }],
    ['inspected', { inspected: 99 }],
    ['expanded', { inspected: 3 }],
    ['levels', { levels: [0, 3, 2] }],
    ['firstWitness', { firstWitness: [0] }],
    ['ends', { ends: [3, 3] }],
    ['ends', { ends: [16] }],
    ['ends', { ends: 0 }],
    ['counts', { refusals: -1 }],
    ['tallies', { tallies: [1] }],
  ])('resuming refuses a checkpoint whose %s cannot be, though its digest fits', (name, change) => {
    const written = rewritten(saved(searchToEnd(grid(4), { edges: true })), change);
    expect(refusal(written, grid(4), { edges: true })).toEqual({
      refused: `the checkpoint is damaged: its ${name} cannot be`,
    });
  });

  test('resuming refuses a checkpoint that something follows', () => {
    expect(refusal([...bytes(), new Uint8Array(1)])).toEqual({
      refused: 'the checkpoint is damaged: its digest does not fit',
    });
  });
});
