// The program that records another: strace, found in PATH and tried on itself, with the options that it knows.
import { spawnSync } from 'node:child_process';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { Concluded } from '../exit-codes.ts';
import { programInPath } from './program-path.ts';

/** The program, and the words before the name of the log. */
export interface StraceProgram {
  readonly path: string;
  readonly options: readonly string[];
}

/**
 * The system calls that make, move, end and show processes. A question mark lets a processor do without: some have no `getpgrp`.
 */
const CALLS =
  '%process,?setsid,?setpgid,?getpgid,?getsid,?getpgrp,?getppid,?kill,?tkill,?tgkill,?prctl,?exit,?exit_group,?wait4,?waitid,?ioctl,?pidfd_open,?pidfd_send_signal,?unshare,?setns,?rt_sigaction';

const OPTIONS = [
  '-DDD', // The tracer is neither parent of what it traces nor in its group or session.
  '-I2', // A signal ends it. Those of the terminal do not reach it.
  '-f',
  '-ttt',
  '-q',
  '-s0',
  '-y', // Names the file of a descriptor, so that it is known which terminal is asked.
  '-esignal=all',
  `-etrace=${CALLS}`,
];
/** Shows the tracer's number of a process beside the one that its own pid namespace has; older versions do not know it. */
const DECODE_PIDS = '--decode-pids=pidns';

/** Finds the program and tries it; throws `Concluded` where it cannot record. */
export function findStrace(): StraceProgram {
  if (process.platform !== 'linux')
    throw new Concluded(
      'inconclusive',
      `strace records on Linux, and this is ${process.platform}: "${COMMAND_LINE} explain" takes a log that was made there`,
    );
  const path = programInPath('strace');
  if (path === undefined)
    throw new Concluded(
      'inconclusive',
      'recording takes strace, which is not installed: "apt-get install strace", "dnf install strace" or "apk add strace" does that',
    );
  let why = '';
  for (const options of [[...OPTIONS, DECODE_PIDS], OPTIONS]) {
    const ended = spawnSync(path, [...options, '-o', '/dev/null', '--', path, '-V'], { encoding: 'utf8' });
    if (ended.status === 0) return { path, options };
    why = ended.stderr.trim() || ended.error?.message || 'it says no reason';
  }
  throw new Concluded('inconclusive', whyNotRecorded(why));
}

function whyNotRecorded(complaint: string): string {
  const [line = ''] = complaint.split('\n');
  return /ptrace.*(?:not permitted|denied)/i.test(complaint)
    ? `recording takes the system call ptrace, which is not permitted here (${line}): a container needs --cap-add=SYS_PTRACE; elsewhere "sysctl kernel.yama.ptrace_scope" must be less than 2`
    : `strace cannot record here: ${line}`;
}
