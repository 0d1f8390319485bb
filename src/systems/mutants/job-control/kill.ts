// Faults of kill (J1): whom a signal reaches, and what it does there.
import type { Id } from '../../../contract/command.ts';
import { COLUMN, INIT_ROW, JOB_FLAG, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { SIGNAL } from '../../../impl/job-control/signals.ts';
import { TerminalTable } from '../../../impl/job-control/terminal-table.ts';
import { ERRNO } from '../../../impl/posix/errno.ts';
import { KILLED } from '../../../impl/posix/wait-status.ts';
import type { JobControlMutants } from '../mutant.ts';

const { ESRCH } = ERRNO;
const { CONT, STOP, TSTP } = SIGNAL;
const { GROUP, FIRST_MEMBER, NEXT_MEMBER } = COLUMN;
const { STOPPED, STOP_REPORT, CONTINUE_REPORT, HANGUP } = JOB_FLAG;

const TARGETS: JobControlMutants = {
  'kill-reaches-the-leader-of-a-group-alone': {
    sentence: 'of a group the process of its number is signalled and nobody else',
    rule: 'J1',
    source: 'ELKS 8029ba93c (2025)',
    make: () =>
      new (class extends TerminalTable {
        override kill(process: Id, target: number, signal: number): number {
          const isGroup = target < -1 && signal !== 0 && this.hasGroup(-target) && this.has(-target);
          return super.kill(process, isGroup ? -target : target, signal);
        }
      })(),
  },
  'kill-of-zero-spares-the-caller': {
    sentence: 'a signal to the own group does not reach the caller',
    rule: 'J1',
    make: () =>
      new (class extends TerminalTable {
        override kill(process: Id, target: number, signal: number): number {
          if (target !== 0 || signal === 0 || !this.has(process)) return super.kill(process, target, signal);
          this.beginCommand();
          const { words } = this;
          const caller = this.find(process);
          let member = words[words[caller + GROUP] + FIRST_MEMBER];
          for (; member !== NONE; member = words[member + NEXT_MEMBER])
            if (member !== caller) this.signalOne(member, signal);
          this.settle();
          return 0;
        }
      })(),
  },
  'kill-signals-the-own-session-alone': {
    sentence: 'a signal to a group of another session reaches nobody there',
    rule: 'J1',
    make: () =>
      new (class extends TerminalTable {
        override kill(process: Id, target: number, signal: number): number {
          const isElsewhere =
            target < -1 && this.hasGroup(-target) && this.groupSession(-target) !== this.session(process);
          return super.kill(process, target, isElsewhere ? 0 : signal);
        }
      })(),
  },
  'kill-knows-no-stopped-process': {
    sentence: 'a stopped process is nobody',
    rule: 'J1',
    refusal: 'nobody-there',
    make: () =>
      new (class extends TerminalTable {
        protected override isAnybodyMeant(caller: Row, target: number): boolean {
          if (target > 0 && this.isStopped(target)) return false;
          return super.isAnybodyMeant(caller, target);
        }
      })(),
  },
  'kill-of-zombies-is-refused': {
    sentence: 'a signal other than 0 to a zombie is refused with ESRCH',
    rule: 'J1',
    refusal: 'nobody-there',
    source: 'tgoskits PR #500 (2026), of other calls there',
    make: () =>
      new (class extends TerminalTable {
        override kill(process: Id, target: number, signal: number): number {
          const answer = super.kill(process, target, 0);
          if (answer === 0 && signal !== 0 && target > 0 && this.isZombie(target)) return -ESRCH;
          return super.kill(process, target, signal);
        }
      })(),
  },
};

const STOPS: JobControlMutants = {
  'kill-stops-orphans': {
    sentence: 'SIGTSTP stops in an orphaned group as well',
    rule: 'J1',
    make: () =>
      new (class extends TerminalTable {
        protected override signal(process: Row, signal: number, orphaned: boolean): void {
          super.signal(process, signal, orphaned && signal !== TSTP);
        }
      })(),
  },
  'kill-spares-orphans-from-everything': {
    sentence: 'SIGSTOP does not stop in an orphaned group',
    rule: 'J1',
    make: () =>
      new (class extends TerminalTable {
        protected override signal(process: Row, signal: number, orphaned: boolean): void {
          const isSpared = signal === STOP && this.isOrphanedGroup(this.words[process + GROUP]);
          super.signal(process, signal, orphaned || isSpared);
        }
      })(),
  },
  'kill-stops-init': {
    sentence: 'a stop signal stops even init',
    rule: 'J1',
    make: () =>
      new (class extends TerminalTable {
        protected override stop(process: Row, signal: number): void {
          if (process !== INIT_ROW) return super.stop(process, signal);
          this.words[this.jobOf(process)] |= STOP_REPORT | (signal - CONT);
        }
      })(),
  },
  'kill-stops-the-stopped-anew': {
    sentence: 'a process that is stopped already is stopped again, with another report',
    rule: 'J1',
    make: () =>
      new (class extends TerminalTable {
        protected override stop(process: Row, signal: number): void {
          const job = this.jobOf(process);
          if (this.isStoppedRow(process))
            this.words[job] = (this.words[job] & ~STOPPED) | STOP_REPORT | (signal - CONT);
          super.stop(process, signal);
        }
      })(),
  },
  'kill-keeps-the-continuation-of-the-stopped': {
    sentence: 'that a process was continued can still be fetched once it is stopped again',
    rule: 'J1',
    example: '1 fork 2; 1 kill 0 STOP; 1 kill 0 CONT; 1 kill 0 STOP; 1 waitpid -1 continued',
    make: () =>
      new (class extends TerminalTable {
        protected override stop(process: Row, signal: number): void {
          const kept = this.jobFlags(process) & CONTINUE_REPORT;
          super.stop(process, signal);
          this.words[this.jobOf(process)] |= kept;
        }

        protected override hasNews(child: Row, options: number): boolean {
          const both = CONTINUE_REPORT & (options & JOB_FLAG.CONTINUED ? -1 : 0);
          return super.hasNews(child, options) || (this.jobFlags(child) & both) !== 0;
        }
      })(),
  },
  'kill-stops-whoever-has-the-hang-up': {
    sentence: 'SIGHUP to a stopped process continues it',
    rule: 'J1',
    make: () =>
      new (class extends TerminalTable {
        protected override sendHangup(process: Row): void {
          super.sendHangup(process);
          if (this.isStoppedRow(process)) this.continueStopped(process);
        }
      })(),
  },
};

const CONTINUATIONS: JobControlMutants = {
  'kill-continues-nobody': {
    sentence: 'SIGCONT arrives at a stopped process, which stays stopped',
    rule: 'J1',
    make: () =>
      new (class extends TerminalTable {
        protected override sendContinue(process: Row): void {
          this.receiveContinue(process);
        }
      })(),
  },
  'kill-reports-a-continuation-of-the-running': {
    sentence: 'SIGCONT to a process that runs is reported as a continuation',
    rule: 'J1',
    make: () =>
      new (class extends TerminalTable {
        protected override sendContinue(process: Row): void {
          if (!this.isStoppedRow(process)) this.words[this.jobOf(process)] |= CONTINUE_REPORT;
          super.sendContinue(process);
        }
      })(),
  },
  'kill-keeps-the-stop-of-the-continued': {
    sentence: 'that a process was stopped can still be fetched once it is continued',
    rule: 'J1',
    make: () =>
      new (class extends TerminalTable {
        protected override continueStopped(process: Row): void {
          const kept = this.jobFlags(process) & STOP_REPORT;
          super.continueStopped(process);
          this.words[this.jobOf(process)] |= kept;
        }
      })(),
  },
  'kill-reports-no-continuation': {
    sentence: 'nobody can fetch that a process was continued',
    rule: 'J1',
    make: () =>
      new (class extends TerminalTable {
        protected override continueStopped(process: Row): void {
          super.continueStopped(process);
          this.words[this.jobOf(process)] &= ~CONTINUE_REPORT;
        }
      })(),
  },
  'kill-clears-the-wrong-report': {
    sentence: 'SIGCONT takes back that a process was continued, and not that it was stopped',
    rule: 'J1',
    make: () =>
      new (class extends TerminalTable {
        protected override continueStopped(process: Row): void {
          const kept = this.jobFlags(process) & STOP_REPORT;
          super.continueStopped(process);
          const job = this.jobOf(process);
          this.words[job] = (this.words[job] & ~CONTINUE_REPORT) | kept;
        }
      })(),
  },
  'kill-forgets-the-hang-up-that-waits': {
    sentence: 'a SIGHUP that waits while a process is stopped does not arrive when it is continued',
    rule: 'J1',
    make: () =>
      new (class extends TerminalTable {
        protected override continueStopped(process: Row): void {
          this.words[this.jobOf(process)] &= ~HANGUP;
          super.continueStopped(process);
        }
      })(),
  },
  'kill-hangs-up-the-stopped-at-once': {
    sentence: 'a SIGHUP does not wait but arrives at a stopped process',
    rule: 'J1',
    make: () =>
      new (class extends TerminalTable {
        protected override sendHangup(process: Row): void {
          this.receiveHangup(process);
        }
      })(),
  },
  'kill-hangs-up-no-stopped-process': {
    sentence: 'a SIGHUP to a stopped process is lost',
    rule: 'J1',
    make: () =>
      new (class extends TerminalTable {
        protected override sendHangup(process: Row): void {
          if (!this.isStoppedRow(process)) super.sendHangup(process);
        }
      })(),
  },
  'kill-continues-and-is-not-caught': {
    sentence: 'SIGCONT continues a process and does not arrive there',
    rule: 'J1',
    make: () =>
      new (class extends TerminalTable {
        protected override receiveContinue(process: Row): void {
          if (this.jobFlags(process) === 0) super.receiveContinue(process);
        }
      })(),
  },
  'kill-leaves-the-stopped-alive': {
    sentence: 'signal 9 does not end a process that is stopped',
    rule: 'J1',
    make: () =>
      new (class extends TerminalTable {
        protected override killWith(process: Row, status: number): void {
          if (status !== KILLED || !this.isStoppedRow(process)) super.killWith(process, status);
        }
      })(),
  },
};

export const JOB_CONTROL_KILL: JobControlMutants = { ...TARGETS, ...STOPS, ...CONTINUATIONS };
