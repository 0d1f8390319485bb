// Faults of free (H6).
import { COLUMN, FLAG, INIT_ROW, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ProcessTable } from '../../../impl/hierarchy/process-table.ts';
import type { Outcome } from '../../../impl/hierarchy/process-table.ts';
import type { Mutants } from '../mutant.ts';

const { FLAGS, GROUP, FIRST_MEMBER, NEXT_MEMBER } = COLUMN;
const { PROCESS, SUBREAPER } = FLAG;

export const FREE: Mutants = {
  'free-a-running-process': {
    sentence: 'a running process may be freed, which makes it exit first',
    rule: 'H6',
    refusal: 'not-a-zombie',
    make: () =>
      new (class extends ProcessTable {
        protected override freeRefusal(process: Row): Outcome {
          const running = process !== INIT_ROW && this.isRunningRow(process);
          return running ? 'ok' : super.freeRefusal(process);
        }
        protected override freeProcess(process: Row): void {
          if (this.isRunningRow(process)) this.exitProcess(process);
          super.freeProcess(process);
        }
      })(),
  },
  'free-twice': {
    sentence: 'freeing an id that bears no process succeeds and does nothing',
    rule: 'H6',
    refusal: 'not-a-zombie',
    source: 'tgoskits PR #1706 (2026)',
    make: () =>
      new (class extends ProcessTable {
        protected override freeRefusal(process: Row): Outcome {
          return this.hasFlag(process, PROCESS) ? super.freeRefusal(process) : 'ok';
        }
        protected override freeProcess(process: Row): void {
          if (this.hasFlag(process, PROCESS)) super.freeProcess(process);
        }
      })(),
  },
  'free-refused-to-a-leader-in-company': {
    sentence: 'a group leader cannot be freed while its group has other members',
    rule: 'H6',
    refusal: 'not-a-zombie',
    make: () =>
      new (class extends ProcessTable {
        protected override freeRefusal(process: Row): Outcome {
          const { words } = this;
          if (!this.isZombieRow(process) || !this.leadsItsGroup(process)) return super.freeRefusal(process);
          const first = words[process + FIRST_MEMBER];
          return first === process && words[first + NEXT_MEMBER] === NONE ? 'ok' : 'not-a-zombie';
        }
      })(),
  },
  'free-stays-in-the-parents-list': {
    sentence: 'the parent still lists the freed child',
    rule: 'H6',
    source: 'axprocess 0d9dad0 (2025)',
    make: () =>
      new (class extends ProcessTable {
        protected override freeProcess(process: Row): void {
          const group = this.words[process + GROUP];
          this.leaveGroup(process);
          this.dropProcess(process);
          this.endGroupIfEmpty(group);
        }
      })(),
  },
  'free-stays-in-the-groups-list': {
    sentence: 'the group still lists the freed member, and so never ends',
    rule: 'H6',
    make: () =>
      new (class extends ProcessTable {
        protected override freeProcess(process: Row): void {
          this.unlinkChild(process);
          this.dropProcess(process);
        }
      })(),
  },
  'free-keeps-an-empty-group-alive': {
    sentence: 'the group does not end when its last member is freed',
    rule: 'H6',
    make: () =>
      new (class extends ProcessTable {
        protected override freeProcess(process: Row): void {
          this.unlinkChild(process);
          this.leaveGroup(process);
          this.dropProcess(process);
        }
      })(),
  },
  'free-keeps-the-id': {
    sentence: 'the id of whatever ends is never given back',
    rule: 'H6',
    make: () =>
      new (class extends ProcessTable {
        protected override release(): void {}
      })(),
  },
  'free-leaves-a-mark-behind': {
    sentence: 'whoever gets the row of a freed subreaper is a subreaper too',
    rule: 'H6',
    make: () =>
      new (class extends ProcessTable {
        protected override dropProcess(process: Row): void {
          const marked = this.hasFlag(process, SUBREAPER);
          super.dropProcess(process);
          if (marked) this.words[process + FLAGS] |= SUBREAPER;
        }
      })(),
  },
  'free-takes-another-zombie-along': {
    sentence: 'freeing one zombie frees another zombie of its group',
    rule: 'H6',
    make: () =>
      new (class extends ProcessTable {
        protected override freeProcess(process: Row): void {
          const next = this.words[process + NEXT_MEMBER];
          super.freeProcess(process);
          if (next !== NONE && this.isZombieRow(next)) super.freeProcess(next);
        }
      })(),
  },
};
