// Goal: exploration finds every mutant, and no counterexample of its is longer than need be. Method: each is searched
// for where it was found, at the smallest bound of a ladder that shows it; record-mutants.ts climbs the whole ladder.
import { describe, expect, test } from 'vitest';
import { MUTANTS } from '../../src/systems/mutants/registry.ts';
import { textOf } from '../support/repository.ts';
import { searchAgain } from './ladder.ts';
import type { Recorded } from './ladder.ts';

const recorded = JSON.parse(textOf('properties/recorded/mutants.json')) as Readonly<Record<string, Recorded>>;
const names = Object.keys(MUTANTS);

describe('a shortest counterexample', () => {
  test('a shortest counterexample is recorded of every mutant', () => {
    expect(Object.keys(recorded)).toEqual(names);
  });

  test('a shortest counterexample is found again where it is recorded', async () => {
    const again: Record<string, Recorded | undefined> = {};
    for (const name of names) again[name] = await searchAgain(name, recorded[name]);
    expect(again).toEqual(recorded);
  });
});
