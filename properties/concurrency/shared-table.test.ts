// Goal: the shared table as shipped, in threads, does what its stepped form does, and every pair of commands is right.
// Method: the same programs on both; every pair from every state of two ids, with every access looked at for races.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import type { BranchCommand } from '../../src/contract/concurrent/program.ts';
import { runStepper } from '../../src/contract/concurrent/run-of-stepper.ts';
import { searchRuns } from '../../src/engines/concurrency/run-search.ts';
import { historyOfRun } from '../../src/engines/concurrency/history.ts';
import { linearize } from '../../src/engines/concurrency/linearizability.ts';
import { ScheduleSearch } from '../../src/engines/concurrency/schedule-search.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { sharedTableInSteps } from '../../src/systems/concurrent/shared-table-steps.ts';
import { SteppedWords } from '../../src/systems/concurrent/stepped-words.ts';
import { ThreadRuns } from '../../src/systems/concurrent/thread-runs.ts';
import { sharedTableBySteps, sharedTableInWorkers } from '../../src/own-shared-tables.ts';
import { exploredSharedPairs } from './explored-pairs.ts';
import { RECORDED_PAIRS } from './pair-spaces.ts';

const SETS: Readonly<Record<string, readonly [Command, Command, Command]>> = {
  hierarchy: [
    { name: 'fork', process: 1, child: 2 },
    { name: 'create_group', process: 2 },
    { name: 'exit', process: 2 },
  ],
  posix: [
    { name: 'fork', process: 1, child: 2 },
    { name: 'setpgid', process: 1, pid: 2, pgid: 2 },
    { name: 'getpgid', process: 2, pid: 2 },
  ],
};
const observe: BranchCommand = { name: 'observe' };

describe.each(Object.entries(SETS))(
  'the shared table of the %s commands',
  (commandSet, [fork, one, other]) => {
    let threads: ThreadRuns;
    beforeAll(async () => {
      const module = new URL('../../src/systems/concurrent/shared-table-threads.ts', import.meta.url).href;
      threads = await ThreadRuns.start({ module, make: 'sharedTableInThreads', argument: { commandSet } }, 2);
    });
    afterAll(() => threads.close());

    test.each<[string, BranchCommand, BranchCommand]>([
      ['two commands', one, other],
      ['a command and itself', one, one],
      ['a command and a look', one, observe],
    ])(
      'the shared table gives the same outcomes in threads and in one thread: %s',
      async (_, first, second) => {
        const program = { prefix: [fork], branches: [[first], [second]] };
        const seen = [new Set<string>(), new Set<string>()];
        const inThreads = await searchRuns((...asked) => threads.run(...asked), program, {
          onOutcome: ({ run }) => void seen[0].add(JSON.stringify(run())),
        });
        const search = new ScheduleSearch(new SteppedWords(sharedTableInSteps({ commandSet })), program, {
          onOutcome: ({ run }) => void seen[1].add(JSON.stringify(run())),
        });
        search.go(Infinity);
        const { counts, findings } = search.result();
        expect(inThreads).toMatchObject({ counts: { ...counts }, findings, complete: true });
        expect(inThreads.reductionGivenUp).toBeUndefined();
        expect([...seen[0]].toSorted()).toEqual([...seen[1]].toSorted());
        expect(counts.executions).toBeGreaterThan(2);
      },
    );
  },
);

describe('a process that another branch ends', () => {
  const kill: Command = { name: 'kill', process: 1, target: 2, signal: 9 };
  const program = {
    prefix: [{ name: 'fork', process: 1, child: 2 }],
    branches: [
      [kill],
      [
        { name: 'setsid', process: 2 },
        { name: 'getsid', process: 2, pid: 2 },
      ],
    ],
  };

  test('the command of a process that was ended has no answer, and later ones are not called, in threads as in one thread', async () => {
    const stepper = new SteppedWords(sharedTableInSteps({ commandSet: 'posix' }));
    const endedFirst = runStepper(stepper, program, [2, 1, 1, 1, 1]);
    expect(endedFirst.branches[1]).toEqual([{ called: 1 }, {}]);
    expect(endedFirst.ended).toBe('done');
    const module = new URL('../../src/systems/concurrent/shared-table-threads.ts', import.meta.url).href;
    const recipe = { module, make: 'sharedTableInThreads', argument: { commandSet: 'posix' } };
    const threads = await ThreadRuns.start(recipe, 2);
    expect(threads.run(program, [2, 1, 1, 1, 1])).toEqual(endedFirst);
    await threads.close();
  });

  test('every history of a process that is ended beside its commands is right', () => {
    const verdicts: string[] = [];
    const search = new ScheduleSearch(
      new SteppedWords(sharedTableInSteps({ commandSet: 'posix' })),
      program,
      {
        onOutcome: ({ run }) =>
          void verdicts.push(
            linearize(POSIX.linux, historyOfRun(program, run()), { refuses: 'first' }).verdict,
          ),
      },
    );
    search.go(Infinity);
    expect(verdicts.length).toBeGreaterThan(3);
    expect(new Set(verdicts)).toEqual(new Set(['pass']));
  });
});

describe('the shared tables by name', () => {
  test.each(Object.keys(SETS))(
    'the shared table of the %s commands by steps and in threads gives the same runs, and is right one command after another',
    async (commandSet) => {
      const [bySteps, inThreads] = [sharedTableBySteps(commandSet), await sharedTableInWorkers(commandSet)];
      const [fork, one, other] = SETS[commandSet];
      const program = { prefix: [fork], branches: [[one, other], [observe]] };
      for (const schedule of [[], [2, 1, 1, 2], [1, 2, 2, 1, 1, 2, 1, 1, 2]])
        expect(inThreads.runConcurrent?.(program, schedule, 100)).toEqual(
          bySteps.runConcurrent?.(program, schedule, 100),
        );
      for (const system of [bySteps, inThreads]) {
        system.reset();
        for (let child = 2; child <= 40; child += 1)
          expect(system.apply({ ...fork, child }), `${system.name}: fork ${child}`).toHaveProperty('ok');
        expect(system.observe().processes).toHaveLength(40);
      }
      inThreads.close?.();
    },
  );
});

// Those of the POSIX commands take longer: shared-table.long.test.ts.
test('every pair of the hierarchy commands of the shared table from every state of two ids is right and has no data race', async () => {
  const { verdict, counts } = await exploredSharedPairs(2, 'hierarchy');
  expect(verdict).toBe('pass');
  expect(counts).toEqual(RECORDED_PAIRS['shared-table, hierarchy, ids 2'].counts);
});
