// Goal: the rules say aloud what cannot be: why nobody can send a command, why one cannot be carried out, on what ground it is
// refused. Method: small states, and one command from each.
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { CannotBeCarriedOut } from '../../src/model/rulebook.ts';
import type { State } from '../../src/model/state.ts';
import { childrenInOrder, handlesIn, NothingThere, reaperOf, sessionOf } from '../../src/model/state.ts';
import { posixCommandsOf, posixStateAfter } from '../support/posix-scenarios.ts';
import { commandsOf, stateAfter } from '../support/scenarios.ts';

const one = (text: string): Command => commandsOf(text)[0] ?? expect.fail(`"${text}" is no command`);
const onePosix = (text: string): Command =>
  posixCommandsOf(text)[0] ?? expect.fail(`"${text}" is no command`);

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('carrying out', () => {
  test.each([
    ['1 fork 2', '1 fork 2', 'H1: "1 fork 2" cannot be carried out: there is a process 2 already'],
    [
      '1 new_thread 5',
      '1 new_thread 5',
      'H7: "1 new_thread 5" cannot be carried out: there is a thread 5 already',
    ],
    ['', '9 new_thread 5', 'H7: "9 new_thread 5" cannot be carried out: there is no process 9'],
    ['1 fork 2', '1 free', 'H6: "1 free" cannot be carried out: process 1 is no zombie'],
    ['', '- exit_thread 9 0', 'H8: "- exit_thread 9 0" cannot be carried out: there is no thread 9'],
    ['', '- hold_group 9', 'H11: "- hold_group 9" cannot be carried out: there is no group 9'],
    ['', '- hold_session 9', 'H12: "- hold_session 9" cannot be carried out: there is no session 9'],
    ['', '- release_group 1', 'H11: "- release_group 1" cannot be carried out: no handle on group 1 is held'],
    [
      '',
      '- release_session 1',
      'H12: "- release_session 1" cannot be carried out: no handle on session 1 is held',
    ],
  ])('carrying out what has nothing to act on is told: after "%s", "%s"', (before, text, sentence) => {
    const error = errorOf(() => HIERARCHY.carryOut(stateAfter(before), one(text)));
    expect(error).toBeInstanceOf(CannotBeCarriedOut);
    expect(error).toMatchObject({ message: sentence });
    expect((error as Error).cause).toBeInstanceOf(NothingThere);
  });

  test('carrying out on a state that is none is a bug, which is thrown as it is', () => {
    const none = { ...HIERARCHY.initial, processes: undefined } as unknown as State;
    const error = errorOf(() => HIERARCHY.carryOut(none, one('1 fork 2')));
    expect(error).toBeInstanceOf(TypeError);
  });
});

describe('a ground', () => {
  const left = (command: string) =>
    stateAfter(`1 fork 2; 2 ${command}; - hold_${command.replace('create_', '')} 2; 2 exit; 2 free`);

  test.each([
    ['process', stateAfter('1 fork 2'), '1 fork 2', 'id-in-use'],
    ['thread', stateAfter('1 new_thread 2'), '1 fork 2', 'id-in-use'],
    ['group', left('create_group'), '1 fork 2', 'id-in-use'],
    ['session', left('create_session'), '1 fork 2', 'id-in-use'],
    ['nobody', stateAfter(''), '2 create_group', 'not-running'],
    ['zombie', stateAfter('1 fork 2; 2 exit'), '2 create_group', 'not-running'],
    ['running', stateAfter('1 fork 2'), '2 free', 'not-a-zombie'],
  ] as const)('a ground is told: %s', (ground, state, text, refusal) => {
    expect(HIERARCHY.step(state, one(text)).refusals).toContain(refusal);
    expect(HIERARCHY.groundOf(state, one(text), refusal)).toBe(ground);
  });
});

describe('a command that nobody can send', () => {
  test.each([
    ['', '9 getppid', 'process 9 is not running'],
    ['1 fork 2; 2 exit 0', '2 getppid', 'process 2 is not running'],
    ['', '1 exit 0', 'init never exits'],
    ['1 fork 2', '1 kill 0 9', 'signal 9 goes to one process at a time'],
    ['1 fork 2', '2 exit 0', undefined],
  ])('a command that nobody can send says why, and no other does: after "%s", "%s"', (before, text, why) => {
    const state = posixStateAfter(before);
    const command = onePosix(text);
    expect(POSIX.linux.whyUnissuable(state, command)).toBe(why);
    expect(POSIX.linux.isIssuable(state, command)).toBe(why === undefined);
    if (why !== undefined)
      expect(POSIX.linux.stepIfIssuable(state, command)).toEqual({
        refusals: undefined,
        next: state,
        answer: { ok: {} },
      });
  });

  test('a command that anybody can send needs no reason', () => {
    expect(HIERARCHY.whyUnissuable(HIERARCHY.initial, one('9 fork 2'))).toBeUndefined();
  });
});

describe('the answers to a command', () => {
  const zombies = posixStateAfter('1 fork 2; 1 fork 3; 2 exit 1; 3 exit 2');
  const [WAIT, FORK] = [onePosix('1 waitpid -1'), onePosix('1 fork 4')];
  const both = [{ ok: { pid: 2, status: 256 } }, { ok: { pid: 3, status: 512 } }];

  test('the answers to a command are all that the system may choose from, its own one, or none where it is refused', () => {
    expect(POSIX.posix.answersTo(zombies, WAIT)).toEqual(both);
    expect(POSIX.linux.answersTo(zombies, WAIT)).toEqual([both[0]]);
    expect(POSIX.posix.answersTo(zombies, FORK)).toEqual([{ ok: { pid: 4 } }]);
    expect(POSIX.posix.answersTo(zombies, onePosix('1 fork 2'))).toEqual([]);
    expect(HIERARCHY.answersTo(stateAfter('1 fork 2'), one('2 exit'))).toEqual([{ ok: {} }]);
  });

  test('the answers to a command begin with the model’s choice, which it takes where nothing was seen', () => {
    expect(POSIX.posix.step(zombies, WAIT)).toMatchObject({ answer: both[0] });
    expect(POSIX.posix.step(zombies, WAIT, { refused: 'ECHILD' })).toMatchObject({ answer: both[0] });
    expect(POSIX.posix.step(zombies, WAIT, { ok: { pid: 3, status: 7 } })).toMatchObject({ answer: both[1] });
  });
});

describe('a state', () => {
  test('a state tells of the handles that are held, and of no others', () => {
    const state = stateAfter('1 fork 2; 2 create_group; - hold_group 2; - hold_group 2; - hold_session 1');
    expect(handlesIn(state)).toEqual({ groups: new Map([[2, 2]]), sessions: new Map([[1, 1]]) });
    expect(handlesIn(stateAfter('1 fork 2'))).toEqual({ groups: new Map(), sessions: new Map() });
  });

  test('a state answers for those who are not there', () => {
    const state = stateAfter('1 fork 2');
    expect([sessionOf(state, 9), reaperOf(state, 9), childrenInOrder(state, 9)]).toEqual([undefined, 1, []]);
    const astray = { ...state, groups: state.groups.delete(1), processes: state.processes.delete(1) };
    expect([sessionOf(astray, 2), reaperOf(astray, 2)]).toEqual([undefined, 1]);
  });

  test('a state loses a group once, though two of its members are freed at a time', () => {
    const state = posixStateAfter(
      '1 fork 2; 1 ignore_sigchld on; 2 fork 3; 2 fork 4; 2 setpgid 3 3; 2 setpgid 4 3; 3 exit 0; 4 exit 0; 2 exit 0',
    );
    expect([state.processes.size, state.groups.has(3)]).toEqual([1, false]);
  });
});
