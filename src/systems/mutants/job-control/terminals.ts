// Faults of acquiring and leaving terminals: open_terminal (J3), set_controlling_terminal (J4), leave_terminal (J5).
import { JOB, NONE, TERMINAL } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { SIGNAL } from '../../../impl/job-control/signals.ts';
import { TerminalTable } from '../../../impl/job-control/terminal-table.ts';
import { ERRNO } from '../../../impl/posix/errno.ts';
import type { JobControlMutants } from '../mutant.ts';
import { KeptTerminalsTable } from './kept-terminals.ts';

const { EPERM, ENOTTY } = ERRNO;
const { SESSION: SERVED, FOREGROUND } = TERMINAL;

/** Whoever acquires a terminal, it then serves the session that he is in. */
class AcquiredByMembers extends TerminalTable {
  protected override acquire(leader: Row, terminal: number, at: number): void {
    super.acquire(leader, terminal, at);
    this.words[at + SERVED] = this.sessionOf(leader);
  }
}

export const TERMINAL_MUTANTS: JobControlMutants = {
  'open-terminal-acquires-nothing': {
    sentence: 'a session leader that opens a free terminal does not acquire it',
    rule: 'J3',
    make: () =>
      new (class extends TerminalTable {
        protected override acquiresByOpening(): boolean {
          return false;
        }
      })(),
  },
  'open-terminal-acquires-despite-noctty': {
    sentence: 'a terminal is acquired although it is opened with O_NOCTTY',
    rule: 'J3',
    make: () =>
      new (class extends TerminalTable {
        override openTerminal(process: number, terminal: number): number {
          return super.openTerminal(process, terminal, false);
        }
      })(),
  },
  'open-terminal-acquires-for-anybody': {
    sentence: 'a process that leads no session acquires the free terminal that it opens',
    rule: 'J3',
    make: () =>
      new (class extends AcquiredByMembers {
        protected override acquiresByOpening(caller: Row, at: number): boolean {
          return this.terminalOf(caller) === 0 && this.words[at + SERVED] === NONE;
        }
      })(),
  },
  'open-terminal-steals': {
    sentence: 'a session leader that opens a terminal takes it from the session that it serves',
    rule: 'J3',
    make: () =>
      new (class extends TerminalTable {
        protected override acquiresByOpening(caller: Row, at: number): boolean {
          if (!this.leadsSession(caller) || this.terminalOf(caller) !== 0) return false;
          if (this.words[at + SERVED] !== NONE) this.takeFromSession(at);
          return true;
        }
      })(),
  },
  'open-terminal-acquires-a-second': {
    sentence: 'a session leader that has a terminal acquires the free one that it opens instead',
    rule: 'J3',
    make: () =>
      new (class extends TerminalTable {
        protected override acquiresByOpening(caller: Row, at: number): boolean {
          return this.leadsSession(caller) && this.words[at + SERVED] === NONE;
        }
      })(),
  },
  'set-controlling-terminal-steals-unasked': {
    sentence: 'a terminal is taken from the session that it serves without being asked to steal',
    rule: 'J4',
    refusal: 'serves-another-session',
    make: () =>
      new (class extends TerminalTable {
        override setControllingTerminal(process: number, terminal: number): number {
          return super.setControllingTerminal(process, terminal, true);
        }
      })(),
  },
  'set-controlling-terminal-never-steals': {
    sentence: 'a terminal that serves another session is refused although it is to be stolen',
    rule: 'J4',
    refusal: 'serves-another-session',
    make: () =>
      new (class extends TerminalTable {
        override setControllingTerminal(process: number, terminal: number): number {
          return super.setControllingTerminal(process, terminal, false);
        }
      })(),
  },
  'set-controlling-terminal-for-anybody': {
    sentence: 'a process that leads no session can make a free terminal its own',
    rule: 'J4',
    refusal: 'leads-no-session',
    make: () =>
      new (class extends AcquiredByMembers {
        protected override setControllingTerminalError(caller: Row, at: number, steal: boolean): number {
          if (this.leadsSession(caller)) return super.setControllingTerminalError(caller, at, steal);
          return this.words[at + SERVED] === NONE && this.terminalOf(caller) === 0 ? 0 : -EPERM;
        }
      })(),
  },
  'set-controlling-terminal-of-a-member-says-not-a-terminal': {
    sentence: 'a process that leads no session is told ENOTTY',
    rule: 'J4',
    refusal: 'leads-no-session',
    make: () =>
      new (class extends TerminalTable {
        protected override setControllingTerminalError(caller: Row, at: number, steal: boolean): number {
          return this.leadsSession(caller) ? super.setControllingTerminalError(caller, at, steal) : -ENOTTY;
        }
      })(),
  },
  'set-controlling-terminal-takes-another': {
    sentence: 'a session leader that has a terminal exchanges it for a free one',
    rule: 'J4',
    refusal: 'has-another-terminal',
    make: () =>
      new (class extends TerminalTable {
        protected override setControllingTerminalError(caller: Row, at: number, steal: boolean): number {
          const isFree = this.words[at + SERVED] === NONE;
          if (this.leadsSession(caller) && isFree) return 0;
          return super.setControllingTerminalError(caller, at, steal);
        }
      })(),
  },
  'set-controlling-terminal-refuses-its-own': {
    sentence: 'a session leader that asks for the terminal that it has is refused with EPERM',
    rule: 'J4',
    refusal: 'has-another-terminal',
    make: () =>
      new (class extends TerminalTable {
        protected override setControllingTerminalError(caller: Row, at: number, steal: boolean): number {
          return this.terminalOf(caller) === 0
            ? super.setControllingTerminalError(caller, at, steal)
            : -EPERM;
        }
      })(),
  },
  'set-controlling-terminal-leaves-the-robbed-theirs': {
    sentence: 'a session that a terminal is stolen from keeps it as its controlling terminal',
    rule: 'J4',
    make: () =>
      new (class extends KeptTerminalsTable {
        override setControllingTerminal(process: number, terminal: number, steal = false): number {
          const had = this.pids().filter((pid) => this.controllingTerminal(pid) === terminal);
          const answer = super.setControllingTerminal(process, terminal, steal);
          for (const pid of had) this.words[this.jobOf(this.find(pid)) + JOB.TERMINAL] = terminal;
          return answer;
        }
      })(),
  },
  'set-controlling-terminal-robs-the-leader-alone': {
    sentence: 'of a session that a terminal is stolen from the leader alone loses it',
    rule: 'J4',
    make: () =>
      new (class extends TerminalTable {
        override setControllingTerminal(process: number, terminal: number, steal = false): number {
          const had = this.pids().filter((pid) => this.controllingTerminal(pid) === terminal);
          const answer = super.setControllingTerminal(process, terminal, steal);
          for (const pid of had) {
            const row = this.find(pid);
            if (!this.leadsSession(row)) this.words[this.jobOf(row) + JOB.TERMINAL] = terminal;
          }
          return answer;
        }
      })(),
  },
  'set-controlling-terminal-hangs-up-the-robbed': {
    sentence: 'the foreground of the session that a terminal is stolen from gets SIGHUP and SIGCONT',
    rule: 'J4',
    make: () =>
      new (class extends TerminalTable {
        override setControllingTerminal(process: number, terminal: number, steal = false): number {
          const robbed = this.words[this.terminalAt(terminal) + FOREGROUND];
          const served = this.terminalSession(terminal);
          const answer = super.setControllingTerminal(process, terminal, steal);
          if (served !== undefined && this.terminalSession(terminal) !== served) {
            this.hangUpAndContinue(robbed);
            this.settle();
          }
          return answer;
        }
      })(),
  },
  'leave-terminal-of-another-succeeds': {
    sentence: 'whoever leaves a terminal that is not its own gets a success that does nothing',
    rule: 'J5',
    refusal: 'not-its-terminal',
    make: () =>
      new (class extends TerminalTable {
        override leaveTerminal(process: number, terminal: number): number {
          return Math.max(super.leaveTerminal(process, terminal), 0);
        }
      })(),
  },
  'leave-terminal-of-a-member-frees-it': {
    sentence: 'where any process leaves the terminal the whole session loses it',
    rule: 'J5',
    make: () =>
      new (class extends TerminalTable {
        override leaveTerminal(process: number, terminal: number): number {
          const answer = super.leaveTerminal(process, terminal);
          const at = this.terminalAt(terminal);
          if (answer === 0 && this.words[at + SERVED] !== NONE) {
            this.leaveWithSession(at);
            this.settle();
          }
          return answer;
        }
      })(),
  },
  'leave-terminal-of-the-leader-alone': {
    sentence: 'a session leader that leaves its terminal leaves it to the rest of the session',
    rule: 'J5',
    make: () =>
      new (class extends TerminalTable {
        protected override leaveWithSession(at: number): void {
          this.hangUpAndContinue(this.words[at + FOREGROUND]);
          this.loseTerminal(this.words[at + SERVED]);
        }
      })(),
  },
  'leave-terminal-signals-nobody': {
    sentence: 'the foreground gets no signal when the session leader leaves the terminal',
    rule: 'J5',
    make: () =>
      new (class extends TerminalTable {
        protected override leaveWithSession(at: number): void {
          this.takeFromSession(at);
        }
      })(),
  },
  'leave-terminal-continues-nobody': {
    sentence: 'the foreground gets SIGHUP and no SIGCONT when the session leader leaves the terminal',
    rule: 'J5',
    make: () =>
      new (class extends TerminalTable {
        protected override leaveWithSession(at: number): void {
          this.signalGroup(this.words[at + FOREGROUND], SIGNAL.HUP);
          this.takeFromSession(at);
        }
      })(),
  },
};
