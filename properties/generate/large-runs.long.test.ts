// Goal: limits and growth are met without asking for it, and a pass says how large it got. Method: tables that are full at
// so many processes under the settings of someone who sets nothing; the sizes told against a count of our own.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import type { Command } from '../../src/contract/command.ts';
import { COMMAND_NAMES, runCampaign, runShapeOf, shapeOf } from '../support/by-set.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import type { CampaignOptions } from '../../src/engines/campaign/options.ts';
import { lengthened } from '../../src/engines/generate/swarm.ts';
import { procession, temporaryFolder } from '../support/procession.ts';

const WORLD = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };
const DEFAULTS: CampaignOptions = { runs: 1000, commandsMax: 100, idsMax: 8, seed: 1, someLarge: true };
const TABLE = new URL('../../src/systems/in-process.ts', import.meta.url).href;

/** A table that refuses every fork at so many processes, zombies and init among them. */
function fullAt(most: number, table: SystemUnderTest): SystemUnderTest {
  const processes = (): number => table.observe().processes?.length ?? 0;
  const apply = (command: Command) =>
    command.name === 'fork' && processes() >= most ? { refused: 'EAGAIN' } : table.apply(command);
  return { ...table, apply };
}

describe('a table that is full at', () => {
  test.each([9, 12, 16, 32, 64, 100])('a table that is full at %i processes is found out', async (most) => {
    for (const table of [tableSystem(), posixTableSystem()]) {
      const options = { ...DEFAULTS, shrinkMax: 1, certifyStatesMax: 0 };
      const { verdict, failure } = await runCampaign(fullAt(most, table), options, WORLD);
      expect([verdict, failure?.failure.divergence.command?.name]).toEqual(['fail', 'fork']);
    }
  });

  test('a table that is full at 9 processes is not found out without large runs, and the pass says that no more than 8 were alive', async () => {
    const system = fullAt(9, tableSystem());
    const { verdict, coverage } = await runCampaign(system, { ...DEFAULTS, someLarge: false }, WORLD);
    expect(verdict).toBe('pass');
    expect(coverage.sizes).toMatchObject({ processes: 8 });
  });
});

test('the sizes told are those that were there', async () => {
  const table = tableSystem();
  const most = { processes: 0, groups: 0, sessions: 0, commands: 0 };
  let commands = 0;
  const counting: SystemUnderTest = {
    ...table,
    reset: () => {
      commands = 0;
      table.reset();
    },
    apply: (command) => {
      const answer = table.apply(command);
      const { processes, groups, sessions } = table.observe();
      commands += 1;
      most.processes = Math.max(most.processes, processes?.length ?? 0);
      most.groups = Math.max(most.groups, groups?.length ?? 0);
      most.sessions = Math.max(most.sessions, sessions?.length ?? 0);
      most.commands = Math.max(most.commands, commands);
      return answer;
    },
  };
  const { coverage } = await runCampaign(counting, { ...DEFAULTS, runs: 100 }, WORLD);
  expect(coverage.sizes).toEqual(most);
});

describe('a large run', () => {
  const sizes = { idsMax: 8, someLarge: true };
  const shapes = Array.from({ length: 20_000 }, (_, choice) =>
    runShapeOf(choice, COMMAND_NAMES.hierarchy, sizes),
  );

  test('a large run is rare, and every other run is what it is without them', () => {
    const large = shapes.filter(({ commands }) => commands !== undefined);
    expect(large.length / shapes.length).toBeGreaterThan(0.015);
    expect(large.length / shapes.length).toBeLessThan(0.03);
    for (const [choice, shape] of shapes.entries())
      if (shape.commands === undefined) expect(shape).toEqual(shapeOf(choice, COMMAND_NAMES.hierarchy, 8));
  });

  test('a large run keeps to the largest id of the system, and asks only what it supports', () => {
    for (let choice = 0; choice < 5000; choice += 1) {
      const { ids, names } = runShapeOf(choice, ['exit', 'free'], sizes, 20);
      expect(Math.max(...ids)).toBeLessThanOrEqual(20);
      expect(names).not.toContain('fork');
    }
  });

  test('a large run has as many choices as it asks for, the same for the same first one', () => {
    const large = shapes.find(({ commands }) => commands !== undefined) as (typeof shapes)[number];
    const choices = lengthened([7, 8], large);
    expect(choices).toHaveLength((large.commands ?? 0) + 1);
    expect(choices).toEqual(lengthened([7, 8], large));
    expect(choices.slice(0, 2)).toEqual([7, 8]);
    expect(lengthened([7, 8], shapes[0])).toEqual([7, 8]);
  });
});

test('the line printed of a failure in a large run leads to that run', () => {
  using folder = temporaryFolder();
  writeFileSync(
    join(folder.path, 'full.ts'),
    `import { tableSystem } from '${TABLE}';
const table = tableSystem('full');
const full = ({ name }) => name === 'fork' && table.observe().processes.length >= 12;
export default { ...table, apply: (command) => full(command) ? { refused: true } : table.apply(command) };
`,
  );
  const { code, out } = procession(
    folder.path,
    'check',
    '--sut',
    './full.ts',
    '--seed',
    '2',
    '--no-save',
    '--no-certify',
  );
  expect(code).toBe(1);
  const line = /^replay: npx procession-check (.*)$/m.exec(out)?.[1] ?? '';
  expect(line).toMatch(/^check --sut \.\/full\.ts --seed 2 --path \d+$/);
  const again = procession(folder.path, ...line.split(' '), '--no-save', '--no-certify', '--json');
  expect(again.code).toBe(1);
  expect(JSON.parse(again.out)).toMatchObject({ runs: 1, counterexample: { concerns: 'H1' } });
});

test('check says how large it got, to people and to machines', () => {
  using folder = temporaryFolder();
  const words = ['check', '--runs', '20', '--seed', '1', '--ids', '5'];
  expect(procession(folder.path, ...words).out).toMatch(
    /^at most 5 processes, \d groups and \d sessions at once; the longest run had \d+ commands$/m,
  );
  expect(JSON.parse(procession(folder.path, ...words, '--json').out)).toMatchObject({
    sizes: { processes: 5 },
  });
});
