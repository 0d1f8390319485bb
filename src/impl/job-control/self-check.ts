// The representation invariant of a terminal table beyond that of a POSIX table: references are counted right, terminals and
// those that have them agree, and marks go together. To be asked of words that are sane otherwise.
import { counted } from '../../contract/format-numbers.ts';
import {
  COLUMN,
  FLAG,
  HEADER,
  indexEnd,
  INIT_ROW,
  JOB,
  JOB_FLAG,
  JOB_WORDS,
  NONE,
  REFERENCE,
  ROW_WORDS,
  TERMINAL,
  TERMINAL_WORDS,
  terminalsStart,
  TOLD_STATUS,
  WAITS_FOR,
} from '../layout.ts';
import type { ReadonlyWords, Row } from '../layout.ts';

const { STOPPED, STOP_REPORT, CONTINUE_REPORT, HANGUP, INTERRUPT, WAITS, UNTRACED, CONTINUED, TOLD } =
  JOB_FLAG;
const TTOU_OF_STOPPED = 4;
const OF_STOPPED = STOP_REPORT | HANGUP | INTERRUPT | TOLD;
const OF_WAIT = UNTRACED | CONTINUED | TOLD | JOB_FLAG.WAITS_FOR;

/** The faults, in sentences; empty when sane. O(rows ever used), and as much memory. */
export function jobControlFaults(words: ReadonlyWords): readonly string[] {
  return new JobControlCheck(words).run();
}

class JobControlCheck {
  readonly #words: ReadonlyWords;
  readonly #rows: readonly Row[];
  readonly #jobs: number;
  /** References by row, as they are found. */
  readonly #references = new Map<Row, number>();
  readonly #found: string[] = [];

  constructor(words: ReadonlyWords) {
    this.#words = words;
    this.#jobs = indexEnd(words[HEADER.CAPACITY]);
    const rows: Row[] = [];
    for (let row = INIT_ROW; row < words[HEADER.ROWS_END]; row += ROW_WORDS) rows.push(row);
    this.#rows = rows;
  }

  run(): readonly string[] {
    this.#checkTerminals();
    for (const row of [NONE, ...this.#rows]) {
      if (row !== NONE && this.#has(row, FLAG.PROCESS)) this.#checkProcess(row);
      else this.#checkNothing(row);
    }
    this.#checkReferences();
    return this.#found;
  }

  #say(sentence: string): void {
    this.#found.push(sentence);
  }

  #has(row: Row, flag: number): boolean {
    return (this.#words[row + COLUMN.FLAGS] & flag) !== 0;
  }

  #id(row: Row): number {
    return this.#words[row + COLUMN.ID];
  }

  #job(row: Row): number {
    return this.#jobs + (row / ROW_WORDS) * JOB_WORDS;
  }

  #sessionOf(process: Row): Row {
    return this.#words[this.#words[process + COLUMN.GROUP] + COLUMN.SESSION];
  }

  /** Counts a reference; answers whether it is to a row that anything may refer to. */
  #refers(to: Row, whose: string): boolean {
    const isRow = to >= INIT_ROW && to < this.#words[HEADER.ROWS_END] && (to - INIT_ROW) % ROW_WORDS === 0;
    if (!isRow || this.#words[to + COLUMN.FLAGS] === 0) {
      this.#say(`${whose} refers to ${to}, which is no row in use`);
      return false;
    }
    this.#references.set(to, (this.#references.get(to) ?? 0) + 1);
    return true;
  }

  #checkTerminals(): void {
    const words = this.#words;
    const served = new Map<Row, number>();
    const start = terminalsStart(words[HEADER.CAPACITY]);
    for (let terminal = 1; terminal <= words[HEADER.TERMINALS]; terminal++) {
      const at = start + (terminal - 1) * TERMINAL_WORDS;
      const session = words[at + TERMINAL.SESSION];
      const foreground = words[at + TERMINAL.FOREGROUND];
      if (session === NONE) {
        if (foreground !== NONE) this.#say(`terminal ${terminal} has a foreground and serves no session`);
        continue;
      }
      this.#refers(foreground, `terminal ${terminal}`);
      const other = served.get(session);
      if (other !== undefined) this.#say(`terminals ${other} and ${terminal} serve the same session`);
      served.set(session, terminal);
      const isLed =
        this.#rows.includes(session) && this.#has(session, FLAG.PROCESS) && this.#has(session, FLAG.SESSION);
      if (!isLed) this.#say(`terminal ${terminal} serves row ${session}, which is no session leader's`);
      else if (words[this.#job(session) + JOB.TERMINAL] !== terminal) {
        this.#say(`terminal ${terminal} serves session ${this.#id(session)}, whose leader does not have it`);
      }
    }
  }

  #checkProcess(row: Row): void {
    const words = this.#words;
    const pid = this.#id(row);
    const job = this.#job(row);
    const flags = words[job + JOB.FLAGS];
    this.#checkTerminalOf(row, words[job + JOB.TERMINAL]);
    if (flags !== 0 && this.#has(row, FLAG.ZOMBIE)) this.#say(`zombie ${pid} has marks of job control`);
    if (flags < 0 || flags >>> (TOLD_STATUS + 16) !== 0 || (flags & STOPPED) > TTOU_OF_STOPPED) {
      this.#say(`process ${pid} has marks of job control that mean nothing`);
    }
    if ((flags & STOPPED) === 0 && (flags & OF_STOPPED) !== 0) {
      this.#say(`process ${pid} is not stopped and has a mark of one that is`);
    }
    if ((flags & STOPPED) !== 0 && (flags & CONTINUE_REPORT) !== 0) {
      this.#say(`process ${pid} is stopped and to be reported as continued`);
    }
    if ((flags & STOPPED) !== 0 && row === INIT_ROW) this.#say('init is stopped');
    this.#checkWait(row, flags, words[job + JOB.WAIT]);
  }

  #checkTerminalOf(row: Row, terminal: number): void {
    const words = this.#words;
    const pid = this.#id(row);
    if (terminal < 0) {
      this.#refers(-terminal, `the remembered foreground of process ${pid}`);
      if (!this.#has(row, FLAG.SESSION) || this.#has(row, FLAG.ZOMBIE)) {
        this.#say(`process ${pid} remembers a foreground and leads no session`);
      }
      return;
    }
    if (terminal === 0) return;
    const at = terminalsStart(words[HEADER.CAPACITY]) + (terminal - 1) * TERMINAL_WORDS;
    if (terminal > words[HEADER.TERMINALS] || words[at + TERMINAL.SESSION] !== this.#sessionOf(row)) {
      this.#say(`process ${pid} has terminal ${terminal}, which does not serve its session`);
    }
  }

  #checkWait(row: Row, flags: number, meant: number): void {
    const pid = this.#id(row);
    if ((flags & WAITS) === 0) {
      if (meant !== 0 || (flags & OF_WAIT) !== 0)
        this.#say(`process ${pid} is in no wait and has marks of one`);
      return;
    }
    const waitsFor = flags & JOB_FLAG.WAITS_FOR;
    if ((flags & TOLD) === 0 && flags >>> TOLD_STATUS !== 0) {
      this.#say(`process ${pid} has been told of nothing and has a status to tell`);
    }
    if ((flags & TOLD) !== 0 || waitsFor === WAITS_FOR.ANY) return;
    if (waitsFor !== WAITS_FOR.PID) this.#refers(meant, `the wait of process ${pid}`);
    else if (meant < 1) this.#say(`process ${pid} waits for ${meant}, which is no pid`);
  }

  /** Nothing is left of a process where none is. */
  #checkNothing(row: Row): void {
    const job = this.#job(row);
    for (let word = job; word < job + JOB_WORDS; word++) {
      if (this.#words[word] !== 0) {
        return this.#say(
          row === NONE
            ? 'the words that belong to no process are in use'
            : `row ${row} has no process and marks of one`,
        );
      }
    }
  }

  #checkReferences(): void {
    for (const row of this.#rows) {
      const count = Math.floor(this.#words[row + COLUMN.FLAGS] / REFERENCE);
      const found = this.#references.get(row) ?? 0;
      if (count !== found) {
        this.#say(`id ${this.#id(row)} counts ${counted(count, 'reference')}, and there are ${found}`);
      }
    }
  }
}
