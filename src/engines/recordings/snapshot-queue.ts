// The snapshots of a recording in their order, each compared when the log has come to its moment.
import type { Cast } from './cast.ts';
import type { Deed } from './deeds/deed.ts';
import { silentDeed } from './deeds/silent-deed.ts';
import type { Findings } from './findings.ts';
import type { Order } from './order.ts';
import type { PsSnapshot } from './ps-row.ts';
import { compareSnapshot } from './snapshot-check.ts';
import type { World } from './world.ts';

export class SnapshotQueue {
  readonly #snapshots: readonly PsSnapshot[];
  readonly #cast: Cast;
  readonly #order: Order;
  readonly #findings: Findings;
  #next = 0;

  constructor(snapshots: readonly PsSnapshot[], cast: Cast, order: Order, findings: Findings) {
    this.#snapshots = snapshots.toSorted((one, other) => one.beganSeconds - other.beganSeconds);
    this.#cast = cast;
    this.#order = order;
    this.#findings = findings;
  }

  /** Snapshots that the log never came to. */
  get remaining(): number {
    return this.#snapshots.length - this.#next;
  }

  /**
   * Compares the snapshots that began before an event, where nothing happened while they were taken.
   *
   * @param last The time of the event before.
   * @param isBusy Whether something that a snapshot shows is under way between the two events.
   * @param others The worlds that it may have shown all the same, since the log's times are not those at which calls took effect.
   */
  compareUntil(
    seconds: number,
    last: number | undefined,
    isBusy: () => boolean,
    others: (snapshot: PsSnapshot) => Iterable<World>,
  ): void {
    for (;;) {
      const snapshot = this.#snapshots[this.#next];
      if (snapshot === undefined || snapshot.beganSeconds > seconds) return;
      this.#next += 1;
      const isBetween = last !== undefined && last < snapshot.beganSeconds && snapshot.endedSeconds < seconds;
      if (!isBetween || isBusy()) {
        this.#findings.busySnapshot();
        continue;
      }
      const { world, rows, unexplained, relied } = compareSnapshot(snapshot, this.#order.world, this.#cast);
      if (
        unexplained.length > 0 &&
        (this.#isOneOf(snapshot, others(snapshot)) || this.#order.fits(this.#deedOf(snapshot)))
      ) {
        this.#findings.snapshot(rows, [], world);
        continue;
      }
      const behind = this.#findings.snapshot(rows, unexplained, world);
      for (const number of relied) this.#order.doubt(number, undefined, behind);
      this.#order.goOnWith((before) => compareSnapshot(snapshot, before, this.#cast).world);
    }
  }

  /** The look at the processes, between two lines: what is in flight there may have come before it or after it. */
  #deedOf(snapshot: PsSnapshot): Deed {
    return silentDeed(this.#findings.lines + 0.5, (before) => {
      const { unexplained, world } = compareSnapshot(snapshot, before, this.#cast);
      return unexplained.length > 0 ? undefined : world;
    });
  }

  #isOneOf(snapshot: PsSnapshot, worlds: Iterable<World>): boolean {
    for (const world of worlds)
      if (compareSnapshot(snapshot, world, this.#cast).unexplained.length === 0) return true;
    return false;
  }
}
