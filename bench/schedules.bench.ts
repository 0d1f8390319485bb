// How many executions a second does the search of schedules make, in one thread and in threads, and how many does reduction
// save? Usage: node bench/schedules.bench.ts [--quick]
//
// Both drivers run the same two branches of eight points, in turns; the best turn of each counts, as others use the machine,
// too. One thread is timed by the processor's time that it used; threads wait for each other, and are timed by the clock.
// The numbers of executions that reduction saves are counts, the same on every machine.
import { runStepper } from '../src/contract/concurrent/run-of-stepper.ts';
import type { Command } from '../src/contract/command.ts';
import type { ConcurrentProgram } from '../src/contract/concurrent/program.ts';
import type { Stepper } from '../src/contract/concurrent/stepper.ts';
import { concurrentSubjectOf } from '../src/engines/concurrency/concurrent-subject.ts';
import { explorePairs } from '../src/engines/concurrency/explore-pairs.ts';
import { searchRuns } from '../src/engines/concurrency/run-search.ts';
import { ScheduleSearch } from '../src/engines/concurrency/schedule-search.ts';
import { HIERARCHY } from '../src/model/hierarchy/specification.ts';
import { sharedTableBySteps } from '../src/own-shared-tables.ts';
import { sharedTableInSteps } from '../src/systems/concurrent/shared-table-steps.ts';
import { SteppedWords } from '../src/systems/concurrent/stepped-words.ts';
import { concurrentRunnerOf } from '../src/systems/free-runs.ts';
import { ThreadRuns } from '../src/systems/concurrent/thread-runs.ts';
import {
  LOCK_PER_OBJECT_SUPPORTS,
  lockPerObject,
} from '../src/systems/mutants/concurrent/lock-per-object.ts';
import { EIGHT_AND_EIGHT, eightPointsInSteps } from './eight-points.ts';

const isQuick = process.argv.includes('--quick');
const TURNS = isQuick ? 3 : 10;
const IN_THREADS = isQuick ? 1000 : 4000;

const stepper = new SteppedWords(eightPointsInSteps());
const recipe = { module: new URL('eight-points.ts', import.meta.url).href, make: 'eightPointsInThreads' };
const threads = await ThreadRuns.start(recipe, 2);
const best = { stepped: 0, reduced: 0, told: 0, threads: 0 };

/** Notes how many a second, if that is the best; `now` in microseconds. */
async function measure(
  name: keyof typeof best,
  now: () => number,
  run: () => number | Promise<number>,
): Promise<void> {
  const start = now();
  const executions = await run();
  best[name] = Math.max(best[name], (1e6 * executions) / (now() - start));
}

const processorTime = (): number => process.cpuUsage().user + process.cpuUsage().system;
const clock = (): number => performance.now() * 1000;

function searched(reduce: boolean): number {
  const search = new ScheduleSearch(stepper, EIGHT_AND_EIGHT, { reduce });
  search.go(Infinity);
  return search.result().counts.executions;
}

for (let turn = 0; turn < TURNS; turn += 1) {
  await measure('stepped', processorTime, () => searched(false));
  await measure('reduced', processorTime, () => searched(true));
  await measure('told', processorTime, () => {
    for (let run = 0; run < IN_THREADS; run += 1) runStepper(stepper, EIGHT_AND_EIGHT, [1, 2, 2, 1]);
    return IN_THREADS;
  });
  await measure('threads', clock, async () => {
    const options = { reduce: false, executionsMax: IN_THREADS };
    const { counts } = await searchRuns((...asked) => threads.run(...asked), EIGHT_AND_EIGHT, options);
    return counts.executions;
  });
}
await threads.close();

function factor<Of extends Command>(subject: Stepper<Of>, program: ConcurrentProgram<Of>): string {
  const [reduced, all] = [true, false].map((reduce) => {
    const search = new ScheduleSearch(subject, program, { reduce });
    search.go(Infinity);
    const { executions, pruned } = search.result().counts;
    return executions + pruned;
  });
  return `${reduced} of ${all} executions, a factor of ${(all / reduced).toFixed(1)} (at least 5 is aimed at)`;
}

const create = { name: 'create_group', process: 2 } as const;
const fork = { name: 'fork', process: 1, child: 2 } as const;
const program = { prefix: [fork], branches: [[create], [create]] };
const perSecond = (count: number): string => `${Math.round(count).toLocaleString('en-US')} executions/s`;
const each = (reduce: boolean): string => `, ${searched(reduce).toLocaleString('en-US')} each time`;
const lines = [
  `two branches of eight points, one thread, all:     ${perSecond(best.stepped)} (at least 100,000 is aimed at)${each(false)}`,
  `two branches of eight points, one thread, reduced: ${perSecond(best.reduced)}${each(true)}`,
  `one run told with all steps, one thread:           ${perSecond(best.told)}`,
  `two branches of eight points, threads:             ${perSecond(best.threads)} (at least 5,000 is aimed at)`,
  `one thread beside threads:                         ${(best.stepped / best.threads).toFixed(1)} × as fast`,
  `create_group/create_group, a lock for each object: ${factor(new SteppedWords(lockPerObject()), program)}`,
  `create_group/create_group, the shared table:       ${factor<Command>(new SteppedWords(sharedTableInSteps({ commandSet: 'hierarchy' })), program)}`,
];
process.stdout.write(`${lines.join('\n')}\n`);

if (!isQuick) {
  const start = processorTime();
  const system = sharedTableBySteps();
  const subject = concurrentSubjectOf(system, HIERARCHY, concurrentRunnerOf(system, 1));
  const { counts, verdict } = await explorePairs(
    subject,
    {
      bound: { ids: 3, amounts: {}, commands: LOCK_PER_OBJECT_SUPPORTS, newIds: 'any' },
      executionsMax: Infinity,
      allFailures: false,
    },
    { now: () => 0, breathe: () => Promise.resolve(), stopped: () => false },
  );
  const seconds = Math.round((processorTime() - start) / 1e6);
  if (verdict !== 'pass') throw new Error('a pair of commands of the shared table is wrong');
  process.stdout.write(
    `every pair from every state of three ids:          ${counts.programs.toLocaleString('en-US')} programs, ${counts.executions.toLocaleString('en-US')} executions, ${seconds} s of processor time\n`,
  );
}
