// Text from elsewhere that leaves as it came is found, whichever class of characters is let through: those that the quick tests
// leave out.
import { test } from 'vitest';
import { CLASSES, expectFoundIfLetThrough, QUICK_CLASSES } from './let-through.ts';

const quick: readonly string[] = QUICK_CLASSES;
const others = (Object.keys(CLASSES) as (keyof typeof CLASSES)[]).filter((name) => !quick.includes(name));

test.each(others)('the property of text from elsewhere fails if %s is let through', expectFoundIfLetThrough);
