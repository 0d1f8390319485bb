// Counts in sentences.
import { expect, test } from 'vitest';
import { counted, countedState, grouped } from '../../src/contract/format-numbers.ts';

test('a count of one is told in the singular, everything else in the plural', () => {
  expect([0, 1, 2, 1234].map((count) => counted(count, 'transition'))).toEqual([
    '0 transitions',
    '1 transition',
    '2 transitions',
    '1,234 transitions',
  ]);
  expect([1, 3].map((count) => counted(count, 'witness', 'witnesses'))).toEqual(['1 witness', '3 witnesses']);
});

test('a state is counted kind by kind', () => {
  expect(countedState(1, 2, 1)).toBe('1 process, 2 groups and 1 session');
});

test('the thousands of a number stand apart', () => {
  expect(grouped(1_234_567)).toBe('1,234,567');
});
