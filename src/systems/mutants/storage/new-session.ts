// Faults of a new session that both tables can have: what the process takes along, and what it leaves behind.
import { COLUMN, FLAG, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import type { TableClass } from '../mutant.ts';
import { sessionRowOf } from '../mutant.ts';

const { GROUP, SESSION, FIRST_MEMBER, SESSION_HANDLES } = COLUMN;

/** Takes a live group that bears the pid of the process along, as the first one of its new session. */
export function newSessionTakesTheOwnGroup<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override enterNewSession(process: Row): void {
      const { words } = this;
      if (!this.hasFlag(process, FLAG.GROUP)) return super.enterNewSession(process);
      const old = words[process + SESSION];
      this.makeSession(process);
      this.leaveSession(process);
      this.joinSession(process, process);
      if (words[process + GROUP] !== process) this.changeGroup(process, process);
      if (this.hasFlag(old, FLAG.SESSION)) this.endSessionIfEmpty(old);
    }
  };
}

/** Puts the process into its new group and leaves it in the list of the old one. */
export function newSessionLeaderStaysListed<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override enterNewSession(process: Row): void {
      this.makeSession(process);
      this.makeGroup(process);
      this.joinSession(process, process);
      this.joinGroup(process, process);
    }
  };
}

/** Keeps the group that the process leaves, even without members. */
export function newSessionKeepsTheOldGroup<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override enterNewSession(process: Row): void {
      this.makeSession(process);
      this.makeGroup(process);
      this.joinSession(process, process);
      this.leaveGroup(process);
      this.joinGroup(process, process);
    }
  };
}

/** Keeps the session that the process leaves, even without groups. */
export function newSessionKeepsTheOldSession<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override enterNewSession(process: Row): void {
      const { words } = this;
      const old = sessionRowOf(words, process);
      words[old + SESSION_HANDLES]++;
      super.enterNewSession(process);
      words[old + SESSION_HANDLES]--;
    }
  };
}

/** Makes a new group in the old session, and no session. */
export function newSessionIsOnlyAGroup<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override enterNewSession(process: Row): void {
      this.enterNewGroup(process);
    }
  };
}

/** Makes a new session, and the new group in the old one. */
export function newSessionHasNoGroup<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override enterNewSession(process: Row): void {
      this.makeSession(process);
      this.enterNewGroup(process);
    }
  };
}

/** Moves everybody in the process's old group to the new session. */
export function newSessionTakesTheGroupAlong<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override enterNewSession(process: Row): void {
      const { words } = this;
      const old = words[process + GROUP];
      super.enterNewSession(process);
      if (!this.hasFlag(old, FLAG.GROUP)) return;
      while (words[old + FIRST_MEMBER] !== NONE) this.changeGroup(words[old + FIRST_MEMBER], process);
    }
  };
}
