// Goal: every step has its sentence, with the ids in play. Method: every (command, refusal) pair on states that a
// search and random walks reach, and the sentences of chosen scenarios word for word.
import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { COMMAND_NAMES, printCommand, signatureOf } from '../support/by-set.ts';
import { REFUSALS } from '../support/refusals.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { Command } from '../../src/contract/command.ts';
import { describeRefusal, describeStep } from '../../src/model/describe.ts';
import { refusalsPossible, step } from '../../src/model/hierarchy/rules.ts';
import { INITIAL_STATE } from '../../src/model/state.ts';
import { commandsNamed, stateText } from '../support/plain-search.ts';
import { commandsOf, stateAfter } from '../support/scenarios.ts';
import { walksOf } from '../support/walks.ts';

const IDS = [1, 2, 3, 4] as const;
const STATES = [
  INITIAL_STATE,
  stateAfter('1 fork 2; 2 create_session; 2 new_thread 3'),
  stateAfter(
    '1 fork 2; 2 fork 3; 2 create_group; 3 move_to_group 2; 2 exit; - hold_group 2; - hold_session 1',
  ),
];
const GAPS = /undefined|null|NaN|\[object|\(\)| {2}/;

describe('a refusal', () => {
  const pairs = COMMAND_NAMES.hierarchy.flatMap((name) =>
    refusalsPossible(name).map((refusal) => [name, refusal] as const),
  );

  test.each(pairs)(
    'a refusal of %s with %s has a sentence in every state, applicable or not',
    (name, refusal) => {
      for (const state of STATES) {
        for (const command of commandsNamed(name, IDS)) {
          const sentence = describeRefusal(HIERARCHY, state, command, refusal);
          const head = `${signatureOf('hierarchy', name).clause} ${name} refused: ${refusal} – ${REFUSALS[refusal].sentence} (`;
          expect(sentence).toContain(head);
          expect(sentence).not.toMatch(GAPS);
        }
      }
    },
  );

  test('a refusal of a set whose refusals are errnos in a prescribed order is named with its errno', () => {
    const command: Command = { name: 'setsid', process: 1 };
    const { initial } = POSIX.linux;
    expect(describeStep(POSIX.linux, initial, command, POSIX.linux.step(initial, command))).toMatch(
      /^P2 setsid refused: EPERM, group-id-in-use – /,
    );
  });

  test('a refusal that a command cannot have has a sentence too', () => {
    const refusals = Object.keys(HIERARCHY.vocabulary.refusals);
    for (const name of COMMAND_NAMES.hierarchy) {
      const [command] = commandsNamed(name, IDS) as readonly [Command];
      for (const refusal of refusals.filter((refusal) => !refusalsPossible(name).includes(refusal)))
        expect(describeRefusal(HIERARCHY, INITIAL_STATE, command, refusal)).toMatch(
          /never a refusal of this command\)$/,
        );
    }
  });
});

describe('a step', () => {
  test.prop([walksOf(60)], { seed: 22, numRuns: 60 })('a step has a sentence without gaps', (walk) => {
    for (const { before, command, step } of walk) {
      const sentence = describeStep(HIERARCHY, before, command, step);
      expect(sentence).not.toMatch(GAPS);
      expect(sentence.startsWith(`${signatureOf('hierarchy', command.name).clause} ${command.name}`)).toBe(
        true,
      );
      expect(sentence.includes('nothing changes'), `${printCommand(command)}: ${sentence}`).toBe(
        step.refusals === undefined && stateText(before) === stateText(step.next),
      );
    }
  });

  test.each([
    ['', '1 fork 2', 'H1 fork: process 1 forks 2, which runs in group 1 of session 1'],
    [
      '1 fork 2',
      '2 create_session',
      'H2 create_session: process 2 leaves group 1 of session 1 and leads the new session 2 and its group 2',
    ],
    [
      '1 fork 2; 2 create_group; 2 fork 3; 2 fork 5; 2 move_to_group 1',
      '2 create_session',
      "H2 create_session refused: group-id-in-use – a live group bears the process's pid (group 2: 3, 5)",
    ],
    [
      '',
      '1 create_session',
      'H2 create_session refused: leads-its-group – the process is in the group that bears its pid (process 1 is in group 1); also group-id-in-use, session-id-in-use',
    ],
    [
      '1 fork 2; 2 create_session; 2 fork 3; 3 create_group',
      '2 move_to_group 3',
      'H4 move_to_group: process 2 moves from group 2 to group 3; group 2 ended, having neither member nor handle',
    ],
    [
      '1 fork 2; 2 create_session',
      '1 move_to_group 2',
      "H4 move_to_group refused: not-in-my-session – the group is in another session than the process's (group 2 is in session 2, process 1 in session 1)",
    ],
    ['', '1 move_to_group 1', 'H4 move_to_group: process 1 is in group 1 already, nothing changes'],
    [
      '1 fork 2; 2 set_subreaper on; 2 fork 3; 3 fork 4; 3 fork 5; 3 new_thread 6',
      '3 exit',
      'H5 exit: process 3 becomes a zombie and stays in group 1; thread 6 ends; processes 4, 5 pass to its reaper 2',
    ],
    [
      '1 fork 2; 2 create_session; 2 exit',
      '2 free',
      'H6 free: zombie 2 is gone, out of group 2 and the children of 1; group 2 ended, having neither member nor handle; session 2 ended, having neither group nor handle',
    ],
    ['', '7 free', 'H6 free refused: not-a-zombie – no zombie has this pid (process 7 does not exist)'],
    [
      '1 new_thread 5; 1 group_exit',
      '- exit_thread 5 3',
      'H8 exit_thread: thread 5 of process 1, its last one, ends with code 3; the exit code of 1 stays 0, it is group-exited',
    ],
    ['- hold_group 1', '- hold_group 1', 'H11 hold_group: group 1 is held, 2 times now'],
    [
      '',
      '- release_group 1',
      'H11 release_group refused: not-held – no handle on it is held (group 1 has no handle)',
    ],
    [
      '1 new_thread 5',
      '1 fork 5',
      'H1 fork refused: id-in-use – a process, thread, group or session bears this id already (thread 5 of process 1)',
    ],
  ])('the step after "%s" tells "%s" as "%s"', (earlier, text, sentence) => {
    const before = stateAfter(earlier);
    const [command] = commandsOf(text) as readonly [Command];
    expect(describeStep(HIERARCHY, before, command, step(before, command))).toBe(sentence);
  });

  test('a step counts what it does not name', () => {
    const forks = Array.from({ length: 12 }, (_, index) => `2 fork ${index + 3}`).join('; ');
    const before = stateAfter(`1 fork 2; ${forks}`);
    const command: Command = { name: 'exit', process: 2 };
    expect(describeStep(HIERARCHY, before, command, step(before, command))).toContain(
      'processes 3, 4, 5, 6, 7, 8, 9, 10 and 4 more pass',
    );
  });
});
