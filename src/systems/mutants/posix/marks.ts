// Faults of the commands that set a mark: execve (P5), set_subreaper (P8) and ignore_sigchld (P10).
import { COLUMN, FLAG, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { PosixTable } from '../../../impl/posix/posix-table.ts';
import type { PosixMutants } from '../mutant.ts';

const { FIRST_CHILD, NEXT_SIBLING } = COLUMN;
const { EXECUTED, IGNORES_SIGCHLD, SUBREAPER } = FLAG;

export const EXECVE: PosixMutants = {
  'execve-leaves-no-mark': {
    sentence: 'nobody remembers that the process has executed',
    rule: 'P5',
    make: () =>
      new (class extends PosixTable {
        protected override setMark(process: Row, mark: number, on: boolean): void {
          if (mark !== EXECUTED) super.setMark(process, mark, on);
        }
      })(),
  },
  'execve-again-takes-the-mark-off': {
    sentence: 'a second program counts as none',
    rule: 'P5',
    make: () =>
      new (class extends PosixTable {
        protected override setMark(process: Row, mark: number, on: boolean): void {
          super.setMark(process, mark, mark === EXECUTED ? !this.hasFlag(process, EXECUTED) : on);
        }
      })(),
  },
  'execve-takes-notice-of-sigchld': {
    sentence: 'a new program does not ignore SIGCHLD any more',
    rule: 'P5',
    make: () =>
      new (class extends PosixTable {
        protected override setMark(process: Row, mark: number, on: boolean): void {
          super.setMark(process, mark, on);
          if (mark === EXECUTED) super.setMark(process, IGNORES_SIGCHLD, false);
        }
      })(),
  },
  'execve-ends-being-a-subreaper': {
    sentence: 'a new program is no subreaper',
    rule: 'P5',
    make: () =>
      new (class extends PosixTable {
        protected override setMark(process: Row, mark: number, on: boolean): void {
          super.setMark(process, mark, on);
          if (mark === EXECUTED) this.markSubreaper(process, false);
        }
      })(),
  },
};

export const POSIX_SET_SUBREAPER: PosixMutants = {
  'set-subreaper-does-nothing': {
    sentence: 'nobody ever becomes a subreaper',
    rule: 'P8',
    make: () =>
      new (class extends PosixTable {
        protected override markSubreaper(): void {}
      })(),
  },
  'set-subreaper-for-good': {
    sentence: 'a subreaper stays one, whatever it asks for',
    rule: 'P8',
    make: () =>
      new (class extends PosixTable {
        protected override markSubreaper(process: Row, on: boolean): void {
          if (on) super.markSubreaper(process, true);
        }
      })(),
  },
  'set-subreaper-of-the-children-too': {
    sentence: 'the children there are become subreapers as well',
    rule: 'P8',
    make: () =>
      new (class extends PosixTable {
        protected override markSubreaper(process: Row, on: boolean): void {
          const { words } = this;
          super.markSubreaper(process, on);
          let child = words[process + FIRST_CHILD];
          for (; child !== NONE; child = words[child + NEXT_SIBLING]) super.markSubreaper(child, on);
        }
      })(),
  },
  'set-subreaper-ends-the-one-above': {
    sentence: 'of a parent and its child only one is a subreaper',
    rule: 'P8',
    make: () =>
      new (class extends PosixTable {
        protected override markSubreaper(process: Row, on: boolean): void {
          super.markSubreaper(process, on);
          const parent = this.words[process + COLUMN.PARENT];
          if (on && parent !== NONE && this.hasFlag(parent, SUBREAPER)) super.markSubreaper(parent, false);
        }
      })(),
  },
};

export const IGNORE_SIGCHLD: PosixMutants = {
  'ignore-sigchld-does-nothing': {
    sentence: 'nobody remembers that SIGCHLD is ignored',
    rule: 'P10',
    make: () =>
      new (class extends PosixTable {
        protected override setMark(process: Row, mark: number, on: boolean): void {
          if (mark !== IGNORES_SIGCHLD) super.setMark(process, mark, on);
        }
      })(),
  },
  'ignore-sigchld-for-good': {
    sentence: 'whoever ignored SIGCHLD once ignores it for ever',
    rule: 'P10',
    make: () =>
      new (class extends PosixTable {
        protected override setMark(process: Row, mark: number, on: boolean): void {
          if (mark !== IGNORES_SIGCHLD || on) super.setMark(process, mark, on);
        }
      })(),
  },
  'ignore-sigchld-frees-zombies': {
    sentence: 'the zombies there are are freed, too, and not only those to come',
    rule: 'P10',
    make: () =>
      new (class extends PosixTable {
        protected override setMark(process: Row, mark: number, on: boolean): void {
          super.setMark(process, mark, on);
          if (mark === IGNORES_SIGCHLD && on) this.freeZombiesOf(process);
        }
      })(),
  },
  'ignore-sigchld-in-the-children-too': {
    sentence: 'the children there are ignore SIGCHLD as well',
    rule: 'P10',
    make: () =>
      new (class extends PosixTable {
        protected override setMark(process: Row, mark: number, on: boolean): void {
          const { words } = this;
          super.setMark(process, mark, on);
          if (mark !== IGNORES_SIGCHLD) return;
          let child = words[process + FIRST_CHILD];
          for (; child !== NONE; child = words[child + NEXT_SIBLING]) super.setMark(child, mark, on);
        }
      })(),
  },
};
