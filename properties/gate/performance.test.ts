// Goal: a slower table is told from one that is as fast, by a sound interval, beside a base that git has. Method: the interval
// is held against published figures, the verdict against made-up ratios, the checkout against a repository made here.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Subject } from '../../src/app/gate/check.ts';
import { PERFORMANCE_CHECK } from '../../src/app/gate/checks/performance.ts';
import { checkOut, haveTheSameTable } from '../../src/app/gate/performance/base-checkout.ts';
import type { Race } from '../../src/app/gate/performance/contestant.ts';
import { isTimeToLook, judgement } from '../../src/app/gate/performance/judgement.ts';
import { measureRace } from '../../src/app/gate/performance/measurement.ts';
import { medianInterval, ratioInterval } from '../../src/app/gate/performance/median-interval.ts';
import { racesOf } from '../../src/app/gate/performance/races.ts';
import { SIZES, settingsOf } from '../../src/app/gate/settings.ts';
import { ALONE } from '../../src/app/gate/surroundings.ts';
import { COMMAND_SETS } from '../../src/command-sets.ts';
import { ROOT } from '../support/repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'procession-performance-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the interval of a median', () => {
  // Hollander, Wolfe, Chicken, example 3.1: depression before and after a tranquilizer, 9 patients.
  const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
  const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
  const change = after.map((value, index) => value - before[index]);

  test('the interval of a median is the published one', () => {
    const { estimate, low, high } = medianInterval(change, 0.95)!;
    expect(estimate).toBeCloseTo(-0.46, 9);
    expect(low).toBeCloseTo(-0.786, 9);
    expect(high).toBeCloseTo(-0.01, 9);
  });

  test('too few values have no interval, and the fewest that do have all of them inside', () => {
    expect(medianInterval(change.slice(0, 7), 0.99)).toBeUndefined();
    const eight = change.slice(0, 8);
    expect(medianInterval(eight, 0.99)).toMatchObject({ low: Math.min(...eight), high: Math.max(...eight) });
  });

  test('a ratio and its inverse have inverse intervals', () => {
    const ratios = [1.1, 1.3, 0.9, 1.2, 1.25, 1.15, 1.05, 1.4, 1.22];
    const one = ratioInterval(ratios, 0.99)!;
    const other = ratioInterval(
      ratios.map((ratio) => 1 / ratio),
      0.99,
    )!;
    expect(other.low).toBeCloseTo(1 / one.high, 9);
    expect(other.high).toBeCloseTo(1 / one.low, 9);
  });
});

describe('the verdict', () => {
  const about = { workload: 'work', base: 'main', blocks: 320 };
  const around = (ratio: number, spread: number, count = 8): readonly number[] =>
    Array.from({ length: count }, (_, index) => ratio * (1 + spread * (index / (count - 1) - 0.5)));

  test.each([
    [1, 0.05, 'as-fast'],
    [0.5, 0.5, 'as-fast'],
    [1.1, 0.05, 'slower'],
    [2, 0.5, 'slower'],
    [1, 0.3, 'unclear'],
    [1.1, 0.3, 'unclear'],
  ] as const)('the verdict about ratios around %d that differ by %d is %s', (ratio, spread, verdict) => {
    expect(judgement(about, around(ratio, spread)).verdict).toBe(verdict);
  });

  test('more processes are asked for the more the ratios differ, and none where they lie on the threshold', () => {
    const [few, many] = [0.15, 0.3].map((spread) => judgement(about, around(1, spread)).more!);
    expect(few).toBeGreaterThan(0);
    expect(many).toBeGreaterThan(2 * few);
    expect(judgement(about, around(1.05, 0.3)).more).toBeUndefined();
  });

  test('a threshold that was asked for decides', () => {
    expect(judgement(about, around(1.1, 0.05), 1.2).verdict).toBe('as-fast');
    expect(judgement(about, around(1, 0.05), 0.9).verdict).toBe('slower');
  });

  test('the figures are looked at a few times only', () => {
    const looks = Array.from({ length: 17 }, (_, processes) => processes).filter(isTimeToLook);
    expect(looks).toEqual([8, 12, 16]);
  });
});

describe('the base', () => {
  const repository = join(folder, 'repository');
  const sources = join(repository, 'src/');
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-C', repository, '-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
      encoding: 'utf8',
    });
  const write = (text: string): void => writeFileSync(join(sources, 'impl/index.ts'), text);

  mkdirSync(join(sources, 'impl'), { recursive: true });
  mkdirSync(join(sources, 'contract'));
  writeFileSync(join(sources, 'contract/command.ts'), '');
  write('export const one = 1;\n');
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-q', '-m', 'the first');
  write('export const one = 2;\n');
  git('commit', '-q', '-a', '-m', 'the second');

  test('the base is taken from git, whatever the files are now, and removed after use', async () => {
    const before = git('status', '--porcelain');
    const base = await checkOut('main~1', sources);
    if ('sentence' in base) throw new Error(base.sentence);
    expect(base.name).toMatch(/^main~1 \([0-9a-f]{7}\)$/);
    expect(readFileSync(join(base.sources, 'impl/index.ts'), 'utf8')).toBe('export const one = 1;\n');
    expect(await haveTheSameTable(base.sources, sources)).toBe(false);
    await base[Symbol.asyncDispose]();
    expect(existsSync(base.sources)).toBe(false);
    expect(git('status', '--porcelain')).toBe(before);
  });

  test('the base is the same as files that have not changed', async () => {
    await using base = await checkOut('main', sources).then((found) => {
      if ('sentence' in found) throw new Error(found.sentence);
      return found;
    });
    expect(await haveTheSameTable(base.sources, sources)).toBe(true);
  });

  test('a version that git does not know is named, with what to do', async () => {
    expect(await checkOut('--help', sources)).toEqual({
      sentence: expect.stringMatching(
        /^git knows no version "--help" here: --base must be a branch/,
      ) as string,
      elsewhere: false,
    });
  });

  test('an installed package, whose sources are not under git, has no base', async () => {
    const elsewhere = join(folder, 'installed/');
    cpSync(sources, elsewhere, { recursive: true });
    expect(await checkOut('main', elsewhere)).toMatchObject({ elsewhere: true });
  });
});

describe.each(COMMAND_SETS.map((set) => [set.table.vocabulary.id, set] as const))(
  'of the %s table',
  (id, set) => {
    test(`there are races of the ${id} table, and a version that lacks it makes them inconclusive`, async () => {
      const [[workload, race]] = racesOf(id) ?? [];
      const small: Race = { ...race, workload: { ...race.workload, warmUp: 1000, timed: 1000 }, blocks: 1 };
      const base = join(folder, 'repository/src/');
      const versions = { base, candidate: join(ROOT, 'src/'), baseName: 'old' };
      expect(await measureRace(workload, small, versions, 8, ALONE.control)).toBe(
        `it exports no class ${race.table}`,
      );
    });

    test(`the check of the ${id} table names a version that is not there`, async () => {
      const settings = settingsOf({ ...SIZES.quick, seed: 1, save: false });
      const subject = new Subject(set.makeSystem, settings, { ...ALONE, base: 'no-such-version' });
      expect(await PERFORMANCE_CHECK.run(subject)).toMatchObject({ verdict: 'inconclusive' });
    });
  },
);
