// Faults of waitpid (P7): which child it takes.
import type { Id } from '../../../contract/command.ts';
import { COLUMN, FLAG, MARKS, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ERRNO } from '../../../impl/posix/errno.ts';
import { PosixTable } from '../../../impl/posix/posix-table.ts';
import type { PosixMutants } from '../mutant.ts';
import { sessionRowOf } from '../mutant.ts';

const { ID, FLAGS, PARENT, GROUP, FIRST_CHILD, NEXT_SIBLING } = COLUMN;
const { ECHILD, ESRCH } = ERRNO;
const ALL_FLAGS = FLAG.PROCESS | FLAG.GROUP | FLAG.SESSION | FLAG.THREAD | MARKS;

/** Looks at the children in another way: those that match, and the zombie that is better of two. */
class ChoosesItself extends PosixTable {
  protected override oldestZombie(parent: Row, group: Row): number {
    const { words } = this;
    let found: number = -ECHILD;
    for (let child = words[parent + FIRST_CHILD]; child !== NONE; child = words[child + NEXT_SIBLING]) {
      if (!this.matches(child, parent, group)) continue;
      if (!this.isZombieRow(child)) found = Math.max(found, NONE);
      else if (found <= NONE || this.isBetter(child, found)) found = child;
    }
    return found;
  }

  protected matches(child: Row, _parent: Row, group: Row): boolean {
    return group === NONE || this.words[child + GROUP] === group;
  }

  /** Takes of two zombies the one that comes later in the list of children: it was forked or adopted earlier. */
  protected isBetter(_later: Row, _sooner: Row): boolean {
    return true;
  }
}

export const WAITPID: PosixMutants = {
  'waitpid-says-zero-for-no-child': {
    sentence: 'where no child is in the group asked for, the answer is 0, as if one would end some day',
    rule: 'P7',
    refusal: 'no-such-child',
    source: 'DragonOS #1689 (2026); Managarm 9ef655515, PR #1314 (2026)',
    make: () =>
      new (class extends PosixTable {
        protected override childToReap(caller: Row, pid: number): number {
          const child = super.childToReap(caller, pid);
          return pid < -1 || pid === 0 ? Math.max(child, NONE) : child;
        }
      })(),
  },
  'waitpid-seeks-no-child': {
    sentence: 'where no child matches, the error is ESRCH',
    rule: 'P7',
    refusal: 'no-such-child',
    make: () =>
      new (class extends PosixTable {
        protected override childToReap(caller: Row, pid: number): number {
          const child = super.childToReap(caller, pid);
          return child === -ECHILD ? -ESRCH : child;
        }
      })(),
  },
  'waitpid-knows-zombies-only': {
    sentence: 'children that live are overlooked: ECHILD, not 0',
    rule: 'P7',
    refusal: 'no-such-child',
    make: () =>
      new (class extends PosixTable {
        protected override childToReap(caller: Row, pid: number): number {
          const child = super.childToReap(caller, pid);
          return child === NONE ? -ECHILD : child;
        }
      })(),
  },
  'waitpid-takes-anybodys-zombie': {
    sentence: 'a zombie is given to whoever names it, child or not',
    rule: 'P7',
    refusal: 'no-such-child',
    make: () =>
      new (class extends PosixTable {
        protected override childToReap(caller: Row, pid: number): number {
          const named = this.find(pid);
          return pid > 0 && this.isZombieRow(named) ? named : super.childToReap(caller, pid);
        }
      })(),
  },
  'waitpid-takes-grandchildren': {
    sentence: "a child's zombie child can be waited for by its pid",
    rule: 'P7',
    refusal: 'no-such-child',
    make: () =>
      new (class extends PosixTable {
        protected override childToReap(caller: Row, pid: number): number {
          const { words } = this;
          const named = this.find(pid);
          const parent = this.isZombieRow(named) ? words[named + PARENT] : NONE;
          const below = parent !== NONE && words[parent + PARENT] === caller;
          return below ? named : super.childToReap(caller, pid);
        }
      })(),
  },
  'waitpid-takes-the-living': {
    sentence: 'a child that is named is freed, whether it has ended or not',
    rule: 'P7',
    make: () =>
      new (class extends PosixTable {
        protected override childToReap(caller: Row, pid: number): number {
          const child = super.childToReap(caller, pid);
          return child === NONE && pid > 0 ? this.find(pid) : child;
        }
      })(),
  },
  'waitpid-takes-a-group-for-a-process': {
    sentence: '−g asks for the process g',
    rule: 'P7',
    make: () =>
      new (class extends PosixTable {
        protected override childToReap(caller: Row, pid: number): number {
          return super.childToReap(caller, pid < -1 ? -pid : pid);
        }
      })(),
  },
  'waitpid-takes-zero-for-anybody': {
    sentence: "0 asks for any child, not for those in the caller's group",
    rule: 'P7',
    make: () =>
      new (class extends PosixTable {
        protected override childToReap(caller: Row, pid: number): number {
          return super.childToReap(caller, pid === 0 ? -1 : pid);
        }
      })(),
  },
  'waitpid-takes-zero-for-another-id': {
    sentence: "0 asks for the group of the caller's number, not for the caller's group",
    rule: 'P7',
    source: 'SerenityOS 55d3070fe68 (2026), another wrong id there',
    make: () =>
      new (class extends PosixTable {
        protected override childToReap(caller: Row, pid: number): number {
          return super.childToReap(caller, pid === 0 ? -this.words[caller + ID] : pid);
        }
      })(),
  },
  'waitpid-takes-anybody-for-the-own-group': {
    sentence: "−1 asks for the children in the caller's group",
    rule: 'P7',
    make: () =>
      new (class extends PosixTable {
        protected override childToReap(caller: Row, pid: number): number {
          return super.childToReap(caller, pid === -1 ? 0 : pid);
        }
      })(),
  },
  'waitpid-remembers-the-group-of-the-fork': {
    sentence: 'a child counts as of the group in which it was forked, wherever it has moved',
    rule: 'P7',
    make: () =>
      new (class extends ChoosesItself {
        // The id of that group is kept above the flags.
        protected override forkChild(parent: Row, child: Id): Row {
          const row = super.forkChild(parent, child);
          const { words } = this;
          words[row + FLAGS] |= words[words[row + GROUP] + ID] * (ALL_FLAGS + 1);
          return row;
        }
        protected override dropProcess(process: Row): void {
          this.words[process + FLAGS] &= ALL_FLAGS;
          super.dropProcess(process);
        }
        protected override matches(child: Row, _parent: Row, group: Row): boolean {
          const { words } = this;
          return group === NONE || words[group + ID] === Math.floor(words[child + FLAGS] / (ALL_FLAGS + 1));
        }
      })(),
  },
  'waitpid-overlooks-other-sessions': {
    sentence: "a child in another session is nobody's to wait for, unless it is named",
    rule: 'P7',
    make: () =>
      new (class extends ChoosesItself {
        protected override matches(child: Row, parent: Row, group: Row): boolean {
          const together = sessionRowOf(this.words, child) === sessionRowOf(this.words, parent);
          return together && super.matches(child, parent, group);
        }
      })(),
  },
  'waitpid-goes-by-pid': {
    sentence: 'of several zombies the one with the lowest pid is taken, whichever was forked first',
    rule: 'P7',
    make: () =>
      new (class extends ChoosesItself {
        protected override isBetter(later: Row, sooner: Row): boolean {
          return this.words[later + ID] < this.words[sooner + ID];
        }
      })(),
  },
  'waitpid-takes-the-latest': {
    sentence: 'of several zombies the one that was forked or adopted last is taken',
    rule: 'P7',
    make: () =>
      new (class extends ChoosesItself {
        protected override isBetter(): boolean {
          return false;
        }
      })(),
  },
  'waitpid-prefers-its-own-group': {
    sentence: "of several zombies one in the caller's group is taken before the others",
    rule: 'P7',
    make: () =>
      new (class extends ChoosesItself {
        protected override isBetter(later: Row, sooner: Row): boolean {
          const { words } = this;
          const own = words[words[later + PARENT] + GROUP];
          return words[later + GROUP] === own || words[sooner + GROUP] !== own;
        }
      })(),
  },
};
