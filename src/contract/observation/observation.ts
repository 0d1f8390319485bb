// The types of an observation as canonical JSON: the form of the wire, of reports and of hand-written systems. A system
// leaves out what it cannot show; only what it shows is compared. The fields are the rows of fields.ts; the form that is
// fast to compare is flat-observation.ts.
import type { Answer, Id } from '../command.ts';
import type { ShownBy } from './fields.ts';
import { FIELDS } from './fields.ts';

/** One unfreed process. Every list is in ascending id order. */
export interface ProcessObservation extends ShownBy<typeof FIELDS.process> {
  readonly pid: Id;
}

/** One live group. */
export interface GroupObservation extends ShownBy<typeof FIELDS.group> {
  readonly pgid: Id;
}

/** One live session. */
export interface SessionObservation extends ShownBy<typeof FIELDS.session> {
  readonly sid: Id;
}

/** One terminal, whether it serves a session or not. */
export interface TerminalObservation extends ShownBy<typeof FIELDS.terminal> {
  readonly terminal: Id;
}

/** A process whose `waitpid` came back with the last command, and the answer that it had. */
export interface WokenObservation {
  readonly process: Id;
  readonly answer: Answer;
}

/** A system's own count of what it has allocated, for I9. */
export interface Resources extends ShownBy<typeof FIELDS.resources> {}

/** Everything a system shows at one moment. */
export interface Observation {
  readonly processes?: readonly ProcessObservation[];
  readonly groups?: readonly GroupObservation[];
  readonly sessions?: readonly SessionObservation[];
  readonly terminals?: readonly TerminalObservation[];
  readonly woken?: readonly WokenObservation[];
  readonly resources?: Resources;
}

/** The kinds of resource, in the order of {@link Resources}. */
export const RESOURCE_NAMES = Object.keys(FIELDS.resources) as readonly (keyof Resources)[];
