// The abstraction function of what a table with terminals shows besides processes, groups and sessions, by another way:
// whether it shows just what a packed state would. It says yes only where terminal-abstraction.ts and the model's observation
// are equal.
import { TERMINALS } from '../../contract/argument.ts';
import { INIT } from '../../contract/command.ts';
import { columnAt } from '../../model/bounded/columns.ts';
import type { Column } from '../../model/bounded/columns.ts';
import {
  COLUMN,
  FLAG,
  HEADER,
  indexEnd,
  INIT_ROW,
  JOB,
  JOB_FLAG,
  NONE,
  ROW_WORDS,
} from '../../impl/layout.ts';
import { JOB_WORDS, TERMINAL, TERMINAL_WORDS, terminalsStart } from '../../impl/layout.ts';
import { childAnswer, NEWS_BITS, NO_CHILD_ANSWER } from './terminal-news.ts';

/** The bits that are shown of the first word for job control. */
const SHOWN_FLAGS = JOB_FLAG.HANGUP | JOB_FLAG.INTERRUPT | JOB_FLAG.WAITS;
const { STOPPED } = JOB_FLAG;

/** Compares at a number of ids and one capacity. */
export class PackedTerminals {
  readonly #ids: number;
  readonly #terminal: number;
  readonly #stop: number;
  readonly #hangup: number;
  readonly #interrupt: number;
  readonly #waits: number;
  readonly #received: number;
  readonly #wokenStatus: number;
  readonly #woken: number;
  /** By the number of a woken wait's status, that status; below that there is none. */
  readonly #statuses: readonly number[];
  readonly #served: readonly number[];
  readonly #foregrounds: readonly number[];

  constructor(columns: readonly Column[], ids: number) {
    const at = (name: string): number => {
      const place = columnAt(columns, name);
      if (place === undefined) throw new Error(`the states of a set with terminals have no column ${name}`);
      return place;
    };
    const terminals = Array.from({ length: TERMINALS }, (_, index) => index + 1);
    this.#ids = ids;
    this.#terminal = at('jobTerminal');
    this.#stop = at('stop');
    this.#hangup = at('pendingHangup');
    this.#interrupt = at('pendingInterrupt');
    this.#waits = at('waitKind');
    this.#received = at('received');
    this.#wokenStatus = at('wokenStatus');
    this.#woken = at('woken');
    this.#statuses = columns.find(({ name }) => name === 'wokenStatus')?.values ?? [];
    this.#served = terminals.map((terminal) => at(`session${terminal}`) + INIT);
    this.#foregrounds = terminals.map((terminal) => at(`foreground${terminal}`) + INIT);
  }

  /** Whether the table shows this of the state, the rest of which it shows. O(what is shown). */
  isShown(words: ArrayLike<number>, cells: Uint8Array, news: (process: number) => number): boolean {
    const jobs = indexEnd(words[HEADER.CAPACITY]);
    const end = words[HEADER.ROWS_END];
    for (let row = INIT_ROW; row < end; row += ROW_WORDS) {
      if ((words[row + COLUMN.FLAGS] & FLAG.PROCESS) === 0) continue;
      const job = jobs + (row / ROW_WORDS) * JOB_WORDS;
      const pid = words[row + COLUMN.ID];
      const flags = words[job + JOB.FLAGS];
      if ((flags & SHOWN_FLAGS) !== this.#flagsOf(cells, pid)) return false;
      if ((flags & STOPPED) === 0 ? cells[this.#stop + pid] !== 0 : cells[this.#stop + pid] === 0)
        return false;
      const terminal = words[job + JOB.TERMINAL];
      if ((terminal < 0 ? 0 : terminal) !== cells[this.#terminal + pid]) return false;
    }
    return this.#areTerminalsShown(words, cells) && this.#areNewsShown(cells, news);
  }

  #flagsOf(cells: Uint8Array, pid: number): number {
    return (
      (cells[this.#hangup + pid] !== 0 ? JOB_FLAG.HANGUP : 0) |
      (cells[this.#interrupt + pid] !== 0 ? JOB_FLAG.INTERRUPT : 0) |
      (cells[this.#waits + pid] !== 0 ? JOB_FLAG.WAITS : 0)
    );
  }

  #areTerminalsShown(words: ArrayLike<number>, cells: Uint8Array): boolean {
    if (words[HEADER.TERMINALS] !== TERMINALS) return false;
    let at = terminalsStart(words[HEADER.CAPACITY]);
    for (let terminal = 0; terminal < TERMINALS; terminal += 1, at += TERMINAL_WORDS) {
      if (idOf(words, words[at + TERMINAL.SESSION]) !== cells[this.#served[terminal]]) return false;
      if (idOf(words, words[at + TERMINAL.FOREGROUND]) !== cells[this.#foregrounds[terminal]]) return false;
    }
    return true;
  }

  /** Sees only the last of several waits that ended in one process; their number tells that there were more. */
  #areNewsShown(cells: Uint8Array, news: (process: number) => number): boolean {
    let ended = 0;
    for (let pid = INIT; pid <= this.#ids; pid += 1) {
      const status = cells[this.#wokenStatus + pid];
      let answer = 0;
      if (status !== 0) {
        ended += 1;
        const known = this.#statuses[status];
        answer = known < 0 ? NO_CHILD_ANSWER : childAnswer(cells[this.#woken + pid], known);
      }
      const received = cells[this.#received + pid];
      const arrived =
        ((received & 1) !== 0 ? NEWS_BITS.HANGUP : 0) | ((received & 2) !== 0 ? NEWS_BITS.CONTINUE : 0);
      if (news(pid) !== (arrived | (answer << NEWS_BITS.ANSWER))) return false;
    }
    return news(0) === ended;
  }
}

function idOf(words: ArrayLike<number>, row: number): number {
  return row === NONE ? 0 : words[row + COLUMN.ID];
}
