// Goal: what `procession explore --graph` draws is the graph that was explored. Method: the command itself; Graphviz
// reads what it wrote, and the recorded counts say what must be there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { instance } from '@viz-js/viz';
import { describe, expect, test } from 'vitest';
import { procession, temporaryFolder } from '../support/procession.ts';
import { textOf } from '../support/repository.ts';
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

/** What Graphviz finds in a DOT file that the command wrote. */
async function drawn(...words: readonly string[]): Promise<{ readonly graph: Drawn; readonly out: string }> {
  using folder = temporaryFolder();
  const { out, err } = procession(folder.path, 'explore', ...words, '--graph', 'graph.dot');
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
  ])('draws every state once and every transition as a line on an edge: %s', async (space, words) => {
    const { graph } = await drawn(...words);
    expect(graph.objects).toHaveLength(recorded[space]?.states ?? Number.NaN);
    expect(commandsOn(graph)).toBe(recorded[space]?.transitions);
    const pairs = graph.edges.map(({ tail, head }) => `${tail} ${head}`);
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  test('draws one state for each orbit', async () => {
    const { graph } = await drawn('--ids', '3');
    expect(graph.objects).toHaveLength(recorded['ids 3, orbits']?.states ?? Number.NaN);
  });

  test('labels a state in the notation, and names the witnesses that a step from it is', async () => {
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

  test('marks where a broken system parts from the model, after what was explored up to there', async () => {
    const { graph, out } = await drawn('--ids', '3', '--no-save', '--sut', 'mutant:forget-to-orphan');
    const violation = graph.objects.findIndex(({ name }) => name === 'violation');
    expect(graph.objects[violation]).toMatchObject({ shape: 'octagon' });
    expect(graph.objects[violation]?.label).toContain('children should be [2, 3] and is [2]');
    const [edge] = graph.edges.filter(({ head }) => head === violation);
    expect(edge?.label).toBe('2 exit');
    expect(graph.objects[edge?.tail ?? -1]?.label).toBe('s1{ g1: 1 2<1 3<2 }');
    expect(out).toContain(`graph:  graph.dot (${graph.objects.length - 1} states`);
  });

  test('writes a drawing, whole and alone in its folder, and the same one each time', () => {
    using folder = temporaryFolder();
    const words = ['explore', '--ids', '2', '--json', '--graph', 'two.svg'];
    const { out } = procession(folder.path, ...words);
    expect(JSON.parse(out)).toMatchObject({ graph: { file: 'two.svg', states: 10, edges: 17 } });
    const svg = readFileSync(join(folder.path, 'two.svg'), 'utf8');
    expect(svg).toMatch(/<svg [^]*s1\{ g1: 1 \}[^]*1 fork 2[^]*<\/svg>\s*$/);
    expect(readdirSync(folder.path)).toEqual(['two.svg']);
    procession(folder.path, ...words);
    expect(readFileSync(join(folder.path, 'two.svg'), 'utf8')).toBe(svg);
  });

  test.each([
    ['another ending', ['--ids', '2', '--graph', 'two.png'], '.dot or .svg'],
    ['too many ids', ['--ids', '4', '--graph', 'four.svg'], 'up to --ids 3'],
    ['too many states', ['--ids', '3', '--handles', '1', '--graph', 'three.svg'], 'or write a .dot file'],
    ['no such folder', ['--ids', '2', '--graph', 'nowhere/two.dot'], 'no folder nowhere'],
  ])('refuses what it cannot draw, with a cure: %s', (_, words, sentence) => {
    using folder = temporaryFolder();
    const { code, err } = procession(folder.path, 'explore', ...words);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(sentence) as string });
    expect(readdirSync(folder.path)).toEqual([]);
  });
});
