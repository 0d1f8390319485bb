// A line of a log as it comes from a file, where the file may be damaged.

/** A line that is not all there. */
export interface DamagedLine {
  /** Its text, as far as it is there. */
  readonly text: string;
  /** A sentence. */
  readonly why: string;
  /** Only the end of the line is missing, so that nothing of its text needs to be. */
  readonly mayBeWhole: boolean;
}

export type LogLine = string | DamagedLine;
