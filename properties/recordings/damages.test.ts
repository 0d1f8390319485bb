// Goal: a damaged log is told where its lines contradict one another, by the line that is damaged or the first that shows it, and
// what its lines leave possible is explained.
// Method: a log of two children of which each line is removed, doubled and exchanged with the next one. Beside each line stands what is told.
import { describe, expect, test } from 'vitest';
import { Dice } from '../../src/engines/generate/prng.ts';
import { pick } from '../fuzz/mutate.ts';
import { explanationOfLines, wrongIn } from '../support/twin-logs.ts';
import { linesOfRecording } from './cut-logs.ts';
import { damageTrials, explainedAfterManyDamages, UNTOLD_REASONS } from './damaged-recordings.ts';
import { ALL_LINE_KINDS, damagedLog, lineKindOf, placesOf } from './damages.ts';

const ended = (code: number): string => `[{WIFEXITED(s) && WEXITSTATUS(s) == ${code}}]`;
const SIGNAL = '--- SIGCHLD {si_signo=SIGCHLD} ---';
const GAP = Array.from({ length: 30 }, () => '10 getppid() = 9');

/** A line, and what is told where it is removed, where it stands twice, and where it is exchanged with the next one. */
const LINES: readonly (readonly [line: string, removed: string, doubled: string, swapped: string])[] = [
  ['10 execve("sh", [], []) = 0', 'pass', 'pass', 'pass'],
  // The child shows, and no call has made it.
  ['10 clone(flags=SIGCHLD) = 11', 'inconclusive unreadable 2', 'fail 2, 3', 'fail 3, unreadable 2'],
  // The line that asks for the session comes later.
  ['11 setsid() = 11', 'fail 13', 'fail 4', 'fail 5, 8'],
  ['11 clone(flags=SIGCHLD) = 12', 'fail 4, 7, 11, unreadable 6', 'fail 4, 5', 'fail 4, 6'],
  ['11 setpgid(12, 12) = 0', 'fail 5', 'pass', 'fail 5'],
  // A question changes nothing.
  ['11 getpgid(12) = 12', 'pass', 'pass', 'pass'],
  ['12 execve("job", [], []) = 0', 'fail 7', 'pass', 'fail 7'],
  ['11 setpgid(12, 11) = -1 EACCES (Permission denied)', 'pass', 'pass', 'pass'],
  // A process asks for its end after its end.
  ['12 exit_group(3) = ?', 'pass', 'pass', 'inconclusive unreadable 10, unreadable 10'],
  // The wait comes within the interval of the end, so that the two may be exchanged.
  ['12 +++ exited with 3 +++', 'fail 11, unreadable 9', 'fail 11, unreadable 11', 'pass'],
  [`11 ${SIGNAL}`, 'pass', 'pass', 'pass'],
  [`11 wait4(-1, ${ended(3)}, 0, NULL) = 12`, 'fail 12', 'fail 13', 'fail 12'],
  ['11 wait4(-1, NULL, 0, NULL) = -1 ECHILD (No child processes)', 'pass', 'pass', 'pass'],
  ['10 getsid(11) = 11', 'pass', 'pass', 'inconclusive unreadable 15, unreadable 18'],
  ['10 wait4(-1,  <unfinished ...>', 'inconclusive unreadable 17', 'inconclusive unreadable 16', 'pass'],
  ['11 exit_group(0) = ?', 'pass', 'pass', 'inconclusive unreadable 17, unreadable 17'],
  ['11 +++ exited with 0 +++', 'fail 17, unreadable 16', 'fail 18, unreadable 18', 'pass'],
  [
    `10 <... wait4 resumed>${ended(0)}, 0, NULL) = 11`,
    'fail 19, unreadable 19',
    'fail 19, unreadable 19',
    'pass',
  ],
  [`10 ${SIGNAL}`, 'pass', 'pass', 'pass'],
  ['10 kill(11, 0) = -1 ESRCH (No such process)', 'pass', 'pass', 'pass'],
];
const LAST = ['10 exit_group(0) = ?', '10 +++ exited with 0 +++'];
const LOG = [...LINES.map(([line]) => line), ...GAP, ...LAST];

describe('a damaged log', () => {
  test('the log is explained as it is', async () => {
    expect(wrongIn(await explanationOfLines(LOG))).toBe('pass');
  });

  test.each(LINES.map((row, index) => [index + 1, ...row] as const))(
    'line %s, %s, is told where it is damaged as far as the others contradict that',
    async (number, line, removed, doubled, swapped) => {
      const told = async (...lines: readonly string[]): Promise<string> =>
        wrongIn(await explanationOfLines(lines));
      expect(await told(...LOG.toSpliced(number - 1, 1))).toBe(removed);
      expect(await told(...LOG.toSpliced(number - 1, 0, line))).toBe(doubled);
      expect(await told(...LOG.toSpliced(number - 1, 2, LOG[number] ?? '', line))).toBe(swapped);
    },
  );

  test('a log that was cut off in a line names that line and is inconclusive', async () => {
    for (const recording of ['dash_sighup_shell', 'atd_batch']) {
      const trials = await damageTrials(recording, 'cut in a line', 20, 1);
      expect(trials.map(({ verdict, alone }) => `${verdict} ${alone}`)).toEqual(
        trials.map(() => 'inconclusive there'),
      );
    }
  });

  test('a recording without the line of a fork, or with one that stands twice, is told to be damaged', async () => {
    const lines = linesOfRecording('dash_jobs');
    const forks = placesOf('removed', lines).filter((index) => lineKindOf(lines[index] ?? '') === 'fork');
    expect(forks.length).toBeGreaterThan(4);
    for (const index of forks)
      for (const kind of ['removed', 'doubled'] as const) {
        const damaged = damagedLog(kind, lines, index, new Dice());
        const { unexplained, unreadable } = await explanationOfLines(damaged.lines);
        const told = Math.min(...[...unexplained, ...unreadable].map(({ line }) => line));
        expect(told, `${kind} ${index + 1}`).toBeLessThan(index + 4);
      }
  });
});

describe('a log that was damaged many times over', () => {
  test('no damages make the explanation of a log throw, nor pass a log of which a line cannot be read', async () => {
    const logs = ['dash_sighup_shell', 'pidns_init_dies', 'zoo_threads', 'script_cmd'].map(linesOfRecording);
    const dice = new Dice();
    const verdicts = new Set<string>();
    for (let run = 0; run < 60; run += 1) {
      dice.seed(run);
      const { verdict, unreadable } = await explainedAfterManyDamages(pick(dice, logs), dice);
      if (unreadable.length > 0) expect(verdict).not.toBe('pass');
      verdicts.add(verdict);
    }
    expect([...verdicts].toSorted()).toEqual(['fail', 'inconclusive', 'pass']);
  });

  test.each([
    [
      'calls of two threads each have made the other',
      ['1 <... clone resumed>) = 2', '2 <... clone resumed>) = 1'],
      'fail 2, unreadable 1, unreadable 2',
    ],
    [
      'a process has a zombie as its parent',
      [
        '14 +++ exited with 0 +++',
        '15 getppid() = 14',
        '15 +++ exited with 0 +++',
        '14 <... wait4 resumed>NULL, 0, NULL) = 15',
        '16 <... wait4 resumed>NULL, 0, NULL) = 14',
      ],
      'fail 2, unreadable 4, unreadable 5',
    ],
    [
      'a parent outside has ended and is waited for',
      [
        '15 getppid() = 14',
        '12 wait4(-1, NULL, 0, NULL) = 14',
        '15 getppid() = 1',
        '15 +++ exited with 0 +++',
      ],
      'pass',
    ],
  ])('a log in which %s is explained as far as it can be', async (_, lines, told) => {
    expect(wrongIn(await explanationOfLines(lines))).toBe(told);
  });
});

describe('the damages', () => {
  test('the lines of the log are of every kind', () => {
    expect([...new Set(LOG.map(lineKindOf))].toSorted()).toEqual(ALL_LINE_KINDS.toSorted());
  });

  test('a neighbour is exchanged that has to do with the line, and nothing else is damaged', () => {
    const [wait, signal] = ['10 17.5 wait4(-1, NULL, 0, NULL) = 11', `10 17.6 ${SIGNAL}`];
    const end = '11 17.4 +++ exited with 0 +++';
    expect(placesOf('swapped, two threads', [end, wait, signal])).toEqual([0]);
    expect(placesOf('swapped, two threads', [end, signal, wait])).toEqual([]);
    expect(placesOf('swapped, one thread', [end, wait, '10 17.6 kill(11, 0) = 0'])).toEqual([1]);
    const { lines } = damagedLog('swapped, two threads', [end, wait, signal], 0, new Dice());
    expect(lines).toEqual([wait, end, signal]);
  });

  test('the loss of half a call, of a fork, and a second fork, end, session or wait are what no log can be right with', () => {
    for (const kind of ['fork', 'first half of a call'] as const)
      expect(UNTOLD_REASONS.removed?.[kind]).toBeUndefined();
    for (const kind of ['fork', 'end', 'setsid', 'wait'] as const)
      expect(UNTOLD_REASONS.doubled?.[kind]).toBeUndefined();
  });
});
