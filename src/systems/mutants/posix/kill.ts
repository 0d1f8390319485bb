// Faults of kill (P9).
import { COLUMN, FLAG, HEADER, INIT_ROW, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ERRNO } from '../../../impl/posix/errno.ts';
import { PosixTable } from '../../../impl/posix/posix-table.ts';
import type { PosixMutants } from '../mutant.ts';

const { ID, PARENT, GROUP, EXIT_CODE, FIRST_MEMBER, NEXT_MEMBER } = COLUMN;
const { EPERM, ESRCH } = ERRNO;

export const KILL: PosixMutants = {
  'kill-of-nobody-succeeds': {
    sentence: 'whoever is asked for, the answer is that there is somebody',
    rule: 'P9',
    refusal: 'nobody-there',
    make: () =>
      new (class extends PosixTable {
        override kill(process: number, target: number, signal: number): number {
          return Math.max(super.kill(process, target, signal), 0);
        }
      })(),
  },
  'kill-of-nobody-is-forbidden': {
    sentence: 'where there is nobody the error is EPERM',
    rule: 'P9',
    refusal: 'nobody-there',
    make: () =>
      new (class extends PosixTable {
        override kill(process: number, target: number, signal: number): number {
          const answer = super.kill(process, target, signal);
          return answer === -ESRCH ? -EPERM : answer;
        }
      })(),
  },
  'kill-knows-no-zombies': {
    sentence: 'a zombie is nobody',
    rule: 'P9',
    refusal: 'nobody-there',
    source: 'tgoskits PR #500 (2026), of other calls there',
    make: () =>
      new (class extends PosixTable {
        protected override isAnybodyMeant(caller: Row, target: number): boolean {
          if (target > 0 && this.isZombie(target)) return false;
          return super.isAnybodyMeant(caller, target);
        }
      })(),
  },
  'kill-knows-no-group-of-zombies': {
    sentence: 'in a group of zombies there is nobody',
    rule: 'P9',
    refusal: 'nobody-there',
    make: () =>
      new (class extends PosixTable {
        protected override isAnybodyMeant(caller: Row, target: number): boolean {
          if (!super.isAnybodyMeant(caller, target)) return false;
          if (target >= -1) return true;
          let member = this.words[this.find(-target) + FIRST_MEMBER];
          while (this.isZombieRow(member)) member = this.words[member + NEXT_MEMBER];
          return member !== NONE;
        }
      })(),
  },
  'kill-asks-the-leader-for-the-group': {
    sentence: 'in a group whose leader was freed there is nobody',
    rule: 'P9',
    refusal: 'nobody-there',
    source: 'ELKS 8029ba93c (2025)',
    make: () =>
      new (class extends PosixTable {
        protected override isAnybodyMeant(caller: Row, target: number): boolean {
          if (target < -1 && !this.has(-target)) return false;
          return super.isAnybodyMeant(caller, target);
        }
      })(),
  },
  'kill-takes-a-group-for-a-process': {
    sentence: '−g asks for the process g',
    rule: 'P9',
    refusal: 'nobody-there',
    source: 'ELKS 8029ba93c (2025)',
    make: () =>
      new (class extends PosixTable {
        protected override isAnybodyMeant(caller: Row, target: number): boolean {
          return super.isAnybodyMeant(caller, target < -1 ? -target : target);
        }
      })(),
  },
  'kill-asks-in-the-own-session': {
    sentence: 'a group of another session is not found',
    rule: 'P9',
    refusal: 'nobody-there',
    make: () =>
      new (class extends PosixTable {
        protected override isAnybodyMeant(caller: Row, target: number): boolean {
          if (!super.isAnybodyMeant(caller, target)) return false;
          return target >= -1 || this.sharesSession(caller, this.find(-target));
        }
      })(),
  },
  'kill-takes-zero-for-the-callers-number': {
    sentence: "0 asks for the group of the caller's number, not for the caller's group",
    rule: 'P9',
    refusal: 'nobody-there',
    make: () =>
      new (class extends PosixTable {
        protected override isAnybodyMeant(caller: Row, target: number): boolean {
          return super.isAnybodyMeant(caller, target === 0 ? -this.words[caller + ID] : target);
        }
      })(),
  },
  'kill-of-everybody-means-init': {
    sentence: '−1 includes init',
    rule: 'P9',
    refusal: 'nobody-there',
    make: () =>
      new (class extends PosixTable {
        protected override isAnybodyMeant(caller: Row, target: number): boolean {
          if (target === -1 && caller !== INIT_ROW) return true;
          return super.isAnybodyMeant(caller, target);
        }
      })(),
  },
  'kill-of-everybody-means-the-caller': {
    sentence: '−1 includes the caller, init aside',
    rule: 'P9',
    refusal: 'nobody-there',
    make: () =>
      new (class extends PosixTable {
        protected override isAnybodyMeant(caller: Row, target: number): boolean {
          if (target === -1) return this.words[HEADER.PROCESSES] > 1;
          return super.isAnybodyMeant(caller, target);
        }
      })(),
  },
  'kill-of-everybody-means-the-running': {
    sentence: '−1 leaves zombies out',
    rule: 'P9',
    refusal: 'nobody-there',
    make: () =>
      new (class extends PosixTable {
        protected override isAnybodyMeant(caller: Row, target: number): boolean {
          if (target !== -1) return super.isAnybodyMeant(caller, target);
          return this.pids().some(
            (pid) => this.isRunning(pid) && ![caller, INIT_ROW].includes(this.find(pid)),
          );
        }
      })(),
  },
  'kill-ends-init': {
    sentence: 'signal 9 makes a zombie even of init',
    rule: 'P9',
    make: () =>
      new (class extends PosixTable {
        protected override killWith(process: Row, status: number): void {
          if (process !== INIT_ROW) return super.killWith(process, status);
          this.words[process + EXIT_CODE] = status;
          this.makeZombie(process);
        }
      })(),
  },
  'kill-of-init-is-forbidden': {
    sentence: 'signal 9 to init is refused with EPERM',
    rule: 'P9',
    make: () =>
      new (class extends PosixTable {
        override kill(process: number, target: number, signal: number): number {
          return signal === 9 && this.find(target) === INIT_ROW
            ? -EPERM
            : super.kill(process, target, signal);
        }
      })(),
  },
  'kill-of-anybody-elses-child-is-forbidden': {
    sentence: 'signal 9 to a process that is neither the caller nor its child is refused with EPERM',
    rule: 'P9',
    make: () =>
      new (class extends PosixTable {
        override kill(process: number, target: number, signal: number): number {
          const answer = super.kill(process, target, 0);
          const stranger = target !== process && this.parent(target) !== process;
          if (signal === 9 && answer === 0 && stranger) return -EPERM;
          return super.kill(process, target, signal);
        }
      })(),
  },
  'kill-overwrites-the-status-of-a-zombie': {
    sentence: 'a zombie that signal 9 is sent to seems to have ended by it',
    rule: 'P9',
    make: () =>
      new (class extends PosixTable {
        protected override killWith(process: Row, status: number): void {
          super.killWith(process, status);
          if (this.isZombieRow(process)) this.words[process + EXIT_CODE] = status;
        }
      })(),
  },
  'kill-looks-like-an-exit': {
    sentence: 'whoever signal 9 ends has the status of an exit with code 9',
    rule: 'P9',
    make: () =>
      new (class extends PosixTable {
        protected override killWith(process: Row, status: number): void {
          super.killWith(process, status << 8);
        }
      })(),
  },
  'kill-does-nothing': {
    sentence: 'signal 9 only asks who is there, as signal 0 does',
    rule: 'P9',
    make: () =>
      new (class extends PosixTable {
        protected override killWith(): void {}
      })(),
  },
  'kill-leaves-the-children': {
    sentence: 'the children of whoever is killed stay with the zombie',
    rule: 'P9',
    make: () =>
      new (class extends PosixTable {
        protected override killWith(process: Row, status: number): void {
          if (process === INIT_ROW || this.isZombieRow(process)) return;
          this.words[process + EXIT_CODE] = status;
          this.makeZombie(process);
          if (this.hasFlag(this.words[process + PARENT], FLAG.IGNORES_SIGCHLD)) this.freeProcess(process);
        }
      })(),
  },
  'kill-leaves-a-zombie-though-nobody-waits': {
    sentence: 'whoever is killed becomes a zombie though its parent ignores SIGCHLD',
    rule: 'P9',
    make: () =>
      new (class extends PosixTable {
        protected override killWith(process: Row, status: number): void {
          if (process === INIT_ROW || this.isZombieRow(process)) return;
          this.words[process + EXIT_CODE] = status;
          this.exitProcess(process);
        }
      })(),
  },
  'kill-takes-the-group-along': {
    sentence: 'signal 9 to a process ends everybody in its group but init',
    rule: 'P9',
    make: () =>
      new (class extends PosixTable {
        protected override killWith(process: Row, status: number): void {
          const { words } = this;
          const all: number[] = [];
          let member = words[words[process + GROUP] + FIRST_MEMBER];
          for (; member !== NONE; member = words[member + NEXT_MEMBER]) all.push(words[member + ID]);
          for (const pid of all) if (this.has(pid)) super.killWith(this.find(pid), status);
        }
      })(),
  },
};
