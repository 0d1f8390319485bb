// Faults of a waitpid that blocks (J12): what wakes it, what it is told, and what becomes of it while it is signalled.
import type { Id } from '../../../contract/command.ts';
import { COLUMN, FLAG, JOB, JOB_FLAG, NONE, WAITS_FOR } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { SINCE } from '../../../impl/job-control/happenings.ts';
import { TerminalTable } from '../../../impl/job-control/terminal-table.ts';
import { ERRNO } from '../../../impl/posix/errno.ts';
import type { JobControlMutants } from '../mutant.ts';

const { ECHILD } = ERRNO;
const { PARENT, GROUP, FIRST_CHILD, NEXT_SIBLING } = COLUMN;
const { STOPPED, WAITS, UNTRACED, CONTINUED, TOLD } = JOB_FLAG;
const OPTIONS = UNTRACED | CONTINUED;
/** A mark that no other fault needs: a child has joined a group since its parent began to wait. */
const LATE = 1 << 30;

const WAKING: JobControlMutants = {
  'waitpid-never-blocks': {
    sentence: 'a wait that is to block answers at once that nobody has anything to tell',
    rule: 'J12',
    make: () =>
      new (class extends TerminalTable {
        protected override startWait(): void {}
      })(),
  },
  'waitpid-is-not-woken-by-an-end': {
    sentence: 'a child that becomes a zombie does not wake the wait',
    rule: 'J12',
    make: () =>
      new (class extends TerminalTable {
        protected override tellParent(child: Row): void {
          if (!this.isZombieRow(child)) super.tellParent(child);
        }
      })(),
  },
  'waitpid-is-not-woken-by-who-is-freed-at-once': {
    sentence: 'a child that is freed as it exits, since SIGCHLD is ignored, does not wake the wait',
    rule: 'J12',
    make: () =>
      new (class extends TerminalTable {
        protected override tellParent(child: Row): void {
          const isFreed = this.hasFlag(this.words[child + PARENT], FLAG.IGNORES_SIGCHLD);
          if (!isFreed || !this.isZombieRow(child)) super.tellParent(child);
        }
      })(),
  },
  'waitpid-is-not-woken-by-a-stop': {
    sentence: 'a child that is stopped does not wake the wait',
    rule: 'J12',
    example: '1 fork 2; 2 fork 3; 2 waitpid 0 untraced block; 1 kill 3 STOP',
    make: () =>
      new (class extends TerminalTable {
        protected override tellParent(child: Row): void {
          if (!this.isStoppedRow(child)) super.tellParent(child);
        }
      })(),
  },
  'waitpid-is-not-woken-by-a-continuation': {
    sentence: 'a child that is continued does not wake the wait',
    rule: 'J12',
    example: '1 fork 2; 2 fork 3; 1 kill 3 STOP; 2 waitpid 0 continued block; 1 kill 3 CONT',
    make: () =>
      new (class extends TerminalTable {
        protected override tellParent(child: Row): void {
          if (this.isZombieRow(child) || this.isStoppedRow(child)) super.tellParent(child);
        }
      })(),
  },
  'waitpid-is-not-woken-by-an-adopted-zombie': {
    sentence: 'a zombie that passes to a process does not wake its wait',
    rule: 'J12',
    source: 'Asterinas 7319a7b17 (2025); ELKS PR #673 (2020)',
    example:
      '1 fork 2; 2 fork 3; 3 fork 4; 4 exit 0; 2 set_subreaper on; 2 waitpid 0 block; 3 setpgid 0 0; 1 kill 3 9',
    make: () =>
      new (class extends TerminalTable {
        protected override adoptChild(from: Row, to: Row, child: Row): void {
          this.words[child + PARENT] = to;
          this.orphanByExit(this.words[child + GROUP], this.words[from + GROUP]);
        }
      })(),
  },
  'waitpid-wakes-for-nothing': {
    sentence: 'a wait that is woken by what it does not ask for ends, with pid 0',
    rule: 'J12',
    make: () =>
      new (class extends TerminalTable {
        protected override look(process: Row): boolean {
          if (super.look(process)) return true;
          if (!this.isSince(process, SINCE.ANEW)) this.wake(process, 0, 0);
          return !this.isSince(process, SINCE.ANEW);
        }
      })(),
  },
  'waitpid-is-woken-by-the-last-that-leaves': {
    sentence: 'a wait for a group is woken with ECHILD when the last child leaves the group',
    rule: 'J12',
    make: () =>
      new (class extends TerminalTable {
        override setpgid(process: Id, pid: number, pgid: number): number {
          const answer = super.setpgid(process, pid, pgid);
          const parent = this.find(this.parent(pid === 0 ? process : pid) ?? 0);
          if (answer === 0 && parent !== NONE && this.waitsAwake(parent)) this.note(parent, SINCE.LOOK);
          this.settle();
          return answer;
        }
      })(),
  },
  'waitpid-is-woken-by-other-children': {
    sentence: 'a wait for one child or group looks whenever anything happens to any child',
    rule: 'J12',
    example: '1 fork 2; 2 fork 3; 2 waitpid 0 block; 3 setsid; 3 exit 0',
    make: () =>
      new (class extends TerminalTable {
        protected override waitsFor(): boolean {
          return true;
        }
      })(),
  },
  'waitpid-knows-the-children-from-its-beginning': {
    sentence: 'a child that has joined the group that is waited for since does not wake the wait',
    rule: 'J12',
    example: '1 fork 2; 2 fork 3; 2 waitpid 0 block; 3 setpgid 0 1; 1 kill 3 9',
    make: () =>
      new (class extends TerminalTable {
        protected override startWait(process: Row, meaning: number, meant: number, options: number): void {
          super.startWait(process, meaning, meant, options);
          const { words } = this;
          let child = words[process + FIRST_CHILD];
          for (; child !== NONE; child = words[child + NEXT_SIBLING]) words[this.jobOf(child)] &= ~LATE;
        }

        protected override putIntoGroup(target: Row, group: Row): void {
          super.putIntoGroup(target, group);
          if (this.waitsAwake(this.words[target + PARENT])) this.words[this.jobOf(target)] |= LATE;
        }

        protected override makeZombie(process: Row): void {
          const late = this.jobFlags(process) & LATE;
          super.makeZombie(process);
          this.words[this.jobOf(process)] = late;
        }

        protected override waitsFor(process: Row, child: Row): boolean {
          const isOfGroup = (this.jobFlags(process) & WAITS_FOR.OWN_GROUP) !== 0;
          return super.waitsFor(process, child) && !(isOfGroup && (this.jobFlags(child) & LATE) !== 0);
        }
      })(),
  },
  'waitpid-goes-by-the-number-of-a-group': {
    sentence: 'a wait for a group goes on with a later group of its number',
    rule: 'J12',
    source: 'SerenityOS 688e54eac73 (2020), of the terminal there',
    example:
      '1 fork 2; 1 fork 3; 1 setpgid 3 0; 2 fork 4; 4 setpgid 0 3; 2 waitpid -3 block; 4 setpgid 0 0; 3 exit 0; 1 waitpid 3; 1 fork 3; 1 setpgid 3 0; 4 setpgid 0 3; 1 kill 4 9',
    make: () =>
      new (class extends TerminalTable {
        protected override waitsFor(process: Row, child: Row): boolean {
          return super.waitsFor(process, child) || this.goesByNumber(process, this.words[child + GROUP]);
        }

        protected override look(process: Row): boolean {
          const { words } = this;
          const word = this.jobOf(process) + JOB.WAIT;
          const isOfGroup = (this.jobFlags(process) & WAITS_FOR.OWN_GROUP) !== 0;
          const now = isOfGroup ? this.findFacet(this.idOf(words[word]), FLAG.GROUP) : NONE;
          if (now !== NONE && now !== words[word]) {
            this.refer(now);
            this.forget(words[word]);
            words[word] = now;
          }
          return super.look(process);
        }

        private goesByNumber(process: Row, group: Row): boolean {
          const isOfGroup = (this.jobFlags(process) & WAITS_FOR.OWN_GROUP) !== 0;
          return isOfGroup && this.idOf(group) === this.idOf(this.words[this.jobOf(process) + JOB.WAIT]);
        }
      })(),
  },
  'waitpid-leaves-what-it-has-told': {
    sentence: 'a wait that had blocked tells of a child and fetches nothing',
    rule: 'J12',
    make: () =>
      new (class extends TerminalTable {
        protected override wakeWith(process: Row, child: number): void {
          if (child < NONE || !this.isZombieRow(child)) return super.wakeWith(process, child);
          this.wake(process, this.idOf(child), this.words[child + COLUMN.EXIT_CODE]);
        }
      })(),
  },
  'waitpid-tells-no-status-of-the-woken': {
    sentence: 'a wait that had blocked answers with status 0',
    rule: 'J12',
    make: () =>
      new (class extends TerminalTable {
        protected override wake(process: Row, answer: number): void {
          super.wake(process, answer, 0);
        }
      })(),
  },
};

const SIGNALLED: JobControlMutants = {
  'waitpid-is-ended-by-a-signal': {
    sentence: 'a SIGHUP or SIGCONT to a waiting process ends its wait: ECHILD',
    rule: 'J12',
    make: () =>
      new (class extends TerminalTable {
        protected override interruptWait(process: Row): void {
          if (this.waitsAwake(process)) this.wake(process, -ECHILD, 0);
        }
      })(),
  },
  'waitpid-does-not-begin-anew': {
    sentence: 'a signal to a waiting process does not make it look again',
    rule: 'J12',
    example: '1 fork 2; 2 fork 3; 2 waitpid 0 block; 3 setpgid 0 0; 1 kill 0 HUP',
    make: () =>
      new (class extends TerminalTable {
        protected override interruptWait(): void {}
      })(),
  },
  'waitpid-keeps-the-old-meaning': {
    sentence: 'a wait that a signal has interrupted goes on for the group that 0 meant before',
    rule: 'J12',
    example: '1 fork 2; 2 fork 3; 2 waitpid 0 block; 1 setpgid 2 0; 1 kill 2 HUP',
    make: () =>
      new (class extends TerminalTable {
        protected override startAnew(process: Row): void {
          this.look(process);
        }
      })(),
  },
  'waitpid-is-told-while-it-is-stopped': {
    sentence: 'a process that is stopped in a wait is woken like any other',
    rule: 'J12',
    example: '1 fork 2; 2 fork 3; 2 waitpid 0 block; 1 kill 2 STOP; 1 kill 3 9',
    make: () =>
      new (class extends TerminalTable {
        protected override waitsAwake(process: Row): boolean {
          return (this.jobFlags(process) & (WAITS | TOLD)) === WAITS;
        }
      })(),
  },
  'waitpid-does-not-look-before-a-stop': {
    sentence: 'a process that is stopped in a wait does not look before',
    rule: 'J12',
    example:
      '1 fork 2; 2 fork 3; 3 setpgid 0 0; 2 waitpid -3 block; 3 setpgid 0 1; 1 kill 2 STOP; 3 setsid; 1 kill 0 CONT',
    make: () =>
      new (class extends TerminalTable {
        protected override lookBeforeStop(): void {}
      })(),
  },
  'waitpid-loses-what-it-found': {
    sentence: 'what a process found that was stopped in a wait is lost: it goes on without an answer',
    rule: 'J12',
    example: '1 fork 2; 2 fork 3; 2 waitpid 0 block; 3 setsid; 1 kill 0 STOP; 1 kill 0 CONT',
    make: () =>
      new (class extends TerminalTable {
        protected override resumeWait(process: Row): void {
          if ((this.jobFlags(process) & TOLD) === 0) super.resumeWait(process);
          else this.endWait(process);
        }
      })(),
  },
  'waitpid-ends-with-a-stop': {
    sentence: 'a process that was stopped in a wait goes on without it',
    rule: 'J12',
    example: '1 fork 2; 2 fork 3; 2 waitpid 0 block; 1 kill 2 STOP; 1 kill 0 CONT',
    make: () =>
      new (class extends TerminalTable {
        protected override resumeWait(process: Row): void {
          this.endWait(process);
        }
      })(),
  },
  'waitpid-forgets-its-options': {
    sentence: 'a wait that begins anew does not ask for stopped or continued children any more',
    rule: 'J12',
    example: '1 fork 2; 2 fork 3; 2 waitpid 0 untraced block; 1 kill 0 HUP; 1 kill 3 STOP',
    make: () =>
      new (class extends TerminalTable {
        protected override startAnew(process: Row): void {
          this.words[this.jobOf(process)] &= ~OPTIONS;
          super.startAnew(process);
        }
      })(),
  },
  'waitpid-does-not-look-when-it-goes-on': {
    sentence: 'a process that was stopped in a wait does not look when it is continued',
    rule: 'J12',
    make: () =>
      new (class extends TerminalTable {
        protected override resumeWait(process: Row): void {
          if ((this.jobFlags(process) & TOLD) !== 0) super.resumeWait(process);
        }

        protected override interruptWait(process: Row): void {
          if ((this.jobFlags(process) & STOPPED) !== 0) super.interruptWait(process);
        }
      })(),
  },
};

export const BLOCKED_WAITS: JobControlMutants = { ...WAKING, ...SIGNALLED };
