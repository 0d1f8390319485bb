import { configDefaults, defineConfig } from 'vitest/config';
import './tools/compile-cache.ts';
import { countsReporter } from './tools/counts-reporter.ts';

export default defineConfig({
  test: {
    include: ['properties/**/*.test.ts'],
    // Those take minutes: `npm run test:long`.
    exclude: [...configDefaults.exclude, '**/*.long.test.ts'],
    environment: 'node',
    testTimeout: 30_000,
    reporters: ['default', countsReporter],
    // Loading the sources anew for each file cost a fifth of the time; no module of theirs keeps a result between uses.
    isolate: false,
    // Vitest would leave a core to itself, and hardly uses it: on two cores that is half of the time.
    maxWorkers: '100%',
    // Node runs the TypeScript itself: vitest's module runner makes hot code across modules several times slower.
    // A golden file that is not there is a failure, here as in CI: `npm run golden` writes what is printed now.
    update: 'none',
    experimental: { viteModuleRunner: false },
  },
});
