// Faults of exit (H5): who adopts the children, and how.
import { COLUMN, FLAG, HEADER, INIT_ROW, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ProcessTable } from '../../../impl/hierarchy/process-table.ts';
import type { Mutants } from '../mutant.ts';
import { sessionRowOf } from '../mutant.ts';

const { PARENT, FIRST_CHILD, NEXT_SIBLING } = COLUMN;
const { SUBREAPER } = FLAG;

export const ORPHANS: Mutants = {
  'forget-to-orphan': {
    sentence: 'the children stay with the zombie',
    rule: 'H5',
    make: () =>
      new (class extends ProcessTable {
        protected override adoptChildren(): void {}
      })(),
  },
  'orphan-only-running-children': {
    sentence: 'zombie children stay with the zombie',
    rule: 'H5',
    source: 'Asterinas ceb79ea27 (2025)',
    make: () =>
      new (class extends ProcessTable {
        protected override adoptChildren(from: Row, to: Row): void {
          const { words } = this;
          let next = NONE;
          for (let child = words[from + FIRST_CHILD]; child !== NONE; child = next) {
            next = words[child + NEXT_SIBLING];
            if (this.isZombieRow(child)) continue;
            this.unlinkChild(child);
            this.linkChild(to, child);
          }
        }
      })(),
  },
  'orphan-in-the-pointer-only': {
    sentence: 'orphans know their new parent, and the lists of children stay as they were',
    rule: 'H5',
    source: 'gVisor fe4f47896 (2021)',
    make: () =>
      new (class extends ProcessTable {
        protected override adoptChildren(from: Row, to: Row): void {
          const { words } = this;
          for (let child = words[from + FIRST_CHILD]; child !== NONE; child = words[child + NEXT_SIBLING]) {
            words[child + PARENT] = to;
          }
        }
      })(),
  },
  'orphan-in-the-list-only': {
    sentence: 'the reaper lists the orphans, who still name the zombie as their parent',
    rule: 'H5',
    make: () =>
      new (class extends ProcessTable {
        protected override adoptChildren(from: Row, to: Row): void {
          const { words } = this;
          let next = NONE;
          for (let child = words[from + FIRST_CHILD]; child !== NONE; child = next) {
            next = words[child + NEXT_SIBLING];
            this.unlinkChild(child);
            this.linkChild(to, child);
            words[child + PARENT] = from;
          }
        }
      })(),
  },
  'orphan-to-the-grandparent': {
    sentence: "orphans go to the zombie's parent, whatever that is",
    rule: 'H5',
    make: () =>
      new (class extends ProcessTable {
        protected override reaperOf(process: Row): Row {
          return this.words[process + PARENT];
        }
      })(),
  },
  'orphan-to-init-always': {
    sentence: 'subreapers adopt nobody',
    rule: 'H5',
    source: 'tgoskits PR #1050 (2026), a to-do of axprocess',
    make: () =>
      new (class extends ProcessTable {
        protected override reaperOf(): Row {
          return INIT_ROW;
        }
      })(),
  },
  'orphan-to-the-farthest-subreaper': {
    sentence: 'the subreaper nearest to init adopts, not the one nearest to the orphan',
    rule: 'H5',
    make: () =>
      new (class extends ProcessTable {
        protected override reaperOf(process: Row): Row {
          const { words } = this;
          let found = INIT_ROW;
          for (let row = words[process + PARENT]; row !== INIT_ROW; row = words[row + PARENT]) {
            if (this.hasFlag(row, SUBREAPER)) found = row;
          }
          return found;
        }
      })(),
  },
  'orphan-past-the-parent': {
    sentence: "the search for a subreaper starts at the zombie's grandparent",
    rule: 'H5',
    make: () =>
      new (class extends ProcessTable {
        protected override reaperOf(process: Row): Row {
          const parent = this.words[process + PARENT];
          return parent === INIT_ROW ? INIT_ROW : super.reaperOf(parent);
        }
      })(),
  },
  'orphan-to-a-subreaper-of-the-session': {
    sentence: 'a subreaper of another session is passed over',
    rule: 'H5',
    make: () =>
      new (class extends ProcessTable {
        protected override reaperOf(process: Row): Row {
          let reaper = super.reaperOf(process);
          const own = sessionRowOf(this.words, process);
          while (reaper !== INIT_ROW && sessionRowOf(this.words, reaper) !== own)
            reaper = super.reaperOf(reaper);
          return reaper;
        }
      })(),
  },
  'orphan-to-a-dying-subreaper': {
    sentence: 'a subreaper that exits keeps its own children',
    rule: 'H5',
    source: 'Asterinas 6336bb9fc (2025)',
    make: () =>
      new (class extends ProcessTable {
        protected override adoptChildren(from: Row, to: Row): void {
          if (!this.hasFlag(from, SUBREAPER)) super.adoptChildren(from, to);
        }
      })(),
  },
  'orphan-shortcut-off-by-one': {
    sentence: 'the shortcut to init for a table without subreapers is taken with one, too',
    rule: 'H5',
    make: () =>
      new (class extends ProcessTable {
        protected override reaperOf(process: Row): Row {
          return this.words[HEADER.SUBREAPERS] > 1 ? super.reaperOf(process) : INIT_ROW;
        }
      })(),
  },
};
