// Read before each test file of a mutation run. Files are read without a mutant, as in a worker of their own; Stryker sets
// the mutant before the tests are run. Once a test has noticed it, no other test is run: Vitest's own way of ending a
// run early comes too late now and then, and would end the next mutant's run in a worker that is kept.
import { beforeEach, inject } from 'vitest';

interface MutantRun {
  mutant: unknown;
  noticed: boolean;
}

const world = globalThis as {
  __stryker__?: { activeMutant?: string | undefined };
  __mutantRun__?: MutantRun;
};
const mutant: unknown = inject('activeMutant' as never);
if (world.__mutantRun__?.mutant !== mutant || world.__mutantRun__ === undefined)
  world.__mutantRun__ = { mutant, noticed: false };
const run = world.__mutantRun__;
if (run.noticed) throw new Error('a test of an earlier file has noticed the mutant');
if (world.__stryker__ !== undefined) world.__stryker__.activeMutant = undefined;

beforeEach(({ skip, onTestFailed }) => {
  if (run.noticed) skip();
  onTestFailed(() => {
    run.noticed = true;
  });
});
