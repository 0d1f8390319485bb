// Goal: a file that is none is refused, wherever one is read or written, and never waited for. Method: pipes, devices,
// folders and sockets in every place that takes a file.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { writeWhole } from '../../src/counterexample/file/store.ts';
import { LAUNCHER, processionShared, processionWith, temporaryFolder } from '../support/procession.ts';

const TRACE = 'procession trace 1 hierarchy\n1 fork 2\n';
const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
execFileSync('mkfifo', ['pipe.trace', 'pipe.ts', 'pipe'], { cwd: folder.path });
mkdirSync(join(folder.path, 'folder.trace'));
symlinkSync('/dev/zero', join(folder.path, 'endless'));

describe('what is no regular file is refused', () => {
  test.each([
    ['replay pipe.trace', 'pipe.trace cannot be read: it is not a regular file'],
    ['replay folder.trace', 'folder.trace cannot be read: it is a folder'],
    ['replay endless', 'endless cannot be read: it is not a regular file'],
    ['replay /dev/zero', '/dev/zero cannot be read: it is not a regular file'],
    ['replay nowhere', 'nowhere cannot be read: there is no such file'],
    ['shrink pipe', 'pipe cannot be read: it is not a regular file'],
    ['show pipe', 'pipe cannot be read: it is not a regular file'],
    ['export --c pipe', 'pipe cannot be read: it is not a regular file'],
    ['check --known pipe --no-corpus', 'pipe cannot be read: it is not a regular file'],
    ['check --known folder.trace --no-corpus', 'folder.trace cannot be read: it is a folder'],
    ['check --sut ./pipe.ts --no-corpus', './pipe.ts is no regular file, not a module'],
    ['check --sut ./folder.trace --no-corpus', './folder.trace is a folder, not a module'],
    ['check --corpus pipe', 'pipe cannot be replayed: it is not a folder'],
    ['explore --checkpoint pipe', '--checkpoint: pipe is not a file'],
    ['export --c --ids 2 --output pipe', 'pipe cannot be written: it is not a regular file'],
    ['export --c --ids 2 --output /dev/null', '/dev/null cannot be written: it is not a regular file'],
  ])('what is no regular file is refused: %s', (words, sentence) => {
    const { code, out, err } = processionShared(folder.path, ...words.split(' '));
    expect(err).toContain(`procession: ${sentence}`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('what is no regular file is refused in a corpus, and the rest of it is replayed all the same', () => {
    using corpus = temporaryFolder();
    execFileSync('mkfifo', ['a.trace', 'b.json'], { cwd: corpus.path });
    writeFileSync(join(corpus.path, 'c.trace'), TRACE);
    const { code, out } = processionShared(
      corpus.path,
      'check',
      '--corpus',
      '.',
      '--runs',
      '5',
      '--seed',
      '1',
    );
    expect(code).toBe(2);
    expect(out).toContain('a.trace: it cannot be read: it is not a regular file');
    expect(out).toContain('b.json: it cannot be read: it is not a regular file');
    expect(out).toContain('3 regression traces, 1 fixed, 2 damaged');
  });

  test('what is no regular file is refused in a session, which goes on', () => {
    const { out } = processionWith(
      { input: 'load pipe\nload endless\nsave pipe\nquit\n' },
      folder.path,
      'play',
    );
    expect(out.match(/it is not a regular file/g)).toHaveLength(3);
  });

  test('a device is not replaced', () => {
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});

describe('standard input', () => {
  test.each(['replay -', 'show -', 'export --c -'])(
    'standard input is read where a file is "-": %s',
    (words) => {
      const set = words.startsWith('export') ? 'procession trace 1 posix\n1 fork 2\n' : TRACE;
      const { code, err } = processionWith({ input: set }, folder.path, ...words.split(' '));
      expect({ code, err }).toEqual({ code: 0, err: '' });
    },
  );

  test('standard input is a file as any other where it is redirected from one', () => {
    writeFileSync(join(folder.path, 'good.trace'), TRACE);
    const words = ['-c', '"$0" "$1" replay /dev/stdin < good.trace', process.execPath, LAUNCHER];
    const { status, stdout } = spawnSync('sh', words, { cwd: folder.path, encoding: 'utf8' });
    expect(stdout).toContain('PASS');
    expect(status).toBe(0);
  });
});

describe('a draft', () => {
  test('a draft whose writer was killed goes when the file is written again, and no other file does', async () => {
    using place = temporaryFolder();
    const dead = spawn('true');
    await once(dead, 'exit');
    const path = join(place.path, 'page.html');
    const others = [
      `page.html.${process.pid}.tmp.txt`,
      'page.html.x.tmp',
      `other.${dead.pid}.tmp`,
      'page.html.1.tmp',
    ];
    for (const name of [`page.html.${dead.pid}.tmp`, ...others])
      writeFileSync(join(place.path, name), 'half');
    writeWhole(path, 'whole');
    expect(readFileSync(path, 'utf8')).toBe('whole');
    expect(readdirSync(place.path).sort()).toEqual(['page.html', ...others].sort());
  });
});

describe('a stream that nobody reads', () => {
  /** The exit code where the reader of one of its streams has gone. */
  async function codeWithout(stream: 'stdout' | 'stderr', words: readonly string[]): Promise<number> {
    const child = spawn(process.execPath, [LAUNCHER, ...words], { cwd: folder.path, stdio: 'pipe' });
    child[stream].destroy();
    child[stream === 'stdout' ? 'stderr' : 'stdout'].resume();
    const [code] = (await once(child, 'close')) as [number];
    return code;
  }

  test.each([
    ['standard error', 'the code of what it says there', 'stderr', ['--html', 'nowhere/gate.html'], 2],
    ['standard output', 'no pass while there is no verdict', 'stdout', [], 3],
  ] as const)('a gate whose %s nobody reads ends with %s', async (_stream, _end, stream, words, code) => {
    expect(await codeWithout(stream, ['gate', '--only', 'tour', '--seed', '1', ...words])).toBe(code);
  });
});

describe('time', () => {
  test('a tour whose time is up ends without a pass, however far it got', () => {
    const words = ['tour', '--ids', '3', '--time', '0.001', '--no-save', '--json'];
    const { code, out } = processionShared(folder.path, ...words);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringMatching(/^the time was up after 0 of \d+ sequences$/) as string,
    });
    expect(code).toBe(3);
  });

  test('a time that suffices changes nothing about a tour', () => {
    const { code, out } = processionShared(folder.path, 'tour', '--ids', '2', '--time', '60');
    expect(out).toContain('agree on the whole tour');
    expect(code).toBe(0);
  });
});

test('a long replay says on a terminal how far it is', ({ skip }) => {
  const long = Array.from({ length: 400 }, () => '1 fork 2\n2 exit\n2 free\n').join('');
  writeFileSync(join(folder.path, 'long.trace'), `procession trace 1 hierarchy\n${long}`);
  const command = `'${process.execPath}' '${LAUNCHER}' replay long.trace`;
  // script(1) of util-linux gives the command a terminal, and prints what it shows.
  const ended = spawnSync('script', ['-qec', command, '/dev/null'], {
    cwd: folder.path,
    encoding: 'utf8',
    env: { ...process.env, TERM: 'xterm' },
  });
  skip(ended.error !== undefined, 'there is no script(1) here');
  expect(ended.stdout).toContain('\r\u001B[K64 of 1,200 commands');
  expect(ended.stdout).toContain('PASS');
});
