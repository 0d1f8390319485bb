// The facts of a recording that the deeds of its calls depend on.
import type { Id } from '../../contract/command.ts';
import type { Cast, Member } from './cast.ts';
import type { Call } from './log-event.ts';

export interface Recorded {
  readonly cast: Cast;
  /** The next of the ids that stand for what is not known; three are taken at once. */
  readonly standIns: () => Id;
  /** Processes were there before the recording. */
  readonly attached: boolean;
  /** Whether a line to come shows that the process does not ignore SIGCHLD. */
  readonly hearsOfChildren: (pid: Id) => boolean;
  /** Whether the process shows a line to come, as far as the log is looked ahead. */
  readonly showsLater: (pid: Id) => boolean;
  /** Whether a later call, as far as the log is looked ahead, proves that the descriptor of a call stands for its caller's terminal. */
  readonly provesLater: (call: Call, member: Member) => boolean;
  /** A wait may tell of any of several children. */
  readonly anyChildFirst: boolean;
}

/** The same ids each time, taken when they are first needed: a deed is done again in each order that a search tries. */
export function takenOnce(standIns: () => Id): () => Id {
  let taken: Id | undefined;
  return () => (taken ??= standIns());
}
