// The timeline of a recording, as data: the life of each process, group and session, and what changed in it on which line.
import type { Id } from '../../contract/command.ts';

/** A value that holds from a line on, until the next one of its list. Line 0: from before the first line. */
export interface Since<Value> {
  readonly line: number;
  readonly value: Value;
}

/** The life of a process, zombie time included. */
export interface ProcessLife {
  readonly pid: Id;
  /** False where no line is of it: it is known from what the lines of others tell. */
  readonly recorded: boolean;
  /** The line from which on it is there. */
  readonly begins: number;
  /** The process that made it; `undefined` where it was there from the start, or the log does not tell. */
  readonly madeBy: Id | undefined;
  readonly parents: readonly Since<Id | null>[];
  readonly groups: readonly Since<Id>[];
  readonly sessions: readonly Since<Id>[];
  /** The programs that it has executed, after the one that its maker ran, where the log tells. */
  readonly programs: readonly Since<string>[];
  readonly subreaper: readonly Since<boolean>[];
  /** Its end, which makes it a zombie. `status` is the one that waiting for it gives. */
  readonly end:
    | { readonly line: number; readonly status: number; readonly signal: string | undefined }
    | undefined;
  /** The line from which on it is not there any more, and the process that waited for it, where one did. */
  readonly gone: { readonly line: number; readonly reapedBy: Id | undefined } | undefined;
}

/** The life of a session. */
export interface SessionLife {
  readonly id: Id;
  readonly begins: number;
  readonly madeBy: Id | undefined;
  /** The line from which on it is not there any more. */
  readonly gone: number | undefined;
}

/** The life of a group, all of it in one session. */
export interface GroupLife extends SessionLife {
  readonly session: Id;
}

/** A step that counts from an earlier line than the one that shows its result. */
export interface EarlierStep {
  readonly line: number;
  readonly entered: number;
  /** The line from which on it counts. */
  readonly counts: number;
}

/** All that changed in a recording. Lists are in the order of their lines; of two entries on one line, the later one holds after it. */
export interface Timeline {
  readonly processes: readonly ProcessLife[];
  readonly groups: readonly GroupLife[];
  readonly sessions: readonly SessionLife[];
  readonly unexplained: readonly number[];
  readonly earlier: readonly EarlierStep[];
  /** Moments of lines, ascending, where the log has times. */
  readonly seconds: readonly Since<number>[];
}
