// A process that has stopped by SIGTSTP, SIGTTIN or SIGTTOU: these stop nobody in an orphaned group (J1, I14).
import type { Id } from '../../../contract/command.ts';
import type { LogMoment } from '../log-event.ts';
import type { World } from '../world.ts';
import { isOrphan } from '../terminals.ts';
import { groupOf } from '../../../model/state.ts';
import type { Deed } from './deed.ts';

/** The signals that stop no member of an orphaned group. */
const OF_TERMINALS = new Set(['SIGTSTP', 'SIGTTIN', 'SIGTTOU']);

const UNDECIDED =
  'processes stop whose groups may have members or parents outside of the recording: a recording that begins before their session does shows whether it is orphaned';

/** Whether a stop by the signal has to do with orphaned groups. */
export function isStopOfTerminal(signal: string): boolean {
  return OF_TERMINALS.has(signal);
}

/** @param entered The line before it of the same thread: the kernel has asked for its group since. */
export function stopDeed(pid: Id, signal: string, entered: number, at: LogMoment, text: string): Deed {
  return {
    entered,
    left: at.line,
    seconds: at.seconds,
    text,
    process: pid,
    command: undefined,
    seen: undefined,
    seenInWords: `stopped by ${signal}`,
    checked: true,
    terminal: { words: `${pid} with ${signal}`, numbers: [] },
    perform: (world) => (isOrphan(world, pid) === true ? [] : [world]),
    forced: (world) => world,
    leftOpen: (world) => (isOrphan(world, pid) === undefined ? UNDECIDED : undefined),
    objection: (world: World) => ({
      allowed: ['nothing'],
      clauses: ['J1', 'I14'],
      because: `does not stop: its group, ${groupOf(world.state, pid) ?? '?'}, is orphaned`,
    }),
  };
}
