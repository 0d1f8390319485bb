// Goal: the record of a concurrent run is believed only where it can be one. Method: a right record of two branches under
// one lock, of a free run and of a deadlock, each made wrong in one place at a time; every fault has its sentence.
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Trouble } from '../../src/contract/trouble.ts';
import type { ConcurrentProgram } from '../../src/contract/concurrent/program.ts';
import { hasOverlap, historyOfRun } from '../../src/engines/concurrency/history.ts';
import { linearize } from '../../src/engines/concurrency/linearizability.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { fitOfRun } from '../../src/contract/notation/fit-of-run.ts';
import { traceOfRun } from '../../src/contract/notation/trace-of-run.ts';
import type { ConcurrentRun } from '../../src/contract/concurrent/run.ts';
import { runProblem } from '../../src/contract/concurrent/run-problem.ts';
import type { AskedRun } from '../../src/contract/concurrent/run.ts';
import { fork } from '../support/branch-programs.ts';

const LOOK = { name: 'observe' } as const;

type Json = { [member: string]: Json } & Json[] & (string | number | boolean | null | undefined);
type Change = (run: Json) => unknown;

/** Sets a member of a copy of a run, by the members that lead there. */
const setAt =
  (path: readonly string[], value: unknown): Change =>
  (run) => {
    const names = path.slice(0, -1);
    const last = path.at(-1) ?? '';
    let at = run;
    for (const name of names) at = at[name];
    if (value === undefined) delete at[last];
    else at[last] = value as Json;
  };
const set = (path: string, value: unknown): Change => setAt(path.split('.'), value);
const all =
  (...changes: readonly Change[]): Change =>
  (run) => {
    for (const change of changes) change(run);
  };

function changed(run: unknown, change: Change): unknown {
  const copy = structuredClone(run) as Json;
  change(copy);
  return copy;
}

/** A program of two forks under one lock, and a look at the state. */
const LOCKED: ConcurrentProgram = {
  prefix: [fork(1, 2)],
  branches: [[fork(1, 3)], [fork(2, 3), LOOK]],
};
const BOTH = [1, 2];
const lock = { at: 'lock ids', reads: [], writes: ['ids'] };
const call = { at: 'call', reads: [], writes: [] };
const STEPPED = {
  prefix: [{ ok: { pid: 2 } }],
  branches: [
    [{ called: 1, answered: 6, answer: { ok: { pid: 3 } } }],
    [
      { called: 3, answered: 4, answer: { refused: 'id-in-use' } },
      { called: 5, answered: 5, observation: {} },
    ],
  ],
  ended: 'done',
  observation: {},
  steps: [
    { branch: 1, can: BOTH, ...call },
    { branch: 1, can: BOTH, ...lock },
    { branch: 2, can: [1, 2], ...call },
    { branch: 2, can: BOTH, ...lock },
    { branch: 2, can: BOTH, ...call },
    { branch: 1, can: [1], ...lock },
  ],
};
const STEPPED_BY: AskedRun = { program: LOCKED, schedule: [1, 1, 2], limit: 100 };

const FREE = {
  prefix: STEPPED.prefix,
  branches: STEPPED.branches,
  ended: 'done',
  observation: {},
};

const STUCK = {
  ...STEPPED,
  branches: [[{ called: 1 }], [{ called: 2 }, {}]],
  observation: undefined,
  ended: 'deadlock',
  at: ['lock ids', 'lock ids'],
  steps: [
    { branch: 1, can: BOTH, at: 'call' },
    { branch: 2, can: [2], at: 'call' },
  ],
};
const STUCK_BY: AskedRun = { program: LOCKED, schedule: [1, 2], limit: 2 };
/** Branch 2 is ended by the second step, before its first command. */
const ENDED_EARLY = [
  { branch: 1, can: BOTH, ...call },
  { branch: 1, can: [1], ...lock },
];
const ALL_CAN = set('steps.1.can', BOTH);

describe('a right record of a run', () => {
  test.each([
    ['of steps', STEPPED, STEPPED_BY],
    [
      'of steps that say nothing of what they touched',
      changed(STEPPED, (run) =>
        run['steps'].forEach((step) => {
          delete step['reads'];
          delete step['writes'];
        }),
      ),
      STEPPED_BY,
    ],
    [
      'of a schedule that names a branch that cannot go',
      STEPPED,
      { ...STEPPED_BY, schedule: [1, 1, 2, 2, 2, 2, 2, 2] },
    ],
    [
      'of an empty schedule',
      { ...STEPPED, steps: [1, 1, 2, 2, 2, 1].map((branch, index) => ({ ...STEPPED.steps[index], branch })) },
      { ...STEPPED_BY, schedule: [1, 1, 2, 2, 2, 1] },
    ],
    ['of a free run', FREE, { program: LOCKED }],
    [
      'of a free run whose numbers are equal',
      changed(FREE, set('branches.1.1', { called: 4, answered: 4, observation: {} })),
      { program: LOCKED },
    ],
    ['of a deadlock', STUCK, STUCK_BY],
    ['of a run that reached its limit', changed(STUCK, all(set('ended', 'limit'), ALL_CAN)), STUCK_BY],
    [
      'of a process that another one ended',
      changed(FREE, set('branches.0.0', { called: 1 })),
      { program: LOCKED, mayGoUnanswered: () => true },
    ],
    [
      'of steps in which a process was ended before its branch began',
      { ...STEPPED, branches: [[{ ...STEPPED.branches[0][0], answered: 2 }], [{}, {}]], steps: ENDED_EARLY },
      { ...STEPPED_BY, mayGoUnanswered: () => true },
    ],
  ] as const)('a right record of a run has no fault: %s', (_of, run, asked) => {
    expect(runProblem(run, asked)).toBeUndefined();
  });
});

describe('a wrong record of a free run', () => {
  test.each<readonly [unknown, string]>([
    [7, 'its run must be an object, not 7'],
    [Promise.resolve(), 'it gives a promise of a promise as its run'],
    [set('prefix', 7), 'the prefix of its run must be a list of answers, not 7'],
    [set('prefix', []), 'it gave 0 answers for 1 command of the prefix'],
    [
      set('prefix', [{ maybe: 1 }]),
      'its answer must be {"ok":{…}} or {"refused":…}, not {"maybe":1} (command 1 of the prefix)',
    ],
    [set('branches', {}), 'the branches of its run must be a list, not {}'],
    [set('branches', [[]]), 'it gave 1 branch for 2'],
    [set('branches.1', 'x'), 'branch 2 of its run must be a list, not "x"'],
    [set('branches.1', []), 'it gave 0 entries for 2 commands of branch 2'],
    [
      set('branches.0.0', null),
      'its record of a command must be an object, not null (command 1 of branch 1)',
    ],
    [
      set('branches.0.0.anwser', {}),
      'it tells of a command "anwser", which is none of called, answered, answer, observation',
    ],
    [set('branches.0.0.called', 1.5), 'its counter must give whole numbers from 0, not 1.5'],
    [set('branches.0.0.called', -1), 'its counter must give whole numbers from 0, not -1'],
    [set('branches.0.0.called', undefined), 'it answered a command that it never called'],
    [set('branches.0.0.called', 7), 'it answered a command at 6 that it called at 7, which is later'],
    [
      set('branches.1.0', { called: 3 }),
      'it called a command before the one above it had answered (command 2 of branch 2)',
    ],
    [set('branches.1.1.called', 3), 'it called a command at 3 before the one above it had answered, at 4'],
    [set('branches.0.0.observation', {}), 'it gave an observation where an answer belongs'],
    [set('branches.1.1.answer', { ok: {} }), 'it gave an answer where an observation belongs'],
    [set('branches.0.0.answered', undefined), 'it gave an answer, and not when it came ("answered")'],
    [set('branches.0.0.answer', undefined), 'it told when the answer came, and no answer'],
    [set('branches.0.0.answer', { ok: 3 }), 'its answer must be {"ok":{…}} or {"refused":…}, not {"ok":3}'],
    [set('branches.1.1.observation', 'all'), 'its observation must be an object, not "all"'],
    [set('ended', 'well'), 'it ended its run with "well", which is none of done, deadlock, limit'],
    [set('ended', undefined), 'it ended its run with undefined, which is none of'],
    [set('ended', 'limit'), 'it ended a free run at the limit, which counts steps'],
    [set('ended', 'deadlock'), 'it shows a state after a deadlock, when nothing is at rest'],
    [set('at', [null, null]), 'it tells where branches stand ("at") in a run that is done'],
    [set('observation', undefined), 'it shows no state ("observation") after a run that is done'],
    [set('observation', 7), 'its observation must be an object, not 7'],
    [set('branches.0.0', { called: 1 }), 'branch 1 has ended, and its command 1 has not answered'],
    [set('branches.1.1', {}), 'branch 2 has ended, and its command 2 has not answered'],
    [set('steps', []), 'it tells the steps of a run that nobody scheduled'],
  ])('a wrong record of a free run has a sentence: %o', (change, sentence) => {
    const run = typeof change === 'function' ? changed(FREE, change as Change) : change;
    expect(runProblem(run, { program: LOCKED })).toContain(sentence);
  });

  test('a look that was never answered is wrong, whatever has ended', () => {
    const run = changed(FREE, set('branches.1.1', { called: 5 }));
    expect(runProblem(run, { program: LOCKED, mayGoUnanswered: () => true })).toBe(
      'branch 2 has ended, and its command 2 has not answered',
    );
  });

  test('a record of a run that cannot be read is told, and throws nothing', () => {
    const hostile = {
      ...FREE,
      get branches(): unknown {
        throw new Error('no');
      },
    };
    expect(runProblem(hostile, { program: LOCKED })).toBe('it tells of its run what cannot be read');
  });
});

describe('a wrong record of steps', () => {
  test.each<readonly [Change, string]>([
    [set('steps', undefined), 'the steps of its run must be a list, not undefined'],
    [set('steps.2', 7), 'step 3 of its run: a step must be an object, not 7'],
    [set('steps.2.read', []), 'step 3 of its run: "read" is none of branch, at, can, reads, writes'],
    [set('steps.2.branch', 3), 'step 3 of its run: its branch must be a number from 1 to 2, not 3'],
    [set('steps.2.at', ''), 'its point ("at") must be a text of 1 to 200 characters, not ""'],
    [set('steps.2.at', 'x'.repeat(201)), 'its point ("at") must be a text of 1 to 200 characters'],
    [set('steps.2.can', undefined), '"can" must be a list of branches, not undefined'],
    [set('steps.2.can', [0, 2]), '"can" must be a list of branches, not [0,2]'],
    [set('steps.2.can', [2, 1]), '"can" must be ascending, and is [2,1]'],
    [set('steps.2.can', [2, 2]), '"can" must be ascending, and is [2,2]'],
    [set('steps.2.can', [1]), '"can" must hold the branch that went, 2, and is [1]'],
    [
      set('steps.0.can', [1]),
      'step 1 of its run: branch 2 stands before a command, from where it can go, and "can" lacks it',
    ],
    [
      set('steps.5.can', BOTH),
      'step 6 of its run: branch 2 has answered its last command, and "can" holds it',
    ],
    [
      set('steps.2.reads', undefined),
      '"reads" must be a list of names, as "reads" and "writes" are told together, not undefined',
    ],
    [set('steps.2.writes', ['ids', 7]), '"writes" must be a list of names'],
    [
      set(
        'steps.2.writes',
        Array.from({ length: 10_001 }, (_, word) => `word ${word}`),
      ),
      '"writes" must be a list of names',
    ],
    [
      set('steps.1.at', 'call'),
      'step 2 of its run: branch 1 stands at "call", and no command of it is called in this step',
    ],
    [
      set('steps.2.at', 'lock ids'),
      'step 3 of its run: branch 2 calls a command here, and stands at "lock ids", not at "call"',
    ],
    [
      set('branches.0.0.called', 2),
      'step 1 of its run: branch 1 stands at "call", and no command of it is called in this step',
    ],
    [
      all(set('branches.0.0.called', 6), set('steps.0.at', 'lock a')),
      'step 1 of its run: branch 1 goes on in a command that it has not called',
    ],
    [
      set('branches.0.0.answered', 7),
      'the numbers of branch 1 must be steps of it, and step 7 belongs elsewhere',
    ],
    [
      set('branches.1.0.answered', 3),
      'step 4 of its run: branch 2 goes on in a command that it has not called',
    ],
    [
      (run) => run['steps'].push(structuredClone(STEPPED.steps[1]) as unknown as Json),
      'step 7 of its run: branch 1 has answered its last command, and "can" holds it',
    ],
  ])('a wrong record of steps has a sentence: %o', (change, sentence) => {
    expect(runProblem(changed(STEPPED, change), STEPPED_BY)).toContain(sentence);
  });

  test.each<readonly [Partial<AskedRun>, string]>([
    [{ schedule: [2] }, "step 1 of its run: branch 1 went, and by the schedule it is branch 2's turn"],
    [
      { schedule: [1] },
      "step 3 of its run: branch 2 went, and after the end of the schedule it is branch 1's turn",
    ],
    [
      { schedule: [] },
      "step 3 of its run: branch 2 went, and after the end of the schedule it is branch 1's turn",
    ],
    [
      { schedule: [1, 1, 2, 1] },
      "step 4 of its run: branch 2 went, and by the schedule it is branch 1's turn",
    ],
    [{ limit: 5 }, 'it took 6 steps, and the limit is 5'],
  ])('a record of other steps than the schedule and the limit %j have is wrong', (asked, sentence) => {
    expect(runProblem(STEPPED, { ...STEPPED_BY, ...asked })).toBe(sentence);
  });

  test.each<readonly [Change, string]>([
    [set('at', undefined), 'it must tell where each branch stands ("at") after a deadlock, not undefined'],
    [set('at', ['lock ids']), 'it tells where 1 branches stand, and there are 2'],
    [set('at.0', 7), 'the point where branch 1 stands must be a text or null, not 7'],
    [set('at.0', null), 'branch 1 has ended, and its command 1 has not answered'],
    [set('at.0', 'call'), 'it lets branch 1 stand at "call", and the command there has been called'],
    [
      all(set('branches.1.0', {}), set('steps', [{ branch: 1, can: BOTH, at: 'call' }])),
      'it lets branch 2 stand at "lock ids", and the command there was never called',
    ],
    [
      all(set('branches.1.0', {}), set('steps', [{ branch: 1, can: BOTH, at: 'call' }]), set('at.1', 'call')),
      'it ended with a deadlock, and branch 2 stands before a command, from where it can go',
    ],
    [
      set('branches.0.0', { called: 1, answered: 1, answer: { ok: {} } }),
      'it lets branch 1 stand at "lock ids", and all of its commands have answered',
    ],
    [
      all(set('ended', 'limit'), set('steps', [{ branch: 1, can: BOTH, at: 'call' }])),
      'it ended at the limit of 2 after 1 step',
    ],
  ])('a wrong record of a deadlock or a limit has a sentence: %o', (change, sentence) => {
    expect(runProblem(changed(STUCK, change), STUCK_BY)).toContain(sentence);
  });

  test('a branch that stands before a look can always go, whatever has ended', () => {
    const run = changed(
      STEPPED,
      all(
        set('branches.0.0.answered', 5),
        set('branches.1.1.called', 6),
        set('branches.1.1.answered', 6),
        set('steps.4', { branch: 1, can: [1], ...lock }),
        set('steps.5', { branch: 2, can: [2], ...call }),
      ),
    );
    const asked = { ...STEPPED_BY, schedule: [1, 1, 2, 2, 1, 2], mayGoUnanswered: () => true };
    expect(runProblem(run, asked)).toBe(
      'step 5 of its run: branch 2 stands before a command, from where it can go, and "can" lacks it',
    );
    expect(runProblem(changed(run, set('steps.4.can', BOTH)), asked)).toBeUndefined();
  });

  test('a run that ended where all branches had ended is none that anything stopped', () => {
    const ended = changed(
      STEPPED,
      all(set('ended', 'deadlock'), set('observation', undefined), set('at', [null, null])),
    );
    expect(runProblem(ended, STEPPED_BY)).toBe('it ended with a deadlock, and all branches have ended');
  });
});

/** Every place of a value, by the members that lead there. */
function placesIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, each]) => placesIn(each, [...path, key]))];
}

describe('a record that is spoilt at random', () => {
  const values = fc.oneof(
    fc.constantFrom(
      undefined,
      null,
      true,
      [],
      {},
      '',
      'call',
      'lock ids',
      [1],
      [2],
      { ok: {} },
      { refused: true },
    ),
    fc.integer({ min: -1, max: 8 }),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const wounds = fc.array(fc.tuple(fc.nat(), values), { minLength: 1, maxLength: 2 });

  test.prop(
    [wounds, fc.constantFrom([STEPPED, STEPPED_BY], [FREE, { program: LOCKED }], [STUCK, STUCK_BY])],
    {
      seed: 12,
      numRuns: 1500,
    },
  )(
    'a record that is spoilt at random is told in a sentence, or all that judges it can read it',
    (hurt, [right, asked]) => {
      const run = changed(right, (copy) => {
        for (const [at, value] of hurt) {
          const places = placesIn(copy).slice(1);
          const path = places[at % places.length];
          if (path !== undefined) setAt(path, structuredClone(value))(copy);
        }
      });
      const problem = runProblem(run, asked);
      if (problem !== undefined) {
        expect(problem).toMatch(/^(?:its?|step \d|the|what|branch(?:es)?) /);
        return;
      }
      const { program } = asked as AskedRun;
      const history = historyOfRun(program, run as ConcurrentRun);
      expect(typeof hasOverlap(history)).toBe('boolean');
      const told = run as ConcurrentRun;
      const fit = fitOfRun(traceOfRun('hierarchy', program, told), told);
      if (told.steps !== undefined) expect(fit.parts).toBeUndefined();
      try {
        linearize(HIERARCHY, history);
      } catch (error) {
        expect(error).toBeInstanceOf(Trouble);
      }
    },
  );
});
