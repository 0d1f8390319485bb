// Goal: every witness of the POSIX commands can be reached, and is what its sentence says. Method: a shortest story for
// each, in which only the last command shows it, and near misses that do not.
import { POSIX } from '../../src/model/posix/specification.ts';
import { describe, expect, test } from 'vitest';
import { POSIX_WITNESSES } from '../../src/model/posix/witnesses.ts';
import type { State } from '../../src/model/state.ts';
import type { Witness } from '../../src/model/witness.ts';
import { posixCommandsOf } from '../support/posix-scenarios.ts';

type Name = keyof typeof POSIX_WITNESSES;

interface Story {
  readonly seen: string;
  /** Much the same, and not it: one story or several. */
  readonly missed: string | readonly string[];
}

const STORIES: Readonly<Record<Name, Story>> = {
  'session-outlives-its-leader': {
    seen: '1 fork 2; 2 setsid; 2 fork 3; 2 exit 0; 1 waitpid 2',
    missed: '1 fork 2; 2 setsid; 2 fork 3; 3 exit 0; 2 waitpid 3; 2 exit 0',
  },
  'group-outlives-its-leader': {
    seen: '1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 exit 0; 1 waitpid 2',
    missed: '1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 exit 0; 3 exit 0; 1 waitpid 3; 1 waitpid 2',
  },
  'leader-left-its-group': {
    seen: '1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 setpgid 0 1',
    missed: '1 fork 2; 2 setpgid 0 0; 2 setpgid 0 1',
  },
  'session-without-its-first-group': {
    seen: '1 fork 2; 2 setsid; 2 fork 3; 3 setpgid 0 0; 2 exit 0; 1 waitpid 2',
    missed: '1 fork 2; 2 setsid; 2 fork 3; 3 setpgid 0 0; 3 setpgid 0 2; 2 exit 0; 1 waitpid 2',
  },
  'zombie-keeps-its-group': {
    seen: '1 fork 2; 2 setpgid 0 0; 2 exit 0',
    missed: '1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 exit 0',
  },
  'zombie-keeps-a-session': {
    seen: '1 fork 2; 2 setsid; 2 exit 0',
    missed: '1 fork 2; 2 setsid; 2 fork 3; 3 setpgid 0 0; 2 exit 0',
  },
  'zombie-adopted': {
    seen: '1 fork 2; 2 fork 3; 3 exit 0; 2 exit 0',
    missed: '1 fork 2; 2 fork 3; 2 exit 0; 3 exit 0',
  },
  'subreaper-adopts': {
    seen: '1 fork 2; 2 set_subreaper on; 2 fork 3; 3 fork 4; 3 exit 0',
    missed: '1 fork 2; 2 fork 3; 3 set_subreaper on; 3 fork 4; 3 exit 0',
  },
  'reaper-is-no-parent': {
    seen: '1 fork 2; 2 fork 3; 3 fork 4; 3 exit 0',
    missed: '1 fork 2; 2 set_subreaper on; 2 fork 3; 3 fork 4; 3 exit 0',
  },
  'session-of-many-groups': {
    seen: '1 fork 2; 1 fork 3; 2 setpgid 0 0; 3 setpgid 0 0',
    missed: '1 fork 2; 1 fork 3; 2 setsid; 3 setpgid 0 0',
  },
  'namesake-rejoins-its-group': {
    seen: '1 fork 2; 2 setpgid 0 0; 2 fork 3; 2 setpgid 0 1; 2 setpgid 0 0',
    missed: [
      '1 fork 2; 2 setpgid 0 0; 2 setpgid 0 1; 2 setpgid 0 0',
      '1 fork 2; 2 setpgid 0 0; 2 setpgid 0 0',
    ],
  },
  'parent-makes-a-group': {
    seen: '1 fork 2; 1 setpgid 2 0',
    missed: '1 fork 2; 2 setpgid 2 2; 1 setpgid 2 1',
  },
  'group-made-of-a-zombie': {
    seen: '1 fork 2; 2 exit 0; 1 setpgid 2 2',
    missed: '1 fork 2; 1 setpgid 2 2; 2 exit 0; 1 setpgid 2 1',
  },
  'zombies-are-joined': {
    seen: '1 fork 2; 1 fork 3; 2 exit 0; 1 setpgid 2 2; 3 setpgid 0 2',
    missed: [
      '1 fork 2; 1 fork 3; 2 exit 0; 1 setpgid 2 2; 3 exit 0; 1 setpgid 3 2',
      '1 fork 2; 1 fork 3; 1 fork 4; 1 setpgid 2 2; 1 setpgid 4 2; 2 exit 0; 3 setpgid 0 2',
    ],
  },
  'freed-without-a-wait': {
    seen: '1 ignore_sigchld on; 1 fork 2; 2 exit 0',
    missed: '1 fork 2; 2 exit 0; 1 ignore_sigchld on',
  },
  'zombie-freed-by-its-adopter': {
    seen: '1 fork 2; 1 ignore_sigchld on; 2 fork 3; 3 exit 0; 2 exit 0',
    missed: '1 ignore_sigchld on; 1 fork 2; 2 fork 3; 3 exit 0; 2 exit 0',
  },
  'waits-out-of-turn': {
    seen: '1 fork 2; 1 fork 3; 2 exit 0; 3 exit 0; 1 waitpid 3',
    missed: [
      '1 fork 2; 1 fork 3; 3 exit 0; 1 waitpid 3; 2 exit 0; 1 waitpid -1',
      '1 fork 2; 2 exit 0; 1 ignore_sigchld on; 1 fork 3; 1 kill 3 9',
      '1 fork 2; 1 fork 3; 2 exit 0; 1 waitpid 3',
    ],
  },
  'order-is-not-that-of-ids': {
    seen: '1 fork 3; 1 fork 2; 2 exit 0; 3 exit 0; 1 waitpid -1',
    missed: [
      '1 fork 3; 1 fork 2; 2 exit 0; 1 waitpid -1; 3 exit 0; 1 waitpid -1',
      '1 fork 2; 1 fork 3; 2 exit 0; 3 exit 0; 1 waitpid 3',
    ],
  },
  'waits-in-another-session': {
    seen: '1 fork 2; 1 fork 3; 2 setsid; 2 exit 0; 1 waitpid 2',
    missed: [
      '1 fork 2; 2 setpgid 0 0; 2 exit 0; 1 waitpid 2',
      '1 ignore_sigchld on; 1 fork 2; 2 setsid; 1 kill 2 9',
    ],
  },
  'killed-by-another': {
    seen: '1 fork 2; 2 fork 3; 3 kill 1 9; 3 kill 2 9',
    missed: [
      '1 fork 2; 1 fork 3; 1 kill 2 9; 3 kill 2 9',
      '1 fork 2; 2 fork 3; 3 kill 2 0',
      '1 fork 2; 2 exit 0',
    ],
  },
  'group-made-in-a-leaderless-session': {
    seen: '1 fork 2; 2 setsid; 2 fork 3; 2 exit 0; 1 waitpid 2; 3 setpgid 0 0',
    missed: '1 fork 2; 2 setsid; 2 fork 3; 2 exit 0; 3 setpgid 0 0; 1 waitpid 2',
  },
};

const NAMES = Object.keys(POSIX_WITNESSES) as Name[];

describe('a witness', () => {
  test.each(NAMES)('%s is seen at the end of its story and not before', (name) => {
    const sightings = sightingsOf(POSIX_WITNESSES[name], STORIES[name].seen);
    expect(sightings).toEqual(sightings.map((_, index) => index === sightings.length - 1));
  });

  test.each(NAMES)('%s is not seen where it just fails to happen', (name) => {
    for (const missed of [STORIES[name].missed].flat())
      expect(sightingsOf(POSIX_WITNESSES[name], missed), missed).not.toContain(true);
  });

  test.each(NAMES)('%s says which commands it needs besides those that every bound has', (name) => {
    const witness: Witness = POSIX_WITNESSES[name];
    const used = new Set(posixCommandsOf(STORIES[name].seen).map((command) => command.name));
    const extra = [...used].filter((one) =>
      ['set_subreaper', 'kill', 'ignore_sigchld', 'execve'].includes(one),
    );
    expect(extra).toEqual([...(witness.needs ?? [])]);
  });
});

/** For each command of a story, all of them accepted, whether it showed the witness. */
function sightingsOf(witness: Witness, story: string): boolean[] {
  let before: State = POSIX.linux.initial;
  return posixCommandsOf(story).map((command) => {
    expect(POSIX.linux.isIssuable(before, command)).toBe(true);
    const { refusals, next: after } = POSIX.linux.step(before, command);
    expect(refusals).toBeUndefined();
    const sighted = witness.seen({ before, command, after });
    before = after;
    return sighted;
  });
}
