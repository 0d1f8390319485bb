// The tests that take minutes, `npm run test:long`: what the others claim, of more cases than there is time for each time.
import { configDefaults, defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

export default defineConfig({
  test: {
    ...config.test,
    include: ['properties/**/*.long.test.ts'],
    exclude: configDefaults.exclude,
    testTimeout: 300_000,
  },
});
