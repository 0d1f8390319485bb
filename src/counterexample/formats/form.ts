// The interface that every form of a counterexample has.
import type { Story } from '../explain/story.ts';

/** A text that a counterexample can be taken along in. */
export interface Form {
  /** As `--format` takes it. */
  readonly name: string;
  /** Its line of help. */
  readonly says: string;
  /** The command sets that it can tell; absent: every one. */
  readonly sets?: readonly string[];
  readonly write: (story: Story, about: StorySource) => string | Unwritable;
}

/** The files that a story is about. */
export interface StorySource {
  /** The file that the counterexample was read from. */
  readonly file: string;
  /** The function of the package that makes our own system of the story's command set. */
  readonly own: string;
  /** The module that the system was imported from, where it is one. */
  readonly module?: string | undefined;
}

/** The reason why a story cannot be written in a form: a sentence about its file. */
export interface Unwritable {
  readonly unwritable: string;
}
