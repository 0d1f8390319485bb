// Goal: docs/performance.md states no figure that nobody can get again. Method: each section with figures must name a
// script that there is, and what was learned is told without figures, save those that a script counts.
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MUTANTS } from '../src/systems/mutants/registry.ts';
import { ROOT, textOf } from './support/repository.ts';

const page = textOf('docs/performance.md');
const scripts = (JSON.parse(textOf('package.json')) as { readonly scripts: Readonly<Record<string, string>> })
  .scripts;
const sections = page
  .split(/^## /m)
  .slice(1)
  .map((text) => [text.split('\n')[0], text] as const);

const FIGURE = /\d/;
/** Comparisons and times, in digits or in words. */
const COMPARISON =
  /\d\s?[×%]|\d\s(?:ns|µs|ms|s|MB)\b|\b(?:half|halves|halved|third|quarter|fifth|sixth|eighth|tenth|twice|double[sd]?)\b/;

describe('docs/performance.md', () => {
  test.each(sections.filter(([, text]) => FIGURE.test(text)))(
    'docs/performance.md says how to print the figures of: %s',
    (_, text) => {
      const named = [...text.matchAll(/`(?:node ([\w./-]+\.ts)|npm run ([\w:-]+))/g)].map(
        ([, file, script]) =>
          file === undefined ? scripts[script] !== undefined : existsSync(`${ROOT}${file}`),
      );
      expect(named).not.toEqual([]);
      expect(named).not.toContain(false);
    },
  );

  test('docs/performance.md tells what was learned without comparisons that no script prints', () => {
    const learned = page
      .split('\n- ')
      .slice(1)
      .map((text) => text.split('\n\n')[0]);
    expect(learned.length).toBeGreaterThan(10);
    expect(learned.filter((text) => COMPARISON.test(text))).toEqual([]);
  });

  test('docs/performance.md has the number of mutants that there are', () => {
    const [, mutants, seeds, campaigns] =
      /each of the (\d+) mutants with (\d+) seeds[^]*?one of ([\d,]+) campaigns/.exec(page) ?? [];
    expect(Number(mutants)).toBe(Object.keys(MUTANTS).length);
    expect(Number(campaigns?.replace(',', ''))).toBe(Number(mutants) * Number(seeds));
  });

  test('a comparison without a script would be noticed', () => {
    for (const text of [
      'that made 2.3×',
      'halved the cost',
      'a quarter slower',
      'in 18.5 ms',
      'costs an eighth',
    ])
      expect(COMPARISON.test(text), text).toBe(true);
  });
});
