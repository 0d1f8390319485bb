// A check of the default size comes everywhere.
import { expect, test } from 'vitest';
import { processionShared, temporaryFolder } from '../support/procession.ts';

test('procession check passes with required coverage at its default size', () => {
  using folder = temporaryFolder();
  expect(processionShared(folder.path, 'check', '--require-coverage', '--seed', '1').code).toBe(0);
});
