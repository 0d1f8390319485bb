// Ends a program and all that it started: it must have been started `detached`, in a group of its own.
import type { ChildProcess } from 'node:child_process';

/** Ends the group at once; nothing happens where it is gone. */
export function endGroupOf({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
