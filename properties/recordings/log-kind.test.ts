// Goal: a file that was given as a recording is told from everything else, in a sentence with cause and cure.
// Method: the beginning of each kind of file that is likely to be given, and the recordings.
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { kindOfBytes, kindOfText } from '../../src/engines/recordings/log-kind.ts';
import { openLog } from '../../src/engines/recordings/log-file.ts';
import { bytesOfLog, recordingNames } from '../support/recorded-logs.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function problemOf(head: Uint8Array | string): string {
  const kind = typeof head === 'string' ? kindOfText(head) : kindOfBytes(head);
  return kind.kind === 'other' ? kind.problem : `it is ${kind.kind}`;
}

describe('the kind of a recording', () => {
  test.each([
    ['12 1795353508.361227 setsid() = 12\n', 'strace'],
    ['12 setsid() = 12', 'strace'],
    ['execve("/bin/sh", ["sh"], 0x7f /* 3 vars */) = 0\n', 'strace'],
    ['[pid 12] wait4(-1,  <unfinished ...>\n', 'strace'],
    ['strace: Process 12 attached\n', 'strace'],
    ['12 +++ exited with 0 +++\r\n', 'strace'],
    ['12 setsid() = 12\n\0\0\0\0', 'strace'],
    ['\n\nScript started\nhello\n10:11:12 --- SIGHUP {si_signo=SIGHUP} ---\n', 'strace'],
    ['strace: a warning\n12 setsid() = 12\n', 'strace'],
    ['{"command":{"name":"fork"}}\n', 'json-lines'],
    ['  \n{\n', 'json-lines'],
    ['\uFEFF{"command":{}}\n', 'json-lines'],
    ['[    0.000000] booting\nhello\n{"command":{"name":"fork"}}\n', 'json-lines'],
  ])('%j is the beginning of %s', (text, kind) => {
    expect(kindOfBytes(bytes(text))).toEqual({ kind });
  });

  test('a packed log is told from others by its first two bytes', () => {
    expect(kindOfBytes(gzipSync('12 setsid() = 12\n'))).toEqual({ kind: 'gzip' });
  });

  test.each([
    ['nothing', bytes(''), 'the log is empty: nothing was traced'],
    ['empty lines', bytes('\n \r\n'), 'the log is empty'],
    ['a program', bytes('\u007FELF\u0002\u0001\u0001\0\0\0'), 'the file is binary, and a log is text'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x31, 0]), 'the log is in UTF-16: convert it with iconv'],
    [
      'a table of counts',
      bytes('% time     seconds  usecs/call     calls    errors syscall\n------\n'),
      'the log is a table of counts, which strace -c prints',
    ],
    ['snapshots', bytes('# snapshot 0 label=a t0=1 t1=2\n  PID  PPID\n'), 'the file holds snapshots of ps'],
    [
      'ps without a snapshot',
      bytes('  PID  PPID  PGID\n    1     0     1\n'),
      'the file holds snapshots of ps',
    ],
    [
      'an error of strace',
      bytes('strace: exec: No such file or directory\n'),
      'strace has traced nothing, and says why on its first line ("strace: exec: No such file or directory")',
    ],
    [
      'other text',
      bytes('hello\nworld\n'),
      'the file is neither a log of strace nor JSON lines (it begins with "hello")',
    ],
    ['long text', bytes('x'.repeat(100)), '(100 characters in all)'],
    ['a terminal command', bytes('\u001B[2J\n'), String.raw`"\u001b[2J"`],
  ])('the problem with %s is told in a sentence', (_what, head, problem) => {
    expect(problemOf(head)).toContain(problem);
    expect(problemOf(head)).toMatch(
      /: (?:nothing|give|record|convert|run|strace|unpack)|record with|give the log/,
    );
  });

  test('a log that begins later than the first hundred lines is none', () => {
    const text = (lines: number): string => `${'output\n'.repeat(lines)}12 setsid() = 12\n`;
    expect(kindOfText(text(99))).toEqual({ kind: 'strace' });
    expect(problemOf(text(100))).toContain('neither a log of strace nor JSON lines');
  });

  test('every recording is a log of strace, which its snapshots are not', async () => {
    for (const name of recordingNames()) {
      const { kind } = await openLog(bytesOfLog(name));
      expect(kind, name).toEqual({ kind: 'strace' });
    }
  });
});
