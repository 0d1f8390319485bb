// Faults of new_thread (H7) and exit_thread (H8).
import type { Id } from '../../../contract/command.ts';
import { COLUMN, FACETS, FLAG, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ProcessTable } from '../../../impl/hierarchy/process-table.ts';
import type { Outcome, ThreadOutcome } from '../../../impl/hierarchy/process-table.ts';
import type { Mutants } from '../mutant.ts';

const { FLAGS, EXIT_CODE, FIRST_THREAD } = COLUMN;
const { GROUP, THREAD } = FLAG;

/** Lets a new thread have an id that bears nothing but this facet. */
class IdsInUse extends ProcessTable {
  readonly taken: number = 0;

  protected override newThreadRefusal(process: Row, tid: Id): Outcome {
    const refusal = super.newThreadRefusal(process, tid);
    const facets = this.words[this.find(tid) + FLAGS] & FACETS;
    return refusal === 'id-in-use' && facets === this.taken ? 'ok' : refusal;
  }
}

export const NEW_THREAD: Mutants = {
  'new-thread-in-a-zombie': {
    sentence: 'a zombie may start a thread',
    rule: 'H7',
    refusal: 'not-running',
    make: () =>
      new (class extends ProcessTable {
        protected override newThreadRefusal(process: Row, tid: Id): Outcome {
          return this.isZombieRow(process) && !this.idInUse(tid)
            ? 'ok'
            : super.newThreadRefusal(process, tid);
        }
      })(),
  },
  'new-thread-may-never-bear-the-pid': {
    sentence: 'the first thread may not bear the pid either',
    rule: 'H7',
    refusal: 'id-in-use',
    make: () =>
      new (class extends ProcessTable {
        protected override newThreadRefusal(process: Row, tid: Id): Outcome {
          const refusal = super.newThreadRefusal(process, tid);
          return refusal === 'ok' && this.idInUse(tid) ? 'id-in-use' : refusal;
        }
      })(),
  },
  'new-thread-may-bear-the-pid-later': {
    sentence: 'not only the first thread may bear the pid',
    rule: 'H7',
    refusal: 'id-in-use',
    make: () =>
      new (class extends ProcessTable {
        protected override newThreadRefusal(process: Row, tid: Id): Outcome {
          const own = this.isRunningRow(process) && this.find(tid) === process;
          return own && !this.hasFlag(process, THREAD) ? 'ok' : super.newThreadRefusal(process, tid);
        }
      })(),
  },
  'new-thread-reuses-the-id-of-a-thread': {
    sentence: 'a tid in use may be taken, and the thread that bore it ends',
    rule: 'H7',
    refusal: 'id-in-use',
    make: () =>
      new (class extends IdsInUse {
        override readonly taken: number = THREAD;
        protected override makeThread(process: Row, tid: Id): Row {
          const old = this.find(tid);
          if (this.hasFlag(old, THREAD)) this.endThread(this.processOfThread(old), old);
          return super.makeThread(process, tid);
        }
      })(),
  },
  'new-thread-reuses-the-id-of-a-live-group': {
    sentence: 'a thread may bear the id of a group that outlived its leader',
    rule: 'H7',
    refusal: 'id-in-use',
    example: '1 fork 2; 2 create_group; 1 move_to_group 2; 2 exit; 2 free; 1 new_thread 2',
    make: () =>
      new (class extends IdsInUse {
        override readonly taken: number = GROUP;
      })(),
  },
};

export const EXIT_THREAD: Mutants = {
  'exit-thread-takes-any-pid': {
    sentence: 'a process without a thread that bears its pid lets that thread exit',
    rule: 'H8',
    refusal: 'no-such-thread',
    make: () =>
      new (class extends ProcessTable {
        override exitThread(tid: Id, code: number): ThreadOutcome {
          const outcome = super.exitThread(tid, code);
          if (outcome !== 'no-such-thread' || !this.isRunning(tid)) return outcome;
          this.setExitCode(this.find(tid), code);
          return this.hasThreads(this.find(tid)) ? 'not-last' : 'last';
        }
      })(),
  },
  'exit-thread-overwrites-a-frozen-exit-code': {
    sentence: 'a thread that exits after group_exit still sets the exit code',
    rule: 'H8',
    make: () =>
      new (class extends ProcessTable {
        protected override setExitCode(process: Row, code: number): void {
          this.words[process + EXIT_CODE] = code;
        }
      })(),
  },
  'exit-thread-keeps-the-first-exit-code': {
    sentence: 'an exit code other than 0 is never replaced',
    rule: 'H8',
    make: () =>
      new (class extends ProcessTable {
        protected override setExitCode(process: Row, code: number): void {
          if (this.words[process + EXIT_CODE] === 0) super.setExitCode(process, code);
        }
      })(),
  },
  'exit-thread-keeps-one-byte-of-the-code': {
    sentence: 'of the exit code only the lowest eight bits are kept',
    rule: 'H8',
    make: () =>
      new (class extends ProcessTable {
        protected override setExitCode(process: Row, code: number): void {
          super.setExitCode(process, code & 0xff);
        }
      })(),
  },
  'exit-thread-counts-before-it-ends': {
    sentence: 'the last thread is not called the last, since it still counts',
    rule: 'H8',
    make: () =>
      new (class extends ProcessTable {
        override exitThread(tid: Id, code: number): ThreadOutcome {
          const outcome = super.exitThread(tid, code);
          return outcome === 'last' ? 'not-last' : outcome;
        }
      })(),
  },
  'exit-thread-overlooks-the-first-thread': {
    sentence: 'the thread that bears the pid does not count when the last one is looked for',
    rule: 'H8',
    make: () =>
      new (class extends ProcessTable {
        protected override hasThreads(process: Row): boolean {
          return this.words[process + FIRST_THREAD] !== NONE;
        }
      })(),
  },
  'exit-thread-ends-the-latest': {
    sentence: 'the thread that was made last ends instead of the one that is named',
    rule: 'H8',
    make: () =>
      new (class extends ProcessTable {
        protected override endThread(process: Row, thread: Row): void {
          const latest = this.words[process + FIRST_THREAD];
          super.endThread(process, latest === NONE ? thread : latest);
        }
      })(),
  },
  'exit-thread-exits-the-process': {
    sentence: 'the last thread takes its process along, as in Linux',
    rule: 'H8',
    make: () =>
      new (class extends ProcessTable {
        override exitThread(tid: Id, code: number): ThreadOutcome {
          const pid = this.threadProcess(tid);
          const outcome = super.exitThread(tid, code);
          if (outcome === 'last' && pid !== undefined) this.exit(pid);
          return outcome;
        }
      })(),
  },
  'exit-thread-keeps-the-tid': {
    sentence: 'the id of a thread is not given back',
    rule: 'H8',
    make: () =>
      new (class extends ProcessTable {
        protected override dropFacet(row: Row, facet: number): void {
          if (facet === THREAD && !this.hasFlag(row, FACETS & ~THREAD)) this.words[row + FLAGS] = 0;
          else super.dropFacet(row, facet);
        }
      })(),
  },
};
