// What is to be said of one process besides its pid, parent and group: the same words in trees, drawings and pages.
import type { CommandSet } from '../command.ts';
import type { ProcessObservation } from '../observation/observation.ts';

/** A process's marks, in words; nothing for what it is not. A zombie first, threads last. */
export function marksOf(
  process: ProcessObservation,
  commandSet: CommandSet = 'hierarchy',
): readonly string[] {
  const { state, subreaper, groupExited, executed, ignoresSigchld, exitCode = 0, threads = [] } = process;
  return [
    state === 'zombie' && 'zombie',
    subreaper === true && 'subreaper',
    groupExited === true && 'group-exited',
    executed === true && EXECUTED,
    ignoresSigchld === true && IGNORES_SIGCHLD,
    exitCode !== 0 && (commandSet === 'posix' ? statusWords(exitCode) : `exit code ${exitCode}`),
    threads.length > 0 && `${threads.length === 1 ? 'thread' : 'threads'} ${threads.join(', ')}`,
  ].filter((mark) => mark !== false);
}

export const EXECUTED = 'has executed';
export const IGNORES_SIGCHLD = 'ignores SIGCHLD';

/** A wait status, and what it tells (POSIX, `<sys/wait.h>`; the layout is that of Linux). */
function statusWords(status: number): string {
  const signal = status & 0x7f;
  const told = signal === 0 ? `exit code ${(status >> 8) & 0xff}` : `signal ${signal}`;
  return `status ${status}: ${told}`;
}
