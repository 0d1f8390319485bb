// Faults of adoption that both tables can have: the choice of the reaper, and how the children pass to it.
import { COLUMN, FLAG, INIT_ROW, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import type { TableClass } from '../mutant.ts';
import { sessionRowOf } from '../mutant.ts';

const { PARENT, FIRST_CHILD, NEXT_SIBLING } = COLUMN;

/** Leaves the children to the zombie. */
export function orphansStay<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override adoptChildren(): void {}
  };
}

/** Leaves the zombies among the children to the zombie. */
export function zombiesStay<Table extends TableClass>(table: Table): Table {
  return class extends table {
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
  };
}

/** Tells the orphans their new parent, and leaves the lists of children as they were. */
export function orphansAreNotListed<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override adoptChildren(from: Row, to: Row): void {
      const { words } = this;
      for (let child = words[from + FIRST_CHILD]; child !== NONE; child = words[child + NEXT_SIBLING]) {
        words[child + PARENT] = to;
      }
    }
  };
}

/** Lists the orphans with the reaper, and leaves the zombie as their parent. */
export function orphansAreOnlyListed<Table extends TableClass>(table: Table): Table {
  return class extends table {
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
  };
}

/** Gives the orphans to the zombie's parent, whatever that is. */
export function orphansGoToTheGrandparent<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override reaperOf(process: Row): Row {
      return this.words[process + PARENT];
    }
  };
}

/** Gives the orphans to init, past every subreaper. */
export function orphansGoToInit<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override reaperOf(): Row {
      return INIT_ROW;
    }
  };
}

/** Gives the orphans to the subreaper nearest to init. */
export function orphansGoToTheFarthestSubreaper<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override reaperOf(process: Row): Row {
      const { words } = this;
      let found = INIT_ROW;
      for (let row = words[process + PARENT]; row !== INIT_ROW; row = words[row + PARENT]) {
        if (this.hasFlag(row, FLAG.SUBREAPER)) found = row;
      }
      return found;
    }
  };
}

/** Looks for a subreaper from the zombie's grandparent on. */
export function orphansPassTheParentOver<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override reaperOf(process: Row): Row {
      const parent = this.words[process + PARENT];
      return parent === INIT_ROW ? INIT_ROW : super.reaperOf(parent);
    }
  };
}

/** Passes over a subreaper in another session than that of the zombie. */
export function orphansPassOtherSessionsOver<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override reaperOf(process: Row): Row {
      let reaper = super.reaperOf(process);
      const own = sessionRowOf(this.words, process);
      while (reaper !== INIT_ROW && sessionRowOf(this.words, reaper) !== own) reaper = super.reaperOf(reaper);
      return reaper;
    }
  };
}

/** Leaves the children to a subreaper that exits. */
export function orphansStayWithASubreaper<Table extends TableClass>(table: Table): Table {
  return class extends table {
    protected override adoptChildren(from: Row, to: Row): void {
      if (!this.hasFlag(from, FLAG.SUBREAPER)) super.adoptChildren(from, to);
    }
  };
}
