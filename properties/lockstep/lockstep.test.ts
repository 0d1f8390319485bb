// Goal: lockstep finds what parts, says what it concerns, and never blames the right. Method: systems that go wrong
// in one way each, beside the table and the model, which must never be found fault with.
import { describe, expect, test } from 'vitest';
import { tableSystem } from '../../src/systems/in-process.ts';
import type { Answer, Command } from '../../src/contract/command.ts';
import { Lockstep, parseTrace, replay } from '../support/by-set.ts';
import { elsewhere } from '../support/elsewhere.ts';
import type { Observation } from '../../src/contract/observation/observation.ts';
import type { AsynchronousSystemUnderTest, SystemUnderTest } from '../../src/contract/system.ts';
import { modelSystem } from '../../src/lockstep/model-system.ts';

const ORPHAN = commands('1 fork 2', '2 fork 3', '2 exit');

function commands(...lines: readonly string[]): readonly Command[] {
  const parsed = parseTrace(['procession trace 1 hierarchy', ...lines].join('\n'));
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return parsed.value.steps.map(({ command }) => command);
}

/** The model with some answers or observations replaced. */
function altered(change: {
  readonly apply?: (command: Command, answer: Answer) => unknown;
  readonly observe?: (seen: Observation) => unknown;
  readonly refuses?: 'first' | 'any';
}): SystemUnderTest {
  const right = modelSystem();
  return {
    name: 'altered',
    refuses: change.refuses ?? 'any',
    reset: () => right.reset(),
    apply: (command) => {
      const answer = right.apply(command);
      return (change.apply === undefined ? answer : change.apply(command, answer)) as Answer;
    },
    observe: () =>
      (change.observe === undefined ? right.observe() : change.observe(right.observe())) as Observation,
  };
}

async function divergenceOf(
  system: SystemUnderTest | AsynchronousSystemUnderTest,
  given: readonly Command[],
) {
  return (await replay(system, given)).divergence;
}

describe('an answer', () => {
  test('an answer that differs is a divergence of the command it answers', async () => {
    const divergence = await divergenceOf(
      altered({ apply: (command, answer) => (command.name === 'exit' ? { refused: 'is-init' } : answer) }),
      ORPHAN,
    );
    expect(divergence).toMatchObject({
      kind: 'answer',
      concerns: 'H5',
      step: 2,
      command: { name: 'exit', process: 2 },
    });
    expect(divergence?.sentence).toBe('2 exit should answer "ok" and answers "refused is-init"');
  });

  test('an answer may name any refusal that applies, by name, by errno, or not at all', async () => {
    const twice = commands('1 fork 2', '2 create_group', '2 create_session');
    for (const refused of ['leads-its-group', 'group-id-in-use', 'EPERM', true]) {
      const system = altered({ apply: (_, answer) => ('refused' in answer ? { refused } : answer) });
      expect(await divergenceOf(system, twice), String(refused)).toBeUndefined();
    }
    for (const refused of ['session-id-in-use', 'ESRCH', 'no-such-refusal']) {
      const system = altered({ apply: (_, answer) => ('refused' in answer ? { refused } : answer) });
      expect(await divergenceOf(system, twice), String(refused)).toMatchObject({
        kind: 'answer',
        concerns: 'H2',
      });
    }
  });

  test('an answer must name the first refusal where the system says it does', async () => {
    const twice = commands('1 fork 2', '2 create_group', '2 create_session');
    const second = altered({
      refuses: 'first',
      apply: (_, answer) => ('refused' in answer ? { refused: 'group-id-in-use' } : answer),
    });
    expect(await divergenceOf(second, twice)).toMatchObject({
      kind: 'answer',
      expectedAnswer: { refused: 'leads-its-group' },
    });
  });

  test('an answer with a field missing, wrong or too many differs', async () => {
    for (const ok of [{}, { pid: 3 }, { pid: 2, sid: 2 }]) {
      const system = altered({ apply: (command, answer) => (command.name === 'fork' ? { ok } : answer) });
      expect(await divergenceOf(system, ORPHAN), JSON.stringify(ok)).toMatchObject({
        kind: 'answer',
        concerns: 'H1',
        step: 0,
      });
    }
  });

  test('an answer of no known form is a finding about the system, with the command', async () => {
    for (const answer of [
      undefined,
      null,
      7,
      {},
      { ok: true },
      { refused: 7 },
      Promise.resolve({ ok: {} }),
    ]) {
      const divergence = await divergenceOf(altered({ apply: () => answer }), ORPHAN);
      expect(divergence).toMatchObject({ kind: 'exception', step: 0, command: ORPHAN[0] });
      expect(divergence?.sentence).toMatch(
        /^its apply of "1 fork 2": (?:it answers with a promise|its answer must be )/,
      );
    }
  });

  test('an answer that is deep, long, endless or unreadable is told of within bounds', async () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 300_000; depth += 1) deep = [deep];
    const unreadable = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
      },
    );
    const endless: Record<string, unknown> = {};
    endless['again'] = endless;
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`field${index}`, 1]));
    for (const answer of [
      deep,
      endless,
      unreadable,
      { ok: { pid: deep } },
      { ok: { pid: 2n } },
      { ok: many },
      { ok: { ['x'.repeat(1e6)]: 1 } },
      { refused: 'x'.repeat(1e6) },
    ]) {
      const divergence = await divergenceOf(altered({ apply: () => answer }), ORPHAN);
      expect(divergence).toMatchObject({ kind: 'exception', step: 0, command: ORPHAN[0] });
      expect(divergence?.sentence).toContain('its apply of "1 fork 2"');
      expect(JSON.stringify(divergence).length).toBeLessThan(1500);
    }
  });
});

describe('an observation', () => {
  const withGroupOf3 = (group: number) => (seen: Observation) => ({
    ...seen,
    processes: seen.processes?.map((process) => (process.pid === 3 ? { ...process, group } : process)),
  });

  test('an observation that differs says where, and which invariants the system breaks', async () => {
    const divergence = await divergenceOf(altered({ observe: withGroupOf3(7) }), ORPHAN);
    expect(divergence).toMatchObject({ kind: 'observation', concerns: 'H1', step: 1 });
    expect(divergence?.differences).toEqual([{ of: 'process 3', field: 'group', expected: '1', seen: '7' }]);
    expect(divergence?.violations.map(({ invariant }) => invariant)).toContain('I1');
  });

  test('an observation is compared only in what it shows', async () => {
    const pidsAlone = altered({
      observe: (seen) => ({ processes: seen.processes?.map(({ pid }) => ({ pid })) }),
    });
    expect(await divergenceOf(pidsAlone, ORPHAN)).toBeUndefined();
    const nothing = altered({ observe: () => ({}) });
    expect(await divergenceOf(nothing, ORPHAN)).toBeUndefined();
  });

  test('an observation leaves invariants unchecked whose evidence it does not show', () => {
    const lockstep = new Lockstep(altered({ observe: (seen) => ({ sessions: seen.sessions }) }));
    expect(lockstep.reset()).toBeUndefined();
    for (const command of ORPHAN) expect(lockstep.step(command)).toBeUndefined();
    const counts = Object.fromEntries(lockstep.invariantCounts);
    expect(counts['I1']).toMatchObject({ checked: 0 });
    expect(counts['I1']?.notShown).toBeGreaterThan(0);
    expect(counts['I5']?.checked).toBeGreaterThan(0);
  });

  test.each<[unknown, string]>([
    [null, 'its observation must be an object, not null'],
    [{ processes: 7 }, 'what bears pids must be a list, not 7'],
    [{ processes: [7] }, 'a process is an object with a pid, not 7'],
    [{ processes: [{ pid: 'x' }] }, 'pid must be an id, not "x"'],
    [
      { processes: [{ pid: 1, state: 'sleeping' }] },
      'state of process 1 must be "running", "zombie" or "stopped", not "sleeping"',
    ],
    [{ processes: [{ pid: 1, subreaper: 1 }] }, 'subreaper of process 1 must be true or false, not 1'],
    [{ processes: [{ pid: 1, parent: 0 }] }, 'parent of process 1 must be an id, not 0'],
    [{ processes: [{ pid: 1, group: null }] }, 'group of process 1 must be an id, not null'],
    [
      { processes: [{ pid: 1, exitCode: 0.5 }] },
      'exitCode of process 1 must be a whole number of 32 bits, not 0.5',
    ],
    [
      { processes: [{ pid: 1, exitCode: 1n }] },
      'exitCode of process 1 must be a whole number of 32 bits, not a bigint',
    ],
    [
      { processes: [{ pid: 1, exitcode: 0 }] },
      'process 1 has "exitcode", which is not a field of a process (Did you mean exitCode?)',
    ],
    [{ groups: [{ pgid: 1, processes: [0] }] }, 'processes of group 1 must be an id, not 0'],
    [{ groups: [{ pgid: 1, processes: 0 }] }, 'processes of group 1 must be a list, not 0'],
    [{ sessions: [{ sid: 1, group: [1] }] }, 'session 1 has "group", which is not a field of a session'],
    [{ process: [] }, 'it has "process", which is not a field of an observation'],
    [{ resources: [] }, 'resources must be an object, not []'],
    [{ resources: { handles: 0.5 } }, 'resources.handles must be a whole number of 32 bits, not 0.5'],
    [{ resources: { handle: 1 } }, 'resources has "handle", which is not a field of resources'],
  ])('%o is a finding about the system that says what is wrong with it', async (shown, problem) => {
    const divergence = await divergenceOf(altered({ observe: () => shown }), ORPHAN);
    expect(divergence).toMatchObject({ kind: 'exception', step: -1 });
    expect(divergence?.sentence).toContain(problem);
  });

  test('an observation may count a resource below 0, and I9 finds that the count went wrong', async () => {
    let handles = 1;
    const losing = altered({
      observe: (seen) => ({ ...seen, resources: { ...seen.resources, handles: (handles -= 1) } }),
    });
    const divergence = await divergenceOf(losing, commands('1 fork 2', '2 exit', '2 free'));
    expect(divergence).toMatchObject({ concerns: 'I9', seen: { resources: { handles: -3 } } });
  });
});

describe('a system', () => {
  test('a system that says of itself what makes no sense is not run', () => {
    const claims: readonly (readonly [object, string])[] = [
      [
        { supports: ['forkk'] },
        '"altered" cannot be run: it says that it supports "forkk", which is not a hierarchy command (Did you mean fork?)',
      ],
      [{ supports: ['setsid'] }, 'it says that it supports "setsid", which is not a hierarchy command'],
      [{ commandSet: 'posix', supports: ['setsidd'] }, 'not a posix command (Did you mean setsid?)'],
      [{ supports: 'fork' }, 'what it supports must be a list, not "fork"'],
      [{ supports: [['fork']] }, 'it supports ["fork"], which is not a hierarchy command'],
      [{ commandSet: 'POSIX' }, 'its commandSet is "POSIX", which is none of hierarchy, posix'],
      [
        { profile: 'linus' },
        'its profile is "linus", which is none of posix, linux, linux-5.9 (Did you mean linux?)',
      ],
      [{ refuses: true }, 'it refuses true, which is none of first, any'],
      [{ guards: 'not-held' }, 'what its adapter decides must be a list, not "not-held"'],
      [
        { guards: ['not-held (nobody)'] },
        'it says that its adapter decides "not-held (nobody)", which is not a refusal',
      ],
    ];
    for (const [claim, sentence] of claims)
      expect(() => new Lockstep({ ...altered({}), ...claim })).toThrow(sentence);
    expect(() => new Lockstep({ ...altered({}), supports: ['fork', 'exit'] })).not.toThrow();
  });

  test('a system that throws what is no Error, or cannot be read, is told of all the same', async () => {
    const unreadable = Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error('no');
      },
    });
    for (const [thrown, words] of [
      [undefined, 'undefined, which is not an Error'],
      ['out of order', '"out of order", which is not an Error'],
      [unreadable, 'an error that cannot be read'],
    ] as const) {
      const thrower = altered({
        apply: () => {
          // oxlint-disable-next-line typescript/only-throw-error -- a system may throw anything
          throw thrown;
        },
      });
      expect((await divergenceOf(thrower, ORPHAN))?.sentence).toBe(
        `its apply of "1 fork 2" ended in an exception: ${words}`,
      );
    }
  });

  test('a system whose class of errors has the name of ours is told as one that threw', async () => {
    class Trouble extends Error {
      override readonly name = 'Trouble';
    }
    const thrower = altered({
      apply: () => {
        throw new Trouble('with the disk');
      },
    });
    expect((await divergenceOf(thrower, ORPHAN))?.sentence).toContain(
      'its apply of "1 fork 2" ended in an exception: Trouble: with the disk (properties/lockstep/',
    );
  });

  test('a system that throws while it shows its state is not said to have thrown in its reset', async () => {
    for (const [fails, phrase, step] of [
      [0, 'its observe after the reset', -1],
      [2, 'its observe after "2 fork 3"', 1],
    ] as const) {
      let shown = -1;
      const thrower = altered({
        observe: (seen) => {
          shown += 1;
          if (shown === fails) throw new Error('out of order');
          return seen;
        },
      });
      const divergence = await divergenceOf(thrower, ORPHAN);
      expect(divergence).toMatchObject({ kind: 'exception', step });
      expect(divergence?.sentence).toContain(`${phrase} ended in an exception: Error: out of order`);
    }
  });

  test('a system that shows more than can be there is told of in a sentence, whatever its answer', async () => {
    const crowd = Array.from({ length: 200_000 }, (_, index) => ({ pid: index + 1 }));
    const twins = Array.from({ length: 200_000 }, () => 2);
    for (const observe of [
      () => ({ processes: crowd }),
      (seen: Observation) => ({
        ...seen,
        processes: seen.processes?.map((each) => ({ ...each, children: twins })),
      }),
    ])
      for (const apply of [(_: Command, answer: unknown) => answer, () => ({ refused: true })]) {
        let reset = true;
        const system = altered({
          apply,
          observe: (seen) => {
            const shown = reset ? seen : observe(seen);
            reset = false;
            return shown;
          },
        });
        const divergence = await divergenceOf(system, ORPHAN);
        expect(divergence).toMatchObject({ kind: 'observation', step: 0, differences: [], seen: undefined });
        expect(divergence?.sentence).toMatch(/^it shows .* processes, .*: too much to compare$/);
      }
  });

  test('a system that throws is found by it, and the run goes no further', async () => {
    const thrower = altered({
      apply: (command, answer) => {
        if (command.name === 'exit') throw new RangeError('no such thing');
        return answer;
      },
    });
    expect(await divergenceOf(thrower, ORPHAN)).toMatchObject({
      kind: 'exception',
      concerns: 'H5',
      step: 2,
      sentence: expect.stringMatching(
        /^its apply of "2 exit" ended in an exception: RangeError: no such thing \(properties\/lockstep\/lockstep\.test\.ts:\d+:\d+\)$/,
      ) as string,
    });
  });

  test('a system that throws at its reset is found before any command', async () => {
    const right = modelSystem();
    const stuck: SystemUnderTest = {
      ...right,
      reset: () => {
        throw new Error('stuck');
      },
    };
    expect(await divergenceOf(stuck, ORPHAN)).toMatchObject({
      kind: 'exception',
      step: -1,
      concerns: 'reset',
    });
  });

  test('a system whose reset leaves something behind is found at the end of the run that left it', async () => {
    let left = false;
    const right = modelSystem();
    const leaky: SystemUnderTest = {
      ...right,
      apply: (command) => {
        left ||= command.name === 'group_exit';
        return right.apply(command);
      },
      reset: () => {
        right.reset();
        if (left) right.apply({ name: 'fork', process: 1, child: 9 });
      },
    };
    delete (leaky as { observeInto?: unknown }).observeInto;
    expect(await divergenceOf(leaky, commands('1 group_exit'))).toMatchObject({
      kind: 'observation',
      step: -1,
    });
  });

  test('a system that finds itself broken is believed', async () => {
    const worried: SystemUnderTest = { ...modelSystem(), selfCheck: () => ['row 7 is in no list'] };
    expect(await divergenceOf(worried, ORPHAN)).toMatchObject({
      kind: 'self-check',
      sentence: 'row 7 is in no list',
    });
  });

  test('a system that leaks a resource is found by the drain, whose commands belong to the failure', async () => {
    const right = tableSystem();
    let forks = 0;
    const leaky: SystemUnderTest = {
      ...right,
      apply: (command) => {
        if (command.name === 'fork') forks += 1;
        return right.apply(command);
      },
      observeInto: (out, focus) => {
        right.observeInto?.(out, focus);
        out.resources[0] = out.resources[0] + forks;
      },
    };
    const run = await replay(leaky, commands('1 fork 2'));
    expect(run.divergence).toMatchObject({ kind: 'invariant', concerns: 'I9' });
    expect(run.commands).toEqual(commands('1 fork 2', '2 exit', '2 free'));
  });
});

test('a replay gives the system each of its commands, the last one too, before it drains it', async () => {
  const all = commands('1 fork 2', '2 create_group', '1 set_subreaper on', '2 create_session');
  for (let count = 1; count <= all.length; count += 1) {
    const given: Command[] = [];
    const listening = altered({ apply: (command, answer) => (given.push(command), answer) });
    expect(await divergenceOf(listening, all.slice(0, count))).toBeUndefined();
    expect(given.slice(0, count)).toEqual(all.slice(0, count));
  }
});

describe('the asynchronous run', () => {
  const asynchronous = (system: SystemUnderTest): AsynchronousSystemUnderTest => ({
    name: system.name,
    refuses: system.refuses ?? 'any',
    asynchronous: true,
    reset: async () => system.reset(),
    apply: async (command) => system.apply(command),
    observe: async () => system.observe(),
  });

  test('the asynchronous run judges as the synchronous one does', async () => {
    const wrong = (): SystemUnderTest =>
      altered({ apply: (command, answer) => (command.name === 'exit' ? { refused: true } : answer) });
    const now = await divergenceOf(wrong(), ORPHAN);
    expect(await divergenceOf(asynchronous(wrong()), ORPHAN)).toEqual(now);
    expect(await divergenceOf(asynchronous(tableSystem()), ORPHAN)).toBeUndefined();
  });

  test.each([
    ['too few steps', (steps: unknown[]) => steps.slice(0, 1), /^"2 fork 3": it gave 1 step for 6 commands$/],
    ['too many steps', (steps: unknown[]) => [...steps, steps[0]], /^it gave 7 steps for 6 commands$/],
    ['a step that is none', (steps: unknown[]) => steps.with(1, null), /^"2 fork 3": it gave no step/],
    ['no list of steps', () => 'none', /^its runSequence: it gave no run/],
  ] as const)(
    'the asynchronous run reports %s for a sequence as a finding about the system',
    async (_, change, sentence) => {
      const inner = tableSystem();
      const system: AsynchronousSystemUnderTest = {
        ...asynchronous(inner),
        runSequence: async (sequence) => {
          inner.reset();
          const start = inner.observe();
          const steps = sequence.map((command) => ({
            answer: inner.apply(command),
            observation: inner.observe(),
          }));
          return { start, steps: change(steps) as typeof steps };
        },
      };
      const divergence = await divergenceOf(system, ORPHAN);
      expect(divergence?.kind).toBe('exception');
      expect(divergence?.sentence).toMatch(sentence);
    },
  );

  test('the asynchronous run judges what is shown after each step of a sequence, too', async () => {
    // The drain has three steps more.
    for (let wrong = 0; wrong < ORPHAN.length + 3; wrong += 1) {
      let steps = 0;
      const system = altered({
        apply: (_, answer) => ((steps += 1), answer),
        observe: (seen) => (steps === wrong + 1 ? { ...seen, sessions: [] } : seen),
      });
      expect(await divergenceOf(elsewhere(system), ORPHAN), `step ${wrong}`).toMatchObject({
        kind: 'observation',
        step: wrong,
      });
    }
  });

  test('the asynchronous run reports a rejected promise as a finding about the system', async () => {
    const gone = { ...asynchronous(tableSystem()), apply: async () => Promise.reject(new Error('gone')) };
    expect(await divergenceOf(gone, ORPHAN)).toMatchObject({ kind: 'exception', step: 0, concerns: 'H1' });
  });
});
