// The world in the way of a system: no finding about it, and never a pass.
import { codeOf } from './file-trouble.ts';

/**
 * Thrown by a system, or by what stands between it and the harness, where nothing can be said about it: the machine, the
 * user's limits or another program got in the way. The run ends inconclusive, with this sentence; nothing of it is
 * blamed on the system, made shorter or certified. Any other exception is a finding about the system.
 *
 * @example
 * ```ts
 * import { Hindrance } from 'procession-check/system';
 *
 * export function openDevice(isFree: boolean): void {
 *   if (!isFree) throw new Hindrance('the serial line is in use: close the other terminal');
 * }
 * ```
 */
export class Hindrance extends Error {}

/** Limits of the machine, the user and the control group, by what the operating system answers when they are met. */
const LIMITS: Readonly<Record<string, string>> = {
  EMFILE: 'the limit of open files of a process is met (EMFILE): raise it, "ulimit -n"',
  ENFILE: 'the limit of open files of this machine is met (ENFILE): raise it, the sysctl fs.file-max',
  EAGAIN: 'the limit of processes is met (EAGAIN): raise it, "ulimit -u", or pids.max of the control group',
  ENOMEM:
    'the memory is used up (ENOMEM): free some, or raise "ulimit -v" or memory.max of the control group',
  ENOSPC:
    'the space is used up (ENOSPC): make room on the disk, or raise the limit of namespaces, the sysctl user.max_pid_namespaces',
  EDQUOT: "the user's quota is used up (EDQUOT): make room, or raise it",
};

/** The limit that was met, and what to do about it; `undefined` where the code stands for no limit. */
export function limitMet(code: string): string | undefined {
  return Object.hasOwn(LIMITS, code) ? LIMITS[code] : undefined;
}

/** An error of the operating system where a limit was met, as a hindrance of what was to be done; else `undefined`. */
export function hindranceIn(error: unknown, what: string): Hindrance | undefined {
  const limit = limitMet(codeOf(error) ?? '');
  return limit === undefined ? undefined : new Hindrance(`${what}: ${limit}`, { cause: error });
}
