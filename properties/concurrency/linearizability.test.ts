// Goal: a history passes where some order of its commands explains it and nowhere else, and each other order is refuted by
// the right command. Method: random histories, right and wrong, beside every order tried one by one; races that people have
// met; and a history for each choice of the semantics.
import { describe, expect, test } from 'vitest';
import { specificationOf } from '../../src/command-sets.ts';
import type { ConcurrentProgram } from '../../src/contract/concurrent/program.ts';
import type { ConcurrentRun } from '../../src/contract/concurrent/run.ts';
import type { ConcurrentHistory } from '../../src/engines/concurrency/history.ts';
import { hasOverlap, historyOfRun } from '../../src/engines/concurrency/history.ts';
import { linearize } from '../../src/engines/concurrency/linearizability.ts';
import { refutedOrderText } from '../../src/engines/concurrency/refuted-orders.ts';
import { corrupted, linearizableHistory } from '../support/random-histories.ts';
import type { HistoryDraw } from '../support/random-histories.ts';
import { written } from '../support/written-histories.ts';
import { isLinearizable } from './brute-force.ts';

const BASE = { branches: 3, commands: 6, prefix: 3, idsMax: 5, cutOffPercent: 0, looksPercent: 0 };
const HIERARCHY = specificationOf({ commandSet: 'hierarchy' });
const POSIX = specificationOf({ commandSet: 'posix' });
const LINUX = specificationOf({ commandSet: 'posix', profile: 'linux' });
const DRAWS = (
  [
    ['the hierarchy commands', HIERARCHY],
    ['the POSIX commands, where a wait may free any child', POSIX],
    ['the POSIX commands as Linux has them', LINUX],
  ] as const
).flatMap(([name, specification]): readonly (readonly [string, HistoryDraw])[] => {
  const base = { ...BASE, specification };
  return [
    [name, base],
    [`${name}, some cut off`, { ...base, cutOffPercent: 25, commands: 5 }],
    [`${name}, with looks at the state`, { ...base, looksPercent: 25, cutOffPercent: 10 }],
  ];
});

/** The search's verdict; an exception is none, and told. */
function verdictOf({ specification }: HistoryDraw, history: ConcurrentHistory): string {
  try {
    return linearize(specification, history).verdict;
  } catch (error) {
    return String(error);
  }
}

describe('linearizability', () => {
  test.each(DRAWS)('I16 the search agrees with every order tried one by one: %s', (_, draw) => {
    const counts = { pass: 0, fail: 0 };
    for (let seed = 1; seed <= 130; seed += 1) {
      const right = linearizableHistory(draw, seed);
      for (const history of [right, corrupted(draw, right, seed)]) {
        const verdict = verdictOf(draw, history);
        const expected = isLinearizable(draw.specification, history) ? 'pass' : 'fail';
        expect(verdict, `seed ${seed}: ${JSON.stringify(history)}`).toBe(expected);
        counts[expected] += 1;
        if (history === right) expect(expected).toBe('pass');
      }
    }
    expect(counts.fail).toBeGreaterThan(50);
  });
});

/** The sentences of a failure. */
function refuted(commandSet: string, history: ConcurrentHistory): readonly string[] {
  const outcome = linearize(specificationOf({ commandSet }), history);
  return outcome.verdict === 'fail' ? outcome.refuted.map(refutedOrderText) : [outcome.verdict];
}

describe('a history of a race that people have met', () => {
  test('two forks at the same time that both get one id are refuted in either order', () => {
    const history = written(
      'hierarchy',
      `1 fork 2 => ok pid=2
       || branch 1
       1 fork 3 => ok pid=3
       || branch 2
       2 fork 3 => ok pid=3
       history: 1( 2( 2) 1)`,
      's1{ g1: 1 2<1 3<1 }',
    );
    expect(refuted('hierarchy', history)).toEqual([
      '1.1 2.1: 2.1 should be refused (id-in-use)',
      '2.1 1.1: 1.1 should be refused (id-in-use)',
    ]);
  });

  test('a parent and its child that both make the child’s group leave one group, and two are refuted', () => {
    const trace = `1 fork 2 => ok pid=2
       || branch 1
       1 setpgid 2 2 => ok
       || branch 2
       2 setpgid 0 0 => ok
       history: 1( 2( 1) 2)`;
    const right = written('posix', trace, 's1{ g1: 1 g2: 2<1 }');
    expect(refuted('posix', right)).toEqual(['pass']);
    const twice = { ...right.observation, groups: [...(right.observation?.groups ?? [])] };
    twice.groups.push({ pgid: 2, session: 1, processes: [2] });
    expect(refuted('posix', { ...right, observation: twice })).toEqual([
      '1.1 2.1: group 2 should be absent and is present twice',
      '2.1 1.1: group 2 should be absent and is present twice',
    ]);
  });

  test('a process left in its old session by a session’s creation that was accepted is refuted', () => {
    const history = written(
      'hierarchy',
      `1 fork 2 => ok pid=2
       || branch 1
       2 create_session => ok sid=2 pgid=2
       || branch 2
       2 move_to_group 1 => ok
       history: 1( 2( 1) 2)`,
      's1{ g1: 1 2<1 }',
    );
    expect(refuted('hierarchy', history)).toEqual([
      '1.1 2.1: 2.1 should be refused (not-in-my-session)',
      '2.1 1.1: group 2 should be present and is absent',
    ]);
  });

  test('a zombie that was freed and stays in its parent’s list is refuted', () => {
    const right = written(
      'hierarchy',
      `1 fork 2 => ok pid=2
       2 exit => ok
       || branch 1
       2 free => ok
       || branch 2
       1 fork 3 => ok pid=3
       history: 1( 2( 1) 2)`,
      's1{ g1: 1 3<1 }',
    );
    expect(refuted('hierarchy', right)).toEqual(['pass']);
    const [init, ...others] = right.observation?.processes ?? [];
    const observation = { ...right.observation, processes: [{ ...init, children: [2, 3] }, ...others] };
    expect(refuted('hierarchy', { ...right, observation })).toEqual([
      '1.1 2.1: process 1: children should be [3] and is [2, 3]',
      '2.1 1.1: process 1: children should be [3] and is [2, 3]',
    ]);
  });
});

describe('a run of a program', () => {
  const program: ConcurrentProgram = {
    prefix: [{ name: 'fork', process: 1, child: 2 }],
    branches: [[{ name: 'fork', process: 1, child: 3 }], [{ name: 'observe' }]],
  };
  const run = (ended: 'done' | 'deadlock', calls: readonly number[]): ConcurrentRun => ({
    prefix: [{ ok: { pid: 2 } }],
    branches: [
      [{ called: calls[0], answered: calls[1], answer: { ok: { pid: 3 } } }],
      [{ called: calls[2], answered: calls[3], observation: {} }],
    ],
    ended,
    ...(ended === 'done' && { observation: {} }),
  });

  test('the history of a run has its commands beside their answers, and is at rest where the run was done', () => {
    expect(historyOfRun(program, run('done', [1, 3, 2, 4]))).toEqual({
      prefix: [{ command: program.prefix[0], answer: { ok: { pid: 2 } } }],
      branches: [
        [{ command: program.branches[0][0], called: 1, answered: 3, answer: { ok: { pid: 3 } } }],
        [{ command: { name: 'observe' }, called: 2, answered: 4, observation: {} }],
      ],
      observation: {},
      atRest: true,
    });
    expect(historyOfRun(program, run('deadlock', [1, 3, 2, 4]))).toMatchObject({ atRest: false });
  });

  test('two commands overlap unless one was answered before the other was called', () => {
    const overlapping = (calls: readonly number[]): boolean =>
      hasOverlap(historyOfRun(program, run('done', calls)));
    expect([1, 3, 2, 4]).toSatisfy(overlapping);
    expect([2, 3, 1, 4]).toSatisfy(overlapping);
    expect([1, 2, 2, 3]).toSatisfy(overlapping);
    expect(overlapping([1, 2, 3, 4])).toBe(false);
    expect(overlapping([3, 4, 1, 2])).toBe(false);
  });
});

describe('what comes first', () => {
  const trace = (history: string): string => `|| branch 1
     1 fork 2 => ok pid=2
     || branch 2
     1 fork 2 => refused id-in-use
     history: ${history}`;

  test('a command that answered before another was called comes first, and one that overlaps need not', () => {
    const verdicts = ['2( 2) 1( 1)', '2( 1( 2) 1)', '1( 1) 2( 2)'].map(
      (times) => linearize(HIERARCHY, written('hierarchy', trace(times))).verdict,
    );
    expect(verdicts).toEqual(['fail', 'pass', 'pass']);
  });

  test('C46 two commands overlap where one answered and the other was called at the same number', () => {
    const [early, late] = written('hierarchy', trace('2( 2) 1( 1)')).branches;
    const branches = [early.map((entry) => ({ ...entry, called: 1 })), late];
    expect(linearize(HIERARCHY, { prefix: [], branches }).verdict).toBe('pass');
  });

  test('a branch keeps its own order even where its times would allow another', () => {
    const [one, other] = written('hierarchy', trace('2( 1( 2) 1)')).branches;
    const times = { called: 1, answered: 9 };
    const branch = [...one, ...other].map((entry) => ({ ...entry, ...times }));
    expect(linearize(HIERARCHY, { prefix: [], branches: [branch] }).verdict).toBe('pass');
    expect(linearize(HIERARCHY, { prefix: [], branches: [branch.toReversed()] }).verdict).toBe('fail');
  });
});

describe('commands without an answer', () => {
  const cutOff = (end: string, others = 'history: 1( 2( 2)'): ConcurrentHistory =>
    written(
      'hierarchy',
      `|| branch 1
       1 fork 2
       || branch 2
       1 fork 3 => ok pid=3
       ${others}`,
      end,
    );

  test('a command that was called and never answered may have happened or not', () => {
    expect(refuted('hierarchy', cutOff('s1{ g1: 1 3<1 }'))).toEqual(['pass']);
    expect(refuted('hierarchy', cutOff('s1{ g1: 1 2<1 3<1 }'))).toEqual(['pass']);
    expect(refuted('hierarchy', cutOff('s1{ g1: 1 3<1 4<1 }'))).toEqual([
      '1.1 2.1: process 2 should be present and is absent',
      '2.1: process 4 should be absent and is present',
      '2.1 1.1: process 2 should be present and is absent',
    ]);
  });

  test('a command that was never called has not happened', () => {
    const history = 'history: 2( 2)';
    expect(refuted('hierarchy', cutOff('s1{ g1: 1 3<1 }', history))).toEqual(['pass']);
    expect(refuted('hierarchy', cutOff('s1{ g1: 1 2<1 3<1 }', history))).toEqual([
      '2.1: process 2 should be absent and is present',
    ]);
  });

  test('C47 a command without an answer may have made any choice that its answer could have told of', () => {
    const waits = (end: string): ConcurrentHistory =>
      written(
        'posix',
        `1 fork 2
         1 fork 3
         2 exit 0
         3 exit 0
         || branch 1
         1 waitpid -1
         || branch 2
         1 getppid => ok ppid=0
         history: 1( 2( 2)`,
        end,
      );
    const verdicts = [
      waits('s1{ g1: 1 2<1z 3<1z }'),
      waits('s1{ g1: 1 2<1z }'),
      waits('s1{ g1: 1 3<1z }'),
    ].map((history) => [POSIX, LINUX].map((each) => linearize(each, { ...history, atRest: false }).verdict));
    expect(verdicts).toEqual([
      ['pass', 'pass'],
      ['pass', 'fail'],
      ['pass', 'pass'],
    ]);
  });

  const killed = (end: string, events: string, more = ''): ConcurrentHistory =>
    written(
      'posix',
      `1 fork 2
       || branch 1
       2 setsid
       2 setpgid 0 0
       || branch 2
       1 kill 2 9 => ok
       ${more}
       history: ${events}`,
      end,
    );

  test('a process that another branch ends leaves commands unanswered and uncalled', () => {
    expect(refuted('posix', killed('s1{ g1: 1 2<1z=9 }', '1( 2( 2)'))).toEqual(['pass']);
    expect(refuted('posix', killed('s1{ g1: 1 } s2{ g2: 2<1z=9 }', '1( 2( 2)'))).toEqual(['pass']);
    expect(refuted('posix', killed('s1{ g1: 1 2<1z=9 }', '2( 2)'))).toEqual(['pass']);
  });

  test('C48 a command without an answer is wrong where its process still runs at the end', () => {
    const history = written(
      'posix',
      `1 fork 2
       || branch 1
       2 setsid
       || branch 2
       1 getppid => ok ppid=0
       history: 1( 2( 2)`,
      's1{ g1: 1 2<1 }',
    );
    expect(refuted('posix', history)).toEqual([
      '1.1 2.1: 1.1 should be answered: its process (2) still runs at the end',
      '2.1: 1.1 should be answered: its process (2) still runs at the end',
      '2.1 1.1: 1.1 should be answered: its process (2) still runs at the end',
    ]);
    expect(refuted('posix', { ...history, atRest: false })).toEqual(['pass']);
  });

  describe('a branch whose process another branch ends', () => {
    const ofTwo = (more: string, events: string): ConcurrentHistory =>
      written(
        'posix',
        `1 fork 2
         1 fork 3
         || branch 1
         2 setsid
         3 fork 5${more}
         || branch 2
         1 kill 2 9 => ok
         history: ${events}`,
      );

    test('a branch whose process another branch ends never calls what another process would have done there', () => {
      expect(refuted('posix', ofTwo('', '1( 2( 2)'))).toEqual(['pass']);
      expect(refuted('posix', ofTwo('', '2( 2)'))).toEqual(['pass']);
    });

    test('a branch whose process another branch ends has answers to all that other processes called', () => {
      const { prefix, branches } = ofTwo('', '2( 2)');
      const called = branches[0].with(1, { ...branches[0][1], called: 1 });
      expect(refuted('posix', { prefix, branches: [called, branches[1]] })[0]).toContain(
        '1.2 should be answered: its process (3) still runs at the end',
      );
    });

    test('a branch whose process another branch ends calls all that follows an answer of another process', () => {
      const { prefix, branches } = ofTwo('\n3 getppid', '2( 2)');
      const answered = { ...branches[0][1], called: 2, answered: 3, answer: { ok: { pid: 5 } } };
      const history = { prefix, branches: [branches[0].with(1, answered), branches[1]] };
      expect(refuted('posix', history)[0]).toContain(
        '1.3 should be answered: its process (3) still runs at the end',
      );
    });
  });

  test('C48 a process that ended is told from a later one of its number', () => {
    const reused = '1 waitpid 2 => ok pid=2 status=9\n1 fork 2 => ok pid=2';
    expect(refuted('posix', killed('s1{ g1: 1 2<1 }', '1( 2( 2) 2( 2) 2( 2)', reused))).toEqual(['pass']);
  });
});

describe('what is shown', () => {
  test('I17 a look within a branch shows the state at its place in the order', () => {
    const history = (look: string): ConcurrentHistory =>
      written(
        'hierarchy',
        `|| branch 1
         1 fork 2 => ok pid=2
         1 fork 3 => ok pid=3
         || branch 2
         - observe
         history: 1( 2( 1) 1( 1) 2)`,
        's1{ g1: 1 2<1 3<1 }',
        [look],
      );
    const looks = ['s1{ g1: 1 }', 's1{ g1: 1 2<1 }', 's1{ g1: 1 2<1 3<1 }'];
    expect(looks.map((look) => refuted('hierarchy', history(look)))).toEqual([['pass'], ['pass'], ['pass']]);
    expect(refuted('hierarchy', history('s1{ g1: 1 3<1 }'))).toEqual([
      '1.1 1.2 2.1: 2.1 cannot show this: process 2 should be present and is absent',
      '1.1 2.1: 2.1 cannot show this: process 2 should be present and is absent',
      '2.1: 2.1 cannot show this: process 3 should be absent and is present',
    ]);
  });

  test('a field that a system does not show is not compared', () => {
    const trace = `|| branch 1
       1 fork 2 => ok pid=2
       || branch 2
       1 fork 3 => ok pid=3
       history: 1( 2( 2) 1)`;
    const { branches } = written('hierarchy', trace);
    const verdictOf = (observation: ConcurrentHistory['observation'] = {}): string =>
      linearize(HIERARCHY, { prefix: [], branches, observation }).verdict;
    expect(verdictOf({})).toBe('pass');
    expect(verdictOf({ processes: [{ pid: 1 }, { pid: 2, parent: 1 }, { pid: 3 }] })).toBe('pass');
    expect(verdictOf({ processes: [{ pid: 1 }, { pid: 2, parent: 1 }] })).toBe('fail');
    expect(verdictOf({ processes: [{ pid: 1 }, { pid: 2, parent: 1 }, { pid: 3, parent: 2 }] })).toBe('fail');
    expect(verdictOf({ sessions: [{ sid: 1, groups: [1] }] })).toBe('pass');
    expect(verdictOf({ sessions: [{ sid: 1, groups: [1] }, { sid: 2 }] })).toBe('fail');
  });
});

describe('answers', () => {
  const refusing = (answer: string): ConcurrentHistory =>
    written(
      'hierarchy',
      `|| branch 1
       1 exit => refused is-init
       || branch 2
       1 create_session => ${answer}
       history: 1( 2( 2) 1)`,
    );

  test('a refusal agrees by any name that applies, by none, and where a system says so by the first alone', () => {
    const words = ['leads-its-group', 'group-id-in-use', 'session-id-in-use', 'not-running', ''];
    const verdicts = words.map((word) => {
      const history = refusing(`refused ${word}`);
      return [linearize(HIERARCHY, history), linearize(HIERARCHY, history, { refuses: 'first' })].map(
        ({ verdict }) => verdict,
      );
    });
    expect(verdicts).toEqual([
      ['pass', 'pass'],
      ['pass', 'fail'],
      ['pass', 'fail'],
      ['fail', 'fail'],
      ['pass', 'fail'],
    ]);
  });

  test('C50 a known deviation counts as allowed, and after one that ends a run everything does', () => {
    const accepted = (end: string): ConcurrentHistory =>
      written(
        'hierarchy',
        `1 fork 2
         2 create_group
         || branch 1
         2 create_session => ok sid=2 pgid=2
         || branch 2
         1 fork 3 => ok pid=3
         history: 1( 2( 2) 1)`,
        end,
      );
    const deviation = {
      command: 'create_session',
      when: 'leads-its-group',
      answer: 'ok',
      reason: 'for a test',
    };
    const nothing = accepted('s1{ g1: 1 3<1 g2: 2<1 }');
    expect(linearize(HIERARCHY, nothing).verdict).toBe('fail');
    expect(linearize(HIERARCHY, nothing, { knownDeviations: [deviation] }).verdict).toBe('pass');
    const ends = { ...deviation, effect: 'ends-run' } as const;
    const anything = accepted('s1{ g1: 1 }');
    expect(linearize(HIERARCHY, anything, { knownDeviations: [deviation] }).verdict).toBe('fail');
    expect(linearize(HIERARCHY, anything, { knownDeviations: [ends] })).toMatchObject({
      verdict: 'pass',
      ended: ends,
    });
  });

  test('C53 a fork that is refused for want of room is right where the limit is reached at its place', () => {
    const full = written(
      'hierarchy',
      `|| branch 1
       1 fork 2 => ok pid=2
       || branch 2
       1 fork 3 => EAGAIN
       history: 1( 2( 2) 1)`,
      's1{ g1: 1 2<1 }',
    );
    const verdicts = [1, 2, 3].map(
      (processes) => linearize(HIERARCHY, full, { limits: { processes } }).verdict,
    );
    expect(verdicts).toEqual(['pass', 'pass', 'fail']);
  });
});

describe('what a history leaves out', () => {
  test('C49 a look that was never answered says nothing', () => {
    const history = written(
      'hierarchy',
      `|| branch 1
       - observe
       || branch 2
       1 fork 2 => ok pid=2
       history: 1( 2( 2)`,
      's1{ g1: 1 2<1 }',
    );
    expect(refuted('hierarchy', history)).toEqual(['pass']);
  });

  test('C51 a prefix without answers may have gone by any answer that is allowed', () => {
    const freed = (end: string): readonly string[] =>
      [POSIX, LINUX].map((each) => {
        const trace = `1 fork 2
          1 fork 3
          2 exit 0
          3 exit 0
          1 waitpid -1
          || branch 1
          1 getppid => ok ppid=0
          || branch 2
          1 getsid 0 => ok sid=1
          history: 1( 2( 2) 1)`;
        return linearize(each, written('posix', trace, end)).verdict;
      });
    expect(freed('s1{ g1: 1 2<1z }')).toEqual(['pass', 'fail']);
    expect(freed('s1{ g1: 1 3<1z }')).toEqual(['pass', 'pass']);
    expect(freed('s1{ g1: 1 }')).toEqual(['fail', 'fail']);
  });

  test('C52 resources are not compared at the end of an order', () => {
    const { branches } = written(
      'hierarchy',
      '|| branch 1\n1 fork 2 => ok pid=2\n|| branch 2\n- observe\nhistory: 1( 1)',
    );
    const observation = { processes: [{ pid: 1 }, { pid: 2 }], resources: { processes: 9 } };
    expect(linearize(HIERARCHY, { prefix: [], branches, observation }).verdict).toBe('pass');
  });

  test('C54 a history with neither an answer nor a state is inconclusive', () => {
    const { branches } = written(
      'hierarchy',
      '|| branch 1\n1 fork 2\n|| branch 2\n- observe\nhistory: 1( 2(',
    );
    const reason =
      'nothing was compared: the history has no answer, and shows no processes, groups or sessions';
    for (const shown of [{}, { observation: {} }, { observation: { resources: { processes: 9 } } }])
      expect(linearize(HIERARCHY, { prefix: [], branches, ...shown })).toMatchObject({
        verdict: 'inconclusive',
        reason,
      });
    const looked = [[{ command: { name: 'observe' }, called: 1, answered: 2, observation: {} } as const]];
    expect(linearize(HIERARCHY, { prefix: [], branches: looked })).toMatchObject({ reason });
    const observation = { sessions: [{ sid: 1 }] };
    expect(linearize(HIERARCHY, { prefix: [], branches, observation }).verdict).toBe('pass');
  });
});

describe('the outcome', () => {
  const prefix = (answer: string): ConcurrentHistory =>
    written(
      'hierarchy',
      `1 fork 2 => ${answer}
       || branch 1
       1 fork 3 => ok pid=3
       || branch 2
       2 fork 4 => ok pid=4
       history: 1( 2( 2) 1)`,
      's1{ g1: 1 2<1 3<1 4<2 }',
    );

  test('what is wrong in the prefix is told as a failure without concurrency', () => {
    expect(linearize(HIERARCHY, prefix('refused id-in-use'))).toMatchObject({
      verdict: 'fail',
      inPrefix: {
        step: 0,
        sentence: 'command 1 of the prefix, "1 fork 2", should answer "ok pid=2"',
        reason: { clause: 'H1' },
      },
    });
  });

  test('a pass has an order, and a failure the longest start of one and what stops it', () => {
    expect(linearize(HIERARCHY, prefix('ok pid=2'))).toMatchObject({
      verdict: 'pass',
      order: [
        { branch: 2, position: 1 },
        { branch: 1, position: 1 },
      ],
    });
    const { branches, ...rest } = prefix('ok pid=2');
    const wrong = [branches[0], [{ ...branches[1][0], answer: { refused: 'not-running' } }]];
    expect(linearize(HIERARCHY, { ...rest, branches: wrong })).toMatchObject({
      verdict: 'fail',
      longest: {
        order: [{ branch: 1, position: 1 }],
        stops: [{ at: 'command', reason: { clause: 'H1', because: 'should answer "ok pid=4"' } }],
      },
      allRefuted: true,
    });
  });

  test('a search whose budget ends is inconclusive and says how far orders were explained', () => {
    const outcome = linearize(HIERARCHY, prefix('ok pid=2'), { budget: { placesMax: 1 } });
    expect(outcome).toMatchObject({
      verdict: 'inconclusive',
      reason: 'the search of orders ended after 1 place',
      longest: { order: [{ branch: 2, position: 1 }] },
    });
    expect(linearize(HIERARCHY, prefix('ok pid=2'), { budget: { bytesMax: 1 } })).toMatchObject({
      verdict: 'inconclusive',
      reason: 'the search of orders ended after 0 megabytes',
    });
  });
});
