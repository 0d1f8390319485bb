// The calls about terminals, as a log writes them: what each asks, through which descriptor, and what its result proves of that.
import { isConstant, numberIn } from './arguments.ts';
import type { Call } from './log-event.ts';
import type { SeenNumber } from './namespaces.ts';

/** The requests of `ioctl` that sessions and groups decide, with their numbers on most processors. */
const REQUESTS = {
  TIOCSCTTY: 0x540e,
  TIOCGPGRP: 0x540f,
  TIOCSPGRP: 0x5410,
  TIOCNOTTY: 0x5422,
  TIOCGSID: 0x5429,
} as const;

export type TerminalRequest = keyof typeof REQUESTS;

/** The request of a call; `undefined` where it is another one. */
export function terminalRequest({ name, arguments: [, request] }: Call): TerminalRequest | undefined {
  if (name !== 'ioctl') return undefined;
  return (Object.keys(REQUESTS) as TerminalRequest[]).find((one) => isConstant(request, one, REQUESTS[one]));
}

/** The number that a call gives or is given: `[17]`; absent where the log shows an address. */
export function terminalNumber({ arguments: [, , number] }: Call): SeenNumber | undefined {
  return number?.startsWith('[') ? numberIn(number.slice(1)) : undefined;
}

/** The descriptor that a call is about. */
export function descriptorOf({ arguments: [descriptor] }: Call): number | undefined {
  return numberIn(descriptor)?.value;
}

/** A terminal that is no master, by the name that strace -y puts behind a descriptor. */
const SLAVE = /^\d+<\/dev\/(?:pts\/\d+|tty\w*|console|hvc\d+)(?:<char [\d:]+>)?>/;

/** The file of a descriptor, where the log names it: a terminal that is no master, or another file. */
export function namedFile({ arguments: [descriptor = ''] }: Call): 'slave' | 'other' | undefined {
  if (!/^\d+</.test(descriptor)) return undefined;
  return SLAVE.test(descriptor) ? 'slave' : 'other';
}

/** Whether the result of a call proves that its descriptor stands for the terminal of its caller. */
export function provesTerminal(call: Call): boolean {
  const { result } = call;
  const request = terminalRequest(call);
  if (result?.kind === 'error') return request === 'TIOCSPGRP' && result.errno === 'ESRCH';
  const isDone = result?.kind === 'value' && result.value === 0;
  return isDone && (request === 'TIOCSPGRP' || request === 'TIOCSCTTY');
}
