// Faults of the lifetime law that both tables can have: groups and sessions that end too early, or never.
import { COLUMN, FLAG, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import type { TableClass } from '../mutant.ts';

const { GROUP, FIRST_MEMBER, NEXT_MEMBER, GROUP_HANDLES } = COLUMN;

/** Ends a group as its leader exits, whoever is left in it. */
export function groupEndsWithItsLeader<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override makeZombie(process: Row): void {
      super.makeZombie(process);
      if (this.words[process + GROUP] === process) this.endGroup(process);
    }
  };
}

/** Ends a group as its leader is freed, whoever is left in it. */
export function groupEndsWhenItsLeaderIsFreed<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override freeProcess(process: Row): void {
      const led = this.words[process + GROUP] === process;
      super.freeProcess(process);
      if (led && this.hasFlag(process, FLAG.GROUP)) this.endGroup(process);
    }
  };
}

/** Ends a group in which only zombies are left, unless a handle keeps it. */
export function groupEndsWithItsLastRunningMember<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override makeZombie(process: Row): void {
      const { words } = this;
      super.makeZombie(process);
      const group = words[process + GROUP];
      let member = words[group + FIRST_MEMBER];
      while (this.isZombieRow(member)) member = words[member + NEXT_MEMBER];
      if (member === NONE && words[group + GROUP_HANDLES] === 0) this.endGroup(group);
    }
  };
}

/** Keeps an empty group while a process bears its id. */
export function groupStaysForItsNamesake<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override endGroupIfEmpty(group: Row): void {
      if (!this.hasFlag(group, FLAG.PROCESS)) super.endGroupIfEmpty(group);
    }
  };
}

/** Keeps every empty group. */
export function groupNeverEnds<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override endGroupIfEmpty(): void {}
  };
}

/** Ends a session as its leader exits, whatever groups are left in it. */
export function sessionEndsWithItsLeader<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override makeZombie(process: Row): void {
      super.makeZombie(process);
      if (this.hasFlag(process, FLAG.SESSION)) this.endSession(process);
    }
  };
}

/** Ends a session as its leader is freed, whatever groups are left in it. */
export function sessionEndsWhenItsLeaderIsFreed<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override freeProcess(process: Row): void {
      super.freeProcess(process);
      if (this.hasFlag(process, FLAG.SESSION)) this.endSession(process);
    }
  };
}

/** Ends a session with the group that bears its id, whatever groups are left in it. */
export function sessionEndsWithItsFirstGroup<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override endGroup(group: Row): void {
      super.endGroup(group);
      if (this.hasFlag(group, FLAG.SESSION)) this.endSession(group);
    }
  };
}

/** Keeps every session without groups. */
export function sessionNeverEnds<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override endSessionIfEmpty(): void {}
  };
}
