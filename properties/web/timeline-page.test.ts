// Goal: the page of a timeline says of every line what the recording says, and runs nothing that it was given. Method: what its
// script reads out of the data is compared with the model's states; its markup, size and ends are looked at. A browser looks at it
// in timeline-page.long.test.ts.
import { gunzipSync } from 'node:zlib';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { printState } from '../../src/contract/notation/state.ts';
import { WRITTEN } from '../../src/contract/notation/written-fields.ts';
import { FIRST_OUTSIDE_ID } from '../../src/engines/recordings/lives.ts';
import { unflatten } from '../../src/contract/observation/json.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import {
  busiestLine,
  notationOf,
  readChronicle,
  sessionsAt,
} from '../../src/app/web/timeline-page/client/chronicle.ts';
import type { Chronicle } from '../../src/app/web/timeline-page/client/chronicle.ts';
import {
  heightOfLog,
  lineAtTop,
  lineHeight,
  logOf,
  pixelsAScroll,
  topOfLine,
} from '../../src/app/web/timeline-page/client/log.ts';
import { livesFound } from '../../src/app/web/timeline-page/client/search.ts';
import { lineAtShare, shareOfLine, windowOf } from '../../src/app/web/timeline-page/client/view.ts';
import type { TimelineData } from '../../src/app/web/timeline-page/page-data.ts';
import { timelineDataOf } from '../../src/app/web/timeline-page/page-data.ts';
import { pageOfTimeline } from '../../src/app/web/timeline-page/page.ts';
import { HOSTILE } from '../counterexample/examples.ts';
import { MadeUpRecording, recordingOf } from '../support/made-up-recording.ts';
import { posixSeenOf } from '../support/posix-scenarios.ts';
import { unseenIn } from '../support/unseen.ts';
import { walksOf } from '../support/walks.ts';
import { faulty, jobs, packed, storm } from './recordings.ts';

function chronicleOf(recording: MadeUpRecording): Chronicle {
  const timeline = recording.timeline();
  return readChronicle(timelineDataOf(timeline, recording.lines, recording.explanation(), FIRST_OUTSIDE_ID));
}

function pageOf(recording: MadeUpRecording, pack?: (text: string) => string): string {
  return pageOfTimeline(recording.timeline(), recording.lines, recording.explanation(), {
    name: 'jobs.strace',
    ...(pack === undefined ? {} : { pack }),
  });
}

describe('what the page of a timeline reads out of its data', () => {
  const fields = WRITTEN.filter(({ name }) => ['parent', 'state', 'subreaper'].includes(name));

  test.prop([walksOf(60, POSIX.linux)], { numRuns: 40 })(
    'the tree after each line of a recording is the state of the model, in the notation of states',
    (walk) => {
      // Init acts first, so that it is a process of the recording.
      const recording = recordingOf(
        walk.map(({ command }) => command),
        new MadeUpRecording().run('1 getppid'),
      );
      const states = recording.steps.map(({ after }) => after);
      const chronicle = chronicleOf(recording);
      for (const [index, state] of states.entries()) {
        const line = index + 1;
        const expected = printState(unflatten(posixSeenOf(state)), undefined, undefined, fields);
        expect(notationOf(chronicle, sessionsAt(chronicle, line), line)).toBe(expected);
      }
    },
  );

  test('a number that the log does not show is a question mark in the notation', () => {
    const recording = new MadeUpRecording();
    const { state } = recording;
    const row = state.processes.get(1);
    if (row === undefined) throw new Error('init is not there');
    const [group, session] = [FIRST_OUTSIDE_ID, FIRST_OUTSIDE_ID + 1];
    recording.step({
      process: 9,
      after: {
        ...state,
        processes: state.processes.set(9, { ...row, parent: FIRST_OUTSIDE_ID + 2, group }),
        groups: state.groups.set(group, { session, handles: 1 }),
        sessions: state.sessions.set(session, { handles: 1 }),
      },
    });
    const chronicle = chronicleOf(recording);
    expect(notationOf(chronicle, sessionsAt(chronicle, 1), 1)).toBe('s?{ g?: 9<? }');
  });

  test('the page lists a process, then its children, one deeper, each with its own', () => {
    const { data } = chronicleOf(
      new MadeUpRecording().run('1 fork 2; 1 fork 3; 2 fork 4; 3 fork 5; 2 fork 6; 2 exit 0'),
    );
    expect(data.lives.map(({ pid, depth }) => `${pid}/${depth}`)).toEqual([
      '1/0',
      '2/1',
      '4/2',
      '6/2',
      '3/1',
      '5/2',
    ]);
  });

  test('the page begins where most processes are there', () => {
    expect(
      busiestLine(chronicleOf(new MadeUpRecording().run('1 fork 2; 1 fork 3; 2 exit 0; 1 waitpid 2'))),
    ).toBe(2);
  });

  test('a search finds the process of a number first, then those whose number begins so, and programs by a part of their names', () => {
    const recording = new MadeUpRecording()
      .execute(1, 'bash')
      .run('1 fork 23; 1 fork 2; 1 fork 3')
      .execute(3, 'sleep');
    const chronicle = chronicleOf(recording);
    const found = (text: string): number[] =>
      livesFound(chronicle, text).map((place) => chronicle.data.lives[place].pid);
    expect(found('2')).toEqual([2, 23]);
    expect(found(' EE ')).toEqual([3]);
    expect(found('bash')).toEqual([1, 23, 2, 3]);
    expect(found('')).toEqual([]);
    expect(found('zsh')).toEqual([]);
  });

  const chronicle = chronicleOf(storm(100));
  test.prop([fc.nat(400), fc.integer({ min: 20, max: 400 }), fc.boolean()])(
    'the place of a line in the chart leads back to that line, by lines and by time',
    (line, span, byTime) => {
      const window = windowOf(chronicle, line, span, 0.3);
      const view = { line, selected: -1, byTime, ...window };
      expect(view.from).toBeGreaterThanOrEqual(0);
      expect(view.to).toBeLessThanOrEqual(chronicle.lineCount);
      const inside = Math.max(view.from, Math.min(view.to, line));
      // Lines of one moment have one place.
      const share = shareOfLine(chronicle, view, inside);
      const found = lineAtShare(chronicle, view, share);
      expect(shareOfLine(chronicle, view, found)).toBe(share);
      if (!byTime) expect(found).toBe(inside);
    },
  );

  test('the place of a line in the list leads back to that line, though some have a second row', () => {
    const log = logOf(chronicleOf(faulty()));
    for (let line = 1; line <= log.chronicle.lineCount; line += 1) {
      expect(lineAtTop(log, topOfLine(log, line))).toBe(line);
      expect(lineAtTop(log, topOfLine(log, line) + 0.9)).toBe(line);
    }
    const rows = log.chronicle.data.marked.length;
    expect(topOfLine(log, log.chronicle.lineCount + 1)).toBe(log.chronicle.lineCount + rows);
  });
});

describe('the list of the lines', () => {
  test('a list of two million lines is no higher than browsers scroll, and its end is its last line', () => {
    const log = logOf({ ...chronicleOf(jobs()), lineCount: 2_000_000 });
    const inSight = 400;
    expect(heightOfLog(log)).toBeLessThan(10_000_000);
    const top = (heightOfLog(log) - inSight) * pixelsAScroll(log, inSight);
    expect(lineAtTop(log, (top + inSight) / lineHeight() - 0.5)).toBe(2_000_000);
  });

  test('a list of some lines scrolls a pixel for a pixel', () => {
    expect(pixelsAScroll(logOf(chronicleOf(jobs())), 400)).toBe(1);
  });
});

describe('the page of a timeline', () => {
  const long = storm(1500);

  test('the page of a timeline names no address, and no file but itself', () => {
    for (const recording of [jobs(), faulty()])
      expect(pageOf(recording).replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
        /https?:|\bsrc=|@import|url\((?!#)/,
      );
  });

  test('the page of a timeline ends where it should, whatever stands in the log, its name and its programs', () => {
    const recording = new MadeUpRecording()
      .step({ text: `${HOSTILE}\u0007\u001b[31m\u202e\u0000` })
      .execute(1, HOSTILE)
      .run('1 fork 2')
      .run('2 exit 0', { signal: HOSTILE })
      .fault(HOSTILE);
    const page = pageOfTimeline(recording.timeline(), recording.lines, recording.explanation(), {
      name: HOSTILE,
    });
    expect(page.match(/<\/script/gi)).toHaveLength(2);
    expect(page).not.toContain('<img');
    expect(page).not.toContain('innerHTML');
    expect(unseenIn(page)).toBeUndefined();
  });

  test('the page of a timeline says in its markup what is not explained, so that it can be read without a script', () => {
    const markup = pageOf(faulty()).replaceAll(/<script[\s\S]*?<\/script>/g, '');
    expect(markup).toContain('<h1>2 lines are not explained, in 13 lines of 4 processes</h1>');
    expect(markup).toContain('2 setpgid 3 3 is refused: the child has executed');
    expect(markup).toContain('data-line="5">line 5</button>');
    expect(pageOf(jobs())).toContain('<h1>Everything that 13 lines of 4 processes show is explained</h1>');
  });

  test('a page that is packed holds all lines and lives, in a fifth of the size', () => {
    const page = pageOf(long, packed);
    expect(page.length).toBeLessThan(pageOf(long).length / 5 + 70_000);
    const [, base64 = ''] = /<script type="text\/plain" id="packed">([^<]*)</.exec(page) ?? [];
    const data = JSON.parse(gunzipSync(Buffer.from(base64, 'base64')).toString()) as TimelineData;
    expect(data.lines).toEqual(long.lines);
    expect(data.lives).toHaveLength(1501);
  });

  test('a short log stands plain in its page, and a long one does where nothing packs it', () => {
    expect(pageOf(jobs(), packed)).toContain('<script type="application/json" id="data">');
    expect(pageOf(long)).toContain('<script type="application/json" id="data">');
    expect(pageOf(long, packed)).not.toContain('<script type="application/json" id="data">');
  });

  test('a page refuses a packed text that could end its element', () => {
    expect(() => pageOf(long, () => '</script>')).toThrow('a packed text must be in base64');
  });

  test('a line of any length costs the page 2,000 characters at most', () => {
    const recording = jobs().step({ text: 'x'.repeat(1_000_000) });
    expect(pageOf(recording).length).toBeLessThan(pageOf(jobs()).length + 2300);
  });
});
