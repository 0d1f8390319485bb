// Goal: the POSIX commands answer what a Linux kernel answered. Method: the litmus sequences, each of which tells the
// kernel from a fault of some real system: on the model under both profiles, and on our own table in lockstep.
import { describe, expect, test } from 'vitest';
import { posixTableSystem } from '../../src/systems/in-process.ts';
import type { Answer, Command } from '../../src/contract/command.ts';
import { Lockstep, parseTrace, printCommand, printTrace } from '../support/by-set.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { printAnswer } from '../../src/contract/notation/trace.ts';
import { membersOf } from '../../src/model/state.ts';
import { refusalAs } from '../../src/lockstep/answer-agreement.ts';
import { ALWAYS_FULL } from '../../src/lockstep/lockstep.ts';
import { stateText } from '../support/plain-search.ts';
import { POSIX_LITMUS_PATHS, posixLitmus } from '../support/posix-litmus.ts';
import { textOf } from '../support/repository.ts';

describe.each(['posix', 'linux'] as const)('as a kernel did, under the profile %s,', (profile) => {
  const model = POSIX[profile];

  test.each(POSIX_LITMUS_PATHS)('the model answers %s', (path) => {
    const { steps, end } = posixLitmus(path);
    let state = model.initial;
    for (const { command, answer, shows } of steps) {
      expect(model.isIssuable(state, command)).toBe(true);
      const done = model.step(state, command, answer);
      const given =
        done.refusals === undefined ? done.answer : { refused: refusalAs(model, done.refusals[0]) };
      expect(lineOf(command, given)).toBe(lineOf(command, answer));
      state = done.next;
      if (shows !== undefined) expect(membersOf(state, shows.group)).toEqual(shows.members);
    }
    expect(stateText(state)).toBe(end);
  });

  test.each(POSIX_LITMUS_PATHS)('the table answers %s, and shows what the model does', (path) => {
    const table = posixTableSystem();
    const answered: string[] = [];
    const apply: typeof table.apply = (command) => {
      const answer = table.apply(command);
      answered.push(lineOf(command, answer));
      return answer;
    };
    const lockstep = new Lockstep(
      { ...table, profile, apply },
      { fullUpTo: ALWAYS_FULL, selfCheckEach: true },
    );
    const { steps } = posixLitmus(path);
    expect(lockstep.reset()).toBeUndefined();
    for (const { command, shows } of steps) {
      expect(lockstep.step(command)).toBeUndefined();
      if (shows === undefined) continue;
      const shown = table.observe().groups?.find(({ pgid }) => pgid === shows.group);
      expect(shown?.processes).toEqual(shows.members);
    }
    expect(answered).toEqual(steps.map(({ command, answer }) => lineOf(command, answer)));
    expect(lockstep.finish()).toBeUndefined();
  });
});

describe('the sequences', () => {
  test('the POSIX litmus sequences are F01 to F24, each under the name and with the title of its own', () => {
    const names = Array.from({ length: 24 }, (_, index) => `F${String(index + 1).padStart(2, '0')}`);
    expect(POSIX_LITMUS_PATHS.map((path) => path.split('/').at(-1))).toEqual(
      names.map((name) => `${name}.trace`),
    );
    for (const [index, path] of POSIX_LITMUS_PATHS.entries())
      expect(textOf(path)).toMatch(
        new RegExp(`^procession trace 1 posix\n# litmus:${names[index]}: .+\n# wrong would be: .+\n`),
      );
  });

  test('the POSIX litmus sequences say five times who is in a group', () => {
    const said = POSIX_LITMUS_PATHS.flatMap((path) =>
      posixLitmus(path).steps.filter(({ shows }) => shows !== undefined),
    );
    expect(said).toHaveLength(5);
  });

  test('the POSIX litmus sequences read the same when printed and read again', () => {
    for (const path of POSIX_LITMUS_PATHS) {
      const parsed = parseTrace(textOf(path));
      expect('value' in parsed && parseTrace(printTrace(parsed.value))).toEqual(parsed);
    }
  });
});

function lineOf(command: Command, answer: Answer): string {
  return `${printCommand(command)} => ${printAnswer(answer)}`;
}
