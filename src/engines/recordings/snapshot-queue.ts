// The snapshots of a recording in their order, each compared when the log has come to its moment.
import type { Cast } from './cast.ts';
import type { Findings } from './findings.ts';
import type { Snapshot } from './ps-row.ts';
import { compareSnapshot } from './snapshot-check.ts';
import type { World } from './world.ts';

export class SnapshotQueue {
  readonly #snapshots: readonly Snapshot[];
  #next = 0;

  constructor(snapshots: readonly Snapshot[]) {
    this.#snapshots = snapshots.toSorted((one, other) => one.beganSeconds - other.beganSeconds);
  }

  /** Snapshots that the log never came to. */
  get remaining(): number {
    return this.#snapshots.length - this.#next;
  }

  /**
   * Compares the snapshots that ended before an event, where nothing happened while they were taken.
   *
   * @param last The time of the event before.
   * @param isBusy Whether something that a snapshot shows is under way between the two events.
   */
  compareUntil(
    seconds: number,
    last: number | undefined,
    isBusy: boolean,
    world: World,
    cast: Cast,
    findings: Findings,
  ): World {
    let next = world;
    for (;;) {
      const snapshot = this.#snapshots[this.#next];
      if (snapshot === undefined || snapshot.beganSeconds > seconds) return next;
      this.#next += 1;
      const isQuiet =
        last !== undefined && last < snapshot.beganSeconds && snapshot.endedSeconds < seconds && !isBusy;
      if (!isQuiet) {
        findings.busySnapshot();
        continue;
      }
      const compared = compareSnapshot(snapshot, next, cast);
      findings.snapshot(compared.rows, compared.unexplained);
      next = compared.world;
    }
  }
}
