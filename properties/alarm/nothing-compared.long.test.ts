// Goal: what compared nothing is no pass, whichever engine it was, and a pass says what it did not come to. Method: systems
// that can be asked nothing of what a command asks by default, and traces without a command.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tableSystem } from '../../src/systems/in-process.ts';
import { conformanceChecks } from '../../src/app/conformance/checks.ts';
import type { CommandName } from '../../src/contract/command.ts';
import { explore, runCampaign, runTour } from '../support/by-set.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { processionShared, temporaryFolder } from '../support/procession.ts';

const WORLD = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };
const TABLE = new URL('../../src/systems/in-process.ts', import.meta.url).href;
const NOTHING = /^nothing was compared: /;

/** A system that supports commands which no search asks unless told to. */
const supporting = (...supports: readonly CommandName[]): SystemUnderTest => ({ ...tableSystem(), supports });

async function explored(commands: readonly CommandName[]): Promise<unknown> {
  const bound = { ids: 3, amounts: {}, commands, newIds: 'any' } as const;
  const plan = { bound, symmetry: true, match: 'observation', selfCheck: true } as const;
  return await explore(plan, supporting(...commands), { reachability: true }, WORLD);
}

describe('nothing compared is inconclusive, with the reason', () => {
  const inconclusive = {
    verdict: 'inconclusive',
    reason: expect.stringMatching(NOTHING) as string,
  };

  test('random runs that compared nothing are inconclusive, with the reason', async () => {
    const options = { runs: 10, commandsMax: 10, idsMax: 4, seed: 1 };
    expect(await runCampaign(supporting(), options, WORLD)).toMatchObject(inconclusive);
  });

  test('an exhaustive search that compared nothing is inconclusive, with the reason', async () => {
    expect(await explored([])).toMatchObject(inconclusive);
    expect(await explored(['exit'])).toMatchObject({ verdict: 'pass' });
  });

  test('a tour that compared nothing is inconclusive, with the reason', async () => {
    expect(await runTour(supporting(), [], { commands: [] }, WORLD)).toMatchObject(inconclusive);
  });

  test('each check of the conformance suite that ran commands and compared nothing is inconclusive, with the reason', async () => {
    const checks = conformanceChecks(() => supporting(), { numRuns: 10, ids: 2 });
    for (const { name, run } of checks) {
      const { verdict } = await run();
      const needsNone = /^it starts as init alone|^I\d+: |^every known deviation|^no rule goes unchecked/;
      if (!needsNone.test(name)) expect([name, verdict]).toEqual([name, 'inconclusive']);
    }
  });

  test.each([
    ['explore', ['explore', '--sut', './mine.ts']],
    ['tour', ['tour', '--sut', './mine.ts']],
    ['replay', ['replay', 'empty.trace']],
    ['shrink', ['shrink', 'empty.trace']],
    ['check of a system that supports nothing', ['check', '--sut', './none.ts', '--runs', '5']],
    [
      'check with a corpus that replays nothing',
      ['check', '--sut', './none.ts', '--runs', '5', '--corpus', 'corpus'],
    ],
  ])('%s is inconclusive on the command line where nothing was compared', (_name, words) => {
    using folder = temporaryFolder();
    const system = (supports: string) =>
      `import { tableSystem } from '${TABLE}';\nexport default { ...tableSystem('mine'), supports: [${supports}] };\n`;
    writeFileSync(join(folder.path, 'mine.ts'), system("'set_subreaper', 'group_exit'"));
    writeFileSync(join(folder.path, 'none.ts'), system(''));
    writeFileSync(join(folder.path, 'empty.trace'), 'procession trace 1 hierarchy\n');
    const { code, out } = processionShared(
      folder.path,
      ...words.filter((word) => word !== 'corpus'),
      ...(words.includes('corpus') ? ['.'] : []),
    );
    expect(out).toMatch(/^INCONCLUSIVE {2}.*(?:nothing was compared|it has no command)/m);
    expect(out).not.toContain('PASS');
    expect(code).toBe(3);
  });
});

describe('a pass says what it did not come to', () => {
  test.each(['explore', 'tour'])('a pass of %s says what it did not come to', (command) => {
    using folder = temporaryFolder();
    const { code, out } = processionShared(folder.path, command, '--ids', '2');
    expect(code).toBe(0);
    expect(out).toMatch(/zombie-adopted\)?(?:,|$)/m);
    expect(out).toMatch(/(?:not reached within this bound: .*|never seen: .*\()zombie-adopted/);
  });

  test('a replay that passes says what it did not come to, on a system that shows no groups', () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'one.trace'), 'procession trace 1 hierarchy\n1 fork 2\n2 exit\n');
    writeFileSync(
      join(folder.path, 'bare.ts'),
      `import { tableSystem } from '${TABLE}';
const { observeInto: _, ...table } = tableSystem('bare');
export default { ...table, observe: () => ({ processes: table.observe().processes }) };
`,
    );
    const bare = processionShared(folder.path, 'replay', 'one.trace', '--sut', './bare.ts');
    expect(bare.code, bare.out).toBe(0);
    expect(bare.out).toMatch(/^NOT checked, the system does not show what they need: .*I1\b/m);
    const whole = processionShared(folder.path, 'replay', 'one.trace');
    expect(whole.out).not.toContain('NOT checked');
  });

  test('a pass of random runs says what it did not come to', () => {
    using folder = temporaryFolder();
    const { code, out } = processionShared(folder.path, 'check', '--runs', '2', '--ids', '2', '--seed', '1');
    expect(code).toBe(0);
    expect(out).toMatch(/never seen: .*\(zombie-adopted\)/);
  });
});
