// The Rust form: a test against the crate axprocess, which has the hierarchy commands.
import type { Form } from '../form.ts';
import { rustOf, whyNoRust } from './axprocess-test.ts';

export const RUST_TEST: Form = {
  name: 'rust',
  says: 'a test against axprocess, of hierarchy commands',
  sets: ['hierarchy'],
  write: (story, { file }) => {
    const why = whyNoRust(story);
    return why === undefined
      ? rustOf(story)
      : { unwritable: `${file} cannot be written as a Rust test: ${why}` };
  },
};
