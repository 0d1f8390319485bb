// Goal: a hole in the tests fails the gate, and the record of survivors is neither stale nor a place to hide. Method: a
// small report of Stryker's own form, beside records that it parts from in one way each; then the record itself.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import { NO_SHARE } from '../../src/app/gate/check.ts';
import { combined, runTasks } from '../../src/app/gate/gate.ts';
import { settingsOf } from '../../src/app/gate/settings.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import type { Surroundings } from '../../src/app/gate/surroundings.ts';
import { tasksOf } from '../../src/app/gate/tasks.ts';
import { tableSystem } from '../../src/systems/in-process.ts';
import { ROOT } from '../support/repository.ts';
import { check, mutationOutcome, outcomeOfFindings, withinBudget } from './mutation-check.ts';
import { mutantsIn, short } from './mutation-report.ts';
import { filesByScope, NOT_COVERED, suitesOf } from './mutation-scopes.ts';
import {
  compareSurvivors,
  NOT_LOOKED_AT,
  renewed,
  scoresOnRecord,
  survivorsOnRecord,
} from './surviving-mutants.ts';
import type { ListedMutant } from './surviving-mutants.ts';

const FILE = 'src/larger.ts';
const SOURCE = `export function larger(a: number, b: number): number {
  return a > b ? a : b;
}
`;
const WITHIN = { start: { line: 2, column: 10 }, end: { line: 2, column: 15 } };

/** A report of Stryker's own form: two mutants noticed, one survivor, and one that was left out. */
const REPORT = JSON.stringify({
  schemaVersion: '2.0',
  thresholds: { high: 95, low: 90 },
  files: {
    [FILE]: {
      language: 'typescript',
      source: SOURCE,
      mutants: [
        {
          id: '0',
          mutatorName: 'EqualityOperator',
          replacement: 'a <= b',
          location: WITHIN,
          status: 'Killed',
        },
        {
          id: '1',
          mutatorName: 'EqualityOperator',
          replacement: 'a >= b',
          location: WITHIN,
          status: 'Survived',
        },
        {
          id: '2',
          mutatorName: 'ConditionalExpression',
          replacement: 'true',
          location: WITHIN,
          status: 'Timeout',
          statusReason: 'Hit limit reached (501/500)',
        },
        { id: '3', mutatorName: 'StringLiteral', replacement: '""', location: WITHIN, status: 'Ignored' },
      ],
    },
  },
});

const SURVIVOR: ListedMutant = {
  file: FILE,
  mutator: 'EqualityOperator',
  original: 'a > b',
  replacement: 'a >= b',
  on: 'return a > b ? a : b;',
  reason: 'equivalent',
};

const REASONS = {
  equivalent: { sentence: 'Nothing that anybody can see changes.', equivalent: true },
  words: { sentence: 'The words of a message.', equivalent: false },
  [NOT_LOOKED_AT]: { sentence: 'Nobody has looked at it.', equivalent: false },
};

/** The verdict on the report beside these survivors on record. */
function verdictBeside(survivors: readonly ListedMutant[]) {
  const findings = compareSurvivors(mutantsIn(REPORT), { survivors: [...survivors], reasons: REASONS }, [
    FILE,
  ]);
  return outcomeOfFindings(findings);
}

describe('generic mutants', () => {
  test('a survivor that is on record with a reason passes', () => {
    const outcome = verdictBeside([SURVIVOR]);
    expect(outcome).toMatchObject({
      verdict: 'pass',
      sentence: '2 of 3 mutants noticed, 1 survive, score 100 %',
      evidence: { totals: { mutants: 3, noticed: 2, survived: 1 } },
    });
  });

  test('a survivor that is not on record fails, and is shown with its texts', () => {
    const outcome = verdictBeside([]);
    expect(outcome.verdict).toBe('fail');
    expect(outcome.verdict === 'fail' && outcome.report).toContain(
      'src/larger.ts: EqualityOperator: a > b → a >= b   in: return a > b ? a : b;',
    );
  });

  test('a second survivor of the same texts fails where only one is on record', () => {
    const report = JSON.parse(REPORT) as { files: Record<string, { mutants: unknown[] }> };
    const file = report.files[FILE];
    file?.mutants.push(file.mutants[1]);
    const compare = (survivors: ListedMutant[]) =>
      compareSurvivors(mutantsIn(JSON.stringify(report)), { survivors, reasons: REASONS }, [FILE]);
    expect(compare([SURVIVOR]).unlisted).toHaveLength(1);
    expect(compare([{ ...SURVIVOR, times: 2 }]).unlisted).toHaveLength(0);
  });

  test('a mutant on record that survives no more is told, and the check passes', () => {
    const outcome = verdictBeside([SURVIVOR, { ...SURVIVOR, replacement: 'a <= b', reason: 'words' }]);
    expect(outcome.verdict).toBe('pass');
    expect(outcome.verdict === 'pass' && outcome.sentence).toContain('1 on record survive no more');
  });

  test('a survivor on record that nobody has looked at passes, counts against the score and is told', () => {
    const listed = { ...SURVIVOR, reason: NOT_LOOKED_AT };
    expect(verdictBeside([listed])).toMatchObject({
      verdict: 'pass',
      sentence: '2 of 3 mutants noticed, 1 survive (1 of them not looked at yet), score 66.6 %',
    });
    expect(verdictBeside([{ ...listed, replacement: 'a <= b' }, SURVIVOR])).toMatchObject({
      sentence: expect.not.stringContaining('not looked at yet') as string,
    });
  });

  test('a mutant that the clock ended is undecided, not noticed, and a survivor beside it still fails', () => {
    const report = REPORT.replace('Hit limit reached (501/500)', '');
    const compare = (survivors: ListedMutant[]) =>
      outcomeOfFindings(compareSurvivors(mutantsIn(report), { survivors, reasons: REASONS }, [FILE]));
    expect(compare([SURVIVOR])).toMatchObject({
      verdict: 'inconclusive',
      report: expect.stringContaining('of 1 mutants nothing is known') as string,
    });
    expect(compare([]).verdict).toBe('fail');
  });

  test('a mutant that survived fewer tests than reach it is undecided, for a run that lost tests proves nothing', () => {
    const withTests = (testsCompleted: number) =>
      REPORT.replace('"Survived"', `"Survived","coveredBy":["1","2"],"testsCompleted":${testsCompleted}`);
    expect(mutantsIn(withTests(1)).map(({ end }) => end)).toContain('undecided');
    expect(mutantsIn(withTests(2)).map(({ end }) => end)).not.toContain('undecided');
  });

  test('a mutant of a file that was not asked for does not count', () => {
    expect(mutantsIn(REPORT, ['src/other.ts'])).toEqual([]);
  });

  test('a text that is no report is thrown, not passed', () => {
    expect(() => mutantsIn('{"files": {}}')).toThrow('schemaVersion');
  });

  test('a file beyond the budget of mutants is left, and a smaller one after it is taken', () => {
    expect(withinBudget(['a', 'b', 'c'], { a: 60, b: 50, c: 40 }, 100)).toEqual({
      files: ['a', 'c'],
      left: ['b'],
    });
  });
});

/** The check with a record of this survivor or of none, and with this report in Stryker's place. */
function checked({
  survivors = [] as ListedMutant[],
  files = { [FILE]: 3 } as Record<string, number>,
  changed = [FILE] as readonly string[] | 'unknown',
  surroundings = {} as Partial<Surroundings>,
}) {
  const asked: string[][] = [];
  const outcome = mutationOutcome(
    { ...ALONE, base: 'main', ...surroundings },
    {
      record: { leastScore: {}, reasons: REASONS, files, survivors },
      changedSince: () => Promise.resolve(changed === 'unknown' ? undefined : changed),
      run: (_, tried) => {
        asked.push([...tried]);
        return Promise.resolve({ end: 'reports', texts: [REPORT] });
      },
    },
  );
  return outcome.then((done) => ({ done, asked }));
}

describe('the check of generic mutants', () => {
  test('the check of generic mutants makes the gate fail where one survives that is not on record', async () => {
    const verdictOn = async (survivors: ListedMutant[]) => {
      const run = async () => (await checked({ survivors })).done;
      const systems = [{ name: 'table', commandSet: 'hierarchy', isOwn: true, make: () => tableSystem() }];
      const tasks = tasksOf([{ ...check, needs: [], run }], systems, settingsOf({ seed: 1 }), ALONE);
      return combined(await runTasks(tasks, new Set(), { now: () => 0, stopped: () => false }));
    };
    expect(await verdictOn([])).toEqual({ verdict: 'fail', reason: 'failed: generic-mutants' });
    expect((await verdictOn([SURVIVOR])).verdict).toBe('pass');
  });

  test('the check of generic mutants tries what has changed in the profile full, and all in nightly', async () => {
    const files = { [FILE]: 3, 'src/other.ts': 5 };
    const survivors = [SURVIVOR];
    expect((await checked({ files, survivors })).asked).toEqual([[FILE]]);
    const nightly = await checked({ files, survivors, changed: [], surroundings: { profile: 'nightly' } });
    expect(nightly.asked).toEqual([['src/other.ts', FILE]]);
  });

  test('the check of generic mutants is inconclusive where more has changed than it tries, and names it', async () => {
    const files = { [FILE]: 3, 'src/other.ts': 5_000 };
    const { done, asked } = await checked({ files, survivors: [SURVIVOR], changed: Object.keys(files) });
    expect(asked).toEqual([[FILE]]);
    expect(done).toMatchObject({
      verdict: 'inconclusive',
      excused: false,
      sentence: expect.stringContaining('npm run gate:mutation -- src/other.ts') as string,
    });
    const failing = await checked({ files, changed: Object.keys(files) });
    expect(failing.done.verdict).toBe('fail');
    const alone = await checked({ files: { 'src/other.ts': 5_000 }, changed: ['src/other.ts'] });
    expect(alone.done).toMatchObject({ verdict: 'inconclusive', excused: false });
  });

  test('the check of generic mutants says that git does not know the base', async () => {
    const { done, asked } = await checked({ changed: 'unknown' });
    expect(asked).toEqual([]);
    expect(done).toMatchObject({
      verdict: 'inconclusive',
      excused: false,
      sentence: expect.stringContaining('git knows no version "main" here') as string,
    });
    const surroundings = { ...ALONE, base: 'no-such-branch' };
    expect((await mutationOutcome(surroundings)).verdict).toBe('inconclusive');
  });

  test('the check of generic mutants is divided among machines, each file tried by one', async () => {
    expect(check.divides).toBe(true);
    const files = { [FILE]: 3, 'src/b.ts': 9, 'src/c.ts': 5, 'src/d.ts': 1 };
    const of = 3;
    const shares = await Promise.all(
      [0, 1, 2].map((index) =>
        checked({ files, survivors: [SURVIVOR], surroundings: { profile: 'nightly', shard: { index, of } } }),
      ),
    );
    expect(shares.flatMap(({ asked }) => asked)).toEqual([['src/b.ts', 'src/d.ts'], ['src/c.ts'], [FILE]]);
    const empty = await checked({ surroundings: { profile: 'nightly', shard: { index: 1, of: 2 } } });
    expect(empty.done).toEqual(NO_SHARE);
  });

  test('the check of generic mutants is run by this repository’s gate', () => {
    const { checks } = JSON.parse(readFileSync(`${ROOT}procession.gate.json`, 'utf8')) as {
      checks: string[];
    };
    expect(checks).toContain('./properties/gate/mutation-check.ts');
    expect(check.profiles).toEqual(['full', 'nightly']);
  });
});

describe('the record of surviving mutants', () => {
  const record = survivorsOnRecord(ROOT);

  test('each file on record is there, and each survivor is of one of them', () => {
    expect(Object.keys(record.files).filter((file) => !existsSync(ROOT + file))).toEqual([]);
    expect(record.survivors.filter(({ file }) => !(file in record.files))).toEqual([]);
  });

  test('the line of each survivor still stands in its file', () => {
    const linesOf = (file: string) =>
      readFileSync(ROOT + file, 'utf8')
        .split('\n')
        .map(short);
    expect(record.survivors.filter(({ file, on }) => !linesOf(file).includes(on))).toEqual([]);
  });

  test('each file on record is of one scope, and each suite of a scope is there', () => {
    const files = Object.keys(record.files);
    expect([...filesByScope(files).values()].flat().toSorted()).toEqual(files.toSorted());
    expect(suitesOf(undefined).filter((suite) => !existsSync(ROOT + suite))).toEqual([]);
  });

  test('each file of the table and of the model is covered, or named as not covered with the reason', () => {
    const files = globSync('src/{impl,model}/**/*.ts', { cwd: ROOT });
    expect(files.length).toBeGreaterThan(80);
    const named = (file: string) => Object.keys(NOT_COVERED).filter((part) => file.startsWith(part));
    const unsaid = files.filter((file) => !(file in record.files) && named(file).length === 0);
    expect(unsaid).toEqual([]);
    const idle = Object.keys(NOT_COVERED).filter(
      (part) => !files.some((file) => file.startsWith(part) && !(file in record.files)),
    );
    expect(idle).toEqual([]);
  });

  test('no function of a file that is covered stands in an object that "as" gives a type, for Stryker looks at nothing in there', () => {
    const hidden = Object.keys(record.files).filter((file) => hidesFunctions(file));
    expect(hidden).toEqual([]);
    expect(hidesFunctions('a.ts', 'const a = { b: { c: () => 1 } } as const satisfies object;')).toBe(true);
    expect(hidesFunctions('a.ts', 'const a = { b: { c: () => 1 } } satisfies object;')).toBe(false);
  });

  test('a scope that is not there is refused, not run on every suite', () => {
    expect(() => suitesOf('weather')).toThrow(
      'weather must be one of judge, lock, shared, table, invariants, ways, bytes, bounds, packed, shown, maps, draws, phrases, identity, sentences, jobs, recipes, witnesses, model',
    );
  });

  test('the least scores are those that follow from the record, so that a survivor which is added lowers one', () => {
    expect(record.leastScore).toEqual(scoresOnRecord(record));
    const [file] = Object.keys(record.files) as [string];
    const added = { ...SURVIVOR, file, times: 20, reason: 'words' };
    const reasons = { ...record.reasons, ...REASONS };
    const worse = scoresOnRecord({ ...record, reasons, survivors: [...record.survivors, added] });
    expect(worse).not.toEqual(record.leastScore);
  });

  test('the figures of docs/gate.md are those of the record', () => {
    const page = readFileSync(`${ROOT}docs/gate.md`, 'utf8');
    const numbers = new Intl.NumberFormat('en-US');
    for (const [scope, files] of filesByScope(Object.keys(record.files))) {
      const mutants = files.reduce((sum, file) => sum + (record.files[file] ?? 0), 0);
      const listed = record.survivors.filter(({ file }) => files.includes(file));
      const equivalent = listed.filter(({ reason }) => record.reasons[reason]?.equivalent);
      const [alive, untold] = [listed, equivalent].map((all) =>
        all.reduce((sum, { times = 1 }) => sum + times, 0),
      ) as [number, number];
      const figures = [files.length, mutants, mutants - alive, alive, untold].map((n) => numbers.format(n));
      expect(page).toContain(`| ${[scope, ...figures].join(' | ')} |`);
    }
  });

  test('a record is renewed in its counts and scores, and survivors that vanished are taken out, each as often', () => {
    const old = {
      leastScore: {},
      reasons: REASONS,
      files: { 'src/impl/b.ts': 1, 'src/impl/a.ts': 10 },
      survivors: [
        { ...SURVIVOR, file: 'src/impl/a.ts', reason: 'words', times: 3 },
        { ...SURVIVOR, file: 'src/impl/b.ts' },
      ],
    };
    const [twice, once] = old.survivors as [ListedMutant, ListedMutant];
    const next = renewed(old, { 'src/impl/b.ts': 9 }, [{ ...twice, times: 2 }, once]);
    expect(next).toEqual({
      ...old,
      leastScore: { table: 94 },
      files: { 'src/impl/a.ts': 10, 'src/impl/b.ts': 9 },
      survivors: [{ ...SURVIVOR, file: 'src/impl/a.ts', reason: 'words' }],
    });
  });
});

/** Whether a function stands in an object or a list that is given a type by `as`. */
function hidesFunctions(file: string, text = readFileSync(ROOT + file, 'utf8')): boolean {
  const casts: Span[] = [];
  const functions: Span[] = [];
  const note = (found: Span): void => void functions.push(found);
  const visitor = new Visitor({
    TSAsExpression: (found) => {
      if (['ObjectExpression', 'ArrayExpression'].includes(found.expression.type)) casts.push(found);
    },
    ArrowFunctionExpression: note,
    FunctionExpression: note,
  });
  visitor.visit(parseSync(file, text).program);
  return functions.some(({ start, end }) => casts.some((cast) => cast.start <= start && end <= cast.end));
}

interface Span {
  readonly start: number;
  readonly end: number;
}
