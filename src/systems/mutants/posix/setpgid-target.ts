// Faults of setpgid (P3): whom it may move.
import { COLUMN, FLAG, INIT_ROW, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ERRNO } from '../../../impl/posix/errno.ts';
import { PosixTable } from '../../../impl/posix/posix-table.ts';
import type { PosixMutants } from '../mutant.ts';

const { PARENT, GROUP } = COLUMN;
const { EXECUTED } = FLAG;
const { EPERM, ESRCH, EACCES, EINVAL } = ERRNO;

export const SETPGID_TARGET: PosixMutants = {
  'setpgid-overlooks-a-missing-target': {
    sentence: 'of a target that does not exist it answers a success',
    rule: 'P3',
    refusal: 'no-such-process',
    make: () =>
      new (class extends PosixTable {
        override setpgid(process: number, pid: number, pgid: number): number {
          const answer = super.setpgid(process, pid, pgid);
          return answer === -ESRCH && !this.has(pid) ? 0 : answer;
        }
      })(),
  },
  'setpgid-forbids-a-missing-target': {
    sentence: 'a target that does not exist is refused with EPERM',
    rule: 'P3',
    refusal: 'no-such-process',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          return target === NONE && pgid >= 0 ? -EPERM : super.setpgidError(caller, target, pgid, group);
        }
      })(),
  },
  'setpgid-knows-no-zombies': {
    sentence: 'a child that has exited is no target any more',
    rule: 'P3',
    refusal: 'no-such-process',
    source: 'tgoskits PR #500 (2026)',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const known = this.isZombieRow(target) ? NONE : target;
          return super.setpgidError(caller, known, pgid, group);
        }
      })(),
  },
  'setpgid-moves-anybody': {
    sentence: 'nobody asks whether the target is the caller or a child of its',
    rule: 'P3',
    refusal: 'neither-self-nor-child',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const stranger = target !== NONE && this.words[target + PARENT] !== caller;
          return super.setpgidError(stranger ? target : caller, target, pgid, group);
        }
      })(),
  },
  'setpgid-moves-grandchildren': {
    sentence: 'a child of a child is a target, too',
    rule: 'P3',
    refusal: 'neither-self-nor-child',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const { words } = this;
          const parent = target === NONE ? NONE : words[target + PARENT];
          const below = parent !== NONE && parent !== caller && words[parent + PARENT] === caller;
          return super.setpgidError(below ? parent : caller, target, pgid, group);
        }
      })(),
  },
  'setpgid-forbids-strangers': {
    sentence: 'a target that is neither the caller nor its child is refused with EPERM',
    rule: 'P3',
    refusal: 'neither-self-nor-child',
    source: 'Managarm PR #1108 (2025)',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          return error === -ESRCH && target !== NONE ? -EPERM : error;
        }
      })(),
  },
  'setpgid-moves-the-caller-only': {
    sentence: 'a parent cannot set the group of its child',
    rule: 'P3',
    refusal: 'neither-self-nor-child',
    source: 'mimiker PR #791 (2020)',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          return error === 0 && target !== caller ? -ESRCH : error;
        }
      })(),
  },
  'setpgid-moves-children-of-other-sessions': {
    sentence: 'a parent in another session may move its child',
    rule: 'P3',
    refusal: 'child-in-another-session',
    source: 'Asterinas 7e4509df9 in PR #2051 (2025)',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const { words } = this;
          const isChild = target !== NONE && words[target + PARENT] === caller;
          const elsewhere = isChild && !this.sharesSession(target, words[caller + GROUP]);
          if (elsewhere && this.hasFlag(target, EXECUTED) && pgid >= 0) return -EACCES;
          return super.setpgidError(elsewhere ? target : caller, target, pgid, group);
        }
      })(),
  },
  'setpgid-overlooks-children-of-other-sessions': {
    sentence: 'a child in another session is refused with ESRCH',
    rule: 'P3',
    refusal: 'child-in-another-session',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const { words } = this;
          const isChild = target !== NONE && words[target + PARENT] === caller;
          const elsewhere = isChild && !this.sharesSession(target, words[caller + GROUP]);
          return super.setpgidError(caller, elsewhere ? NONE : target, pgid, group);
        }
      })(),
  },
  'setpgid-asks-for-the-exec-first': {
    sentence: 'a child that has executed, in another session, is refused with EACCES',
    rule: 'P3',
    refusal: 'child-has-executed',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          const isChild = target !== NONE && this.words[target + PARENT] === caller;
          return error === -EPERM && isChild && this.hasFlag(target, EXECUTED) ? -EACCES : error;
        }
      })(),
  },
  'setpgid-after-exec': {
    sentence: 'a child that has executed may still be moved by its parent',
    rule: 'P3',
    refusal: 'child-has-executed',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          return error === -EACCES ? super.setpgidError(target, target, pgid, group) : error;
        }
      })(),
  },
  'setpgid-makes-a-group-after-exec': {
    sentence: 'a child that has executed may be put into a new group, though into no other',
    rule: 'P3',
    refusal: 'child-has-executed',
    source: 'gVisor 17563a8af (2025)',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          const isNew = group === target && !this.hasFlag(group, FLAG.GROUP);
          return error === -EACCES && isNew ? 0 : error;
        }
      })(),
  },
  'setpgid-forbids-an-executed-child': {
    sentence: 'a child that has executed is refused with EPERM',
    rule: 'P3',
    refusal: 'child-has-executed',
    source: 'Managarm PR #1108 (2025)',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          return error === -EACCES ? -EPERM : error;
        }
      })(),
  },
  'setpgid-refused-to-whoever-has-executed': {
    sentence: 'a process that has executed may not even move itself',
    rule: 'P3',
    refusal: 'child-has-executed',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          return error === 0 && this.hasFlag(target, EXECUTED) ? -EACCES : error;
        }
      })(),
  },
  'setpgid-moves-session-leaders': {
    sentence: 'a session leader may leave its group for another of the session',
    rule: 'P3',
    refusal: 'leads-its-session',
    source: 'tgoskits PR #2426 (2026)',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          const leads = target === caller && this.hasFlag(target, FLAG.SESSION);
          if (error !== -EPERM || !leads) return error;
          const joinable = this.hasFlag(group, FLAG.GROUP) && this.sharesSession(target, group);
          return joinable && group !== target ? 0 : error;
        }
      })(),
  },
  'setpgid-lets-session-leaders-stay': {
    sentence: 'a session leader that asks for the group it is in gets a success',
    rule: 'P3',
    refusal: 'leads-its-session',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          return error === -EPERM && target === caller && group === target ? 0 : error;
        }
      })(),
  },
  'setpgid-knows-one-session-leader': {
    sentence: 'init alone counts as a session leader',
    rule: 'P3',
    refusal: 'leads-its-session',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          return error === -EPERM && target === caller && target !== INIT_ROW && group === target ? 0 : error;
        }
      })(),
  },
  'setpgid-calls-session-leaders-invalid': {
    sentence: 'a session leader is refused with EINVAL',
    rule: 'P3',
    refusal: 'leads-its-session',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          return error === -EPERM && target === caller && this.hasFlag(target, FLAG.SESSION)
            ? -EINVAL
            : error;
        }
      })(),
  },
  'setpgid-refused-to-group-leaders': {
    sentence: 'a group leader may not change its group, as a session leader may not',
    rule: 'P3',
    refusal: 'leads-its-session',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          return error === 0 && this.words[target + GROUP] === target && group !== target ? -EPERM : error;
        }
      })(),
  },
};
