// Goal: the crate that this project was made for fails where it omits a check, each omission by itself and as short as it
// gets; with a file of known deviations it passes, and fails on whatever is new. Method: the crate in TypeScript
// (examples/axprocess/in-typescript), bare, under every engine that follows known deviations.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bareSystem } from '../../examples/axprocess/in-typescript/adapter.ts';
import { posixSystem } from '../../examples/axprocess/in-typescript/bare-posix.ts';
import { Panic, Process } from '../../examples/axprocess/in-typescript/crate.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { HIERARCHY_COMMANDS } from '../../src/contract/sets/hierarchy.ts';
import { certify, CORE_COMMANDS, printCommand, replay, runCampaign, runTour } from '../support/by-set.ts';
import type { Command } from '../../src/contract/command.ts';
import { conformanceChecks } from '../../src/app/conformance/checks.ts';
import type { KnownDeviation } from '../../src/contract/known-deviation.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import type { Observation } from '../../src/contract/observation/observation.ts';
import { printState } from '../../src/contract/notation/state.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import type { Failure } from '../../src/counterexample/failure.ts';
import type { CampaignOptions } from '../../src/engines/campaign/options.ts';
import type { CampaignResult } from '../../src/engines/campaign/campaign.ts';
import { tourOf } from '../../src/engines/tour/transition-tour.ts';
import { STATE_INVARIANTS } from '../../src/model/invariants/of-states.ts';
import { STEP_INVARIANTS } from '../../src/model/invariants/of-steps.ts';
import { differences } from '../../src/contract/observation/differences.ts';
import { failureClassOf } from '../../src/lockstep/divergence.ts';
import { flatten, unflatten } from '../../src/contract/observation/json.ts';
import { procession, temporaryFolder } from '../support/procession.ts';
import { ROOT } from '../support/repository.ts';
import { commandsOf } from '../support/scenarios.ts';
import { wildCommands } from '../support/wild-commands.ts';

const WORLD = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };
const KNOWN = (
  JSON.parse(readFileSync(`${ROOT}examples/axprocess/known.json`, 'utf8')) as {
    readonly deviations: readonly KnownDeviation[];
  }
).deviations;

function bare(knownDeviations: readonly KnownDeviation[] = []): SystemUnderTest {
  return { ...bareSystem('axprocess, bare', { keepsFreed: false }), knownDeviations };
}

function campaign(system: SystemUnderTest, options: Partial<CampaignOptions>): Promise<CampaignResult> {
  const usual = { runs: 1000, commandsMax: 100, idsMax: 8, seed: 1, certifyStatesMax: 0 };
  return runCampaign(system, { ...usual, ...options }, WORLD);
}

/** Every failure of a campaign, by what it is of. */
async function failuresOf(system: SystemUnderTest, runs = 1000): Promise<ReadonlyMap<string, Failure>> {
  const { failure, otherFailures, otherFailuresLeft } = await campaign(system, {
    runs,
    othersMax: 200,
    allFailures: true,
  });
  expect(otherFailuresLeft).toBe(0);
  return new Map(
    [failure, ...otherFailures].flatMap((each) =>
      each === undefined ? [] : [[failureClassOf(each.failure.divergence), each.failure]],
    ),
  );
}

/** Whatever the bare crate omits, and the fewest commands that show it; null where proving so would take long. */
const OMISSIONS: Readonly<Record<string, number | null>> = {
  'H1 fork answer not-running (zombie)': 3,
  'H1 fork answer id-in-use (process)': 1,
  'H1 fork answer id-in-use (thread)': 2,
  'H1 fork answer id-in-use (group)': null,
  'H1 fork answer id-in-use (session)': null,
  'H2 create_session answer not-running (zombie)': 3,
  'H2 create_session answer leads-its-group': 3,
  'H2 create_session answer group-id-in-use': 5,
  'H3 create_group answer not-running (zombie)': 3,
  'H3 create_group answer group-id-in-use': 5,
  'H4 move_to_group answer not-running (zombie)': 3,
  'H5 exit answer not-running (zombie)': 3,
  'H5 exit observation': 3,
  'H7 new_thread answer not-running (zombie)': 3,
  'H7 new_thread answer id-in-use (process)': 2,
  'H7 new_thread answer id-in-use (thread)': 2,
  'H7 new_thread answer id-in-use (group)': null,
  'H7 new_thread answer id-in-use (session)': null,
  'H9 group_exit answer not-running (zombie)': 3,
};

describe('the bare crate', () => {
  let failures: ReadonlyMap<string, Failure>;

  beforeAll(async () => {
    failures = await failuresOf(bare(), 2000);
  }, 120_000);

  test('the bare crate fails once for each check that it omits, and in no other way', () => {
    expect([...failures.keys()].toSorted()).toEqual(Object.keys(OMISSIONS).toSorted());
  });

  test.each(Object.entries(OMISSIONS).filter(([, length]) => length !== null))(
    'the bare crate has a certified shortest failure of %s, of %i commands',
    async (signature, length) => {
      const found = failures.get(signature) ?? expect.fail('it was not found');
      const { failure, certificate } = await certify(bare(), found, { ...WORLD, statesMax: 20_000 });
      expect(failureClassOf(failure.divergence)).toBe(signature);
      expect(failure.commands.length).toBe(length);
      expect(certificate).toMatchObject({ shortest: true, commands: length });
    },
    120_000,
  );

  test('the bare crate shows a second group under a living id as a second group, which I5 judges', () => {
    for (const command of ['create_session', 'create_group']) {
      const { divergence } = failures.get(
        `H${command === 'create_group' ? 3 : 2} ${command} answer group-id-in-use`,
      ) as Failure;
      const pgid = divergence.command && 'process' in divergence.command ? divergence.command.process : 0;
      expect(divergence.differences).toContainEqual({
        of: `group ${pgid}`,
        field: 'existence',
        expected: 'absent',
        seen: 'present twice',
      });
      expect(divergence.violations.map(({ invariant }) => invariant)).toContain('I5');
    }
  });

  test('the bare crate whose caller keeps its handles frees another process by a second free', async () => {
    const keeping = bareSystem('axprocess, bare, freed handles kept', { keepsFreed: true });
    const commands = commandsOf('1 fork 2; 2 exit; 2 free; 1 fork 2; 2 free');
    const found = (await failuresOf(keeping, 400)).get('H6 free answer not-a-zombie (running)');
    expect(found?.commands.map(printCommand)).toEqual(commands.map(printCommand));
    expect(found?.divergence.differences).toContainEqual({
      of: 'process 1',
      field: 'children',
      expected: '[2]',
      seen: '[]',
    });
    // That none is shorter: axprocess.long.test.ts.
  }, 120_000);

  test('the bare crate under the calls of a kernel lets a session leader leave its group, and makes its namesake a second group', async () => {
    const found = await failuresOf(posixSystem());
    const leaving = found.get('P3 setpgid answer leads-its-session') as Failure;
    expect(leaving.commands).toHaveLength(3);
    const { certificate } = await certify(posixSystem(), leaving, { ...WORLD, statesMax: 20_000 });
    expect(certificate).toMatchObject({ shortest: true, commands: 3 });
    const second = found.get('P3 setpgid observation') as Failure;
    expect(second.divergence.violations.map(({ invariant }) => invariant)).toContain('I5');
  }, 120_000);
});

describe('the bare crate with the file of its known deviations', () => {
  test('the bare crate with the file of its known deviations passes, each deviation having occurred', async () => {
    const { verdict, deviations, coverage } = await campaign(bare(KNOWN), { runs: 1500 });
    expect(verdict).toBe('pass');
    expect(deviations.filter(({ times }) => times === 0)).toEqual([]);
    expect(coverage.commands).toBeGreaterThan(60_000);
  }, 120_000);

  test.each(
    KNOWN.map((deviation) => [deviation.command, deviation.when, deviation.ground, deviation] as const),
  )(
    'the bare crate with the file of its known deviations fails again by %s where it should be %s (%s), were that not in the file, and by nothing else',
    async (command, when, ground, deviation) => {
      const rest = KNOWN.filter((each) => each !== deviation);
      const { failure } = await campaign(bare(rest), { runs: 3000 });
      const { divergence } = failure?.failure ?? expect.fail('it must fail');
      expect(divergence.command?.name).toBe(command);
      expect(divergence.missed?.refusal ?? 'accepted').toBe(when);
      expect(divergence.missed?.ground).toBe(ground);
    },
    120_000,
  );

  test('the bare crate with the file of its known deviations fails by a fault that is new, in the fewest commands', async () => {
    const failure = await withFault(
      'exit',
      keepsItsChildren,
      async () => (await campaign(bare(KNOWN), {})).failure?.failure,
    );
    expect(failure?.commands.map(printCommand)).toEqual(['1 fork 2', '2 fork 3', '2 exit']);
  });

  test('the bare crate with the file of its known deviations is toured to the end, every command that it grants by mistake among them', async () => {
    const bound = { ids: 2, amounts: {}, commands: CORE_COMMANDS, newIds: 'lowest' } as const;
    const { sequences, still } = tourOf({ specification: HIERARCHY, bound, still: true, sequenceMax: 300 });
    const system = bare(KNOWN);
    const result = await runTour(system, sequences, { commands: CORE_COMMANDS }, WORLD);
    expect([result.verdict, result.strayed, result.sequences]).toEqual(['pass', 0, sequences.length]);
    const granted = result.deviations.reduce((sum, { times }) => sum + times, 0);
    expect(granted).toBeGreaterThan(20);
    const { refused } = result.coverage;
    expect(granted + refused).toBeGreaterThanOrEqual(still / 2);
    const { verdict } = await runTour(bare(KNOWN.slice(1)), sequences, { commands: CORE_COMMANDS }, WORLD);
    expect(verdict).toBe('fail');
  });

  test('the bare crate with the file of its known deviations has a certificate for what is new, past all that is known', async () => {
    const commands: readonly Command[] = commandsOf('1 fork 2; 2 fork 3; 2 exit');
    await withFault('exit', keepsItsChildren, async () => {
      const system = bare(KNOWN);
      const { divergence } = await replay(system, commands);
      const failure = { commands, divergence: divergence as Failure['divergence'] };
      const { certificate } = await certify(system, failure, WORLD);
      expect(certificate).toMatchObject({ shortest: true, commands: 3 });
    });
  }, 120_000);
});

/** An exit after which a process's children are its own still. */
function keepsItsChildren(this: Process): void {
  if (this.pid === 1) throw new Panic('init process cannot exit');
  this.isZombie = true;
}

/** Runs something on a crate with a method of its processes replaced. */
async function withFault<Result>(
  name: 'exit',
  faulty: () => void,
  work: () => Promise<Result>,
): Promise<Result> {
  const { prototype } = Process;
  const right = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor;
  Object.defineProperty(prototype, name, { ...right, value: faulty });
  try {
    return await work();
  } finally {
    Object.defineProperty(prototype, name, right);
  }
}

test('the bare crate with that file conforms, as far as it is asked', async () => {
  // At three ids: axprocess.long.test.ts.
  const options = { seed: 1, numRuns: 1000, ids: 2, corpus: `${ROOT}properties/traces/regressions` };
  const bad: string[] = [];
  for (const { name, run } of conformanceChecks(() => bare(KNOWN), options)) {
    const outcome = await run();
    if (outcome.verdict !== 'pass') bad.push(`${name}: ${outcome.sentence}`);
  }
  expect(bad).toEqual([
    'no rule goes unchecked: its adapter decides not-running (nobody), not-a-zombie (nobody), no-such-group, no-such-session, no-such-thread, not-held',
  ]);
}, 180_000);

describe('objects that share a number', () => {
  const flat = (observation: Observation): FlatObservation => {
    const out = new FlatObservation();
    flatten(observation, out);
    return out;
  };
  const twice = (ids: readonly number[]): readonly number[] => [
    ...new Set(ids.filter((id, index) => ids.indexOf(id) !== index)),
  ];
  const NOTHING = { onGroup: () => 0, onSession: () => 0 };
  const start = flat(bareSystem('start', { keepsFreed: false }).observe());

  test('the objects that share a number are shown as often as there are, judged by I5, and break nothing that looks at them', () => {
    let seen = 0;
    for (let seed = 1; seed <= 20; seed += 1) {
      const system: SystemUnderTest = bareSystem('axprocess, bare', { keepsFreed: false });
      let before = flat(system.observe());
      for (const command of wildCommands(seed, system.supports ?? [])) {
        const answer = system.apply(command);
        const shown = system.observe();
        const after = flat(shown);
        const { processes = [], groups = [], sessions = [] } = shown;
        const repeated = [
          ...twice(processes.map(({ pid }) => pid)).map((id) => `two processes have pid ${id}`),
          ...twice(groups.map(({ pgid }) => pgid)).map((id) => `two groups have id ${id}`),
          ...twice(sessions.map(({ sid }) => sid)).map((id) => `two sessions have id ${id}`),
        ];
        seen += repeated.length;
        const i5 = STATE_INVARIANTS.I5.find(after);
        if (repeated.length > 0) expect(repeated).toContain(i5);
        else if (typeof i5 === 'string') expect(i5).toMatch(/^two threads have tid/);

        expect(flat(unflatten(after)).equals(after)).toBe(true);
        for (const invariant of Object.values(STATE_INVARIANTS))
          expect(['string', 'symbol', 'undefined']).toContain(typeof invariant.find(after, NOTHING));
        for (const invariant of Object.values(STEP_INVARIANTS))
          expect(['string', 'symbol', 'undefined']).toContain(
            typeof invariant.find({ before, command, answer, after, commands: HIERARCHY_COMMANDS }),
          );
        const told = differences(start, after);
        expect(told.filter(({ seen: what }) => what === 'present twice').length).toBeLessThanOrEqual(
          processes.length + groups.length + sessions.length,
        );
        if (repeated.length > 0) expect(printState(shown)).toContain('times');
        expect(differences(after, start).length).toBeGreaterThanOrEqual(0);
        before = after;
      }
    }
    expect(seen).toBeGreaterThan(1000);
  });
});

describe('procession check', () => {
  const BARE = `${ROOT}examples/axprocess/in-typescript/bare.ts`;
  const FAST = ['--runs', '100', '--seed', '1', '--no-certify', '--no-corpus', '--no-save'];

  test('procession check lists every omission of the bare crate that it meets, and says what its adapter decides', () => {
    using folder = temporaryFolder();
    const { code, out } = procession(folder.path, 'check', '--sut', BARE, '--all-failures', ...FAST);
    expect(code).toBe(1);
    const missed = [...out.matchAll(/^ {2}\S+ (\w+): the answers differ, (.*) missed \(/gm)].map(
      ([, name, what]) => `${name} ${what}`,
    );
    expect(missed.length).toBeGreaterThan(8);
    expect(new Set(missed).size).toBe(missed.length);
    expect(missed).toContain('create_session leads-its-group');
    expect(out).toContain(
      'decided by its adapter, so that nothing is known of the system itself: not-running (nobody)',
    );
    expect(out).not.toContain('of further kinds');
  });

  test('procession check is green with the file of known deviations, and red once something in it is no longer known', () => {
    using folder = temporaryFolder();
    const known = `${ROOT}examples/axprocess/known.json`;
    const green = procession(folder.path, 'check', '--sut', BARE, '--known', known, ...FAST);
    expect(green.out).toMatch(/^PASS /m);
    expect(green.out).toMatch(
      /^known deviation, \d+ times: exit shows process threads otherwise where it answers ok, and the run ends there \(/m,
    );
    expect(green.code).toBe(0);
    const rest = { deviations: KNOWN.filter(({ when }) => when !== 'leads-its-group') };
    writeFileSync(join(folder.path, 'rest.json'), JSON.stringify(rest));
    const red = procession(folder.path, 'check', '--sut', BARE, '--known', 'rest.json', ...FAST);
    expect(red.out).toContain('2 create_session should answer "refused leads-its-group or group-id-in-use"');
    expect(red.code).toBe(1);
  });

  test('procession check says of a stored failure that has become known that it no longer applies, and replays it', () => {
    using folder = temporaryFolder();
    const known = `${ROOT}examples/axprocess/known.json`;
    const trace = 'procession trace 1 hierarchy\n1 fork 2\n2 create_group\n2 create_session\n';
    writeFileSync(join(folder.path, 'led.trace'), trace);
    writeFileSync(join(folder.path, 'longer.trace'), `${trace}1 fork 3\n`);
    const again = (...words: readonly string[]) =>
      procession(folder.path, ...words, '--sut', BARE, '--known', known);
    expect(procession(folder.path, 'replay', 'led.trace', '--sut', BARE).code).toBe(1);
    const led = again('replay', 'led.trace');
    expect(led.out).toContain('agree, up to a known deviation that ends the run: setsid');
    expect(led.code).toBe(0);
    const longer = again('replay', 'longer.trace');
    expect(longer.out).toMatch(
      /^INCONCLUSIVE {2}not all of it was run: it ends at a known deviation, line 4: /,
    );
    expect(longer.code).toBe(3);
    const corpus = again('check', '--corpus', '.', '--runs', '1', '--seed', '1', '--no-save');
    expect(corpus.out).toContain('./: 2 regression traces, 2 no longer applicable'.replace('./', '.'));
    const shrunk = again('shrink', 'longer.trace', '--no-save');
    expect(shrunk.code).toBe(0);
    expect(shrunk.out).toContain('does not fail');
  });
});
