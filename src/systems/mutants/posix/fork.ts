// Faults of the POSIX fork (P1).
import type { Id } from '../../../contract/command.ts';
import { COLUMN, FACETS, FLAG, INIT_ROW, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ERRNO } from '../../../impl/posix/errno.ts';
import { PosixTable } from '../../../impl/posix/posix-table.ts';
import type { PosixMutants } from '../mutant.ts';

const { FLAGS, PARENT } = COLUMN;
const { GROUP, SESSION, SUBREAPER, EXECUTED, IGNORES_SIGCHLD } = FLAG;

/** Lets a child have an id that bears nothing but these facets, and puts it on the row that is there. */
class IdsInUse extends PosixTable {
  readonly taken: number = 0;

  protected override forkError(child: Id): number {
    const facets = this.words[this.find(child) + FLAGS] & FACETS;
    return (facets & ~this.taken) === 0 ? 0 : super.forkError(child);
  }

  protected override take(id: Id): Row {
    const row = this.find(id);
    return row === NONE ? super.take(id) : row;
  }
}

export const POSIX_FORK: PosixMutants = {
  'fork-takes-the-number-of-a-live-group': {
    sentence: 'the number of a group that outlived its leader counts as free',
    rule: 'P1',
    refusal: 'id-in-use',
    source: 'gVisor PR #355 (2019)',
    example: '1 fork 2; 1 setpgid 2 0; 2 fork 3; 2 exit 0; 1 waitpid -2; 1 fork 2',
    make: () =>
      new (class extends IdsInUse {
        override readonly taken: number = GROUP;
      })(),
  },
  'fork-takes-the-number-of-a-live-session': {
    sentence: 'the number of a session whose first group has ended counts as free',
    rule: 'P1',
    refusal: 'id-in-use',
    example: '1 fork 2; 2 setsid; 2 fork 3; 2 setpgid 3 0; 2 exit 0; 1 waitpid -2; 1 fork 2',
    make: () =>
      new (class extends IdsInUse {
        override readonly taken: number = SESSION;
      })(),
  },
  'fork-takes-the-number-of-a-zombie': {
    sentence: 'a zombie whose number is wanted is freed by fork, so that its parent never hears of it',
    rule: 'P1',
    refusal: 'id-in-use',
    source: 'tgoskits PR #1706 (2026)',
    make: () =>
      new (class extends IdsInUse {
        protected override forkError(child: Id): number {
          return this.isZombie(child) ? 0 : super.forkError(child);
        }
        protected override forkChild(parent: Row, child: Id): Row {
          if (this.isZombie(child)) this.freeProcess(this.find(child));
          return super.forkChild(parent, child);
        }
      })(),
  },
  'fork-calls-a-taken-number-invalid': {
    sentence: 'a number in use is refused with EINVAL',
    rule: 'P1',
    refusal: 'id-in-use',
    make: () =>
      new (class extends PosixTable {
        protected override forkError(child: Id): number {
          return super.forkError(child) === 0 ? 0 : -ERRNO.EINVAL;
        }
      })(),
  },
  'fork-answers-zero': {
    sentence: "the parent is told 0, the child's answer",
    rule: 'P1',
    make: () =>
      new (class extends PosixTable {
        override fork(process: Id, child: Id): number {
          return Math.min(super.fork(process, child), 0);
        }
      })(),
  },
  'fork-starts-a-group': {
    sentence: 'the child does not inherit the group but leads a new one',
    rule: 'P1',
    source: 'Redox kernel db3b834f (2022)',
    make: () =>
      new (class extends PosixTable {
        protected override forkChild(parent: Row, child: Id): Row {
          const row = super.forkChild(parent, child);
          this.enterNewGroup(row);
          return row;
        }
      })(),
  },
  'fork-joins-the-group-of-the-callers-number': {
    sentence: "the child joins the group that bears the parent's number, where the parent has left it",
    rule: 'P1',
    source: 'Phoenix-RTOS 865505ae, #600 (2023)',
    example: '1 fork 2; 1 setpgid 2 0; 2 fork 3; 1 setpgid 2 1; 2 fork 4',
    make: () =>
      new (class extends PosixTable {
        protected override forkChild(parent: Row, child: Id): Row {
          const row = super.forkChild(parent, child);
          if (this.hasFlag(parent, GROUP)) this.moveProcess(row, parent);
          return row;
        }
      })(),
  },
  'fork-joins-the-group-of-init': {
    sentence: 'the child starts in group 1, and so in session 1',
    rule: 'P1',
    make: () =>
      new (class extends PosixTable {
        protected override forkChild(parent: Row, child: Id): Row {
          const row = super.forkChild(parent, child);
          this.moveProcess(row, INIT_ROW);
          return row;
        }
      })(),
  },
  'fork-does-not-list-the-child': {
    sentence: "the child knows its parent and is not in the parent's list of children",
    rule: 'P1',
    make: () =>
      new (class extends PosixTable {
        protected override linkChild(parent: Row, child: Row): void {
          this.words[child + PARENT] = parent;
        }
      })(),
  },
  'fork-does-not-list-the-member': {
    sentence: "the child knows its group and is not in the group's list of members",
    rule: 'P1',
    make: () =>
      new (class extends PosixTable {
        protected override forkChild(parent: Row, child: Id): Row {
          const row = super.forkChild(parent, child);
          this.leaveGroup(row);
          return row;
        }
      })(),
  },
  'fork-on-the-parents-behalf': {
    sentence: "the child's parent is the caller's parent",
    rule: 'P1',
    source: 'gVisor 4fe01545d (2026), the other way round',
    make: () =>
      new (class extends PosixTable {
        protected override linkChild(parent: Row, child: Row): void {
          super.linkChild(parent === INIT_ROW ? parent : this.words[parent + PARENT], child);
        }
      })(),
  },
  'fork-inherits-the-executed-mark': {
    sentence: 'the child of a process that has executed counts as having executed',
    rule: 'P1',
    make: () =>
      new (class extends PosixTable {
        protected override forkChild(parent: Row, child: Id): Row {
          const row = super.forkChild(parent, child);
          this.setMark(row, EXECUTED, this.hasFlag(parent, EXECUTED));
          return row;
        }
      })(),
  },
  'fork-inherits-being-a-subreaper': {
    sentence: 'the child of a subreaper is a subreaper',
    rule: 'P1',
    make: () =>
      new (class extends PosixTable {
        protected override forkChild(parent: Row, child: Id): Row {
          const row = super.forkChild(parent, child);
          this.markSubreaper(row, this.hasFlag(parent, SUBREAPER));
          return row;
        }
      })(),
  },
  'fork-forgets-ignored-sigchld': {
    sentence: 'the child of a process that ignores SIGCHLD does not ignore it',
    rule: 'P1',
    make: () =>
      new (class extends PosixTable {
        protected override forkChild(parent: Row, child: Id): Row {
          const row = super.forkChild(parent, child);
          this.setMark(row, IGNORES_SIGCHLD, false);
          return row;
        }
      })(),
  },
};
