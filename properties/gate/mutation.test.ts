// Goal: a hole in the tests fails the gate, and the record of survivors is neither stale nor a place to hide. Method: a
// small report of Stryker's own form, beside records that it parts from in one way each; then the record itself.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/repository.ts';
import { outcomeOfFindings, withinBudget } from './mutation-check.ts';
import { mutantsIn, short } from './mutation-report.ts';
import { filesByScope, suitesOf } from './mutation-scopes.ts';
import { compareSurvivors, NOT_LOOKED_AT, survivorsOnRecord } from './surviving-mutants.ts';
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
function verdictBeside(survivors: readonly ListedMutant[], leastScore = 90) {
  const findings = compareSurvivors(mutantsIn(REPORT), { survivors: [...survivors], reasons: REASONS }, [
    FILE,
  ]);
  return outcomeOfFindings(findings, { leastScore });
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
    const outcome = verdictBeside([SURVIVOR, { ...SURVIVOR, replacement: 'a <= b', reason: 'words' }], 60);
    expect(outcome.verdict).toBe('pass');
    expect(outcome.verdict === 'pass' && outcome.sentence).toContain('1 on record survive no more');
  });

  test('a survivor on record that nobody has looked at passes, counts against the score and is told', () => {
    const listed = { ...SURVIVOR, reason: NOT_LOOKED_AT };
    expect(verdictBeside([listed], 60)).toMatchObject({
      verdict: 'pass',
      sentence: '2 of 3 mutants noticed, 1 survive (1 of them not looked at yet), score 66.6 %',
    });
    expect(verdictBeside([{ ...listed, replacement: 'a <= b' }, SURVIVOR], 60)).toMatchObject({
      sentence: expect.not.stringContaining('not looked at yet') as string,
    });
  });

  test('a mutant that the clock ended is undecided, not noticed, and a survivor beside it still fails', () => {
    const report = REPORT.replace('Hit limit reached (501/500)', '');
    const compare = (survivors: ListedMutant[]) =>
      outcomeOfFindings(compareSurvivors(mutantsIn(report), { survivors, reasons: REASONS }, [FILE]), {
        leastScore: 0,
      });
    expect(compare([SURVIVOR])).toMatchObject({
      verdict: 'inconclusive',
      report: expect.stringContaining('1 mutants ran out of time') as string,
    });
    expect(compare([]).verdict).toBe('fail');
  });

  test('a low score fails, for survivors that a test could notice count whatever their reason', () => {
    const outcome = verdictBeside([{ ...SURVIVOR, reason: 'words' }]);
    expect(outcome.verdict).toBe('fail');
    expect(outcome.verdict === 'fail' && outcome.sentence).toContain(
      'the score is 66.6 % and must be at least 90 %',
    );
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

  test('a scope that is not there is refused, not run on every suite', () => {
    expect(() => suitesOf('weather')).toThrow('weather must be one of judge, table, model');
  });

  test('the files on record are those that Stryker is told to mutate', () => {
    const config = JSON.parse(readFileSync(`${ROOT}stryker.config.json`, 'utf8')) as { mutate: string[] };
    expect(config.mutate).toEqual(Object.keys(record.files));
  });
});
