// Goal: what is printed is what is read again, and what makes no sense is told where. Method: printed forms of random
// walks of the model parsed back; bad texts, each with the line and column that its problem must name.
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { acceptedWith, ID_MAX } from '../../src/contract/command.ts';
import { parseCommand, parseTrace, printCommand, printTrace } from '../support/by-set.ts';
import { REFUSALS } from '../support/refusals.ts';
import type { Answer, Id } from '../../src/contract/command.ts';
import type { Parsed, TraceStep } from '../../src/contract/notation/trace.ts';
import { parseAnswer, printAnswer } from '../../src/contract/notation/trace.ts';
import type { Observation } from '../../src/contract/observation/observation.ts';
import type { HeldCounts, NotedState } from '../../src/contract/notation/state.ts';
import { parseState, printState, printTree } from '../../src/contract/notation/state.ts';
import type { State } from '../../src/model/state.ts';
import { unflatten } from '../../src/contract/observation/json.ts';
import { stateText } from '../support/plain-search.ts';
import { seenOf, stateAfter } from '../support/scenarios.ts';
import { endOf, walksOf } from '../support/walks.ts';

const RANDOMLY = { seed: 21, numRuns: 100 };
const walks = walksOf(60);

const errno = fc.stringMatching(/^E[A-Z0-9]{1,8}$/);
const value = fc.oneof(fc.integer(), fc.boolean());
const answers: fc.Arbitrary<Answer> = fc.oneof(
  fc
    .dictionary(fc.constantFrom('pid', 'sid', 'pgid', 'tid', 'last'), value, { noNullPrototype: true })
    .map(acceptedWith),
  fc.record({
    refused: fc.oneof(fc.constantFrom(...Object.keys(REFUSALS)), errno, fc.constant(true as const)),
  }),
);

describe('commands', () => {
  test.prop([walks], RANDOMLY)('a printed command parses to what was printed', (walk) => {
    for (const { command } of walk) expect(parseCommand(printCommand(command))).toEqual({ value: command });
  });

  test('a command may be spaced as one likes', () => {
    expect(parseCommand('\t1   fork  2 ')).toEqual({ value: { name: 'fork', process: 1, child: 2 } });
  });

  test.each([
    ['', 1, 'expected a command'],
    ['1', 2, 'expected the name of a command'],
    ['1 forkk 2', 3, 'unknown command "forkk"'],
    ['1 toString', 3, 'unknown command "toString"'],
    ['x fork 2', 1, 'expected an id, got "x"'],
    ['0 fork 2', 1, 'expected an id, got "0"'],
    ['-1 fork 2', 1, 'expected an id, got "-1"'],
    ['- fork 2', 1, 'expected an id, got "-"'],
    ['1 hold_group 2', 1, 'hold_group has no acting process'],
    ['1 fork', 7, 'fork needs an argument: child'],
    ['1 fork   ', 7, 'fork needs an argument: child'],
    [`1 fork ${ID_MAX + 1}`, 8, `expected an id, got "${ID_MAX + 1}"`],
    ['1 fork 2.5', 8, 'expected an id, got "2.5"'],
    ['1 fork 0x2', 8, 'expected an id, got "0x2"'],
    ['1 fork 2 3', 10, '"3" is one argument too many for fork'],
    ['  1   exit 2', 12, '"2" is one argument too many for exit'],
    ['1 set_subreaper yes', 17, '"yes" is neither "on" nor "off"'],
    ['- exit_thread 5 2147483648', 17, 'expected an exit code, got "2147483648"'],
    ['1 exit => ok', 8, '"=>" is one argument too many for exit'],
  ])('"%s" is wrong at column %i', (text, column, message) => {
    expectProblem(parseCommand(text, 7), 7, column, message);
  });
});

describe('answers', () => {
  test.prop([answers], RANDOMLY)('a printed answer parses to what was printed', (answer) => {
    expect(parseAnswer(printAnswer(answer))).toEqual({ value: answer });
  });

  test.each([
    ['', 1, 'expected an answer'],
    ['maybe', 1, 'expected an answer, got "maybe"'],
    ['refused is-init no', 17, '"no" is too much'],
    ['EPERM EPERM', 7, '"EPERM" is too much'],
    ['ok pid', 4, 'expected a field, got "pid"'],
    ['ok pid=2 =3', 10, 'expected a field, got "=3"'],
    ['ok  pid=two', 5, 'expected a field, got "pid=two"'],
  ])('"%s" is wrong at column %i', (text, column, message) => {
    expectProblem(parseAnswer(text, 3), 3, column, message);
  });
});

describe('traces', () => {
  const steps = walks.map((walk) =>
    walk.map(({ command, step }, index): TraceStep => {
      if (index % 5 === 0) return { command };
      return {
        command,
        answer: step.refusals === undefined ? step.answer : { refused: step.refusals[0] ?? true },
      };
    }),
  );

  test.prop([steps], RANDOMLY)('a printed trace parses to what was printed', (steps) => {
    const trace = { commandSet: 'hierarchy', steps } as const;
    expect(parseTrace(printTrace(trace, ['a comment', '1 fork 2']))).toEqual({ value: trace });
  });

  test('a trace means the same with comments, blank lines, carriage returns and a byte order mark', () => {
    const text = '\uFEFFprocession trace 1 hierarchy\r\n\r\n# all\r\n 1 fork 2 => ok pid=2 # some\r\n';
    const steps = [{ command: { name: 'fork', process: 1, child: 2 }, answer: { ok: { pid: 2 } } }];
    expect(parseTrace(text)).toEqual({ value: { commandSet: 'hierarchy', steps } });
  });

  test.each([
    ['', 1, 1, 'not a trace file'],
    ['1 fork 2', 1, 1, 'not a trace file'],
    ['procession trace 2 hierarchy', 1, 1, 'trace version 2 is not supported'],
    ['procession trace 1 jobs', 1, 1, 'unknown command set "jobs"'],
    ['procession trace 1 hierarchy\n\n# fine\n1 fork x', 4, 8, 'expected an id, got "x"'],
    ['procession trace 1 hierarchy\n1 fork => ok pid=2', 2, 8, 'fork needs an argument: child'],
    ['procession trace 1 hierarchy\n1 fork 2 ok', 2, 10, '"ok" is one argument too many'],
    ['procession trace 1 hierarchy\n1 fork 2 =>', 2, 12, 'expected an answer'],
    ['procession trace 1 hierarchy\r\n1 fork 2 => fine', 2, 13, 'expected an answer, got "fine"'],
  ])('%j is wrong at line %i, column %i', (text, line, column, message) => {
    expectProblem(parseTrace(text), line, column, message);
  });
});

describe('states', () => {
  test.prop([walks], RANDOMLY)('a printed state parses to what was printed', (walk) => {
    const { observation, held } = noted(endOf(walk));
    for (const childOrder of ['always', 'when-not-ascending'] as const) {
      const text = printState(observation, held, childOrder);
      expect(parseState(text)).toEqual({ value: { observation, held } });
      expect(text).not.toContain('#');
      if (childOrder === 'when-not-ascending') expect(text).toBe(stateText(endOf(walk)));
    }
  });

  test.prop([walks, fc.infiniteStream(fc.boolean())], RANDOMLY)(
    'a printed state parses to what was printed, children in any order',
    (walk, turns) => {
      const { observation, held } = noted(endOf(walk));
      const processes = observation.processes?.map((process) =>
        turns.next().value === true
          ? { ...process, children: process.children?.toReversed() ?? [] }
          : process,
      );
      const turned = { ...observation, ...(processes && { processes }) };
      expect(parseState(printState(turned, held))).toEqual({ value: { observation: turned, held } });
    },
  );

  test.prop([walks], RANDOMLY)('a state means the same on many lines with comments', (walk) => {
    const { observation, held } = noted(endOf(walk));
    const text = printState(observation, held).replaceAll(' ', ' # x { 9\r\n\t');
    expect(parseState(text)).toEqual({ value: { observation, held } });
  });

  test.each([
    ['', 's1{ g1: 1 }'],
    ['1 fork 2; 1 fork 3; 3 exit; 2 create_group', 's1{ g1: 1 3<1z  g2: 2<1 }'],
    [
      '1 fork 4; 4 create_session; - hold_session 4; - hold_group 4; - hold_group 4; 4 exit; 4 free',
      's1{ g1: 1 } s4*{ g4*2: }',
    ],
    ['- hold_session 1; 1 fork 2; 2 create_session; - hold_session 2; 2 exit; 2 free', 's1*{ g1: 1 } s2*{ }'],
    ['1 set_subreaper on; 1 new_thread 6; 1 new_thread 5; 1 group_exit', 's1{ g1: 1[5,6]re }'],
    ['1 new_thread 5; - exit_thread 5 -7', 's1{ g1: 1=-7 }'],
  ])('the state after "%s" prints as "%s"', (commands, text) => {
    const { observation, held } = noted(stateAfter(commands));
    expect(printState(observation, held)).toBe(text);
  });

  test('a state lists children if their order matters, or when asked', () => {
    const { observation } = noted(stateAfter('1 fork 2; 2 fork 3; 2 fork 5'));
    expect(printState(observation)).toBe('s1{ g1: 1 2<1 3<2 5<2 }');
    expect(printState(observation, undefined, 'always')).toBe('s1{ g1: 1(2) 2(3,5)<1 3<2 5<2 }');
    const turned = parseState('s1{ g1: 1 2(5,3)<1 3<2 5<2 }') as { readonly value: NotedState };
    expect(turned.value.observation.processes?.[1]?.children).toEqual([5, 3]);
  });

  test.each([
    ['', 1, 1, 'expected a session'],
    [' # s1{ g1: 1 }\n', 1, 1, 'expected a session'],
    ['g1: 1', 1, 1, 'expected a session'],
    ['s0{ }', 1, 2, 'expected an id, got "0"'],
    ['s1', 1, 3, 'expected "{" after session 1'],
    ['s1*0{ }', 1, 3, 'expected a number of handles, got "*0"'],
    ['s1{ g1: 1', 1, 10, 'expected a group'],
    ['s1{\n  g1 1 }', 2, 6, 'expected ":" after group 1'],
    ['s1{ g1: 1\n  x }', 2, 3, 'expected a group'],
    ['s1{ g1: 1 } }', 1, 13, 'expected a session'],
    ['s1{ g1: 1 } s1{ }', 1, 13, 'session 1 stands twice'],
    ['s1{ g1: 1 g1: }', 1, 11, 'group 1 stands twice'],
    ['s1{ g1: 1\n g2: 1 }', 2, 6, 'process 1 stands twice'],
    ['s1{ g1: 1 2<3 }', 1, 11, 'the parent of process 2 must be a process of this state, not 3'],
    ['s1{ g1: 1(3) 2<1 3<2 }', 1, 9, 'process 1 lists the children 3, by their parents they are 2'],
    ['s1{ g1: 1 2<1q }', 1, 14, 'expected a mark of a process, got "q"'],
    ['s1{ g1: 1 2<1zz }', 1, 15, '"z" is one mark too many'],
    ['s1{ g1: 1[5,0] }', 1, 13, 'expected an id, got "0"'],
    [`s1{ g1: ${ID_MAX + 1} }`, 1, 9, `expected an id, got "${ID_MAX + 1}"`],
    ['s1{ g1: 1=2147483648 }', 1, 11, 'expected a number for the exit code, got "2147483648"'],
    ['s1{ g1: 1 2<? }', 1, 12, 'expected a mark of a process, got "<?"'],
  ])('%j is wrong at line %i, column %i', (text, line, column, message) => {
    expectProblem(parseState(text), line, column, message);
  });

  test('the state of a system that shows a part is printed as far as it goes', () => {
    const seen: Observation = { processes: [{ pid: 1 }, { pid: 2, parent: 1, group: 1 }] };
    expect(printState(seen)).toBe('s?{ g1: 2<1  g?: 1<? }');
    expect(printState({ groups: [{ pgid: 1, processes: [1, 3] }] })).toBe('s?{ g1: 1<? 3<? }');
  });

  test('the state of a broken system prints, with what does not fit in a comment', () => {
    const { observation } = noted(stateAfter('1 fork 2; 2 fork 3; 3 create_group'));
    const [init, two, three] = observation.processes ?? [];
    if (init === undefined || two === undefined || three === undefined) throw new Error('three processes');
    const broken = { ...observation, processes: [init, two, two, { ...three, parent: 1, group: 7 }] };
    const [state, remarks] = printState(broken, { groups: new Map([[9, 1]]), sessions: new Map() }).split(
      ' # ',
    );
    expect(state?.trimEnd()).toBe('s1{ g1: 1 2<1 2<1  g3: } s?{ g7: 3<1 }');
    expect(remarks?.split('; ')).toEqual([
      'process 2 stands 2 times',
      'group 7 has members and is not shown',
      'group 9 is held and is not shown',
      'group 1 lists 1, 2 instead of 1, 2, 2',
      'group 3 lists 3 instead of nothing',
      'process 1 lists as children 2 instead of 2, 2, 3',
      'process 2 lists as children 3 instead of nothing',
      'process 2 lists as children 3 instead of nothing',
    ]);
  });
});

describe('the tree of a state', () => {
  test('the tree of a state shows sessions, groups and processes with their marks', () => {
    const { observation, held } = noted(
      stateAfter(
        '1 fork 2; 2 create_group; 2 fork 3; 3 exit; 2 new_thread 5; 2 set_subreaper on; - hold_session 1',
      ),
    );
    expect(printTree(observation, held).split('\n')).toEqual([
      'session 1  held',
      '├─ group 1',
      '│  └─ 1',
      '└─ group 2',
      '   ├─ 2 ← 1  subreaper, thread 5',
      '   └─ 3 ← 2  zombie',
    ]);
  });

  test.prop([walks], RANDOMLY)(
    'the tree of a state has a line for each session, group and process',
    (walk) => {
      const { observation, held } = noted(endOf(walk));
      const { processes = [], groups = [], sessions = [] } = observation;
      const lines = printTree(observation, held).split('\n');
      expect(lines).toHaveLength(processes.length + groups.length + sessions.length);
    },
  );
});

function noted(state: State): NotedState {
  const groups = new Map<Id, number>();
  const sessions = new Map<Id, number>();
  state.groups.forEach(({ handles }, pgid) => handles > 0 && groups.set(pgid, handles));
  state.sessions.forEach(({ handles }, sid) => handles > 0 && sessions.set(sid, handles));
  const held: HeldCounts = { groups, sessions };
  return { observation: unflatten(seenOf(state)), held };
}

function expectProblem(parsed: Parsed<unknown>, line: number, column: number, message: string): void {
  expect(parsed).toEqual({ problem: { line, column, message: expect.stringContaining(message) as string } });
}
