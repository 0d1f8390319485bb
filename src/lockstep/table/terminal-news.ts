// The news of a table with terminals, a number for each process: what the command before has brought to it and no word of
// the table says. The model's half of the same number is in packed-terminals.ts.
import type { TerminalTable } from '../../impl/job-control/terminal-table.ts';
import type { HearJobEvent } from '../../impl/job-control/happenings.ts';
import { ERRNO } from '../../impl/posix/errno.ts';

/** Bits of a number of news: the signals that have arrived, and above them the answer of a wait that has ended. */
export const NEWS_BITS = { HANGUP: 1, CONTINUE: 2, ANSWER: 2 } as const;
/** The answer that no child is asked for. */
export const NO_CHILD_ANSWER = 1;
const STATUS_BITS = 16;
const PID_MAX = 15;
/** No number of the model's. */
const UNKNOWN = -1;

/** The answer that tells of a child, as a number. */
export function childAnswer(pid: number, status: number): number {
  return (pid << STATUS_BITS) | status;
}

/** Tells the news of one table again and again. */
export class TerminalNews {
  readonly #table: TerminalTable;
  #process = 0;
  #answer = 0;
  #ended = 0;

  constructor(table: TerminalTable) {
    this.#table = table;
  }

  /** The number of a process's news; of 0 the number of waits that have ended. O(happenings). */
  of(process: number): number {
    this.#process = process;
    this.#answer = 0;
    this.#ended = 0;
    this.#table.happened(this.#hear);
    if (process === 0) return this.#ended;
    if (this.#answer === UNKNOWN) return UNKNOWN;
    const hangup = this.#table.hasReceivedHangup(process) ? NEWS_BITS.HANGUP : 0;
    const continued = this.#table.hasReceivedContinue(process) ? NEWS_BITS.CONTINUE : 0;
    return hangup | continued | (this.#answer << NEWS_BITS.ANSWER);
  }

  readonly #hear: HearJobEvent = (what, process, value, status) => {
    if (what !== 'woken') return;
    this.#ended += 1;
    if (process === this.#process) this.#answer = answerOf(value, status);
  };
}

function answerOf(value: number, status: number): number {
  if (value === -ERRNO.ECHILD) return NO_CHILD_ANSWER;
  const isChild = value > 0 && value <= PID_MAX && status >>> STATUS_BITS === 0;
  return isChild ? childAnswer(value, status) : UNKNOWN;
}
