// Calls of the POSIX table by numbers alone, so that random numbers are random commands.
import type { PosixTable } from '../../src/impl/posix/posix-table.ts';

type PosixCall = (table: PosixTable, process: number, x: number, y: number) => number;

/** Each command at least once, those that make something more often. */
export const POSIX_CALLS: readonly PosixCall[] = [
  (t, p, x) => t.fork(p, Math.abs(x) + 1),
  (t, p) => t.fork(p, t.lowestFreeId()),
  (t, p) => t.fork(p, t.lowestFreeId()),
  (t, p) => t.setsid(p),
  (t, p, x, y) => t.setpgid(p, x, y),
  (t, p, x) => t.setpgid(p, x, x),
  (t, p, x, y) => t.setpgid(p, x, t.group(y) ?? y),
  (t, p, x) => t.getpgid(p, x),
  (t, p, x) => t.getsid(p, x),
  (t, p) => t.getppid(p),
  (t, p) => t.execve(p),
  (t, p, x) => t.exit(p, x & 255),
  (t, p, x) => t.waitpid(p, x),
  (t, p) => t.waitpid(p, -1),
  (t, p, _, y) => t.setSubreaper(p, y % 2 === 0),
  (t, p, x) => t.kill(p, x, 0),
  (t, p, x) => t.kill(p, x, 9),
  (t, p, _, y) => t.ignoreSigchld(p, y % 2 === 0),
];

/** A copy of all words that a table consists of. */
export function wordsOf(table: PosixTable): Int32Array {
  return new Int32Array(table.snapshot().bytes);
}
