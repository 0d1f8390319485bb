// Goal: a right log is not told to be wrong for lines that strace was told not to write, and a wrong result is still told where no
// such line would explain it.
// Method: the recordings of real programs without their lines of a kind; then logs of a few lines without a kind, which are
// inconclusive and say what to record, each beside a twin in which that kind shows and the same result is wrong.
import { describe, expect, test } from 'vitest';
import { wrongIn } from '../support/twin-logs.ts';
import { explainedInFewSteps, expectNoneWrong } from './without-lines.ts';

describe('recordings of real programs without their lines of a kind', () => {
  test.each(['-e trace=process', '-e trace=!wait4,waitid', '-e trace=!clone3', '-e signal=none', 'no -f'])(
    'no recording is told to be wrong as strace writes it with %s',
    expectNoneWrong,
  );
});

const START = '10 execve("a", [], []) = 0';
const FORK = 'clone(flags=SIGCHLD)';
const ENDED = '[{WIFEXITED(s) && WEXITSTATUS(s) == 0}]';
const exits = (pid: number): readonly string[] => [
  `${pid} exit_group(0) = ?`,
  `${pid} +++ exited with 0 +++`,
];

/** A log that lacks lines of a kind; a line that shows the kind elsewhere, so that the last result is wrong; and the word for it. */
interface Case {
  readonly log: readonly string[];
  readonly shows: readonly string[];
  readonly hides: string;
}

const CASES: Readonly<Record<string, Case>> = {
  'a group that a process tells, and a setpgid': {
    log: [START, `10 ${FORK} = 11`, '11 getpgrp() = 11'],
    shows: [
      '10 setpgid(0, 0) = 0',
      '10 setsid() = -1 EPERM (Operation not permitted)',
      '11 setsid() = -1 EPERM (Operation not permitted)',
      `10 ${FORK} = 12`,
      '12 setsid() = 12',
    ],
    hides: 'calls of setpgid',
  },
  'a signal to a group, and a setpgid': {
    log: [START, '10 setsid() = 10', `10 ${FORK} = 11`, '10 kill(-11, SIGTERM) = 0'],
    shows: ['10 setpgid(11, 10) = 0'],
    hides: 'calls of setpgid',
  },
  'a session that a process tells, and a setsid': {
    log: [START, `10 ${FORK} = 11`, '11 getsid(0) = 11'],
    shows: [`10 ${FORK} = 12`, '12 setsid() = 12'],
    hides: 'calls of setsid',
  },
  'a zombie that is gone, and a wait': {
    log: [
      START,
      `10 ${FORK} = 11`,
      ...exits(11),
      '10 rt_sigaction(SIGINT, NULL, NULL, 8) = 0',
      '10 kill(11, 0) = -1 ESRCH (No such process)',
    ],
    shows: [`10 wait4(-1, ${ENDED}, 0, NULL) = 11`],
    hides: 'waits for children',
  },
  'a parent that has adopted, and a prctl': {
    log: [
      START,
      `10 ${FORK} = 11`,
      `11 ${FORK} = 12`,
      '12 getppid() = 11',
      ...exits(11),
      '12 getppid() = 10',
    ],
    shows: ['12 prctl(PR_SET_NAME, "a") = 0'],
    hides: 'calls of prctl',
  },
  'a wait that finds no child, and an rt_sigaction': {
    log: [
      START,
      '10 --- SIGCHLD {si_signo=SIGCHLD} ---',
      `10 ${FORK} = 11`,
      ...exits(11),
      '10 wait4(-1, NULL, 0, NULL) = -1 ECHILD (No child processes)',
    ],
    shows: ['10 rt_sigaction(SIGINT, NULL, NULL, 8) = 0'],
    hides: 'calls of rt_sigaction',
  },
  'a stop that a wait tells, and the stops': {
    log: [
      START,
      `10 ${FORK} = 11`,
      '11 getppid() = 10',
      '10 wait4(-1, [{WIFSTOPPED(s) && WSTOPSIG(s) == SIGSTOP}], WSTOPPED, NULL) = 11',
    ],
    shows: [`10 ${FORK} = 12`, '12 --- stopped by SIGSTOP ---'],
    hides: 'stops of processes',
  },
  'an end that a wait tells, and how the process ended': {
    log: [
      START,
      `10 ${FORK} = 11`,
      '11 getppid() = 10',
      `10 ${FORK} = 12`,
      ...exits(12),
      '10 wait4(11, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGTERM}], 0, NULL) = 11',
    ],
    shows: ['11 getppid() = 10'],
    hides: 'how processes ended',
  },
  'a child of whom no line is, and -f': {
    log: [START, `10 ${FORK} = 11`, `10 wait4(-1, ${ENDED}, 0, NULL) = 11`],
    shows: [...exits(11)],
    hides: 'what children do',
  },
  'a status that no wait shows, and the statuses': {
    log: [START, `10 ${FORK} = 11`, ...exits(11), '10 wait4(-1, 0x7ffd00, 0, NULL) = 11'],
    shows: [`10 ${FORK} = 12`, ...exits(12), `10 wait4(-1, ${ENDED}, 0, NULL) = 12`],
    hides: 'what waits write',
  },
};

describe('a result that a line explains of a kind that the log may hide', () => {
  test.each(Object.entries(CASES))(
    '%s: a log without such lines is inconclusive, and one with them is wrong',
    async (_, { log, shows, hides }) => {
      const open = await explainedInFewSteps(log);
      expect(wrongIn(open)).toBe('inconclusive');
      expect(open.inconclusive).toContain(hides);
      expect(
        open.openQuestions.some(({ line, sentence }) => line === log.length && sentence.includes(hides)),
      ).toBe(true);
      const before = await explainedInFewSteps([...log.slice(0, -1), ...log.slice(-1), ...shows]);
      expect(wrongIn(before)).toContain(`fail ${log.length}`);
    },
  );
});
