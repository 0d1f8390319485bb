// Goal: what is certified of a system that can only be reset and asked is as true as of one in this process. Method:
// mutants of both command sets in a coat that lets nothing else through, beside the certificates of the mutants
// themselves; budgets and interruptions; systems that choose, forget, waver and are wrong in two ways.
import { describe, expect, test } from 'vitest';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import type { Answer, Command, CommandSet } from '../../src/contract/command.ts';
import { certify, parseTrace, printCommand, replay } from '../support/by-set.ts';
import type { AsynchronousSystemUnderTest, SystemUnderTest } from '../../src/contract/system.ts';
import type { Failure } from '../../src/counterexample/failure.ts';
import { certificateText } from '../../src/app/report/certificate-text.ts';
import type { Certified } from '../../src/engines/certificate/scope.ts';
import { mutantSystem } from '../../src/own-systems.ts';
import { alphabetOf } from '../../src/model/bounded/alphabet.ts';
import { failureClassOf } from '../../src/lockstep/divergence.ts';
import { elsewhere } from '../support/elsewhere.ts';

const UNHURRIED = { stopped: () => false, breathe: () => Promise.resolve() };

function mutant(name: string): SystemUnderTest {
  return mutantSystem(name) as SystemUnderTest;
}

function commands(set: CommandSet, ...lines: readonly string[]): readonly Command[] {
  const parsed = parseTrace([`procession trace 1 ${set}`, ...lines].join('\n'));
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return parsed.value.steps.map(({ command }) => command);
}

async function failureOf(
  system: AsynchronousSystemUnderTest | SystemUnderTest,
  ...lines: readonly string[]
): Promise<Failure> {
  const run = await replay(system, commands(system.commandSet ?? 'hierarchy', ...lines));
  if (run.divergence === undefined) throw new Error('it should fail');
  return { commands: run.commands, divergence: run.divergence };
}

/** Failures with more than they need. */
const LONG: Readonly<Record<string, readonly string[]>> = {
  'fork-checks-the-id-first': ['1 fork 2', '2 exit', '2 fork 2'],
  'forget-to-orphan': [
    '1 fork 4',
    '1 set_subreaper on',
    '4 create_group',
    '4 fork 3',
    '3 new_thread 2',
    '4 exit',
  ],
  'fork-from-a-zombie': ['1 fork 2', '1 fork 3', '- hold_group 1', '2 exit', '2 fork 4'],
  'create-group-in-the-parents-session': [
    '1 fork 2',
    '2 fork 3',
    '- hold_group 1',
    '2 create_session',
    '3 create_group',
  ],
  'fork-takes-the-number-of-a-zombie': ['1 fork 2', '1 fork 3', '3 execve', '3 exit 0', '1 fork 3'],
  'waitpid-says-the-bare-code': ['1 fork 3', '1 fork 2', '1 setpgid 2 0', '2 exit 1', '1 waitpid 2'],
  'setpgid-keeps-the-old-group-alive': ['1 fork 2', '2 fork 3', '2 setpgid 0 0', '2 setpgid 2 1'],
};

describe('the certificate of a system elsewhere', () => {
  test.each(Object.entries(LONG))(
    'the certificate of a system elsewhere is that of the same one here: %s',
    async (name, lines) => {
      const here = mutant(name);
      const failure = await failureOf(here, ...lines);
      const [near, far] = [
        await certify(here, failure, UNHURRIED),
        await certify(elsewhere(mutant(name)), failure, UNHURRIED),
      ];
      expect(far.certificate).toMatchObject({ shortest: true, commands: near.failure.commands.length });
      expect(near.certificate).toMatchObject({ shortest: true });
      expect(far.failure.commands).toHaveLength(near.failure.commands.length);
      expect(failureClassOf(far.failure.divergence)).toBe(failureClassOf(failure.divergence));
      expect((await replay(here, far.failure.commands)).divergence).toMatchObject({
        step: far.failure.commands.length - 1,
      });
    },
  );

  test('the certificate of a system elsewhere says what was run, and that hidden state was not told apart', async () => {
    const system = elsewhere(mutant('forget-to-orphan'));
    const { certificate } = await certify(system, await failureOf(system, ...ORPHAN), UNHURRIED);
    expect(certificateText(certificate, 3)).toMatch(
      /^certified shortest \(3 commands, [1-9]\d* sequences run\): all sequences of any commands on ids 1 … 3, .*; ids were taken to be alike, and what the system hides was not told apart$/,
    );
  });

  test('the certificate of a system elsewhere covers what the system supports, and asks it nothing else', async () => {
    const asked = new Set<string>();
    const inside = mutant('forget-to-orphan');
    const supports = ['fork', 'exit', 'free'] as const;
    const system = elsewhere(
      { ...inside, apply: (command) => (asked.add(command.name), inside.apply(command)) },
      { supports },
    );
    const { certificate } = await certify(system, await failureOf(system, ...ORPHAN), UNHURRIED);
    expect(certificate).toMatchObject({
      shortest: true,
      covers: expect.stringMatching(/^all sequences of fork, exit, free on ids/) as string,
    });
    expect([...asked].sort()).toEqual(['exit', 'fork', 'free']);
  });
});

describe('a fault of one command in one state', () => {
  const NAMES = ['fork', 'exit', 'free'] as const;
  const WAYS = [[], ['1 fork 2'], ['1 fork 2', '1 fork 3'], ['1 fork 2', '2 fork 3'], ['1 fork 2', '2 exit']];
  const BOUND = { ids: 3, amounts: {}, commands: NAMES, newIds: 'any' } as const;

  test.each(WAYS)(
    'a fault of one command in one state is found whichever command it is: %s %s',
    async (...way) => {
      const path = way.filter((line) => line !== undefined);
      const alphabet = alphabetOf(HIERARCHY, BOUND);
      for (const last of alphabet.commands.slice(0, alphabet.labels)) {
        const table = tableSystem();
        const before = commands('hierarchy', ...path);
        table.reset();
        for (const command of before) table.apply(command);
        const there = JSON.stringify(table.observe());
        const apply = (command: Command): Answer => {
          const isThere =
            printCommand(command) === printCommand(last) && JSON.stringify(table.observe()) === there;
          return isThere ? { ok: { pid: 99 } } : table.apply(command);
        };
        const system = elsewhere({ ...table, apply }, { supports: NAMES });
        // Freeing init is refused and changes nothing.
        const failure = await failureOf(system, '1 free', ...path, '1 free', printCommand(last));
        const certified = await certify(system, failure, UNHURRIED);
        expect(certified.failure.commands).toEqual([...before, last]);
        expect(certified.certificate).toMatchObject({ shortest: true, commands: path.length + 1 });
      }
    },
  );
});

const ORPHAN = ['1 fork 2', '2 fork 3', '2 exit'];

const FARTHEST = [
  '1 fork 2',
  '2 fork 3',
  '3 fork 4',
  '4 fork 5',
  '2 set_subreaper on',
  '3 set_subreaper on',
  '4 exit',
];

/** Certifies within a budget, and counts how often it was asked whether to stop. */
async function within(
  system: AsynchronousSystemUnderTest,
  lines: readonly string[],
  budget: { readonly sequencesMax?: number; readonly stopAt?: number },
): Promise<Certified & { readonly asked: number }> {
  let asked = 0;
  const stopped = (): boolean => (asked += 1) >= (budget.stopAt ?? Infinity);
  const failure = await failureOf(system, ...lines);
  const certified = await certify(system, failure, { ...UNHURRIED, ...budget, stopped });
  return { ...certified, asked };
}

describe('a search that cannot go on', () => {
  test('a search that cannot go on says how many sequences were too few', async () => {
    const system = elsewhere(mutant('orphan-to-the-farthest-subreaper'));
    const { certificate } = await within(system, FARTHEST, { sequencesMax: 30 });
    expect(certificateText(certificate, 7)).toMatch(
      /^not certified: shortest of ≥ [2-4] proved, best so far 7; more than 30 sequences would be needed$/,
    );
  });

  test('a search that cannot go on says which lengths are done with, wherever it is interrupted', async () => {
    const system = elsewhere(mutant('create-group-in-the-parents-session'));
    const lines = ['1 fork 2', '2 fork 3', '2 create_session', '3 create_group'];
    const whole = await within(system, lines, {});
    expect(whole.certificate).toMatchObject({ shortest: true, commands: 4 });
    const proved = [];
    for (let stopAt = 1; stopAt <= whole.asked; stopAt += stopAt < 20 ? 1 : 150) {
      const { certificate } = await within(system, lines, { stopAt });
      expect(certificate).toMatchObject({ shortest: false, reason: 'it was interrupted' });
      proved.push(certificate.shortest ? 0 : certificate.atLeast);
    }
    expect(proved).toEqual(proved.toSorted((a, b) => a - b));
    // Few commands change anything of init alone.
    expect(proved.filter((atLeast) => atLeast === 1).length).toBeLessThan(15);
    expect(new Set(proved)).toEqual(new Set([1, 2, 3]));
  });

  test('a search that cannot go on ends with the time that it was given', async () => {
    const system = elsewhere(mutant('orphan-to-the-farthest-subreaper'));
    let now = 0;
    const { certificate } = await certify(system, await failureOf(system, ...FARTHEST), {
      ...UNHURRIED,
      now: () => (now += 10),
      timeMs: 200,
    });
    expect(certificate).toMatchObject({
      shortest: false,
      reason: 'more than 0.2 s would be needed (19 sequences run)',
    });
  });

  test('a search that cannot go on keeps the shorter failure that it has found by then', async () => {
    const system = elsewhere(mutant('forget-to-orphan'));
    const lines = LONG['forget-to-orphan'] ?? [];
    const whole = await within(system, lines, {});
    expect(whole.failure.commands).toHaveLength(3);
    let kept = 0;
    for (let stopAt = 1; stopAt < whole.asked; stopAt += stopAt < 20 ? 1 : 20) {
      const { failure, certificate } = await within(system, lines, { stopAt });
      expect(certificate).toMatchObject({ shortest: false });
      if (failure.commands.length < lines.length) kept += 1;
    }
    expect(kept).toBeGreaterThan(0);
  });
});

describe('a system whose answers are not its commands alone', () => {
  const refusing = (when: (forks: number) => boolean): AsynchronousSystemUnderTest => {
    const inside = mutant('forget-to-orphan');
    let forks = 0;
    const apply = (command: Command): Answer => {
      if (command.name === 'fork') forks += 1;
      return command.name === 'fork' && when(forks) ? { refused: 'not-running' } : inside.apply(command);
    };
    return elsewhere({ ...inside, apply });
  };

  test('a system whose answers depend on more than its commands has nothing proved of it', async () => {
    const steady = elsewhere(mutant('forget-to-orphan'));
    const failure = await failureOf(steady, ...ORPHAN);
    const { certificate } = await certify(
      refusing((forks) => forks % 7 === 0),
      failure,
      UNHURRIED,
    );
    expect(certificate).toEqual({
      shortest: false,
      atLeast: 1,
      reason: 'a sequence that failed did not fail alike when it was run again',
    });
  });

  test('a system whose answers depend on more than its commands is not believed in a shorter failure that shows once', async () => {
    const inside = mutant('forget-to-orphan');
    const failure = await failureOf(inside, ...(LONG['forget-to-orphan'] ?? []));
    let orphans = 0;
    const right = tableSystem();
    // Right but for the first orphan, which the search meets.
    const wavering = elsewhere(right, {
      runSequence: async (sequence) => {
        const run = (system: SystemUnderTest) => {
          system.reset();
          const start = system.observe();
          return {
            start,
            steps: sequence.map((command) => ({
              answer: system.apply(command),
              observation: system.observe(),
            })),
          };
        };
        const [asRight, asWrong] = [run(right), run(inside)];
        const differs = JSON.stringify(asRight) !== JSON.stringify(asWrong);
        if (differs) orphans += 1;
        return differs && orphans === 1 ? asWrong : asRight;
      },
    });
    const certified = await certify(wavering, failure, UNHURRIED);
    expect(certified.failure).toBe(failure);
    expect(certified.certificate).toMatchObject({ shortest: false, atLeast: 1 });
  });

  test('a system whose answers depend on earlier sequences too is not searched on', async () => {
    const inside = mutant('forget-to-orphan');
    const failure = await failureOf(inside, ...ORPHAN);
    const unforgetting = elsewhere({ ...inside, reset: () => undefined });
    const { certificate } = await certify(unforgetting, failure, UNHURRIED);
    expect(certificate).toMatchObject({ shortest: false, reason: 'after a reset it did not begin anew' });
  });
});

describe('a system wrong in two ways', () => {
  const faulty = (): AsynchronousSystemUnderTest => {
    const one = mutant('forget-to-orphan');
    return elsewhere({
      ...one,
      apply: (command) => (command.name === 'group_exit' ? { refused: 'is-init' } : one.apply(command)),
    });
  };

  test('a system wrong in two ways keeps the failure that was asked about, and hands on the others, as short as they are', async () => {
    const system = faulty();
    const met: Failure[] = [];
    const { failure, certificate } = await certify(
      system,
      await failureOf(system, ...(LONG['forget-to-orphan'] ?? [])),
      { ...UNHURRIED, met: (other) => met.push(other) },
    );
    expect(failure.divergence.concerns).toBe('H5');
    expect(certificate).toMatchObject({ shortest: true, commands: 3 });
    expect(met.map(({ commands: shown }) => shown)).toEqual([
      commands('hierarchy', '1 group_exit'),
      commands('hierarchy', '2 group_exit'), // Nobody runs there: another refusal is due.
    ]);
    expect(met.map(({ divergence }) => divergence.concerns)).toEqual(['H9', 'H9']);
  });
});

describe('a system with a known deviation', () => {
  test('a search goes on where a known deviation leads', async () => {
    const one = mutant('forget-to-orphan');
    const known = elsewhere(
      {
        ...one,
        apply: (command) =>
          command.name === 'group_exit' && command.process === 1
            ? { refused: 'is-init' }
            : one.apply(command),
      },
      {
        knownDeviations: [
          {
            command: 'group_exit',
            when: 'accepted',
            arguments: { process: 1 },
            answer: 'refused',
            reason: 'it is not built yet',
          },
        ],
      },
    );
    const met: Failure[] = [];
    const { failure, certificate } = await certify(
      known,
      await failureOf(known, '1 group_exit', ...(LONG['forget-to-orphan'] ?? [])),
      { ...UNHURRIED, met: (other) => met.push(other) },
    );
    expect(failure.divergence.concerns).toBe('H5');
    expect(certificate).toMatchObject({ shortest: true, commands: 3 });
    expect(met).toEqual([]);
  });
});

describe('a system that may choose', () => {
  /** As POSIX allows, waitpid(-1) takes the zombie forked last; getppid is wrong where init's children are not right. */
  const choosing = (
    isRight: (children: readonly string[]) => boolean,
    chose: () => void,
  ): AsynchronousSystemUnderTest => {
    const table = posixTableSystem();
    const childrenOf = (parent: number): readonly { readonly pid: number; readonly state: string }[] => {
      const { processes = [] } = table.observe();
      const children = processes.find(({ pid }) => pid === parent)?.children ?? [];
      return children.map((child) => ({
        pid: child,
        state: processes.find(({ pid }) => pid === child)?.state ?? '',
      }));
    };
    const apply = (command: Command): Answer => {
      if (
        command.name === 'getppid' &&
        !isRight(
          childrenOf(1)
            .map(({ state }) => state)
            .sort(),
        )
      )
        return { ok: { ppid: 7 } };
      if (command.name !== 'waitpid' || command.pid !== -1) return table.apply(command);
      const zombies = childrenOf(Number(command.process)).filter(({ state }) => state === 'zombie');
      const last = zombies.at(-1);
      if (zombies.length > 1) chose();
      return table.apply(last === undefined ? command : { ...command, pid: last.pid });
    };
    return elsewhere(
      { ...table, apply },
      { profile: 'posix', supports: ['fork', 'exit', 'waitpid', 'getppid'] },
    );
  };

  test('a system that may choose is followed where it goes', async () => {
    let choices = 0;
    const wrong = choosing(
      (children) => children.join() !== 'running,zombie,zombie',
      () => (choices += 1),
    );
    const long = await failureOf(
      wrong,
      '1 fork 2',
      '1 fork 3',
      '2 exit 0',
      '3 exit 0',
      '1 waitpid -1',
      '1 fork 4',
      '1 fork 3',
      '4 exit 0',
      '1 getppid',
    );
    choices = 0;
    const { failure, certificate } = await certify(wrong, long, UNHURRIED);
    expect(failure.commands).toEqual(
      commands('posix', '1 fork 2', '1 fork 3', '1 fork 4', '2 exit 0', '3 exit 0', '1 getppid'),
    );
    expect(certificate).toMatchObject({ shortest: true, commands: 6 });
    expect(choices).toBeGreaterThan(0);
  });
});
