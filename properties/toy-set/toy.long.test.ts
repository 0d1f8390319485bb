// Goal: a third command set needs no change of src. Method: the toy set, whose halves meet in this file alone, taken through
// every engine, every reader and every form that writes data.
import { expect, test } from 'vitest';
import { pageOf } from '../../src/app/web/counterexample-page/page.ts';
import type { CommandSetEntry } from '../../src/command-sets.ts';
import { parseTrace, printCommand } from '../../src/contract/notation/trace.ts';
import type { Command } from '../../src/contract/command.ts';
import { tellStory } from '../../src/counterexample/explain/story.ts';
import type { Story } from '../../src/counterexample/explain/story.ts';
import { readEvidence } from '../../src/counterexample/file/read-file.ts';
import { parseRecord } from '../../src/counterexample/file/read-record.ts';
import { originIn, recordOf, traceOf } from '../../src/counterexample/file/record.ts';
import { FORMS, writeForm } from '../../src/counterexample/formats/forms.ts';
import { runCampaign } from '../../src/engines/campaign/campaign.ts';
import type { CampaignResult } from '../../src/engines/campaign/campaign.ts';
import { keptCheckpoint } from '../support/kept-checkpoint.ts';
import { explore } from '../../src/engines/exploration/exploration.ts';
import type { ExplorationBudget, ExplorationControl } from '../../src/engines/exploration/exploration.ts';
import type { ExplorationPlan } from '../../src/engines/exploration/plan.ts';
import type { ExplorationResult } from '../../src/engines/exploration/result.ts';
import { startWorkers } from '../../src/engines/exploration/workers.ts';
import { runTour } from '../../src/engines/tour/run.ts';
import { tourOf } from '../../src/engines/tour/transition-tour.ts';
import { usualBound } from '../../src/engines/usual-bound.ts';
import { modelSystem } from '../../src/lockstep/model-system.ts';
import { replay } from '../../src/lockstep/replay.ts';
import { textOf } from '../support/repository.ts';
import { TOY } from './model.ts';
import { eldestFirst, TOY_TABLE, toySystem } from './table.ts';
import { TOY_VOCABULARY } from './vocabulary.ts';

/** The entry that src/command-sets.ts has for each of the other sets: here the halves meet. */
const ENTRY: CommandSetEntry = {
  specifications: TOY,
  table: TOY_TABLE,
  makeSystem: toySystem,
  importName: 'toySystem',
};
const [ANY, LATEST] = ENTRY.specifications;
const { mutants } = ENTRY.table;
const VOCABULARIES = [TOY_VOCABULARY] as const;

const WORLD = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };
const CAMPAIGN = { runs: 200, commandsMax: 40, idsMax: 8, seed: 1, requireCoverage: true };
const BOUND = usualBound(LATEST, {}, 4, 'any');
const BY_NAME: ExplorationPlan = { bound: BOUND, symmetry: false, match: 'observation', selfCheck: true };
const PLANS: readonly [string, ExplorationPlan][] = [
  ['by name', BY_NAME],
  ['up to renaming', { ...BY_NAME, symmetry: true }],
  ['by representation', { ...BY_NAME, match: 'representation' }],
  ['by representation, up to renaming', { ...BY_NAME, match: 'representation', symmetry: true }],
];

const told = (command: Command): string => printCommand(command, TOY_VOCABULARY);

async function explored(
  plan: ExplorationPlan,
  budget: Partial<ExplorationBudget> = {},
  control: Partial<ExplorationControl> = {},
  system = toySystem(),
): Promise<ExplorationResult> {
  const ended = await explore(
    plan,
    system,
    LATEST,
    { reachability: true, ...budget },
    { ...WORLD, ...control },
  );
  if ('refused' in ended) throw new Error(ended.refused);
  return ended;
}

type CampaignFailure = NonNullable<CampaignResult['failure']>;

async function failureOf(fault: string): Promise<CampaignFailure> {
  const { verdict, failure } = await runCampaign(toySystem(fault), LATEST, CAMPAIGN, WORLD);
  if (failure === undefined) throw new Error(`${fault}: ${verdict}`);
  return failure;
}

test('the toy set is two halves that have only words in common', () => {
  expect(textOf('properties/toy-set/model.ts')).not.toMatch(/from '.*\/(impl|systems|table)\b/);
  expect(textOf('properties/toy-set/table.ts')).not.toMatch(/from '.*\/model\b/);
});

test.each([
  ['its table', toySystem(), LATEST],
  ['a table that reaps the first child, where any may be', eldestFirst(), ANY],
  ['a table that reaps the latest child, where any may be', { ...toySystem(), profile: 'any' }, ANY],
  ['its model', modelSystem(LATEST), LATEST],
] as const)(
  'a right system of the toy set passes random commands with full coverage: %s',
  async (_, system, specification) => {
    const { verdict, reason, coverage, invariants } = await runCampaign(
      system,
      specification,
      CAMPAIGN,
      WORLD,
    );
    expect([verdict, reason]).toEqual(['pass', undefined]);
    expect(coverage.gaps()).toEqual([]);
    for (const id of ['I3', 'I9', 'I10'] as const) {
      const { checked = 0, notShown } = invariants.get(id) ?? {};
      expect([checked > 0, notShown]).toEqual([true, 0]);
    }
    expect(coverage.witnesses()['third-child-adopted']).toBeGreaterThan(0);
  },
);

test('a system that reaps the first child fails where the latest is prescribed', async () => {
  const { failure } = await runCampaign({ ...eldestFirst(), profile: 'latest' }, LATEST, CAMPAIGN, WORLD);
  expect(failure?.failure.commands.map(told)).toEqual(['1 spawn 2', '1 spawn 3', '1 reap']);
});

test.each([
  ['spawner-stays', ['1 spawn 2', '2 spawn 3']],
  ['third-child', ['1 spawn 2', '1 spawn 3', '1 spawn 4']],
  ['reaper-adopts', ['1 spawn 2', '2 spawn 3', '3 spawn 4', '2 reap']],
])('the fault %s of the toy table is found, shrunk and certified as shortest', async (fault, commands) => {
  const { failure, certificate } = await failureOf(fault);
  expect(failure.commands.map(told)).toEqual(commands);
  expect(certificate).toMatchObject({ shortest: true, commands: commands.length });
  expect(certificate).toMatchObject({
    covers: expect.stringContaining('what the system hides was told apart too') as string,
  });
});

test('every fault of the toy table is found by an exhaustive search as well', async () => {
  for (const fault of Object.keys(mutants)) {
    const { verdict, failure } = await explored(BY_NAME, {}, {}, toySystem(fault));
    expect(verdict).toBe('fail');
    expect(failure?.commands).toEqual((await failureOf(fault)).failure.commands);
  }
});

test('every state of the toy set is in an orbit of the search up to renaming', async () => {
  const [named, renamed, hidden] = await Promise.all(PLANS.map(([, plan]) => explored(plan)));
  expect(renamed.counts.orbitSum).toBe(named.counts.states);
  expect(renamed.counts.states).toBeLessThan(named.counts.states);
  expect(hidden.modelStates).toBe(named.counts.states);
});

test.each(PLANS)('two workers count the toy set as one thread does: %s', async (_, plan) => {
  const { recipe } = LATEST;
  const again = toySystem().again?.();
  if (again === undefined || recipe === undefined) throw new Error('nobody can make it again');
  const one = await explored(plan);
  const pool = await startWorkers(plan, { system: again, specification: recipe }, 2);
  const two = await explored(plan, {}, { pool });
  await pool.close();
  expect(one).toMatchObject({ verdict: 'pass', homeward: { verdict: 'pass' } });
  expect(one.witnesses.get('orphan-keeps-its-session')?.map(told)).toEqual([
    '1 spawn 2',
    '2 spawn 3',
    '1 reap',
  ]);
  expect(two).toMatchObject({ verdict: 'pass', counts: one.counts, deciders: one.deciders });
});

test.each(PLANS)(
  'a search of the toy set that is interrupted ends as if it had not been: %s',
  async (_, plan) => {
    const whole = await explored(plan);
    const checkpoint = keptCheckpoint();
    const half = await explored(plan, { statesMax: whole.counts.states >> 1 }, { checkpoint });
    expect(half.verdict).toBe('inconclusive');
    const rest = await explored(plan, {}, { checkpoint });
    expect(rest.resumedWith).toBeGreaterThan(0);
    expect(rest).toMatchObject({ verdict: 'pass', counts: whole.counts, homeward: whole.homeward });
  },
);

test('a tour takes the toy table through every transition, and finds a fault of it', async () => {
  const { sequences } = tourOf({ specification: LATEST, bound: BOUND, still: true, sequenceMax: 100 });
  const toured = async (system: ReturnType<typeof toySystem>) =>
    await runTour(system, LATEST, sequences, { commands: BOUND.commands }, WORLD);
  expect(await toured(toySystem())).toMatchObject({ verdict: 'pass', strayed: 0 });
  expect((await toured(toySystem('third-child'))).failure?.minimised.failure.commands).toHaveLength(3);
});

const WRITES_DATA = FORMS.filter(({ sets }) => sets === undefined).map(({ name }) => name);
const WRITES_CALLS = FORMS.filter(({ sets }) => sets !== undefined).map(({ name }) => name);

/** The failure of a fault, as its trace tells it to whoever reads the file. */
async function storyOf(fault: string): Promise<{ readonly trace: string; readonly story: Story }> {
  const { failure } = await failureOf(fault);
  const trace = traceOf(failure, { system: fault }, LATEST);
  const evidence = readEvidence(trace, VOCABULARIES);
  if ('problem' in evidence) throw new Error(evidence.problem);
  const candidates = Object.keys(mutants).map((name) => ({
    name,
    sentence: mutants[name].sentence,
    make: () => toySystem(name),
  }));
  return { trace, story: await tellStory(evidence.value, LATEST, toySystem(fault), candidates) };
}

test('a trace of the toy set is read with its vocabulary, and replayed to the same failure', async () => {
  const { trace } = await storyOf('third-child');
  const read = parseTrace(trace, VOCABULARIES);
  if ('problem' in read) throw new Error(read.problem.message);
  expect(read.value.commandSet).toBe('toy');
  expect(originIn(trace)).toEqual({ system: 'third-child' });
  const commands = read.value.steps.map(({ command }) => command);
  const { divergence } = await replay(toySystem('third-child'), LATEST, commands);
  expect(divergence?.sentence).toContain('two-children');
  expect((await replay(toySystem(), LATEST, commands)).divergence).toBeUndefined();
});

test('a story of the toy set has its sentences, its rule and the fault that it resembles', async () => {
  const { story } = await storyOf('third-child');
  expect(story).toMatchObject({ outcome: 'failed', commandSet: 'toy' });
  expect(story.rules[0]).toMatch(/^T1 spawn refused: two-children/);
  expect(JSON.stringify(story.steps)).toContain('process 1 spawns 2 into group 1');
  expect(story.nearest?.[0]).toMatchObject({ name: 'third-child' });
});

test('the JSON of the toy set is read back as it was written', async () => {
  const { failure, certificate } = await failureOf('reaper-adopts');
  const record = recordOf(failure, { system: 'reaper-adopts' }, LATEST, certificate);
  const { story } = await storyOf('reaper-adopts');
  const json = FORMS.find(({ name }) => name === 'json')?.write(
    { ...story, certificate },
    { file: 'a', own: '' },
  );
  expect(parseRecord(json as string, VOCABULARIES)).toEqual({ value: record });
});

test.each([...WRITES_DATA, 'page'])('the form %s tells a failure of the toy set', async (name) => {
  const { story } = await storyOf('third-child');
  const form = FORMS.find((each) => each.name === name);
  const text =
    form === undefined ? pageOf(story) : writeForm(form, story, { file: 'a.trace', own: ENTRY.importName });
  expect(text).toContain('spawn');
});

test.each(WRITES_CALLS)(
  'the form %s, which writes calls, says that it does not take the toy set',
  async (name) => {
    const { story } = await storyOf('third-child');
    const form = FORMS.find((each) => each.name === name);
    expect(form && writeForm(form, story, { file: 'a.trace', own: '' })).toEqual({
      unwritable: expect.stringContaining('a.trace is of the toy commands') as string,
    });
  },
);
