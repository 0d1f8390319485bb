// Goal: a program of branches reaches a system wherever it is, and comes back as what it did there, or as a finding with
// a sentence. Method: one tiny table that runs by steps, in this process, at the other end of the wire, and in a module;
// one misbehaviour at a time; and a system that answers later, run freely from here.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import { declarationProblem } from '../../src/contract/declaration.ts';
import type { ConcurrentProgram } from '../../src/contract/concurrent/program.ts';
import type { ConcurrentRun } from '../../src/contract/concurrent/run.ts';
import type { AsynchronousSystemUnderTest, System } from '../../src/contract/system.ts';
import { Trouble } from '../../src/contract/trouble.ts';
import { HIERARCHY_VOCABULARY } from '../../src/contract/sets/hierarchy.ts';
import { runProgram } from '../../src/engines/concurrency/run-program.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { concurrentRunnerOf } from '../../src/systems/free-runs.ts';
import type { WireSystem } from '../../src/systems/wire/system.ts';
import { CROSSED, exit, fork, RACE } from '../support/branch-programs.ts';
import { moduleSystem, wireSystem } from '../support/by-set.ts';
import { temporaryFolder } from '../support/procession.ts';
import { textOf } from '../support/repository.ts';
import { SteppedTable } from './misbehaving/stepped-table.ts';

const PROGRAM = fileURLToPath(new URL('misbehaving/stepped-program.ts', import.meta.url));
const TABLE = fileURLToPath(new URL('misbehaving/stepped-table.ts', import.meta.url));
const LONG = { startMs: 20_000, replyMs: 20_000, closeMs: 20_000 };

/** Runs a program as an engine does. */
async function run(system: System, program: ConcurrentProgram, schedule?: readonly number[], limit?: number) {
  const runner = concurrentRunnerOf(system, 1);
  if (runner === undefined) throw new Error(`${system.name} runs nothing at the same time`);
  return await runProgram(runner, HIERARCHY, program, schedule, limit);
}

async function troubleOf(work: Promise<unknown>): Promise<Trouble> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Trouble);
  return error as Trouble;
}

/** The program with one fault. It is closed with the scope, however that goes. */
async function tiny(
  fault = 'none',
  replyMs = LONG.replyMs,
): Promise<{ readonly system: WireSystem } & AsyncDisposable> {
  const text = [process.execPath, PROGRAM, fault].map((word) => `'${word}'`).join(' ');
  const system = await wireSystem(text, 'hierarchy', { ...LONG, replyMs });
  return { system, [Symbol.asyncDispose]: () => system.close().catch(() => undefined) };
}

const answersOf = ({ branches }: ConcurrentRun) => branches.map((runs) => runs.map(({ answer }) => answer));
const TAKEN = { ok: { pid: 3 } };
const REFUSED = { refused: 'id-in-use' };

describe('a system in this process', () => {
  test('a schedule decides between an id that is taken twice and one that is refused', async () => {
    const table = new SteppedTable();
    expect(answersOf(await run(table, RACE, [1, 1, 2]))).toEqual([[TAKEN], [TAKEN]]);
    expect(answersOf(await run(table, RACE, []))).toEqual([[TAKEN], [REFUSED]]);
    expect(answersOf(await run(table, RACE, [2]))).toEqual([[REFUSED], [TAKEN]]);
  });

  test('a look at the state within a branch comes back in place of an answer', async () => {
    const { branches } = await run(new SteppedTable(), {
      prefix: [],
      branches: [[{ name: 'observe' }], [fork(1, 2), { name: 'observe' }]],
    });
    expect(branches[1][1].observation?.processes).toHaveLength(2);
    expect(branches[1][1].answer).toBeUndefined();
  });

  test('a deadlock and a limit come back with the points where the branches stand', async () => {
    expect(await run(new SteppedTable('crossed'), CROSSED, [1, 1, 2, 2], 100)).toMatchObject({
      ended: 'deadlock',
      at: ['lock links', 'lock ids'],
    });
    const spins = { prefix: [], branches: [[fork(1, 3)], [exit(1)]] };
    expect(await run(new SteppedTable('spinning'), spins, [2], 9)).toMatchObject({ ended: 'limit' });
  });

  test('an exception in a method that runs branches is a finding, and what is no run is one', async () => {
    const table = (runConcurrent: unknown) =>
      Object.assign(new SteppedTable(), { runConcurrent }) as unknown as System;
    const thrown = await troubleOf(
      run(
        table(() => {
          throw new TypeError('no such lock');
        }),
        RACE,
      ),
    );
    expect(thrown).toMatchObject({ method: 'runConcurrent', threw: true });
    expect(thrown.message).toContain('TypeError: no such lock');
    expect(
      await troubleOf(
        run(
          table(() => 7),
          RACE,
        ),
      ),
    ).toMatchObject({
      method: 'runConcurrent',
      message: 'its run must be an object, not 7',
    });
  });

  test('a command may stay unanswered where another branch can have ended its process, and only there', async () => {
    const unanswered = {
      prefix: [],
      branches: [[{ called: 1 }], []],
      ended: 'done',
      observation: {},
    } as const;
    const program = { prefix: [], branches: [[exit(2)], []] };
    const asked = (specification: typeof HIERARCHY) => runProgram(() => unanswered, specification, program);
    await expect(asked(POSIX.linux)).resolves.toBe(unanswered);
    expect((await troubleOf(asked(HIERARCHY))).message).toBe(
      'branch 1 has ended, and its command 1 has not answered',
    );
  });
});

describe('what a system says of itself', () => {
  const method = () => undefined;
  test.each([
    [{ concurrent: ['steps'], runConcurrent: method }, undefined],
    [{ concurrent: ['free'], asynchronous: true }, undefined],
    [{ concurrent: [] }, undefined],
    [
      { concurrent: ['steps'], asynchronous: true },
      'it says that it runs commands at the same time ("steps"), and it has no method runConcurrent()',
    ],
    [
      { concurrent: ['free'] },
      'it says that it runs commands at the same time ("free"), and it has no method runConcurrent()',
    ],
    [
      { concurrent: ['step'], runConcurrent: method },
      'a way in which it runs commands at the same time is "step", which is none of free, steps (Did you mean steps?)',
    ],
    [
      { concurrent: 'free' },
      'the ways in which it runs commands at the same time must be a list, not "free"',
    ],
    [
      { runConcurrent: method },
      'it has a method runConcurrent, and "concurrent" must say whether it runs free, by steps, or both',
    ],
    [{ consistentReads: 'yes' }, 'whether its reads are consistent must be true or false, not "yes"'],
  ])('a system that says %o of itself has this problem: %s', (system, problem) => {
    expect(declarationProblem(system, [HIERARCHY_VOCABULARY])).toBe(problem);
  });
});

describe('a system that answers later and has no method for branches', () => {
  /** Looks, lets others in, and uses: two forks that meet in between both get the id. */
  function racy(): AsynchronousSystemUnderTest {
    const ids = new Set([1]);
    return {
      name: 'racy',
      asynchronous: true,
      concurrent: ['free'],
      reset: async () => {
        await Promise.resolve();
        ids.clear();
        ids.add(1);
      },
      apply: async ({ process, child }) => {
        if (process === 9) throw new RangeError('nine');
        const isFree = !ids.has(Number(child));
        await Promise.resolve();
        if (!isFree) return { refused: 'id-in-use' };
        ids.add(Number(child));
        return { ok: { pid: Number(child) } };
      },
      observe: () => Promise.resolve({}),
    };
  }

  /** The answers of many runs, told as a word each. */
  async function outcomes(seed: number): Promise<readonly string[]> {
    const runner = concurrentRunnerOf(racy(), seed);
    const seen: string[] = [];
    for (let left = 60; left > 0; left -= 1) {
      const found = await runProgram(
        runner ??
          (() => {
            throw new Error('none');
          }),
        HIERARCHY,
        RACE,
      );
      const [[one], [other]] = found.branches;
      const overlap = (one.called ?? 0) < (other.answered ?? 0) && (other.called ?? 0) < (one.answered ?? 0);
      const taken = answersOf(found)
        .flat()
        .filter((answer) => answer !== undefined && 'ok' in answer).length;
      seen.push(`${taken}${overlap ? ' overlapping' : ''}`);
    }
    return seen;
  }

  test('the branches of a system that answers later overlap in some runs and not in others, and both get the id in some', async () => {
    const seen = await outcomes(1);
    expect(new Set(seen)).toEqual(new Set(['1', '1 overlapping', '2 overlapping']));
  });

  test('the turns of free runs are drawn from a seed', async () => {
    expect(await outcomes(7)).toEqual(await outcomes(7));
    expect(await outcomes(7)).not.toEqual(await outcomes(8));
  });

  test('an exception in one branch ends a free run, and no branch goes on behind its back', async () => {
    let applied = 0;
    const system = racy();
    const counting = { ...system, apply: (command: Command) => ((applied += 1), system.apply(command)) };
    const branches = [[fork(9, 2)], [fork(1, 3), fork(1, 4), fork(1, 5)]];
    const trouble = await troubleOf(run(counting, { prefix: [], branches }));
    expect(trouble.message).toContain('RangeError: nine');
    const until = applied;
    expect(until).toBeLessThan(4);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(applied).toBe(until);
  });
});

describe.concurrent('a program at the other end of the wire', () => {
  test('a program at the other end of the wire runs what the same table runs here, by steps and freely', async () => {
    await using it = await tiny();
    expect(it.system).toMatchObject({ concurrent: ['free', 'steps'], consistentReads: true });
    for (const schedule of [[], [2], [1, 1, 2], [1, 1, 2, 2, 2, 1]])
      expect(await run(it.system, RACE, schedule)).toEqual(await run(new SteppedTable(), RACE, schedule));
    expect(await run(it.system, RACE)).not.toHaveProperty('steps');
    expect((await it.system.observe()).processes).toHaveLength(3);
    await it.system.apply(exit(3));
    expect((await it.system.observe()).processes?.[2]).toMatchObject({ pid: 3, state: 'zombie' });
  });

  test('a program that never comes to an end is started anew, and a limit on steps is kept', async () => {
    await using it = await tiny('crossed');
    for (let times = 0; times < 2; times += 1) {
      expect(await run(it.system, CROSSED, [1, 1, 2, 2])).toMatchObject({ ended: 'deadlock' });
      expect((await run(it.system, CROSSED, [])).ended).toBe('done');
    }
    expect(await run(it.system, CROSSED, [], 2)).toMatchObject({
      ended: 'limit',
      at: ['lock links', 'call'],
    });
  });

  test('a program that cannot be reset runs every program of branches in a fresh process', async () => {
    await using it = await tiny('restarts');
    expect((await run(it.system, RACE, [])).ended).toBe('done');
    expect((await run(it.system, RACE, [])).ended).toBe('done');
  });

  test.each([
    [
      'crash',
      'it ended with exit code 9; the last it wrote to standard error: "assertion failed: lock order"',
    ],
    ['error', 'it answered with JSON-RPC error -32000, "an exception in branch 2"'],
    [
      'malformed',
      'its reply to "runConcurrent" is malformed: ended: ("done" | "deadlock" | "limit") is expected, not "well"',
    ],
    [
      'misspelt',
      'its reply to "runConcurrent" is malformed: steps.0.read: nothing of this name belongs here',
    ],
    ['lacks-a-branch', 'it gave 1 branch for 2'],
    ['hang', 'it did not answer within 1 s'],
  ])('a fault of a program that runs branches is a finding: %s', async (fault, sentence) => {
    await using it = await tiny(fault, fault === 'hang' ? 1000 : undefined);
    const trouble = await troubleOf(run(it.system, RACE, [1, 1, 2]));
    expect(trouble).toMatchObject({ method: 'runConcurrent', hung: fault === 'hang' });
    expect(trouble.message).toContain(sentence);
  });

  test('a program that offers what there is not is told at its start', async () => {
    expect((await troubleOf(tiny('offers-stepping'))).message).toContain(
      '"initialize": a way in which it runs commands at the same time is "stepping", which is none of free, steps',
    );
  });
});

test('a program with one lock answers a program of branches as docs/protocol.md has it', () => {
  const [conversation = ''] = /→[^`]*"method":"runConcurrent"[^`]*/.exec(textOf('docs/protocol.md')) ?? [];
  const messages = conversation.replaceAll(/\n +/g, '').trimEnd().split('\n');
  const said = (mark: string) =>
    messages.filter((line) => line.startsWith(mark)).map((line) => line.slice(2));
  const [asked, told] = [said('→ '), said('← ')];
  expect([asked.length, told.length]).toEqual([3, 3]);
  const { stdout } = spawnSync(process.execPath, [PROGRAM], {
    input: `${asked.join('\n')}\n`,
    encoding: 'utf8',
  });
  const replies = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as unknown);
  expect(replies(stdout.trimEnd().split('\n'))).toEqual(replies(told));
});

describe.concurrent('a module in a process of its own', () => {
  async function moduleOf(source: string, work: (system: WireSystem) => Promise<void>): Promise<void> {
    using folder = temporaryFolder();
    const file = join(folder.path, 'sut.mjs');
    writeFileSync(file, source);
    const system = await moduleSystem({ file, path: 'sut.mjs' }, LONG);
    try {
      await work(system);
    } finally {
      await system.close().catch(() => undefined);
    }
  }

  test('the method of a module runs branches there, and what it throws or makes up is a finding', async () => {
    const source = `import { SteppedTable } from '${TABLE}';
      const table = new SteppedTable();
      const own = table.runConcurrent.bind(table);
      table.runConcurrent = (program, schedule, limit) => {
        if (limit === 13) throw new TypeError('unlucky');
        const run = own(program, schedule, limit);
        return limit === 14 ? { ...run, ended: 'well' } : run;
      };
      export default table;`;
    await moduleOf(source, async (system) => {
      expect(system).toMatchObject({ concurrent: ['free', 'steps'], consistentReads: true });
      expect(await run(system, RACE, [1, 1, 2])).toEqual(await run(new SteppedTable(), RACE, [1, 1, 2]));
      expect(await troubleOf(run(system, RACE, [], 13))).toMatchObject({
        method: 'runConcurrent',
        threw: true,
      });
      expect((await troubleOf(run(system, RACE, [], 14))).message).toContain('it ended its run with "well"');
      expect((await run(system, RACE, [])).ended).toBe('done');
    });
  });

  test('a module that answers later and has no method for branches gets its commands before earlier ones have answered', async () => {
    const source = `const ids = new Set();
      export default {
        name: 'later', asynchronous: true, concurrent: ['free'],
        reset: async () => { ids.clear(); },
        apply: async ({ child }) => {
          const taken = ids.has(child);
          await null;
          ids.add(child);
          return taken ? { refused: 'id-in-use' } : { ok: { pid: child } };
        },
        observe: async () => ({}),
      };`;
    await moduleOf(source, async (system) => {
      const seen = new Set<string>();
      for (let left = 40; left > 0; left -= 1) seen.add(JSON.stringify(answersOf(await run(system, RACE))));
      expect(seen).toContain(JSON.stringify([[TAKEN], [TAKEN]]));
      expect(seen).toContain(JSON.stringify([[TAKEN], [REFUSED]]));
    });
  });
});
