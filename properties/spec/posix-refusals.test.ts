// Goal: each POSIX command is refused as its clause says, with the errno that comes first, and is not issued where that
// makes no sense. Method: the facts of Linux, one or more for each (command, refusal); what cannot be issued, by hand. Every
// state of a small bound is asked in posix-conditions.test.ts.
import { describe, expect, test } from 'vitest';
import { REFUSALS } from '../support/refusals.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { printAnswer } from '../../src/contract/notation/trace.ts';
import { COMMAND_NAMES } from '../support/by-set.ts';
import { LINUX_FACTS } from '../support/linux-facts.ts';
import { posixCommandsOf, posixStateAfter } from '../support/posix-scenarios.ts';

const MODEL = POSIX.linux;

const ZOMBIE = '1 fork 2; 2 exit 0';
const GONE = `${ZOMBIE}; 1 waitpid 2`;

describe('of the facts of Linux', () => {
  test.each(LINUX_FACTS)(
    '$id: after "$after", "$asked" gives $answer',
    ({ after, asked, answer, refusals }) => {
      const [command] = posixCommandsOf(asked);
      const state = posixStateAfter(after);
      expect(MODEL.isIssuable(state, command)).toBe(true);
      expect(MODEL.refusalsOf(state, command)).toEqual(refusals);
      const step = MODEL.step(state, command);
      const [first] = refusals;
      expect(step.refusals === undefined ? printAnswer(step.answer) : REFUSALS[first].errno).toBe(answer);
    },
  );

  test('every refusal of every command is met, and comes first somewhere', () => {
    const firsts = LINUX_FACTS.map(({ asked, refusals }) => `${asked.split(' ')[1]} ${refusals[0]}`);
    const pairs = COMMAND_NAMES.posix.flatMap((name) =>
      MODEL.refusalsPossible(name).map((refusal) => `${name} ${refusal}`),
    );
    expect(pairs.filter((pair) => !firsts.includes(pair))).toEqual([]);
  });
});

describe('by hand:', () => {
  test.each([
    ['a process that is not there', '', '2 getppid'],
    ['a zombie', ZOMBIE, '2 getppid'],
    ['a process that was freed', GONE, '2 getppid'],
    ['the exit of init', '', '1 exit 0'],
    ['signal 9 to a group', '1 fork 2', '1 kill -2 9'],
    ['signal 9 to the own group', '1 fork 2', '2 kill 0 9'],
    ['signal 9 to all', '1 fork 2', '1 kill -1 9'],
  ])('a command of %s cannot be issued', (_, after, asked) => {
    const [command] = posixCommandsOf(asked);
    expect(MODEL.isIssuable(posixStateAfter(after), command)).toBe(false);
  });

  test.each(['posix', 'linux'] as const)(
    '%s has the refusals of setpgid in the prescribed order',
    (profile) => {
      const errnos = POSIX[profile].refusalsPossible('setpgid').map((refusal) => REFUSALS[refusal].errno);
      expect(errnos).toEqual(['EINVAL', 'ESRCH', 'EPERM', 'EACCES', 'ESRCH', 'EPERM', 'EPERM']);
      expect(POSIX[profile].refusesInOrder).toBe(true);
    },
  );
});
