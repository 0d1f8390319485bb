// Faults of group_exit (H9) and set_subreaper (H10).
import { COLUMN, FLAG, HEADER, INIT_ROW } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ProcessTable } from '../../../impl/hierarchy/process-table.ts';
import type { Outcome } from '../../../impl/hierarchy/process-table.ts';
import type { Mutants } from '../mutant.ts';

const { FLAGS } = COLUMN;
const { PROCESS, SUBREAPER, GROUP_EXITED } = FLAG;

export const GROUP_EXIT: Mutants = {
  'group-exit-as-a-zombie': {
    sentence: 'a zombie may be marked as group-exited',
    rule: 'H9',
    refusal: 'not-running',
    make: () =>
      new (class extends ProcessTable {
        protected override groupExitRefusal(process: Row): Outcome {
          return this.hasFlag(process, PROCESS) ? 'ok' : 'not-running';
        }
      })(),
  },
  'group-exit-refused-the-second-time': {
    sentence: 'a group-exited process counts as exited and is refused',
    rule: 'H9',
    refusal: 'not-running',
    make: () =>
      new (class extends ProcessTable {
        protected override groupExitRefusal(process: Row): Outcome {
          return this.hasFlag(process, GROUP_EXITED) ? 'not-running' : super.groupExitRefusal(process);
        }
      })(),
  },
  'group-exit-forgotten': {
    sentence: 'the mark is never set',
    rule: 'H9',
    source: 'axprocess f16a5a1 (2025)',
    make: () =>
      new (class extends ProcessTable {
        protected override markGroupExited(): void {}
      })(),
  },
  'group-exit-toggles': {
    sentence: 'the second time takes the mark away again',
    rule: 'H9',
    make: () =>
      new (class extends ProcessTable {
        protected override markGroupExited(process: Row): void {
          this.words[process + FLAGS] ^= GROUP_EXITED;
        }
      })(),
  },
  'group-exit-ends-the-threads': {
    sentence: 'group_exit ends the threads at once',
    rule: 'H9',
    make: () =>
      new (class extends ProcessTable {
        protected override markGroupExited(process: Row): void {
          super.markGroupExited(process);
          this.endThreads(process);
        }
      })(),
  },
};

export const SET_SUBREAPER: Mutants = {
  'subreaper-as-a-zombie': {
    sentence: 'a zombie may be marked as a subreaper',
    rule: 'H10',
    refusal: 'not-running',
    make: () =>
      new (class extends ProcessTable {
        protected override setSubreaperRefusal(process: Row): Outcome {
          return this.hasFlag(process, PROCESS) ? 'ok' : 'not-running';
        }
      })(),
  },
  'subreaper-refused-to-init': {
    sentence: 'init, who adopts in any case, may not be marked',
    rule: 'H10',
    refusal: 'not-running',
    make: () =>
      new (class extends ProcessTable {
        protected override setSubreaperRefusal(process: Row): Outcome {
          return process === INIT_ROW ? 'not-running' : super.setSubreaperRefusal(process);
        }
      })(),
  },
  'subreaper-for-ever': {
    sentence: 'the mark cannot be taken away',
    rule: 'H10',
    make: () =>
      new (class extends ProcessTable {
        protected override markSubreaper(process: Row, on: boolean): void {
          if (on) super.markSubreaper(process, on);
        }
      })(),
  },
  'subreaper-counted-off-twice': {
    sentence: 'taking away a mark that is not there is counted, so that others are overlooked when one exits',
    rule: 'H10',
    make: () =>
      new (class extends ProcessTable {
        protected override markSubreaper(process: Row, on: boolean): void {
          if (!on && !this.hasFlag(process, SUBREAPER)) this.words[HEADER.SUBREAPERS]--;
          super.markSubreaper(process, on);
        }
      })(),
  },
  'subreaper-marked-though-refused': {
    sentence: 'a zombie is refused and marked all the same',
    rule: 'H10',
    make: () =>
      new (class extends ProcessTable {
        protected override setSubreaperRefusal(process: Row): Outcome {
          if (this.isZombieRow(process)) this.markSubreaper(process, true);
          return super.setSubreaperRefusal(process);
        }
      })(),
  },
};
