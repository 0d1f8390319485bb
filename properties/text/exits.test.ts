// Text from elsewhere where it leaves: whatever a system, a file or a path says, no report, file or generated code holds an
// unseen character, a line that is not ours, or code that the template does not have.
import { test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { exitsFor, faultsIn } from './exits.ts';
import { expectFoundIfLetThrough, hostile, QUICK_CLASSES } from './let-through.ts';

/** The same with a text that is none of the model's words and in which there is nothing to escape. */
const plain = await exitsFor('xyz');

describe('text from elsewhere', () => {
  property.prop([hostile], { numRuns: 30 })(
    'leaves visible, on its line and as text, in every report, file and form',
    async (text) => {
      expect(faultsIn(await exitsFor(`xyz${text}`), plain)).toEqual([]);
    },
  );

  test('text from elsewhere of megabytes leaves as an excerpt that says its length', async () => {
    const exits = await exitsFor('x'.repeat(3_000_000));
    for (const { name, text } of exits) expect(text.length, name).toBeLessThan(400_000);
    expect(exits[0]?.text).toContain('3,000,000 characters in all');
  }, 60_000);
});

describe('the property above fails', () => {
  test.each(QUICK_CLASSES)('the property above fails if %s is let through', expectFoundIfLetThrough);
});
