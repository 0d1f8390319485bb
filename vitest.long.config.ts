// The long tests, `npm run test:long`: what takes many processes or waits for limits, other toolchains or the package installed,
// and what the other tests claim, of more cases than there is time for each time. CI runs them after `npm test`.
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
