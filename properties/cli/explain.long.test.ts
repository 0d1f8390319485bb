// Goal: whoever explains a recording learns what no rule explains, what was compared and what is not known, and can rely on the exit
// code. Method: small recordings with a fault in one place each, and made-up explanations of every kind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explanationLines } from '../../src/app/cli/report/explanation.ts';
import { plainText } from '../../src/app/cli/print.ts';
import { explanationJson, explanationSentence } from '../../src/app/report/explanation-text.ts';
import type { Explanation, UnexplainedLine } from '../../src/engines/recordings/explanation.ts';
import { documentedJson } from '../support/json-page.ts';
import { closedForm, judgeOf } from '../support/json-schema.ts';
import type { Ended } from '../support/procession.ts';
import { LAUNCHER, processionShared, processionWith, temporaryFolder } from '../support/procession.ts';
import { SMALL_LOG, smallLog, smallSnapshots, WRONG_LOG } from '../support/small-recording.ts';
import { EXPLANATION_SCHEMA_FILE, explanationSchema } from './explanation-schema.ts';

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

/** A log in which nothing can be read. */
const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'right.strace': smallLog(),
  'wrong.strace': WRONG_LOG,
  'unread.strace': `${smallLog()}something else\n`,
  packed: gzipSync(smallLog()),
  'child.ps': smallSnapshots(),
  'other.strace': smallLog(),
  'other.ps': smallSnapshots(100),
};

beforeAll(() => {
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder.path, name), content);
});

function run(...words: readonly string[]): Ended {
  return processionShared(folder.path, 'explain', ...words);
}

/** An explanation in which all is well, but for some parts. */
function madeUp(parts: Partial<Explanation>): Explanation {
  return {
    verdict: 'pass',
    inconclusive: undefined,
    counts: {
      lines: 1000,
      calls: 900,
      processes: 10,
      checked: 500,
      explained: 500,
      open: 0,
      terminals: 0,
      terminalsOpen: 0,
      notCovered: 0,
      snapshots: 0,
      busySnapshots: 0,
      rows: 0,
      linesSearched: 0,
      stepsSearched: 0,
    },
    unexplained: [],
    unexplainedRows: [],
    unreadable: [],
    openQuestions: [],
    beyondBudget: [],
    limits: { lookAhead: 2000, steps: 5000 },
    interrupted: false,
    running: [],
    ...parts,
  };
}

function unexplainedAt(line: number, parts: Partial<UnexplainedLine> = {}): UnexplainedLine {
  return {
    line,
    text: `7 1.0 setsid() = ${line}`,
    process: 7,
    command: '7 setsid',
    seen: 'ok sid=8',
    allowed: ['EPERM'],
    clauses: ['P2'],
    sentence: 'the sentence',
    ...parts,
  };
}

const OF_A_FILE = {
  file: 'x.strace',
  snapshots: undefined,
  snapshotsBeside: undefined,
  profile: 'linux',
  remarks: [],
};

/** The report on a made-up explanation. */
function reportOn(
  parts: Partial<Explanation>,
  of: Partial<typeof OF_A_FILE> | { readonly snapshots: string } = {},
): string {
  return plainText(explanationLines({ ...OF_A_FILE, ...of, explanation: madeUp(parts) }));
}

describe('the report on a recording', () => {
  test('a recording that is explained passes, with what was read', () => {
    expect(run('right.strace')).toEqual({
      code: 0,
      out: 'PASS  right.strace: all of its 7 results are explained\n  12 lines: 10 calls of 2 processes\n',
      err: '',
    });
  });

  test('an unexplained line is told with its text, what was seen, what is allowed, and the clause and sentence that say so', () => {
    expect(run('wrong.strace')).toEqual({
      code: 1,
      out: `FAIL  wrong.strace: 1 of 7 results is not explained
  explained up to line 6

  line 7: 100 1700001006.000000 getpgid(101)           = 100
    seen ok pgid=100; allowed: ok pgid=101
    P4: 100 getpgid 101 is accepted, and answers ok pgid=101

  12 lines: 10 calls of 2 processes
  7 results checked, 6 explained
  orders other than the log's were searched for 1 result: 147 steps, of at most 20,000 for each, with calls that return up to 1,000 lines later
`,
      err: '',
    });
  });

  test('a line that cannot be read makes a recording inconclusive, and is named', () => {
    const { code, out } = run('unread.strace');
    expect(code).toBe(3);
    expect(out).toMatch(/^INCONCLUSIVE {2}unread\.strace: .*; 7 of 7 results are explained\n/);
    expect(out).toMatch(/\n {2}NOT read: line 13: .+\n$/);
  });

  test('a log is compared with the snapshots that are named', () => {
    const { code, out } = run('right.strace', '--snapshots', 'child.ps');
    expect(code).toBe(0);
    expect(out).toContain('all of its 7 results are explained, and 3 rows of snapshots agree\n');
    expect(out).toContain('\n  child.ps: 2 snapshots compared, 3 rows\n');
  });

  test('a row of a snapshot that differs fails, and is told with its line and its process', () => {
    const { code, out } = run('right.strace', '--snapshots', 'other.ps');
    expect(code).toBe(1);
    expect(out).toContain('FAIL  right.strace: 1 row of snapshots differs from what its lines say\n');
    expect(out).toContain(
      '\n  snapshot child, line 7 of its file, process 101:\n    process 101 should have group 101, and the snapshot says 100\n',
    );
  });

  test('a file of snapshots beside a log is not compared unless it is named, and the report says how', () => {
    const { code, out } = run('other.strace');
    expect(code).toBe(0);
    expect(out).toMatch(/\n {2}not compared: the snapshots beside it \(--snapshots other\.ps\)\n$/);
  });

  test('a control character of a log is shown as an escape', () => {
    const line = '100 1700001006.000000 getpgid(101 /* \u001b[31m */) = 100';
    writeFileSync(join(folder.path, 'escape.strace'), smallLog({ 7: line }));
    const { code, out } = run('escape.strace');
    expect(code).toBe(1);
    expect(out).toContain('line 7: 100 1700001006.000000 getpgid(101 /* \\u001b[31m */) = 100\n');
    expect(out).not.toContain('\u001b');
  });
});

describe('the report on a made-up explanation', () => {
  const { counts } = madeUp({});

  test('twenty unexplained lines are shown in the order of the log, and the rest is counted', () => {
    const lines = Array.from({ length: 23 }, (_, index) => unexplainedAt(900 - index));
    const report = reportOn({ verdict: 'fail', unexplained: lines });
    expect(report).toContain('\n  explained up to line 877; others may follow from the first:\n');
    expect(report.match(/^ {2}line \d+: /gm)?.map((text) => Number.parseInt(text.slice(7), 10))).toEqual(
      Array.from({ length: 20 }, (_, index) => 878 + index),
    );
    expect(report).toContain('\n  and 3 more unexplained lines\n');
  });

  test('a line that allows many answers shows eight of them', () => {
    const allowed = Array.from({ length: 30 }, (_, index) => `ok pid=${index + 1}`);
    const report = reportOn({ verdict: 'fail', unexplained: [unexplainedAt(5, { allowed })] });
    expect(report).toContain(
      '; allowed: ok pid=1, ok pid=2, ok pid=3, ok pid=4, ok pid=5, ok pid=6, ok pid=7, ok pid=8, 22 more\n',
    );
    expect(reportOn({ verdict: 'fail', unexplained: [unexplainedAt(5, { allowed: [] })] })).toContain(
      '; allowed: nothing\n',
    );
  });

  test('a long line of a log is shortened', () => {
    const text = `7 1.0 ${'x'.repeat(10_000)}`;
    const report = reportOn({ verdict: 'fail', unexplained: [unexplainedAt(5, { text })] });
    expect(report).toContain('(10,006 characters in all)');
    expect(Math.max(...report.split('\n').map(({ length }) => length))).toBeLessThan(400);
  });

  test('the first line that is not explained may be the first of all', () => {
    expect(reportOn({ verdict: 'fail', unexplained: [unexplainedAt(1)] })).toContain(
      '\n  nothing is explained before it\n',
    );
  });

  test('what a log does not tell is said with the first line, and how often', () => {
    const report = reportOn({
      counts: { ...counts, open: 3, terminals: 20, terminalsOpen: 2, notCovered: 1 },
      openQuestions: [
        { line: 12, times: 1, sentence: 'one' },
        { line: 12, times: 1234, sentence: 'two' },
        { line: undefined, times: 1, sentence: 'three' },
      ],
    });
    expect(report).toContain(
      '\n  3 results left open, 1 call beyond the specification (signals to threads, other calls of ioctl)\n  20 results about terminals judged, 2 left open\n',
    );
    expect(report).toContain(
      '\n  not known: line 12: one\n  not known: line 12 and 1,233 more: two\n  not known: three\n',
    );
  });

  test('the snapshots that were not compared are counted', () => {
    const busy = { ...counts, snapshots: 3, busySnapshots: 2, rows: 9 };
    expect(reportOn({ counts: busy }, { snapshots: 'x.ps' })).toContain(
      '\n  x.ps: 3 snapshots compared, 9 rows; 2 not, since something happened while they were taken\n',
    );
  });

  test('a search that its budget ended is said, with its lines and the option that allows more', () => {
    const beyondBudget = Array.from({ length: 12 }, (_, index) => index + 1);
    const report = reportOn({
      counts: { ...counts, linesSearched: 12, stepsSearched: 60_000 },
      beyondBudget,
    });
    expect(report).toContain('searched for 12 results: 60,000 steps, of at most 5,000 for each');
    expect(report).toContain(
      '\n  NOT searched to the end: lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 2 more (--steps allows more)\n',
    );
  });

  test('an interrupted explanation says up to where it came, and which processes were there then', () => {
    const report = reportOn({
      verdict: 'inconclusive',
      inconclusive: 'it was interrupted',
      interrupted: true,
      running: [7, 8],
    });
    expect(report).toBe(`INCONCLUSIVE  x.strace: it was interrupted; 500 of 500 results are explained
  interrupted after line 1,000: the rest was not read
  1,000 lines: 900 calls of 10 processes
  500 results checked, 500 explained
  2 processes still there when the log ends
`);
  });

  test.each([
    [{ counts: { ...counts, checked: 1, explained: 1 } }, 'its one result is explained'],
    [
      { counts: { ...counts, rows: 1 } },
      'all of its 500 results are explained, and 1 row of snapshots agrees',
    ],
    [
      { verdict: 'inconclusive', inconclusive: 'why', counts: { ...counts, checked: 0, explained: 0 } },
      'why',
    ],
    [
      { verdict: 'inconclusive', inconclusive: 'why', counts: { ...counts, explained: 1 } },
      'why; 1 of 500 results is explained',
    ],
    [
      {
        verdict: 'fail',
        unexplained: [unexplainedAt(1), unexplainedAt(2)],
        counts: { ...counts, explained: 498 },
      },
      '2 of 500 results are not explained',
    ],
    [
      {
        verdict: 'fail',
        unexplained: [unexplainedAt(1), unexplainedAt(2)],
        counts: { ...counts, checked: 1, explained: 0 },
      },
      '2 lines are not explained',
    ],
  ] satisfies [Partial<Explanation>, string][])('the sentence on %j is "%s"', (parts, sentence) => {
    expect(explanationSentence(madeUp(parts))).toBe(sentence);
  });
});

describe('what is read', () => {
  test('a compressed log is known by its bytes, whatever it is called', () => {
    expect(run('packed').out).toBe(run('right.strace').out.replace('right.strace', 'packed'));
  });

  test('a log comes from standard input, too', () => {
    const { code, out } = processionWith({ input: WRONG_LOG }, folder.path, 'explain', '-');
    expect(code).toBe(1);
    expect(out).toBe(run('wrong.strace').out.replace('wrong.strace', '-'));
  });

  test('a compressed log that is cut off is inconclusive, with what could be read', () => {
    const long = SMALL_LOG[1] + '\n' + '100 1700001001.000000 getsid(0) = 100\n'.repeat(5000);
    const packed = gzipSync(`${SMALL_LOG[0]}\n${long}`);
    writeFileSync(join(folder.path, 'cut'), packed.subarray(0, packed.length / 2));
    const { code, out } = run('cut');
    expect(code).toBe(3);
    expect(out).toMatch(
      /^INCONCLUSIVE {2}cut: a line could not be read; [\d,]{3,} of [\d,]{3,} results are explained\n/,
    );
  });

  test('a log in which lines of a program stand is explained, with a note on how to keep the two apart', () => {
    // On a terminal a line has a number while there are several processes.
    const lines = SMALL_LOG.map((line, index) =>
      line.replace(/^(\d+) /, index < 3 || index > 8 ? '' : '[pid $1] '),
    );
    writeFileSync(join(folder.path, 'mixed'), [lines[0], 'some output', ...lines.slice(1), ''].join('\n'));
    const { code, out } = run('mixed');
    expect(code, out).toBe(0);
    expect(out).toMatch(/\n {2}NOTE: 1 line, .* output of the program: record with strace -o FILE/);
  });

  test("a kernel's own log leaves it the choices of the standard, unless a profile says whose are right", () => {
    const lines = ['fork', 'fork', 'exit', 'exit', 'waitpid', 'waitpid'].map((name, index) => {
      const pid = [2, 3, 2, 3, 3, 2][index];
      const command =
        name === 'exit'
          ? { name, process: pid, code: 3 }
          : { name, process: 1, ...(name === 'waitpid' && { pid: -1 }) };
      const ok = { fork: { pid }, exit: {}, waitpid: { pid, status: 768 } }[name];
      return JSON.stringify({ command, answer: { ok } });
    });
    writeFileSync(join(folder.path, 'kernel.log'), `${lines.join('\n')}\n`);
    expect(run('kernel.log').out).toContain('PASS  kernel.log: all of its 4 results are explained\n');
    const { code, out } = run('kernel.log', '--profile', 'linux');
    expect(code).toBe(1);
    expect(out).toContain('\n    P7, linux:W25: 1 waitpid -1 should tell of process 2 first');
  });
});

describe('several recordings', () => {
  test.each([
    [['right.strace', 'packed'], 0, 'PASS  all of 2 recordings are explained'],
    [['right.strace', 'unread.strace'], 3, 'INCONCLUSIVE  of 2 recordings, 1 inconclusive'],
    [
      ['unread.strace', 'wrong.strace', 'right.strace'],
      1,
      'FAIL  of 3 recordings, 1 not explained and 1 inconclusive',
    ],
  ])('the worst of %j decides the exit code', (files, code, last) => {
    const ended = run(...files);
    expect(ended.code).toBe(code);
    const blocks = ended.out.trimEnd().split(/\n\n(?=[A-Z]{4})/);
    expect(blocks.slice(0, -1).map((block) => /: /.exec(block) !== null)).toEqual(files.map(() => true));
    expect(blocks.at(-1)).toBe(last);
  });

  test('a file of snapshots goes with the log of the same name', () => {
    const { code, out } = run('right.strace', 'other.strace', '--snapshots', 'other.ps');
    expect(code).toBe(1);
    expect(out).toContain('PASS  right.strace: all of its 7 results are explained\n');
    expect(out).toContain('FAIL  other.strace: 1 row of snapshots differs from what its lines say\n');
  });
});

describe('the outcome for machines', () => {
  /** Accepts a report with the members that the schema names, and no other. */
  const accepts = judgeOf(closedForm(explanationSchema()) as object);

  test('schema/explanation-1.schema.json is what the description of the report makes of it', () => {
    expect(JSON.parse(readFileSync(EXPLANATION_SCHEMA_FILE, 'utf8'))).toEqual(explanationSchema());
  });

  test('procession explain --json prints what the published schema describes, and nothing else', () => {
    const ended = run(
      'right.strace',
      'wrong.strace',
      'unread.strace',
      'other.strace',
      '--snapshots',
      'other.ps',
      '--json',
    );
    expect(ended.code).toBe(1);
    const report = JSON.parse(ended.out) as Readonly<Record<string, unknown>>;
    expect(accepts(report), JSON.stringify(accepts.errors)).toBe(true);
    expect(report).toMatchObject({
      verdict: 'fail',
      reason: 'wrong.strace: 1 of 7 results is not explained',
      recordings: [
        { file: 'right.strace', verdict: 'pass', reason: null, explainedUpTo: 12, unexplained: [] },
        {
          file: 'wrong.strace',
          verdict: 'fail',
          explainedUpTo: 6,
          unexplained: [{ line: 7, seen: 'ok pgid=100', allowed: ['ok pgid=101'], clauses: ['P4'] }],
        },
        { file: 'unread.strace', verdict: 'inconclusive', unreadable: [{ line: 13 }] },
        { file: 'other.strace', verdict: 'fail', snapshots: 'other.ps', unexplainedRows: [{ process: 101 }] },
      ],
    });
  });

  test('the schema refuses a report that lacks a member', () => {
    const { verdict: _, ...rest } = JSON.parse(run('right.strace', '--json').out) as Record<string, unknown>;
    expect(accepts(rest)).toBe(false);
    expect(accepts({ ...rest, verdict: 'pass' })).toBe(true);
    expect(accepts({ ...rest, verdict: 'pass', more: 1 })).toBe(false);
  });

  test('docs/json.md has every name of procession explain --json', () => {
    const documented = documentedJson('explain');
    const names = Object.keys(explanationJson({ ...OF_A_FILE, explanation: madeUp({}) }));
    const inner = ['recordings', ...Object.keys(madeUp({}).counts), ...Object.keys(unexplainedAt(1))];
    expect(names.length).toBeGreaterThan(10);
    for (const name of [...names, ...inner]) expect(documented, name).toContain(`\`${name}\``);
  });
});

describe('the forms to take along', () => {
  test('--html writes a page of the recording, and the report says where', () => {
    const { code, out } = run('wrong.strace', '--html', 'it.html');
    expect(code).toBe(1);
    expect(out).toMatch(/\npage: {2}it\.html\n$/);
    const page = readFileSync(join(folder.path, 'it.html'), 'utf8');
    expect(page).toContain('<title>wrong.strace: 1 line is not explained');
    for (const line of WRONG_LOG.trimEnd().split('\n').slice(3, 6)) expect(page).toContain(line);
  });

  test('--to-trace writes a trace, which replays', () => {
    const { code, out } = run('right.strace', '--to-trace', 'it.trace');
    expect(code).toBe(0);
    expect(out).toMatch(/\ntrace: it\.trace\n$/);
    const replayed = processionShared(folder.path, 'replay', 'it.trace');
    expect(replayed.out).toBe('PASS  it.trace: 12 commands, posix-table and the model agree\n');
    expect(readFileSync(join(folder.path, 'it.trace'), 'utf8')).toContain('\n2 setpgid 3 4 => EPERM\n');
  });

  test('the object of --json says where the forms are, and nothing else is printed', () => {
    const { out } = run('right.strace', '--json', '--html', 'other.html', '--to-trace', 'other.trace');
    expect(JSON.parse(out)).toMatchObject({ recordings: [{ page: 'other.html', trace: 'other.trace' }] });
  });
});

describe('an explanation that is interrupted', () => {
  test('Ctrl-C prints what is established so far, and ends inconclusive', async () => {
    const child = spawn(process.execPath, [LAUNCHER, 'explain', '-', '--look-ahead', '0'], {
      env: { ...process.env, NO_COLOR: '1' },
    });
    const said = { out: '', err: '' };
    child.stdout.on('data', (text: Buffer) => (said.out += text.toString()));
    child.stderr.on('data', (text: Buffer) => (said.err += text.toString()));
    // More than a pipe holds: once it is written, the child has begun to read, and knows of Ctrl-C.
    const asks = `${SMALL_LOG[1]}\n`.replace('setsid() ', 'getsid(0)').repeat(20_000);
    const begin = `${SMALL_LOG[0]}\n${SMALL_LOG[1]}\n${asks}`;
    await new Promise((resolve) => child.stdin.write(begin, resolve));
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code, said.err).toBe(3);
    expect(said.err).toContain('stopping');
    expect(said.out).toMatch(/^INCONCLUSIVE {2}-: it was interrupted before the end of the log/);
    expect(said.out).toMatch(/\n {2}interrupted after line [\d,]+: the rest was not read\n/);
  }, 60_000);
});
