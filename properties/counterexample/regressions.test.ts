// Goal: the regression corpus is worth replaying. Method: every trace passes on the table and on the model, and fails on
// a system with the fault that its story tells of; `procession check` replays them without being asked.
import { cpSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { tableSystem } from '../../src/systems/in-process.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { replayCorpus } from '../support/by-set.ts';
import { modelSystem } from '../../src/lockstep/model-system.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';
import { mutant } from './examples.ts';

const FOLDER = fileURLToPath(new URL('../traces/regressions', import.meta.url));

/** The table with a reset that leaves init marked. */
function resetThatLeavesMarks(): SystemUnderTest {
  const table = tableSystem('a reset that leaves marks');
  let marked = false;
  return {
    ...table,
    selfCheck: () => [],
    reset: () => {
      const { processes } = table.observe();
      marked ||= processes?.[0]?.subreaper === true;
      table.reset();
      if (marked) table.apply({ name: 'set_subreaper', process: 1, on: true });
    },
  };
}

/** By trace, a system that has its fault. */
const FAULTY: Readonly<Record<string, () => SystemUnderTest>> = {
  'a-dying-subreaper-adopts-nobody': () => mutant('orphan-to-a-dying-subreaper'),
  'a-groups-session-is-its-own': () => mutant('move-looks-up-sessions-through-leaders'),
  'a-reset-leaves-no-mark': resetThatLeavesMarks,
  'a-zombie-keeps-its-group': () => mutant('group-dies-with-its-last-running-member'),
  'handles-are-counted-one-by-one': () => mutant('release-group-twice'),
  'the-id-of-a-live-group-is-taken': () => mutant('fork-reuses-the-id-of-a-live-group'),
  'zombies-are-orphaned-too': () => mutant('orphan-only-running-children'),
};

async function outcomes(system: SystemUnderTest): Promise<Readonly<Record<string, string>>> {
  const entries = await replayCorpus(FOLDER, system);
  return Object.fromEntries(entries.map(({ file, outcome }) => [basename(file, '.trace'), outcome]));
}

describe('the regression traces', () => {
  test.each([
    ['table', tableSystem],
    ['model', modelSystem],
  ])('the regression traces pass on the %s, every one of them', async (_, make) => {
    const fixed = Object.fromEntries(Object.keys(FAULTY).map((name) => [name, 'fixed']));
    expect(await outcomes(make())).toEqual(fixed);
  });

  test.each(Object.entries(FAULTY))(
    'the regression traces fail where the fault is: %s',
    async (name, make) => {
      expect((await outcomes(make()))[name]).toBe('still-fails');
    },
  );

  test('the regression traces are replayed by check where it is run, and decide its verdict', () => {
    using folder = temporaryFolder();
    cpSync(FOLDER, join(folder.path, 'properties/traces/regressions'), { recursive: true });
    const traces = readdirSync(FOLDER).length;
    const few = ['check', '--runs', '3', '--seed', '1', '--no-save'];
    const right = processionShared(folder.path, ...few);
    expect([right.code, right.out.split('\n')[0]]).toEqual([
      0,
      `properties/traces/regressions: ${traces} regression traces, ${traces} fixed`,
    ]);
    const sut = ['--sut', 'mutant:orphan-to-a-dying-subreaper'];
    const wrong = processionShared(folder.path, ...few, ...sut);
    expect(wrong.code).toBe(1);
    expect(wrong.out).toContain('a-dying-subreaper-adopts-nobody.trace still fails: H5');
  });

  test('a regression trace of a command set that a system does not answer is said to be so in one line', () => {
    using folder = temporaryFolder();
    cpSync(FOLDER, join(folder.path, 'properties/traces/regressions'), { recursive: true });
    const { code, out } = processionShared(
      folder.path,
      'check',
      '--set',
      'posix',
      '--runs',
      '3',
      '--no-save',
    );
    expect(code).toBe(0);
    const count = Object.keys(FAULTY).length;
    expect(out).toContain(`${count} regression traces, ${count} of the other command set, left out\n`);
    expect(out).not.toContain('.trace');
  });
});
