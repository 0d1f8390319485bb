// Text from elsewhere that leaves as it came is found, whichever class of characters is let through. And many more texts than the
// quick tests have time for, and longer ones.
import { test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { exitsFor, faultsIn } from './exits.ts';
import { CLASSES, expectFoundIfLetThrough, hostile } from './let-through.ts';

const plain = await exitsFor('xyz');

property.prop([hostile], { numRuns: 200 })(
  'text from elsewhere leaves visible, on its line and as text, whatever it is put together of',
  async (text) => {
    expect(faultsIn(await exitsFor(`xyz${text}`), plain)).toEqual([]);
  },
);

test('text from elsewhere of megabytes leaves as an excerpt that says its length', async () => {
  const exits = await exitsFor('x'.repeat(3_000_000));
  for (const { name, text } of exits) expect(text.length, name).toBeLessThan(400_000);
  expect(exits[0]?.text).toContain('3,000,000 characters in all');
});

test.each(Object.keys(CLASSES) as (keyof typeof CLASSES)[])(
  'the property of text from elsewhere fails if %s is let through',
  expectFoundIfLetThrough,
);
