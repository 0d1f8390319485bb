// Goal: people read of a state with terminals what there is: in the notation, which is parsed again, in the tree, in the words
// of marks and in the Informal Trace Format.
import { test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { marksOf } from '../../src/contract/notation/process-marks.ts';
import { parseState, printState, printTree } from '../../src/contract/notation/state.ts';
import { FIELDS } from '../../src/contract/observation/fields.ts';
import type { Observation, ProcessObservation } from '../../src/contract/observation/observation.ts';
import { itfRecord } from '../../src/counterexample/formats/itf.ts';
import { observationsOfJobControl } from '../support/job-control-observations.ts';

const TEXT = 's1{ g1: 1 } s2{ g2: 2<1&1  g3: 3<2&1Thcw 4<3&1z } tty1{ s2 fg 3 }';

function parsed(text: string): Observation {
  const state = parseState(text);
  if ('problem' in state) throw new Error(state.problem.message);
  return state.value.observation;
}

describe('the notation of a state with terminals', () => {
  test('a state with terminals is printed as it was parsed', () => {
    expect(printState(parsed(TEXT))).toBe(TEXT);
    expect(printState(parsed('tty2{ fg 4 } s1{ g1: 1 } tty1{ s1 }'))).toBe(
      's1{ g1: 1 } tty1{ s1 } tty2{ fg 4 }',
    );
  });

  test('each sign of job control is read as its field', () => {
    const { processes, terminals } = parsed(TEXT);
    expect(processes).toMatchObject([
      { pid: 1, state: 'running' },
      { pid: 2, state: 'running', terminal: 1 },
      {
        pid: 3,
        state: 'stopped',
        terminal: 1,
        pendingHangup: true,
        pendingInterrupt: true,
        waiting: true,
      },
      { pid: 4, state: 'zombie', terminal: 1 },
    ]);
    expect(terminals).toEqual([{ terminal: 1, session: 2, foreground: 3 }]);
  });

  test('a text without the signs says nothing of job control, since few sets know of it', () => {
    const [init] = parsed('s1{ g1: 1 }').processes ?? [];
    for (const name of ['terminal', 'received', 'pendingHangup', 'pendingInterrupt', 'waiting'])
      expect(init, name).not.toHaveProperty(name);
    expect(parsed('s1{ g1: 1 }')).not.toHaveProperty('terminals');
    expect(printState({ processes: [{ pid: 1, parent: null, group: 1 }] })).toBe('s?{ g1: 1 }');
  });

  test('a free terminal is left out, and what is not shown of one is a question mark', () => {
    const terminals = [
      { terminal: 1, session: null, foreground: null },
      { terminal: 2, session: null },
    ];
    expect(printState({ terminals })).toBe('tty2{ fg ? }');
    expect(printState({ terminals: [{ terminal: 1 }] })).toBe('tty1{ s? fg ? }');
    expect(parsed('s1{ g1: 1 } tty2{ }').terminals).toEqual([
      { terminal: 2, session: null, foreground: null },
    ]);
  });

  test('what only a step shows is not written', () => {
    const processes = [{ pid: 1, parent: null, group: 1, received: ['SIGHUP'] as const }];
    expect(printState({ processes, woken: [{ process: 1, answer: { ok: {} } }] })).toBe('s?{ g1: 1 }');
  });

  test.each([
    ['s1{ g1: 1zT }', 11, '"T" is one mark too many'],
    ['s1{ g1: 1&0 }', 11, 'expected an id, got "0": write a whole number from 1 to 2147483647'],
    ['tty{ }', 1, 'expected a terminal, such as "tty1{ s2 fg 3 }", not "tty"'],
    ['tty0{ }', 4, 'expected an id, got "0": write a whole number from 1 to 2147483647'],
    ['tty1 s2', 6, 'expected "{" after terminal 1'],
    ['tty1{ s2 3 }', 12, 'expected the session and the foreground of terminal 1, such as "s2 fg 3", and "}"'],
    [
      'tty1{ s2 fg }',
      13,
      'expected the session and the foreground of terminal 1, such as "s2 fg 3", and "}"',
    ],
    [
      'tty1{ s2 fg 3',
      14,
      'expected the session and the foreground of terminal 1, such as "s2 fg 3", and "}"',
    ],
    ['tty1{ s0 }', 8, 'expected an id, got "0": write a whole number from 1 to 2147483647'],
    ['tty1{ } tty1{ }', 9, 'terminal 1 stands twice'],
  ])('%s is turned down at column %i', (text, column, message) => {
    expect(parseState(text)).toEqual({ problem: { line: 1, column, message } });
  });

  property.prop([observationsOfJobControl('everything')], { seed: 13, numRuns: 500 })(
    'any state of job control is printed the same after it was parsed',
    (shown) => {
      const text = printState(asTree(shown));
      const again = parsed(text);
      expect(printState(again)).toBe(text);
      const states = asTree(shown).processes?.map(({ state }) => state);
      expect(again.processes?.map(({ state }) => state)).toEqual(states);
    },
  );
});

describe('the tree of a state with terminals', () => {
  test('a tree has a line for each terminal and for each process that was woken', () => {
    const woken = [{ process: 2, answer: { ok: { pid: 3, status: 5247 } } }];
    const tree = printTree({ ...parsed('s1{ g1: 1 2<1&1T } tty1{ s1 fg 1 } tty2{ }'), woken });
    expect(tree.split('\n')).toEqual([
      'session 1',
      '└─ group 1',
      '   ├─ 1',
      '   └─ 2 ← 1  stopped, terminal 1',
      'terminal 1: session 1, foreground 1',
      'terminal 2: no session',
      'process 2 woken with ok pid=3 status=5247',
    ]);
  });

  test.each([
    ['s1{ g1: 1 } tty1{ s1 fg 3 }', 'terminal 1: session 1, foreground 3 (stale)'],
    ['s1{ g1: 1 3<1 } tty1{ s1 fg 3 }', 'terminal 1: session 1, foreground 3'],
    ['s1{ g1: 1 g3: 2<1 } tty1{ s1 fg 3 }', 'terminal 1: session 1, foreground 3'],
    ['s1{ g1: 1 } s3{ } tty1{ s1 fg 3 }', 'terminal 1: session 1, foreground 3'],
    ['s1{ g1: 1 } tty1{ s1 }', 'terminal 1: session 1'],
  ])('%s has a foreground that is told to be stale where nothing bears its number', (text, line) => {
    expect(printTree(parsed(text)).split('\n').at(-1)).toBe(line);
  });

  test('a foreground is not told to be stale where not everything that can bear its number is shown', () => {
    const { sessions: _, ...part } = parsed('s1{ g1: 1 } tty1{ s1 fg 3 }');
    expect(printTree(part).split('\n').at(-1)).toBe('terminal 1: session 1, foreground 3');
    expect(printTree({ terminals: [{ terminal: 1 }] })).toBe('terminal 1');
  });

  test('a terminal that stands twice is remarked on', () => {
    const terminals = [{ terminal: 1 }, { terminal: 1 }];
    expect(printState({ terminals })).toBe('tty1{ s? fg ? } tty1{ s? fg ? }  # terminal 1 stands 2 times');
  });
});

describe('the words and the record of a process', () => {
  const process: ProcessObservation = {
    pid: 3,
    state: 'stopped',
    terminal: 2,
    received: ['SIGHUP', 'SIGCONT'],
    pendingHangup: true,
    pendingInterrupt: true,
    waiting: true,
  };

  test('a process is said to be all that it is, and nothing that it is not', () => {
    expect(marksOf(process)).toEqual([
      'stopped',
      'SIGHUP waiting',
      'SIGINT waiting',
      'in a wait',
      'terminal 2',
      'received SIGHUP, SIGCONT',
    ]);
    const other: ProcessObservation = {
      pid: 1,
      state: 'running',
      terminal: null,
      received: [],
      waiting: false,
    };
    expect(marksOf(other)).toEqual([]);
  });

  test('a record in the Informal Trace Format has the fields of job control', () => {
    expect(itfRecord(FIELDS.process, process)).toEqual({
      state: 'stopped',
      terminal: { '#bigint': '2' },
      received: { '#set': ['SIGHUP', 'SIGCONT'] },
      pendingHangup: true,
      pendingInterrupt: true,
      waiting: true,
    });
    expect(itfRecord(FIELDS.terminal, { terminal: 1, session: 2, foreground: null })).toEqual({
      session: { '#bigint': '2' },
      foreground: { '#bigint': '0' },
    });
  });
});

/** The same processes and terminals as a tree: everybody's parent is there, and everybody is in the one group. */
function asTree({ processes = [], terminals = [] }: Observation): Observation {
  const [first, ...others] = processes;
  if (first === undefined) return asTree({ processes: [{ pid: 1, state: 'running' }], terminals });
  const rest = others.map(({ pid }) => pid);
  const all = [{ ...first, parent: null }, ...others.map((each) => ({ ...each, parent: first.pid }))];
  return {
    processes: all.map((each) => ({ ...each, group: 1, children: each.parent === null ? rest : [] })),
    groups: [{ pgid: 1, session: 1 }],
    sessions: [{ sid: 1 }],
    terminals,
  };
}
