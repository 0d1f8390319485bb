// Goal: the numbers that the documents state are the recorded ones. Method: the document's rows are made of the record
// and looked for.
import { describe, expect, test } from 'vitest';
import { textOf } from '../support/repository.ts';
import type { Recorded } from './ladder.ts';
import type { SpaceCounts } from './spaces.ts';

const document = textOf('docs/model-checking.md');
const spaces = JSON.parse(textOf('properties/recorded/state-space.json')) as Readonly<
  Record<string, SpaceCounts>
>;
const mutants = JSON.parse(textOf('properties/recorded/mutants.json')) as Readonly<Record<string, Recorded>>;

describe('docs/model-checking.md', () => {
  test('docs/model-checking.md lists every recorded space with its counts, and no other', () => {
    expect(between('spaces').trim().split('\n').slice(2)).toEqual(Object.entries(spaces).map(rowOf));
  });

  test('docs/model-checking.md counts the mutants, and those that three ids show', () => {
    const at3 = Object.values(mutants).filter(({ bound }) => Number(/--ids (\d+)/.exec(bound)?.[1]) <= 3);
    expect(between('mutants')).toBe(String(Object.keys(mutants).length));
    expect(between('mutants-at-3')).toBe(String(at3.length));
  });
});

function between(mark: string): string {
  return document.split(`<!-- ${mark} -->`)[1]?.split(`<!-- /${mark} -->`)[0] ?? '';
}

function rowOf([name, counts]: [string, SpaceCounts]): string {
  const { states, transitions, refused, unchanged, depth, orbitSum, modelStates } = counts;
  const of = modelStates === undefined ? '' : `, of ${grouped(modelStates)} states`;
  const sum = orbitSum === undefined ? '' : grouped(orbitSum);
  return `| ${[name + of, ...[states, transitions, refused, unchanged, depth].map(grouped), sum].join(' | ')} |`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
