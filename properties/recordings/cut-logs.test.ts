// Goal: a log that was cut off, or whose head is missing, is not told to be wrong for what the cut has taken.
// Method: recordings cut at each of their lines; then logs of a few lines, each beside a twin in which nothing is left unfinished.
// Logs of a few lines whose head is missing are in attached.test.ts.
import { describe, expect, test } from 'vitest';
import { snapshotsIn } from '../../src/engines/recordings/ps-snapshots.ts';
import { recordingNames } from '../support/recorded-logs.ts';
import { SMALL_LOG, smallSnapshots } from '../support/small-recording.ts';
import { explanationOfLines, wrongIn } from '../support/twin-logs.ts';
import { accusedAfterCuts, linesOfRecording } from './cut-logs.ts';

/** Recordings of more lines are cut in the long test. */
const LINES_MAX = 125;

describe('a recording that was cut', () => {
  const names = recordingNames().filter((name) => linesOfRecording(name).length <= LINES_MAX);

  test('there are small recordings to cut', () => {
    expect(names.length).toBeGreaterThan(8);
  });

  test.each(names)('%s is not told to be wrong when it is cut off after any of its lines', async (name) => {
    const lines = linesOfRecording(name);
    const cuts = lines.map((_, index) => index + 1);
    expect(await accusedAfterCuts(cuts, (cut) => lines.slice(0, cut))).toEqual([]);
  });

  test.each(names)(
    '%s is not told to be wrong when its head is missing, up to any of its lines',
    async (name) => {
      const lines = linesOfRecording(name);
      const cuts = lines.map((_, index) => index + 1);
      expect(await accusedAfterCuts(cuts, (cut) => lines.slice(cut - 1))).toEqual([]);
    },
  );

  test('a recording is told to be wrong where the last line that is left is changed', async () => {
    const log: readonly string[] = SMALL_LOG;
    const lines = log.with(4, '101 1700001004.000000 setpgid(0, 0) = -1 EPERM (changed)');
    expect(await accusedAfterCuts([4, 5], (cut) => lines.slice(0, cut))).toEqual([
      '5: fail 5: 101 setpgid 0 0 is accepted, and answers ok',
    ]);
  });
});

describe('the last lines of a log', () => {
  const START = [
    '10 execve("a", [], []) = 0',
    '10 clone(flags=SIGCHLD) = 11',
    '11 clone(flags=SIGCHLD) = 12',
  ];

  test.each([
    [
      'execve',
      '11 execve("b", [], [] <unfinished ...>',
      '10 setpgid(11, 11) = -1 EACCES (Permission denied)',
    ],
    ['setsid', '11 setsid( <unfinished ...>', '10 setpgid(11, 11) = -1 EPERM (Operation not permitted)'],
    ['setpgid', '11 setpgid(0, 0 <unfinished ...>', '10 getpgid(11) = 11'],
    [
      'rt_sigaction',
      '11 rt_sigaction(SIGCHLD, {sa_handler=SIG_IGN, sa_mask=[], sa_flags=0},  <unfinished ...>',
      '12 +++ exited with 0 +++\n10 kill(12, 0) = -1 ESRCH (No such process)',
    ],
  ])('a call of %s that is in flight when the log ends may have taken effect', async (_, entered, shown) => {
    const inFlight = await explanationOfLines([...START, entered, ...shown.split('\n')]);
    expect(wrongIn(inFlight)).toBe('pass');
    const without = await explanationOfLines([...START, ...shown.split('\n')]);
    expect(without.verdict).toBe('fail');
  });

  test('a process that a call has made and that shows no line before all others have ended is an open question', async () => {
    const ended = ['10 exit_group(0) = ?', '10 +++ exited with 0 +++'];
    const { verdict, openQuestions } = await explanationOfLines([...START.slice(0, 2), ...ended]);
    expect(verdict).toBe('pass');
    expect(openQuestions).toEqual([
      {
        line: 2,
        times: 1,
        sentence:
          'calls have made what shows no line before the log ends, so that their results are not confirmed: a log that goes on until all have ended shows it',
      },
    ]);
    const shown = await explanationOfLines([...START.slice(0, 2), '11 +++ exited with 0 +++', ...ended]);
    expect(shown.openQuestions).toEqual([]);
  });

  test('a snapshot that was taken after the last line is compared where all have ended, and an open question where some live', async () => {
    const snapshots = snapshotsIn(smallSnapshots().replaceAll('17000010', '17000020'));
    if ('problem' in snapshots) throw new Error(snapshots.problem);
    const alive = await explanationOfLines(SMALL_LOG.slice(0, 7), { snapshots });
    expect(wrongIn(alive)).toBe('pass');
    expect(alive.openQuestions).toEqual([
      {
        line: undefined,
        times: 2,
        sentence:
          'snapshots were taken after the last line, while processes lived: a log that goes on until all have ended shows what they did',
      },
    ]);
    const ended = await explanationOfLines(SMALL_LOG, { snapshots });
    expect(ended.openQuestions).toEqual([]);
    expect(ended.unexplainedRows.map(({ sentence }) => sentence)).toContain(
      'process 101 is gone, and the snapshot has it',
    );
  });
});
