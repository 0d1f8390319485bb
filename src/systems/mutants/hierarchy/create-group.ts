// Faults of create_group (H3).
import type { Id } from '../../../contract/command.ts';
import { COLUMN, FLAG, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ProcessTable } from '../../../impl/hierarchy/process-table.ts';
import type { Outcome } from '../../../impl/hierarchy/process-table.ts';
import type { Mutants } from '../mutant.ts';
import { sessionRowOf } from '../mutant.ts';

const { PARENT, SESSION, FIRST_MEMBER } = COLUMN;

export const CREATE_GROUP: Mutants = {
  'create-group-as-a-zombie': {
    sentence: 'a zombie may create a group',
    rule: 'H3',
    refusal: 'not-running',
    make: () =>
      new (class extends ProcessTable {
        protected override createGroupRefusal(process: Row): Outcome {
          if (this.isZombieRow(process) && !this.hasFlag(process, FLAG.GROUP)) return 'ok';
          return super.createGroupRefusal(process);
        }
      })(),
  },
  'create-group-again': {
    sentence: 'the leader of a group gets a success that does nothing',
    rule: 'H3',
    refusal: 'leads-its-group',
    make: () =>
      new (class extends ProcessTable {
        override createGroup(pid: Id): Outcome {
          const outcome = super.createGroup(pid);
          return outcome === 'leads-its-group' ? 'ok' : outcome;
        }
      })(),
  },
  'create-group-rejoins-its-namesake': {
    sentence: 'where the group that bears its pid lives on without it, the process joins that',
    rule: 'H3',
    refusal: 'group-id-in-use',
    make: () =>
      new (class extends ProcessTable {
        protected override createGroupRefusal(process: Row): Outcome {
          const refusal = super.createGroupRefusal(process);
          return refusal === 'group-id-in-use' ? 'ok' : refusal;
        }
        protected override enterNewGroup(process: Row): void {
          if (this.hasFlag(process, FLAG.GROUP)) this.changeGroup(process, process);
          else super.enterNewGroup(process);
        }
      })(),
  },
  'create-group-overlooks-a-held-group': {
    sentence: 'a group without members, kept by a handle, does not count as living',
    rule: 'H3',
    refusal: 'group-id-in-use',
    example: '1 fork 2; 2 create_group; - hold_group 1; 1 move_to_group 2; 1 create_group',
    make: () =>
      new (class extends ProcessTable {
        protected override createGroupRefusal(process: Row): Outcome {
          const refusal = super.createGroupRefusal(process);
          const empty = this.words[process + FIRST_MEMBER] === NONE;
          return refusal === 'group-id-in-use' && empty ? 'ok' : refusal;
        }
        protected override enterNewGroup(process: Row): void {
          if (this.hasFlag(process, FLAG.GROUP)) this.changeGroup(process, process);
          else super.enterNewGroup(process);
        }
      })(),
  },
  'create-group-reads-a-stale-column': {
    sentence: 'who ever led a group counts as leading one: the column of a group that ended is read',
    rule: 'H3',
    refusal: 'leads-its-group',
    source: 'Gramine PR #1264 (2023), a flag for what must be looked up',
    make: () =>
      new (class extends ProcessTable {
        protected override createGroupRefusal(process: Row): Outcome {
          const refusal = super.createGroupRefusal(process);
          return refusal === 'ok' && this.words[process + SESSION] !== NONE ? 'leads-its-group' : refusal;
        }
      })(),
  },
  'create-group-refused-to-session-leaders': {
    sentence: "a session leader that left its first group may not create it again, as under POSIX's setpgid",
    rule: 'H3',
    refusal: 'leads-its-group',
    make: () =>
      new (class extends ProcessTable {
        protected override createGroupRefusal(process: Row): Outcome {
          const refusal = super.createGroupRefusal(process);
          return refusal === 'ok' && this.hasFlag(process, FLAG.SESSION) ? 'leads-its-group' : refusal;
        }
      })(),
  },
  'create-group-in-the-parents-session': {
    sentence: "the new group is in the session of the parent, not in the process's own",
    rule: 'H3',
    make: () =>
      new (class extends ProcessTable {
        protected override enterNewGroup(process: Row): void {
          const parent = this.words[process + PARENT];
          this.makeGroup(process);
          this.joinSession(process, sessionRowOf(this.words, parent === NONE ? process : parent));
          this.changeGroup(process, process);
        }
      })(),
  },
  'create-group-forgets-the-list-of-groups': {
    sentence: "the new group knows its session and is not in the session's list of groups",
    rule: 'H3',
    source: 'gVisor b78552d30 (2018)',
    make: () =>
      new (class extends ProcessTable {
        protected override enterNewGroup(process: Row): void {
          super.enterNewGroup(process);
          this.leaveSession(process);
        }
      })(),
  },
  'create-group-keeps-its-old-group-alive': {
    sentence: 'the group it leaves does not end with its last member',
    rule: 'H3',
    make: () =>
      new (class extends ProcessTable {
        protected override enterNewGroup(process: Row): void {
          this.makeGroup(process);
          this.joinSession(process, sessionRowOf(this.words, process));
          this.leaveGroup(process);
          this.joinGroup(process, process);
        }
      })(),
  },
};
