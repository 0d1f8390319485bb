// The alarm rings for mutants of the sets that the quick tests leave out, and its matrix is the same twice.
import { test } from 'vitest';
import { expectRings, expectSameInShares } from './ringing.ts';

test('the alarm rings for one in twelve of the mutants of the job-control commands', () =>
  expectRings('job-control'));

test.each(['hierarchy', 'job-control'])(
  'the kill matrix of the %s commands is the same twice, and the same in two shares',
  expectSameInShares,
);
