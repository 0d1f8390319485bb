// Goal: a newcomer who saves a snippet of the README beside the README still has a green test command. Method: the tools
// of the project, with its settings, in a small project with files of a user's that each tool would complain about.
import { test } from 'vitest';
import { expectOwnFilesJudged } from './small-project.ts';

test('npm run format:check judges what is in the folders of the project, and no file that a user puts beside them', () =>
  expectOwnFilesJudged('format:check'));
