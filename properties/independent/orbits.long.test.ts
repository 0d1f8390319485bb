// Goal: the search in orbits.c, written from the rules' text by itself, counts what the checker counted, and would say so if it did not.
// Method: it is compiled and run here, right and with a rule broken.
import { spawnSync } from 'node:child_process';
import { afterAll, expect, test } from 'vitest';
import { whyNoCompiler } from '../support/c-compiler.ts';
import { temporaryFolder } from '../support/procession.ts';
import { textOf } from '../support/repository.ts';
import { independentCounts, independentSearch } from './search.ts';
import type { IndependentCounts } from './search.ts';

const recordOf = (name: string): Readonly<Record<string, Partial<IndependentCounts>>> =>
  JSON.parse(textOf(`properties/recorded/${name}.json`)) as Readonly<
    Record<string, Partial<IndependentCounts>>
  >;
const checked = recordOf('state-space');
const independent = recordOf('independent-orbits');

const missing = whyNoCompiler('-std=c11');
const suffix = missing === undefined ? '' : ` (not run: ${missing})`;
const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

test.skipIf(missing !== undefined).each([2, 3, 4, 5])(
  `the independent search of %i ids has the counts that the checker has on record${suffix}`,
  (ids) => {
    const { seconds, peakMemory, ...counts } = independentCounts(independentSearch(folder.path), ids);
    expect(counts).toMatchObject(checked[`ids ${ids}, orbits`]);
    expect(independent[`ids ${ids}, orbits`]).toMatchObject(counts);
    expect(counts.statesByDepth.reduce((sum, states) => sum + states)).toBe(counts.states);
    expect([seconds, peakMemory].every(Number.isFinite)).toBe(true);
  },
);

test.skipIf(missing !== undefined).each([2, 3, 4, 5])(
  `the independent search of %i ids comes to the same if it follows every fork${suffix}`,
  (ids) => {
    const { seconds, peakMemory, ...counts } = independentCounts(
      independentSearch(folder.path, '-DPLAIN'),
      ids,
    );
    expect(independent[`ids ${ids}, orbits`]).toMatchObject(counts);
    expect([seconds, peakMemory].every(Number.isFinite)).toBe(true);
  },
);

test.skipIf(missing !== undefined).each([
  ['orphans go to the grandparent', 'ADOPTION', 4],
  ['an id that a group bears is forked', 'REUSE', 3],
  ['a process moves into another session', 'CROSSING', 3],
  ['create_group enters a group that lives', 'REJOIN', 3],
  ['a group outlives its members', 'LINGER', 2],
] as const)(
  `the independent search has other counts where a rule is broken: %s${suffix}`,
  (_, fault, ids) => {
    const program = independentSearch(folder.path, `-DFAULT_${fault}`);
    const counts = independentCounts(program, ids);
    expect(counts).not.toMatchObject(checked[`ids ${ids}, orbits`]);
  },
);

test.skipIf(missing !== undefined).each([[[]], [['1']], [['8']], [['44']], [['3', '--quiet']]])(
  `the independent search refuses to start with the words %j, and says how to${suffix}`,
  (words) => {
    const { status, stdout, stderr } = spawnSync(independentSearch(folder.path), words, { encoding: 'utf8' });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Usage: orbits IDS .*\n.* from 2 to 7\.\n$/);
  },
);
