// Goal: the crate that this project was made for conforms, with the file of its known deviations, as far as the suite asks by
// default, and a second free needs five commands. Method: the crate in TypeScript (examples/axprocess/in-typescript), bare, in twice as many runs as that.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bareSystem } from '../../examples/axprocess/in-typescript/adapter.ts';
import { conformanceChecks } from '../../src/app/conformance/checks.ts';
import type { KnownDeviation } from '../../src/contract/known-deviation.ts';
import { certify, replay } from '../support/by-set.ts';
import type { Failure } from '../../src/counterexample/failure.ts';
import { ROOT } from '../support/repository.ts';
import { commandsOf } from '../support/scenarios.ts';

test('the bare crate with the file of its known deviations conforms, at three ids and in 2000 runs', async () => {
  const { deviations } = JSON.parse(readFileSync(`${ROOT}examples/axprocess/known.json`, 'utf8')) as {
    readonly deviations: readonly KnownDeviation[];
  };
  const bare = () => ({
    ...bareSystem('axprocess, bare', { keepsFreed: false }),
    knownDeviations: deviations,
  });
  const options = {
    seed: 1,
    numRuns: 2000,
    timeoutMs: 240_000,
    corpus: `${ROOT}properties/traces/regressions`,
  };
  const bad: string[] = [];
  for (const { name, run } of conformanceChecks(bare, options)) {
    const outcome = await run();
    if (outcome.verdict !== 'pass') bad.push(`${name}: ${outcome.sentence}`);
  }
  expect(bad).toEqual([
    'no rule goes unchecked: its adapter decides not-running (nobody), not-a-zombie (nobody), no-such-group, no-such-session, no-such-thread, not-held',
  ]);
});

test('no fewer than five commands make the bare crate, its freed handles kept, free another process', async () => {
  const keeping = bareSystem('axprocess, bare, freed handles kept', { keepsFreed: true });
  const commands = commandsOf('1 fork 2; 2 exit; 2 free; 1 fork 2; 2 free');
  const { divergence } = await replay(keeping, commands);
  const failure = { commands, divergence: divergence as Failure['divergence'] };
  const world = { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false };
  const { certificate } = await certify(keeping, failure, { ...world, statesMax: 20_000 });
  expect(certificate).toMatchObject({ shortest: true, commands: 5 });
});
