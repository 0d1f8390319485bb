// Linux's names of signals, as strace prints them, for logs that have their numbers.

/** From 1 on, as include/uapi/asm-generic/signal.h numbers them. */
const SIGNALS: readonly string[] = `
  HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT
  CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS
`
  .trim()
  .split(/\s+/);

/** The highest number of a signal. */
export const SIGNAL_MAX = 64;

/** The name of a signal from 1 to {@link SIGNAL_MAX}; those of real time have a number in theirs. O(1). */
export function signalNameOf(signal: number): string {
  const name = SIGNALS[signal - 1];
  return name === undefined ? `SIGRT_${signal - SIGNALS.length - 1}` : `SIG${name}`;
}
