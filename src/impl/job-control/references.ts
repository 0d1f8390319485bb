// Numbers that something remembers: a terminal its foreground, a leader the one that it lost, a blocked wait its group. All
// three mean a number for as long as something bears it, and nothing that bears it later.
//
// A row is that: it comes with the first bearer of an id and goes with the last. So they hold the row, and count as a
// reference to it. A row to which something refers leaves the index when its id is free again, and another one may
// bear the id; it keeps the id, which is what the terminal shows, and is given back with the last reference. Linux's
// `struct pid` is the same thing.
//
// A group's orphan question (signals.ts) is not counted but asked of its members: a count would have to be kept right for
// all children of whoever changes its group, and whoever asks goes through the members anyway, to signal them.
import { COLUMN, COMMANDS, FACETS as facets, HEADER, JOB, JOB_FLAG } from '../layout.ts';
import {
  JOB_WORDS as jobWords,
  NONE as none,
  REFERENCE as reference,
  ROW_WORDS as rowWords,
} from '../layout.ts';
import { TERMINAL_WORDS as terminalWords } from '../layout.ts';
import type { Id } from '../../contract/command.ts';
import type { Row } from '../layout.ts';
import { PosixTable } from '../posix/posix-table.ts';

const NONE = none;
const FACETS = facets;
const REFERENCE = reference;
const JOB_WORDS = jobWords;
const TERMINAL_WORDS = terminalWords;
/** A row's offset is so many times that of its process's words for job control. */
const ROWS_TO_JOBS = rowWords / jobWords;
const { FLAGS } = COLUMN;
const { TERMINAL, WAIT } = JOB;
const { STOPPED, WAITS } = JOB_FLAG;
const { CAPACITY, TERMINALS } = HEADER;

/** All references to one row must fit the bits that count them: two of each process, and those of the terminals. */
const CAPACITY_MAX = 2_000_000;

/** The words of job control, how they grow, and what refers to a number. Each step is O(1) unless it says otherwise. */
export class References<Data> extends PosixTable<Data> {
  /** The offset of a process's words for job control; of NONE that of words that stay 0. */
  protected jobOf(process: Row): number {
    return this.jobs + ((process / ROWS_TO_JOBS) | 0);
  }

  /** The marks of a process for job control; NONE has none. */
  protected jobFlags(process: Row): number {
    return this.words[this.jobOf(process)];
  }

  protected isStoppedRow(process: Row): boolean {
    return (this.jobFlags(process) & STOPPED) !== 0;
  }

  /** Whether it is in a wait and would notice something: one that is stopped would not. */
  protected waitsAwake(process: Row): boolean {
    return (this.jobFlags(process) & (WAITS | STOPPED)) === WAITS;
  }

  /** The offset of a terminal's words, or NONE where there is no such terminal. */
  protected terminalAt(terminal: number): number {
    const { words } = this;
    if ((terminal | 0) !== terminal || terminal < 1 || terminal > words[TERMINALS]) return NONE;
    return this.jobs + (1 + words[CAPACITY]) * JOB_WORDS + (terminal - 1) * TERMINAL_WORDS;
  }

  /** Something remembers the number of a row, which it bears now. */
  protected refer(row: Row): void {
    this.words[row + FLAGS] += REFERENCE;
  }

  /** Something remembers it no longer. */
  protected forget(row: Row): void {
    const { words } = this;
    words[row + FLAGS] -= REFERENCE;
    if (words[row + FLAGS] === 0) this.giveBack(row);
  }

  /** Whether anything still bears the number that a reference is to. */
  protected isBorne(row: Row): boolean {
    return (this.words[row + FLAGS] & FACETS) !== 0;
  }

  /** A number that something remembers is free like any other (T44); its row is not, until it is forgotten. */
  protected override release(row: Row): void {
    if (this.words[row + FLAGS] === 0) super.release(row);
    else this.freeId(row);
  }

  /** The marks of a process leave with it. */
  protected override dropProcess(process: Row): void {
    const { words } = this;
    const job = this.jobOf(process);
    words[job] = 0;
    words[job + TERMINAL] = 0;
    words[job + WAIT] = 0;
    super.dropProcess(process);
  }

  protected override makeInit(): void {
    super.makeInit();
    this.words[HEADER.COMMANDS] = COMMANDS.JOB_CONTROL;
  }

  protected override capacityMax(): number {
    return CAPACITY_MAX;
  }

  /** O(rows), as ever when a table grows. */
  protected override grow(): void {
    const { words, jobs } = this;
    const terminals = jobs + (1 + words[CAPACITY]) * JOB_WORDS;
    super.grow();
    this.words.set(words.subarray(jobs, terminals), this.jobs);
    this.words.set(words.subarray(terminals), this.terminalAt(1));
  }

  /** The id that a row bears or, where something refers to it, bore last. */
  protected idOf(row: Row): Id {
    return this.words[row + COLUMN.ID];
  }
}
