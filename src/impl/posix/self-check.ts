// The representation invariant of a POSIX table beyond that of every table: what its commands
// cannot bring about, and rely on. To be asked of words that are sane otherwise.
import { COLUMN, COMMANDS, FLAG, HEADER, INIT_ROW, ROW_WORDS } from '../layout.ts';
import type { ReadonlyWords, Row } from '../layout.ts';
import { INTERRUPTED, KILLED } from './wait-status.ts';

/** The faults, in sentences; empty when sane. O(rows ever used). */
export function posixFaults(words: ReadonlyWords): readonly string[] {
  const faults: string[] = [];
  if (words[HEADER.HANDLES] !== 0) {
    faults.push(`handles are held, and no POSIX command holds one: ${words[HEADER.HANDLES]}`);
  }
  for (let row = INIT_ROW; row < words[HEADER.ROWS_END]; row += ROW_WORDS) {
    if ((words[row + COLUMN.FLAGS] & FLAG.PROCESS) !== 0) faults.push(...faultsOf(words, row));
  }
  return faults;
}

function faultsOf(words: ReadonlyWords, process: Row): string[] {
  const faults: string[] = [];
  const flags = words[process + COLUMN.FLAGS];
  const pid = words[process + COLUMN.ID];
  const status = words[process + COLUMN.EXIT_CODE];
  if ((flags & FLAG.SESSION) !== 0 && words[process + COLUMN.GROUP] !== process) {
    faults.push(`process ${pid} leads a session and is not in its own group`);
  }
  if ((flags & FLAG.ZOMBIE) === 0 && status !== 0) {
    faults.push(`process ${pid} runs and has wait status ${status}`);
  }
  const isKilled = status === KILLED || (status === INTERRUPTED && words[HEADER.COMMANDS] !== COMMANDS.POSIX);
  if (!isKilled && (status & ~0xff00) !== 0) {
    faults.push(`process ${pid} has wait status ${status}, which no end leaves`);
  }
  return faults;
}
