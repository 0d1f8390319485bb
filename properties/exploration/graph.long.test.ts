// Goal: what `procession explore --graph` draws is the graph that was explored. Method: the command itself; Graphviz
// reads what it wrote, and the recorded counts say what must be there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { instance } from '@viz-js/viz';
import { describe, expect, test } from 'vitest';
import { processionShared, temporaryFolder } from '../support/procession.ts';
import { textOf } from '../support/repository.ts';
import { BROWSER, CHROMIUM, openBrowser } from '../support/chromium.ts';
import type { SpaceCounts } from './spaces.ts';

const recorded = JSON.parse(textOf('properties/recorded/state-space.json')) as Readonly<
  Record<string, SpaceCounts>
>;

interface Drawn {
  readonly objects: readonly { readonly name: string; readonly label: string; readonly shape?: string }[];
  readonly edges: readonly {
    readonly tail: number;
    readonly head: number;
    readonly label?: string;
    readonly xlabel?: string;
  }[];
}

/** A drawing as a browser shows it. */
interface Seen {
  readonly page: string;
  /** Texts that are not whole inside the drawing. */
  readonly outside: readonly string[];
  /** Texts that stand out too little. */
  readonly faint: readonly string[];
  /** Commands that are drawn before a line, which can strike them through, or that no gap in the line surrounds. */
  readonly covered: readonly string[];
}

async function drawnIn(document: string, colorScheme: 'light' | 'dark'): Promise<Seen> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ colorScheme });
    await page.setContent(document);
    return await page.evaluate<Seen>(SEEN);
  } finally {
    await browser.close();
  }
}

/** Run in the page. */
const SEEN = `(() => {
  const svg = document.querySelector('svg');
  const whole = svg.getBoundingClientRect();
  const light = (color) => color.match(/[\\d.]+/g).slice(0, 3).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const page = getComputedStyle(document.querySelector('.graph > polygon')).fill;
  const texts = [...svg.querySelectorAll('text')];
  const contrast = (text) => {
    const inside = text.parentElement.querySelector('polygon');
    const back = text.closest('.node') ? getComputedStyle(inside).fill : page;
    const [one, other] = [light(getComputedStyle(text).fill), light(back)];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  };
  const paths = [...svg.querySelectorAll('path')];
  const bare = (text) => {
    const style = getComputedStyle(text);
    return style.paintOrder !== 'stroke' || style.stroke !== page || paths.some((path) => text.compareDocumentPosition(path) & 4);
  };
  return {
    page,
    outside: texts.filter((text) => {
      const { left, right, top, bottom } = text.getBoundingClientRect();
      return left < whole.left || right > whole.right || top < whole.top || bottom > whole.bottom;
    }).map((text) => text.textContent),
    faint: texts.filter((text) => contrast(text) < 4.5).map((text) => text.textContent),
    covered: [...svg.querySelectorAll('.commands text')].filter(bare).map((text) => text.textContent),
  };
})()`;

/** The graph that Graphviz finds in a DOT file that the command wrote. */
async function drawn(...words: readonly string[]): Promise<{ readonly graph: Drawn; readonly out: string }> {
  using folder = temporaryFolder();
  const { out, err } = processionShared(folder.path, 'explore', ...words, '--graph', 'graph.dot');
  expect(err).toBe('');
  const dot = readFileSync(join(folder.path, 'graph.dot'), 'utf8');
  return { graph: (await instance()).renderJSON(dot) as unknown as Drawn, out };
}

function commandsOn({ edges }: Drawn): number {
  const labels = edges.map(({ label, xlabel }) => label ?? xlabel ?? '');
  return labels.flatMap((label) => label.split(/\\l|\n/).filter((line) => line !== '')).length;
}

describe('procession explore --graph', () => {
  test.each([
    ['ids 2', ['--ids', '2', '--symmetry', 'off']],
    ['ids 2, orbits', ['--ids', '2']],
    ['ids 3', ['--ids', '3', '--symmetry', 'off']],
  ])(
    'procession explore --graph draws every state once and every transition as a line on an edge: %s',
    async (space, words) => {
      const { graph } = await drawn(...words);
      expect(graph.objects).toHaveLength(recorded[space]?.states ?? Number.NaN);
      expect(commandsOn(graph)).toBe(recorded[space]?.transitions);
      const pairs = graph.edges.map(({ tail, head }) => `${tail} ${head}`);
      expect(new Set(pairs).size).toBe(pairs.length);
    },
  );

  test('procession explore --graph draws one state for each orbit', async () => {
    const { graph } = await drawn('--ids', '3');
    expect(graph.objects).toHaveLength(recorded['ids 3, orbits']?.states ?? Number.NaN);
  });

  test('procession explore --graph labels a state in the notation, and names the witnesses that a step from it is', async () => {
    const { graph } = await drawn('--ids', '2');
    const [start] = graph.objects;
    expect(start?.label).toBe('s1{ g1: 1 }');
    const [fork] = graph.edges;
    expect([fork?.tail, graph.objects[fork?.head ?? 0]?.label, fork?.label]).toEqual([
      0,
      's1{ g1: 1 2<1 }',
      '1 fork 2',
    ]);
    const inGroup2 = graph.objects.find(({ label }) => label.startsWith(String.raw`s1{ g1: 1  g2: 2<1 }\l`));
    expect(inGroup2?.label).toContain('W9');
    expect((graph as unknown as { readonly label: string }).label).toContain('W9 init-left-its-group');
  });

  test('procession explore --graph marks where a broken system parts from the model, after what was explored up to there', async () => {
    const { graph, out } = await drawn('--ids', '3', '--no-save', '--sut', 'mutant:forget-to-orphan');
    const violation = graph.objects.findIndex(({ name }) => name === 'violation');
    expect(graph.objects[violation]).toMatchObject({ shape: 'octagon' });
    expect(graph.objects[violation]?.label).toContain('children should be [2, 3] and is [2]');
    const [edge] = graph.edges.filter(({ head }) => head === violation);
    expect(edge?.label).toBe('2 exit');
    expect(graph.objects[edge?.tail ?? -1]?.label).toBe('s1{ g1: 1 2<1 3<2 }');
    expect(out).toContain(`graph:  graph.dot (${graph.objects.length - 1} states`);
  });

  test('procession explore --graph writes a drawing, whole and alone in its folder, and the same one each time', () => {
    using folder = temporaryFolder();
    const words = ['explore', '--ids', '2', '--json', '--graph', 'two.svg'];
    const { out } = processionShared(folder.path, ...words);
    expect(JSON.parse(out)).toMatchObject({ graph: { file: 'two.svg', states: 10, edges: 17 } });
    const svg = readFileSync(join(folder.path, 'two.svg'), 'utf8');
    expect(svg).toMatch(/<svg [^]*>1 fork 2<[^]*s1\{ g1: 1 \}[^]*<\/svg>\s*$/);
    expect(readdirSync(folder.path)).toEqual(['two.svg']);
    processionShared(folder.path, ...words);
    expect(readFileSync(join(folder.path, 'two.svg'), 'utf8')).toBe(svg);
  });

  test.skipIf(CHROMIUM === undefined).each([
    ['light', 'rgb(255, 255, 255)'],
    ['dark', 'rgb(19, 21, 25)'],
  ] as const)(
    `procession explore --graph draws what can be read in ${BROWSER} whose reader has it %s, and a legend that fits`,
    async (colorScheme, page) => {
      using folder = temporaryFolder();
      for (const words of [
        ['--ids', '1'],
        ['--ids', '2'],
        ['--ids', '3', '--no-save', '--sut', 'mutant:forget-to-orphan'],
      ]) {
        processionShared(folder.path, 'explore', ...words, '--graph', 'graph.svg');
        const svg = readFileSync(join(folder.path, 'graph.svg'), 'utf8').replace(/^[^]*?(?=<svg)/, '');
        const seen = await drawnIn(`<!doctype html><body style="margin: 0">${svg}`, colorScheme);
        expect(seen.page).toBe(page);
        expect(seen.outside).toEqual([]);
        expect(seen.faint).toEqual([]);
        expect(seen.covered).toEqual([]);
      }
    },
  );

  test.each([
    ['another ending', ['--ids', '2', '--graph', 'two.png'], '.dot or .svg'],
    ['too many ids', ['--ids', '4', '--graph', 'four.svg'], 'up to --ids 3'],
    ['too many states', ['--ids', '3', '--handles', '1', '--graph', 'three.svg'], 'or write a .dot file'],
    ['no such folder', ['--ids', '2', '--graph', 'nowhere/two.dot'], 'no folder nowhere'],
  ])('procession explore --graph refuses what it cannot draw, with a cure: %s', (_, words, sentence) => {
    using folder = temporaryFolder();
    const { code, err } = processionShared(folder.path, 'explore', ...words);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(sentence) as string });
    expect(readdirSync(folder.path)).toEqual([]);
  });
});
