// Goal: the examples that run branches at the same time are right, whichever way they offer, and each fault that they can
// be given is found. Method: free runs of the ones with threads, and all schedules of the ones with a lock that is driven,
// every history judged by the model. The tests say so if a tool is missing.
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { TestContext } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import type { ConcurrentProgram } from '../../src/contract/concurrent/program.ts';
import type { ConcurrentRun, ConcurrentRunner } from '../../src/contract/concurrent/run.ts';
import { hasOverlap, historyOfRun } from '../../src/engines/concurrency/history.ts';
import { linearize } from '../../src/engines/concurrency/linearizability.ts';
import { runProgram } from '../../src/engines/concurrency/run-program.ts';
import { searchRuns } from '../../src/engines/concurrency/run-search.ts';
import type { ScheduleSearchOptions } from '../../src/engines/concurrency/schedule-search.ts';
import { randomProgram } from '../../src/engines/concurrency/random-programs.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { Specification } from '../../src/model/specification.ts';
import { concurrentRunnerOf } from '../../src/systems/free-runs.ts';
import type { WireSystem } from '../../src/systems/wire/system.ts';
import { parseCommand, wireSystem } from '../support/by-set.ts';
import { procession, temporaryFolder } from '../support/procession.ts';
import { ROOT } from '../support/repository.ts';

function commands(text: string, set = 'hierarchy'): readonly Command[] {
  return text
    .split(';')
    .filter((each) => each.trim() !== '')
    .map((each) => {
      const parsed = parseCommand(each, 1, set);
      if ('problem' in parsed) throw new Error(parsed.problem.message);
      return parsed.value;
    });
}

const posix = (text: string) => commands(text, 'posix');

/** `1 fork 2 || 1 fork 3 || 2 fork 3`: the prefix, then the branches. */
function programOf(text: string): ConcurrentProgram {
  const [prefix, ...branches] = text.split('||').map((part) => commands(part));
  return { prefix, branches };
}

const SAME_ID = programOf('1 fork 2 || 1 fork 3 || 2 fork 3');
const PROGRAMS = [
  SAME_ID,
  programOf('1 fork 2 || 2 create_group || 2 create_group'),
  programOf('1 fork 2; 1 fork 3; 2 create_group || 3 move_to_group 2; 3 exit || 2 move_to_group 1; 3 free'),
  programOf('1 fork 2; 2 fork 3 || 2 exit; 2 free || 3 fork 4 || 3 exit'),
];

async function started(
  text: string,
): Promise<{ readonly system: WireSystem; readonly runner: ConcurrentRunner } & AsyncDisposable> {
  const system = await wireSystem(text, 'hierarchy', { startMs: 20_000, replyMs: 20_000 });
  const runner = concurrentRunnerOf(system, 1);
  if (runner === undefined) throw new Error(`${text} runs nothing at the same time`);
  return {
    system,
    runner: (...asked) => runProgram(runner, HIERARCHY, ...asked),
    [Symbol.asyncDispose]: () => system.close().catch(() => undefined),
  };
}

const isExplained = (
  program: ConcurrentProgram,
  run: ConcurrentRun,
  specification: Specification = HIERARCHY,
): boolean => linearize(specification, historyOfRun(program, run)).verdict === 'pass';

/** Free runs of a program: how many overlapped, and how many no order explains. */
async function freeRuns(text: string, program: ConcurrentProgram, times: number) {
  await using it = await started(text);
  let overlapped = 0;
  let unexplained = 0;
  for (let left = times; left > 0; left -= 1) {
    const run = await it.runner(program);
    if (hasOverlap(historyOfRun(program, run))) overlapped += 1;
    if (!isExplained(program, run)) unexplained += 1;
  }
  return { overlapped, unexplained };
}

/** A search of the schedules of a program that ends at the first history that no order explains. */
async function searched(text: string, program: ConcurrentProgram, options: ScheduleSearchOptions = {}) {
  await using it = await started(text);
  let wrong: { readonly preemptions: number; readonly run: ConcurrentRun } | undefined;
  const result = await searchRuns((...asked) => it.runner(...asked), program, {
    ...options,
    onOutcome: ({ preemptions, run }) => {
      if (!isExplained(program, run())) wrong = { preemptions, run: run() };
      return wrong !== undefined;
    },
  });
  return { ...result, wrong };
}

/** Builds a program in Rust; the folder with it. Without cargo the test is skipped, aloud. */
function built(context: TestContext, manifest: string): string {
  if (spawnSync('cargo', ['--version'], { stdio: 'ignore' }).status !== 0) context.skip('no cargo here');
  // Stays, so that cargo need not build it each time.
  const target = `${ROOT}node_modules/.cache/${manifest.replaceAll('/', '-')}`;
  const words = [
    'build',
    '--quiet',
    '--offline',
    '--locked',
    '--manifest-path',
    `${ROOT}examples/${manifest}/Cargo.toml`,
  ];
  const { status, stderr } = spawnSync('cargo', [...words, '--target-dir', target], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return `${target}/debug`;
}

describe('the example in Python', () => {
  const python = `python3 '${ROOT}examples/python/processes.py'`;

  function needsPython(context: TestContext): void {
    if (spawnSync('python3', ['--version'], { stdio: 'ignore' }).status !== 0)
      context.skip('no python3 here');
  }

  test('the example in Python is linearizable under its lock, and its threads overlap', async (context) => {
    needsPython(context);
    for (const program of PROGRAMS) {
      const { overlapped, unexplained } = await freeRuns(python, program, 60);
      expect(unexplained).toBe(0);
      expect(overlapped).toBeGreaterThan(0);
    }
  });

  test('the example in Python is found out where it forgets to lock', async (context) => {
    needsPython(context);
    const { unexplained } = await freeRuns(`env FORGET_TO_LOCK=1 ${python}`, SAME_ID, 100);
    expect(unexplained).toBeGreaterThan(0);
  });
});

test('the example in Rust is linearizable under its lock, and its threads overlap', async (context) => {
  const program = `'${built(context, 'rust')}/processes'`;
  let all = 0;
  for (const each of PROGRAMS) {
    const { overlapped, unexplained } = await freeRuns(program, each, 150);
    expect(unexplained).toBe(0);
    all += overlapped;
  }
  expect(all).toBeGreaterThan(0);
});

test('the example in Python of the POSIX commands is linearizable under its lock, processes that others end included, and found out without', async (context) => {
  if (spawnSync('python3', ['--version'], { stdio: 'ignore' }).status !== 0) context.skip('no python3 here');
  const specification = POSIX.linux;
  const unexplained = async (env: string, programs: readonly ConcurrentProgram[], times: number) => {
    const text = `env ${env} python3 '${ROOT}examples/python/posix.py'`;
    const system = await wireSystem(text, 'posix', { startMs: 20_000, replyMs: 20_000 });
    const runner = concurrentRunnerOf(system, 1);
    const wrong: string[] = [];
    let unanswered = 0;
    for (const program of programs) {
      for (let left = times; left > 0 && runner !== undefined; left -= 1) {
        const run = await runProgram(runner, specification, program);
        unanswered += run.branches.flat().filter(({ answered }) => answered === undefined).length;
        if (!isExplained(program, run, specification)) wrong.push(JSON.stringify(run));
      }
    }
    await system.close();
    return { wrong, unanswered };
  };
  const drawn = Array.from({ length: 60 }, (_, number) =>
    randomProgram(specification, 1, number + 1, { branches: 2 + (number % 2), looks: true }),
  ).filter((program) => program !== undefined);
  const kills = {
    prefix: posix('1 fork 2; 1 fork 3'),
    branches: [posix('3 kill 2 9'), posix('2 setsid; 2 getppid')],
  };
  const right = await unexplained('FORGET_TO_LOCK=0', [...drawn, kills, kills, kills], 8);
  expect(right.wrong).toEqual([]);
  expect(right.unanswered).toBeGreaterThan(0);
  const twice = { prefix: posix('1 fork 2'), branches: [posix('1 fork 3'), posix('2 fork 3')] };
  expect((await unexplained('FORGET_TO_LOCK=1', [twice], 100)).wrong).not.toEqual([]);
});

describe('the example in Rust that is driven by steps', () => {
  test('the example in Rust that is driven by steps is linearizable in every schedule of programs of two and three branches', async (context) => {
    const program = `'${built(context, 'rust-steps')}/stepped-processes'`;
    let neighbours = 0;
    const names = ['fork', 'create_group', 'move_to_group', 'exit', 'free'];
    const drawn = Array.from({ length: 20 }, (_, number) =>
      randomProgram(HIERARCHY, 1, number + 1, { branches: 2, names, looks: true }),
    ).filter((each) => each !== undefined);
    for (const each of [...PROGRAMS, ...drawn]) {
      const { wrong, complete, findings, reductionGivenUp, exchanged } = await searched(program, each);
      expect(wrong).toBeUndefined();
      expect(findings).toEqual([]);
      expect(reductionGivenUp).toBeUndefined();
      neighbours += exchanged;
      expect(complete).toBe(true);
    }
    expect(neighbours).toBeGreaterThan(0);
  });

  test('every pair of three commands of the example in Rust that is driven by steps is right, and not where it releases its locks early', async (context) => {
    const program = `'${built(context, 'rust-steps')}/stepped-processes'`;
    using at = temporaryFolder();
    const of = ['--ids', '2', '--commands', 'fork,create_group,move_to_group'];
    const explore = ['explore', '--branches', '2', ...of, '--json', '--sut'];
    const right = procession(at.path, ...explore, `cmd:${program}`);
    expect(JSON.parse(right.out)).toMatchObject({
      verdict: 'pass',
      states: 4,
      programs: 484,
      executions: 1936,
      preemptionsMax: null,
    });
    const wrong = procession(at.path, ...explore, `cmd:env RELEASE_EARLY=1 ${program}`);
    expect(JSON.parse(wrong.out)).toMatchObject({
      verdict: 'fail',
      failures: [{ kind: 'not-linearizable', counterexample: { failure: { preemptions: 1 } } }],
    });
  });

  test('the example in Rust that is driven by steps has as many outcomes with reduction as without', async (context) => {
    const program = `'${built(context, 'rust-steps')}/stepped-processes'`;
    const counts = async (reduce: boolean) => (await searched(program, PROGRAMS[1], { reduce })).counts;
    const [reduced, full] = [await counts(true), await counts(false)];
    expect(reduced.outcomes).toBe(full.outcomes);
    expect(reduced.executions).toBeLessThan(full.executions);
  });

  test('the example in Rust that is driven by steps gives the same reply to the same request on every start', async (context) => {
    const program = `'${built(context, 'rust-steps')}/stepped-processes'`;
    const replies = async () => {
      await using it = await started(program);
      const runs = [];
      for (let seed = 0; seed < 40; seed += 1)
        for (const each of PROGRAMS)
          runs.push(
            await it.runner(
              each,
              Array.from({ length: 6 }, (_, place) => 1 + ((seed >> place) & 1)),
              200,
            ),
          );
      return runs;
    };
    expect(await replies()).toEqual(await replies());
  });

  test('the example in Rust that is driven by steps is found out where it releases its locks early, by one preemption', async (context) => {
    const program = `env RELEASE_EARLY=1 '${built(context, 'rust-steps')}/stepped-processes'`;
    expect((await searched(program, SAME_ID, { preemptionsMax: 0 })).wrong).toBeUndefined();
    const { wrong } = await searched(program, SAME_ID, { preemptionsMax: 1 });
    expect(wrong?.preemptions).toBe(1);
    expect(wrong?.run.branches.flat().map(({ answer }) => answer)).toEqual([
      { ok: { pid: 3 } },
      { ok: { pid: 3 } },
    ]);
  });

  test('the example in Rust that is driven by steps runs freely too, and is linearizable', async (context) => {
    const program = `'${built(context, 'rust-steps')}/stepped-processes'`;
    expect((await freeRuns(program, SAME_ID, 200)).unexplained).toBe(0);
  });
});

test('the examples in Rust that are driven by steps agree with the model, one command after the other', (context) => {
  for (const [folder, name] of [
    ['rust-steps', 'stepped-processes'],
    ['axprocess/tests/stepped-with-stub', 'axprocess-stepped'],
  ] as const) {
    using at = temporaryFolder();
    const words = [
      'check',
      '--sut',
      `cmd:'${built(context, folder)}/${name}'`,
      '--runs',
      '60',
      '--seed',
      '1',
    ];
    const { code, out } = procession(at.path, ...words);
    expect(out).toMatch(/^PASS /m);
    expect(code).toBe(0);
  }
});

describe('the adapter of axprocess that is driven by steps', { timeout: 180_000 }, () => {
  const TWICE = programOf('1 fork 2 || 2 create_group || 2 create_group');
  const ORPHAN = programOf('1 fork 2 || 2 fork 3 || 2 exit');

  test.for([
    ['two groups of one number', TWICE],
    ['a child of a process that has ended', ORPHAN],
  ] as const)(
    'the adapter of axprocess that is driven by steps finds %s, by preemptions alone',
    async ([, each], context) => {
      const program = `'${built(context, 'axprocess/tests/stepped-with-stub')}/axprocess-stepped'`;
      const calm = await searched(program, each, { preemptionsMax: 0 });
      expect([calm.wrong, calm.complete]).toEqual([undefined, true]);
      const { wrong } = await searched(program, each, { preemptionsMax: 1 });
      expect(wrong?.preemptions).toBe(1);
    },
  );
});
