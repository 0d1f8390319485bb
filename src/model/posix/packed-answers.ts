// Every answer that a POSIX command can give within a bound, made once: the same answer is the same object.
import type { Answer } from '../../contract/command.ts';
import { WAIT_STATUSES } from './columns.ts';

/** Every answer with one id, by the id; and those of a waitpid that frees, by pid and place of the status. */
export interface Answers {
  readonly pid: readonly Answer[];
  readonly ppid: readonly Answer[];
  readonly pgid: readonly Answer[];
  readonly sid: readonly Answer[];
  readonly freed: readonly Answer[];
}

/** The answer without a field. */
export const NOTHING: Answer = { ok: {} };

/** Makes the answers of a bound of so many ids. */
export function answersWithin(ids: number): Answers {
  const all = Array.from({ length: ids + 1 }, (_, id) => id);
  return {
    pid: all.map((pid) => ({ ok: { pid } })),
    ppid: all.map((ppid) => ({ ok: { ppid } })),
    pgid: all.map((pgid) => ({ ok: { pgid } })),
    sid: all.map((sid) => ({ ok: { sid } })),
    freed: all.flatMap((pid) => WAIT_STATUSES.map((status) => ({ ok: { pid, status } }))),
  };
}
