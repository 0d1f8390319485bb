// Goal: a run that a choice or a known deviation of its system led where the model alone does not go is told, kept and
// replayed as it was. Method: two systems that lead elsewhere, each with a fault that shows nowhere but there.
import { describe, expect, test } from 'vitest';
import { posixTableSystem } from '../../src/systems/in-process.ts';
import type { Answer } from '../../src/contract/command.ts';
import {
  contradictionIn,
  printCommand,
  readEvidence,
  recordOf,
  replay,
  skippedIn,
  tellingOf,
  tellStory,
  traceOf,
} from '../support/by-set.ts';
import { specificationOf } from '../../src/command-sets.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { KnownDeviation } from '../../src/contract/known-deviation.ts';
import { printAnswer } from '../../src/contract/notation/trace.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { recordCommands as recorded, unlike } from '../../src/app/gate/checks/compare-runs.ts';
import type { Evidence } from '../../src/counterexample/file/read-file.ts';
import { unissuableIn } from '../../src/counterexample/file/read-file.ts';
import { printRecord } from '../../src/counterexample/file/record.ts';
import type { Failure } from '../../src/counterexample/failure.ts';
import { failureLines } from '../../src/app/report/failure-text.ts';
import { posixCommandsOf, waitingForTheLast } from '../support/posix-scenarios.ts';

const STAYS: KnownDeviation = {
  command: 'exit',
  when: 'accepted',
  arguments: { process: 2 },
  answer: 'EPERM',
  reason: 'process 2 is a kernel thread',
};

/** Process 2 never ends. */
function immortal(): SystemUnderTest {
  const table = posixTableSystem('immortal');
  return {
    ...table,
    knownDeviations: [STAYS],
    apply: (command) =>
      command.name === 'exit' && command.process === 2 ? { refused: 'EPERM' } : table.apply(command),
  };
}

/** The same, lying about every child of this process. */
function lying(system: SystemUnderTest, parent: number): SystemUnderTest {
  return {
    ...system,
    apply: (command): Answer =>
      command.name === 'fork' && command.process === parent ? { ok: { pid: 99 } } : system.apply(command),
  };
}

const CASES = [
  {
    way: 'a choice',
    right: () => waitingForTheLast('posix'),
    parent: 3,
    commands: '1 fork 2; 1 fork 3; 2 exit 0; 3 exit 0; 1 waitpid -1; 1 fork 3; 1 waitpid 3; 3 fork 4',
    told: ['ok pid=2', 'ok pid=3', 'ok', 'ok', 'ok pid=3 status=0', 'ok pid=3', 'ok pid=0', 'ok pid=4'],
  },
  {
    way: 'a known deviation',
    right: immortal,
    parent: 2,
    commands: '1 fork 2; 2 exit 0; 1 waitpid 2; 2 fork 3',
    told: ['ok pid=2', 'EPERM', 'ok pid=0', 'ok pid=3'],
  },
] as const;

describe.each(CASES)('a run that $way led elsewhere', ({ right, parent, commands: text, told }) => {
  const commands = posixCommandsOf(text);
  const faulty = (): SystemUnderTest => lying(right(), parent);
  const origin = { system: 'elsewhere', commandSet: 'posix' } as const;

  async function failure(): Promise<Failure> {
    const { commands: ran, divergence } = await replay(faulty(), commands);
    if (divergence === undefined) throw new Error('it does not fail');
    return { commands: ran, divergence };
  }

  async function evidences(): Promise<readonly Evidence[]> {
    const found = await failure();
    return [traceOf(found, origin), printRecord(recordOf(found, origin))].map((written) => {
      const read = readEvidence(written);
      if ('problem' in read) throw new Error(read.problem);
      return read.value;
    });
  }

  test('a run that was led elsewhere is reported with the answers that it got', async () => {
    const lines = failureLines(await failure(), specificationOf(faulty()));
    const width = Math.max(...commands.map((command) => printCommand(command).length));
    expect(lines.slice(0, commands.length)).toEqual(
      commands.map((command, index) => `  ${printCommand(command).padEnd(width)}   ${told[index]}`),
    );
  });

  test('a run that was led elsewhere is kept so that it fails again, and passes once the fault is gone', async () => {
    for (const evidence of await evidences()) {
      const asked = evidence.trace.steps.map(({ command }) => command);
      const { knownDeviations } = faulty();
      expect(unissuableIn(evidence, specificationOf(faulty()), knownDeviations)).toBeUndefined();
      expect((await replay(faulty(), asked)).divergence?.sentence).toContain('pid=99');
      const again = await replay(right(), asked);
      expect(again.divergence).toBeUndefined();
      expect(skippedIn(evidence, again)).toBeUndefined();
      expect(contradictionIn(evidence, knownDeviations)).toBeUndefined();
    }
  });

  test('a run that was led elsewhere is told with the system, step by step where it went', async () => {
    const [evidence] = await evidences();
    const { steps, outcome } = await tellStory(evidence, faulty(), []);
    expect(outcome).toBe('failed');
    expect(steps.map(({ seenAnswer }) => seenAnswer && printAnswer(seenAnswer))).toEqual([
      ...told.slice(0, -1),
      'ok pid=99',
    ]);
    expect(steps.at(-1)?.sentence).toMatch(/^P1 fork: process \d forks \d, which runs in group 1/);
    for (const { model, system } of steps.slice(0, -1)) expect(system).toMatchObject(model);
  });

  test('a run that was led elsewhere is the same twice, beside itself', async () => {
    const [one, other] = [await recorded(right(), commands), await recorded(right(), commands)];
    const occasions = { first: 'here', second: 'there' };
    expect(one.steps).toHaveLength(commands.length);
    expect(unlike(specificationOf(right()), one, other, occasions)).toBeUndefined();
    const changed = {
      ...other,
      steps: other.steps.with(commands.length - 1, { ...other.steps[0], answer: { ok: {} } }),
    };
    expect(unlike(specificationOf(right()), one, changed, occasions)?.step).toBe(commands.length - 1);
  });
});

test('a trace is told by the choices that it records, and by those of Linux where it records none of another', () => {
  const told = (last: string): unknown => {
    const read = readEvidence(
      `procession trace 1 posix\n1 fork 2\n1 fork 3\n2 exit 0\n3 exit 0\n1 waitpid -1${last}\n`,
    );
    return 'value' in read && tellingOf(read.value.trace);
  };
  expect(told(' => ok pid=3 status=0')).toBe(POSIX.posix);
  expect(told(' => ok pid=2 status=0')).toBe(POSIX.linux);
  expect(told('')).toBe(POSIX.linux);
});
