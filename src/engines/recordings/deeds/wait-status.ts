// The wait status of an end, as wait(2) numbers it.
import type { ThreadEnd } from '../log-event.ts';

/** Linux's numbers of signals on most architectures, from 1 on (signal(7)). */
const SIGNALS =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(
    ' ',
  );

/** 256 × the code of an exit; the number of a signal, 128 more where memory was dumped. `undefined` for a signal without a number. */
export function statusOfEnd(end: ThreadEnd): number | undefined {
  if ('exitCode' in end) return (end.exitCode & 0xff) << 8;
  const number = signalNumber(end.signal);
  return number === undefined ? undefined : number | (end.coreDumped ? 0x80 : 0);
}

/** `undefined` where it has none here, as a real-time signal without a number. */
function signalNumber(name: string): number | undefined {
  const index = SIGNALS.indexOf(name.replace(/^SIG/, ''));
  if (index >= 0) return index + 1;
  const realTime = /^SIGRT_(\d+)$/.exec(name);
  if (realTime !== null) return 32 + Number(realTime[1]);
  return name === 'SIGRTMIN' ? 32 : undefined;
}
