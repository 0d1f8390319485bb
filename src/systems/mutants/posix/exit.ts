// Faults of the POSIX exit (P6), the adoption of children left to orphans.ts.
import { COLUMN, FLAG, INIT_ROW, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { PosixTable } from '../../../impl/posix/posix-table.ts';
import { KILLED } from '../../../impl/posix/wait-status.ts';
import type { PosixMutants } from '../mutant.ts';

const { PARENT, GROUP, EXIT_CODE } = COLUMN;
const { IGNORES_SIGCHLD } = FLAG;

export const POSIX_EXIT: PosixMutants = {
  'exit-status-is-the-bare-code': {
    sentence: 'the wait status is the exit code, not its multiple of 256',
    rule: 'P6',
    make: () =>
      new (class extends PosixTable {
        protected override exitWith(process: Row, status: number): void {
          super.exitWith(process, status === KILLED ? status : status >> 8);
        }
      })(),
  },
  'exit-status-has-seven-bits': {
    sentence: 'exit codes above 127 lose their highest bit',
    rule: 'P6',
    make: () =>
      new (class extends PosixTable {
        protected override exitWith(process: Row, status: number): void {
          super.exitWith(process, status & 0x7fff);
        }
      })(),
  },
  'exit-status-is-forgotten': {
    sentence: 'every process exits with status 0',
    rule: 'P6',
    make: () =>
      new (class extends PosixTable {
        override exit(process: number): number {
          return super.exit(process, 0);
        }
      })(),
  },
  'exit-leaves-no-zombie': {
    sentence: 'whatever exits is freed at once',
    rule: 'P6',
    make: () =>
      new (class extends PosixTable {
        protected override exitWith(process: Row, status: number): void {
          super.exitWith(process, status);
          if (this.isZombieRow(process)) this.freeProcess(process);
        }
      })(),
  },
  'exit-takes-the-zombie-out-of-its-group': {
    sentence: 'a zombie is no member of its group any more',
    rule: 'P6',
    source: 'tgoskits PR #500 (2026)',
    make: () =>
      new (class extends PosixTable {
        protected override makeZombie(process: Row): void {
          super.makeZombie(process);
          this.leaveGroup(process);
          this.endGroupIfEmpty(this.words[process + GROUP]);
        }
        protected override endGroupIfEmpty(group: Row): void {
          if (this.hasFlag(group, FLAG.GROUP)) super.endGroupIfEmpty(group);
        }
      })(),
  },
  'exit-puts-the-zombie-into-group-one': {
    sentence: 'a zombie is in the group and session of init',
    rule: 'P6',
    make: () =>
      new (class extends PosixTable {
        protected override makeZombie(process: Row): void {
          super.makeZombie(process);
          this.moveProcess(process, INIT_ROW);
        }
      })(),
  },
  'exit-gives-the-zombie-to-init': {
    sentence: 'the zombie itself becomes a child of init',
    rule: 'P6',
    make: () =>
      new (class extends PosixTable {
        protected override makeZombie(process: Row): void {
          super.makeZombie(process);
          this.unlinkChild(process);
          this.linkChild(INIT_ROW, process);
        }
      })(),
  },
  'exit-forgets-ignored-sigchld': {
    sentence: 'a child becomes a zombie though its parent ignores SIGCHLD',
    rule: 'P6',
    make: () =>
      new (class extends PosixTable {
        protected override exitWith(process: Row, status: number): void {
          this.words[process + EXIT_CODE] = status;
          this.exitProcess(process);
        }
      })(),
  },
  'exit-asks-the-dying-about-sigchld': {
    sentence: 'who ignores SIGCHLD itself is freed as it exits, not who has a parent that does',
    rule: 'P6',
    make: () =>
      new (class extends PosixTable {
        protected override exitWith(process: Row, status: number): void {
          this.words[process + EXIT_CODE] = status;
          this.exitProcess(process);
          if (this.hasFlag(process, IGNORES_SIGCHLD)) this.freeProcess(process);
        }
      })(),
  },
  'exit-keeps-zombies-for-an-ignoring-reaper': {
    sentence: 'zombies that pass to a reaper that ignores SIGCHLD stay zombies',
    rule: 'P6',
    make: () =>
      new (class extends PosixTable {
        protected override freeZombiesOf(): void {}
      })(),
  },
  'exit-frees-the-zombies-of-an-ignoring-parent': {
    sentence: 'a process that ignores SIGCHLD takes the zombies among its children along as it exits',
    rule: 'P6',
    example: '1 fork 2; 2 fork 3; 3 exit 0; 2 ignore_sigchld on; 2 exit 0',
    make: () =>
      new (class extends PosixTable {
        protected override exitProcess(process: Row): void {
          if (this.hasFlag(process, IGNORES_SIGCHLD)) this.freeZombiesOf(process);
          super.exitProcess(process);
        }
      })(),
  },
  'exit-with-the-children-of-an-ignoring-parent': {
    sentence: 'where the parent ignores SIGCHLD, the children do not pass to a reaper but end as well',
    rule: 'P6',
    make: () =>
      new (class extends PosixTable {
        protected override adoptChildren(from: Row, to: Row): void {
          const { words } = this;
          if (this.hasFlag(words[from + PARENT], IGNORES_SIGCHLD)) {
            for (let child = words[from + COLUMN.FIRST_CHILD]; child !== NONE; ) {
              const next = words[child + COLUMN.NEXT_SIBLING];
              this.killWith(child, KILLED);
              child = next;
            }
          }
          super.adoptChildren(from, to);
        }
      })(),
  },
};
