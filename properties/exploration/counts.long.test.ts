// The counts on record are those that an independent search gives: of the spaces that the quick tests leave out.
import { expect, test } from 'vitest';
import { explorePosix } from '../support/posix-search.ts';
import { textOf } from '../support/repository.ts';
import { PLAIN_POSIX_SPACES, SPACES } from './spaces.ts';
import type { SpaceCounts } from './spaces.ts';

const recorded = JSON.parse(textOf('properties/recorded/state-space.json')) as Readonly<
  Record<string, SpaceCounts>
>;

test.each(PLAIN_POSIX_SPACES.filter(([name]) => SPACES[name].long))(
  'a plain search of the model has with %s the counts recorded',
  (name, idsMax, without) => {
    expect(explorePosix({ idsMax, without }).counts).toEqual(recorded[name]);
  },
);
