// The whole matrix of both sets comes to what is on record: a property that lost its reach, or a mutant that random commands
// meet no more, is a difference.
import { expect, test } from 'vitest';
import { textOf } from '../support/repository.ts';
import { KILL_COUNTS, killCounts } from './kill-counts.ts';

test('each property kills as many mutants as is recorded', async () => {
  expect(await killCounts()).toEqual(JSON.parse(textOf(KILL_COUNTS)));
}, 900_000);
