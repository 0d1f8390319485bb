// Goal: who calls the library wrongly reads one sentence that says what is expected. Method: each function with arguments
// that make no sense, and with right ones.
import { describe, expect, test } from 'vitest';
import * as library from '../../src/index.ts';

const { check, explore, posixTableSystem, replay, shrink, tableSystem, tour } = library;
const later = { ...tableSystem(), name: 'far', asynchronous: true } as unknown as library.SystemUnderTest;
const wrongly = (call: (...given: never[]) => unknown, ...given: readonly unknown[]): Promise<unknown> =>
  Promise.resolve().then(() => call(...(given as never[])));

describe('calls that make no sense', () => {
  test.each([
    ['a system that is none', explore, [undefined], 'explore: expected a system, got undefined'],
    [
      'a function for a system',
      tour,
      [() => tableSystem()],
      'tour takes a system, not a function that makes one: call it',
    ],
    [
      'a system without methods',
      replay,
      [{ name: 'a' }, []],
      'replay: the system must have a method reset; it needs reset, apply, observe',
    ],
    ['a check of nothing', check, [5], 'check: expected a system, got 5'],
    [
      'a system that answers later, to explore',
      explore,
      [later],
      'explore: far answers later, and explore needs a system that answers at once: tour takes it',
    ],
    [
      'ids that are none',
      explore,
      [tableSystem(), { ids: -1 }],
      'explore: ids must be a whole number from 1 to 15, not -1',
    ],
    [
      'more ids than can be named',
      tour,
      [tableSystem(), { ids: 99 }],
      'tour: ids must be a whole number from 1 to 15, not 99',
    ],
    [
      'more states than a tour takes',
      tour,
      [tableSystem(), { ids: 9 }],
      'tour: ids must be less than 9: a tour takes up to 10,000 states',
    ],
    [
      'an option nearly right',
      explore,
      [tableSystem(), { simmetry: true }],
      'explore: there is no option simmetry, only ids, symmetry, timeMs (Did you mean symmetry?)',
    ],
    [
      'an option of check nearly right',
      check,
      [tableSystem(), { numruns: 3 }],
      'check: there is no option numruns, only seed, path, numRuns, commandsMax, ids, timeoutMs, stepTimeoutMs, save, corpus, coverage, branches (Did you mean numRuns?)',
    ],
    [
      'options that are no object',
      check,
      [tableSystem(), null],
      'check: options must be an object, not null',
    ],
    [
      'a place to save that is none',
      check,
      [tableSystem(), { save: 5 }],
      'check: save must be a folder or false, not 5',
    ],
    [
      'commands that are no list',
      replay,
      [tableSystem(), undefined],
      'replay: commands must be a list, not undefined',
    ],
    ['a command that is none', shrink, [tableSystem(), [5]], 'shrink: command 1 must be an object, not 5'],
    [
      'a command nearly right',
      replay,
      [posixTableSystem(), [{ name: 'frok', process: 1, child: 2 }]],
      'replay: command 1 must have the name of a POSIX command, not "frok" (Did you mean fork?)',
    ],
    [
      'an argument that is none',
      shrink,
      [tableSystem(), [{ name: 'fork', process: 1, child: -2 }]],
      'shrink: command 1 (fork): child: expected an id, got "-2": write a whole number from 1 to 2147483647',
    ],
    [
      'an argument that lacks',
      replay,
      [tableSystem(), [{ name: 'fork', process: 1 }]],
      'replay: command 1 (fork): child: expected an id, got "undefined": write a whole number from 1 to 2147483647',
    ],
    [
      'a command that nobody can issue',
      replay,
      [posixTableSystem(), [{ name: 'setsid', process: 7 }]],
      'replay: command 1: "7 setsid" cannot be issued there: process 7 is not running',
    ],
  ] as const)('the library answers %s with one sentence', async (_what, call, given, sentence) => {
    const error = await wrongly(call as never, ...given).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toBe(sentence);
  });

  test('a command set that there is none of is told without a system', () => {
    expect(() => library.parseCommand('1 fork 2', 1, 'wrong')).toThrow(/^its commandSet/);
  });
});
