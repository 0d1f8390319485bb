// Faults of the foreground of a terminal: tcsetpgrp (J6), tcgetpgrp and tcgetsid (J7), open_dev_tty (J8).
import type { Id } from '../../../contract/command.ts';
import { COLUMN, FLAG, NONE, TERMINAL } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { TerminalTable } from '../../../impl/job-control/terminal-table.ts';
import type { Disposition } from '../../../impl/job-control/terminal-table.ts';
import { ERRNO } from '../../../impl/posix/errno.ts';
import type { JobControlMutants } from '../mutant.ts';

const { EPERM, ESRCH, EIO, EINVAL, ENOTTY } = ERRNO;
const { FOREGROUND } = TERMINAL;

const TCSETPGRP: JobControlMutants = {
  'tcsetpgrp-ignores-its-argument': {
    sentence: 'the foreground stays what it was, whatever group is asked for',
    rule: 'J6',
    source: 'tgoskits PR #262 (2026)',
    make: () =>
      new (class extends TerminalTable {
        protected override setForeground(at: number, row: Row): void {
          if (this.words[at + FOREGROUND] === NONE) super.setForeground(at, row);
        }
      })(),
  },
  'tcsetpgrp-stores-another-number': {
    sentence: 'not the group that is asked for comes to the foreground but the one that the caller is in',
    rule: 'J6',
    source: 'DragonOS #945, #950 (2024), where it was the address of the number',
    make: () =>
      new (class extends TerminalTable {
        override tcsetpgrp(process: Id, terminal: number, group: number, ttou?: Disposition): number {
          const answer = super.tcsetpgrp(process, terminal, group, ttou);
          if (answer === 0) {
            const own = this.words[this.find(process) + COLUMN.GROUP];
            this.setForeground(this.terminalAt(terminal), own);
          }
          return answer;
        }
      })(),
  },
  'tcsetpgrp-by-leaders-only': {
    sentence: 'a process that leads no session is refused with EPERM',
    rule: 'J6',
    refusal: 'number-of-another-session',
    source: 'Asterinas d5c7a8bae (2025)',
    make: () =>
      new (class extends TerminalTable {
        protected override tcsetpgrpError(caller: Row, terminal: number, number: number, row: Row): number {
          const error = super.tcsetpgrpError(caller, terminal, number, row);
          return error === 0 && !this.leadsSession(caller) ? -EPERM : error;
        }
      })(),
  },
  'tcsetpgrp-takes-groups-of-other-sessions': {
    sentence: 'nobody asks in which session the group is that comes to the foreground',
    rule: 'J6',
    refusal: 'number-of-another-session',
    make: () =>
      new (class extends TerminalTable {
        protected override tcsetpgrpError(caller: Row, terminal: number, number: number, row: Row): number {
          const error = super.tcsetpgrpError(caller, terminal, number, row);
          return error === -EPERM ? 0 : error;
        }
      })(),
  },
  'tcsetpgrp-takes-groups-only': {
    sentence:
      'the number of a process that leads no group is refused with EPERM, as POSIX has it and Linux does not',
    rule: 'J6',
    refusal: 'number-of-another-session',
    source: 'Asterinas (2025), a to-do there, the other way round',
    make: () =>
      new (class extends TerminalTable {
        protected override sessionOfNumber(row: Row): Row {
          return this.hasFlag(row, FLAG.GROUP) ? super.sessionOfNumber(row) : NONE;
        }
      })(),
  },
  'tcsetpgrp-looks-for-its-terminal-first': {
    sentence: "a negative number is EINVAL only where the terminal is the caller's",
    rule: 'J6',
    refusal: 'negative-group',
    source: 'Linux before 5.10 (2020)',
    make: () =>
      new (class extends TerminalTable {
        protected override tcsetpgrpError(caller: Row, terminal: number, number: number, row: Row): number {
          const error = super.tcsetpgrpError(caller, terminal, number, row);
          return error === -EINVAL && this.terminalOf(caller) !== terminal ? -ENOTTY : error;
        }
      })(),
  },
  'tcsetpgrp-looks-for-negative-groups': {
    sentence: 'a negative number is looked up like any other: ESRCH',
    rule: 'J6',
    refusal: 'negative-group',
    source: 'Asterinas 50ba735e9 (2025), of other calls there',
    make: () =>
      new (class extends TerminalTable {
        protected override tcsetpgrpError(caller: Row, terminal: number, number: number, row: Row): number {
          const error = super.tcsetpgrpError(caller, terminal, number, row);
          return error === -EINVAL ? -ESRCH : error;
        }
      })(),
  },
  'tcsetpgrp-of-another-terminal': {
    sentence:
      'whoever has any terminal of the session may set the foreground, and who has none gets a success that does nothing',
    rule: 'J6',
    refusal: 'not-its-terminal',
    make: () =>
      new (class extends TerminalTable {
        override tcsetpgrp(process: Id, terminal: number, group: number, ttou?: Disposition): number {
          const answer = super.tcsetpgrp(process, terminal, group, ttou);
          const isOwn = this.controllingTerminal(process) === terminal;
          return answer === -ENOTTY && !isOwn ? 0 : answer;
        }
      })(),
  },
  'tcsetpgrp-forbids-a-free-number': {
    sentence: 'a number that nothing bears is refused with EPERM, as POSIX has it',
    rule: 'J6',
    refusal: 'no-such-number',
    make: () =>
      new (class extends TerminalTable {
        protected override tcsetpgrpError(caller: Row, terminal: number, number: number, row: Row): number {
          const error = super.tcsetpgrpError(caller, terminal, number, row);
          return error === -ESRCH ? -EPERM : error;
        }
      })(),
  },
  'tcsetpgrp-takes-zero-for-its-own-group': {
    sentence: '0 is not a number that nothing bears but brings the group of the caller to the foreground',
    rule: 'J6',
    refusal: 'no-such-number',
    make: () =>
      new (class extends TerminalTable {
        override tcsetpgrp(process: Id, terminal: number, group: number, ttou?: Disposition): number {
          const own = this.group(process) ?? 0;
          return super.tcsetpgrp(process, terminal, group === 0 ? own : group, ttou);
        }
      })(),
  },
  'tcsetpgrp-of-orphans-is-an-input-error': {
    sentence: 'in the background an orphaned group is refused with EIO, as POSIX has it and Linux does not',
    rule: 'J6',
    refusal: 'orphaned-in-the-background',
    make: () =>
      new (class extends TerminalTable {
        protected override backgroundError(caller: Row): number {
          return this.cannotBeStopped(caller) ? -EIO : 0;
        }
      })(),
  },
  'tcsetpgrp-of-orphans-goes-through': {
    sentence: 'a process of an orphaned group may set the foreground from the background',
    rule: 'J6',
    refusal: 'orphaned-in-the-background',
    make: () =>
      new (class extends TerminalTable {
        override tcsetpgrp(process: Id, terminal: number, group: number, ttou?: Disposition): number {
          const isOrphan = this.isOrphaned(this.group(process) ?? 0);
          return super.tcsetpgrp(process, terminal, group, isOrphan ? 'ignored' : ttou);
        }
      })(),
  },
  'tcsetpgrp-goes-through-from-the-background': {
    sentence: 'a process in the background may set the foreground, whatever it does with SIGTTOU',
    rule: 'J6',
    make: () =>
      new (class extends TerminalTable {
        override tcsetpgrp(process: Id, terminal: number, group: number): number {
          return super.tcsetpgrp(process, terminal, group, 'ignored');
        }
      })(),
  },
  'tcsetpgrp-stops-who-ignores-it': {
    sentence: 'a process in the background is stopped although it ignores or blocks SIGTTOU',
    rule: 'J6',
    make: () =>
      new (class extends TerminalTable {
        override tcsetpgrp(process: Id, terminal: number, group: number): number {
          return super.tcsetpgrp(process, terminal, group, 'default');
        }
      })(),
  },
  'tcsetpgrp-stops-and-sets': {
    sentence: 'a call that stops its caller sets the foreground all the same',
    rule: 'J6',
    make: () =>
      new (class extends TerminalTable {
        protected override stopForAccess(caller: Row, signal: number): number {
          const answer = super.stopForAccess(caller, signal);
          const at = this.terminalAt(this.terminalOf(caller));
          this.setForeground(at, this.words[caller + COLUMN.GROUP]);
          return answer;
        }
      })(),
  },
};

const TCGETPGRP: JobControlMutants = {
  'tcgetpgrp-tells-anybody': {
    sentence: "the foreground is told on the slave of a terminal that is not the caller's",
    rule: 'J7',
    refusal: 'not-its-terminal',
    make: () =>
      new (class extends TerminalTable {
        override tcgetpgrp(process: Id, terminal: number): number {
          return super.tcgetpgrp(process, terminal, true);
        }
      })(),
  },
  'tcgetpgrp-tells-nobody-at-the-master': {
    sentence: 'whoever asks at the master is refused unless the terminal is his own',
    rule: 'J7',
    refusal: 'not-its-terminal',
    make: () =>
      new (class extends TerminalTable {
        override tcgetpgrp(process: Id, terminal: number): number {
          return super.tcgetpgrp(process, terminal, false);
        }
      })(),
  },
  'tcgetpgrp-of-a-free-terminal-is-refused': {
    sentence: 'the foreground of a terminal that serves no session is ENOTTY, not 0',
    rule: 'J7',
    refusal: 'not-its-terminal',
    make: () =>
      new (class extends TerminalTable {
        protected override shownForeground(at: number): number {
          const shown = super.shownForeground(at);
          return shown === 0 ? -ENOTTY : shown;
        }
      })(),
  },
  'tcgetpgrp-hides-a-stale-foreground': {
    sentence: 'the answer is 0 where the foreground group has died out',
    rule: 'J7',
    source: 'Managarm PR #1034, #1077, whose terminal had nothing to show then',
    example:
      '1 set_controlling_terminal tty1; 1 fork 2; tty1 type ^C; 1 tcsetpgrp tty1 2; 1 waitpid 0; 1 tcgetpgrp tty1',
    make: () =>
      new (class extends TerminalTable {
        protected override shownForeground(at: number): number {
          return this.isBorne(this.words[at + FOREGROUND]) ? super.shownForeground(at) : 0;
        }
      })(),
  },
  'tcgetpgrp-answers-the-own-group': {
    sentence: 'the answer is the group that the caller is in, wherever that is',
    rule: 'J7',
    make: () =>
      new (class extends TerminalTable {
        override tcgetpgrp(process: Id, terminal: number, master?: boolean): number {
          const answer = super.tcgetpgrp(process, terminal, master);
          return answer > 0 ? (this.group(process) ?? 0) : answer;
        }
      })(),
  },
  'tcgetsid-tells-anybody': {
    sentence: "the session is told on the slave of a terminal that is not the caller's",
    rule: 'J7',
    refusal: 'not-its-terminal',
    make: () =>
      new (class extends TerminalTable {
        override tcgetsid(process: Id, terminal: number): number {
          return super.tcgetsid(process, terminal, true);
        }
      })(),
  },
  'tcgetsid-of-a-free-terminal-is-zero': {
    sentence: 'the session of a terminal that serves none is 0',
    rule: 'J7',
    refusal: 'serves-no-session',
    make: () =>
      new (class extends TerminalTable {
        protected override tcgetsidError(): number {
          return 0;
        }
      })(),
  },
  'tcgetsid-answers-the-foreground': {
    sentence: "the answer is the group in the foreground, which is the session's only at first",
    rule: 'J7',
    make: () =>
      new (class extends TerminalTable {
        override tcgetsid(process: Id, terminal: number, master?: boolean): number {
          const answer = super.tcgetsid(process, terminal, master);
          return answer > 0 ? super.tcgetpgrp(process, terminal, true) : answer;
        }
      })(),
  },
  'open-dev-tty-always-opens': {
    sentence: 'a process that has no controlling terminal can open /dev/tty',
    rule: 'J8',
    refusal: 'has-no-terminal',
    make: () =>
      new (class extends TerminalTable {
        protected override openDevTtyError(): number {
          return 0;
        }
      })(),
  },
  'open-dev-tty-for-leaders-only': {
    sentence: 'a process that leads no session finds no /dev/tty',
    rule: 'J8',
    refusal: 'has-no-terminal',
    make: () =>
      new (class extends TerminalTable {
        protected override openDevTtyError(caller: Row): number {
          return this.leadsSession(caller) ? super.openDevTtyError(caller) : -ERRNO.ENXIO;
        }
      })(),
  },
  'open-dev-tty-in-the-foreground-only': {
    sentence: 'a process in the background is refused with EIO',
    rule: 'J8',
    make: () =>
      new (class extends TerminalTable {
        protected override openDevTtyError(caller: Row): number {
          const terminal = this.terminalOf(caller);
          if (terminal === 0 || this.isInForeground(caller, this.terminalAt(terminal)))
            return super.openDevTtyError(caller);
          return -EIO;
        }
      })(),
  },
};

export const FOREGROUND_MUTANTS: JobControlMutants = { ...TCSETPGRP, ...TCGETPGRP };
