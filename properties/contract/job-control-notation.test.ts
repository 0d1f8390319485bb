// Goal: commands of terminals read as a person would say them, and nothing else is taken for one.
// Method: sentences written out, every value of every argument printed and read again, and words that make no sense.
import { describe, expect, test } from 'vitest';
import type { ArgumentKind, ArgumentValue } from '../../src/contract/argument.ts';
import { isSwitch, isWord, rangeOf, wordsOf } from '../../src/contract/argument.ts';
import type { Command } from '../../src/contract/command.ts';
import { argumentListOf, commandOf } from '../../src/contract/command.ts';
import { parseCommand, printCommand } from '../../src/contract/notation/trace.ts';
import { JOB_CONTROL_VOCABULARY } from '../../src/contract/sets/job-control.ts';
import type { JobControlCommand } from '../../src/contract/sets/job-control.ts';

const SENTENCES: readonly (readonly [string, JobControlCommand])[] = [
  ['3 kill -2 TSTP', { name: 'kill', process: 3, target: -2, signal: 'TSTP' }],
  ['1 kill 2 9', { name: 'kill', process: 1, target: 2, signal: 9 }],
  [
    '1 waitpid -1 untraced',
    { name: 'waitpid', process: 1, pid: -1, untraced: true, continued: false, block: false },
  ],
  [
    '2 tcsetpgrp tty1 3 blocked',
    { name: 'tcsetpgrp', process: 2, terminal: 1, group: 3, side: 'slave', ttou: 'blocked' },
  ],
  [
    '2 tcsetpgrp tty2 -1 master',
    { name: 'tcsetpgrp', process: 2, terminal: 2, group: -1, side: 'master', ttou: 'default' },
  ],
  ['2 open_terminal tty1 noctty', { name: 'open_terminal', process: 2, terminal: 1, noctty: true }],
  ['tty1 type ^C', { name: 'type', terminal: 1, key: '^C' }],
  ['tty2 hang_up', { name: 'hang_up', terminal: 2 }],
];

const PROBLEMS: readonly (readonly [string, RegExp])[] = [
  ['3 kill 2 WINCH', /expected a signal, got "WINCH": write 0, 9, HUP, CONT, STOP, TSTP, TTIN or TTOU/],
  ['3 kill 2 8', /expected a signal, got "8"/],
  ['1 type ^C', /expected a terminal, got "1": write tty1 to tty2/],
  ['tty3 hang_up', /expected a terminal, got "tty3"/],
  ['tty1 type', /type needs an argument: key/],
  ['1 waitpid -1 untraced untraced', /"untraced" is one untraced too many/],
  [
    '1 waitpid -1 blocked',
    /one argument too many for waitpid, which may go on with untraced, continued, block/,
  ],
  ['2 read_terminal 1', /expected a terminal/],
];

describe('the text of a job-control command', () => {
  test.each(SENTENCES)('a command of job control is read and printed as %s', (text, command) => {
    expect(parseCommand(text, JOB_CONTROL_VOCABULARY)).toEqual({ value: command });
    expect(printCommand(command, JOB_CONTROL_VOCABULARY)).toBe(text);
  });

  test('the options of a command are read in any order', () => {
    expect(parseCommand('1 waitpid 0 block continued', JOB_CONTROL_VOCABULARY)).toEqual(
      parseCommand('1 waitpid 0 continued block', JOB_CONTROL_VOCABULARY),
    );
  });

  test.each(PROBLEMS)('the text %s is refused in a sentence', (text, problem) => {
    const parsed = parseCommand(text, JOB_CONTROL_VOCABULARY);
    expect('problem' in parsed && parsed.problem.message).toMatch(problem);
  });

  test.each(Object.keys(JOB_CONTROL_VOCABULARY.commands))(
    'every value of %s is printed and read again',
    (name) => {
      for (const command of everyValueOf(name)) {
        const text = printCommand(command, JOB_CONTROL_VOCABULARY);
        expect(parseCommand(text, JOB_CONTROL_VOCABULARY)).toEqual({ value: command });
      }
    },
  );
});

function everyValueOf(name: string): readonly Command[] {
  let all: ArgumentValue[][] = [[]];
  for (const { kind } of argumentListOf(JOB_CONTROL_VOCABULARY, name))
    all = all.flatMap((values) => valuesOf(kind).map((value) => [...values, value]));
  return all.map((values) => commandOf(JOB_CONTROL_VOCABULARY, name, values));
}

function valuesOf(kind: ArgumentKind): readonly ArgumentValue[] {
  if (isSwitch(kind)) return [false, true];
  if (isWord(kind)) return wordsOf(kind);
  const { least, most } = rangeOf(kind);
  return [least, most];
}
