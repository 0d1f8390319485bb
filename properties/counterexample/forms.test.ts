// Goal: the list of forms is all that help, choices, refusals and the documentation know of them.
// Method: the real list against the help and docs/trace-format.md, and made-up forms for refusals.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Form } from '../../src/counterexample/formats/form.ts';
import { FORMS, writeForm, wrongSet } from '../../src/counterexample/formats/forms.ts';
import type { Story } from '../../src/counterexample/explain/story.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';
import { ROOT } from '../support/repository.ts';

const posixStory = { commandSet: 'posix' } as Story;

test('no two forms have one name, and each has a line of help and a row in docs/trace-format.md', () => {
  using folder = temporaryFolder();
  const help = processionShared(folder.path, 'show', '--help').out;
  const page = readFileSync(join(ROOT, 'docs/trace-format.md'), 'utf8');
  expect(new Set(FORMS.map(({ name }) => name)).size).toBe(FORMS.length);
  for (const { name, says } of FORMS) {
    expect(help).toContain(`  ${name.padEnd(8)}  ${says}\n`);
    expect(page).toContain(`\n| \`${name}\` |`);
  }
});

test('a form of one command set refuses the others before it writes, and names the forms that are made for them', () => {
  const form: Form = {
    name: 'toy',
    says: '',
    sets: ['toys'],
    write: () => {
      throw new Error('not to be written');
    },
  };
  expect(writeForm(form, posixStory, { file: 'a.trace', own: 'tableSystem' })).toEqual({
    unwritable:
      'a.trace is of the posix commands, and the form toy takes the toys commands alone; --format c takes those',
  });
  expect(wrongSet(form, 'jobs', 'a.trace')).toBe(
    'a.trace is of the jobs commands, and the form toy takes the toys commands alone',
  );
});

test('a form for every command set is given any story, and what it cannot write is told in its own words', () => {
  const form: Form = {
    name: 'toy',
    says: '',
    write: ({ commandSet }, { file }) => ({ unwritable: `${file}: ${commandSet}` }),
  };
  expect(writeForm(form, posixStory, { file: 'a', own: 'tableSystem' })).toEqual({ unwritable: 'a: posix' });
});
