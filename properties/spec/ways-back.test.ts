// Goal: the ways back, from any state to init alone and from a step to the state before it, are those that are meant.
// Method: stories made by hand, each beside its way back in words; a drain is walked, too.
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import type { HierarchyCommand } from '../../src/contract/sets/hierarchy.ts';
import { hierarchyDrain } from '../../src/model/hierarchy/drain.ts';
import { undoHierarchy } from '../../src/model/hierarchy/undo.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { undoPosix } from '../../src/model/posix/undo.ts';
import { printCommand } from '../support/by-set.ts';
import { posixCommandsOf, posixStateAfter } from '../support/posix-scenarios.ts';
import { commandsOf, stateAfter } from '../support/scenarios.ts';

const inWords = (commands: readonly Command[]): string => commands.map((one) => printCommand(one)).join('; ');

/** The commands that happened, and the drain of the state that they lead to. */
type Drained = readonly [story: string, drain: string];

/** The commands that happened, the one to undo, and the guesses at how. */
type Undone = readonly [before: string, command: string, guesses: readonly string[]];

const DRAINED: readonly Drained[] = [
  ['', ''],
  [
    '1 new_thread 2; 1 new_thread 3; 1 fork 4; 4 fork 5; 4 exit; - hold_group 1; - hold_group 1; - hold_session 1',
    '5 exit; 4 free; 5 free; - exit_thread 2 0; - exit_thread 3 0; - release_group 1; - release_group 1; - release_session 1',
  ],
];

const POSIX_DRAINED: readonly Drained[] = [
  ['', ''],
  ['1 fork 2; 2 fork 3; 1 fork 4; 4 exit 0', '2 exit 0; 3 exit 0; 1 waitpid 2; 1 waitpid 4; 1 waitpid 3'],
  ['1 ignore_sigchld on; 1 fork 2; 2 ignore_sigchld off; 2 fork 3; 3 exit 0', '2 exit 0'],
];

const UNDONE: readonly Undone[] = [
  ['', '1 fork 2', ['2 exit; 2 free']],
  ['1 fork 2', '2 create_group', ['2 move_to_group 1', '2 exit; 2 free; 1 fork 2']],
  [
    '1 fork 2; 2 create_group; 2 fork 3',
    '3 move_to_group 1',
    ['3 move_to_group 2', '3 exit; 3 free; 2 fork 3'],
  ],
  ['', '7 move_to_group 1', []],
  ['', '1 new_thread 2', ['- exit_thread 2 0']],
  ['', '1 set_subreaper on', ['1 set_subreaper off']],
  ['1 set_subreaper on', '1 set_subreaper off', ['1 set_subreaper on']],
  ['', '- hold_group 1', ['- release_group 1']],
  ['- hold_group 1', '- release_group 1', ['- hold_group 1']],
  ['', '- hold_session 1', ['- release_session 1']],
  ['- hold_session 1', '- release_session 1', ['- hold_session 1']],
  ['1 fork 2', '2 exit', ['2 free; 1 fork 2']],
  ['1 fork 2; 2 exit', '2 free', ['1 fork 2; 2 exit']],
  ['1 fork 2', '2 create_session', ['2 exit; 2 free; 1 fork 2']],
  ['1 fork 2', '2 group_exit', ['2 exit; 2 free; 1 fork 2']],
  ['', '1 group_exit', ['1 exit; 1 free; 1 fork 1']],
  ['', '7 group_exit', ['7 exit; 7 free; 7 fork 7']],
  ['1 new_thread 2', '- exit_thread 2 0', []],
];

const POSIX_UNDONE: readonly Undone[] = [
  ['', '1 fork 2', ['2 exit 0; 1 waitpid 2']],
  ['', '1 set_subreaper on', ['1 set_subreaper off']],
  ['1 ignore_sigchld on', '1 ignore_sigchld off', ['1 ignore_sigchld on']],
  [
    '1 fork 2; 2 setpgid 0 0; 2 fork 3',
    '2 setpgid 0 1',
    ['2 setpgid 0 2', '2 exit 0; 1 waitpid 2; 1 fork 2'],
  ],
  ['1 fork 2', '1 setpgid 2 2', ['1 setpgid 2 1', '2 exit 0; 1 waitpid 2; 1 fork 2']],
  ['', '1 setpgid 7 0', []],
  ['1 fork 2; 2 exit 0', '1 waitpid 2', ['1 fork 2; 2 exit 0']],
  ['1 fork 2; 2 exit 0', '1 waitpid -1', []],
  ['1 fork 2; 2 exit 0', '1 waitpid 1', []],
  ['1 fork 2', '2 exit 0', ['1 waitpid 2; 1 fork 2']],
  ['1 fork 2', '1 kill 2 9', ['1 waitpid 2; 1 fork 2']],
  ['1 fork 2', '2 kill 1 9', []],
  ['1 fork 2', '2 setsid', ['2 exit 0; 1 waitpid 2; 1 fork 2']],
  ['1 fork 2', '2 execve', ['2 exit 0; 1 waitpid 2; 1 fork 2']],
  ['', '1 execve', ['1 exit 0; 1 waitpid 1; 1 fork 1']],
  ['', '7 execve', ['7 exit 0; 7 waitpid 7; 7 fork 7']],
  ['', '1 getpgid 1', []],
  ['', '1 getsid 1', []],
  ['', '1 getppid', []],
];

describe('a drain of the hierarchy commands', () => {
  test.each(DRAINED)('the drain after "%s" is "%s", and ends at init alone', (story, drain) => {
    const state = stateAfter(story);
    expect(inWords(hierarchyDrain(state))).toBe(drain);
    expect(stateAfter(drain, state).processes.size).toBe(1);
  });
});

describe('a drain of the POSIX commands', () => {
  test.each(POSIX_DRAINED)(
    'the drain of POSIX after "%s" is "%s", and ends at init alone',
    (story, drain) => {
      const state = posixStateAfter(story);
      expect(inWords(POSIX.linux.drainOf(state))).toBe(drain);
      expect(posixStateAfter(drain, state).processes.size).toBe(1);
    },
  );
});

describe('an undone step', () => {
  test.each(UNDONE)(
    'the step after "%s" that is "%s" is undone by one of %j at best',
    (story, text, guesses) => {
      const [command] = commandsOf(text) as readonly [HierarchyCommand];
      expect(undoHierarchy(stateAfter(story), command).map(inWords)).toEqual(guesses);
    },
  );

  test.each(POSIX_UNDONE)(
    'the step of POSIX after "%s" that is "%s" is undone by one of %j at best',
    (story, text, guesses) => {
      const [command] = posixCommandsOf(text);
      if (command === undefined) throw new Error('a story must name the command to undo');
      expect(undoPosix(posixStateAfter(story), command).map(inWords)).toEqual(guesses);
    },
  );
});
