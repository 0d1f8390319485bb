// Runs the suites that decide whether a mutant is noticed, in the order in which they are named.
import { env } from 'node:process';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';
import { SCOPE_VARIABLE, suitesOf } from './properties/gate/mutation-scopes.ts';
import { keptWorker } from './tools/kept-worker.ts';
import config from './vitest.config.ts';

const SUITES = suitesOf(env[SCOPE_VARIABLE]);

/** Vitest's own begins with what took longest the last time. */
class AsNamed extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => SUITES.findIndex((suite) => moduleId.endsWith(suite));
    return Promise.resolve(files.toSorted((a, b) => place(a) - place(b)));
  }
}

export default defineConfig({
  plugins: [keptWorker],
  test: {
    ...config.test,
    include: [...SUITES],
    // A slow machine must kill no mutant.
    testTimeout: 300_000,
    reporters: [],
    setupFiles: ['tools/one-mutant.ts'],
    sequence: { sequencer: AsNamed },
  },
});
