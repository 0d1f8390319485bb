// Faults of waitpid (P7): what it says of the child it takes, and what is left of it.
import { COLUMN, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { PosixTable } from '../../../impl/posix/posix-table.ts';
import type { PosixMutants } from '../mutant.ts';

const { GROUP } = COLUMN;

export const REAPING: PosixMutants = {
  'waitpid-says-the-bare-code': {
    sentence: 'the status that it gives is the exit code',
    rule: 'P7',
    make: () =>
      new (class extends PosixTable {
        override get lastStatus(): number {
          return super.lastStatus >> 8;
        }
      })(),
  },
  'waitpid-says-status-zero': {
    sentence: 'the status that it gives is always 0',
    rule: 'P7',
    make: () =>
      new (class extends PosixTable {
        override get lastStatus(): number {
          return 0;
        }
      })(),
  },
  'waitpid-hides-the-signal': {
    sentence: 'a child that signal 9 ended seems to have exited with code 9',
    rule: 'P7',
    make: () =>
      new (class extends PosixTable {
        override get lastStatus(): number {
          const status = super.lastStatus;
          return (status & 0xff) === 0 ? status : status << 8;
        }
      })(),
  },
  'waitpid-frees-nobody': {
    sentence: 'the zombie stays and can be waited for again',
    rule: 'P7',
    source: 'tgoskits PR #1706 (2026)',
    make: () =>
      new (class extends PosixTable {
        override waitpid(process: number, pid: number): number {
          const before = this.snapshot();
          const reaped = super.waitpid(process, pid);
          if (reaped > 0) this.restore(before);
          return reaped;
        }
      })(),
  },
  'waitpid-frees-all-zombies': {
    sentence: 'with the zombie that is told of, the others among the children are freed, too',
    rule: 'P7',
    make: () =>
      new (class extends PosixTable {
        override waitpid(process: number, pid: number): number {
          const reaped = super.waitpid(process, pid);
          if (reaped > 0) this.freeZombiesOf(this.find(process));
          return reaped;
        }
      })(),
  },
  'waitpid-frees-one-though-refused': {
    sentence: 'a wait that finds no child that matches frees another zombie all the same',
    rule: 'P7',
    source: 'tgoskits PR #686 (2026), another failure there',
    make: () =>
      new (class extends PosixTable {
        protected override childToReap(caller: Row, pid: number): number {
          const child = super.childToReap(caller, pid);
          if (child < NONE) {
            const zombie = this.oldestZombie(caller, NONE);
            if (zombie > NONE) this.freeProcess(zombie);
          }
          return child;
        }
      })(),
  },
  'waitpid-leaves-the-zombie-in-its-group': {
    sentence: 'what is freed stays in the list of its group',
    rule: 'P7',
    make: () =>
      new (class extends PosixTable {
        protected override freeProcess(process: Row): void {
          this.unlinkChild(process);
          this.dropProcess(process);
        }
      })(),
  },
  'waitpid-leaves-the-zombie-among-the-children': {
    sentence: 'what is freed stays in the list of children of its parent',
    rule: 'P7',
    source: 'axprocess 0d9dad0 (2025)',
    make: () =>
      new (class extends PosixTable {
        protected override freeProcess(process: Row): void {
          const group = this.words[process + GROUP];
          const emptied = this.leaveGroup(process);
          this.dropProcess(process);
          if (emptied) this.endGroupIfEmpty(group);
        }
      })(),
  },
  'waitpid-leaves-the-group': {
    sentence: 'a group does not end with its last zombie',
    rule: 'P7',
    make: () =>
      new (class extends PosixTable {
        protected override freeProcess(process: Row): void {
          this.unlinkChild(process);
          this.leaveGroup(process);
          this.dropProcess(process);
        }
      })(),
  },
};
