import { defineConfig } from 'vitest/config';
import './tools/compile-cache.ts';
import { countsReporter } from './tools/counts-reporter.ts';

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
