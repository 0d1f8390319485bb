// The things that a command has done to others than its caller: who was stopped, continued, signalled, ended, woken. They
// are told until the next command begins and are no part of the state: no word of the table depends on them.
import type { Id } from '../../contract/command.ts';
import { NONE as none } from '../layout.ts';
import type { Row } from '../layout.ts';
import { position } from '../queries.ts';
import type { Snapshot } from '../snapshot.ts';
import { References } from './references.ts';

const NONE = none;

/**
 * The kinds of things that happen to a process besides what it asks for: signals stop it or continue it, end it, or arrive
 * for its handler; a wait that had blocked has its answer.
 */
export type JobEvent = 'stopped' | 'continued' | 'SIGHUP' | 'SIGCONT' | 'ended' | 'woken';

/**
 * Is told of one. `value` is the signal that stopped it, the wait status with which it ended, or a woken wait's answer,
 * whose wait status is `status`; else 0.
 */
export type HearJobEvent = (what: JobEvent, process: Id, value: number, status: number) => void;

const KINDS: readonly JobEvent[] = ['stopped', 'continued', 'SIGHUP', 'SIGCONT', 'ended', 'woken'];
const WORDS_EACH = 4;

/** Bits of a process, since the command before. */
export const SINCE = {
  /** SIGHUP has arrived. */
  HANGUP: 1,
  /** SIGCONT has arrived. */
  CONTINUE: 2,
  /** Its wait is to look again. */
  LOOK: 4,
  /** After that its wait starts anew, because a signal has arrived. */
  ANEW: 8,
  /** Its wait starts anew and does not look before: it was stopped. */
  RESUME: 16,
  /** SIGINT ends it at the end of the command. */
  DOOMED: 32,
} as const;

const RECEIVED = SINCE.HANGUP | SINCE.CONTINUE;

/** The record of a command. Each step is O(1), and no memory is taken but to make room for more than ever before. */
export class Happenings<Data> extends References<Data> {
  /** By a row's position its bits of {@link SINCE}. */
  #bits = new Uint8Array(0);
  /** The rows that have any. */
  #touched = new Int32Array(16);
  #touchedCount = 0;
  /** The kind, process, value and status of each happening. */
  #told = new Int32Array(16 * WORDS_EACH);
  #toldCount = 0;

  /**
   * Tells what the command before has brought about, in order; a wait that was woken comes last. A process that ended may
   * be gone already: its number is told all the same. Nothing is left of it once another command begins. O(told).
   */
  happened(hear: HearJobEvent): void {
    const told = this.#told;
    for (let at = 0; at < this.#toldCount; at += WORDS_EACH)
      hear(KINDS[told[at]], told[at + 1], told[at + 2], told[at + 3]);
  }

  /** Whether SIGHUP has reached the process since the command before, for its handler. O(1). */
  hasReceivedHangup(pid: Id): boolean {
    return this.isSince(this.find(pid), SINCE.HANGUP);
  }

  /** Whether SIGCONT has. O(1). */
  hasReceivedContinue(pid: Id): boolean {
    return this.isSince(this.find(pid), SINCE.CONTINUE);
  }

  override reset(): void {
    this.beginCommand();
    super.reset();
  }

  override restore(snapshot: Snapshot<Data>): void {
    super.restore(snapshot);
    this.beginCommand();
  }

  override overwrite(words: Int32Array): void {
    super.overwrite(words);
    this.beginCommand();
  }

  /** Forgets what the command before has brought about. O(what it was). */
  protected beginCommand(): void {
    this.#toldCount = 0;
    if (this.#touchedCount === 0) return;
    for (let i = 0; i < this.#touchedCount; i += 1) this.#bits[position(this.#touched[i])] = 0;
    this.#touchedCount = 0;
  }

  protected tell(what: JobEvent, process: Row, value = 0, status = 0): void {
    const at = this.#toldCount;
    if (at === this.#told.length) this.#told = doubled(this.#told);
    this.#told[at] = KINDS.indexOf(what);
    this.#told[at + 1] = this.idOf(process);
    this.#told[at + 2] = value;
    this.#told[at + 3] = status;
    this.#toldCount = at + WORDS_EACH;
  }

  protected isSince(row: Row, bit: number): boolean {
    return row !== NONE && (this.#bits[position(row)] & bit) !== 0;
  }

  protected note(row: Row, bit: number): void {
    const at = position(row);
    if (at >= this.#bits.length) this.#bits = enlarged(this.#bits, this.capacity + 1);
    if (this.#bits[at] === 0) {
      if (this.#touchedCount === this.#touched.length) this.#touched = doubled(this.#touched);
      this.#touched[this.#touchedCount] = row;
      this.#touchedCount += 1;
    }
    this.#bits[at] |= bit;
  }

  /** A process that has ended handles no signal, and its wait is over. */
  protected noteEnd(row: Row): void {
    if (this.isSince(row, ~0))
      this.#bits[position(row)] &= ~(RECEIVED | SINCE.LOOK | SINCE.ANEW | SINCE.RESUME);
  }

  /** Rows of processes that something was noted of, by place; NONE after the last. */
  protected noted(place: number): Row {
    return place < this.#touchedCount ? this.#touched[place] : NONE;
  }
}

function doubled(words: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(words.length * 2);
  more.set(words);
  return more;
}

function enlarged(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const more = new Uint8Array(length);
  more.set(bytes);
  return more;
}
