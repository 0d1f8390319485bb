// Goal: the recordings of real programs are read as somebody else has counted them.
// Method: every recording in logs/ is read as a whole, and compared with the counts of the independent replay that it came with.
import { beforeAll, describe, expect, test } from 'vitest';
import type { LogEvent } from '../../src/engines/recordings/log-event.ts';
import { eventsOfRecording, recordingNames, snapshotsOfRecording } from '../support/recorded-logs.ts';

/** Lines, processes made, programs executed, setsid and setpgid that answered and that refused, ends, snapshots. */
const COUNTS: Readonly<Record<string, string>> = {
  atd_batch: '37 4 4 0/0 0/0 5 1',
  bash_hangup: '126 7 10 2/0 12/1 8 2',
  bash_jobs: '271 18 15 2/0 28/1 19 9',
  bash_set_m: '86 7 7 0/0 8/0 8 1',
  busybox_ash_jobs: '152 11 10 1/0 22/2 12 8',
  configure_script: '4619 482 327 0/0 0/0 483 1',
  cron_job: '82 10 7 3/0 0/0 11 2',
  dash_jobs: '154 11 10 1/0 21/3 12 8',
  dash_sighup_shell: '34 3 5 1/0 6/1 4 2',
  double_fork_daemon: '87 10 7 3/0 0/1 11 2',
  dumb_init: '138 11 12 2/0 0/0 12 1',
  fork_storm: '31641 4500 1 0/0 0/0 4501 1',
  ksh93_jobs: '194 13 7 1/0 15/4 14 8',
  make_j4: '5320 424 425 0/0 0/0 425 2',
  mc_subshell: '157 6 7 3/0 8/1 7 1',
  mksh_jobs: '148 11 10 1/0 21/1 12 8',
  nginx_daemon: '169 17 11 1/0 0/0 18 2',
  node_children: '218 17 16 2/0 0/0 30 2',
  npm_scripts: '248 9 12 0/0 0/0 36 1',
  pidns_init_dies: '50 5 6 1/0 0/0 6 1',
  pidns_tini: '141 11 12 1/0 1/0 12 1',
  pipeline_script: '890 95 65 0/0 0/0 96 1',
  redis_daemon: '164 17 16 1/0 0/0 22 1',
  runit_runsvdir: '153 9 13 4/0 0/0 10 3',
  screen_session: '121 6 7 4/0 6/3 7 2',
  script_cmd: '115 6 8 2/0 10/1 7 3',
  setsid_util: '138 10 14 7/0 4/0 11 2',
  sshd_login: '158 14 12 6/0 4/1 15 3',
  timeout_cmd: '271 15 17 1/0 17/1 16 2',
  tini_subreaper: '132 10 11 1/0 1/0 11 2',
  tmux_windows: '582 41 41 6/0 13/1 42 2',
  watch_less_man: '238 20 15 1/0 12/1 21 2',
  xargs_P8: '8024 684 685 0/0 0/0 685 1',
  zoo_errors: '161 15 2 4/3 22/22 16 1',
  zoo_reapers: '127 19 1 1/0 1/0 20 2',
  zoo_threads: '119 13 3 1/0 5/1 19 1',
  zoo_torture_1: '3767 332 58 99/86 155/382 333 5',
  zoo_tty: '88 6 2 2/0 4/0 7 1',
  zsh_jobs: '151 10 10 1/0 10/0 11 8',
};

/** All that the tests ask of a recording, of one reading. */
interface Reading {
  readonly counts: string;
  /** Events that are unreadable, or not on the line after that of the event before. */
  readonly wrong: readonly string[];
  /** Calls on two lines. */
  readonly pairs: number;
  /** Calls that were entered and did not return. */
  readonly leftOver: number;
}

async function readingOf(name: string): Promise<Reading> {
  const counts = { lines: 0, made: 0, executed: 0, ends: 0 };
  const answers = { setsid: [0, 0], setpgid: [0, 0] };
  const entered = new Set<object>();
  const wrong: string[] = [];
  let pairs = 0;
  for await (const event of eventsOfRecording(name)) {
    counts.lines++;
    if (event.at.line !== counts.lines || event.kind === 'unreadable')
      wrong.push(`${name}:${counts.lines} ${event.text}`);
    if (event.kind === 'end') counts.ends++;
    if (event.kind === 'enter') entered.add(event.call);
    if (event.kind !== 'return') continue;
    if (entered.delete(event.call)) pairs++;
    const { name: call, result } = event.call;
    const value = result?.kind === 'value' ? result.value : undefined;
    if (isFork(event) && value !== undefined) counts.made++;
    if (call === 'execve' && value === 0) counts.executed++;
    const place = value === undefined ? 1 : 0;
    if (call === 'setsid' || call === 'setpgid') answers[call][place] = (answers[call][place] ?? 0) + 1;
  }
  const { lines, made, executed, ends } = counts;
  const [setsid, setpgid] = [answers.setsid.join('/'), answers.setpgid.join('/')];
  const told = [lines, made, executed, setsid, setpgid, ends, snapshotsOfRecording(name).length].join(' ');
  return { counts: told, wrong, pairs, leftOver: entered.size };
}

/** It makes a process, and no thread of one. */
function isFork(event: LogEvent & { readonly kind: 'return' }): boolean {
  const { name, arguments: given } = event.call;
  return /^(?:v?fork|clone3?)$/.test(name) && !given.some((one) => one.includes('CLONE_THREAD'));
}

describe('the recordings of real programs', () => {
  const readings = new Map<string, Reading>();
  beforeAll(async () => {
    for (const name of recordingNames()) readings.set(name, await readingOf(name));
  }, 120_000);
  const all = (): readonly Reading[] => [...readings.values()];

  test('all recordings have counts to be compared with', () => {
    expect([...readings.keys()].toSorted()).toEqual(Object.keys(COUNTS).toSorted());
  });

  test.each(Object.entries(COUNTS))(
    'the reader finds in %s as many lines, processes and answers as were counted',
    (name, counts) => {
      expect(readings.get(name)?.counts).toBe(counts);
    },
  );

  test('each line of every recording is one event, and no event is unreadable', () => {
    expect(all().flatMap(({ wrong }) => wrong)).toEqual([]);
  });

  test('a call on two lines is entered on the one and returns on the other, and none is left over', () => {
    expect(all().reduce((sum, { pairs }) => sum + pairs, 0)).toBe(11_704);
    expect(all().reduce((sum, { leftOver }) => sum + leftOver, 0)).toBe(0);
  });
});
