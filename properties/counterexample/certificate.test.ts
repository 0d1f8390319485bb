// Goal: "certified shortest" is true. Method: mutants whose shortest failures are known from exhaustive search, found by
// random search, shrunk and certified; and failures that must not be certified, each with its reason.
import { describe, expect, test } from 'vitest';
import type { Command, CommandSet } from '../../src/contract/command.ts';
import { certify, parseTrace, replay } from '../support/by-set.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import type { Failure } from '../../src/counterexample/failure.ts';
import { certificateText } from '../../src/app/report/certificate-text.ts';
import { mutantSystem } from '../../src/own-systems.ts';
import { elsewhere } from '../support/elsewhere.ts';

const UNHURRIED = { stopped: () => false, breathe: () => Promise.resolve() };

function mutant(name: string): SystemUnderTest {
  return mutantSystem(name) as SystemUnderTest;
}

function commands(...lines: readonly string[]): readonly Command[] {
  return parsedAs('hierarchy', lines);
}

function posixCommands(...lines: readonly string[]): readonly Command[] {
  return parsedAs('posix', lines);
}

function parsedAs(set: CommandSet, lines: readonly string[]): readonly Command[] {
  const parsed = parseTrace([`procession trace 1 ${set}`, ...lines].join('\n'));
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return parsed.value.steps.map(({ command }) => command);
}

async function failureOf(system: SystemUnderTest, ...lines: readonly string[]): Promise<Failure> {
  const run = await replay(system, commands(...lines));
  if (run.divergence === undefined) throw new Error('it should fail');
  return { commands: run.commands, divergence: run.divergence };
}

const ORPHAN = ['1 fork 2', '2 fork 3', '2 exit'];

/** Seven commands that show orphan-to-the-farthest-subreaper. */
const FARTHEST = [
  '1 fork 2',
  '2 fork 3',
  '3 fork 4',
  '4 fork 5',
  '2 set_subreaper on',
  '3 set_subreaper on',
  '4 exit',
];

describe('a failure', () => {
  test('a failure that is a shortest one is certified, and says what was examined', async () => {
    const system = mutant('forget-to-orphan');
    const { failure, certificate } = await certify(system, await failureOf(system, ...ORPHAN), UNHURRIED);
    expect(failure.commands).toEqual(commands(...ORPHAN));
    expect(certificate).toMatchObject({ shortest: true, commands: 3 });
    expect(certificateText(certificate, 3)).toMatch(
      /^certified shortest \(3 commands, [\d,]+ transitions examined\): all sequences of any commands on ids 1 … 3, .*; what the system hides was told apart too, up to the names of ids$/,
    );
  });

  test('a failure with an exit code that the search does not follow stays as it is, certified within the codes that it does', async () => {
    const system = mutant('exit-status-has-seven-bits');
    const lines = posixCommands('1 fork 2', '2 exit 128');
    const { divergence, commands: run } = await replay(system, lines);
    if (divergence === undefined) throw new Error('it should fail');
    const { failure, certificate } = await certify(system, { commands: run, divergence }, UNHURRIED);
    expect(failure.commands).toEqual(lines);
    expect(certificate).toMatchObject({
      shortest: true,
      commands: 2,
      covers: expect.stringContaining('exit codes 0, 1, 255') as string,
    });
  });

  test('a failure with commands that it does not need is replaced by the shortest', async () => {
    const system = mutant('forget-to-orphan');
    const long = [
      '1 fork 2',
      '2 create_group',
      '1 fork 4',
      '2 fork 3',
      '4 create_session',
      '4 exit',
      '2 exit',
    ];
    const { failure, certificate } = await certify(system, await failureOf(system, ...long), UNHURRIED);
    expect(failure.commands).toEqual(commands(...ORPHAN));
    expect(certificate).toMatchObject({ shortest: true, commands: 3 });
  });

  test('a failure of a system that is only known from outside is certified by running it', async () => {
    const inside = mutant('forget-to-orphan');
    const outside: SystemUnderTest = {
      name: 'mine',
      refuses: 'first',
      reset: () => inside.reset(),
      apply: (command) => inside.apply(command),
      observe: () => inside.observe(),
    };
    const { certificate } = await certify(outside, await failureOf(outside, ...ORPHAN), UNHURRIED);
    expect(certificate).toMatchObject({
      shortest: true,
      commands: 3,
      covers: expect.stringMatching(
        /; ids were taken to be alike, and what the system hides was not told apart$/,
      ) as string,
    });
  });

  const TWICE = [
    '1 fork 2',
    '2 create_group',
    '- hold_group 2',
    '- hold_group 2',
    '- release_group 2',
    '- release_group 2',
  ];

  test('a failure that needs another hidden state is found all the same, where it is a table', async () => {
    const system = mutant('release-group-twice');
    const { failure, certificate } = await certify(system, await failureOf(system, ...TWICE), UNHURRIED);
    expect(failure.commands).toEqual(
      commands('- hold_group 1', '- hold_group 1', '- release_group 1', '- release_group 1'),
    );
    expect(certificate).toMatchObject({
      commands: 4,
      covers: expect.stringContaining('what the system hides was told apart too') as string,
    });
  });

  test('a failure keeps the certificate for what is visible where not all that is hidden could be told apart', async () => {
    const system = mutant('orphan-to-the-farthest-subreaper');
    const failure = await failureOf(system, ...FARTHEST);
    let asked = 0;
    const counting = { ...UNHURRIED, stopped: () => (asked += 1) < 0 };
    const whole = await certify(system, failure, counting);
    const last = asked;
    asked = 0;
    const cut = { ...UNHURRIED, stopped: () => (asked += 1) === last };
    const { certificate } = await certify(system, failure, cut);
    expect(whole.certificate).toMatchObject({
      commands: 7,
      covers: expect.stringMatching(/told apart too, up to the names of ids$/) as string,
    });
    expect(certificate).toMatchObject({
      commands: 7,
      covers: expect.stringMatching(
        /; ids were taken to be alike, and what the system hides was not told apart$/,
      ) as string,
    });
  });

  test('a failure stays the one it is: a shorter failure of another kind is passed over', async () => {
    const one = mutant('forget-to-orphan');
    const faulty: SystemUnderTest = {
      ...one,
      apply: (command) => (command.name === 'group_exit' ? { refused: 'is-init' } : one.apply(command)),
    };
    expect((await replay(faulty, commands('1 group_exit'))).divergence?.concerns).toBe('H9');
    const { failure, certificate } = await certify(faulty, await failureOf(faulty, ...ORPHAN), UNHURRIED);
    expect(failure.divergence.concerns).toBe('H5');
    expect(certificate).toMatchObject({ shortest: true, commands: 3 });
  });

  test('a failure is not certified when the budget ends, and says how far the proof went', async () => {
    const system = mutant('orphan-to-the-farthest-subreaper');
    const { certificate } = await certify(system, await failureOf(system, ...FARTHEST), {
      ...UNHURRIED,
      statesMax: 50,
    });
    expect(certificate).toMatchObject({ shortest: false });
    expect(certificateText(certificate, 7)).toMatch(
      /^not certified: shortest of ≥ \d proved, best so far 7; /,
    );
  });

  test('a failure of more than nine commands is not searched for at all, here and elsewhere', async () => {
    const system = mutant('forget-to-orphan');
    const waiting = Array.from({ length: 4 }, () => ['1 fork 4', '4 exit', '4 free']).flat();
    const failure = await failureOf(system, ...waiting.slice(0, 6), ...ORPHAN);
    const longer = await failureOf(system, ...waiting, ...ORPHAN);
    let breaths = 0;
    const budget = { ...UNHURRIED, breathe: async () => void (breaths += 1) };
    expect(await certify(system, failure, budget)).toMatchObject({ certificate: { shortest: true } });
    expect(breaths).toBeGreaterThan(0);
    breaths = 0;
    for (const one of [system, elsewhere(system)])
      expect(await certify(one, longer, budget)).toEqual({
        failure: longer,
        certificate: {
          shortest: false,
          atLeast: 1,
          reason: 'failures of more than 9 commands are not searched for',
        },
      });
    expect(breaths).toBe(0);
  });

  test('a failure is not certified when the search is interrupted', async () => {
    const system = mutant('orphan-to-the-farthest-subreaper');
    const { certificate } = await certify(system, await failureOf(system, ...FARTHEST), {
      ...UNHURRIED,
      stopped: () => true,
    });
    expect(certificate).toMatchObject({
      shortest: false,
      reason: expect.stringContaining('interrupted') as string,
    });
  });
});
