// Text from elsewhere that leaves as it came is found, whichever class of characters is let through: those that the quick tests
// leave out. And many more texts than the quick tests have time for.
import { test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { exitsFor, faultsIn } from './exits.ts';
import { CLASSES, expectFoundIfLetThrough, hostile, QUICK_CLASSES } from './let-through.ts';

const plain = await exitsFor('xyz');

property.prop([hostile], { numRuns: 200 })(
  'text from elsewhere leaves visible, on its line and as text, whatever it is put together of',
  async (text) => {
    expect(faultsIn(await exitsFor(`xyz${text}`), plain)).toEqual([]);
  },
);

const quick: readonly string[] = QUICK_CLASSES;
const others = (Object.keys(CLASSES) as (keyof typeof CLASSES)[]).filter((name) => !quick.includes(name));

test.each(others)('the property of text from elsewhere fails if %s is let through', expectFoundIfLetThrough);
