// Faults of waitpid that tells of children (J2): what has something to tell, and how it is told.
import type { Id } from '../../../contract/command.ts';
import { COLUMN, JOB_FLAG, NONE, WAITS_FOR } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { SIGNAL } from '../../../impl/job-control/signals.ts';
import { TerminalTable, WAIT } from '../../../impl/job-control/terminal-table.ts';
import { ERRNO } from '../../../impl/posix/errno.ts';
import { CONTINUED as CONTINUED_STATUS, stoppedBy } from '../../../impl/posix/wait-status.ts';
import type { JobControlMutants } from '../mutant.ts';

const { ECHILD } = ERRNO;
const { STOP_REPORT, CONTINUE_REPORT, UNTRACED, CONTINUED } = JOB_FLAG;
const { GROUP, FIRST_CHILD, NEXT_SIBLING } = COLUMN;

export const JOB_CONTROL_WAITPID: JobControlMutants = {
  'waitpid-tells-a-stop-again': {
    sentence: 'that a child was stopped is told at every call, not once',
    rule: 'J2',
    make: () =>
      new (class extends TerminalTable {
        protected override fetchReport(child: Row): number {
          const kept = this.jobFlags(child) & STOP_REPORT;
          const status = super.fetchReport(child);
          this.words[this.jobOf(child)] |= kept;
          return status;
        }
      })(),
  },
  'waitpid-tells-a-continuation-again': {
    sentence: 'that a child was continued is told at every call, not once',
    rule: 'J2',
    make: () =>
      new (class extends TerminalTable {
        protected override fetchReport(child: Row): number {
          const kept = this.jobFlags(child) & CONTINUE_REPORT;
          const status = super.fetchReport(child);
          this.words[this.jobOf(child)] |= kept;
          return status;
        }
      })(),
  },
  'waitpid-ignores-untraced': {
    sentence: 'stopped children are not told of though they are asked for',
    rule: 'J2',
    make: () =>
      new (class extends TerminalTable {
        protected override hasNews(child: Row, options: number): boolean {
          return super.hasNews(child, options & ~UNTRACED);
        }
      })(),
  },
  'waitpid-implies-untraced': {
    sentence: 'stopped children are told of though nobody asks for them',
    rule: 'J2',
    make: () =>
      new (class extends TerminalTable {
        protected override hasNews(child: Row, options: number): boolean {
          return super.hasNews(child, options | UNTRACED);
        }
      })(),
  },
  'waitpid-ignores-continued': {
    sentence: 'continued children are not told of though they are asked for',
    rule: 'J2',
    make: () =>
      new (class extends TerminalTable {
        protected override hasNews(child: Row, options: number): boolean {
          return super.hasNews(child, options & ~CONTINUED);
        }
      })(),
  },
  'waitpid-implies-continued': {
    sentence: 'continued children are told of though nobody asks for them',
    rule: 'J2',
    make: () =>
      new (class extends TerminalTable {
        protected override hasNews(child: Row, options: number): boolean {
          return super.hasNews(child, options | CONTINUED);
        }
      })(),
  },
  'waitpid-says-a-stop-without-its-signal': {
    sentence: 'the status of a stopped child does not name the signal',
    rule: 'J2',
    make: () =>
      new (class extends TerminalTable {
        protected override fetchReport(child: Row): number {
          const status = super.fetchReport(child);
          return status === CONTINUED_STATUS ? status : stoppedBy(0);
        }
      })(),
  },
  'waitpid-says-sigstop-of-every-stop': {
    sentence: 'whatever signal has stopped a child, the status names SIGSTOP',
    rule: 'J2',
    make: () =>
      new (class extends TerminalTable {
        protected override fetchReport(child: Row): number {
          const status = super.fetchReport(child);
          return status === CONTINUED_STATUS ? status : stoppedBy(SIGNAL.STOP);
        }
      })(),
  },
  'waitpid-says-zero-of-a-continuation': {
    sentence: 'the status of a continued child is 0',
    rule: 'J2',
    make: () =>
      new (class extends TerminalTable {
        protected override fetchReport(child: Row): number {
          const status = super.fetchReport(child);
          return status === CONTINUED_STATUS ? 0 : status;
        }
      })(),
  },
  'waitpid-knows-no-stopped-child': {
    sentence: 'a stopped child that has nothing to tell is none: ECHILD',
    rule: 'J2',
    refusal: 'no-such-child',
    make: () =>
      new (class extends TerminalTable {
        protected override childToTell(caller: Row, meaning: number, meant: number, options: number): number {
          const found = super.childToTell(caller, meaning, meant, options);
          return found === NONE && meaning === WAITS_FOR.PID && this.isStopped(meant) ? -ECHILD : found;
        }
      })(),
  },
  'waitpid-sleeps-for-nobody': {
    sentence: 'a wait for a group that none of the children is in blocks for ever',
    rule: 'J2',
    refusal: 'no-such-child',
    source: 'Managarm 9ef655515, PR #1314 (2026)',
    example: '1 fork 2; 2 setpgid 0 0; 2 waitpid -2 block',
    make: () =>
      new (class extends TerminalTable {
        override waitpid(process: Id, pid: number, options = 0): number {
          const answer = super.waitpid(process, pid, options);
          const caller = this.find(process);
          if (answer !== -ECHILD || pid >= -1 || !this.hasGroup(-pid) || (options & WAIT.BLOCK) === 0)
            return answer;
          this.startWait(caller, WAITS_FOR.GROUP, this.find(-pid), 0);
          return 0;
        }
      })(),
  },
  'waitpid-drops-what-nobody-asks-for': {
    sentence: 'a wait that does not ask for stopped children takes back that they were stopped',
    rule: 'J2',
    make: () =>
      new (class extends TerminalTable {
        protected override hasNews(child: Row, options: number): boolean {
          const has = super.hasNews(child, options);
          if (!has && (options & UNTRACED) === 0) this.words[this.jobOf(child)] &= ~STOP_REPORT;
          return has;
        }
      })(),
  },
  'waitpid-tells-of-stops-first': {
    sentence: 'a stopped child is told of before a zombie that stands before it in the order of children',
    rule: 'J2',
    example: '1 fork 2; 2 exit 0; 1 fork 3; 1 kill 0 STOP; 1 waitpid 0 untraced',
    make: () =>
      new (class extends TerminalTable {
        protected override childToTell(caller: Row, meaning: number, meant: number, options: number): number {
          const found = super.childToTell(caller, meaning, meant, options);
          if (found <= NONE || !this.isZombieRow(found) || (options & UNTRACED) === 0) return found;
          const { words } = this;
          let first = found;
          let child = words[caller + FIRST_CHILD];
          for (; child !== NONE; child = words[child + NEXT_SIBLING]) {
            const isMeant = meaning === WAITS_FOR.ANY || words[child + GROUP] === meant;
            if (isMeant && (this.jobFlags(child) & STOP_REPORT) !== 0) first = child;
          }
          return meaning === WAITS_FOR.PID ? found : first;
        }
      })(),
  },
  'waitpid-forgets-stops-of-the-moved': {
    sentence: 'a stopped child is told of by its pid and by −1 alone, not by its group',
    rule: 'J2',
    make: () =>
      new (class extends TerminalTable {
        protected override childToTell(caller: Row, meaning: number, meant: number, options: number): number {
          const isGroup = meaning === WAITS_FOR.GROUP || meaning === WAITS_FOR.OWN_GROUP;
          return super.childToTell(caller, meaning, meant, isGroup ? options & ~UNTRACED : options);
        }
      })(),
  },
};
