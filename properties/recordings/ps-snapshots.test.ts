// Goal: snapshots are read whatever order ps was asked for, and what cannot be read is told with its line and the cure.
// Method: small files as ps prints them, and each of them damaged; and the snapshots beside the recordings.
import { describe, expect, test } from 'vitest';
import { snapshotsIn } from '../../src/engines/recordings/ps-snapshots.ts';
import { recordingNames, snapshotsOfRecording } from '../support/recorded-logs.ts';

const TWO = `# snapshot 0 label=prompt t0=1795352953.453841 t1=1795352953.470258
  PID  PPID  PGID   SID TPGID STAT COMMAND
 8947  8832  8947  8947  8947 Ss+  bash
# snapshot 1 label=jobs t0=1795352955.436962 t1=1795352955.448067
  PID  PPID  PGID   SID TPGID STAT COMMAND
 8947  8832  8947  8947  8947 Ss+  bash
 9292  8947  9292  8947    -1 Zl   sleep <defunct>
`;

function problemIn(text: string): string {
  const found = snapshotsIn(text);
  return 'problem' in found ? `${found.line}: ${found.problem}` : `${found.length} snapshots`;
}

function rowsIn(text: string): readonly string[] {
  const found = snapshotsIn(`# snapshot 0 label=a t0=1 t1=2\n${text}`);
  if ('problem' in found) throw new Error(found.problem);
  return (found[0]?.rows ?? []).map(({ pid, parent, group, session, state }) =>
    [pid, parent, group, session, state].join(' '),
  );
}

describe('snapshots', () => {
  test('each snapshot is read with its label, its times and its rows, each of them with its line', () => {
    expect(snapshotsIn(TWO)).toEqual([
      {
        label: 'prompt',
        beganSeconds: 1_795_352_953.453_841,
        endedSeconds: 1_795_352_953.470_258,
        rows: [{ pid: 8947, parent: 8832, group: 8947, session: 8947, state: 'Ss+', line: 3 }],
      },
      {
        label: 'jobs',
        beganSeconds: 1_795_352_955.436_962,
        endedSeconds: 1_795_352_955.448_067,
        rows: [
          { pid: 8947, parent: 8832, group: 8947, session: 8947, state: 'Ss+', line: 6 },
          { pid: 9292, parent: 8947, group: 9292, session: 8947, state: 'Zl', line: 7 },
        ],
      },
    ]);
  });

  test.each([
    ['another order', 'STAT SID PGID PPID PID\nS 3 4 5 6\n', '6 5 4 3 S'],
    ['the command amid, with spaces', 'PID COMMAND PPID PGID SID STAT\n6 a b 2 5 4 3 S\n', '6 5 4 3 S'],
    ['a column more', 'USER PID PPID PGID SID TTY STAT CMD\nme 6 5 4 3 pts/0 S a b\n', '6 5 4 3 S'],
    ['a carriage return at each end of line', 'PID PPID PGID SID STAT\r\n6 5 4 3 S\r\n', '6 5 4 3 S'],
    ['an empty line amid, and a remark', 'PID PPID PGID SID STAT\n\n# quiet\n6 5 4 3 S\n', '6 5 4 3 S'],
    ['no end of the last line', 'PID PPID PGID SID STAT\n6 5 4 3 S', '6 5 4 3 S'],
  ])('the columns are found by their heading although there is %s', (_form, text, row) => {
    expect(rowsIn(text)).toEqual([row]);
  });

  test('a snapshot without a row is a snapshot', () => {
    expect(rowsIn('PID PPID PGID SID STAT\n')).toEqual([]);
    expect(rowsIn('')).toEqual([]);
  });

  test('an empty file has no snapshots', () => {
    expect(snapshotsIn('\n\n')).toEqual([]);
  });

  test.each([
    [
      'rows without a snapshot',
      'PID PPID PGID SID STAT\n1 0 1 1 S\n',
      '1: expected a snapshot to begin, got "PID PPID PGID SID STAT": write # snapshot N label=L t0=SECONDS t1=SECONDS before it',
    ],
    [
      'no label',
      '# snapshot 0 t0=1 t1=2\n',
      '1: expected # snapshot N label=L t0=SECONDS t1=SECONDS, with t0 at most t1, got "# snapshot 0 t0=1 t1=2"',
    ],
    ['no time', '# snapshot 0 label=a t0=1\n', '1: expected # snapshot N label=L'],
    ['a time that is none', '# snapshot 0 label=a t0=1 t1=now\n', '1: expected # snapshot N label=L'],
    ['times the wrong way round', '# snapshot 0 label=a t0=2 t1=1\n', '1: expected # snapshot N label=L'],
    [
      'a missing column',
      '# snapshot 0 label=a t0=1 t1=2\nPID PPID PGID STAT\n',
      '2: expected the columns PID, PPID, PGID, SID, STAT, got "PID PPID PGID STAT": run ps -o pid,ppid,pgid,sid,tpgid,stat,comm',
    ],
    [
      'a missing heading',
      '# snapshot 0 label=a t0=1 t1=2\n8947 1 8947 8947 S bash\n',
      '2: expected the columns',
    ],
    [
      'a number that is none',
      '# snapshot 0 label=a t0=1 t1=2\nPID PPID PGID SID STAT\n8947 ? 1 1 S\n',
      '3: expected whole numbers and a state, got "8947 ? 1 1 S"',
    ],
    [
      'a row that is cut off',
      '# snapshot 0 label=a t0=1 t1=2\nPID PPID PGID SID STAT\n8947 1 89',
      '3: expected whole numbers and a state',
    ],
    [
      'a state that is none',
      '# snapshot 0 label=a t0=1 t1=2\nPID PPID PGID SID STAT\n8947 1 1 1 1\n',
      '3: expected whole numbers and a state',
    ],
  ])('the problem of a file with %s is told with its line', (_what, text, problem) => {
    expect(problemIn(text)).toContain(problem);
  });

  test('control characters of a broken line are shown and not sent', () => {
    expect(problemIn('\u001B[2J\n')).not.toContain('\u001B');
  });

  test('the snapshots beside every recording are read', () => {
    const rows = recordingNames().map((name) =>
      snapshotsOfRecording(name).reduce((sum, one) => sum + one.rows.length, 0),
    );
    expect(rows.reduce((sum, one) => sum + one, 0)).toBe(517);
    expect(Math.min(...rows)).toBeGreaterThan(0);
  });
});
