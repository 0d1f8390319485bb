// Faults of the lifetime law under the POSIX commands: a group lives exactly as long as it has a member, zombies
// included, and a session exactly as long as it has a group. The clause is that of the command through which it shows.
import { FLAG } from '../../../impl/layout.ts';
import type { Row } from '../../../impl/layout.ts';
import { PosixTable } from '../../../impl/posix/posix-table.ts';
import type { PosixMutants } from '../mutant.ts';
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

/** A group that ends too early does not end once more where it would by right. */
class EndsOnce extends PosixTable {
  protected override endGroupIfEmpty(group: Row): void {
    if (this.hasFlag(group, FLAG.GROUP)) super.endGroupIfEmpty(group);
  }

  protected override endSessionIfEmpty(session: Row): void {
    if (this.hasFlag(session, FLAG.SESSION)) super.endSessionIfEmpty(session);
  }
}

export const POSIX_LIFETIME: PosixMutants = {
  'group-ends-with-its-leader': {
    sentence: 'a group ends when its leader exits, whoever is left in it',
    rule: 'P6',
    source: 'WSL1 #1210, #2786 (2016)',
    make: () => new (groupEndsWithItsLeader(EndsOnce))(),
  },
  'group-ends-when-its-leader-is-reaped': {
    sentence: 'a group ends when its leader is freed, whoever is left in it',
    rule: 'P7',
    make: () => new (groupEndsWhenItsLeaderIsFreed(EndsOnce))(),
  },
  'group-ends-without-a-running-member': {
    sentence: 'zombies do not keep their group alive',
    rule: 'P6',
    source: 'tgoskits PR #500 (2026)',
    make: () => new (groupEndsWithItsLastRunningMember(EndsOnce))(),
  },
  'group-stays-for-its-namesake': {
    sentence: 'an empty group does not end while the process that bears its number lives elsewhere',
    rule: 'P3',
    make: () => new (groupStaysForItsNamesake(PosixTable))(),
  },
  'group-never-ends': {
    sentence: 'an empty group lives on and keeps its number',
    rule: 'P7',
    source: 'SerenityOS 688e54eac73 (2020)',
    make: () => new (groupNeverEnds(PosixTable))(),
  },
  'session-ends-with-its-leader': {
    sentence: 'a session ends when its leader exits, whatever groups are left in it',
    rule: 'P6',
    make: () => new (sessionEndsWithItsLeader(EndsOnce))(),
  },
  'session-ends-when-its-leader-is-reaped': {
    sentence: 'a session ends when its leader is freed, whatever groups are left in it',
    rule: 'P7',
    make: () => new (sessionEndsWhenItsLeaderIsFreed(EndsOnce))(),
  },
  'session-ends-with-its-first-group': {
    sentence: 'a session ends when the group of its number does, whatever groups are left in it',
    rule: 'P7',
    make: () => new (sessionEndsWithItsFirstGroup(EndsOnce))(),
  },
  'session-never-ends': {
    sentence: 'a session without groups lives on and keeps its number',
    rule: 'P7',
    make: () => new (sessionNeverEnds(PosixTable))(),
  },
};
