// Faults of what a process keeps, hands on or loses of job control: fork (P1), setsid (P2), setpgid (P3), execve (P5).
import type { Id } from '../../../contract/command.ts';
import { COLUMN, JOB, JOB_FLAG, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { TerminalTable } from '../../../impl/job-control/terminal-table.ts';
import type { JobControlMutants } from '../mutant.ts';
import { KeptTerminalsTable } from './kept-terminals.ts';

const { GROUP } = COLUMN;

/** Signals the groups that another command than an exit orphans. */
class OrphansByMoving extends TerminalTable {
  /** Runs it; whoever is in a group that was not orphaned before, and is now, is signalled if anybody there is stopped. */
  protected signallingOrphans(process: Id, run: () => number): number {
    const before = this.pgids().filter((pgid) => !this.isOrphaned(pgid));
    const answer = run();
    if (!this.has(process)) return answer;
    for (const pgid of before) {
      const group = this.find(pgid);
      if (this.isOrphaned(pgid) && this.hasStoppedMember(group)) this.hangUpAndContinue(group);
    }
    this.settle();
    return answer;
  }
}

export const INHERITANCE: JobControlMutants = {
  'fork-hands-on-no-terminal': {
    sentence: 'the child has no controlling terminal',
    rule: 'P1',
    make: () =>
      new (class extends TerminalTable {
        protected override inheritTerminal(): void {}
      })(),
  },
  'fork-hands-on-the-report': {
    sentence: 'the child of a process that was continued is to be reported as continued itself',
    rule: 'P1',
    example: '1 fork 2; 1 kill 0 STOP; 1 kill 0 CONT; 2 fork 3; 2 waitpid 0 continued',
    make: () =>
      new (class extends TerminalTable {
        protected override inheritTerminal(parent: Row, child: Row): void {
          super.inheritTerminal(parent, child);
          this.words[this.jobOf(child)] |= this.jobFlags(parent) & JOB_FLAG.CONTINUE_REPORT;
        }
      })(),
  },
  'fork-hands-on-a-lost-foreground': {
    sentence: 'a child remembers the foreground that its parent has lost by a hang-up',
    rule: 'P1',
    make: () =>
      new (class extends TerminalTable {
        protected override inheritTerminal(parent: Row, child: Row): void {
          super.inheritTerminal(parent, child);
          const remembered = this.rememberedForeground(parent);
          if (remembered !== NONE) this.rememberForeground(child, remembered);
        }

        protected override exitProcess(process: Row): void {
          super.exitProcess(process);
          const remembered = this.rememberedForeground(process);
          if (remembered === NONE) return;
          this.hangUpAndContinue(remembered);
          this.forgetForeground(process);
        }
      })(),
  },
  'setsid-keeps-the-terminal': {
    sentence: 'whoever leads a session anew keeps the terminal of the old one',
    rule: 'P2',
    make: () =>
      new (class extends KeptTerminalsTable {
        protected override enterNewSession(process: Row): void {
          const terminal = this.terminalOf(process);
          super.enterNewSession(process);
          this.words[this.jobOf(process) + JOB.TERMINAL] = terminal;
        }
      })(),
  },
  'setsid-takes-the-terminal-from-all': {
    sentence: 'the whole session that a process leaves loses its terminal',
    rule: 'P2',
    make: () =>
      new (class extends TerminalTable {
        protected override enterNewSession(process: Row): void {
          const terminal = this.terminalOf(process);
          if (terminal !== 0) this.takeFromSession(this.terminalAt(terminal));
          super.enterNewSession(process);
        }
      })(),
  },
  'setsid-hangs-the-caller-up': {
    sentence: 'whoever leads a session anew gets SIGHUP with the loss of its terminal',
    rule: 'P2',
    make: () =>
      new (class extends TerminalTable {
        override setsid(process: Id): number {
          const had = this.controllingTerminal(process) ?? 0;
          const answer = super.setsid(process);
          if (answer > 0 && had !== 0) this.receiveHangup(this.find(process));
          return answer;
        }
      })(),
  },
  'setsid-signals-whom-it-orphans': {
    sentence: 'a group with somebody stopped in it, which setsid orphans, gets SIGHUP and SIGCONT',
    rule: 'P2',
    source: 'gVisor (2019), where whatever takes the last link away counts',
    example: '1 fork 2; 2 fork 3; 3 setpgid 0 0; 1 kill 3 STOP; 2 setsid',
    make: () =>
      new (class extends OrphansByMoving {
        override setsid(process: Id): number {
          return this.signallingOrphans(process, () => super.setsid(process));
        }
      })(),
  },
  'setpgid-signals-whom-it-orphans': {
    sentence: 'a group with somebody stopped in it, which setpgid orphans, gets SIGHUP and SIGCONT',
    rule: 'P3',
    source: 'gVisor (2019), where whatever takes the last link away counts',
    example: '1 fork 2; 2 fork 3; 1 setpgid 2 0; 1 kill -2 STOP; 1 setpgid 2 1',
    make: () =>
      new (class extends OrphansByMoving {
        override setpgid(process: Id, pid: number, pgid: number): number {
          return this.signallingOrphans(process, () => super.setpgid(process, pid, pgid));
        }
      })(),
  },
  'setpgid-moves-no-stopped-child': {
    sentence: 'a stopped child cannot be moved: EPERM',
    rule: 'P3',
    make: () =>
      new (class extends TerminalTable {
        protected override setpgidError(caller: Row, target: Row, targetPgid: number, group: Row): number {
          const error = super.setpgidError(caller, target, targetPgid, group);
          return error === 0 && this.isStoppedRow(target) ? -1 : error;
        }
      })(),
  },
  'setpgid-brings-a-job-to-the-foreground': {
    sentence: 'the group that a process makes or joins comes to the foreground where the caller is',
    rule: 'P3',
    make: () =>
      new (class extends TerminalTable {
        override setpgid(process: Id, pid: number, pgid: number): number {
          const row = this.find(process);
          const at = this.terminalAt(this.controllingTerminal(process) ?? 0);
          const isFront = at !== NONE && this.isInForeground(row, at);
          const answer = super.setpgid(process, pid, pgid);
          if (answer === 0 && isFront)
            this.setForeground(at, this.words[this.find(pid === 0 ? process : pid) + GROUP]);
          return answer;
        }
      })(),
  },
  'execve-loses-the-terminal': {
    sentence: 'a new program has no controlling terminal',
    rule: 'P5',
    make: () =>
      new (class extends TerminalTable {
        override execve(process: Id): number {
          const answer = super.execve(process);
          if (answer === 0) this.loseTerminal(this.find(process));
          return answer;
        }
      })(),
  },
  'execve-forgets-a-lost-foreground': {
    sentence: 'a session leader that executes a program forgets the foreground that it has lost by a hang-up',
    rule: 'P5',
    example:
      '1 fork 2; 2 setsid; 2 fork 3; 2 set_controlling_terminal tty1; tty1 hang_up; 2 execve; 1 kill 2 9',
    make: () =>
      new (class extends TerminalTable {
        override execve(process: Id): number {
          const answer = super.execve(process);
          if (answer === 0) this.forgetForeground(this.find(process));
          return answer;
        }
      })(),
  },
  'execve-takes-the-continuation-back': {
    sentence: 'a new program is not reported as continued any more',
    rule: 'P5',
    example: '1 fork 2; 1 kill 0 STOP; 1 kill 0 CONT; 2 execve; 1 waitpid 0 continued',
    make: () =>
      new (class extends TerminalTable {
        override execve(process: Id): number {
          const answer = super.execve(process);
          if (answer === 0) this.words[this.jobOf(this.find(process))] &= ~JOB_FLAG.CONTINUE_REPORT;
          return answer;
        }
      })(),
  },
};
