// Stories of programs with branches for the tests of the terminal, the drawing and the page: runs of the stepped table, and
// a trace that nobody ran.
import type { ConcurrentProgram, Schedule } from '../../src/contract/concurrent/program.ts';
import type { ConcurrentRun } from '../../src/contract/concurrent/run.ts';
import type { System } from '../../src/contract/system.ts';
import { programOf } from '../../src/contract/notation/trace-of-run.ts';
import { VOCABULARIES } from '../../src/command-sets.ts';
import { tellConcurrentStory } from '../../src/counterexample/explain/concurrent-story.ts';
import type { ConcurrentStory } from '../../src/counterexample/explain/concurrent-story.ts';
import { knownRunOf } from '../../src/counterexample/explain/known-run.ts';
import type { KnownRun } from '../../src/counterexample/explain/lanes.ts';
import { readAnyEvidence } from '../../src/counterexample/file/read-file.ts';
import { judgeKnownRun } from '../../src/engines/concurrency/judge-known-run.ts';
import { replayProgram } from '../../src/engines/concurrency/replay-program.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { CROSSED, exit, fork, RACE } from '../support/branch-programs.ts';
import { SteppedTable } from '../systems/misbehaving/stepped-table.ts';
import type { TableFault } from '../systems/misbehaving/stepped-table.ts';
import { HOSTILE } from './examples.ts';

/** The trace of the race, as it is kept. */
export const RACE_TRACE = `procession trace 2 hierarchy
# I16: no order of the commands explains what was seen
# found on stepped, seed 7
1 fork 2 => ok pid=2
|| branch 1
1 fork 3 => ok pid=3
|| branch 2
2 fork 3 => ok pid=3
history: 1( 2( 2) 1)
schedule: 1 1 2 2 2 1
`;

/** Three branches, a look, a long reason, and no schedule. */
export const THREE_TRACE = `procession trace 2 hierarchy
# found on far away
1 fork 2 => ok pid=2
|| branch 1
1 fork 3 => ok pid=3
2 exit => refused "a\\u0020very\\u0020long\\u0020reason\\u0020that\\u0020does\\u0020not\\u0020fit\\u0020in\\u0020one\\u0020column"
|| branch 2
2 fork 3 => ok pid=3
- observe
|| branch 3
2 fork 4 => ok pid=4
history: 1( 2( 3( 3) 2) 1) 1( 2( 1) 2)
`;

/** The story of a run of the stepped table by a schedule, judged. */
async function steppedStory(fault: TableFault, program: ConcurrentProgram, schedule: Schedule) {
  const table = new SteppedTable(fault);
  const system = table as unknown as System;
  const { verdict, run, failure, explainedBy } = await replayProgram(
    {
      system,
      specification: HIERARCHY,
      mode: 'steps',
      runner: (asked, by, limit) => table.runConcurrent(asked, by, limit),
    },
    {
      commandSet: 'hierarchy',
      prefix: program.prefix.map((command) => ({ command })),
      branches: program.branches.map((commands) => commands.map((command) => ({ command }))),
      schedule,
    },
  );
  return tellConcurrentStory({
    specification: HIERARCHY,
    system: 'stepped',
    outcome: verdict === 'fail' ? 'failed' : 'passed',
    program,
    run,
    failure,
    explainedBy,
  });
}

/** The story of a trace that nobody runs. */
export function storyOfTrace(text: string): ConcurrentStory {
  const read = readAnyEvidence(text, VOCABULARIES);
  if ('problem' in read || !('concurrent' in read.value)) throw new Error('it has no branches');
  const { concurrent, origin } = read.value;
  const program = programOf(concurrent);
  const known: KnownRun = knownRunOf(concurrent);
  const { failure, explainedBy } = judgeKnownRun(HIERARCHY, program, known, concurrent.schedule);
  return tellConcurrentStory({
    specification: HIERARCHY,
    system: origin?.system,
    seed: origin?.seed,
    outcome: failure === undefined ? 'untried' : 'recorded',
    program,
    run: known,
    failure,
    explainedBy,
  });
}

export const race: ConcurrentStory = await steppedStory('forgetful', RACE, [1, 1, 2]);
export const crossed: ConcurrentStory = await steppedStory('crossed', CROSSED, [1, 1, 2, 2]);
export const explained: ConcurrentStory = await steppedStory('careful', RACE, [2, 2, 1, 1]);
/** A branch that goes round until the other one has done what it waits for itself. */
export const livelock: ConcurrentStory = await steppedStory(
  'spinning',
  { prefix: [], branches: [[fork(1, 3)], [exit(1)]] },
  [1],
);
export const three: ConcurrentStory = storyOfTrace(THREE_TRACE);

/** A system that says whatever would do harm, at every place where it may say something. */
export const hostileRace: ConcurrentStory = hostileStory();

function hostileStory(): ConcurrentStory {
  const table = new SteppedTable('forgetful');
  const run = table.runConcurrent(RACE, [1, 1, 2]);
  const said: ConcurrentRun = {
    ...run,
    branches: run.branches.map((runs) => runs.map((each) => ({ ...each, answer: { refused: HOSTILE } }))),
    steps: (run.steps ?? []).map((step) => (step.at === 'call' ? step : { ...step, at: `lock ${HOSTILE}` })),
  };
  const { failure } = judgeKnownRun(HIERARCHY, RACE, said, [1, 1, 2]);
  return tellConcurrentStory({
    specification: HIERARCHY,
    system: HOSTILE,
    outcome: 'failed',
    program: RACE,
    run: said,
    failure,
  });
}
