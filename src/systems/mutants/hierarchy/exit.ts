// Faults of exit (H5), the adoption of children left to orphans.ts.
import { COLUMN, FLAG, INIT_ROW, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ProcessTable } from '../../../impl/hierarchy/process-table.ts';
import type { Outcome } from '../../../impl/hierarchy/process-table.ts';
import type { Mutants } from '../mutant.ts';

const { PARENT, FIRST_THREAD, EXIT_CODE } = COLUMN;
const { GROUP, SUBREAPER, THREAD } = FLAG;

export const EXIT: Mutants = {
  'exit-twice': {
    sentence: 'a zombie may exit again',
    rule: 'H5',
    refusal: 'not-running',
    make: () =>
      new (class extends ProcessTable {
        protected override exitRefusal(process: Row): Outcome {
          return this.isZombieRow(process) ? 'ok' : super.exitRefusal(process);
        }
      })(),
  },
  'exit-of-init': {
    sentence: 'init may exit and keeps its children',
    rule: 'H5',
    refusal: 'is-init',
    make: () =>
      new (class extends ProcessTable {
        protected override exitRefusal(process: Row): Outcome {
          return this.isRunningRow(process) ? 'ok' : 'not-running';
        }
        protected override exitProcess(process: Row): void {
          if (process !== INIT_ROW) return super.exitProcess(process);
          this.endThreads(process);
          this.makeZombie(process);
        }
      })(),
  },
  'exit-refused-to-subreapers': {
    sentence: 'a subreaper counts as an init and may not exit',
    rule: 'H5',
    refusal: 'is-init',
    make: () =>
      new (class extends ProcessTable {
        protected override exitRefusal(process: Row): Outcome {
          const refusal = super.exitRefusal(process);
          return refusal === 'ok' && this.hasFlag(process, SUBREAPER) ? 'is-init' : refusal;
        }
      })(),
  },
  'exit-of-init-ends-its-threads': {
    sentence: 'init may not exit, and its threads end all the same',
    rule: 'H5',
    make: () =>
      new (class extends ProcessTable {
        protected override exitRefusal(process: Row): Outcome {
          if (process === INIT_ROW) this.endThreads(process);
          return super.exitRefusal(process);
        }
      })(),
  },
  'exit-leaves-threads-running': {
    sentence: 'the threads of a zombie live on',
    rule: 'H5',
    make: () =>
      new (class extends ProcessTable {
        protected override endThreads(): void {}
      })(),
  },
  'exit-leaves-the-first-thread-running': {
    sentence: 'all threads of a zombie end but the one that bears its pid',
    rule: 'H5',
    make: () =>
      new (class extends ProcessTable {
        protected override endThreads(process: Row): void {
          const { words } = this;
          while (words[process + FIRST_THREAD] !== NONE)
            this.endThread(process, words[process + FIRST_THREAD]);
        }
      })(),
  },
  'exit-ends-the-first-thread-only': {
    sentence: 'only the thread that bears the pid ends with the process',
    rule: 'H5',
    make: () =>
      new (class extends ProcessTable {
        protected override endThreads(process: Row): void {
          if (this.hasFlag(process, THREAD)) this.endThread(process, process);
        }
      })(),
  },
  'exit-leaves-the-group': {
    sentence: 'the zombie is out of its group at once',
    rule: 'H5',
    source: 'tgoskits PR #500 (2026)',
    make: () =>
      new (class extends ProcessTable {
        protected override makeZombie(process: Row): void {
          super.makeZombie(process);
          this.leaveGroup(process);
          this.endGroupIfEmpty(this.words[process + COLUMN.GROUP]);
        }
      })(),
  },
  'exit-moves-to-inits-group': {
    sentence: 'the zombie passes to group 1 while that lives',
    rule: 'H5',
    make: () =>
      new (class extends ProcessTable {
        protected override makeZombie(process: Row): void {
          super.makeZombie(process);
          if (this.hasFlag(INIT_ROW, GROUP)) this.moveProcess(process, INIT_ROW);
        }
      })(),
  },
  'exit-hands-the-zombie-to-init': {
    sentence: 'the zombie itself becomes a child of init',
    rule: 'H5',
    make: () =>
      new (class extends ProcessTable {
        protected override makeZombie(process: Row): void {
          super.makeZombie(process);
          this.unlinkChild(process);
          this.linkChild(INIT_ROW, process);
        }
      })(),
  },
  'exit-clears-the-subreaper-mark': {
    sentence: 'a zombie is no subreaper any more',
    rule: 'H5',
    make: () =>
      new (class extends ProcessTable {
        protected override makeZombie(process: Row): void {
          super.makeZombie(process);
          this.markSubreaper(process, false);
        }
      })(),
  },
  'exit-clears-the-exit-code': {
    sentence: 'a zombie has exit code 0',
    rule: 'H5',
    make: () =>
      new (class extends ProcessTable {
        protected override makeZombie(process: Row): void {
          super.makeZombie(process);
          this.words[process + EXIT_CODE] = 0;
        }
      })(),
  },
  'exit-frees-children-of-init': {
    sentence: 'init frees its children as they exit',
    rule: 'H5',
    make: () =>
      new (class extends ProcessTable {
        protected override exitProcess(process: Row): void {
          super.exitProcess(process);
          if (this.words[process + PARENT] === INIT_ROW) this.freeProcess(process);
        }
      })(),
  },
};
