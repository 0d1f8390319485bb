// The wait status word: what is left of a process that has ended, as waitpid gives it.

/** The wait status of a process that exited with a code, of which the low eight bits count. */
export function exited(code: number): number {
  return (code & 0xff) << 8;
}

/** The signal that ends any process, and the wait status of one that it ended. */
export const KILLED = 9;

/** The wait status of a process that SIGINT ended, which only a terminal's ^C sends. */
export const INTERRUPTED = 2;

/** The wait status of a child that a signal has stopped. */
export function stoppedBy(signal: number): number {
  return (signal << 8) | 0x7f;
}

/** The wait status of a child that was continued. */
export const CONTINUED = 0xffff;
