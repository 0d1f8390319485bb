import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { countsReporter } from './tools/counts-reporter.ts';

// Most tests' time went into Node's reading the same TypeScript once more: in each file of tests, at each command line.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url));

export default defineConfig({
  test: {
    include: ['properties/**/*.test.ts'],
    environment: 'node',
    testTimeout: 30_000,
    reporters: ['default', countsReporter],
    // Node runs the TypeScript itself: vitest's module runner makes hot code across modules several times slower.
    experimental: { viteModuleRunner: false },
  },
});
