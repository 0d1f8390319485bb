// Goal: no damage to a log makes its reading or its explanation throw, and no line of it is dropped in silence.
// Method: recordings and a log without numbers, cut, with bits flipped, with lines joined, doubled, dropped and exchanged, by a seeded dice.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/engines/recordings/explain.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import type { LogEvent } from '../../src/engines/recordings/log-event.ts';
import { snapshotsIn } from '../../src/engines/recordings/ps-snapshots.ts';
import { openRecording } from '../../src/engines/recordings/recording.ts';
import { mutatedText, pick } from '../fuzz/mutate.ts';
import { textOfLog, textOfSnapshots } from '../support/recorded-logs.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';
import { ON_TERMINAL } from '../support/written-logs.ts';

const NAMES = ['zoo_threads', 'pidns_tini', 'dash_sighup_shell', 'cron_job', 'atd_batch'];
const LOGS = [...NAMES.map(textOfLog), ON_TERMINAL, ON_TERMINAL.repeat(3)];
const RUNS = 150;

async function* inOneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** One to three damages, or words and lines of another log. */
function damaged(dice: Dice): Buffer {
  const text = pick(dice, LOGS);
  if (dice.chance(20)) return Buffer.from(mutatedText(dice, text, pick(dice, LOGS)));
  let bytes: Buffer = Buffer.from(text);
  for (let times = 1 + dice.below(3); times > 0; times -= 1) bytes = damagedOnce(dice, bytes);
  return dice.chance(10) ? gzipSync(bytes).subarray(0, 20 + dice.below(bytes.length)) : bytes;
}

function damagedOnce(dice: Dice, bytes: Buffer): Buffer {
  if (bytes.length < 2) return bytes;
  const at = dice.below(bytes.length);
  switch (dice.below(6)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return bytes.subarray(at);
    case 2: {
      const flipped = Buffer.from(bytes);
      for (let flips = 1 + dice.below(20); flips > 0; flips -= 1) {
        const place = dice.below(bytes.length);
        flipped[place] = (flipped[place] ?? 0) ^ (1 << dice.below(8));
      }
      return flipped;
    }
    case 3:
      return withLines(bytes, (lines) => lines.toSpliced(dice.below(lines.length), 1 + dice.below(3)));
    case 4:
      return withLines(bytes, (lines) =>
        lines.toSpliced(dice.below(lines.length), 0, pick(dice, lines), pick(dice, lines)),
      );
    default: {
      const end = bytes.indexOf(10, at);
      return end === -1 ? bytes : Buffer.concat([bytes.subarray(0, end), bytes.subarray(end + 1)]);
    }
  }
}

function withLines(bytes: Buffer, change: (lines: readonly string[]) => readonly string[]): Buffer {
  return Buffer.from(change(bytes.toString('latin1').split('\n')).join('\n'), 'latin1');
}

/** The events of a log, and how many of its lines are none; none at all where it is no log. */
async function eventsIn(bytes: Uint8Array): Promise<readonly LogEvent[]> {
  const recording = await openRecording(inOneChunk(bytes));
  if (recording.kind === 'other') return [];
  const events: LogEvent[] = [];
  for await (const event of recording.events) events.push(event);
  return events;
}

/** Lines with a number in front of which no event tells. */
function droppedLines(text: string, events: readonly LogEvent[]): readonly string[] {
  const told = new Set(events.map(({ at }) => at.line));
  return text
    .split('\n')
    .filter((line, index) => /^\d{1,7} +\d{10}\.\d+ [a-z<+-]/.test(line) && !told.has(index + 1));
}

describe('damage', () => {
  test('no damage makes the reading or the explanation of a log throw, nor a snapshot', async () => {
    const dice = new Dice();
    for (let run = 0; run < RUNS; run += 1) {
      dice.seed(run);
      const bytes = damaged(dice);
      const events = await eventsIn(bytes);
      const snapshots = snapshotsIn(
        damagedOnce(dice, Buffer.from(textOfSnapshots(pick(dice, NAMES)))).toString(),
      );
      if (run % 10 === 0)
        await explain(events, { snapshots: 'problem' in snapshots ? [] : snapshots, steps: 200 });
    }
  });

  test('no damage makes the reader drop a line of a log with numbers', async () => {
    const dice = new Dice();
    let unreadable = 0;
    for (let run = 0; run < RUNS; run += 1) {
      dice.seed(run);
      const text = damagedOnce(dice, Buffer.from(pick(dice, NAMES.map(textOfLog)))).toString('utf8');
      const events = await eventsIn(Buffer.from(text));
      if (events.length > 0) expect(droppedLines(text, events)).toEqual([]);
      unreadable += events.filter(({ kind }) => kind === 'unreadable').length;
    }
    expect(unreadable).toBeGreaterThan(RUNS / 2);
  });

  test('a line of which no event tells is noticed', () => {
    expect(droppedLines('12 1795353508.361227 setsid() = 12\n', [])).toHaveLength(1);
  });

  // In a process of its own: an explanation without an end would take the test's process with it.
  test.each([
    [
      'twice',
      'fail',
      '9442 getppid() = 9448\n9442 clone(flags=SIGCHLD) = 9448\n9442 clone(flags=SIGCHLD) = 9448\n9448 exit_group(0) = ?\n9448 +++ exited with 0 +++\n',
    ],
    [
      'when the recording began',
      'inconclusive',
      '100 getppid() = 200\n100 <... clone resumed>, child_tidptr=0x7f) = 200\n200 getppid() = 100\n100 +++ exited with 0 +++\n',
    ],
  ])(
    'an explanation comes to its end though in the log a process makes its own parent %s',
    (_, verdict, log) => {
      using folder = temporaryFolder();
      writeFileSync(join(folder.path, 'odd.strace'), log);
      const { out } = processionShared(folder.path, 'explain', 'odd.strace', '--json');
      expect(JSON.parse(out)).toMatchObject({ verdict });
    },
  );
});
