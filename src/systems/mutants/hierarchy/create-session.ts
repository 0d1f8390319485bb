// Faults of create_session (H2).
import { COLUMN, FLAG, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ProcessTable } from '../../../impl/hierarchy/process-table.ts';
import type { Outcome } from '../../../impl/hierarchy/process-table.ts';
import type { Mutants } from '../mutant.ts';
import {
  newSessionTakesTheOwnGroup,
  newSessionLeaderStaysListed,
  newSessionKeepsTheOldGroup,
  newSessionKeepsTheOldSession,
  newSessionIsOnlyAGroup,
  newSessionHasNoGroup,
  newSessionTakesTheGroupAlong,
} from '../storage/new-session.ts';

const { PARENT } = COLUMN;

export const CREATE_SESSION: Mutants = {
  'create-session-as-a-zombie': {
    sentence: 'a zombie may create a session',
    rule: 'H2',
    refusal: 'not-running',
    make: () =>
      new (class extends ProcessTable {
        protected override createSessionRefusal(process: Row): Outcome {
          const refusal = super.createSessionRefusal(process);
          const free = !this.hasFlag(process, FLAG.GROUP | FLAG.SESSION);
          return this.isZombieRow(process) && free ? 'ok' : refusal;
        }
      })(),
  },
  'create-session-again': {
    sentence: 'a session leader in its own group gets a success that does nothing',
    rule: 'H2',
    refusal: 'leads-its-group',
    source: 'Asterinas before PR #2051 (2025)',
    make: () =>
      new (class extends ProcessTable {
        override createSession(pid: number): Outcome {
          const outcome = super.createSession(pid);
          return outcome === 'leads-its-group' && this.session(pid) === pid ? 'ok' : outcome;
        }
      })(),
  },
  'create-session-says-group-id-in-use-to-a-leader': {
    sentence: 'a group leader is refused, but not with the first refusal that applies',
    rule: 'H2',
    refusal: 'leads-its-group',
    make: () =>
      new (class extends ProcessTable {
        protected override createSessionRefusal(process: Row): Outcome {
          const refusal = super.createSessionRefusal(process);
          return refusal === 'leads-its-group' ? 'group-id-in-use' : refusal;
        }
      })(),
  },
  'create-session-looks-at-its-own-group-only': {
    sentence: 'the group that bears its pid is no hindrance once it has left it, and comes along',
    rule: 'H2',
    refusal: 'group-id-in-use',
    source: 'SerenityOS 3e30d9bc997 (2023)',
    make: () => new CarriesItsGroup(),
  },
  'create-session-looks-at-sessions-only': {
    sentence: 'whoever leads no session may create one, and takes the group it leads along',
    rule: 'H2',
    refusal: 'leads-its-group',
    make: () =>
      new (class extends CarriesItsGroup {
        protected override createSessionRefusal(process: Row): Outcome {
          if (!this.isRunningRow(process)) return 'not-running';
          return this.hasFlag(process, FLAG.SESSION) ? super.createSessionRefusal(process) : 'ok';
        }
      })(),
  },
  'create-session-ignores-its-old-session': {
    sentence: 'a session leader that moved on and whose first group has ended may create its session again',
    rule: 'H2',
    refusal: 'session-id-in-use',
    make: () =>
      new (class extends ProcessTable {
        protected override createSessionRefusal(process: Row): Outcome {
          const refusal = super.createSessionRefusal(process);
          return refusal === 'session-id-in-use' ? 'ok' : refusal;
        }
        protected override makeSession(row: Row): void {
          if (!this.hasFlag(row, FLAG.SESSION)) super.makeSession(row);
        }
      })(),
  },
  'create-session-stays-in-its-old-group': {
    sentence: 'the process is in its new group and still listed in its old one',
    rule: 'H2',
    make: () => new (newSessionLeaderStaysListed(ProcessTable))(),
  },
  'create-session-keeps-its-old-group-alive': {
    sentence: 'the group it leaves does not end with its last member',
    rule: 'H2',
    make: () => new (newSessionKeepsTheOldGroup(ProcessTable))(),
  },
  'create-session-keeps-its-old-session-alive': {
    sentence: 'the session it leaves does not end with its last group',
    rule: 'H2',
    make: () => new (newSessionKeepsTheOldSession(ProcessTable))(),
  },
  'create-session-makes-only-a-group': {
    sentence: 'the new group is in the old session, and there is no new session',
    rule: 'H2',
    make: () => new (newSessionIsOnlyAGroup(ProcessTable))(),
  },
  'create-session-puts-its-group-elsewhere': {
    sentence: 'the new session lives, and the new group is in the old one',
    rule: 'H2',
    source: 'gVisor b78552d30 (2018)',
    make: () => new (newSessionHasNoGroup(ProcessTable))(),
  },
  'create-session-named-after-the-parent': {
    sentence: "the new session bears the parent's pid where no session does",
    rule: 'H2',
    make: () =>
      new (class extends ProcessTable {
        protected override enterNewSession(process: Row): void {
          const parent = this.words[process + PARENT];
          if (parent === NONE || this.hasFlag(parent, FLAG.SESSION)) return super.enterNewSession(process);
          this.makeSession(parent);
          this.makeGroup(process);
          this.joinSession(process, parent);
          this.changeGroup(process, process);
        }
      })(),
  },
  'create-session-takes-the-whole-group-along': {
    sentence: "everybody in the caller's old group moves to the new session",
    rule: 'H2',
    make: () => new (newSessionTakesTheGroupAlong(ProcessTable))(),
  },
};

/** A process whose pid a live group bears may create a session: the group becomes the first one there. */
class CarriesItsGroup extends newSessionTakesTheOwnGroup(ProcessTable) {
  protected override createSessionRefusal(process: Row): Outcome {
    const refusal = super.createSessionRefusal(process);
    return refusal === 'group-id-in-use' && !this.hasFlag(process, FLAG.SESSION) ? 'ok' : refusal;
  }
}
