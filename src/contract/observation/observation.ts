// What may be observed of a hierarchy, as canonical JSON: the form of the wire, of reports and of hand-written
// systems. A system leaves out what it cannot show; only what it shows is compared. The form that is fast to
// compare is flat-observation.ts.
import type { Id } from '../command.ts';

/** One unfreed process. Every list is in ascending id order. */
export interface ProcessObservation {
  readonly pid: Id;
  /** `null` for init. */
  readonly parent?: Id | null;
  readonly group?: Id;
  readonly state?: 'running' | 'zombie';
  readonly children?: readonly Id[];
  readonly threads?: readonly Id[];
  readonly subreaper?: boolean;
  readonly groupExited?: boolean;
  readonly exitCode?: number;
  /** Of the POSIX commands alone: has executed a program since it was forked. */
  readonly executed?: boolean;
  /** Of the POSIX commands alone: ignores SIGCHLD, so that its children leave no zombies. */
  readonly ignoresSigchld?: boolean;
}

/** One live group. */
export interface GroupObservation {
  readonly pgid: Id;
  readonly session?: Id;
  readonly processes?: readonly Id[];
}

/** One live session. */
export interface SessionObservation {
  readonly sid: Id;
  readonly groups?: readonly Id[];
}

/** A system's own count of what it has allocated, for I9. */
export interface Resources {
  readonly processes?: number;
  readonly groups?: number;
  readonly sessions?: number;
  readonly threads?: number;
  readonly handles?: number;
}

/** Everything a system shows at one moment. */
export interface Observation {
  readonly processes?: readonly ProcessObservation[];
  readonly groups?: readonly GroupObservation[];
  readonly sessions?: readonly SessionObservation[];
  readonly resources?: Resources;
}

/** The kinds of resource, in the order of {@link Resources}. */
export const RESOURCE_NAMES = ['processes', 'groups', 'sessions', 'threads', 'handles'] as const;
