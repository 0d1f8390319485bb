// Faults of getpgid, getsid and getppid (P4).
import { INIT } from '../../../contract/command.ts';
import { ERRNO } from '../../../impl/posix/errno.ts';
import { PosixTable } from '../../../impl/posix/posix-table.ts';
import type { PosixMutants } from '../mutant.ts';

const { EPERM, ESRCH } = ERRNO;

export const QUERIES: PosixMutants = {
  'getpgid-knows-no-zombies': {
    sentence: 'the group of a zombie is not to be had: ESRCH',
    rule: 'P4',
    refusal: 'no-such-process',
    source: 'tgoskits PR #500 (2026)',
    make: () =>
      new (class extends PosixTable {
        override getpgid(process: number, pid: number): number {
          return this.isZombie(pid) ? -ESRCH : super.getpgid(process, pid);
        }
      })(),
  },
  'getsid-knows-no-zombies': {
    sentence: 'the session of a zombie is not to be had: ESRCH',
    rule: 'P4',
    refusal: 'no-such-process',
    source: 'tgoskits PR #500 (2026)',
    make: () =>
      new (class extends PosixTable {
        override getsid(process: number, pid: number): number {
          return this.isZombie(pid) ? -ESRCH : super.getsid(process, pid);
        }
      })(),
  },
  'getpgid-forbids-other-sessions': {
    sentence: 'the group of a process in another session is refused with EPERM',
    rule: 'P4',
    source: 'Asterinas a99326426 (2025)',
    make: () =>
      new (class extends PosixTable {
        override getpgid(process: number, pid: number): number {
          const elsewhere = this.has(pid) && this.session(pid) !== this.session(process);
          return elsewhere ? -EPERM : super.getpgid(process, pid);
        }
      })(),
  },
  'getsid-forbids-other-sessions': {
    sentence: 'another session is refused with EPERM, which POSIX allows and Linux does not do',
    rule: 'P4',
    make: () =>
      new (class extends PosixTable {
        override getsid(process: number, pid: number): number {
          const elsewhere = this.has(pid) && this.session(pid) !== this.session(process);
          return elsewhere ? -EPERM : super.getsid(process, pid);
        }
      })(),
  },
  'getpgid-of-nobody-is-zero': {
    sentence: 'where there is no such process the answer is group 0',
    rule: 'P4',
    refusal: 'no-such-process',
    make: () =>
      new (class extends PosixTable {
        override getpgid(process: number, pid: number): number {
          return Math.max(super.getpgid(process, pid), 0);
        }
      })(),
  },
  'getsid-of-nobody-is-forbidden': {
    sentence: 'where there is no such process the error is EPERM',
    rule: 'P4',
    refusal: 'no-such-process',
    make: () =>
      new (class extends PosixTable {
        override getsid(process: number, pid: number): number {
          return pid === 0 || this.has(pid) ? super.getsid(process, pid) : -EPERM;
        }
      })(),
  },
  'getpgid-takes-zero-for-a-pid': {
    sentence: '0 is not the caller but a process that is not there',
    rule: 'P4',
    refusal: 'no-such-process',
    make: () =>
      new (class extends PosixTable {
        override getpgid(process: number, pid: number): number {
          return pid === 0 ? -ESRCH : super.getpgid(process, pid);
        }
      })(),
  },
  'getpgid-finds-groups-too': {
    sentence: 'where nobody has the pid, a group of that number will do',
    rule: 'P4',
    refusal: 'no-such-process',
    example: '1 fork 2; 2 setsid; 2 fork 3; 2 exit 0; 1 waitpid -2; 1 getpgid 2',
    make: () =>
      new (class extends PosixTable {
        override getpgid(process: number, pid: number): number {
          return !this.has(pid) && this.hasGroup(pid) ? pid : super.getpgid(process, pid);
        }
      })(),
  },
  'getpgid-answers-the-pid': {
    sentence: "a process's group is taken to bear its pid",
    rule: 'P4',
    make: () =>
      new (class extends PosixTable {
        override getpgid(process: number, pid: number): number {
          const pgid = super.getpgid(process, pid);
          return pgid < 0 || pid === 0 ? pgid : pid;
        }
      })(),
  },
  'getsid-answers-the-group': {
    sentence: "the answer is the id of the process's group",
    rule: 'P4',
    make: () =>
      new (class extends PosixTable {
        override getsid(process: number, pid: number): number {
          return super.getpgid(process, pid);
        }
      })(),
  },
  'getsid-answers-the-callers-session': {
    sentence: 'whoever is asked of, the answer is the session of the caller',
    rule: 'P4',
    make: () =>
      new (class extends PosixTable {
        override getsid(process: number, pid: number): number {
          const sid = super.getsid(process, pid);
          return sid < 0 ? sid : super.getsid(process, 0);
        }
      })(),
  },
  'getppid-of-init-is-init': {
    sentence: 'init is its own parent',
    rule: 'P4',
    make: () =>
      new (class extends PosixTable {
        override getppid(process: number): number {
          return process === INIT ? INIT : super.getppid(process);
        }
      })(),
  },
  'getppid-sees-its-own-session-only': {
    sentence: 'a parent in another session is told as 0, as one outside the namespace would be',
    rule: 'P4',
    make: () =>
      new (class extends PosixTable {
        override getppid(process: number): number {
          const parent = super.getppid(process);
          return this.session(parent) === this.session(process) ? parent : 0;
        }
      })(),
  },
};
