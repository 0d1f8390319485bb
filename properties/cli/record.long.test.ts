// Goal: a command that is recorded runs as it would without, and what it did is explained after it. Method: a stand-in for strace that
// hands over a log on record and runs the command.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Ended } from '../support/procession.ts';
import { processionSharedWith, processionWith, temporaryFolder } from '../support/procession.ts';
import { smallLog, WRONG_LOG } from '../support/small-recording.ts';

/** Words up to `--` are options; the log on record becomes that of the command after it. `WHY` is said instead, where it is set. */
const STAND_IN = `#!/bin/sh
if [ "$*" = -V ]; then exit 0; fi
printf '%s ' "$@" >> strace.words
echo >> strace.words
if [ -n "$WHY" ]; then echo "strace: $WHY" >&2; exit 1; fi
log=
while [ $# -gt 0 ]; do
  case $1 in
    --decode-pids=*) if [ -n "$OLD" ]; then echo "strace: unrecognized option '$1'" >&2; exit 1; fi; shift ;;
    -o) log=$2; shift 2 ;;
    --) shift; break ;;
    *) shift ;;
  esac
done
if [ "$log" != /dev/null ] && [ -f on-record ]; then cp on-record "$log"; fi
exec "$@"
`;

/** A folder with a stand-in for strace, and a log for it. */
function prepared(log: string | null = smallLog()): ReturnType<typeof temporaryFolder> {
  const folder = temporaryFolder();
  mkdirSync(join(folder.path, 'bin'));
  writeFileSync(join(folder.path, 'bin', 'strace'), STAND_IN);
  chmodSync(join(folder.path, 'bin', 'strace'), 0o755);
  if (log !== null) writeFileSync(join(folder.path, 'on-record'), log);
  return folder;
}

function record(
  folder: string,
  words: readonly string[],
  world: Parameters<typeof processionWith>[0] = {},
): Ended {
  const PATH = `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`;
  return processionWith({ ...world, env: { PATH, ...world.env } }, folder, 'record', ...words);
}

/** The same in a process that has run others before: for what ends before the command is run. */
function recordShared(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Ended {
  const PATH = `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`;
  return processionSharedWith({ PATH, ...env }, folder, 'record', ...words);
}

const REPORT = `
PASS  .procession/recordings/sh-1.strace: all of its 7 results are explained
  12 lines: 10 calls of 2 processes
  the command exited with 3
again: npx procession-check explain .procession/recordings/sh-1.strace
`;

/** Each starts programs, which take their time on a busy machine. */
const TIMEOUT = { timeout: 90_000 };

describe.skipIf(process.platform !== 'linux')('record', TIMEOUT, () => {
  test('the command has the standard streams, and the report comes after it with the exit code of both', () => {
    using folder = prepared();
    const words = ['--', 'sh', '-c', 'cat; echo problem >&2; exit 3'];
    expect(record(folder.path, words, { input: 'typed\n' })).toEqual({
      code: 0,
      out: `typed\n${REPORT}`,
      err: 'problem\n',
    });
  });

  test('the exit code is that of the explanation, whatever that of the command is', () => {
    using folder = prepared(WRONG_LOG);
    const { code, out } = record(folder.path, ['--', 'sh', '-c', 'exit 0']);
    expect(code).toBe(1);
    expect(out).toContain('\nFAIL  .procession/recordings/sh-1.strace: 1 of 7 results is not explained\n');
    expect(out).toContain('\n  the command exited with 0\n');
  });

  test('a signal that ends the command is said', () => {
    using folder = prepared();
    expect(record(folder.path, ['--', 'sh', '-c', 'kill -9 $$']).out).toContain(
      '\n  the command was ended by SIGKILL\n',
    );
  });

  test('what is asked of strace keeps the tracer out of the tree and follows all that is started', () => {
    using folder = prepared();
    record(folder.path, ['--output', 'it.strace', '--', 'sh', '-c', 'exit 0']);
    const [tried = '', recorded = ''] = readFileSync(join(folder.path, 'strace.words'), 'utf8').split('\n');
    expect(tried).toMatch(/ -o \/dev\/null -- \S+\/strace -V $/);
    for (const option of ['-DDD', '-f', '-ttt', '-s0', '-y', '-esignal=all', '--decode-pids=pidns'])
      expect(recorded.split(' ')).toContain(option);
    expect(recorded).toMatch(/ -etrace=%process,\?setsid,\?setpgid,\S*\?rt_sigaction /);
    expect(recorded).toContain(` -o ${join(folder.path, 'it.strace')} -- sh -c exit 0 `);
  });

  test('a strace that does not know every option is asked without it', () => {
    using folder = prepared();
    expect(record(folder.path, ['--', 'sh', '-c', 'exit 3'], { env: { OLD: '1' } }).out).toBe(REPORT);
    const words = readFileSync(join(folder.path, 'strace.words'), 'utf8');
    expect(words.split('\n').map((line) => line.includes('--decode-pids'))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test('the command has its own options, with -- before it and without', () => {
    using folder = prepared();
    for (const before of [['--'], []]) {
      const { out } = record(folder.path, ['--output', 'it.strace', ...before, 'printf', '%s', '--output']);
      expect(out.split('\n')[0]).toBe('--output');
      expect(out).toContain('again: npx procession-check explain it.strace\n');
    }
  });

  test('--json and --html write files of the recording, since standard output is that of the command', () => {
    using folder = prepared(WRONG_LOG);
    const files = ['--output', 'it.strace', '--json', 'it.json', '--html', 'it.html'];
    const { code, out } = record(folder.path, [...files, '--', 'echo', 'said']);
    expect(code).toBe(1);
    expect(out.split('\n')[0]).toBe('said');
    for (const file of ['page:  it.html', 'json:  it.json']) expect(out).toContain(`\n${file}\n`);
    const json: unknown = JSON.parse(readFileSync(join(folder.path, 'it.json'), 'utf8'));
    expect(json).toMatchObject({ verdict: 'fail', recordings: [{ file: 'it.strace', page: 'it.html' }] });
    expect(readFileSync(join(folder.path, 'it.html'), 'utf8')).toContain('<title>it.strace: 1 line is not');
    const same = record(folder.path, ['--output', 'one', '--json', 'one', '--', 'echo', 'said']);
    expect(same).toMatchObject({ code: 2, out: '' });
  });

  test('a recording without a name is a new file', () => {
    using folder = prepared();
    mkdirSync(join(folder.path, '.procession/recordings'), { recursive: true });
    writeFileSync(join(folder.path, '.procession/recordings/sh-1.strace'), 'mine');
    expect(record(folder.path, ['--', 'sh', '-c', 'exit 3']).out).toBe(REPORT.replaceAll('sh-1', 'sh-2'));
    expect(readFileSync(join(folder.path, '.procession/recordings/sh-1.strace'), 'utf8')).toBe('mine');
  });
});

describe.skipIf(process.platform !== 'linux')('what keeps a command from being recorded', TIMEOUT, () => {
  test('a recording without strace is inconclusive, and says how strace is installed', () => {
    using folder = temporaryFolder();
    const ended = processionWith(
      { env: { PATH: folder.path } },
      folder.path,
      'record',
      '--',
      process.execPath,
      '-v',
    );
    expect(ended).toEqual({
      code: 3,
      out: 'INCONCLUSIVE  recording takes strace, which is not installed: "apt-get install strace", "dnf install strace" or "apk add strace" does that\n',
      err: '',
    });
  });

  test.each([
    [
      'attach: ptrace(PTRACE_SEIZE, 17): Operation not permitted',
      /^INCONCLUSIVE {2}recording takes the system call ptrace, which is not permitted here \(strace: attach: .*\): .*SYS_PTRACE.*ptrace_scope.*\n$/,
    ],
    ['it rains', /^INCONCLUSIVE {2}strace cannot record here: strace: it rains\n$/],
  ])('a strace that ends with "%s" is inconclusive, with a cure where there is one', (WHY, sentence) => {
    using folder = prepared();
    const { code, out } = recordShared(folder.path, ['--', 'sh', '-c', 'echo ran'], { WHY });
    expect(code).toBe(3);
    expect(out).toMatch(sentence);
  });

  test('a recording without a log is inconclusive', () => {
    using folder = prepared(null);
    expect(record(folder.path, ['--', 'sh', '-c', 'exit 4'])).toMatchObject({
      code: 3,
      out: 'INCONCLUSIVE  strace has written no log: the command exited with 4\n',
    });
  });

  test.each([
    [['--', 'no-such-program'], 'there is no program "no-such-program" in a folder of PATH'],
    [['--', './nowhere'], './nowhere cannot be run: there is no such file'],
    [['--', './bin'], './bin cannot be run: it is a folder'],
    [['--', './on-record'], './on-record cannot be run: it is not executable ("chmod +x" makes it so)'],
    [['--output', 'nowhere/log', 'sh'], '--output: there is no folder nowhere'],
    [['--output', 'bin', 'sh'], '--output: bin is not a regular file'],
    [
      ['--output', 'a.ps', '--snapshots', '--', 'sh'],
      'the log and its snapshots must be two files, and both are a.ps',
    ],
    [['--outptu', 'a', '--', 'sh'], "unknown option '--outptu' (Did you mean --output?)"],
    [[], "missing required argument 'command'"],
  ])('procession record %j is misuse, and nothing is run', (words, sentence) => {
    using folder = prepared();
    expect(recordShared(folder.path, words)).toEqual({ code: 2, out: '', err: `procession: ${sentence}\n` });
    const tried = existsSync(join(folder.path, 'strace.words'));
    expect(tried && readFileSync(join(folder.path, 'strace.words'), 'utf8').includes(' sh ')).toBe(false);
  });
});
