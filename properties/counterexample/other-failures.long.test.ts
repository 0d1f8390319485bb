// Goal: of a system that is wrong in several ways each way is told once, as short as it gets. Method: our table with
// three faults at once, checked by the campaign and by the command itself.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tableSystem } from '../../src/systems/in-process.ts';
import type { Id } from '../../src/contract/command.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { printCommand, replay, runCampaign } from '../support/by-set.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { OtherFailures } from '../../src/engines/campaign/other-failures.ts';
import type { Failure } from '../../src/counterexample/failure.ts';
import type { CampaignOptions } from '../../src/engines/campaign/options.ts';
import type { CampaignResult } from '../../src/engines/campaign/campaign.ts';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';
import type { Outcome } from '../../src/impl/hierarchy/refusals.ts';
import { failureClassOf } from '../../src/lockstep/divergence.ts';
import { procession, temporaryFolder } from '../support/procession.ts';

/** Orphans are forgotten; a leader's create_group is accepted; a session left by its first group cannot be held. */
class ThreeFaults extends ProcessTable {
  protected override adoptChildren(): void {}

  override createGroup(pid: Id): Outcome {
    const outcome = super.createGroup(pid);
    return outcome === 'leads-its-group' ? 'ok' : outcome;
  }

  override holdSession(sid: Id): Outcome {
    const outcome = super.holdSession(sid);
    return outcome === 'ok' && sid !== 1 && !this.hasGroup(sid) ? 'no-such-session' : outcome;
  }
}

const COMMON = { runs: 1000, commandsMax: 100, idsMax: 8, seed: 3 } as const;
const UNHURRIED = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };

function threeFaults(): SystemUnderTest {
  return { ...tableSystem('three faults', new ThreeFaults()), selfCheck: () => [] };
}

function campaign(options: Partial<CampaignOptions>): Promise<CampaignResult> {
  return runCampaign(threeFaults(), { ...COMMON, ...options }, UNHURRIED);
}

function shown({ failure }: { readonly failure: Failure }): readonly string[] {
  return [failureClassOf(failure.divergence), failure.commands.map(printCommand).join('; ')];
}

describe('a campaign against a system with three faults', () => {
  test('a campaign against a system with three faults tells the failures of other kinds that were met while the first was made short', async () => {
    const { failure, otherFailures } = await campaign({ othersMax: 5 });
    expect(failure?.failure.commands.map(printCommand)).toEqual(['1 create_group']);
    expect(otherFailures.map(shown)).toEqual([['H5 exit observation', '1 fork 2; 2 fork 3; 2 exit']]);
  });

  test('a campaign against a system with three faults goes on searching for them when asked to, and tells each kind once, certified', async () => {
    const { failure, otherFailures, otherFailuresLeft, runs } = await campaign({
      othersMax: 5,
      allFailures: true,
    });
    expect(failure?.failure.commands.map(printCommand)).toEqual(['1 create_group']);
    expect(otherFailures.map(shown).map(([signature]) => signature)).toEqual([
      'H5 exit observation',
      'H12 hold_session answer',
    ]);
    expect(otherFailures.map(({ certificate }) => certificate?.shortest)).toEqual([true, true]);
    expect(otherFailuresLeft).toBe(0);
    expect(runs).toBe(COMMON.runs);
  });

  test('a campaign against a system with three faults counts what it does not tell', async () => {
    const { otherFailures, otherFailuresLeft } = await campaign({ othersMax: 1, allFailures: true });
    expect([otherFailures.length, otherFailuresLeft]).toEqual([1, 1]);
  });

  test('a campaign against a system with three faults tells the first alone unless asked for more', async () => {
    expect(await campaign({})).toMatchObject({ verdict: 'fail', otherFailures: [], otherFailuresLeft: 0 });
  });

  test('a campaign against a system with three faults gives each the path to a run that fails so, where a run of its own did', async () => {
    const { otherFailures } = await campaign({ othersMax: 5, allFailures: true });
    const other = otherFailures.find(({ path }) => path !== undefined);
    const { failure } = await campaign({ path: other?.path ?? 'none' });
    expect(failureClassOf(failure?.failure.divergence ?? ({} as never))).toBe(
      failureClassOf(other?.failure.divergence ?? ({} as never)),
    );
  });
});

describe('procession check', () => {
  test('procession check stores each failure by itself, with a line of its own that replays it', () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'three.ts'), MODULE);
    // With the broken table a later command may never end; each time it does not, the limit is waited for.
    const limits = ['--time-limit-step', '2', '--no-certify', '--runs', '100'];
    const words = ['check', '--sut', './three.ts', '--seed', '3', '--all-failures', ...limits];
    const { code, out } = procession(folder.path, ...words);
    expect(code).toBe(1);
    const lines = [...out.matchAll(/^ *replay: npx procession-check (.*)$/gm)].map(([, line = '']) =>
      line.split(' '),
    );
    expect(lines).toHaveLength(3);
    const headlines = lines.map((line) => /^FAIL +(.*)$/m.exec(procession(folder.path, ...line).out)?.[1]);
    expect(headlines).toEqual([
      'H3 create_group: the answers differ',
      'H5 exit: the states differ',
      'H12 hold_session: the answers differ',
    ]);
    const stored = readdirSync(join(folder.path, '.procession/failures'));
    expect(stored.filter((name) => name.endsWith('.trace'))).toHaveLength(3);

    const json = JSON.parse(procession(folder.path, ...words, '--json').out) as {
      readonly counterexample: { readonly concerns: string };
      readonly otherFailures: readonly { readonly concerns: string; readonly replay: string }[];
      readonly otherFailuresLeft: number;
    };
    expect(json.counterexample.concerns).toBe('H3');
    expect(json.otherFailures.map(({ concerns }) => concerns)).toEqual(['H5', 'H12']);
    expect(json.otherFailures.map(({ replay: line }) => line.replace('npx procession-check ', ''))).toEqual(
      lines.slice(1).map((line) => line.join(' ')),
    );
    expect(json.otherFailuresLeft).toBe(0);
  }, 90_000);
});

/** The same three faults as a module of a user's. */
const MODULE = `
import { tableSystem } from '${new URL('../../src/systems/in-process.ts', import.meta.url).href}';
import { ProcessTable } from '${new URL('../../src/impl/hierarchy/process-table.ts', import.meta.url).href}';
class ThreeFaults extends ProcessTable {
  adoptChildren() {}
  createGroup(pid) {
    const outcome = super.createGroup(pid);
    return outcome === 'leads-its-group' ? 'ok' : outcome;
  }
  holdSession(sid) {
    const outcome = super.holdSession(sid);
    return outcome === 'ok' && sid !== 1 && !this.hasGroup(sid) ? 'no-such-session' : outcome;
  }
}
export default { ...tableSystem('three faults', new ThreeFaults()), selfCheck: () => [] };
`;

describe('failures met on the way', () => {
  async function failureOf(...commands: readonly Parameters<typeof printCommand>[0][]): Promise<Failure> {
    const run = await replay(threeFaults(), commands);
    if (run.divergence === undefined) throw new Error('it should fail');
    return { commands: run.commands, divergence: run.divergence };
  }

  test('the failures met on the way are kept once a kind, the simplest of it, and not again once taken', async () => {
    const long = await failureOf(
      { name: 'fork', process: 1, child: 2 },
      { name: 'create_group', process: 1 },
    );
    const short = await failureOf({ name: 'create_group', process: 1 });
    const others = new OtherFailures(HIERARCHY.vocabulary);
    others.note(long);
    others.note(short);
    others.note(long);
    expect(others.left).toBe(1);
    expect(others.take()?.failure).toBe(short);
    others.note(long);
    expect([others.left, others.take()]).toEqual([0, undefined]);
  });

  test('the failures met on the way are not kept if another tells of that kind', async () => {
    const failure = await failureOf({ name: 'create_group', process: 1 });
    const others = new OtherFailures(HIERARCHY.vocabulary);
    others.settle(failure);
    others.note(failure);
    expect(others.left).toBe(0);
  });
});
