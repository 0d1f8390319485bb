// Text from elsewhere where it leaves: whatever a system, a file or a path says, no report, file or generated code holds an
// unseen character, a line that is not ours, or code that the template does not have.
import { test as property } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { exitsFor, faultsIn } from './exits.ts';
import { hostile } from './let-through.ts';

/** The same with a text that is none of the model's words and in which there is nothing to escape. */
const plain = await exitsFor('xyz');

describe('text from elsewhere', () => {
  property.prop([hostile], { numRuns: 10 })(
    'leaves visible, on its line and as text, in every report, file and form',
    async (text) => {
      expect(faultsIn(await exitsFor(`xyz${text}`), plain)).toEqual([]);
    },
  );
});
