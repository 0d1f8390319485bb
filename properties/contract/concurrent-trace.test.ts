// Goal: a trace with branches that is printed is what is read again, whatever a system answered, and what makes no sense
// is told where. Method: programs, answers and histories at random, printed and parsed back; files made wrong by hand and
// at random.
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { VOCABULARIES } from '../../src/command-sets.ts';
import { acceptedWith } from '../../src/contract/command.ts';
import type { Answer, Command } from '../../src/contract/command.ts';
import type { ConcurrentRun } from '../../src/contract/concurrent/run.ts';
import { parseAnyTrace, printConcurrentTrace } from '../../src/contract/notation/concurrent-trace.ts';
import type {
  BranchStep,
  ConcurrentTrace,
  HistoryEvent,
} from '../../src/contract/notation/concurrent-trace.ts';
import { printSeenAnswer } from '../../src/contract/notation/seen-answer.ts';
import { historyOf, programOf, traceOfRun } from '../../src/contract/notation/trace-of-run.ts';
import { parseTrace, printTrace } from '../../src/contract/notation/trace.ts';
import { HIERARCHY_VOCABULARY } from '../../src/contract/sets/hierarchy.ts';
import { walksOf } from '../support/walks.ts';

const RANDOMLY = { seed: 12, numRuns: 150 };
const LOOK = { name: 'observe' } as const;
const EXAMPLE = `procession trace 2 hierarchy
# 1.1 2.1: 2.1 should be refused (id-in-use); 2.1 1.1: 1.1 should be refused (id-in-use)
1 fork 2 => ok pid=2
|| branch 1
1 fork 3 => ok pid=3
|| branch 2
2 fork 3 => ok pid=3
history: 1( 2( 2) 1)
schedule: 1 1 2 2 2 1
`;

const words = fc.oneof(
  fc.constantFrom(
    'id-in-use',
    'EPERM',
    'E',
    'ok',
    'refused',
    '=>',
    '',
    'a b',
    '#',
    '"',
    '\\',
    '\u007f',
    '\u2028',
    'ü',
    '__proto__',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const numbers = fc.oneof(
  fc.integer(),
  fc.boolean(),
  fc.double(),
  fc.constantFrom(-0, Number.NaN, Infinity, 1e21),
);
const answers: fc.Arbitrary<Answer> = fc.oneof(
  fc
    .array(fc.tuple(words, numbers), { maxLength: 4 })
    .map((fields) => acceptedWith(Object.fromEntries(fields))),
  words.map((refused) => ({ refused })),
  fc.constant({ refused: true as const }),
);

/** Traces of commands that walks meet, with a history that may break off anywhere, or without one. */
const traces: fc.Arbitrary<ConcurrentTrace> = fc
  .record({
    walk: walksOf(14),
    sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 3 }),
    answers: fc.array(answers, { minLength: 1, maxLength: 8 }),
    turns: fc.array(fc.nat(8), { maxLength: 24 }),
    looks: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
    hasHistory: fc.boolean(),
    hasSchedule: fc.boolean(),
  })
  .map(({ walk, sizes, answers: given, turns, looks, hasHistory, hasSchedule }) => {
    const commands = walk.map(({ command }) => command);
    let answersTaken = 0;
    const answer = (): Answer => given[answersTaken++ % given.length];
    let looksTaken = 0;
    const branches = sizes.map((size) =>
      Array.from({ length: size }, (): BranchStep => {
        const command = commands.pop();
        return { command: command === undefined || looks[looksTaken++] ? LOOK : command };
      }),
    );
    const history = historyFrom(turns, sizes);
    const answered = (branch: number): number =>
      !hasHistory ? 9 : history.filter((event) => event.kind === 'answer' && event.branch === branch).length;
    return {
      commandSet: 'hierarchy',
      prefix: commands.map((command, index) =>
        index % 4 === 3 ? { command } : { command, answer: answer() },
      ),
      branches: branches.map((steps, index) =>
        steps.map(({ command }, at) =>
          at < answered(index + 1) && command !== LOOK ? { command, answer: answer() } : { command },
        ),
      ),
      ...(hasHistory && { history }),
      ...(hasSchedule && { schedule: turns.map((turn) => 1 + (turn % sizes.length)) }),
    };
  });

function historyFrom(turns: readonly number[], sizes: readonly number[]): readonly HistoryEvent[] {
  const events = sizes.map(() => 0);
  return turns.flatMap((turn): readonly HistoryEvent[] => {
    const index = turn % sizes.length;
    if (events[index] === 2 * sizes[index]) return [];
    events[index] += 1;
    return [{ branch: index + 1, kind: events[index] % 2 === 1 ? 'call' : 'answer' }];
  });
}

const print = (trace: ConcurrentTrace, comments?: readonly string[]) =>
  printConcurrentTrace(trace, HIERARCHY_VOCABULARY, comments);
const parse = (text: string) => parseAnyTrace(text, VOCABULARIES);

describe('what is printed', () => {
  test.prop([traces, fc.string({ unit: 'binary' })], RANDOMLY)(
    'a printed trace with branches parses to what was printed, whatever words the system used',
    (trace, comment) => {
      expect(parse(print(trace, [comment, '|| branch 9']))).toEqual({ value: trace });
    },
  );

  test.prop([answers], RANDOMLY)(
    'an answer that a system gave is printed without a character beyond ASCII',
    (answer) => {
      expect(printSeenAnswer(answer)).toMatch(/^[ -"$-~]*$/);
    },
  );

  test.each([
    [{ refused: 'no such group' }, String.raw`refused "no\u0020such\u0020group"`],
    [{ refused: '#1' }, String.raw`refused "\u00231"`],
    [{ refused: 'belegt.für_3' }, String.raw`refused "belegt.f\u00fcr_3"`],
    [{ refused: '' }, 'refused ""'],
    [{ refused: 'EPERM' }, 'EPERM'],
    [{ ok: { pid: 2, 'new id': 1.5, on: true } }, String.raw`ok pid=2 "new\u0020id"=1.5 on=on`],
  ] as const)('the answer %j is written %s', (answer, text) => {
    expect(printSeenAnswer(answer)).toBe(text);
  });

  test('the example of the format is read, and printed as it stands', () => {
    const [, , ...lines] = EXAMPLE.split('\n');
    const { value } = parse(EXAMPLE) as { readonly value: ConcurrentTrace };
    expect(print(value)).toBe(`procession trace 2 hierarchy\n${lines.join('\n')}`);
    expect(programOf(value)).toEqual({
      prefix: [{ name: 'fork', process: 1, child: 2 }],
      branches: [[{ name: 'fork', process: 1, child: 3 }], [{ name: 'fork', process: 2, child: 3 }]],
    });
  });

  test('the schedule may stand before the history, and spaces, comments and carriage returns mean nothing', () => {
    const [head, , prefix, one, first, two, second, history, schedule] = EXAMPLE.split('\n');
    const other = [
      head,
      '',
      prefix,
      `  ${one}  # the parent`,
      `\t${first}`,
      two,
      second,
      schedule,
      history,
      '# end',
    ];
    expect(parse(`\uFEFF${other.join('\r\n')}`)).toEqual(parse(EXAMPLE));
    expect(parse(other.join('\r'))).toEqual(parse(EXAMPLE));
  });

  test('a reader of version 2 reads version 1, and a reader of version 1 refuses version 2 by its number', () => {
    const command: Command = { name: 'fork', process: 1, child: 2 };
    const old = printTrace([{ command }], HIERARCHY_VOCABULARY);
    expect(parse(old)).toEqual({ value: { commandSet: 'hierarchy', steps: [{ command }] } });
    expect(parseTrace(EXAMPLE, VOCABULARIES)).toEqual({
      problem: { line: 1, column: 1, message: 'trace version 2 is not supported, only version 1' },
    });
  });
});

describe('a run as a trace', () => {
  const command: Command = { name: 'exit', process: 2 };
  const program = { prefix: [command], branches: [[command, LOOK], [command]] };
  const run: ConcurrentRun = {
    prefix: [{ ok: {} }],
    branches: [
      [
        { called: 1, answered: 4, answer: { refused: true } },
        { called: 4, answered: 6, observation: {} },
      ],
      [{ called: 4 }],
    ],
    steps: [1, 1, 2, 1].map((branch) => ({ branch, at: 'call', can: [1, 2] })),
    ended: 'deadlock',
    at: [null, 'lock ids'],
  };

  test('a run becomes a trace with the answers seen, their order, and the branches of its steps', () => {
    const trace = traceOfRun('hierarchy', program, run);
    expect(programOf(trace)).toEqual(program);
    expect(print(trace)).toBe(
      'procession trace 2 hierarchy\n2 exit => ok\n|| branch 1\n2 exit => refused\n- observe\n|| branch 2\n2 exit\n' +
        'history: 1( 2( 1) 1( 1)\nschedule: 1 1 2 1\n',
    );
    expect(parse(print(trace))).toEqual({ value: trace });
  });

  test('the history takes commands whose numbers are equal to overlap', () => {
    const at = (called: number, answered: number) => [{ called, answered }];
    const both = [at(1, 3), at(3, 3)];
    for (const branches of [both, both.toReversed()]) {
      const kinds = historyOf(branches).map(({ kind }) => kind);
      expect(kinds).toEqual(['call', 'call', 'answer', 'answer']);
    }
    const twice = [
      { called: 1, answered: 3 },
      { called: 3, answered: 5 },
    ];
    const text = (branches: Parameters<typeof historyOf>[0]) =>
      historyOf(branches)
        .map(({ branch, kind }) => `${branch}${kind === 'call' ? '(' : ')'}`)
        .join(' ');
    expect(text([at(2, 3), twice])).toBe('2( 1( 2) 2( 1) 2)');
  });
});

describe('what makes no sense', () => {
  const [HEAD, , PREFIX, , FIRST, , SECOND] = EXAMPLE.split('\n');
  const file = (...lines: readonly string[]) => [HEAD, ...lines].join('\n');
  const both = ['|| branch 1', FIRST, '|| branch 2', SECOND];

  test.each([
    ['procession trace 3 hierarchy', 1, 1, 'trace version 3 is not supported, only versions 1 and 2'],
    ['procession trace 2 jobs', 1, 1, 'unknown command set "jobs"'],
    ['procession', 1, 1, 'not a trace file'],
    [file(PREFIX), 2, 21, 'and here is none: write "|| branch 1"'],
    [file('|| branch 1', FIRST, ''), 3, 21, 'and here is one: write "|| branch 2"'],
    [file('|| branch 2'), 2, 11, 'expected "|| branch 1": branches are numbered from 1'],
    [file('|| branch'), 2, 10, 'expected "|| branch 1"'],
    [file('|| 1'), 2, 4, 'expected "|| branch 1"'],
    [file('|| branch 1 2'), 2, 13, '"2" is too much'],
    [file('|| branch 1', '|| branch 2'), 3, 1, 'branch 1 has no command'],
    [file('|| branch 1', FIRST, '|| branch 2'), 4, 12, 'branch 2 has no command'],
    [file(...both, '|| branch 3', SECOND, '|| branch 4'), 8, 11, 'there are at most 3 branches'],
    [file('|| branch 1', FIRST, FIRST, FIRST, FIRST), 6, 1, 'a branch has at most 3 commands'],
    [file('- observe'), 2, 3, '"observe" stands in branches alone'],
    [file('|| branch 1', '- observe => ok'), 3, 11, '"- observe" has neither arguments nor an answer here'],
    [file('|| branch 1', '1 observe'), 3, 3, 'unknown command "observe"'],
    [file('history: 1('), 2, 1, 'the history stands before the branches'],
    [file('schedule: 1'), 2, 1, 'the schedule stands before the branches'],
    [file('|| branch 1', FIRST, '|| branch 2', 'history:'), 5, 1, 'branch 2 has no command'],
    [file(...both, 'history: 1( 1'), 6, 13, 'an event must be "1(", where branch 1 calls'],
    [file(...both, 'history: 3('), 6, 10, 'there is no branch 3'],
    [file(...both, 'history: 01('), 6, 10, 'there is no branch 01'],
    [
      file(...both, 'history: 1( 1('),
      6,
      13,
      'branch 1 calls a command before the one that it called last has answered',
    ],
    [file(...both, 'history: 1)'), 6, 10, 'nothing of branch 1 is under way that could answer'],
    [file(...both, 'history: 1( 1) 1('), 6, 16, 'branch 1 calls more commands than it has'],
    [file(...both, 'history: 1( 1) 2('), 5, 10, 'an answer, of which the history knows nothing'],
    [
      file('|| branch 1', '1 exit', '|| branch 2', SECOND, 'history: 1( 1)'),
      6,
      13,
      'command 1 of branch 1 answers here, and no answer stands after it',
    ],
    [file(...both, 'history: 1( 1) 2( 2)', 'history:'), 7, 1, 'there is a history already'],
    [file(...both, 'schedule: 1', 'schedule: 1'), 7, 1, 'there is a schedule already'],
    [
      file(...both, 'schedule: 1 x'),
      6,
      13,
      'each step of a schedule must be the number of a branch, not "x"',
    ],
    [file(...both, 'schedule: 1 0'), 6, 13, 'there is no branch 0'],
    [file(...both, 'schedule: 1', FIRST), 7, 1, 'a command stands after the history or the schedule'],
    [file(...both, 'schedule: 1', '|| branch 3'), 7, 1, 'a branch stands after the history or the schedule'],
    [file('1 exit => refused no such'), 2, 22, '"such" is too much'],
    [file('1 exit => refused "no'), 2, 19, 'expected a word of letters'],
    [file(String.raw`1 exit => refused "\x"`), 2, 19, 'expected a word of letters'],
    [file('1 exit => refused ü'), 2, 19, 'expected a word of letters'],
    [file('1 exit => EPERM no'), 2, 17, '"no" is too much'],
    [file('1 exit => maybe'), 2, 11, 'expected an answer, got "maybe"'],
    [file('1 exit =>'), 2, 10, 'expected an answer'],
    [file('1 exit => ok pid=01'), 2, 14, 'expected a field, got "pid=01"'],
    [file('1 exit => ok ü=1'), 2, 14, 'expected a word of letters'],
    [file('1 exit => ok a=1 "a"=2'), 2, 18, 'the field "a" stands twice'],
  ])('%j is wrong at line %i, column %i', (text, line, column, message) => {
    expect(parse(text)).toEqual({
      problem: { line, column, message: expect.stringContaining(message) as string },
    });
  });

  const damage = fc.array(
    fc.record({
      at: fc.nat(),
      take: fc.nat(3),
      put: fc.constantFrom(
        '',
        '1',
        '(',
        ')',
        '#',
        '"',
        '\n',
        ' ',
        '|| branch 2\n',
        'history:',
        '=>',
        '\u2028',
      ),
    }),
    { minLength: 1, maxLength: 3 },
  );

  test.prop([traces, damage], { ...RANDOMLY, numRuns: 600 })(
    'a damaged trace with branches is either read as it then stands, or told with a place that it has',
    (trace, wounds) => {
      let text = print(trace);
      for (const { at, take, put } of wounds) {
        const from = at % text.length;
        text = text.slice(0, from) + put + text.slice(from + take);
      }
      const read = parse(text);
      if ('value' in read) {
        const again =
          'steps' in read.value ? printTrace(read.value.steps, HIERARCHY_VOCABULARY) : print(read.value);
        expect(parse(again)).toEqual(read);
        return;
      }
      const { line, column, message } = read.problem;
      const lines = text.split(/\r?\n/);
      expect(line).toBeLessThanOrEqual(lines.length);
      expect(column).toBeLessThanOrEqual(lines[line - 1].length + 1);
      expect(Math.min(line, column)).toBeGreaterThan(0);
      expect(message).toMatch(/\w/);
    },
  );
});
