// Goal: a command is held back where nobody could send it, or where several outcomes are right (C70), and no other one is. Method: small
// scenarios for each row of the table of several right outcomes, each beside one that differs in what makes the race.
import { describe, expect, test } from 'vitest';
import { printAnswer } from '../../src/contract/notation/trace.ts';
import { JOB_CONTROL } from '../../src/model/job-control/specification.ts';
import type { Row } from '../support/job-control-races.ts';
import { ADOPTED, FREE, INIT_BEHIND, RACED, TTY } from '../support/job-control-races.ts';
import { jobControlCommand, jobControlStateAfter } from '../support/job-control-scenarios.ts';

const STOPPED_OR_WAITS = 'process 2 is stopped, or waits';
const INIT_ROUND = 'init is never stopped: its call would go round for ever';
const ONE_AT_A_TIME = 'signal 9 goes to one process at a time';

/** Commands of callers that cannot, or with arguments that nobody may give. */
const IMPOSSIBLE: readonly (readonly [...Row, why: string])[] = [
  ['', '9 getppid', 'process 9 is not running'],
  ['1 fork 2; 2 exit 0', '2 getppid', 'process 2 is not running'],
  ['1 fork 2; 1 kill 2 STOP', '2 getppid', STOPPED_OR_WAITS],
  ['1 fork 2; 2 fork 3; 2 waitpid -1 block', '2 getppid', STOPPED_OR_WAITS],
  ['1 fork 2', '1 exit 0', 'init never exits'],
  ['1 fork 2', '1 kill 0 9', ONE_AT_A_TIME],
  ['1 fork 2', '1 kill -1 9', ONE_AT_A_TIME],
  ['1 fork 2; 2 setpgid 0 0', '1 kill -2 9', ONE_AT_A_TIME],
  ['1 fork 2', '1 kill -1 STOP', 'signal 0 alone goes to everybody'],
  [INIT_BEHIND, '1 read_terminal tty1', INIT_ROUND],
  [INIT_BEHIND, '1 write_terminal tty1 tostop', INIT_ROUND],
  [INIT_BEHIND, '1 tcsetpgrp tty1 1', INIT_ROUND],
];

/** Questions whose answers show what earlier commands left of reports, in which order. */
const ANSWERED: readonly (readonly [...Row, answer: string])[] = [
  // Adopted children come last.
  [
    '1 fork 2; 1 fork 3; 2 fork 4; 2 exit 0; 1 waitpid 2; 4 exit 1; 3 exit 2',
    '1 waitpid -1',
    'ok pid=3 status=512',
  ],
  [
    '1 fork 2; 2 fork 4; 2 fork 5; 1 fork 3; 2 exit 0; 1 waitpid 2; 5 exit 1; 4 exit 2; 3 exit 3; 1 waitpid -1',
    '1 waitpid -1',
    'ok pid=4 status=512',
  ],
  // A stop that a wait finds as its process is stopped is told once.
  [`${ADOPTED}; 1 kill 2 STOP; 1 kill 2 CONT`, '2 waitpid -5 untraced', 'ok pid=0'],
  [`${ADOPTED}; 1 kill 2 HUP`, '2 waitpid -5 untraced', 'ok pid=0'],
  // The group that was waited for has nobody any more.
  [
    '1 fork 2; 2 fork 3; 2 fork 4; 3 setpgid 0 0; 2 waitpid -3 block; 3 setpgid 0 2',
    '2 getppid',
    'ok ppid=1',
  ],
  ['1 fork 2', '1 kill 2 0', 'ok'],
  ['1 fork 2', '1 kill -1 0', 'ok'],
];

describe('a command of job control', () => {
  const { linux } = JOB_CONTROL;

  test.each(IMPOSSIBLE)('nobody can issue, after "%s", "%s": %s', (after, asked, why) => {
    const state = jobControlStateAfter(after);
    const command = jobControlCommand(asked);
    expect(linux.isIssuable(state, command)).toBe(false);
    expect(linux.whyUnissuable(state, command)).toBe(why);
  });

  test.each(RACED)(
    'there are several right outcomes, after "%s", of "%s", so that nobody issues it',
    (after, asked) => {
      const state = jobControlStateAfter(after);
      const command = jobControlCommand(asked);
      expect(linux.isIssuable(state, command)).toBe(false);
      expect(linux.whyUnissuable(state, command)).toBe(
        'a system may do one thing or another, and both are right',
      );
    },
  );

  test.each(FREE)('there is one right outcome, after "%s", of "%s"', (after, asked) => {
    const state = jobControlStateAfter(after);
    const command = jobControlCommand(asked);
    expect(linux.whyUnissuable(state, command)).toBeUndefined();
    expect(linux.isIssuable(state, command)).toBe(true);
  });

  test.each(ANSWERED)('the model answers, after "%s", "%s" with %s', (after, asked, answer) => {
    const step = linux.step(jobControlStateAfter(after), jobControlCommand(asked));
    expect('answer' in step && printAnswer(step.answer)).toBe(answer);
  });

  test('a wait that is woken and has one report to tell has one right outcome by POSIX, too', () => {
    const state = jobControlStateAfter('1 fork 2; 2 fork 3; 2 waitpid -1 block');
    expect(JOB_CONTROL.posix.isIssuable(state, jobControlCommand('3 exit 0'))).toBe(true);
  });

  test('a wait that is woken and has several reports to choose from has one right outcome on Linux alone (C72)', () => {
    const state = jobControlStateAfter(
      ADOPTED.replace('1 kill 4 STOP', '3 fork 6; 6 setpgid 0 5; 1 kill 4 STOP; 1 kill 6 STOP'),
    );
    const command = jobControlCommand('1 kill 2 HUP');
    expect(linux.isIssuable(state, command)).toBe(true);
    expect(JOB_CONTROL.posix.isIssuable(state, command)).toBe(false);
  });

  test('a wait may tell of any of several children by POSIX, and of the first one on Linux', () => {
    const state = jobControlStateAfter('1 fork 2; 1 fork 3; 3 exit 1; 2 exit 2');
    const asked = jobControlCommand('1 waitpid -1');
    const said = (profile: 'posix' | 'linux') =>
      JOB_CONTROL[profile].answersTo(state, asked).map(printAnswer);
    expect(said('linux')).toEqual(['ok pid=2 status=512']);
    expect(said('posix')).toEqual(['ok pid=2 status=512', 'ok pid=3 status=256']);
  });

  test.each([
    ['posix', -1, ['negative-group']],
    ['posix', 0, ['no-such-group']],
    ['posix', 3, ['no-such-group']],
    ['posix', 9, ['no-such-group']],
    ['posix', 1, ['no-such-group']],
    ['linux-5.9', -1, ['negative-group']],
    ['linux', -1, ['negative-group']],
    ['linux', 0, ['no-such-number']],
    ['linux', 3, []],
    ['linux', 9, ['no-such-number']],
    ['linux', 1, ['number-of-another-session']],
  ] as const)(
    'the refusals by %s of tcsetpgrp to group %i, where 3 leads no group and 1 is of another session, are %j',
    (profile, group, refusals) => {
      const state = jobControlStateAfter(`${TTY}; 2 fork 3`);
      expect(JOB_CONTROL[profile].refusalsOf(state, jobControlCommand(`2 tcsetpgrp tty1 ${group}`))).toEqual(
        refusals,
      );
    },
  );
});
