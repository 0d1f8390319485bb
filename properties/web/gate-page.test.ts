// Goal: the gate's page says all that a report holds, and is one small file that holds nothing but text and data of it.
// Method: the markup of a made-up report of every kind of verdict, its size for both command sets, and hostile words
// wherever a report has words.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { visible } from '../../src/contract/visible.ts';
import { gatePage } from '../../src/app/cli/files/gate-page.ts';
import type { GateReport } from '../../src/app/gate/gate.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';
import { HOSTILE } from '../counterexample/examples.ts';
import {
  branchesReport,
  checkReport,
  earlierRuns,
  gateReport,
  raceEvidence,
  variedRun,
} from './gate-reports.ts';

const report = await variedRun();
const page = await gatePage(report, earlierRuns(report, 12));

/** The text that a reader sees of markup, in one line. */
function textOf(markup: string): string {
  return markup
    .replaceAll(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

/** The report with every text in it replaced, but for those of a fixed form. */
function withEveryText(value: unknown, text: string, key = ''): unknown {
  if (typeof value === 'string')
    return ['verdict', 'format', 'profile', 'trace', 'began', 'commandSet'].includes(key) ? value : text;
  if (typeof value !== 'object' || value === null || key === 'record') return value;
  if (Array.isArray(value)) return value.map((each) => withEveryText(each, text, key));
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      ['byCheck', 'witnesses', 'refusals', 'totals'].includes(key) ? text : name,
      withEveryText(each, text, name),
    ]),
  );
}

test('the page counts checks that a failure left unjudged apart from those that do not apply', async () => {
  const aside = { verdict: 'inconclusive', leftOut: true } as const;
  const checks = [
    checkReport('random', { verdict: 'fail', report: 'it is wrong' }),
    checkReport('I1', { ...aside, unjudged: true }),
    checkReport('kernel', aside),
  ];
  const text = textOf(await gatePage(gateReport(checks, { verdict: 'fail', reason: 'failed: random' }), []));
  expect(text).toContain('1 check not judged, since another came to no end first');
  expect(text).toContain('1 check left out: not for this system');
  expect(text).toMatch(/ 1 fail .* 1 not judged .* 1 left out /);
});

describe('the command line', () => {
  test('merge writes the page of a report, with the runs before it', () => {
    using folder = temporaryFolder();
    const written = (name: string, of: GateReport): string => {
      writeFileSync(join(folder.path, name), JSON.stringify(of));
      return name;
    };
    const files = [written('now.json', report), written('before.json', earlierRuns(report, 1)[0])];
    const { code } = processionShared(
      folder.path,
      'merge',
      files[0],
      '--html',
      'gate.html',
      '--trend',
      files[1],
    );
    expect(code).toBe(1);
    const text = textOf(readFileSync(join(folder.path, 'gate.html'), 'utf8'));
    expect(text).toContain('Fail process-table, posix-table');
    expect(text).toContain('Trend 2 runs');
  });

  test('earlier results without a page, or that cannot be read, are refused before anything is run', () => {
    using folder = temporaryFolder();
    const told = (...words: readonly string[]) => processionShared(folder.path, 'gate', ...words);
    expect(told('--trend', 'a.json')).toMatchObject({
      code: 2,
      err: 'procession: --trend draws on the page, which is not asked for: add --html FILE\n',
    });
    expect(told('--html', 'a.html', '--trend', 'a.json')).toMatchObject({
      code: 2,
      err: 'procession: a.json cannot be read: there is no such file or folder\n',
    });
  });
});

describe("the gate's page", () => {
  test('the page begins with the verdict, the reason, and what was judged how', () => {
    const text = textOf(page);
    for (const words of [
      'Fail process-table, posix-table failed: random/hierarchy, alarm/posix',
      'profile full seed 1 base main',
      'took 6 min 52 s began 2026-03-01 10:20',
    ])
      expect(text).toContain(words);
  });

  test('the page has the checks that failed first and open, and those that were left out last and together', () => {
    const names = [...page.matchAll(/<details class="check ([a-z-]+)"( open)?>/g)].map(
      ([, standing, open]) => `${standing}${open ?? ''}`,
    );
    expect(names).toEqual([
      ...Array.from({ length: 2 }, () => 'fail open'),
      'inconclusive',
      ...Array.from({ length: 8 }, () => 'pass'),
      ...Array.from({ length: 2 }, () => 'left-out'),
    ]);
    expect(page.indexOf('2 checks left out')).toBeLessThan(page.indexOf('check left-out'));
  });

  test('the page folds the many checks of one line that passed, and none that failed', async () => {
    const of = (index: number) => checkReport(`I${index}`, { line: 'invariants', elapsedMs: 500 });
    const passed = [1, 2, 3, 4, 5].map(of);
    const folded = await gatePage(gateReport([...passed, { ...of(6), verdict: 'fail' }]), []);
    expect(textOf(folded)).toContain('pass invariants 5 checks passed 2.5 s');
    expect(folded.indexOf('<details class="check fail" open>')).toBeLessThan(
      folded.indexOf('<details class="several">'),
    );
    expect(await gatePage(gateReport(passed.slice(1)), [])).not.toContain('<details class="several">');
  });

  test('the page names the checks that an interruption left no time for', async () => {
    const markup = await gatePage(gateReport([checkReport('start')], { notRun: ['tour', 'alarm'] }), []);
    expect(textOf(markup)).toContain('not run , since the gate was interrupted: tour, alarm');
  });

  test('the page has the headings of its parts in order, and none of a part that a report says nothing of', async () => {
    const parts = (markup: string) => [...markup.matchAll(/<h2 id="(\w+)-title"/g)].map(([, id]) => id);
    expect(parts(page)).toEqual(['checks', 'performance', 'matrix', 'clauses', 'coverage', 'trend']);
    expect(parts(await gatePage(gateReport([checkReport('start')]), []))).toEqual(['checks']);
    const levels = [...page.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    expect(levels.every((level, index) => index === 0 || level <= levels[index - 1] + 1)).toBe(true);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
  });

  test('the page says of each workload by its interval that it is slower, is not, or cannot be told', async () => {
    const of = async (ratio: number, spread: number): Promise<string> =>
      textOf(
        await gatePage(
          gateReport([
            checkReport('performance', { evidence: { performance: [raceEvidence('mixed', ratio, spread)] } }),
          ]),
          [],
        ),
      );
    expect(await of(1, 0.02)).toContain('not slower than allowed');
    expect(await of(1.2, 0.02)).toContain('fail slower than allowed');
    expect(await of(1.1, 0.02)).toContain('too noisy to tell');
  });

  test('the page draws an interval of which nothing is known yet', async () => {
    const race = { ...raceEvidence('mixed', 1, 0), low: 0, high: Number.MAX_VALUE, ratios: [] };
    const markup = await gatePage(
      gateReport([checkReport('performance', { evidence: { performance: [race] } })]),
      [],
    );
    expect(markup).toContain('1.000 (0.000 … ?, 99 %)');
    expect(markup).not.toMatch(/NaN|Infinity/);
  });

  test('the page names survivors, those that are excused, clauses and refusals that were never reached', () => {
    const text = textOf(page);
    for (const words of [
      /173 of 175 mutants killed; these survive: [a-z-]+ /,
      /proved equivalent by comparing every state: [a-z-]+ /,
      '55 of 56 clauses decided an outcome; never: C9.',
      'never reached: ',
      /\d+ classes of transitions, all seen/,
    ])
      expect(text).toMatch(words);
  });

  test('the page says nothing of the mutants of clauses where no check told of any', async () => {
    const clause = { clause: 'X1', title: 'a rule', decided: 7, byCheck: { random: 7 } };
    const of = async (mutants: readonly string[]): Promise<string> =>
      textOf(
        await gatePage(
          gateReport([checkReport('random', { evidence: { clauses: [{ ...clause, mutants }] } })]),
          [],
        ),
      );
    expect(await of([])).not.toContain('its mutants');
    expect(await of(['m'])).toContain('its mutants');
  });

  test('the page of both command sets and twelve earlier runs is smaller than 300 kB', () => {
    expect(Buffer.byteLength(page)).toBeLessThan(300_000);
  });

  test('the page names no address, and no file but those that it is about', () => {
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|\bsrc=|@import|url\(/);
  });

  test('the page ends where it should, whatever the report says', async () => {
    const hostile = withEveryText(report, HOSTILE) as GateReport;
    const markup = await gatePage(hostile, [hostile]);
    expect(markup.match(/<\/script/gi)).toHaveLength(4);
    expect(markup).not.toContain('<img');
    expect(textOf(markup).replaceAll('&#39;', "'")).toContain(
      visible(HOSTILE).slice(-20).replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    );
  });

  test.each(['record', 'trace'] as const)(
    'the page shows the lanes of a counterexample with branches by its %s, among others',
    async (from) => {
      const markup = await gatePage(gateReport([branchesReport(from), ...report.checks]), []);
      expect(markup).toContain('data-lanes="0"');
      expect(markup).toContain('data-viewer="0"');
      const text = textOf(markup);
      expect(text).toContain('Orders tried: all that there are');
      expect(text).toContain('2.1 should be refused (id-in-use)');
      expect(markup.includes('data-moment="6"')).toBe(from === 'record');
    },
  );

  test('the page leaves a counterexample that cannot be told to its text', async () => {
    const [failed] = report.checks.filter(({ counterexample }) => counterexample !== null);
    const { counterexample } = failed;
    for (const record of [{}, { ...counterexample?.record, steps: [{ command: { name: 'none' } }] }]) {
      const check = {
        ...failed,
        counterexample: { commands: 1, trace: null, file: null, replay: null, record },
      };
      const markup = await gatePage(gateReport([check]), []);
      expect(markup).not.toContain('data-viewer="0"');
      expect(textOf(markup)).toContain('H5 exit: the states differ');
    }
  });
});
