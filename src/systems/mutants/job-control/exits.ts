// Faults of what an exit means for others (P6): the terminal of a session leader, and groups that it orphans.
import { COLUMN, FLAG, INIT_ROW, JOB, NONE, TERMINAL } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { SIGNAL } from '../../../impl/job-control/signals.ts';
import { TerminalTable } from '../../../impl/job-control/terminal-table.ts';
import type { JobControlMutants } from '../mutant.ts';

const { PARENT, GROUP, SESSION, FIRST_MEMBER, NEXT_MEMBER } = COLUMN;
const { FOREGROUND, SESSION: SERVED } = TERMINAL;
const { HUP, CONT } = SIGNAL;

/** Tells those whom an exit orphans in a way of its own. */
class OrphansTold extends TerminalTable {
  /** Sends SIGHUP and SIGCONT to all of the group. */
  protected tellOrphans(group: Row): void {
    this.hangUpAndContinue(group);
  }

  /** Whether a group that an exit has orphaned is told. */
  protected isTold(group: Row): boolean {
    return this.hasStoppedMember(group);
  }

  protected override orphanByExit(group: Row, other: Row): void {
    const { words } = this;
    if (group === other || words[group + SESSION] !== words[other + SESSION]) return;
    if (this.isTold(group) && this.isOrphanedGroup(group)) this.tellOrphans(group);
  }

  protected membersOfGroup(group: Row): readonly Row[] {
    const members: Row[] = [];
    let member = this.words[group + FIRST_MEMBER];
    for (; member !== NONE; member = this.words[member + NEXT_MEMBER]) members.push(member);
    return members.toSorted((a, b) => this.idOf(a) - this.idOf(b));
  }
}

const LEADERS: JobControlMutants = {
  'exit-of-a-leader-hangs-nobody-up': {
    sentence: 'the foreground gets no SIGHUP when the session leader exits',
    rule: 'P6',
    example: '1 fork 2; 2 setsid; 2 set_controlling_terminal tty1; 2 fork 3; 1 kill 2 9',
    make: () =>
      new (class extends TerminalTable {
        protected override hangUpForeground(): void {}
      })(),
  },
  'exit-of-a-leader-continues-the-foreground': {
    sentence: 'the foreground gets SIGCONT after the SIGHUP when the session leader exits',
    rule: 'P6',
    make: () =>
      new (class extends TerminalTable {
        protected override hangUpForeground(group: Row): void {
          this.hangUpAndContinue(group);
        }
      })(),
  },
  'exit-of-a-leader-hangs-up-its-own-group': {
    sentence: 'not the foreground but the group of the session leader gets SIGHUP when that exits',
    rule: 'P6',
    example: '1 fork 2; 2 setsid; 2 set_controlling_terminal tty1; 2 fork 3; 2 tcsetpgrp tty1 3; 1 kill 2 9',
    make: () =>
      new (class extends TerminalTable {
        protected override hangUpAtExit(leader: Row): void {
          const terminal = this.terminalOf(leader);
          if (terminal !== 0) this.setForeground(this.terminalAt(terminal), this.words[leader + GROUP]);
          super.hangUpAtExit(leader);
        }
      })(),
  },
  'exit-of-a-leader-hangs-up-the-session': {
    sentence: 'every group of the session gets SIGHUP when the leader exits, not the foreground alone',
    rule: 'P6',
    make: () =>
      new (class extends TerminalTable {
        protected override hangUpForeground(foreground: Row): void {
          const { words } = this;
          const session = words[foreground + SESSION];
          for (const pid of this.pids())
            if (this.sessionOf(this.find(pid)) === session) this.signal(this.find(pid), HUP, false);
        }
      })(),
  },
  'exit-of-a-leader-loses-the-terminal-alone': {
    sentence: 'a session leader that exits leaves the others of the session a terminal that serves nobody',
    rule: 'P6',
    make: () =>
      new (class extends TerminalTable {
        protected override hangUpAtExit(leader: Row): void {
          const terminal = this.terminalOf(leader);
          const had = this.pids().filter((pid) => this.controllingTerminal(pid) === terminal);
          super.hangUpAtExit(leader);
          if (terminal === 0) return;
          for (const pid of had)
            if (this.find(pid) !== leader) this.words[this.jobOf(this.find(pid)) + JOB.TERMINAL] = terminal;
        }
      })(),
  },
  'exit-of-a-leader-leaves-zombies-their-terminal': {
    sentence: 'zombies of the session keep their terminal when the leader exits',
    rule: 'P6',
    make: () =>
      new (class extends TerminalTable {
        protected override loseTerminal(process: Row): void {
          if (this.isZombieRow(process) && !this.leadsSession(process)) return;
          super.loseTerminal(process);
        }
      })(),
  },
  'exit-of-a-leader-frees-no-terminal': {
    sentence: 'the terminal goes on serving the session whose leader has exited',
    rule: 'P6',
    make: () =>
      new (class extends TerminalTable {
        protected override hangUpAtExit(leader: Row): void {
          const terminal = this.terminalOf(leader);
          if (terminal === 0) return super.hangUpAtExit(leader);
          this.hangUpForeground(this.words[this.terminalAt(terminal) + FOREGROUND]);
        }
      })(),
  },
  'exit-of-a-leader-frees-the-terminal-when-reaped': {
    sentence: 'the terminal goes on serving the session of a leader that has exited until that is freed',
    rule: 'P6',
    make: () =>
      new (class extends TerminalTable {
        protected override hangUpAtExit(leader: Row): void {
          const terminal = this.terminalOf(leader);
          if (terminal === 0) super.hangUpAtExit(leader);
          else this.hangUpForeground(this.words[this.terminalAt(terminal) + FOREGROUND]);
        }

        protected override dropProcess(process: Row): void {
          const at = this.terminalAt(this.terminalOf(process));
          if (at !== NONE && this.words[at + SERVED] === process) this.takeFromSession(at);
          super.dropProcess(process);
        }
      })(),
  },
  'exit-of-a-group-leader-hangs-up-the-foreground': {
    sentence: 'the foreground gets SIGHUP when the leader of its group exits, though that leads no session',
    rule: 'P6',
    example:
      '1 set_controlling_terminal tty1; 1 fork 2; 2 setpgid 0 0; 2 fork 3; 1 tcsetpgrp tty1 2; 1 kill 2 9',
    make: () =>
      new (class extends TerminalTable {
        protected override exitProcess(process: Row): void {
          const at = this.terminalAt(this.terminalOf(process));
          const leads = this.words[process + GROUP] === process && !this.leadsSession(process);
          if (at !== NONE && leads && this.isInForeground(process, at)) this.signalGroup(process, HUP);
          super.exitProcess(process);
        }
      })(),
  },
};

const ORPHANS: JobControlMutants = {
  'exit-counts-zombies-as-links': {
    sentence: 'a zombie whose parent is in another group keeps its group from being orphaned',
    rule: 'P6',
    example: '1 fork 2; 2 fork 3; 1 fork 4; 1 setpgid 2 0; 1 kill 3 9; 1 kill 0 TSTP',
    make: () =>
      new (class extends TerminalTable {
        protected override isOrphanedGroup(group: Row): boolean {
          const { words } = this;
          let member = words[group + FIRST_MEMBER];
          for (; member !== NONE; member = words[member + NEXT_MEMBER])
            if (this.isLink(words[member + PARENT], group)) return false;
          return true;
        }
      })(),
  },
  'exit-counts-init-as-no-link': {
    sentence:
      'a group whose members have no parent outside it but init is orphaned, as if init were of no session',
    rule: 'P6',
    make: () =>
      new (class extends TerminalTable {
        protected override isLink(parent: Row, group: Row): boolean {
          return parent !== INIT_ROW && super.isLink(parent, group);
        }
      })(),
  },
  'exit-counts-parents-of-other-sessions-as-links': {
    sentence: 'a parent in another session keeps a group from being orphaned',
    rule: 'P6',
    make: () =>
      new (class extends TerminalTable {
        protected override isLink(parent: Row, group: Row): boolean {
          return parent !== NONE && this.words[parent + GROUP] !== group;
        }
      })(),
  },
  'exit-counts-parents-of-the-own-group-as-links': {
    sentence: 'a parent in the same group keeps it from being orphaned',
    rule: 'P6',
    make: () =>
      new (class extends TerminalTable {
        protected override isLink(parent: Row, group: Row): boolean {
          return (
            parent !== NONE &&
            this.words[this.words[parent + GROUP] + SESSION] === this.words[group + SESSION]
          );
        }
      })(),
  },
  'exit-counts-the-dying-as-a-link': {
    sentence: 'the process that exits still counts as a link of its group, which is never told',
    rule: 'P6',
    example: '1 fork 2; 1 fork 3; 1 kill 2 STOP; 3 fork 4; 3 setpgid 0 0; 4 exit 0',
    make: () =>
      new (class extends TerminalTable {
        protected override orphanOwnGroup(): void {}
      })(),
  },
  'exit-asks-its-own-group-alone': {
    sentence: 'the groups of the children of a process that exits are never told that they are orphaned',
    rule: 'P6',
    example: '1 fork 2; 2 fork 3; 2 setpgid 0 0; 1 kill 0 STOP; 1 kill 2 9',
    make: () =>
      new (class extends TerminalTable {
        protected override adoptChild(_: Row, to: Row, child: Row): void {
          this.words[child + PARENT] = to;
          if (this.isZombieRow(child)) this.tellParent(child);
        }
      })(),
  },
  'exit-asks-no-groups-of-zombies': {
    sentence: 'the groups of zombie children of a process that exits are not asked whether they are orphaned',
    rule: 'P6',
    example: '1 fork 2; 1 fork 3; 1 kill 3 STOP; 2 fork 4; 4 exit 0; 1 setpgid 2 0; 2 exit 0',
    make: () =>
      new (class extends TerminalTable {
        protected override adoptChild(from: Row, to: Row, child: Row): void {
          if (!this.isZombieRow(child)) return super.adoptChild(from, to, child);
          this.words[child + PARENT] = to;
          this.tellParent(child);
        }
      })(),
  },
  'exit-tells-groups-of-other-sessions': {
    sentence: 'the group of a child in another session is told as well',
    rule: 'P6',
    make: () =>
      new (class extends OrphansTold {
        protected override orphanByExit(group: Row, other: Row): void {
          if (group === other) return;
          if (this.isTold(group) && this.isOrphanedGroup(group)) this.tellOrphans(group);
        }
      })(),
  },
  'exit-tells-the-leader-of-an-orphaned-group-alone': {
    sentence: 'of an orphaned group the process of its number gets the signals and nobody else',
    rule: 'P6',
    example: '1 fork 2; 2 fork 3; 2 setpgid 0 0; 1 kill 0 STOP; 1 kill 2 9',
    make: () =>
      new (class extends OrphansTold {
        protected override tellOrphans(group: Row): void {
          if (!this.hasFlag(group, FLAG.PROCESS) || this.words[group + GROUP] !== group) return;
          this.signal(group, HUP, false);
          this.signal(group, CONT, false);
        }
      })(),
  },
  'exit-tells-the-stopped-alone': {
    sentence: 'of an orphaned group only those get the signals that are stopped',
    rule: 'P6',
    source: 'mimiker PR #1022 (2021)',
    example: '1 fork 2; 2 fork 3; 2 setpgid 0 0; 1 kill 0 STOP; 1 kill 2 9',
    make: () =>
      new (class extends OrphansTold {
        protected override tellOrphans(group: Row): void {
          for (const member of this.membersOfGroup(group).filter((row) => this.isStoppedRow(row))) {
            this.signal(member, HUP, false);
            this.signal(member, CONT, false);
          }
        }
      })(),
  },
  'exit-continues-no-orphans': {
    sentence: 'an orphaned group gets SIGHUP and no SIGCONT',
    rule: 'P6',
    example: '1 fork 2; 2 fork 3; 2 setpgid 0 0; 1 kill 0 STOP; 1 kill 2 9',
    make: () =>
      new (class extends OrphansTold {
        protected override tellOrphans(group: Row): void {
          this.signalGroup(group, HUP);
        }
      })(),
  },
  'exit-hangs-up-no-orphans': {
    sentence: 'an orphaned group gets SIGCONT and no SIGHUP',
    rule: 'P6',
    example: '1 fork 2; 2 fork 3; 2 setpgid 0 0; 1 kill 0 STOP; 1 kill 2 9',
    make: () =>
      new (class extends OrphansTold {
        protected override tellOrphans(group: Row): void {
          this.signalGroup(group, CONT);
        }
      })(),
  },
  'exit-tells-orphans-though-nobody-is-stopped': {
    sentence: 'an orphaned group gets SIGHUP and SIGCONT though nobody in it is stopped',
    rule: 'P6',
    make: () =>
      new (class extends OrphansTold {
        protected override isTold(): boolean {
          return true;
        }
      })(),
  },
  'exit-tells-orphans-if-the-leader-is-stopped': {
    sentence: 'an orphaned group is told only where the process of its number is stopped',
    rule: 'P6',
    example: '1 fork 2; 2 fork 3; 2 setpgid 0 0; 1 kill 0 STOP; 1 kill 2 9',
    make: () =>
      new (class extends OrphansTold {
        protected override isTold(group: Row): boolean {
          return this.hasFlag(group, FLAG.PROCESS) && this.isStoppedRow(group);
        }
      })(),
  },
  'exit-counts-the-dying-as-stopped': {
    sentence:
      'a stopped process that signal 9 ends counts as a stopped member of the group that it leaves orphaned',
    rule: 'P6',
    example: '1 fork 2; 2 fork 3; 1 setpgid 2 0; 1 kill 0 STOP; 1 kill 3 9',
    make: () =>
      new (class extends OrphansTold {
        #wasStopped = NONE;

        protected override exitProcess(process: Row): void {
          this.#wasStopped = this.isStoppedRow(process) ? process : NONE;
          super.exitProcess(process);
          this.#wasStopped = NONE;
        }

        protected override isTold(group: Row): boolean {
          const ending = this.#wasStopped;
          return super.isTold(group) || (ending !== NONE && this.words[ending + GROUP] === group);
        }
      })(),
  },
};

export const JOB_CONTROL_EXITS: JobControlMutants = { ...LEADERS, ...ORPHANS };
