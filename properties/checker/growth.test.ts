// Goal: what a search will come to is said early, and nothing is said that is far off. Method: the layers of counted spaces, of
// which ever more are known.
import { expect, test } from 'vitest';
import { foretold, foretoldBytes } from '../../src/checker/disk/growth.ts';

const FOUR = [1, 1, 5, 17, 63, 198, 467, 765, 983, 989, 676, 312, 113, 36, 13, 5, 1];
const SIX = [
  1, 1, 5, 17, 72, 321, 1495, 6655, 26302, 85998, 227300, 482587, 826589, 1138515, 1239844, 1060241, 709820,
  375212, 170228, 74819, 31403, 11334, 3347, 785, 143, 19,
];

test.each([
  ['four ids', FOUR],
  ['six ids', SIX],
])(
  'the states of %s are foretold within a half once it is said how many, and within a tenth from the middle on',
  (_, layers) => {
    const states = layers.reduce((sum, count) => sum + count, 0);
    let said = 0;
    for (let known = 1; known <= layers.length; known += 1) {
      const growth = foretold(layers.slice(0, known));
      if (growth === undefined) continue;
      said += 1;
      const within = known > layers.length / 2 ? 0.1 : 0.5;
      expect(Math.abs(growth.states / states - 1)).toBeLessThan(within);
      expect(Math.abs(Math.max(...growth.layers) / Math.max(...layers) - 1)).toBeLessThan(within);
      expect(Math.abs(growth.layers.length - layers.length)).toBeLessThan(5);
      expect(growth.layers.slice(0, known)).toEqual(layers.slice(0, known));
    }
    expect(said).toBeGreaterThan(layers.length / 3);
  },
);

test('nothing is foretold of few layers, or of layers that grow ever faster', () => {
  expect(foretold([1, 2, 4, 8, 16, 32, 64])).toBeUndefined();
  expect(foretold([1, 2, 4, 8, 16, 32, 64, 128, 256, 512])).toBeUndefined();
  expect(foretold([1, 2, 4, 8, 17, 40, 110, 400, 2000, 20000])).toBeUndefined();
});

/** Six ids up to renaming: as many words, labels and successors as a state of them has. */
const SHAPE = { keyWords: 2, symmetric: true, labels: 96 };

test.each([
  ['never', Number.POSITIVE_INFINITY, 800e6],
  ['beyond 67 MB', 67e6, 228e6],
])(
  'the bytes of six ids are foretold within a third where runs are condensed %s, from layer 10 of 25 on',
  (_, runsMaxBytes, measured) => {
    for (let known = 11; known < 16; known += 1) {
      const growth = foretold(SIX.slice(0, known));
      if (growth === undefined) throw new Error(`nothing is foretold of ${known} layers`);
      const bytes = foretoldBytes(growth, known - 1, { shape: SHAPE, foundPerState: 15, runsMaxBytes });
      expect(Math.abs(bytes / measured - 1)).toBeLessThan(1 / 3);
    }
  },
);
