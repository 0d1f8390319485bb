// A snapshot of a process tree beside a recording, as `ps` prints one.

/** One process of a snapshot. */
export interface SnapshotRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Its first letter and the marks after it: `Ss`, `Zl`, `t`. */
  readonly state: string;
  /** The line of the file of snapshots, from 1. */
  readonly line: number;
}

/** A snapshot, taken between two moments of the recording's clock. */
export interface PsSnapshot {
  readonly label: string;
  readonly beganSeconds: number;
  readonly endedSeconds: number;
  readonly rows: readonly SnapshotRow[];
}
