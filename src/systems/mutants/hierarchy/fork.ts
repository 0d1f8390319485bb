// Faults of fork (H1).
import type { Id } from '../../../contract/command.ts';
import { COLUMN, FACETS, FLAG, INIT_ROW, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ProcessTable } from '../../../impl/hierarchy/process-table.ts';
import type { Outcome } from '../../../impl/hierarchy/process-table.ts';
import type { Mutants } from '../mutant.ts';

const { FLAGS, PARENT, EXIT_CODE } = COLUMN;
const { PROCESS, THREAD, GROUP, SESSION, SUBREAPER, GROUP_EXITED } = FLAG;

/** Lets a child have an id that bears nothing but these facets, and puts it on the row that is there. */
class IdsInUse extends ProcessTable {
  readonly taken: number = 0;

  protected override forkRefusal(parent: Row, child: Id): Outcome {
    const refusal = super.forkRefusal(parent, child);
    const facets = this.words[this.find(child) + FLAGS] & FACETS;
    return refusal === 'id-in-use' && (facets & ~this.taken) === 0 ? 'ok' : refusal;
  }

  protected override take(id: Id): Row {
    const row = this.find(id);
    return row === NONE ? super.take(id) : row;
  }
}

export const FORK: Mutants = {
  'fork-from-a-zombie': {
    sentence: 'a zombie may fork: the check asks only whether the process exists',
    rule: 'H1',
    refusal: 'not-running',
    make: () =>
      new (class extends ProcessTable {
        protected override forkRefusal(parent: Row, child: Id): Outcome {
          if (!this.hasFlag(parent, PROCESS)) return 'not-running';
          return this.idInUse(child) ? 'id-in-use' : 'ok';
        }
      })(),
  },
  'fork-refused-after-group-exit': {
    sentence: 'a group-exited process counts as exited and may not fork',
    rule: 'H1',
    refusal: 'not-running',
    make: () =>
      new (class extends ProcessTable {
        protected override forkRefusal(parent: Row, child: Id): Outcome {
          return this.hasFlag(parent, GROUP_EXITED) ? 'not-running' : super.forkRefusal(parent, child);
        }
      })(),
  },
  'fork-checks-the-id-first': {
    sentence: 'of two refusals that apply, the later one in the table is answered',
    rule: 'H1',
    refusal: 'id-in-use',
    make: () =>
      new (class extends ProcessTable {
        protected override forkRefusal(parent: Row, child: Id): Outcome {
          return this.idInUse(child) ? 'id-in-use' : super.forkRefusal(parent, child);
        }
      })(),
  },
  'fork-reuses-the-id-of-a-live-group': {
    sentence: 'the id of a group that outlived its leader counts as free',
    rule: 'H1',
    refusal: 'id-in-use',
    source: 'gVisor PR #355 (2019)',
    make: () =>
      new (class extends IdsInUse {
        override readonly taken: number = GROUP;
      })(),
  },
  'fork-reuses-the-id-of-a-live-session': {
    sentence: 'the id of a session whose first group has ended counts as free',
    rule: 'H1',
    refusal: 'id-in-use',
    make: () =>
      new (class extends IdsInUse {
        override readonly taken: number = SESSION;
      })(),
  },
  'fork-reuses-the-id-of-a-thread': {
    sentence: 'the child takes the id of a thread, which ends',
    rule: 'H1',
    refusal: 'id-in-use',
    make: () =>
      new (class extends IdsInUse {
        override readonly taken: number = THREAD;
        protected override forkChild(parent: Row, child: Id): Row {
          const thread = this.find(child);
          if (thread !== NONE) this.endThread(this.processOfThread(thread), thread);
          return super.forkChild(parent, child);
        }
      })(),
  },
  'fork-reuses-the-pid-of-a-zombie': {
    sentence: 'a zombie whose pid is wanted is freed by fork',
    rule: 'H1',
    refusal: 'id-in-use',
    source: 'tgoskits PR #1706 (2026)',
    make: () =>
      new (class extends IdsInUse {
        protected override forkRefusal(parent: Row, child: Id): Outcome {
          const refusal = super.forkRefusal(parent, child);
          return refusal === 'id-in-use' && this.isZombie(child) ? 'ok' : refusal;
        }
        protected override forkChild(parent: Row, child: Id): Row {
          if (this.isZombie(child)) this.freeProcess(this.find(child));
          return super.forkChild(parent, child);
        }
      })(),
  },
  'fork-keeps-the-id-though-refused': {
    sentence: 'a fork that is refused since no such process runs takes the id of the child for ever',
    rule: 'H1',
    source: 'tgoskits PR #500 (2026), a late registration',
    make: () =>
      new (class extends ProcessTable {
        protected override forkRefusal(parent: Row, child: Id): Outcome {
          const refusal = super.forkRefusal(parent, child);
          if (refusal === 'not-running' && !this.idInUse(child)) this.take(child);
          return refusal;
        }
      })(),
  },
  'fork-into-a-group-of-its-own': {
    sentence: 'the child does not inherit the group but leads a new one',
    rule: 'H1',
    source: 'Redox kernel db3b834f (2022)',
    make: () =>
      new (class extends ProcessTable {
        protected override forkChild(parent: Row, child: Id): Row {
          const row = super.forkChild(parent, child);
          this.enterNewGroup(row);
          return row;
        }
      })(),
  },
  'fork-into-the-group-of-the-parents-pid': {
    sentence: "the child joins the group that bears the parent's pid, where the parent has left it",
    rule: 'H1',
    source: 'Phoenix-RTOS 865505ae (2023)',
    make: () =>
      new (class extends ProcessTable {
        protected override forkChild(parent: Row, child: Id): Row {
          const row = super.forkChild(parent, child);
          if (this.hasFlag(parent, GROUP)) this.moveProcess(row, parent);
          return row;
        }
      })(),
  },
  'fork-into-inits-group': {
    sentence: 'the child starts in group 1 while that lives',
    rule: 'H1',
    make: () =>
      new (class extends ProcessTable {
        protected override forkChild(parent: Row, child: Id): Row {
          const row = super.forkChild(parent, child);
          if (this.hasFlag(INIT_ROW, GROUP)) this.moveProcess(row, INIT_ROW);
          return row;
        }
      })(),
  },
  'fork-forgets-the-list-of-children': {
    sentence: "the child knows its parent and is not in the parent's list of children",
    rule: 'H1',
    make: () =>
      new (class extends ProcessTable {
        protected override linkChild(parent: Row, child: Row): void {
          this.words[child + PARENT] = parent;
        }
      })(),
  },
  'fork-forgets-the-list-of-members': {
    sentence: "the child knows its group and is not in the group's list of members",
    rule: 'H1',
    make: () =>
      new (class extends ProcessTable {
        protected override forkChild(parent: Row, child: Id): Row {
          const row = super.forkChild(parent, child);
          this.leaveGroup(row);
          return row;
        }
      })(),
  },
  'fork-makes-a-sibling': {
    sentence: "the child's parent is the caller's parent",
    rule: 'H1',
    source: 'gVisor 4fe01545d (2026), the other way round',
    make: () =>
      new (class extends ProcessTable {
        protected override linkChild(parent: Row, child: Row): void {
          super.linkChild(parent === INIT_ROW ? parent : this.words[parent + PARENT], child);
        }
      })(),
  },
  'fork-makes-a-child-of-init': {
    sentence: 'every child is a child of init',
    rule: 'H1',
    make: () =>
      new (class extends ProcessTable {
        protected override linkChild(_parent: Row, child: Row): void {
          super.linkChild(INIT_ROW, child);
        }
      })(),
  },
  'fork-inherits-the-subreaper-mark': {
    sentence: 'the child of a subreaper is a subreaper',
    rule: 'H1',
    make: () =>
      new (class extends ProcessTable {
        protected override forkChild(parent: Row, child: Id): Row {
          const row = super.forkChild(parent, child);
          this.markSubreaper(row, this.hasFlag(parent, SUBREAPER));
          return row;
        }
      })(),
  },
  'fork-inherits-the-group-exit': {
    sentence: 'the child of a group-exited process is group-exited',
    rule: 'H1',
    make: () =>
      new (class extends ProcessTable {
        protected override forkChild(parent: Row, child: Id): Row {
          const row = super.forkChild(parent, child);
          if (this.hasFlag(parent, GROUP_EXITED)) this.markGroupExited(row);
          return row;
        }
      })(),
  },
  'fork-inherits-the-exit-code': {
    sentence: "the child starts with its parent's exit code",
    rule: 'H1',
    make: () =>
      new (class extends ProcessTable {
        protected override forkChild(parent: Row, child: Id): Row {
          const row = super.forkChild(parent, child);
          this.words[row + EXIT_CODE] = this.words[parent + EXIT_CODE];
          return row;
        }
      })(),
  },
  'fork-finds-an-old-exit-code': {
    sentence: 'a recycled row keeps the exit code of the process that had it before',
    rule: 'H1',
    make: () =>
      new (class extends ProcessTable {
        protected override makeProcess(row: Row): void {
          const code = this.words[row + EXIT_CODE];
          super.makeProcess(row);
          this.words[row + EXIT_CODE] = code;
        }
      })(),
  },
};
