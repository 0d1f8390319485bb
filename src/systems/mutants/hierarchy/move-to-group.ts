// Faults of move_to_group (H4).
import { COLUMN, FLAG, INIT_ROW, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ProcessTable } from '../../../impl/hierarchy/process-table.ts';
import type { Outcome } from '../../../impl/hierarchy/process-table.ts';
import type { Mutants } from '../mutant.ts';
import { sessionRowOf } from '../mutant.ts';

const { GROUP, FIRST_MEMBER } = COLUMN;

export const MOVE_TO_GROUP: Mutants = {
  'move-as-a-zombie': {
    sentence: 'a zombie may move to another group',
    rule: 'H4',
    refusal: 'not-running',
    make: () =>
      new (class extends ProcessTable {
        protected override moveToGroupRefusal(process: Row, group: Row): Outcome {
          if (!this.isZombieRow(process)) return super.moveToGroupRefusal(process, group);
          if (!this.hasFlag(group, FLAG.GROUP)) return 'not-running';
          return this.sharesSession(process, group) ? 'ok' : 'not-running';
        }
      })(),
  },
  'move-makes-a-missing-group': {
    sentence: "a group that does not live is made when it would bear another process's pid",
    rule: 'H4',
    refusal: 'no-such-group',
    make: () =>
      new (class extends ProcessTable {
        protected override moveToGroupRefusal(process: Row, group: Row): Outcome {
          const refusal = super.moveToGroupRefusal(process, group);
          return refusal === 'no-such-group' && this.hasFlag(group, FLAG.PROCESS) ? 'ok' : refusal;
        }
        protected override moveProcess(process: Row, group: Row): void {
          if (!this.hasFlag(group, FLAG.GROUP)) {
            this.makeGroup(group);
            this.joinSession(group, sessionRowOf(this.words, process));
          }
          super.moveProcess(process, group);
        }
      })(),
  },
  'move-calls-a-missing-group-foreign': {
    sentence: 'a group that does not live is refused as one of another session',
    rule: 'H4',
    refusal: 'no-such-group',
    source: 'tgoskits PR #336 (2026), the other way round',
    make: () =>
      new (class extends ProcessTable {
        protected override moveToGroupRefusal(process: Row, group: Row): Outcome {
          const refusal = super.moveToGroupRefusal(process, group);
          return refusal === 'no-such-group' ? 'not-in-my-session' : refusal;
        }
      })(),
  },
  'move-refused-into-an-empty-group': {
    sentence: 'a group that only a handle keeps cannot be joined',
    rule: 'H4',
    refusal: 'no-such-group',
    make: () =>
      new (class extends ProcessTable {
        protected override moveToGroupRefusal(process: Row, group: Row): Outcome {
          const refusal = super.moveToGroupRefusal(process, group);
          return refusal === 'ok' && this.words[group + FIRST_MEMBER] === NONE ? 'no-such-group' : refusal;
        }
      })(),
  },
  'move-refused-once-the-leader-is-a-zombie': {
    sentence: 'a group whose leader has exited cannot be joined',
    rule: 'H4',
    refusal: 'no-such-group',
    source: 'WSL1 #1210, #2786 (2016)',
    make: () =>
      new (class extends ProcessTable {
        protected override moveToGroupRefusal(process: Row, group: Row): Outcome {
          const refusal = super.moveToGroupRefusal(process, group);
          return refusal === 'ok' && this.isZombieRow(group) ? 'no-such-group' : refusal;
        }
      })(),
  },
  'move-into-any-session': {
    sentence: 'nobody asks in which session the group is',
    rule: 'H4',
    refusal: 'not-in-my-session',
    source: 'Asterinas 7e4509df9 in PR #2051 (2025)',
    make: () =>
      new (class extends ProcessTable {
        protected override sharesSession(): boolean {
          return true;
        }
      })(),
  },
  'move-looks-up-sessions-through-leaders': {
    sentence: "a group's session is its leader's, so two groups without leaders share theirs",
    rule: 'H4',
    refusal: 'not-in-my-session',
    source: 'SerenityOS 7ab90e1a13b (2020)',
    make: () =>
      new (class extends ProcessTable {
        protected override sharesSession(process: Row, group: Row): boolean {
          return this.sessionOfLeader(this.words[process + GROUP]) === this.sessionOfLeader(group);
        }
        private sessionOfLeader(group: Row): Row {
          return this.hasFlag(group, FLAG.PROCESS) ? sessionRowOf(this.words, group) : NONE;
        }
      })(),
  },
  'move-refused-to-session-leaders': {
    sentence: "a session leader may not move, as under POSIX's setpgid",
    rule: 'H4',
    refusal: 'not-in-my-session',
    make: () =>
      new (class extends ProcessTable {
        protected override moveToGroupRefusal(process: Row, group: Row): Outcome {
          const refusal = super.moveToGroupRefusal(process, group);
          return refusal === 'ok' && this.hasFlag(process, FLAG.SESSION) ? 'not-in-my-session' : refusal;
        }
      })(),
  },
  'move-leaves-before-it-joins': {
    sentence: 'who moves into the own group, alone there, leaves it first and so ends it',
    rule: 'H4',
    make: () =>
      new (class extends ProcessTable {
        protected override moveProcess(process: Row, group: Row): void {
          const from = this.words[process + GROUP];
          this.leaveGroup(process);
          this.endGroupIfEmpty(from);
          if (this.hasFlag(group, FLAG.GROUP)) this.joinGroup(process, group);
        }
      })(),
  },
  'move-stays-listed-in-the-old-group': {
    sentence: 'the process is in the new group and still listed in the old one',
    rule: 'H4',
    make: () =>
      new (class extends ProcessTable {
        protected override moveProcess(process: Row, group: Row): void {
          if (this.words[process + GROUP] !== group) this.joinGroup(process, group);
        }
      })(),
  },
  'move-forgets-the-list-of-members': {
    sentence: "the process knows its new group and is not in the group's list of members",
    rule: 'H4',
    make: () =>
      new (class extends ProcessTable {
        protected override moveProcess(process: Row, group: Row): void {
          if (this.words[process + GROUP] === group) return;
          super.moveProcess(process, group);
          this.leaveGroup(process);
        }
      })(),
  },
  'move-keeps-the-old-group-alive': {
    sentence: 'the group it leaves does not end with its last member',
    rule: 'H4',
    make: () =>
      new (class extends ProcessTable {
        protected override moveProcess(process: Row, group: Row): void {
          if (this.words[process + GROUP] === group) return;
          this.leaveGroup(process);
          this.joinGroup(process, group);
        }
      })(),
  },
  'move-leaves-init-behind': {
    sentence: 'init never changes its group, and is told that it did',
    rule: 'H4',
    make: () =>
      new (class extends ProcessTable {
        protected override moveProcess(process: Row, group: Row): void {
          if (process !== INIT_ROW) super.moveProcess(process, group);
        }
      })(),
  },
};
