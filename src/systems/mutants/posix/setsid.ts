// Faults of setsid (P2).
import { COLUMN, FLAG, INIT_ROW, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ERRNO } from '../../../impl/posix/errno.ts';
import { PosixTable } from '../../../impl/posix/posix-table.ts';
import type { PosixMutants } from '../mutant.ts';
import {
  newSessionTakesTheOwnGroup,
  newSessionLeaderStaysListed,
  newSessionKeepsTheOldGroup,
  newSessionKeepsTheOldSession,
  newSessionIsOnlyAGroup,
  newSessionHasNoGroup,
  newSessionTakesTheGroupAlong,
} from '../storage/new-session.ts';

const { GROUP, FIRST_MEMBER, NEXT_MEMBER } = COLUMN;
const { EPERM, ESRCH } = ERRNO;

/** A process whose number a live group bears may make a session all the same: the group comes along, as its first one. */
class CarriesItsGroup extends newSessionTakesTheOwnGroup(PosixTable) {}

export const SETSID: PosixMutants = {
  'setsid-guards-by-the-session-only': {
    sentence: 'whoever leads no session may make one, group leaders too',
    rule: 'P2',
    refusal: 'group-id-in-use',
    source: 'gVisor b78552d30 (2018)',
    make: () =>
      new (class extends CarriesItsGroup {
        protected override setsidError(caller: Row): number {
          return this.hasFlag(caller, FLAG.SESSION) ? -EPERM : 0;
        }
      })(),
  },
  'setsid-guards-by-the-own-group-only': {
    sentence: 'a group of the caller that others keep alive is no hindrance once the caller has left it',
    rule: 'P2',
    refusal: 'group-id-in-use',
    source: 'SerenityOS 3e30d9bc997 (2023); Gramine PR #1264',
    example: '1 fork 2; 1 setpgid 2 0; 2 fork 3; 1 setpgid 2 1; 2 setsid',
    make: () =>
      new (class extends CarriesItsGroup {
        protected override setsidError(caller: Row): number {
          return this.words[caller + GROUP] === caller ? -EPERM : 0;
        }
      })(),
  },
  'setsid-guards-by-running-members-only': {
    sentence: "a group of the caller's number in which only zombies are left is no hindrance",
    rule: 'P2',
    refusal: 'group-id-in-use',
    example: '1 fork 2; 1 setpgid 2 0; 2 fork 3; 1 setpgid 2 1; 3 exit 0; 2 setsid',
    make: () =>
      new (class extends CarriesItsGroup {
        protected override setsidError(caller: Row): number {
          const error = super.setsidError(caller);
          if (error === 0) return 0;
          let member = this.words[caller + FIRST_MEMBER];
          while (this.isZombieRow(member)) member = this.words[member + NEXT_MEMBER];
          return member === NONE ? 0 : error;
        }
      })(),
  },
  'setsid-succeeds-again': {
    sentence: 'a session leader gets a success that does nothing',
    rule: 'P2',
    refusal: 'group-id-in-use',
    source: 'Asterinas 7e4509df9 (2025), a to-do there',
    make: () =>
      new (class extends PosixTable {
        override setsid(process: number): number {
          const answer = super.setsid(process);
          return answer === -EPERM && this.session(process) === process ? process : answer;
        }
      })(),
  },
  'setsid-says-no-such-process': {
    sentence: 'a group leader is refused with ESRCH',
    rule: 'P2',
    refusal: 'group-id-in-use',
    source: 'Managarm PR #1108 (2025)',
    make: () =>
      new (class extends PosixTable {
        protected override setsidError(caller: Row): number {
          return super.setsidError(caller) === 0 ? 0 : -ESRCH;
        }
      })(),
  },
  'setsid-refused-once-executed': {
    sentence: 'a process that has executed a program may make no session',
    rule: 'P2',
    make: () =>
      new (class extends PosixTable {
        protected override setsidError(caller: Row): number {
          return this.hasFlag(caller, FLAG.EXECUTED) ? -EPERM : super.setsidError(caller);
        }
      })(),
  },
  'setsid-answers-zero': {
    sentence: 'the answer is 0 and not the new id',
    rule: 'P2',
    source: 'gVisor aeaee7166 (2023); Redox relibc 32c5e89c (2025)',
    make: () =>
      new (class extends PosixTable {
        override setsid(process: number): number {
          return Math.min(super.setsid(process), 0);
        }
      })(),
  },
  'setsid-answers-the-old-session': {
    sentence: 'the answer is the id of the session that the process was in',
    rule: 'P2',
    make: () =>
      new (class extends PosixTable {
        override setsid(process: number): number {
          const old = this.session(process) ?? 0;
          const answer = super.setsid(process);
          return answer < 0 ? answer : old;
        }
      })(),
  },
  'setsid-stays-in-its-old-group': {
    sentence: 'the process is in its new group and still listed in its old one',
    rule: 'P2',
    make: () => new (newSessionLeaderStaysListed(PosixTable))(),
  },
  'setsid-keeps-its-old-group-alive': {
    sentence: 'the group it leaves does not end with its last member',
    rule: 'P2',
    make: () => new (newSessionKeepsTheOldGroup(PosixTable))(),
  },
  'setsid-keeps-its-old-session-alive': {
    sentence: 'the session it leaves does not end with its last group',
    rule: 'P2',
    example: '1 fork 2; 2 setsid; 2 fork 3; 2 exit 0; 1 waitpid -2; 3 setsid',
    make: () => new (newSessionKeepsTheOldSession(PosixTable))(),
  },
  'setsid-makes-only-a-group': {
    sentence: 'the new group is in the old session, and there is no new session',
    rule: 'P2',
    make: () => new (newSessionIsOnlyAGroup(PosixTable))(),
  },
  'setsid-makes-only-a-session': {
    sentence: 'the new session is linked to no group, and the new group to the old session',
    rule: 'P2',
    source: 'gVisor b78552d30 (2018)',
    make: () => new (newSessionHasNoGroup(PosixTable))(),
  },
  'setsid-takes-its-group-along': {
    sentence: "everybody in the caller's old group moves to the new session",
    rule: 'P2',
    make: () => new (newSessionTakesTheGroupAlong(PosixTable))(),
  },
  'setsid-leaves-its-parent': {
    sentence: 'the leader of a new session becomes a child of init',
    rule: 'P2',
    make: () =>
      new (class extends PosixTable {
        protected override enterNewSession(process: Row): void {
          super.enterNewSession(process);
          this.unlinkChild(process);
          this.linkChild(INIT_ROW, process);
        }
      })(),
  },
};
