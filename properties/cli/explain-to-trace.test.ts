// Goal: whoever has a recording gets a trace of it, whole or not at all, that the other commands take.
// Method: small recordings through the command line.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { processionShared, temporaryFolder } from '../support/procession.ts';
import type { Ended } from '../support/procession.ts';
import { smallLog, WRONG_LOG } from '../support/small-recording.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
beforeAll(() => {
  writeFileSync(join(folder.path, 'right.strace'), smallLog());
  writeFileSync(join(folder.path, 'wrong.strace'), WRONG_LOG);
});

function run(...words: readonly string[]): Ended {
  return processionShared(folder.path, ...words);
}

function textOfFile(name: string): string {
  return readFileSync(join(folder.path, name), 'utf8');
}

describe('explain --to-trace', () => {
  test('explain writes the trace, says where it is, and leaves nothing beside it', () => {
    const { code, out } = run('explain', 'right.strace', '--to-trace', 'right.trace');
    expect(code, out).toBe(0);
    expect(out.endsWith('\ntrace: right.trace\n')).toBe(true);
    expect(textOfFile('right.trace')).toBe(`procession trace 1 posix
# the recording right.strace as a trace
# process 100, with which the recording begins, is 2 here
1 fork 2 => ok pid=2
2 execve => ok
2 setsid => ok sid=2
2 fork 3 => ok pid=3
3 getppid => ok ppid=2
3 setpgid 0 0 => ok
2 setpgid 3 4 => EPERM
2 getpgid 3 => ok pgid=3
3 exit 3 => ok
2 waitpid -1 => ok pid=3 status=768
2 exit 0 => ok
1 waitpid 2 => ok pid=2 status=0
# 12 lines of the recording are 12 commands
`);
    expect(readdirSync(folder.path).filter((name) => name.includes('right.trace'))).toEqual(['right.trace']);
  });

  test('explain --json names the trace', () => {
    const { out } = run('explain', 'right.strace', '--to-trace', 'json.trace', '--json');
    expect(JSON.parse(out)).toMatchObject({ recordings: [{ trace: 'json.trace', page: null }] });
    expect(textOfFile('json.trace')).toContain('2 setsid => ok sid=2\n');
  });

  test('replay takes the trace of a recording, and so does show', () => {
    run('explain', 'right.strace', '--to-trace', 'taken.trace');
    expect(run('replay', 'taken.trace').out).toBe(
      'PASS  taken.trace: 12 commands, posix-table and the model agree\n',
    );
    const wrong = run('replay', 'taken.trace', '--sut', 'mutant:setpgid-makes-no-group');
    expect(wrong.code).toBe(1);
    expect(wrong.out).toContain('3 setpgid 0 0 should answer');
    expect(run('show', 'taken.trace').out).toContain('3 setpgid 0 0');
  });

  test('the trace of a recording that is not explained ends with the right answer to its first wrong line', () => {
    expect(run('explain', 'wrong.strace', '--to-trace', 'wrong.trace').code).toBe(1);
    expect(textOfFile('wrong.trace').trimEnd().split('\n').slice(-5)).toEqual([
      '# line 7 is not explained, and the trace ends with it, answered as it should be: 100 getpgid 101 => ok pgid=100',
      '2 getpgid 3 => ok pgid=3',
      '# 12 lines of the recording are 8 commands',
      '# 1 line not explained, the first:',
      '# line 7: 100 1700001006.000000 getpgid(101)           = 100',
    ]);
  });

  test('a folder of our own is made, and a place that takes no file is refused before the log is read', () => {
    expect(run('explain', 'right.strace', '--to-trace', '.procession/traces/a.trace').code).toBe(0);
    expect(existsSync(join(folder.path, '.procession/traces/a.trace'))).toBe(true);
    expect(run('explain', 'right.strace', '--to-trace', 'nowhere/a.trace')).toEqual({
      code: 2,
      out: '',
      err: 'procession: --to-trace: there is no folder nowhere\n',
    });
    expect(run('explain', 'right.strace', 'wrong.strace', '--to-trace', 'a.trace').err).toBe(
      'procession: --to-trace is about one recording, and 2 files are given\n',
    );
  });

  test('a log that turns out to be none leaves no trace, and the one that was there stays', () => {
    writeFileSync(join(folder.path, 'none.log'), 'no log\n');
    writeFileSync(join(folder.path, 'old.trace'), 'old');
    expect(run('explain', 'none.log', '--to-trace', 'old.trace').code).toBe(2);
    expect(textOfFile('old.trace')).toBe('old');
    expect(readdirSync(folder.path).filter((name) => name.startsWith('old.trace'))).toEqual(['old.trace']);
  });
});
