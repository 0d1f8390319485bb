// Each tool of the project judges the project's own files alone: those that take longest.
import { test } from 'vitest';
import { expectOwnFilesJudged } from './small-project.ts';

test.each(['lint', 'typecheck', 'test:only'])(
  'npm run %s judges what is in the folders of the project, and no file that a user puts beside them',
  expectOwnFilesJudged,
);
