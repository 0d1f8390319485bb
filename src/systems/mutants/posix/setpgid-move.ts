// Faults of setpgid (P3): what it does where it is not refused.
import { COLUMN, FLAG, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { PosixTable } from '../../../impl/posix/posix-table.ts';
import type { PosixMutants } from '../mutant.ts';

const { GROUP, FIRST_CHILD, NEXT_SIBLING } = COLUMN;

export const SETPGID_MOVE: PosixMutants = {
  'setpgid-ignores-its-target': {
    sentence: 'the caller moves, whoever the target is',
    rule: 'P3',
    make: () =>
      new (class extends PosixTable {
        override setpgid(process: number, pid: number, pgid: number): number {
          return super.setpgid(process, this.parent(pid) === process ? 0 : pid, pgid);
        }
      })(),
  },
  'setpgid-takes-zero-for-the-callers-group': {
    sentence: "group 0 of a child is the group of the caller's number",
    rule: 'P3',
    make: () =>
      new (class extends PosixTable {
        override setpgid(process: number, pid: number, pgid: number): number {
          return super.setpgid(process, pid, pgid === 0 && this.has(pid) ? process : pgid);
        }
      })(),
  },
  'setpgid-makes-a-second-group': {
    sentence: 'whoever returns to the living group of its number gets a new one, the others keep the old',
    rule: 'P3',
    source: 'tgoskits PR #1942 (2026)',
    make: () =>
      new (class extends PosixTable {
        protected override putIntoGroup(target: Row, group: Row): void {
          if (group === target && this.hasFlag(group, FLAG.GROUP)) this.makeGroup(group);
          super.putIntoGroup(target, group);
        }
      })(),
  },
  'setpgid-makes-a-session': {
    sentence: 'a new group is in a session of its own',
    rule: 'P3',
    source: 'Phoenix-RTOS #282, 428d509d',
    make: () =>
      new (class extends PosixTable {
        protected override enterNewGroup(process: Row): void {
          this.enterNewSession(process);
        }
      })(),
  },
  'setpgid-stays-listed': {
    sentence: 'the process is in the new group and still listed in the old one',
    rule: 'P3',
    make: () =>
      new (class extends PosixTable {
        protected override moveProcess(process: Row, group: Row): void {
          if (this.words[process + GROUP] !== group) this.joinGroup(process, group);
        }
      })(),
  },
  'setpgid-is-not-listed': {
    sentence: "the process knows its new group and is not in the group's list of members",
    rule: 'P3',
    make: () =>
      new (class extends PosixTable {
        protected override moveProcess(process: Row, group: Row): void {
          if (this.words[process + GROUP] === group) return;
          super.moveProcess(process, group);
          this.leaveGroup(process);
        }
      })(),
  },
  'setpgid-keeps-the-old-group-alive': {
    sentence: 'the group that is left does not end with its last member',
    rule: 'P3',
    make: () =>
      new (class extends PosixTable {
        protected override moveProcess(process: Row, group: Row): void {
          if (this.words[process + GROUP] === group) return;
          this.leaveGroup(process);
          this.joinGroup(process, group);
        }
      })(),
  },
  'setpgid-leaves-before-it-joins': {
    sentence: 'whoever asks for the own group, alone there, leaves it first and so ends it',
    rule: 'P3',
    make: () =>
      new (class extends PosixTable {
        protected override moveProcess(process: Row, group: Row): void {
          const from = this.words[process + GROUP];
          this.leaveGroup(process);
          this.endGroupIfEmpty(from);
          if (this.hasFlag(group, FLAG.GROUP)) this.joinGroup(process, group);
        }
      })(),
  },
  'setpgid-takes-children-along': {
    sentence: "the children in the target's old group move with it",
    rule: 'P3',
    make: () =>
      new (class extends PosixTable {
        protected override putIntoGroup(target: Row, group: Row): void {
          const { words } = this;
          const from = words[target + GROUP];
          super.putIntoGroup(target, group);
          for (let child = words[target + FIRST_CHILD]; child !== NONE; child = words[child + NEXT_SIBLING]) {
            if (words[child + GROUP] === from) this.moveProcess(child, group);
          }
        }
      })(),
  },
  'setpgid-counts-as-an-exec': {
    sentence: 'a process that was moved cannot be moved again by its parent',
    rule: 'P3',
    make: () =>
      new (class extends PosixTable {
        protected override putIntoGroup(target: Row, group: Row): void {
          super.putIntoGroup(target, group);
          this.setMark(target, FLAG.EXECUTED, true);
        }
      })(),
  },
};
