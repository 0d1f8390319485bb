// The choices that the model makes where systems with job control differ: data, each entry with its source.
import type { JobControlProfile, JobControlRefusal } from '../../contract/sets/job-control.ts';
import type { PosixProfile } from '../../contract/sets/posix.ts';

/** The choices of one profile. */
interface Choices {
  /** The profile of the POSIX commands. */
  readonly posix: PosixProfile;
  /** The refusals of tcsetpgrp, in the order in which they are looked for (J6). */
  readonly tcsetpgrp: readonly JobControlRefusal[];
  /** Whether tcsetpgrp takes the number of a process that leads no group. */
  readonly takesMemberless: boolean;
}

export const JOB_CONTROL_PROFILES: Readonly<Record<JobControlProfile, Choices>> = {
  // POSIX.1-2024, tcsetpgrp: EPERM where the number is no group's of the session; EIO in an orphaned group.
  posix: {
    posix: 'posix',
    tcsetpgrp: ['orphaned-access', 'negative-group', 'not-its-terminal', 'no-such-group'],
    takesMemberless: false,
  },
  // Before the fix of CVE-2020-29660 and CVE-2020-29661: drivers/tty/tty_jobctrl.c, tiocspgrp looks at the terminal first.
  'linux-5.9': {
    posix: 'linux',
    tcsetpgrp: [
      'orphaned-in-the-background',
      'not-its-terminal',
      'negative-group',
      'no-such-number',
      'number-of-another-session',
    ],
    takesMemberless: true,
  },
  // linux:T32-T37, T72.
  linux: {
    posix: 'linux',
    tcsetpgrp: [
      'orphaned-in-the-background',
      'negative-group',
      'not-its-terminal',
      'no-such-number',
      'number-of-another-session',
    ],
    takesMemberless: true,
  },
};
