// Read before each test file of a mutation run. Files are read without a mutant, as in a worker of their own; Stryker sets
// the mutant before the tests are run. Once a test has noticed it, no other test is run: Vitest's own way of ending a
// run early comes too late now and then, and would end the next mutant's run in a worker that is kept.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fc } from '@fast-check/vitest';
import { afterAll, afterEach, beforeEach, inject } from 'vitest';

/** The file with the places that each test passes without a mutant; written by the first run, in Stryker's copy. */
const PASSES_FILE = 'passes.json';
/** A test that passes so many times as many places as without a mutant runs round and round, but so many are allowed to any. */
const TIMES_MORE = 20;
const PASSES_LEAST = 2_000_000;

interface MutantRun {
  mutant: unknown;
  noticed: boolean;
}

interface Stryker {
  activeMutant?: string | undefined;
}

/** The places passed since the test began, the number allowed, and those of each test without a mutant. */
interface Passes {
  count: number;
  most: number;
  readonly ofTests: Record<string, number>;
}

const mutant: unknown = inject('activeMutant' as never);
// A mutant is noticed by any failure: to make it small would take most of the time.
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: mutant !== undefined });

const world = globalThis as { __stryker__?: Stryker; __mutantRun__?: MutantRun; __passes__?: Passes };
if (world.__mutantRun__?.mutant !== mutant || world.__mutantRun__ === undefined)
  world.__mutantRun__ = { mutant, noticed: false };
const run = world.__mutantRun__;
if (run.noticed) throw new Error('a test of an earlier file has noticed the mutant');
const stryker = (world.__stryker__ ??= {});
const passes = (world.__passes__ ??= passesCounted(stryker));
passes.most = Infinity;
stryker.activeMutant = undefined;

/**
 * Each place that could be mutated asks for the mutant as it is passed. Where that is counted, a mutant that spoils a list
 * is noticed in whatever loop follows it for ever, after the same number of steps on any machine; Stryker's own count is
 * of the mutated place alone.
 */
function passesCounted(counting: Stryker): Passes {
  const counted: Passes = {
    count: 0,
    most: Infinity,
    ofTests: existsSync(PASSES_FILE)
      ? (JSON.parse(readFileSync(PASSES_FILE, 'utf8')) as Record<string, number>)
      : {},
  };
  let active = counting.activeMutant;
  Object.defineProperty(counting, 'activeMutant', {
    get() {
      counted.count += 1;
      if (counted.count > counted.most) throw new Error(`no end is seen after ${counted.most} places`);
      return active;
    },
    set(value: string | undefined) {
      active = value;
    },
  });
  return counted;
}

beforeEach(({ skip, onTestFailed, task }) => {
  if (run.noticed) skip();
  passes.count = 0;
  if (mutant !== undefined) passes.most = Math.max(PASSES_LEAST, TIMES_MORE * (passes.ofTests[task.id] ?? 0));
  onTestFailed(() => {
    run.noticed = true;
  });
});

afterEach(({ task }) => {
  if (mutant === undefined) passes.ofTests[task.id] = passes.count;
  passes.most = Infinity;
});

afterAll(() => {
  if (mutant === undefined) writeFileSync(PASSES_FILE, JSON.stringify(passes.ofTests));
});
