// Faults of setpgid (P3): into which group it may move somebody.
import { COLUMN, FLAG, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ERRNO } from '../../../impl/posix/errno.ts';
import { PosixTable } from '../../../impl/posix/posix-table.ts';
import type { PosixMutants } from '../mutant.ts';
import { sessionRowOf } from '../mutant.ts';

const { GROUP, FIRST_MEMBER, NEXT_MEMBER } = COLUMN;
const { EPERM, ESRCH, EINVAL } = ERRNO;

export const SETPGID_GROUP: PosixMutants = {
  'setpgid-takes-negative-groups': {
    sentence: 'a negative group is looked up like any other and refused with EPERM',
    rule: 'P3',
    refusal: 'negative-group',
    source: 'Asterinas 50ba735e9 (2025)',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          return super.setpgidError(caller, target, Math.max(pgid, 0), pgid < 0 ? NONE : group);
        }
      })(),
  },
  'setpgid-judges-the-group-last': {
    sentence: 'a negative group of a target that does not exist is refused with ESRCH',
    rule: 'P3',
    refusal: 'negative-group',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          return target === NONE ? -ESRCH : super.setpgidError(caller, target, pgid, group);
        }
      })(),
  },
  'setpgid-judges-the-group-before-zeros': {
    sentence:
      'group 0 of a negative target is refused with ESRCH, the sign being judged before zeros are replaced',
    rule: 'P3',
    refusal: 'negative-group',
    make: () =>
      new (class extends PosixTable {
        override setpgid(process: number, pid: number, pgid: number): number {
          const answer = super.setpgid(process, pid, pgid);
          return answer === -EINVAL && pgid === 0 ? -ESRCH : answer;
        }
      })(),
  },
  'setpgid-seeks-a-missing-group': {
    sentence: 'a group that does not live is refused with ESRCH',
    rule: 'P3',
    refusal: 'no-such-group-here',
    source: 'tgoskits PR #336 (2026)',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          const movable = target !== NONE && super.setpgidError(caller, target, 0, target) === 0;
          return error === -EPERM && movable && group === NONE ? -ESRCH : error;
        }
      })(),
  },
  'setpgid-makes-groups-of-any-number': {
    sentence: "a group that does not live is made, even where it is to bear another process's number",
    rule: 'P3',
    refusal: 'no-such-group-here',
    make: () =>
      new (class extends PosixTable {
        override setpgid(process: number, pid: number, pgid: number): number {
          const error = super.setpgid(process, pid, pgid);
          const target = this.find(pid === 0 ? process : pid);
          const group = this.find(pgid);
          if (error !== -EPERM || !this.hasFlag(group, FLAG.PROCESS) || this.hasFlag(group, FLAG.GROUP))
            return error;
          if (this.setpgidError(this.find(process), target, 0, target) !== 0) return error;
          this.makeGroup(group);
          this.joinSession(group, sessionRowOf(this.words, target));
          this.moveProcess(target, group);
          return 0;
        }
      })(),
  },
  'setpgid-into-another-session': {
    sentence: 'nobody asks in which session the group is',
    rule: 'P3',
    refusal: 'no-such-group-here',
    source: 'Asterinas 7e4509df9 in PR #2051 (2025)',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          const movable = target !== NONE && super.setpgidError(caller, target, 0, target) === 0;
          return movable && this.hasFlag(group, FLAG.GROUP) ? 0 : error;
        }
      })(),
  },
  'setpgid-asks-leaders-for-their-session': {
    sentence: "a group's session is its leader's, so two groups without leaders share theirs",
    rule: 'P3',
    refusal: 'no-such-group-here',
    source: 'SerenityOS 7ab90e1a13b (2020)',
    make: () =>
      new (class extends PosixTable {
        protected override sharesSession(process: Row, group: Row): boolean {
          return this.sessionOfLeader(this.words[process + GROUP]) === this.sessionOfLeader(group);
        }
        private sessionOfLeader(group: Row): Row {
          return this.hasFlag(group, FLAG.PROCESS) ? sessionRowOf(this.words, group) : NONE;
        }
      })(),
  },
  'setpgid-forbids-the-group-of-a-dead-leader': {
    sentence: 'a group whose leader has exited cannot be joined',
    rule: 'P3',
    refusal: 'no-such-group-here',
    source: 'WSL1 #1210, #2786 (2016)',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          return error === 0 && group !== target && this.isZombieRow(group) ? -EPERM : error;
        }
      })(),
  },
  'setpgid-forbids-groups-of-zombies': {
    sentence: 'a group in which only zombies are left cannot be joined',
    rule: 'P3',
    refusal: 'no-such-group-here',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          if (error !== 0 || group === target) return error;
          let member = this.words[group + FIRST_MEMBER];
          while (this.isZombieRow(member)) member = this.words[member + NEXT_MEMBER];
          return member === NONE ? -EPERM : 0;
        }
      })(),
  },
  'setpgid-makes-no-group': {
    sentence: "the group of the target's own number is refused where it does not live yet",
    rule: 'P3',
    refusal: 'no-such-group-here',
    source: 'SerenityOS #3083, 29035b55b25 (2020)',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          return error === 0 && !this.hasFlag(group, FLAG.GROUP) ? -EPERM : error;
        }
      })(),
  },
  'setpgid-makes-a-group-for-zero-only': {
    sentence: "the target's own number, spelt out, makes no group: only 0 does",
    rule: 'P3',
    refusal: 'no-such-group-here',
    source: 'tgoskits PR #262 (2026)',
    make: () =>
      new (class extends PosixTable {
        protected spelt = false;
        override setpgid(process: number, pid: number, pgid: number): number {
          this.spelt = pgid !== 0;
          return super.setpgid(process, pid, pgid);
        }
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          return error === 0 && this.spelt && !this.hasFlag(group, FLAG.GROUP) ? -EPERM : error;
        }
      })(),
  },
  'setpgid-has-no-way-back': {
    sentence: 'whoever left the group of its own number cannot return to it while it lives',
    rule: 'P3',
    refusal: 'no-such-group-here',
    source: 'gVisor #13556 (2026), a guess at the cause',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          const isBack = group === target && this.hasFlag(group, FLAG.GROUP);
          return error === 0 && isBack && this.words[target + GROUP] !== group ? -EPERM : error;
        }
      })(),
  },
  'setpgid-keeps-the-number-though-refused': {
    sentence: 'a setpgid that is refused keeps the number of the group that it was about to make, for ever',
    rule: 'P3',
    make: () =>
      new (class extends PosixTable {
        protected override setpgidError(caller: Row, target: Row, pgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, pgid, group);
          if (error === -EPERM && !this.idInUse(pgid)) this.take(pgid);
          return error;
        }
      })(),
  },
};
