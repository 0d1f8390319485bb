// Goal: a history file is read whole or turned down in one sentence with the path of the wrong key, and the published schema
// says the same; the command line and the library judge it alike. Method: one right file and what is wrong with it in one
// way each, judged by the reader and by Ajv; then command lines.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { History } from '../../src/index.ts';
import { linearize } from '../../src/index.ts';
import { historyIn } from '../../src/app/library/history-schema.ts';
import { judgeOf } from '../support/json-schema.ts';
import type { Ended } from '../support/procession.ts';
import { processionShared, processionWith, temporaryFolder } from '../support/procession.ts';
import { documentedJson } from '../support/json-page.ts';
import { textOf } from '../support/repository.ts';
import { HISTORY_SCHEMA_FILE, historyFileSchema } from './history-schema.ts';

const published = JSON.parse(readFileSync(HISTORY_SCHEMA_FILE, 'utf8')) as Readonly<Record<string, unknown>>;
const accepts = judgeOf(published);

/** Two forks of one id at the same time, both accepted. */
const BOTH: History = {
  commands: 'hierarchy',
  prefix: [{ command: { name: 'fork', process: 1, child: 2 }, answer: { ok: { pid: 2 } } }],
  branches: [
    [
      {
        command: { name: 'fork', process: 1, child: 3 },
        called: 1,
        answered: 6,
        answer: { ok: { pid: 3 } },
      },
    ],
    [
      {
        command: { name: 'fork', process: 2, child: 3 },
        called: 3,
        answered: 5,
        answer: { ok: { pid: 3 } },
      },
    ],
  ],
  observation: {
    processes: [
      { pid: 1, parent: null },
      { pid: 2, parent: 1 },
      { pid: 3, parent: 1 },
    ],
  },
};
/** The same, and the second one is refused. */
const ONE = changed('branches.1.0.answer', { refused: 'id-in-use' });

/** The first history with another value at a path; without it where that is undefined. */
function changed(path: string, value: unknown): History {
  const copy = structuredClone(BOTH) as unknown as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const holder = keys.reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy as unknown as History;
}

const COMMAND = 'branches.0.0.command';
const ENTRY = 'branches.0.0';

/** A path, the value there, and the problem. */
const BAD: readonly (readonly [path: string, value: unknown, problem: string])[] = [
  ['commands', undefined, 'commands: it is missing'],
  [
    'commands',
    'posx',
    'commands: must be one of hierarchy, posix, job-control (Did you mean posix?), not "posx"',
  ],
  ['wibble', 1, 'wibble: there is no such key'],
  ['branches', undefined, 'branches: it is missing'],
  ['branches', 3, 'branches: must be a list, not 3'],
  ['branches', [], 'branches: must have a branch, not []'],
  ['branches.0', {}, 'branches.0: must be a list, not {}'],
  [ENTRY, 3, `${ENTRY}: must be an object, not 3`],
  [COMMAND, 'fork', `${COMMAND}: must be an object, not "fork"`],
  [COMMAND, undefined, `${COMMAND}: it is missing`],
  [
    `${COMMAND}.name`,
    'frok',
    `${COMMAND}.name: must be the name of a hierarchy command (Did you mean fork?), not "frok"`,
  ],
  [`${COMMAND}.child`, undefined, `${COMMAND}.child: it is missing`],
  [`${COMMAND}.child`, 0, `${COMMAND}.child: must be a whole number from 1 to 2147483647, not 0`],
  [`${COMMAND}.child`, '3', `${COMMAND}.child: must be a whole number from 1 to 2147483647, not "3"`],
  [`${COMMAND}.group`, 3, `${COMMAND}.group: there is no such key`],
  [`${ENTRY}.called`, '1', `${ENTRY}.called: must be a number, not "1"`],
  [
    `${ENTRY}.called`,
    -1e300,
    `${ENTRY}.called: must be from -9007199254740991 to 9007199254740991, where numbers are exact, not -1e+300`,
  ],
  [`${ENTRY}.answer`, 3, `${ENTRY}.answer: must be {"ok":{…}} or {"refused":…}, not 3`],
  [
    `${ENTRY}.answer`,
    { ok: { pid: 'x' } },
    `${ENTRY}.answer: must be {"ok":{…}} or {"refused":…}, not {"ok":{"pid":"x"}}`,
  ],
  [
    'prefix.0.command.name',
    'observe',
    'prefix.0.command.name: must be the name of a hierarchy command, not "observe"',
  ],
  ['observation.processes.0.pid', 'x', 'observation.processes.0.pid: must be number, not "x"'],
  ['observation.process', [], 'observation.process: there is no such key'],
];

/** The same, beyond what a schema can say. */
const CONTRADICTIONS: readonly (readonly [path: string, value: unknown, problem: string])[] = [
  [
    `${ENTRY}.called`,
    undefined,
    `${ENTRY}.answered: a command that answered was called: "called" is missing`,
  ],
  [`${ENTRY}.called`, 7, `${ENTRY}.answered: it cannot answer at 6, before it is called at 7`],
  [
    `${ENTRY}.answered`,
    undefined,
    `${ENTRY}.answer: a command with this needs the time at which it answered, as "answered"`,
  ],
  [`${ENTRY}.answer`, undefined, `${ENTRY}.answered: a command that answered has the "answer" that it gave`],
  [`${ENTRY}.observation`, {}, `${ENTRY}.observation: fork has an answer instead`],
  [COMMAND, { name: 'observe' }, `${ENTRY}.answer: observe has an observation instead`],
  [
    'branches.0.1',
    { command: { name: 'observe' }, called: 5 },
    'branches.0.1.called: it cannot be called at 5, before the command above it answers at 6',
  ],
  [
    'branches.0',
    [
      { command: { name: 'fork', process: 1, child: 4 }, called: 1 },
      { command: { name: 'fork', process: 1, child: 5 }, called: 2 },
    ],
    'branches.0.1.called: the command above it has no answer, so its branch cannot go on',
  ],
];

/** The problem of a history that is none. */
function problemOf(history: unknown): string {
  const read = historyIn(history);
  return 'problem' in read ? read.problem : 'none';
}

describe('a history file', () => {
  test('a history is read as it stands, and fits the published schema', () => {
    for (const history of [BOTH, ONE, { ...ONE, $schema: './history-1.schema.json' }]) {
      expect(historyIn(history)).toEqual({ value: history });
      expect(accepts(history)).toBe(true);
    }
  });

  test.each(BAD)(
    'a history with %s as %j is none, to the reader and to the schema',
    (path, value, problem) => {
      expect(problemOf(changed(path, value))).toBe(problem);
      expect(accepts(changed(path, value))).toBe(false);
    },
  );

  test.each(CONTRADICTIONS)('a history with %s as %j contradicts itself', (path, value, problem) => {
    expect(problemOf(changed(path, value))).toBe(problem);
    expect(accepts(changed(path, value))).toBe(true);
  });

  test('a branch goes on after a command without an answer where another process gives the next one', () => {
    const [fork, more] = [2, 3].map((child) => ({ name: 'fork', process: child - 1, child }));
    const branch = [
      { command: fork, called: 1 },
      { command: more, called: 2 },
    ];
    expect(problemOf({ commands: 'posix', branches: [branch] })).toBe('none');
  });

  test('a key that is far too long is told in part', () => {
    const problem = problemOf(changed(`${'x'.repeat(10_000)}\n`, 1));
    expect(problem.length).toBeLessThan(200);
    expect(problem).toMatch(/^x+ … x+\\n \(10,001 characters in all\): there is no such key$/);
  });

  test.each([[[]], [3], [null]])('%j is no history at all', (value) => {
    expect(problemOf(value)).toMatch(/^it must be an object, not /);
    expect(accepts(value)).toBe(false);
  });

  test('the published schema of a history is what `npm run schema` makes', () => {
    expect(published).toEqual(historyFileSchema());
  });
});

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

/** Runs `procession linearize` on histories, each in a file of its number. */
function run(histories: readonly unknown[], ...words: readonly string[]): Ended {
  const files = histories.map((history, index) => {
    const name = `${index + 1}.json`;
    writeFileSync(join(folder.path, name), typeof history === 'string' ? history : JSON.stringify(history));
    return name;
  });
  return processionShared(folder.path, 'linearize', ...files, ...words);
}

describe('procession linearize', () => {
  test('procession linearize passes a history with the order that explains it', () => {
    expect(run([ONE])).toEqual({
      code: 0,
      out: 'PASS  1.json: 2 commands in 2 branches, explained by the order 1.1 2.1\n',
      err: '',
    });
  });

  test('procession linearize fails with the commands, and with every order up to what refutes it', () => {
    expect(run([BOTH])).toEqual({
      code: 1,
      out: `FAIL  1.json: no order of its 2 commands in 2 branches explains what was answered and shown
  1.1  1 fork 3 => ok pid=3  (called at 1, answered at 6)
  2.1  2 fork 3 => ok pid=3  (called at 3, answered at 5)

  every order, up to what refutes it:
    1.1 2.1: 2.1 should be refused (id-in-use)
    2.1 1.1: 1.1 should be refused (id-in-use)
`,
      err: '',
    });
  });

  test('procession linearize tells a failure of the prefix, or without an overlap, as one without concurrency', () => {
    expect(run([changed('prefix.0.answer', { refused: true })]).out).toBe(
      `FAIL  1.json: command 1 of the prefix, "1 fork 2", should answer "ok pid=2"
  the prefix runs alone, so this is a failure without any concurrency
`,
    );
    expect(run([changed('branches.0.0.called', 5.5)]).out).toMatch(
      /\n {4}2\.1 1\.1: 1\.1 should be refused \(id-in-use\)\n {2}no two commands overlapped, so this is a failure without any concurrency\n$/,
    );
  });

  test('procession linearize is inconclusive when its budget ends, and where nothing is compared', () => {
    expect(run([ONE], '--places', '1')).toEqual({
      code: 3,
      out: `INCONCLUSIVE  1.json: the search of orders ended after 1 place; the longest start that is explained has 1 of 2 commands in 2 branches
  the longest start that is explained: 1.1
`,
      err: '',
    });
    const nothing = {
      commands: 'posix',
      branches: [[{ command: { name: 'setsid', process: 1 }, called: 1 }]],
    };
    expect(run([nothing])).toEqual({
      code: 3,
      out: 'INCONCLUSIVE  1.json: nothing was compared: the history has no answer, and shows no processes, groups or sessions\n',
      err: '',
    });
  });

  test('procession linearize tells of a long history the longest start that is explained, and what stops it', () => {
    const fork = (child: number, called: number, pid = child) => ({
      command: { name: 'fork', process: 1, child },
      called,
      answered: called + 1,
      answer: { ok: { pid } },
    });
    const forks = Array.from({ length: 30 }, (_, index) => fork(index + 2, 3 * index));
    const other = [fork(99, 1, 98)];
    const { code, out } = run([{ commands: 'hierarchy', branches: [forks, other] }]);
    expect(code).toBe(1);
    expect(
      out,
    ).toBe(`FAIL  1.json: no order of its 31 commands in 2 branches explains what was answered and shown
  the longest start that is explained: 1.1
    then 2.1 "1 fork 99" should answer "ok pid=99"
`);
  });

  test('procession linearize judges several files, and the worst verdict decides', () => {
    const { code, out } = run([ONE, BOTH], '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'fail',
      reason: '2.json: no order of its 2 commands in 2 branches explains what was answered and shown',
      histories: [
        { file: '1.json', verdict: 'pass', order: ['1.1', '2.1'], refuted: [], overlapping: true },
        {
          file: '2.json',
          verdict: 'fail',
          order: null,
          refuted: [
            { order: ['1.1', '2.1'], at: 'command', clause: 'H1', refusals: ['id-in-use'] },
            { order: ['2.1', '1.1'], at: 'command', clause: 'H1', refusals: ['id-in-use'] },
          ],
          allRefuted: true,
        },
      ],
    });
  });

  test('docs/json.md has every name of procession linearize --json', () => {
    const documented = documentedJson('linearize');
    const { histories, ...head } = JSON.parse(run([BOTH], '--json').out) as {
      readonly histories: readonly Readonly<Record<string, unknown>>[];
    };
    const { longest, refuted } = histories[0] as { longest: object; refuted: readonly object[] };
    const names = [head, ...histories, longest, refuted[0]].flatMap((part) => Object.keys(part));
    expect(names.length).toBeGreaterThan(20);
    for (const name of ['histories', ...names]) expect(documented, name).toContain(`\`${name}\``);
  });

  test('the history of docs/concurrency.md is read, and fails as the page says', () => {
    const page = textOf('docs/concurrency.md');
    const [, json = ''] = /```json\n([^]*?)```/.exec(page) ?? [];
    const { code, out } = run([json]);
    expect(code).toBe(1);
    const [, refuted = ''] = /```\n(1\.1 2\.1: [^]*?)```/.exec(page) ?? [];
    for (const line of refuted.trim().split('\n')) expect(out).toContain(`    ${line}\n`);
  });

  test('procession linearize accepts and counts a known deviation', () => {
    const known = {
      deviations: [{ command: 'fork', when: 'id-in-use', answer: 'ok', reason: 'for a test' }],
    };
    writeFileSync(join(folder.path, 'known.json'), JSON.stringify(known));
    const { code, out } = run([BOTH], '--known', 'known.json');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^PASS .*\nknown deviation, 1 time: fork answers ok instead of id-in-use \(for a test\)\n$/,
    );
  });

  test('procession linearize with a time that ends is inconclusive, and tells the end of the longest start', () => {
    const branches = [0, 1, 2, 3].map((branch) =>
      Array.from({ length: 50 }, (_, index) => {
        const child = 2 + branch * 50 + index;
        const command = { name: 'fork', process: 1, child };
        return { command, called: 0, answered: 0, answer: { ok: { pid: child } } };
      }),
    );
    const endless = { commands: 'hierarchy', branches, observation: { processes: [{ pid: 1 }] } };
    const { code, out } = run([endless], '--time', '0.3');
    expect(code).toBe(3);
    expect(out).toMatch(
      /^INCONCLUSIVE {2}1\.json: the time for the search of orders ended \(--time\); the longest start that is explained has \d+ of 200 commands in 4 branches\n {2}the longest start that is explained: \d+, the last being (?:\d\.\d+ ?){24}\n/,
    );
  });

  test('procession linearize reads standard input', () => {
    const { code, out } = processionWith({ input: JSON.stringify(ONE) }, folder.path, 'linearize', '-');
    expect([code, out.split(':')[0]]).toEqual([0, 'PASS  -']);
  });

  test.each([
    [['{'], [], /^procession: 1\.json:1:2: no JSON: /],
    [[{}], [], /^procession: 1\.json: commands: it is missing$/m],
    [[changed('branches.0', 3)], [], /^procession: 1\.json: branches\.0: must be a list, not 3$/m],
    [
      [ONE],
      ['--profile', 'linux'],
      /^procession: --profile goes with commands that leave a choice, and 1\.json has those of the set hierarchy$/m,
    ],
    [[ONE], ['--places', '0'], /must be a whole number from 1 to 1000000000\.$/m],
    [[ONE], ['none.json'], /^procession: none\.json cannot be read: there is no such file/],
    [[], [], /missing required argument 'file'/],
  ])('procession linearize turns %j with the words %j down in one sentence', (histories, words, sentence) => {
    const { code, out, err } = run(histories, ...words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(sentence);
    expect(err.trimEnd()).not.toContain('\n');
  });
});

describe('the library', () => {
  test('linearize gives the verdict, the order, and what refutes others', () => {
    expect(linearize(ONE)).toEqual({
      verdict: 'pass',
      reason: undefined,
      order: ['1.1', '2.1'],
      refuted: [],
    });
    expect(linearize(BOTH)).toMatchObject({
      verdict: 'fail',
      refuted: ['1.1 2.1: 2.1 should be refused (id-in-use)', '2.1 1.1: 1.1 should be refused (id-in-use)'],
    });
    expect(linearize(ONE, { places: 1 }).verdict).toBe('inconclusive');
  });

  test.each([
    [changed('branches', 3), {}, 'linearize: branches: must be a list, not 3'],
    [ONE, { places: 0 }, 'linearize: places must be a whole number from 1 to 1000000000, not 0'],
    [ONE, { refuses: 'last' }, 'linearize: refuses must be first or any, not "last"'],
    [ONE, { profile: 'bsd' }, 'bsd'],
  ])('linearize throws a sentence about what it cannot take: %#', (history, options, sentence) => {
    expect(() => linearize(history, options as never)).toThrow(sentence);
  });
});
