// Goal: every example that a stranger may copy is right, as the check itself sees it. Method: each is built with the
// tools that are here and checked; where a tool is missing the test says so and is counted as skipped.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { whyNoCompiler } from '../support/c-compiler.ts';
import { procession, temporaryFolder } from '../support/procession.ts';
import { ROOT, textOf } from '../support/repository.ts';

/** About the fewest in which all is met that `--require-coverage` asks for. */
const RUNS = ['--runs', '150', '--seed', '1', '--require-coverage'];
const ALL = 'invariants checked: I1 I2 I3 I4 I5 I6 I7 I8 I9 I10';

function isThere(tool: string): boolean {
  return spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Runs a build that must succeed. */
function build(tool: string, ...words: readonly string[]): void {
  const { status, stderr } = spawnSync(tool, words, { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
}

function passes(folder: string, program: string): void {
  const { code, out } = procession(folder, 'check', '--sut', `cmd:${program}`, ...RUNS);
  expect(out).toContain(ALL);
  expect(out).toMatch(/^PASS {2}.* and the model agree in 150 runs, seed 1$/m);
  expect(code).toBe(0);
}

describe('the example in Python', () => {
  const program = `python3 '${ROOT}examples/python/processes.py'`;

  test('the example in Python agrees with the model', (context) => {
    if (!isThere('python3')) context.skip('no python3 here');
    using folder = temporaryFolder();
    passes(folder.path, program);
  });

  test('the example in Python fails where it forgets to reparent, in three commands', (context) => {
    if (!isThere('python3')) context.skip('no python3 here');
    using folder = temporaryFolder();
    const words = ['check', '--sut', `cmd:${program}`, '--env', 'FORGET_TO_REPARENT=1', ...RUNS];
    const { code, out } = procession(folder.path, ...words);
    expect(code).toBe(1);
    expect(out).toContain(
      'FAIL  H5 exit: the states differ\n\n  1 fork 2   ok pid=2\n  2 fork 3   ok pid=3\n  2 exit     ok\n',
    );
    expect(out).toContain('seen      s1{ g1: 1 2<1z 3<2 }');
  });

  test('the example in Python of the POSIX commands agrees with the model, which takes Linux’s choices to be the right ones', (context) => {
    if (!isThere('python3')) context.skip('no python3 here');
    using folder = temporaryFolder();
    const posix = `cmd:python3 '${ROOT}examples/python/posix.py'`;
    const { code, out } = procession(
      folder.path,
      'check',
      '--set',
      'posix',
      '--sut',
      posix,
      ...RUNS,
      '--json',
    );
    const report = JSON.parse(out) as { readonly verdict: string; readonly profile: string };
    expect(report).toMatchObject({ verdict: 'pass', profile: 'linux', commandSet: 'posix', runs: 150 });
    expect(code).toBe(0);
  });

  test('the example in Python of the POSIX commands fails where it forgets the check for session leaders, in one command', (context) => {
    if (!isThere('python3')) context.skip('no python3 here');
    using folder = temporaryFolder();
    const posix = `cmd:python3 '${ROOT}examples/python/posix.py'`;
    const forgetting = ['--env', 'FORGET_SESSION_LEADERS=1', ...RUNS.slice(0, 4)];
    const { code, out } = procession(folder.path, 'check', '--set', 'posix', '--sut', posix, ...forgetting);
    expect(out).toContain('1 setpgid 0 0 should answer "EPERM" for leads-its-session and answers "ok"');
    expect(code).toBe(1);
  });

  test('the example in Python of the POSIX commands answers as docs/protocol.md has it', (context) => {
    if (!isThere('python3')) context.skip('no python3 here');
    const [, conversation = ''] =
      /```\n(→[^`]*"commands":"posix"[^`]*)```/.exec(textOf('docs/protocol.md')) ?? [];
    const lines = conversation.trimEnd().split('\n');
    const asked = lines.filter((line) => line.startsWith('→ ')).map((line) => line.slice(2));
    const told = lines.filter((line) => line.startsWith('← ')).map((line) => line.slice(2));
    expect([asked.length, told.length]).toEqual([2, 2]);
    const { stdout } = spawnSync('python3', [`${ROOT}examples/python/posix.py`], {
      input: `${asked.join('\n')}\n`,
      encoding: 'utf8',
    });
    const answersIn = (text = ''): readonly string[] => text.match(/"answer":\s?\{[^}]*\}\}?/g) ?? [];
    const [, seen] = stdout.split('\n');
    const plain = (answers: readonly string[]): readonly string[] =>
      answers.map((each) => each.replaceAll(' ', ''));
    expect(plain(answersIn(seen))).toEqual(plain(answersIn(told[1])));
    expect(answersIn(told[1])).toHaveLength(4);
  });

  test('the example in Python of the first ten minutes passes as docs/protocol.md has it', (context) => {
    if (!isThere('python3')) context.skip('no python3 here');
    const [, start = ''] = /```python\n([\s\S]*?)```/.exec(textOf('docs/protocol.md')) ?? [];
    expect(start.split('\n').length).toBeLessThan(70);
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'mine.py'), start);
    const { code, out } = procession(
      folder.path,
      'check',
      '--sut',
      'cmd:python3 mine.py',
      ...RUNS.slice(0, 4),
    );
    expect(out).toMatch(/^PASS/m);
    expect(code).toBe(0);
  });
});

test('the example in C agrees with the model', (context) => {
  const missing = whyNoCompiler();
  if (missing !== undefined) context.skip(missing);
  using folder = temporaryFolder();
  const program = join(folder.path, 'processes');
  build('cc', '-O1', '-o', program, `${ROOT}examples/c/processes.c`);
  passes(folder.path, './processes');
});

test('the example in Rust agrees with the model', (context) => {
  if (!isThere('cargo')) context.skip('no cargo here');
  using folder = temporaryFolder();
  const manifest = `${ROOT}examples/rust/Cargo.toml`;
  const target = `${ROOT}node_modules/.cache/example-in-rust`; // Stays, so that cargo need not build it each time.
  build(
    'cargo',
    'build',
    '--quiet',
    '--offline',
    '--locked',
    '--manifest-path',
    manifest,
    '--target-dir',
    target,
  );
  passes(folder.path, `'${target}/debug/processes'`);
});
