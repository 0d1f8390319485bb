// Faults of exit (H5): who adopts the children, and how.
import { HEADER, INIT_ROW } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ProcessTable } from '../../../impl/hierarchy/process-table.ts';
import type { Mutants } from '../mutant.ts';
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

export const ORPHANS: Mutants = {
  'forget-to-orphan': {
    sentence: 'the children stay with the zombie',
    rule: 'H5',
    make: () => new (orphansStay(ProcessTable))(),
  },
  'orphan-only-running-children': {
    sentence: 'zombie children stay with the zombie',
    rule: 'H5',
    source: 'Asterinas ceb79ea27 (2025)',
    make: () => new (zombiesStay(ProcessTable))(),
  },
  'orphan-in-the-pointer-only': {
    sentence: 'orphans know their new parent, and the lists of children stay as they were',
    rule: 'H5',
    source: 'gVisor fe4f47896 (2021)',
    make: () => new (orphansAreNotListed(ProcessTable))(),
  },
  'orphan-in-the-list-only': {
    sentence: 'the reaper lists the orphans, who still name the zombie as their parent',
    rule: 'H5',
    make: () => new (orphansAreOnlyListed(ProcessTable))(),
  },
  'orphan-to-the-grandparent': {
    sentence: "orphans go to the zombie's parent, whatever that is",
    rule: 'H5',
    make: () => new (orphansGoToTheGrandparent(ProcessTable))(),
  },
  'orphan-to-init-always': {
    sentence: 'subreapers adopt nobody',
    rule: 'H5',
    source: 'tgoskits PR #1050 (2026), a to-do of axprocess',
    make: () => new (orphansGoToInit(ProcessTable))(),
  },
  'orphan-to-the-farthest-subreaper': {
    sentence: 'the subreaper nearest to init adopts, not the one nearest to the orphan',
    rule: 'H5',
    make: () => new (orphansGoToTheFarthestSubreaper(ProcessTable))(),
  },
  'orphan-past-the-parent': {
    sentence: "the search for a subreaper starts at the zombie's grandparent",
    rule: 'H5',
    make: () => new (orphansPassTheParentOver(ProcessTable))(),
  },
  'orphan-to-a-subreaper-of-the-session': {
    sentence: 'a subreaper of another session is passed over',
    rule: 'H5',
    make: () => new (orphansPassOtherSessionsOver(ProcessTable))(),
  },
  'orphan-to-a-dying-subreaper': {
    sentence: 'a subreaper that exits keeps its own children',
    rule: 'H5',
    source: 'Asterinas 6336bb9fc (2025)',
    make: () => new (orphansStayWithASubreaper(ProcessTable))(),
  },
  'orphan-shortcut-off-by-one': {
    sentence: 'the shortcut to init for a table without subreapers is taken with one, too',
    rule: 'H5',
    example: '1 fork 2; 2 fork 3; 3 fork 4; 2 set_subreaper on; 3 exit',
    make: () =>
      new (class extends ProcessTable {
        protected override reaperOf(process: Row): Row {
          return this.words[HEADER.SUBREAPERS] > 1 ? super.reaperOf(process) : INIT_ROW;
        }
      })(),
  },
};
