// A line of a log as it comes from a file, where the file may be damaged.

/** A line that is not all there. */
export interface DamagedLine {
  /** What is there of it. */
  readonly text: string;
  /** A sentence. */
  readonly why: string;
  /** Only the end of the line is missing, so that nothing of its text needs to be. */
  readonly mayBeWhole: boolean;
}

export type LogLine = string | DamagedLine;
