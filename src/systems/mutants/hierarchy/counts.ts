// Faults that no observation shows: something allocated is forgotten, and only the counts know. I9 finds them.
import { COLUMN, FLAG, HEADER, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ProcessTable } from '../../../impl/hierarchy/process-table.ts';
import type { Outcome } from '../../../impl/hierarchy/process-table.ts';
import type { Mutants } from '../mutant.ts';

const { GROUP, FIRST_MEMBER, NEXT_MEMBER, FIRST_GROUP, GROUP_HANDLES } = COLUMN;
const { PROCESSES, GROUPS, SESSIONS, THREADS, HANDLES } = HEADER;

export const COUNTS: Mutants = {
  'count-keeps-a-freed-process': {
    sentence: 'a process that ever was group-exited is counted for ever',
    rule: 'H6',
    make: () =>
      new (class extends ProcessTable {
        protected override dropProcess(process: Row): void {
          if (this.hasFlag(process, FLAG.GROUP_EXITED)) this.words[PROCESSES]++;
          super.dropProcess(process);
        }
      })(),
  },
  'count-keeps-threads-of-the-exited': {
    sentence: 'threads that end with their process are counted for ever',
    rule: 'H5',
    make: () =>
      new (class extends ProcessTable {
        protected override endThreads(process: Row): void {
          const threads = this.words[THREADS];
          super.endThreads(process);
          this.words[THREADS] = threads;
        }
      })(),
  },
  'count-keeps-a-released-group': {
    sentence: 'a group that ends with its last handle is counted for ever',
    rule: 'H11',
    make: () =>
      new (class extends ProcessTable {
        protected override dropGroupHandle(group: Row): void {
          const groups = this.words[GROUPS];
          super.dropGroupHandle(group);
          this.words[GROUPS] = groups;
        }
      })(),
  },
  'count-keeps-a-released-session': {
    sentence: 'a session that ends with its last handle is counted for ever',
    rule: 'H12',
    make: () =>
      new (class extends ProcessTable {
        protected override dropSessionHandle(session: Row): void {
          const sessions = this.words[SESSIONS];
          super.dropSessionHandle(session);
          this.words[SESSIONS] = sessions;
        }
      })(),
  },
  'count-takes-a-handle-though-refused': {
    sentence: 'a handle on a group that does not live is refused and counted all the same',
    rule: 'H11',
    make: () =>
      new (class extends ProcessTable {
        protected override holdGroupRefusal(group: Row): Outcome {
          const refusal = super.holdGroupRefusal(group);
          if (refusal !== 'ok') this.words[HANDLES]++;
          return refusal;
        }
      })(),
  },
  'count-keeps-a-second-handle-on-a-group': {
    sentence: 'of several handles on a group only the last one released is counted off',
    rule: 'H11',
    make: () =>
      new (class extends ProcessTable {
        protected override dropGroupHandle(group: Row): void {
          if (this.words[group + GROUP_HANDLES] > 1) this.words[HANDLES]++;
          super.dropGroupHandle(group);
        }
      })(),
  },
  'count-keeps-handles-on-a-left-session': {
    sentence: 'the last handle on a session without groups is counted for ever',
    rule: 'H12',
    make: () =>
      new (class extends ProcessTable {
        protected override dropSessionHandle(session: Row): void {
          if (this.words[session + FIRST_GROUP] === NONE) this.words[HANDLES]++;
          super.dropSessionHandle(session);
        }
      })(),
  },
  'count-drops-a-left-group-twice': {
    sentence: 'a group that ends when its last member moves away is counted off twice',
    rule: 'H4',
    make: () =>
      new (class extends ProcessTable {
        protected override moveProcess(process: Row, group: Row): void {
          const { words } = this;
          const from = words[process + GROUP];
          const alone = words[from + FIRST_MEMBER] === process && words[process + NEXT_MEMBER] === NONE;
          if (from !== group && alone && words[from + GROUP_HANDLES] === 0) words[GROUPS]--;
          super.moveProcess(process, group);
        }
      })(),
  },
  'count-overlooks-handles-on-sessions': {
    sentence:
      'a handle on a session is counted only when it is released, so that the count goes below nothing',
    rule: 'H12',
    make: () =>
      new (class extends ProcessTable {
        protected override retainSession(session: Row): void {
          super.retainSession(session);
          this.words[HANDLES]--;
        }
      })(),
  },
};
