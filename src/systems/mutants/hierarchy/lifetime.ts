// Faults of the lifetime law: a group lives exactly as long as it has a member or a handle, a session exactly as
// long as it has a group or a handle. The clause is that of the command through which it shows.
import { COLUMN, FLAG, NONE } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { ProcessTable } from '../../../impl/hierarchy/process-table.ts';
import type { Mutants } from '../mutant.ts';
import {
  groupEndsWithItsLeader,
  groupEndsWhenItsLeaderIsFreed,
  groupEndsWithItsLastRunningMember,
  groupStaysForItsNamesake,
  groupNeverEnds,
  sessionEndsWithItsLeader,
  sessionEndsWhenItsLeaderIsFreed,
  sessionEndsWithItsFirstGroup,
  sessionNeverEnds,
} from '../storage/lifetime.ts';

const { FIRST_MEMBER, SESSION, FIRST_GROUP, NEXT_GROUP, SESSION_HANDLES } = COLUMN;

export const LIFETIME: Mutants = {
  'group-dies-with-its-leader': {
    sentence: 'a group ends when its leader exits, whoever is left in it',
    rule: 'H5',
    make: () => new (groupEndsWithItsLeader(ProcessTable))(),
  },
  'group-dies-when-its-leader-is-freed': {
    sentence: 'a group ends when its leader is freed, whoever is left in it',
    rule: 'H6',
    make: () => new (groupEndsWhenItsLeaderIsFreed(ProcessTable))(),
  },
  'group-dies-with-its-last-running-member': {
    sentence: 'zombies do not keep their group alive',
    rule: 'H5',
    source: 'tgoskits PR #500 (2026)',
    make: () => new (groupEndsWithItsLastRunningMember(ProcessTable))(),
  },
  'group-stays-while-its-leader-lives': {
    sentence: 'an empty group does not end while the process that made it lives elsewhere',
    rule: 'H4',
    make: () => new (groupStaysForItsNamesake(ProcessTable))(),
  },
  'group-lives-for-ever': {
    sentence: 'no group ever ends',
    rule: 'H6',
    make: () => new (groupNeverEnds(ProcessTable))(),
  },
  'session-dies-with-its-leader': {
    sentence: 'a session ends when its leader exits, whatever groups are left in it',
    rule: 'H5',
    make: () => new (sessionEndsWithItsLeader(ProcessTable))(),
  },
  'session-dies-when-its-leader-is-freed': {
    sentence: 'a session ends when its leader is freed, whatever groups are left in it',
    rule: 'H6',
    make: () => new (sessionEndsWhenItsLeaderIsFreed(ProcessTable))(),
  },
  'session-dies-with-its-first-group': {
    sentence: 'a session ends when the group that bears its id does, whatever groups are left in it',
    rule: 'H2',
    make: () => new (sessionEndsWithItsFirstGroup(ProcessTable))(),
  },
  'session-dies-without-a-process': {
    sentence: 'a session ends with its last process, though handles keep groups of it',
    rule: 'H11',
    make: () =>
      new (class extends ProcessTable {
        protected override endGroupIfEmpty(group: Row): void {
          const { words } = this;
          const session = words[group + SESSION];
          super.endGroupIfEmpty(group);
          if (!this.hasFlag(session, FLAG.SESSION) || words[session + SESSION_HANDLES] > 0) return;
          let other = words[session + FIRST_GROUP];
          while (other !== NONE && words[other + FIRST_MEMBER] === NONE) other = words[other + NEXT_GROUP];
          if (other === NONE) this.endSession(session);
        }
      })(),
  },
  'session-lives-for-ever': {
    sentence: 'no session ever ends',
    rule: 'H6',
    make: () => new (sessionNeverEnds(ProcessTable))(),
  },
};
