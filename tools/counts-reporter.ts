// The last line of a test run: how many tests passed and failed. A file that could not be run counts as one failure,
// and so does an error outside any test.
import type { Reporter, TestModule } from 'vitest/node';

/** Prints `N passed, N failed`, and the skipped ones where there are some. */
export const countsReporter: Reporter = {
  onTestRunEnd(modules, unhandledErrors) {
    const states = modules.flatMap(statesOf);
    const count = (state: string): number => states.filter((each) => each === state).length;
    const skipped = count('skipped') > 0 ? `, ${count('skipped')} skipped` : '';
    console.log(`${count('passed')} passed, ${count('failed') + unhandledErrors.length} failed${skipped}`);
  },
};

function statesOf(module: TestModule): string[] {
  const tests = [...module.children.allTests()].map((test) => test.result().state);
  return module.errors().length > 0 ? [...tests, 'failed'] : tests;
}
