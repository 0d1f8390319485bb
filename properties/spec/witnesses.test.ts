// Goal: every witness can be reached, and is what its sentence says. Method: a shortest story for each, in which only
// the last command shows it, and near misses that do not.
import { describe, expect, test } from 'vitest';
import { step } from '../../src/model/hierarchy/rules.ts';
import type { State } from '../../src/model/state.ts';
import { INITIAL_STATE } from '../../src/model/state.ts';
import type { WitnessName } from '../../src/model/hierarchy/witnesses.ts';
import type { Witness } from '../../src/model/witness.ts';
import { WITNESS_NAMES, WITNESSES } from '../../src/model/hierarchy/witnesses.ts';
import { commandsOf } from '../support/scenarios.ts';

interface Story {
  readonly seen: string;
  /** Much the same, and not it: one story or several. */
  readonly missed: string | readonly string[];
}

const STORIES: Readonly<Record<WitnessName, Story>> = {
  'session-outlives-its-leader': {
    seen: '1 fork 2; 2 create_session; 2 fork 3; 2 exit; 2 free',
    missed: '1 fork 2; 2 create_session; 2 fork 3; 3 exit; 3 free; 2 exit',
  },
  'group-outlives-its-leader': {
    seen: '1 fork 2; 2 create_group; 2 fork 3; 2 exit; 2 free',
    missed: '1 fork 2; 2 create_group; 2 fork 3; 2 exit; 3 exit; 3 free; 2 free',
  },
  'leader-left-its-group': {
    seen: '1 fork 2; 2 create_group; 2 fork 3; 2 move_to_group 1',
    missed: '1 fork 2; 2 create_group; 2 move_to_group 1',
  },
  'session-without-its-first-group': {
    seen: '1 fork 2; 2 create_session; 2 fork 3; 3 create_group; 2 move_to_group 3',
    missed: '1 fork 2; 2 create_session; 2 fork 3; 3 create_group; 3 move_to_group 2',
  },
  'empty-group-held': {
    seen: '1 fork 2; 2 create_group; - hold_group 2; 2 move_to_group 1',
    missed: '1 fork 2; 2 create_group; - hold_group 2; 2 exit',
  },
  'empty-session-held': {
    seen: '1 fork 2; 2 create_session; - hold_session 2; 2 exit; 2 free',
    missed: '1 fork 2; 2 create_session; - hold_session 2; 2 exit',
  },
  'group-held-twice': {
    seen: '- hold_group 1; - hold_group 1',
    missed: '- hold_group 1; - hold_session 1',
  },
  'zombie-keeps-its-group': {
    seen: '1 fork 2; 2 create_group; 2 exit',
    missed: [
      '1 fork 2; 2 create_group; 2 fork 3; 2 exit',
      '1 fork 2; 2 create_group; - hold_group 2; 2 exit',
    ],
  },
  'zombie-keeps-a-session': {
    seen: '1 fork 2; 2 create_session; 2 exit',
    missed: [
      '1 fork 2; 2 create_session; 2 fork 3; 3 create_group; 2 exit',
      '1 fork 2; 2 create_session; - hold_session 2; 2 exit',
    ],
  },
  'zombie-adopted': {
    seen: '1 fork 2; 2 fork 3; 3 exit; 2 exit',
    missed: ['1 fork 2; 2 fork 3; 2 exit; 3 exit', '1 fork 2; 2 exit; 1 fork 3'],
  },
  'subreaper-adopts': {
    seen: '1 fork 2; 2 set_subreaper on; 2 fork 3; 3 fork 4; 3 exit',
    missed: [
      '1 fork 2; 2 fork 3; 3 set_subreaper on; 3 fork 4; 3 exit',
      '1 fork 2; 2 set_subreaper on; 2 fork 3; 3 fork 4; 3 create_group',
      '1 fork 2; 2 set_subreaper on; 2 fork 3; 3 exit',
    ],
  },
  'reaper-is-no-parent': {
    seen: '1 fork 2; 2 fork 3; 3 fork 4; 3 exit',
    missed: [
      '1 fork 2; 2 set_subreaper on; 2 fork 3; 3 fork 4; 3 exit',
      '1 fork 2; 2 fork 3; 3 fork 4; 3 create_group',
      '1 fork 2; 2 fork 3; 3 exit',
    ],
  },
  'init-left-its-group': {
    seen: '1 fork 2; 2 create_group; 1 move_to_group 2',
    missed: '1 fork 2; 2 create_group; 2 move_to_group 1; 1 move_to_group 1',
  },
  'session-of-many-groups': {
    seen: '1 fork 2; 1 fork 3; 2 create_group; 3 create_group',
    missed: '1 fork 2; 1 fork 3; 2 create_session; 3 create_group',
  },
  'thread-bears-the-pid': { seen: '1 new_thread 1', missed: ['1 new_thread 2', '- hold_group 1'] },
  'threads-end-with-their-process': {
    seen: '1 fork 2; 2 new_thread 3; 2 exit',
    missed: ['1 fork 2; 2 new_thread 3; - exit_thread 3 0; 2 exit', '1 new_thread 3; 1 fork 2'],
  },
  'exit-code-frozen': {
    seen: '1 new_thread 2; 1 group_exit; - exit_thread 2 7',
    missed: [
      '1 new_thread 2; - exit_thread 2 7; 1 group_exit',
      '1 fork 2; 2 new_thread 3; - exit_thread 3 7',
      '1 new_thread 2; 1 new_thread 3; 1 group_exit; - exit_thread 2 7',
    ],
  },
};

describe('a witness', () => {
  test.each(WITNESS_NAMES)('%s is seen at the end of its story and not before', (name) => {
    const sightings = sightingsOf(WITNESSES[name], STORIES[name].seen);
    expect(sightings).toEqual(sightings.map((_, index) => index === sightings.length - 1));
  });

  test.each(WITNESS_NAMES)('%s is not seen where it just fails to happen', (name) => {
    for (const missed of [STORIES[name].missed].flat())
      expect(sightingsOf(WITNESSES[name], missed), missed).not.toContain(true);
  });
});

/** For each command of a story, all of them accepted, whether it showed the witness. */
function sightingsOf(witness: Witness, story: string): boolean[] {
  let before: State = INITIAL_STATE;
  return commandsOf(story).map((command) => {
    const { refusals, next: after } = step(before, command);
    expect(refusals).toBeUndefined();
    const sighted = witness.seen({ before, command, after });
    before = after;
    return sighted;
  });
}
