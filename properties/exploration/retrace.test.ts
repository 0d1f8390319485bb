// Goal: a state that was not kept comes back as it was. Method: the path to each state of a space, walked step by step with its
// words kept, and retraced: in the order of the search, where most paths share all but their end, and in another.
import { expect, test } from 'vitest';
import { walk } from '../../src/checker/path.ts';
import { explored, planOf, SPACES } from './spaces.ts';

test.each(['ids 3, orbits', 'POSIX, ids 3, no marks, no kill, orbits', 'job control, ids 2, orbits'])(
  'every state of "%s" is retraced to the word, whichever was retraced before',
  (name) => {
    const plan = planOf(SPACES[name]);
    // The search itself goes by retraced states.
    expect(() => explored(plan)).not.toThrow();
    const { product, search } = explored(plan);
    const { keyWords, payloadWords } = product;
    const { states } = search.counts;
    const kept = Array.from({ length: states }, (_, id) => {
      let row = new Uint32Array(0);
      walk(product, search.pathTo(id), (reached) => (row = reached.slice(keyWords)));
      return row;
    });
    const retraced = (id: number): Uint32Array => {
      const row = new Uint32Array(payloadWords);
      expect(product.retrace?.(Uint32Array.from(search.pathTo(id)), row, 0)).toBe(true);
      return row;
    };
    expect(states).toBeGreaterThan(90);
    for (let id = 0; id < states; id += 1) expect(retraced(id)).toEqual(kept[id]);
    // 17 divides none of these numbers of states, so that each has its turn.
    expect(states % 17).toBeGreaterThan(0);
    for (let nth = 0; nth < states; nth += 1)
      expect(retraced((nth * 17) % states)).toEqual(kept[(nth * 17) % states]);
  },
);
