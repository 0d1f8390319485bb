// Goal: engines know no command by its name. Method: the hierarchy commands under other names, a set that src does not know,
// explored to the recorded counts; a broken system of it found, shrunk, certified, told and written.
import { expect, test } from 'vitest';
import { searchToEnd } from '../../src/checker/search.ts';
import { parseTrace } from '../../src/contract/notation/trace.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { tellStory } from '../../src/counterexample/explain/story.ts';
import { readEvidence } from '../../src/counterexample/file/read-file.ts';
import { parseRecord } from '../../src/counterexample/file/read-record.ts';
import { printRecord, recordOf, traceOf } from '../../src/counterexample/file/record.ts';
import { itfOf } from '../../src/counterexample/formats/itf.ts';
import { mermaidOf } from '../../src/counterexample/formats/mermaid.ts';
import { pageOf } from '../../src/app/web/counterexample-page/page.ts';
import { runCampaign } from '../../src/engines/campaign/campaign.ts';
import { explorable } from '../../src/engines/exploration/plan.ts';
import { tourOf } from '../../src/engines/tour/transition-tour.ts';
import { runTour } from '../../src/engines/tour/run.ts';
import { modelSystem } from '../../src/lockstep/model-system.ts';
import { planOf } from '../exploration/spaces.ts';
import { textOf } from '../support/repository.ts';
import { RENAMED, renamed, RENAMED_VOCABULARY } from './renamed.ts';

const WORLD = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };
const VOCABULARIES = [RENAMED_VOCABULARY] as const;

const recorded = JSON.parse(textOf('properties/recorded/state-space.json')) as Readonly<
  Record<string, Readonly<Record<string, number>>>
>;

/** A plan of the hierarchy commands under their other names. */
function renamedPlan(space: Parameters<typeof planOf>[0]): ReturnType<typeof planOf> {
  const plan = planOf(space);
  return { ...plan, bound: { ...plan.bound, commands: plan.bound.commands.map(renamed) } };
}

/** A system of the set that answers every request for a group of its own as if it were granted. */
function lenient(): SystemUnderTest {
  const system = modelSystem(RENAMED);
  return {
    ...system,
    name: 'lenient',
    apply: (command) => {
      const answer = system.apply(command);
      const isGranted = command.name === 'do_create_group' && 'refused' in answer;
      return isGranted ? { ok: { pgid: Number(command.process) } } : answer;
    },
  };
}

test.each([
  ['ids 2', { ids: 2 }],
  ['ids 3', { ids: 3 }],
  ['ids 3, orbits', { ids: 3, symmetry: true }],
  ['ids 2, threads', { ids: 2, threads: 2 }],
] as const)('the hierarchy commands under other names have the recorded counts: %s', (name, space) => {
  const plan = renamedPlan(space);
  const { product, symmetry } = explorable(plan, modelSystem(RENAMED), RENAMED);
  const { counts, conclusion } = searchToEnd(product, { symmetry });
  expect(conclusion?.verdict).toBe('pass');
  const { states, transitions, depth, refused } = recorded[name] ?? {};
  expect([counts.states, counts.transitions, counts.depth, counts.refusals]).toEqual([
    states,
    transitions,
    depth,
    refused,
  ]);
});

test('a right system of a set that src does not know passes random commands and a tour', async () => {
  const options = { runs: 200, commandsMax: 40, idsMax: 8, seed: 1 };
  const { verdict, coverage } = await runCampaign(modelSystem(RENAMED), RENAMED, options, WORLD);
  expect(verdict).toBe('pass');
  expect(Object.keys(coverage.counts())).toEqual(RENAMED.commands);
  const { bound } = renamedPlan({ ids: 2 });
  const { sequences } = tourOf({ specification: RENAMED, bound, still: true, sequenceMax: 100 });
  const toured = await runTour(modelSystem(RENAMED), RENAMED, sequences, { commands: bound.commands }, WORLD);
  expect(toured.verdict).toBe('pass');
});

test('a broken system of such a set is found, shrunk, certified, told and written in the words of its vocabulary', async () => {
  const options = { runs: 200, commandsMax: 40, idsMax: 8, seed: 1 };
  const { failure } = await runCampaign(lenient(), RENAMED, options, WORLD);
  if (failure === undefined) throw new Error('it does not fail');
  expect(failure).toMatchObject({
    failure: { commands: [{ name: 'do_create_group', process: 1 }] },
    certificate: { shortest: true },
  });
  const origin = { system: 'lenient' };
  const trace = traceOf(failure.failure, origin, RENAMED);
  expect(trace).toContain('procession trace 1 renamed\n');
  expect(parseTrace(trace, VOCABULARIES)).toMatchObject({ value: { commandSet: 'renamed' } });
  const record = recordOf(failure.failure, origin, RENAMED, failure.certificate);
  expect(parseRecord(printRecord(record), VOCABULARIES)).toEqual({ value: record });
  const evidence = readEvidence(trace, VOCABULARIES);
  if ('problem' in evidence) throw new Error(evidence.problem);
  const story = await tellStory(evidence.value, RENAMED, lenient(), []);
  expect(story).toMatchObject({ outcome: 'failed', commandSet: 'renamed' });
  expect(story.rules[0]).toMatch(/^H3 do_create_group refused: leads-its-group/);
  for (const text of [itfOf(story), mermaidOf(story), pageOf(story)])
    expect(text).toContain('1 do_create_group');
});
