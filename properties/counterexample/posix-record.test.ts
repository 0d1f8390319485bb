// Goal: a failure by the POSIX commands is kept whole, and the published schema knows both command sets as the code does.
// Method: a record made, read again, and read by a validator that is not ours; every command at the bounds of its
// arguments; records damaged at one place, which reader and schema must judge alike.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { posixTableSystem } from '../../src/systems/in-process.ts';
import type { ArgumentKind, ArgumentValue } from '../../src/contract/argument.ts';
import {
  argumentsIn,
  COMMAND_NAMES,
  COMMAND_SET_NAMES,
  commandOf,
  parseRecord,
  readEvidence,
  recordOf,
  replay,
  traceOf,
} from '../support/by-set.ts';
import { isSwitch, isValueOf, isWord, rangeOf, valueOfRank, wordsOf } from '../../src/contract/argument.ts';
import type { CommandSet } from '../../src/contract/command.ts';
import { FIELDS } from '../../src/contract/observation/fields.ts';
import { VOCABULARIES } from '../../src/command-sets.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { failureOf as failureIn, printRecord } from '../../src/counterexample/file/record.ts';
import { judgeOf } from '../support/json-schema.ts';
import { posixCommandsOf } from '../support/posix-scenarios.ts';
import { publishedSchema, SCHEMA_FILE } from './published-schema.ts';

const schema = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as object;
const isValid = judgeOf(schema);

/** A table that forgets that a process has executed. */
const forgetful: SystemUnderTest = (() => {
  const table = posixTableSystem('forgetful');
  return { ...table, apply: (command) => (command.name === 'execve' ? { ok: {} } : table.apply(command)) };
})();

const run = await replay(forgetful, posixCommandsOf('1 fork 2; 1 kill -3 0; 2 ignore_sigchld on; 2 execve'));
if (run.divergence === undefined) throw new Error('it does not fail');
const failure = { commands: run.commands, divergence: run.divergence };
const origin = { system: 'forgetful', commandSet: 'posix' } as const;
const record = recordOf(failure, origin);

describe('a record of POSIX commands', () => {
  test('a record of POSIX commands comes back from its JSON as it was, and fits the published schema', () => {
    expect(parseRecord(printRecord(record))).toEqual({ value: record });
    expect(failureIn(record)).toEqual(failure);
    isValid(record);
    expect(isValid.errors).toBeNull();
  });

  test('a record of POSIX commands has the answers of the specification, refusals by errno, and shows the marks', () => {
    expect(record.steps.map(({ answer }) => answer)).toEqual([
      { ok: { pid: 2 } },
      { refused: 'ESRCH' },
      { ok: {} },
      { ok: {} },
    ]);
    expect(record.divergence).toMatchObject({
      step: 3,
      concerns: 'P5',
      expected: { processes: [{ executed: false }, { executed: true, ignoresSigchld: true }] },
      seen: { processes: [{ executed: false }, { executed: false, ignoresSigchld: true }] },
    });
  });

  test('a record of POSIX commands is also a trace, which says of which set it is', () => {
    const trace = traceOf(failure, origin);
    expect(trace.startsWith('procession trace 1 posix\n')).toBe(true);
    expect(trace).toContain('\n1 kill -3 0 => ESRCH\n');
    expect(readEvidence(trace)).toMatchObject({ value: { trace: { commandSet: 'posix' } } });
  });

  test.each<[string, (damaged: Damaged) => void]>([
    ['its command set', (damaged) => (damaged.commandSet = 'hierarchy')],
    ['a command set that is none', (damaged) => (damaged.commandSet = 'jobs')],
    ['a hierarchy command', (damaged) => (damaged.steps[2].command = { name: 'free', process: 2 })],
    ['an exit without a code', (damaged) => (damaged.steps[2].command = { name: 'exit', process: 2 })],
    ['another signal', (damaged) => (damaged.steps[1].command = { ...damaged.steps[1].command, signal: 1 })],
    ['a mark that is no switch', (damaged) => (damaged.divergence.seen.processes[0]['executed'] = 1)],
  ])('a record of POSIX commands damaged in %s is turned down by reader and schema', (_, damage) => {
    const damaged = structuredClone(record) as unknown as Damaged;
    damage(damaged);
    expect(parseRecord(JSON.stringify(damaged))).toHaveProperty('problem');
    expect(isValid(damaged)).toBe(false);
  });
});

interface Damaged {
  commandSet: string;
  readonly steps: { command: object }[];
  readonly divergence: {
    readonly seen: { readonly processes: Record<string, unknown>[] };
  };
}

describe('the schema', () => {
  const pairs = COMMAND_SET_NAMES.flatMap((set) => COMMAND_NAMES[set].map((name) => [set, name] as const));

  test.each(pairs)(
    'the schema takes the arguments of %s %s as the code does, to their bounds',
    (set, name) => {
      const parts = argumentsIn(set, name);
      const middle: readonly ArgumentValue[] = parts.map(({ kind }) =>
        kind === 'signal' ? 9 : isWord(kind) ? wordsOf(kind)[0] : valueOfRank(kind, 1),
      );
      expect(isStep(set, commandOf(set, name, middle))).toBe(true);
      expect(isStep(set, { ...commandOf(set, name, middle), more: 1 })).toBe(false);
      for (const [index, { key, kind }] of parts.entries()) {
        const { [key]: _, ...rest } = commandOf(set, name, middle) as unknown as Record<string, unknown>;
        expect(isStep(set, rest)).toBe(false);
        for (const value of valuesAt(kind)) {
          const fits = isValueOf(kind, value);
          expect(isStep(set, commandOf(set, name, middle.with(index, value))), `${key} ${value}`).toBe(fits);
        }
      }
    },
  );

  test('the published schema is what npm run schema writes', () => {
    expect(JSON.stringify(schema)).toBe(JSON.stringify(publishedSchema(VOCABULARIES, FIELDS)));
  });
});

/** At the bounds of a kind of argument, and just beyond them. */
function valuesAt(kind: ArgumentKind): readonly ArgumentValue[] {
  if (isSwitch(kind)) return [true, false, 0, 1];
  if (isWord(kind)) return [...wordsOf(kind), 'no word of it', 1];
  const { least, most } = rangeOf(kind);
  return [least - 1, least, least + 1, 0.5, most - 1, most, most + 1];
}

/** Whether the schema takes it for a command of a step. */
function isStep(set: CommandSet, command: object): boolean {
  return isValid({ ...record, commandSet: set, steps: [{ command, answer: { ok: {} } }] });
}
