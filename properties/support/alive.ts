// Asks Linux for processes that are still there.
import { existsSync, readFileSync } from 'node:fs';

/** A zombie that nobody has reaped is not alive. */
export function isAlive(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !/\) [ZX] /.test(readFileSync(file, 'utf8'));
}
