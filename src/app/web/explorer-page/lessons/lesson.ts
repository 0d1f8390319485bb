// The form of a lesson: a walk of one command set, in scenes. A scene brings the model somewhere, and asks what one command
// will do there.

/** A short walkthrough. Its commands are those of one set, by the profile that decides most. */
export interface Lesson {
  /** The lesson's name in an address. */
  readonly id: string;
  readonly title: string;
  /** The id of the vocabulary. */
  readonly commandSet: string;
  readonly scenes: readonly Scene[];
}

/** One question of a lesson. */
export interface Scene {
  /** The commands that lead to it, in the notation; all are accepted. */
  readonly setup: readonly string[];
  /** The situation, in a sentence or two. */
  readonly tells: string;
  /** The command that is asked about, in the notation. */
  readonly command: string;
  /** The choice that the model bears out, as a claim: see claim.ts. */
  readonly right: string;
  /** The choices that it does not, one to three. */
  readonly wrong: readonly string[];
  /** The reason, in one sentence. */
  readonly why: string;
  /** The clause of docs/semantics.md that decides it. */
  readonly clause: string;
}
