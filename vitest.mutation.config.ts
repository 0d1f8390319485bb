// The suites that decide whether a mutant of the model, the table or the judge is noticed: fast ones, with fixed seeds
// and stable titles, cheapest first, so that most mutants die early.
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';
import { keptWorker } from './tools/kept-worker.ts';
import config from './vitest.config.ts';

const SUITES = [
  'impl/handles',
  'lockstep/answer-agreement',
  'lockstep/invariant-counts',
  'lockstep/judge',
  'lockstep/compare-memory',
  'lockstep/reset-shows-nothing',
  'impl/self-check',
  'impl/commands',
  'impl/snapshot',
  'spec/litmus',
  'spec/posix-refusals',
  'lockstep/recorder',
  'spec/witnesses',
  'spec/posix-witnesses',
  'lockstep/context',
  'impl/posix-facts',
  'assertions',
  'lockstep/whose-exception',
  'impl/axprocess',
  'spec/posix-litmus',
  'spec/clauses',
  'spec/observe',
  'spec/answer-types',
  'spec/posix-notation',
  'lockstep/counters',
  'lockstep/lockstep',
  'lockstep/deviations',
  'impl/counted-work',
  'impl/posix-table',
  'impl/random-walk',
  'spec/invariants',
].map((name) => `properties/${name}.test.ts`);

/** Vitest's own begins with what took longest the last time. */
class CheapestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => SUITES.findIndex((suite) => moduleId.endsWith(suite));
    return Promise.resolve(files.toSorted((a, b) => place(a) - place(b)));
  }
}

export default defineConfig({
  plugins: [keptWorker],
  test: {
    ...config.test,
    include: SUITES,
    // A slow machine must kill no mutant.
    testTimeout: 300_000,
    reporters: [],
    setupFiles: ['tools/one-mutant.ts'],
    sequence: { sequencer: CheapestFirst },
  },
});
