// Goal: whatever is broken about a file, the lines that are there are read, and the break is told where it is.
// Method: the same text in chunks of every size, packed, cut off in many places, and with lines that are too long.
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { BrokenSource, LINE_LENGTH_MAX, linesOf, openLog } from '../../src/engines/recordings/log-file.ts';
import type { LogLine } from '../../src/engines/recordings/log-line.ts';
import { openRecording } from '../../src/engines/recordings/recording.ts';
import { toldEvent } from '../support/told-events.ts';

const TEXT = '12 getppid() = 5\n12 setsid() = 12\n\n12 execve("ü€😀") = 0\n12 +++ exited with 0 +++\n';
const LINES = TEXT.trimEnd().split('\n');

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function linesIn(bytes: Uint8Array | string, size = 65_536): Promise<readonly LogLine[]> {
  const given = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  return all((await openLog(chunks(given, size))).lines);
}

async function toldIn(bytes: Uint8Array, size = 65_536): Promise<readonly string[]> {
  const recording = await openRecording(chunks(bytes, size));
  if (recording.kind === 'other') return [recording.problem];
  return (await all(recording.events)).map((event) => `${event.at.line}: ${toldEvent(event)}`);
}

describe('the lines of a file', () => {
  test.each([1, 2, 3, 5, 7, 16, 17, 1_000])('the lines are the same in chunks of %i bytes', async (size) => {
    expect(await linesIn(TEXT, size)).toEqual(LINES);
    expect(await linesIn(gzipSync(TEXT), size)).toEqual(LINES);
  });

  test('a mark of the byte order in front is left out', async () => {
    expect(await linesIn(`\uFEFF${TEXT}`, 1)).toEqual(LINES);
  });

  test('a last line without an end is damaged, and may be whole', async () => {
    const [line, last] = await linesIn('12 getppid() = 5\n12 setsid() = 1');
    expect(line).toBe('12 getppid() = 5');
    expect(last).toEqual({
      text: '12 setsid() = 1',
      why: 'the log is cut off there: its last line has no end',
      mayBeWhole: true,
    });
  });

  test('a line of a million bytes is read, and a longer one is cut with its reason', async () => {
    const long = 'x'.repeat(LINE_LENGTH_MAX);
    for (const size of [65_536, 3 * LINE_LENGTH_MAX]) {
      expect(await linesIn(`a\n${long}\nb\n`, size)).toEqual(['a', long, 'b']);
      const [a, cut, b] = await linesIn(`a\n${long}y\nb\n`, size);
      expect([a, b]).toEqual(['a', 'b']);
      expect(cut).toEqual({
        text: 'x'.repeat(1_000),
        why: 'the line has 1000001 bytes, and is read only up to 1000000: record with strace -s 0, which prints no strings',
        mayBeWhole: false,
      });
    }
  });

  test('a line without an end is kept only up to the length at which lines are cut', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      const chunk = Buffer.alloc(65_536, 'x');
      for (let count = 0; count < 4_096; count++) yield chunk;
    }
    const before = process.memoryUsage().arrayBuffers;
    const [last] = await all(linesOf(endless()));
    expect(typeof last === 'object' && last.text.length).toBe(LINE_LENGTH_MAX);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64_000_000);
  });

  test('an error of the source is thrown as such, with what was read before it', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(TEXT.repeat(2_000));
      await Promise.reject(new Error('the disk is gone'));
    }
    const { lines } = await openLog(broken());
    const error: unknown = await all(lines).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BrokenSource);
    expect((error as BrokenSource).cause).toEqual(new Error('the disk is gone'));
  });
});

describe('a packed log', () => {
  const packed = gzipSync(TEXT.repeat(200));

  test('a packed log that is cut off anywhere gives the lines that were there, and then says so', async () => {
    for (let length = 30; length < packed.length; length += 7) {
      const found = await linesIn(packed.subarray(0, length), 50);
      const last = found.at(-1);
      expect(last, `cut at ${length}`).toMatchObject({ mayBeWhole: false });
      expect(typeof last === 'object' && last.why).toContain('the log is cut off there, or damaged');
      found.slice(0, -1).forEach((line, index) => expect(line).toBe(LINES[index % LINES.length]));
    }
  });

  test('most of a packed log that is cut off near its end is there', async () => {
    const text = Array.from({ length: 5_000 }, (_, index) => `12 kill(${index * 7_919}, 0) = 0\n`).join('');
    const whole = gzipSync(text);
    const found = await linesIn(whole.subarray(0, whole.length - 9));
    expect(found.length).toBe(5_001);
  });

  test('a packed log that is damaged in the middle gives the lines before, and then says so', async () => {
    const text = Array.from(
      { length: 20_000 },
      (_, index) => `12 kill(${(index * 7_919) % 32_768}, 0) = 0\n`,
    ).join('');
    const damaged = Buffer.from(gzipSync(text));
    damaged.fill(0xff, damaged.length / 2, damaged.length / 2 + 64);
    const found = await linesIn(damaged);
    expect(found.length).toBeGreaterThan(5_000);
    expect(found.at(-1)).toMatchObject({ mayBeWhole: false });
  });

  test('two packed logs behind each other are one', async () => {
    const both = Buffer.concat([gzipSync('12 getppid() = 5\n'), gzipSync('12 setsid() = 12\n')]);
    expect(await linesIn(both, 7)).toEqual(['12 getppid() = 5', '12 setsid() = 12']);
  });

  test('a packed log is read although there are bytes behind it', async () => {
    expect(await linesIn(Buffer.concat([gzipSync(TEXT), Buffer.alloc(100_000)]), 16_384)).toEqual(LINES);
  });

  test('a log that is packed twice is to be unpacked once', async () => {
    expect((await openLog(chunks(gzipSync(gzipSync(TEXT)), 100))).kind).toEqual({
      kind: 'other',
      problem: 'the log is packed twice: unpack it once with gunzip',
    });
  });

  test('a packed log of which nothing is left has a problem', async () => {
    expect(await toldIn(packed.subarray(0, 5))).toEqual([expect.stringContaining('the log is empty')]);
  });
});

describe('a recording', () => {
  test('a log of strace gives its events, and a remark on its form', async () => {
    const recording = await openRecording(chunks(Buffer.from('getpid() = 12\nhello\nsetsid() = 12\n'), 5));
    if (recording.kind !== 'strace') throw new Error(recording.kind);
    expect((await all(recording.events)).map(toldEvent)).toEqual(['12 getpid() = 12', '12 setsid() = 12']);
    expect(recording.remarks()).toHaveLength(1);
  });

  test('a log that is cut off ends in an unreadable event on its last line', async () => {
    expect(await toldIn(Buffer.from('12 getppid() = 5\n12 setsid() = 1'))).toEqual([
      '1: 12 getppid() = 5',
      '2: unreadable: the log is cut off there: its last line has no end',
    ]);
    expect((await toldIn(gzipSync('12 getppid() = 5\n'.repeat(9)).subarray(0, -9))).at(-1)).toContain(
      'cut off there',
    );
  });

  test('JSON lines give their events, with damaged lines among them', async () => {
    const fork = JSON.stringify({ command: { name: 'fork', process: 1 }, answer: { ok: { pid: 2 } } });
    const text = `${fork}\n${'x'.repeat(LINE_LENGTH_MAX + 1)}\n${fork.replace('2', '3')}`;
    const told = await toldIn(Buffer.from(text));
    expect(told.map((event) => event.slice(0, 14))).toEqual([
      '1: 1 clone(chi',
      '2: unreadable:',
      '3: 1 clone(chi',
    ]);
  });

  test('another file has a problem', async () => {
    expect(await toldIn(Buffer.from('hello\n'))).toEqual([
      expect.stringContaining('neither a log of strace'),
    ]);
  });
});
