// Faults of what reaches those who use a terminal: read_terminal and write_terminal (J9), hang_up (J10), type (J11).
import type { Id } from '../../../contract/command.ts';
import { COLUMN, FLAG, JOB, JOB_FLAG, NONE, TERMINAL } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { SIGNAL } from '../../../impl/job-control/signals.ts';
import { TerminalTable } from '../../../impl/job-control/terminal-table.ts';
import type { Disposition } from '../../../impl/job-control/terminal-table.ts';
import { ERRNO } from '../../../impl/posix/errno.ts';
import { INTERRUPTED } from '../../../impl/posix/wait-status.ts';
import type { JobControlMutants } from '../mutant.ts';

const { EIO } = ERRNO;
const { GROUP, SESSION, FIRST_GROUP, NEXT_GROUP, FIRST_MEMBER, NEXT_MEMBER } = COLUMN;
const { FOREGROUND, SESSION: SERVED } = TERMINAL;
const { HUP, TTIN } = SIGNAL;

const ACCESSES: JobControlMutants = {
  'read-terminal-goes-by-number': {
    sentence: 'a later group that bears the number of the foreground counts as in the foreground',
    rule: 'J9',
    source: 'SerenityOS 688e54eac73 (2020)',
    example:
      '1 fork 2; 1 set_controlling_terminal tty1; tty1 type ^C; 1 tcsetpgrp tty1 2; 1 waitpid -1; 1 fork 2; 2 setpgid 0 0; 2 read_terminal tty1 ignored',
    make: () =>
      new (class extends TerminalTable {
        protected override isInForeground(process: Row, at: number): boolean {
          return this.idOf(this.words[process + GROUP]) === this.idOf(this.words[at + FOREGROUND]);
        }
      })(),
  },
  'read-terminal-is-free-after-the-foreground': {
    sentence: 'once the foreground group has died out anybody of the session may read',
    rule: 'J9',
    source: 'Managarm PR #1034, #1077, where it was a crash',
    make: () =>
      new (class extends TerminalTable {
        protected override isInForeground(process: Row, at: number): boolean {
          const foreground = this.words[at + FOREGROUND];
          return !this.hasFlag(foreground, FLAG.GROUP) || super.isInForeground(process, at);
        }
      })(),
  },
  'read-terminal-goes-through': {
    sentence: 'a process in the background reads as one in the foreground does',
    rule: 'J9',
    make: () =>
      new (class extends TerminalTable {
        override readTerminal(process: Id, terminal: number, ttin?: Disposition): number {
          const isBack = ttin !== 'ignored' && ttin !== 'blocked';
          const isOrphan = this.isOrphaned(this.group(process) ?? 0);
          return isBack && !isOrphan ? 0 : super.readTerminal(process, terminal, ttin);
        }
      })(),
  },
  'read-terminal-with-an-ignored-signal-goes-through': {
    sentence: 'a process in the background that ignores or blocks SIGTTIN may read',
    rule: 'J9',
    refusal: 'cannot-be-stopped',
    make: () =>
      new (class extends TerminalTable {
        override readTerminal(process: Id, terminal: number, ttin: Disposition = 'default'): number {
          return ttin === 'default' ? super.readTerminal(process, terminal, ttin) : 0;
        }
      })(),
  },
  'read-terminal-with-a-blocked-signal-stops': {
    sentence: 'a process in the background is stopped although it blocks SIGTTIN',
    rule: 'J9',
    refusal: 'cannot-be-stopped',
    example: '1 set_controlling_terminal tty1; 1 fork 2; 2 setpgid 0 0; 2 read_terminal tty1 blocked',
    make: () =>
      new (class extends TerminalTable {
        override readTerminal(process: Id, terminal: number, ttin?: Disposition): number {
          return super.readTerminal(process, terminal, ttin === 'blocked' ? 'default' : ttin);
        }
      })(),
  },
  'read-terminal-of-orphans-goes-through': {
    sentence: 'a process of an orphaned group may read from the background',
    rule: 'J9',
    refusal: 'cannot-be-stopped',
    make: () =>
      new (class extends TerminalTable {
        override readTerminal(process: Id, terminal: number, ttin: Disposition = 'default'): number {
          const answer = super.readTerminal(process, terminal, ttin);
          return answer === -EIO && ttin === 'default' ? 0 : answer;
        }
      })(),
  },
  'read-terminal-stops-the-reader-alone': {
    sentence: 'of the group in the background whoever reads is stopped and nobody else',
    rule: 'J9',
    example: '1 set_controlling_terminal tty1; 1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 read_terminal tty1',
    make: () =>
      new (class extends TerminalTable {
        protected override stopForAccess(caller: Row, signal: number): number {
          if (signal !== TTIN) return super.stopForAccess(caller, signal);
          this.signalOne(caller, signal);
          this.settle();
          return -ERRNO.EINTR;
        }
      })(),
  },
  'write-terminal-stops-without-tostop': {
    sentence: 'a write from the background stops though the terminal does not have tostop',
    rule: 'J9',
    make: () =>
      new (class extends TerminalTable {
        override writeTerminal(process: Id, terminal: number, ttou?: Disposition): number {
          return super.writeTerminal(process, terminal, ttou, true);
        }
      })(),
  },
  'write-terminal-never-stops': {
    sentence: 'a write from the background goes through though the terminal has tostop',
    rule: 'J9',
    make: () =>
      new (class extends TerminalTable {
        override writeTerminal(process: Id, terminal: number, ttou?: Disposition, tostop?: boolean): number {
          const isOrphan = this.isOrphaned(this.group(process) ?? 0);
          return isOrphan ? super.writeTerminal(process, terminal, ttou, tostop) : 0;
        }
      })(),
  },
  'write-terminal-of-orphans-goes-through': {
    sentence: 'a process of an orphaned group may write from the background of a terminal with tostop',
    rule: 'J9',
    refusal: 'cannot-be-stopped',
    make: () =>
      new (class extends TerminalTable {
        override writeTerminal(process: Id, terminal: number, ttou?: Disposition, tostop?: boolean): number {
          const answer = super.writeTerminal(process, terminal, ttou, tostop);
          return answer === -EIO ? 0 : answer;
        }
      })(),
  },
  'write-terminal-with-an-ignored-signal-fails': {
    sentence:
      'a write to a terminal with tostop fails with EIO where SIGTTOU is ignored or blocked, as a read does',
    rule: 'J9',
    refusal: 'cannot-be-stopped',
    example: '1 open_terminal tty1; 1 fork 2; 2 setpgid 0 0; 2 write_terminal tty1 ignored tostop',
    make: () =>
      new (class extends TerminalTable {
        override writeTerminal(
          process: Id,
          terminal: number,
          ttou: Disposition = 'default',
          tostop = false,
        ): number {
          const isBack = this.controllingTerminal(process) === terminal && !this.isForeground(process);
          if (tostop && ttou !== 'default' && isBack) return -EIO;
          return super.writeTerminal(process, terminal, ttou, tostop);
        }
      })(),
  },
};

const HANG_UPS: JobControlMutants = {
  'hang-up-signals-the-foreground': {
    sentence: 'not the session leader but the group in the foreground gets the signals',
    rule: 'J10',
    make: () =>
      new (class extends TerminalTable {
        protected override hangUpSession(at: number): void {
          const leader = this.words[at + SERVED];
          const foreground = this.words[at + FOREGROUND];
          this.hangUpAndContinue(foreground);
          this.rememberForeground(leader, foreground);
          this.takeFromSession(at);
        }
      })(),
  },
  'hang-up-continues-nobody': {
    sentence: 'the session leader gets SIGHUP and no SIGCONT',
    rule: 'J10',
    make: () =>
      new (class extends TerminalTable {
        protected override hangUpSession(at: number): void {
          const leader = this.words[at + SERVED];
          this.signal(leader, HUP, false);
          this.rememberForeground(leader, this.words[at + FOREGROUND]);
          this.takeFromSession(at);
        }
      })(),
  },
  'hang-up-takes-it-from-the-leader-alone': {
    sentence: 'the processes of the session but for its leader keep a terminal that serves nobody',
    rule: 'J10',
    make: () =>
      new (class extends TerminalTable {
        override hangUp(terminal: number): number {
          const had = this.pids().filter((pid) => this.controllingTerminal(pid) === terminal);
          const answer = super.hangUp(terminal);
          for (const pid of had) {
            const row = this.find(pid);
            if (!this.leadsSession(row)) this.words[this.jobOf(row) + JOB.TERMINAL] = terminal;
          }
          return answer;
        }
      })(),
  },
  'hang-up-is-forgotten': {
    sentence: 'the leader does not remember the foreground: nobody is told when it ends',
    rule: 'J10',
    example: '1 fork 2; 2 setsid; 2 fork 3; 2 open_terminal tty1; tty1 hang_up; 2 exit 0',
    make: () =>
      new (class extends TerminalTable {
        protected override rememberForeground(): void {}
      })(),
  },
  'hang-up-is-remembered-for-good': {
    sentence:
      'the foreground from a hang-up is told at the end of the leader though it has acquired a terminal since',
    rule: 'J10',
    example:
      '1 fork 2; 2 setsid; 2 open_terminal tty1; 2 fork 3; tty1 hang_up; 2 open_terminal tty1; 2 exit 0',
    make: () =>
      new (class extends TerminalTable {
        // The words that belong to no process have one leader and what it remembers.
        protected override acquire(leader: Row, terminal: number, at: number): void {
          const { words, jobs } = this;
          const remembered = this.rememberedForeground(leader);
          if (remembered !== NONE && words[jobs + JOB.WAIT] === NONE) {
            this.refer(remembered);
            words[jobs + JOB.TERMINAL] = leader;
            words[jobs + JOB.WAIT] = remembered;
          }
          super.acquire(leader, terminal, at);
        }

        protected override hangUpAtExit(leader: Row): void {
          super.hangUpAtExit(leader);
          const { words, jobs } = this;
          const remembered = words[jobs + JOB.WAIT];
          if (remembered === NONE || words[jobs + JOB.TERMINAL] !== leader) return;
          words[jobs + JOB.TERMINAL] = NONE;
          words[jobs + JOB.WAIT] = NONE;
          this.hangUpAndContinue(remembered);
          this.forget(remembered);
        }
      })(),
  },
  'hang-up-is-remembered-of-the-own-group': {
    sentence: 'what the leader remembers is its own group, not the one that was in the foreground',
    rule: 'J10',
    example: '1 fork 2; 2 setsid; 2 fork 3; 2 open_terminal tty1; 2 tcsetpgrp tty1 3; tty1 hang_up; 2 exit 0',
    make: () =>
      new (class extends TerminalTable {
        protected override rememberForeground(leader: Row): void {
          super.rememberForeground(leader, this.words[leader + GROUP]);
        }
      })(),
  },
  'hang-up-is-remembered-without-a-continuation': {
    sentence: 'at the end of the leader the foreground that it remembers gets SIGHUP and no SIGCONT',
    rule: 'J10',
    example: '1 fork 2; 2 setsid; 2 fork 3; 2 open_terminal tty1; tty1 hang_up; 2 exit 0',
    make: () =>
      new (class extends TerminalTable {
        protected override hangUpAtExit(leader: Row): void {
          const remembered = this.rememberedForeground(leader);
          if (remembered === NONE) return super.hangUpAtExit(leader);
          this.signalGroup(remembered, HUP);
          this.forgetForeground(leader);
        }
      })(),
  },
};

const KEYS: JobControlMutants = {
  'type-reaches-the-session': {
    sentence: '^C ends everybody of the session',
    rule: 'J11',
    make: () =>
      new (class extends TerminalTable {
        protected override interruptGroup(foreground: Row): void {
          const { words } = this;
          if (!this.hasFlag(foreground, FLAG.GROUP)) return; // A number without a group is in no session.
          const first = words[words[foreground + SESSION] + FIRST_GROUP];
          for (let group = first; group !== NONE; group = words[group + NEXT_GROUP])
            super.interruptGroup(group);
        }
      })(),
  },
  'type-stops-the-leader-alone': {
    sentence: 'of the group in the foreground ^Z reaches the leader alone',
    rule: 'J11',
    make: () =>
      new (class extends TerminalTable {
        override type(terminal: number, key: '^C' | '^Z'): number {
          if (key === '^C') return super.type(terminal, key);
          this.beginCommand();
          const foreground = this.words[this.terminalAt(terminal) + FOREGROUND];
          const leads =
            this.hasFlag(foreground, FLAG.PROCESS) && this.words[foreground + GROUP] === foreground;
          if (leads) this.signalOne(foreground, SIGNAL.TSTP);
          this.settle();
          return 0;
        }
      })(),
  },
  'type-interrupts-the-leader-alone': {
    sentence: 'of the group in the foreground ^C reaches the leader alone',
    rule: 'J11',
    make: () =>
      new (class extends TerminalTable {
        protected override interruptGroup(group: Row): void {
          if (this.hasFlag(group, FLAG.PROCESS) && this.words[group + GROUP] === group) this.interrupt(group);
        }
      })(),
  },
  'type-stops-beyond-help': {
    sentence: '^Z stops the foreground as SIGSTOP does, also where its group is orphaned',
    rule: 'J11',
    make: () =>
      new (class extends TerminalTable {
        override type(terminal: number, key: '^C' | '^Z'): number {
          if (key === '^C') return super.type(terminal, key);
          this.beginCommand();
          const { words } = this;
          const foreground = words[this.terminalAt(terminal) + FOREGROUND];
          let member = this.hasFlag(foreground, FLAG.GROUP) ? words[foreground + FIRST_MEMBER] : NONE;
          for (; member !== NONE; member = words[member + NEXT_MEMBER])
            this.signal(member, SIGNAL.TSTP, false);
          this.settle();
          return 0;
        }
      })(),
  },
  'type-ends-the-stopped-at-once': {
    sentence: '^C ends a stopped process without its being continued',
    rule: 'J11',
    make: () =>
      new (class extends TerminalTable {
        protected override interrupt(process: Row): void {
          if (this.isStoppedRow(process)) this.doom(process);
          else super.interrupt(process);
        }
      })(),
  },
  'type-is-lost-on-the-stopped': {
    sentence: '^C does nothing to a stopped process',
    rule: 'J11',
    make: () =>
      new (class extends TerminalTable {
        protected override interrupt(process: Row): void {
          if (!this.isStoppedRow(process)) super.interrupt(process);
        }
      })(),
  },
  'type-is-forgotten-at-a-continuation': {
    sentence: 'an interrupt that waits while a process is stopped does not end it when it is continued',
    rule: 'J11',
    example: '1 fork 2; 1 kill 0 STOP; 1 open_terminal tty1; tty1 type ^C; 1 leave_terminal tty1',
    make: () =>
      new (class extends TerminalTable {
        protected override continueStopped(process: Row): void {
          this.words[this.jobOf(process)] &= ~JOB_FLAG.INTERRUPT;
          super.continueStopped(process);
        }
      })(),
  },
  'type-looks-like-an-exit': {
    sentence: 'whoever ^C ends has the status of an exit with code 2',
    rule: 'J11',
    make: () =>
      new (class extends TerminalTable {
        protected override killWith(process: Row, status: number): void {
          super.killWith(process, status === INTERRUPTED ? status << 8 : status);
        }
      })(),
  },
};

export const ACCESS_MUTANTS: JobControlMutants = { ...ACCESSES, ...HANG_UPS, ...KEYS };
