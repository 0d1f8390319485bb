// The abstraction function of a table with terminals: what the other tables show, and besides it what the words of job
// control say, and what the command before has brought about.
import { marksByName, FIELDS, placed } from '../../contract/observation/fields.ts';
import type { ShownFields } from '../../contract/observation/fields.ts';
import { SHOWS_ALL_OF_TERMINAL } from '../../contract/observation/flat-observation.ts';
import type { FlatObservation, Focus } from '../../contract/observation/flat-observation.ts';
import { wokenAnswer } from '../../impl/job-control/apply.ts';
import type { TerminalTable } from '../../impl/job-control/terminal-table.ts';
import { COLUMN, HEADER, indexEnd, JOB, JOB_FLAG, JOB_WORDS, NONE, ROW_WORDS } from '../../impl/layout.ts';
import { TERMINAL, TERMINAL_WORDS, terminalsStart } from '../../impl/layout.ts';
import type { ReadonlyWords, Row } from '../../impl/layout.ts';
import { Abstraction } from './abstraction.ts';

const MARKS = marksByName(FIELDS.process);
const ROWS = placed(FIELDS.process);
const { thirdMark: IS_STOPPED } = ROWS.find(({ name }) => name === 'state')!;
const [HAS_HANGUP, HAS_CONTINUE] = ROWS.find(({ name }) => name === 'received')!.setMarks;

/** Reads one table again and again. */
export class TerminalAbstraction extends Abstraction {
  readonly #table: TerminalTable;

  constructor(table: TerminalTable, shows: ShownFields) {
    super(table, shows);
    this.#table = table;
  }

  override observe(out: FlatObservation, focus?: Focus): void {
    super.observe(out, focus);
    this.#addTerminals(this.#table.storage(), out);
    this.#addWoken(out);
  }

  protected override marksOf(words: ReadonlyWords, row: Row): number {
    const job = words[jobOf(words, row) + JOB.FLAGS];
    const pid = words[row + COLUMN.ID];
    return (
      super.marksOf(words, row) |
      (job & JOB_FLAG.STOPPED ? IS_STOPPED : 0) |
      (job & JOB_FLAG.HANGUP ? MARKS.pendingHangup : 0) |
      (job & JOB_FLAG.INTERRUPT ? MARKS.pendingInterrupt : 0) |
      (job & JOB_FLAG.WAITS ? MARKS.waiting : 0) |
      (this.#table.hasReceivedHangup(pid) ? HAS_HANGUP : 0) |
      (this.#table.hasReceivedContinue(pid) ? HAS_CONTINUE : 0)
    );
  }

  protected override terminalOf(words: ReadonlyWords, row: Row): number {
    return Math.max(0, words[jobOf(words, row) + JOB.TERMINAL]);
  }

  #addTerminals(words: ReadonlyWords, out: FlatObservation): void {
    const start = terminalsStart(words[HEADER.CAPACITY]);
    for (let terminal = 1; terminal <= words[HEADER.TERMINALS]; terminal += 1) {
      const at = start + (terminal - 1) * TERMINAL_WORDS;
      const session = words[at + TERMINAL.SESSION];
      const foreground = words[at + TERMINAL.FOREGROUND];
      const [sid, pgid] = [session, foreground].map((row) => (row === NONE ? 0 : words[row + COLUMN.ID]));
      out.addTerminal(terminal, sid, pgid, SHOWS_ALL_OF_TERMINAL);
    }
  }

  /** Those who were woken, ascending. */
  #addWoken(out: FlatObservation): void {
    const woken: { readonly process: number; readonly answer: ReturnType<typeof wokenAnswer> }[] = [];
    this.#table.happened((what, process, value, status) => {
      if (what === 'woken') woken.push({ process, answer: wokenAnswer(value, status) });
    });
    woken.sort((a, b) => a.process - b.process);
    for (const { process, answer } of woken) out.addWoken(process, answer);
    out.showsWoken = true;
  }
}

function jobOf(words: ReadonlyWords, row: Row): number {
  return indexEnd(words[HEADER.CAPACITY]) + (row / ROW_WORDS) * JOB_WORDS;
}
