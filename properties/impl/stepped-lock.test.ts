// Goal: the lock's stepped form is made from the lock as it is now. Method: its text, made anew. It stands apart from the searches
// of its schedules, which generic mutants of the stepped form are tried on: their text differs from what is made.
import { describe, expect, test } from 'vitest';
import { textOf } from '../support/repository.ts';
import { STEPPED_LOCK, steppedLock } from './stepped-lock.ts';

describe('the stepped form', () => {
  test('the stepped form of the lock is the one that its text makes now', () => {
    expect(textOf(STEPPED_LOCK)).toBe(steppedLock());
  });

  test('a change of the lock changes its stepped form', () => {
    const text = textOf('src/impl/shared/lock.ts');
    expect(steppedLock(text.replace('=== taken) return;', '!== taken) return;'))).not.toBe(
      textOf(STEPPED_LOCK),
    );
  });
});
