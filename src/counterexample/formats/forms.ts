// The forms that a counterexample can be taken along in, one entry each. Help, choices and refusals of `--format` are made
// from this list; the command line adds what is shown in a terminal and the page.
import { printRecord, recordOf } from '../file/record.ts';
import type { Story } from '../explain/story.ts';
import { C_PROGRAM } from './c/form.ts';
import type { Form, StorySource, Unwritable } from './form.ts';
import { itfOf } from './itf.ts';
import { mermaidOf } from './mermaid.ts';
import { RUST_TEST } from './rust/form.ts';
import { vitestOf } from './vitest.ts';

/** The forms, in the order of the help. */
export const FORMS: readonly Form[] = [
  {
    name: 'json',
    says: 'everything known about the failure (schema/counterexample-2.schema.json)',
    write: recordText,
  },
  { name: 'itf', says: 'Informal Trace Format, for viewers of TLA+ and Quint traces', write: itfOf },
  { name: 'mermaid', says: 'a drawing, where mermaid is rendered', write: mermaidOf },
  {
    name: 'vitest',
    says: 'a test to paste',
    write: (story, { own, module }) => vitestOf(story, own, module),
  },
  RUST_TEST,
  C_PROGRAM,
];

/**
 * The text of a story in a form, or the sentence that says why it has none; where its commands are of another set, with
 * the forms made for that set.
 */
export function writeForm(form: Form, story: Story, about: StorySource): string | Unwritable {
  const { commandSet } = story;
  const why = wrongSet(form, commandSet, about.file);
  if (why === undefined) return form.write(story, about);
  const others = FORMS.filter(({ sets }) => sets?.includes(commandSet)).map(({ name }) => name);
  return { unwritable: others.length === 0 ? why : `${why}; --format ${others.join(' or ')} takes those` };
}

/** The reason why a form cannot tell a file's command set, if it cannot. */
export function wrongSet({ name, sets }: Form, commandSet: string, file: string): string | undefined {
  if (sets === undefined || sets.includes(commandSet)) return undefined;
  const eachSet = sets.join(' and ');
  return `${file} is of the ${commandSet} commands, and the form ${name} takes the ${eachSet} commands alone`;
}

function recordText(
  { specification, failure, system, found, certificate, outcome }: Story,
  { file }: StorySource,
): string | Unwritable {
  if (failure !== undefined && system !== undefined)
    return printRecord(recordOf(failure, { ...found, system }, specification, certificate));
  return {
    unwritable:
      outcome === 'passed'
        ? `${file} does not fail on ${system}: the JSON form tells of a failure`
        : `the JSON form tells of a failure: --sut says which system fails on ${file}`,
  };
}
