// Faults of the POSIX exit (P6): who adopts the children, and how. Kill (P9) ends processes in the same way.
import { COLUMN, FLAG, INIT_ROW, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { PosixTable } from '../../../impl/posix/posix-table.ts';
import type { PosixMutants } from '../mutant.ts';
import {
  orphansStay,
  zombiesStay,
  orphansAreNotListed,
  orphansAreOnlyListed,
  orphansGoToTheGrandparent,
  orphansGoToInit,
  orphansGoToTheFarthestSubreaper,
  orphansPassTheParentOver,
  orphansPassOtherSessionsOver,
  orphansStayWithASubreaper,
} from '../storage/orphans.ts';

const { PARENT, GROUP, FIRST_CHILD, NEXT_SIBLING } = COLUMN;

/** A table whose reapers adopt in a way of their own: a reaper that ignores SIGCHLD is still handed no zombies. */
const freesZombiesFirst = (table: typeof PosixTable) =>
  class extends table {
    protected override adoptChildren(from: Row, to: Row): void {
      if (this.hasFlag(to, FLAG.IGNORES_SIGCHLD)) this.freeZombiesOf(from);
      super.adoptChildren(from, to);
    }
  };

/** The children of a process are told one by one of their reaper, the latest first. */
class OneByOne extends PosixTable {
  protected override adoptChildren(from: Row, to: Row): void {
    const { words } = this;
    if (this.hasFlag(to, FLAG.IGNORES_SIGCHLD)) this.freeZombiesOf(from);
    let next = NONE;
    for (let child = words[from + FIRST_CHILD]; child !== NONE; child = next) {
      next = words[child + NEXT_SIBLING];
      this.unlinkChild(child);
      this.linkChild(to, child);
    }
  }
}

export const POSIX_ORPHANS: PosixMutants = {
  'orphans-stay': {
    sentence: 'the children stay with the zombie',
    rule: 'P6',
    make: () => new (orphansStay(PosixTable))(),
  },
  'orphans-run': {
    sentence: 'zombies among the children stay with the zombie',
    rule: 'P6',
    source: 'Asterinas ceb79ea27 (2025)',
    make: () => new (freesZombiesFirst(zombiesStay(PosixTable)))(),
  },
  'orphans-are-not-listed': {
    sentence: 'orphans know their new parent, and the lists of children stay as they were',
    rule: 'P6',
    source: 'gVisor fe4f47896 (2021)',
    make: () => new (freesZombiesFirst(orphansAreNotListed(PosixTable)))(),
  },
  'orphans-are-only-listed': {
    sentence: 'the reaper lists the orphans, who still name the zombie as their parent',
    rule: 'P6',
    source: 'gVisor fe4f47896 (2021), the other half',
    make: () => new (freesZombiesFirst(orphansAreOnlyListed(PosixTable)))(),
  },
  'orphans-go-to-the-grandparent': {
    sentence: "orphans go to the zombie's parent, whatever that is",
    rule: 'P6',
    make: () => new (orphansGoToTheGrandparent(PosixTable))(),
  },
  'orphans-go-to-init': {
    sentence: 'subreapers adopt nobody',
    rule: 'P6',
    source: 'tgoskits PR #1050 (2026), a to-do of axprocess',
    make: () => new (orphansGoToInit(PosixTable))(),
  },
  'orphans-go-to-the-first-process': {
    sentence: 'orphans go to the child of init above them that has the lowest slot, not to init itself',
    rule: 'P6',
    source: 'ELKS e3a4ca3d2, PR #2639 (2026)',
    make: () =>
      new (class extends PosixTable {
        protected override reaperOf(process: Row): Row {
          const { words } = this;
          const reaper = super.reaperOf(process);
          if (reaper !== INIT_ROW) return reaper;
          let top = words[process + PARENT];
          while (top !== INIT_ROW && words[top + PARENT] !== INIT_ROW) top = words[top + PARENT];
          return top;
        }
      })(),
  },
  'orphans-go-to-the-farthest-subreaper': {
    sentence: 'the subreaper nearest to init adopts, not the one nearest to the orphan',
    rule: 'P6',
    example: '1 fork 2; 2 fork 3; 3 fork 4; 4 fork 5; 2 set_subreaper on; 3 set_subreaper on; 4 exit 0',
    make: () => new (orphansGoToTheFarthestSubreaper(PosixTable))(),
  },
  'orphans-pass-the-parent-over': {
    sentence: "the search for a subreaper starts at the zombie's grandparent",
    rule: 'P6',
    make: () => new (orphansPassTheParentOver(PosixTable))(),
  },
  'orphans-pass-other-sessions-over': {
    sentence: 'a subreaper in another session than the zombie adopts nobody',
    rule: 'P6',
    make: () => new (orphansPassOtherSessionsOver(PosixTable))(),
  },
  'orphans-stay-with-a-dead-subreaper': {
    sentence: 'a subreaper that exits keeps its own children',
    rule: 'P6',
    source: 'Asterinas 6336bb9fc, 092d91450 (2025)',
    make: () => new (orphansStayWithASubreaper(PosixTable))(),
  },
  'orphans-join-the-group-of-their-reaper': {
    sentence: 'an orphan moves to the group and session of its new parent',
    rule: 'P6',
    make: () =>
      new (class extends OneByOne {
        protected override adoptChildren(from: Row, to: Row): void {
          const { words } = this;
          let child = words[from + FIRST_CHILD];
          for (; child !== NONE; child = words[child + NEXT_SIBLING])
            this.moveProcess(child, words[to + GROUP]);
          super.adoptChildren(from, to);
        }
      })(),
  },
  'orphans-come-in-reverse': {
    sentence: 'of several orphans the youngest is appended first to the children of the reaper',
    rule: 'P6',
    source: 'DragonOS #1990 (2026)',
    make: () => new OneByOne(),
  },
  'orphans-come-first': {
    sentence: 'orphans are put before the children that the reaper has',
    rule: 'P6',
    source: 'DragonOS #1990 (2026)',
    make: () =>
      new (class extends PosixTable {
        protected override adoptChildren(from: Row, to: Row): void {
          const { words } = this;
          const own: Row[] = [];
          for (let child = words[to + FIRST_CHILD]; child !== NONE; child = words[child + NEXT_SIBLING])
            if (child !== from) own.unshift(child);
          super.adoptChildren(from, to);
          for (const child of own) {
            this.unlinkChild(child);
            this.linkChild(to, child);
          }
        }
      })(),
  },
};
