// The events of a recording: what happened to which thread on which line, and nothing of what it means. Readers make them of
// a log's text, and the explanation takes them, whatever log they are from.

/** A place in a log. */
export interface LogMoment {
  /** Counted from 1. */
  readonly line: number;
  /** Seconds since some moment, where the log has times. */
  readonly seconds: number | undefined;
}

/** The result of a system call as the log shows it. */
export type CallResult =
  /** `inOuterNamespace`: the same number as the log's first column counts, where the log tells it beside one of a namespace. */
  | { readonly kind: 'value'; readonly value: number; readonly inOuterNamespace?: number }
  | { readonly kind: 'error'; readonly errno: string }
  /** `= ?`: the call did not return, or starts anew (`ERESTARTSYS`). */
  | { readonly kind: 'none' }
  /** strace has put a result in the place of the kernel's (`-e inject`), and the call did nothing. */
  | { readonly kind: 'injected' };

/** A system call. The event of its entry and that of its return have the same object. */
export interface Call {
  /** The number in the log's first column: a thread, which is its process's number where it is the first. */
  readonly thread: number;
  readonly name: string;
  readonly entered: LogMoment;
  /** Its arguments, as far as the log has shown them: those that the kernel fills in are there once it has returned. */
  arguments: readonly string[];
  /** Absent until it has returned. */
  returned: LogMoment | undefined;
  result: CallResult | undefined;
}

/** The end of a thread, as its status tells it. */
export type ThreadEnd =
  | { readonly exitCode: number }
  | { readonly signal: string; readonly coreDumped: boolean };

export type LogEvent = {
  readonly at: LogMoment;
  /** The line. */
  readonly text: string;
} & (
  | /** A call on two lines has been entered. */ { readonly kind: 'enter'; readonly call: Call }
  /** A call has returned; one that stands on one line was entered there. */
  | { readonly kind: 'return'; readonly call: Call }
  | { readonly kind: 'signal' | 'stop'; readonly thread: number; readonly signal: string }
  /** `isTraced`: a tracer tells of the end, which the kernel keeps from the parent until the tracer has seen it. */
  | { readonly kind: 'end'; readonly thread: number; readonly end: ThreadEnd; readonly isTraced?: boolean }
  /** A thread of the same process has executed a program: this one is gone, and the other bears its number from now on. */
  | { readonly kind: 'superseded'; readonly thread: number; readonly by: number }
  /** The tracer says that it follows this thread. */
  | { readonly kind: 'attach' | 'detach'; readonly thread: number }
  /** A line that no reader of this log understands. */
  | { readonly kind: 'unreadable'; readonly why: string }
);
