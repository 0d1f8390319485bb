// Commands recorded by strace itself: a pipeline, commands that go on, signals, a terminal, and snapshots of a command.
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LAUNCHER, processionWith, temporaryFolder } from '../support/procession.ts';
import { codeAtEnd, needsStrace, started, untilSaid } from './recording-with-strace.ts';

test('a recording by strace agrees with the snapshots of it', (context) => {
  needsStrace(context);
  using folder = temporaryFolder();
  const script = 'sleep 1 & setsid sleep 1; wait';
  const words = ['record', '--output', 'it.strace', '--snapshots', '--', 'sh', '-c', script];
  const { code, out } = processionWith({}, folder.path, ...words);
  expect(code, out).toBe(0);
  expect(out).toMatch(/, and \d+ rows? of snapshots agrees?\n/);
  expect(out).toMatch(/\n {2}it\.ps: \d+ snapshots? compared, \d+ rows?/);
  expect(out).toMatch(/\nagain: .* explain it\.strace --snapshots it\.ps\n$/);
});

test('what a command leaves running is recorded until Ctrl-C, and goes on after it', async (context) => {
  needsStrace(context);
  using folder = temporaryFolder();
  const run = started(folder.path, ['--', 'sh', '-c', 'sleep 300 >&- 2>&- & echo pid $!']);
  const [, pid] = await untilSaid(run, 'out', /^pid (\d+)\n/);
  try {
    await untilSaid(run, 'err', /the command has ended; what it started runs on/);
    run.child.kill('SIGINT');
    expect(await codeAtEnd(run.child)).toBe(0);
    expect(run.said.out).toContain(
      '\n  the recording was ended while processes still ran\n  the command exited with 0\n',
    );
    expect(() => process.kill(Number(pid), 0)).not.toThrow();
  } finally {
    process.kill(Number(pid), 'SIGKILL');
  }
});

test("a terminal's Ctrl-C goes to the command, and what was recorded is explained", async (context) => {
  needsStrace(context);
  if (spawnSync('script', ['--version']).status !== 0) context.skip('no script here');
  using folder = temporaryFolder();
  writeFileSync(
    join(folder.path, 'it.sh'),
    'trap "echo caught; exit 4" INT; echo ready; while :; do sleep 0.05; done\n',
  );
  const line = `exec '${process.execPath}' '${LAUNCHER}' record -- sh it.sh`;
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd: folder.path,
    env: { ...process.env, NO_COLOR: '1' },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (text: Buffer) => (said.out += text.toString()));
  await untilSaid({ child, said }, 'out', /ready/);
  child.stdin.write('\u0003');
  expect(await codeAtEnd(child), said.out).toBe(0);
  expect(said.out).toMatch(/caught\r\n\r\nPASS {2}/);
  expect(said.out).toContain('the command exited with 4');
});

test('a recording by strace of a pipeline is explained, and so it is when it is read again', (context) => {
  needsStrace(context);
  using folder = temporaryFolder();
  const script = 'set -m; echo one | cat; (exit 5); echo $?';
  const ended = processionWith(
    {},
    folder.path,
    'record',
    '--output',
    'it.strace',
    '--',
    'bash',
    '-c',
    script,
  );
  expect(ended).toMatchObject({ code: 0, err: '' });
  expect(ended.out).toMatch(/^one\n5\n\nPASS {2}it\.strace: all of its \d+ results are explained\n/);
  const again = processionWith({}, folder.path, 'explain', 'it.strace');
  expect(again.code).toBe(0);
  expect(ended.out).toContain(again.out);
});

test('SIGTERM goes to the command, and what was recorded is explained', async (context) => {
  needsStrace(context);
  using folder = temporaryFolder();
  const script = 'trap "exit 4" TERM; echo ready; while :; do sleep 0.05; done';
  const run = started(folder.path, ['--', 'sh', '-c', script]);
  await untilSaid(run, 'out', /ready/);
  run.child.kill('SIGTERM');
  expect(await codeAtEnd(run.child)).toBe(143);
  expect(run.said.out).toMatch(/\nPASS {2}/);
  expect(run.said.out).toContain('\n  the command exited with 4\n');
});
