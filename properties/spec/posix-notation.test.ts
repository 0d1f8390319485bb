// Goal: what is printed of the POSIX commands is what is read again, and no command is taken for one of the other set.
// Method: printed forms of random walks of the model parsed back; bad texts, each with the column of its problem.
import { test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { ArgumentKind } from '../../src/contract/argument.ts';
import {
  argumentsIn,
  COMMAND_NAMES,
  COMMAND_SET_NAMES,
  commandOf,
  parseCommand,
  parseTrace,
  partsOf,
  printCommand,
  printTrace,
} from '../support/by-set.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { idNamed, namingInstead } from '../../src/contract/argument.ts';
import type { Command, CommandSet } from '../../src/contract/command.ts';
import { ID_MAX } from '../../src/contract/command.ts';
import type { TraceStep } from '../../src/contract/notation/trace.ts';
import { parseState, printState } from '../../src/contract/notation/state.ts';
import type { State } from '../../src/model/state.ts';
import { childrenInOrder } from '../../src/model/state.ts';
import { refusalAs } from '../../src/lockstep/answer-agreement.ts';
import { unflatten } from '../../src/contract/observation/json.ts';
import { stateText } from '../support/plain-search.ts';
import { posixSeenOf, posixStateAfter } from '../support/posix-scenarios.ts';
import { endOf, walksOf } from '../support/walks.ts';

const RANDOMLY = { seed: 23, numRuns: 100 };
const walks = walksOf(60, POSIX.linux);
const NOTHING_HELD = { groups: new Map(), sessions: new Map() };

describe('commands', () => {
  test.prop([walks], RANDOMLY)('a printed POSIX command parses to what was printed', (walk) => {
    for (const { command } of walk)
      expect(parseCommand(printCommand(command), 1, 'posix')).toEqual({ value: command });
  });

  test.each([
    ['1 setpgid 0 -1', { name: 'setpgid', process: 1, pid: 0, pgid: -1 }],
    ['1 waitpid -2147483647', { name: 'waitpid', process: 1, pid: -ID_MAX }],
    ['1 kill -3 0', { name: 'kill', process: 1, target: -3, signal: 0 }],
    ['2 exit 255', { name: 'exit', process: 2, code: 255 }],
    ['2 ignore_sigchld off', { name: 'ignore_sigchld', process: 2, on: false }],
  ])('"%s" is %j', (text, command) => {
    expect(parseCommand(text, 1, 'posix')).toEqual({ value: command });
    expect(printCommand(command as Command)).toBe(text);
  });

  test.each([
    ['1 setpgid 0', 12, 'setpgid needs an argument: pgid'],
    ['1 waitpid -2147483648', 11, 'expected a pid or pgid, got "-2147483648"'],
    ['1 waitpid 2147483648', 11, 'expected a pid or pgid, got "2147483648"'],
    ['1 getpgid -0', 11, 'expected a pid or pgid, got "-0"'],
    ['1 exit 256', 8, 'expected an exit code, got "256": write a whole number from 0 to 255'],
    ['1 exit -1', 8, 'expected an exit code, got "-1"'],
    ['1 kill 2 1', 10, 'expected a signal, got "1": write 0 or 9'],
    ['1 kill 2 KILL', 10, 'expected a signal, got "KILL"'],
    ['- setsid', 1, 'expected an id, got "-"'],
    ['1 create_session', 3, '"create_session" is one of the hierarchy commands'],
    ['1 getpid', 3, 'unknown command "getpid"'],
  ])('"%s" is wrong at column %i', (text, column, message) => {
    expect(parseCommand(text, 7, 'posix')).toEqual({
      problem: { line: 7, column, message: expect.stringContaining(message) as string },
    });
  });
});

describe('of both sets', () => {
  const all = COMMAND_SET_NAMES.flatMap((set) => COMMAND_NAMES[set].map((name) => [set, name] as const));

  test.each(all)('the arguments of %s %s are told by the command itself', (set, name) => {
    const parts = argumentsIn(set, name);
    const command = commandOf(
      set,
      name,
      parts.map(({ kind }) => (kind === 'switch' ? true : 1)),
    );
    expect(partsOf(command)).toEqual(parts);
  });

  test('exit has no code as a hierarchy command and one as a POSIX command', () => {
    expect(parseCommand('2 exit', 1, 'hierarchy')).toEqual({ value: { name: 'exit', process: 2 } });
    expect(parseCommand('2 exit', 1, 'posix')).toHaveProperty(
      'problem.message',
      'exit needs an argument: code',
    );
    expect(parseCommand('2 exit 0', 1, 'hierarchy')).toHaveProperty(
      'problem.message',
      '"0" is one argument too many for exit',
    );
    expect(printCommand({ name: 'exit', process: 2 })).toBe('2 exit');
    expect(printCommand({ name: 'exit', process: 2, code: 0 })).toBe('2 exit 0');
  });

  test.each<[ArgumentKind, number, number, number]>([
    ['process', 3, 3, 5],
    ['several', 3, 3, 5],
    ['several', -3, 3, -5],
    ['several', -1, 0, 0],
    ['several', 0, 0, 0],
    ['pgid-or-own', 4, 4, 5],
    ['pid-or-self', 0, 0, 0],
    ['exit-code', 7, 0, 0],
    ['signal', 9, 0, 0],
  ])('a %s of %i names the id %i, and with 5 in its place is %i', (kind, value, named, instead) => {
    expect(idNamed(kind, value)).toBe(named);
    if (named !== 0) expect(namingInstead(value, 5)).toBe(instead);
  });
});

describe('traces', () => {
  const steps = walks.map((walk) =>
    walk.map(({ command, step }): TraceStep => {
      if (step.refusals === undefined) return { command, answer: step.answer };
      return { command, answer: { refused: refusalAs(POSIX.linux, step.refusals[0]) } };
    }),
  );

  test.prop([steps], RANDOMLY)('a printed POSIX trace parses to what was printed', (recorded) => {
    const trace = { commandSet: 'posix', steps: recorded } as const;
    expect(parseTrace(printTrace(trace, ['a comment']))).toEqual({ value: trace });
  });

  test('a trace says in its first line of which set it is, and is read as that', () => {
    const body = '\n2 exit 0 => ok\n1 waitpid -1 => ok pid=2 status=0\n1 waitpid -1 => ECHILD\n';
    const readAs = (set: CommandSet) => parseTrace(`procession trace 1 ${set}${body}`);
    expect(readAs('posix')).toHaveProperty('value.commandSet', 'posix');
    expect(readAs('hierarchy')).toMatchObject({ problem: { line: 2, column: 8 } });
  });
});

describe('states', () => {
  test.prop([walks], RANDOMLY)('a printed POSIX state parses to what was printed, marks and all', (walk) => {
    const observation = shownOf(endOf(walk));
    for (const childOrder of ['always', 'when-not-ascending'] as const) {
      const text = printState(observation, undefined, childOrder);
      expect(text).not.toContain('#');
      const read = parseState(text) as { readonly value: { readonly observation: typeof observation } };
      expect(printState(read.value.observation, undefined, childOrder)).toBe(text);
      expect(read).toMatchObject({
        value: { observation: withoutMarksNotSet(observation), held: NOTHING_HELD },
      });
    }
  });

  test.prop([walks], RANDOMLY)(
    'a POSIX state prints as the plain search writes it, the order of children aside',
    (walk) => {
      const plain = stateText(endOf(walk)).replace(/\([\d,]+\)/g, '');
      expect(printState(shownOf(endOf(walk)))).toBe(plain);
    },
  );

  test.each([
    ['1 fork 2; 2 execve; 2 ignore_sigchld on; 2 set_subreaper on; 2 exit 7', 's1{ g1: 1 2<1zrxi=1792 }'],
    ['1 fork 2; 1 execve; 1 ignore_sigchld on', 's1{ g1: 1xi 2<1 }'],
    ['1 ignore_sigchld on; 1 execve; 1 fork 2', 's1{ g1: 1xi 2<1i }'],
    ['1 fork 2; 1 kill 2 9', 's1{ g1: 1 2<1z=9 }'],
  ])('the POSIX state after "%s" prints as "%s"', (commands, text) => {
    expect(printState(shownOf(posixStateAfter(commands)))).toBe(text);
  });

  test('a POSIX state shows children ascending, in whichever order they were forked', () => {
    const state = posixStateAfter('1 fork 3; 1 fork 2');
    expect(childrenInOrder(state, 1)).toEqual([3, 2]);
    expect(shownOf(state).processes?.[0]?.children).toEqual([2, 3]);
    expect(stateText(state)).toBe('s1{ g1: 1(3,2) 2<1 3<1 }');
  });

  test.each([
    ['s1{ g1: 1xx }', 11, '"x" is one mark too many'],
    ['s1{ g1: 1 2<1ziq }', 16, 'expected a mark of a process, got "q"'],
  ])('%j is wrong at column %i', (text, column, message) => {
    expect(parseState(text)).toEqual({
      problem: { line: 1, column, message: expect.stringContaining(message) as string },
    });
  });
});

function shownOf(state: State) {
  return unflatten(posixSeenOf(state));
}

/** The state that the notation gives back: of the marks that only one command set has, those that are set. */
function withoutMarksNotSet(observation: ReturnType<typeof shownOf>) {
  const processes = observation.processes?.map((process) =>
    Object.fromEntries(Object.entries(process).filter(([, value]) => value !== false)),
  );
  return { ...observation, processes };
}
