// Goal: what is kept of a failure is all of it, and what is read is what was kept. Method: round trips, the published
// schema read by a validator that is not ours, and records damaged at random, which reader and schema must judge alike.
import { readFileSync } from 'node:fs';
import { fc } from '@fast-check/vitest';
import { HAS_BRANCHES } from '../../src/counterexample/file/read-file.ts';
import { describe, expect, test } from 'vitest';
import { acceptedWith } from '../../src/contract/command.ts';
import { parseRecord, parseTrace, readEvidence, recordOf, traceOf } from '../support/by-set.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { failureOf as failureIn, originIn, printRecord } from '../../src/counterexample/file/record.ts';
import { judgeOf } from '../support/json-schema.ts';
import { damagedAt, pointersIn } from './damage.ts';
import { failureOf, HOSTILE, mutant, ORPHAN } from './examples.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../schema/counterexample-2.schema.json', import.meta.url), 'utf8'),
) as object;
const isValid = judgeOf(schema);

const origin = { system: 'mutant:forget-to-orphan', seed: 1, path: '3:0' };
const orphan = await failureOf(mutant('forget-to-orphan'), ...ORPHAN);
const record = recordOf(orphan, origin, {
  shortest: true,
  commands: 3,
  transitions: 581,
  covers: 'forks to any free id, ids up to 3',
});

/** Answers what it should not, and shows the rest as it is. */
const hostile: SystemUnderTest = {
  ...mutant('forget-to-orphan'),
  name: HOSTILE,
  apply: () => acceptedWith({ [HOSTILE]: 2 }),
};

describe('a record', () => {
  test('a record comes back from its JSON as it was', () => {
    expect(parseRecord(printRecord(record))).toEqual({ value: record });
    expect(failureIn(record)).toEqual(orphan);
  });

  test('a record fits the published schema, with a certificate of either kind and without', () => {
    const proved = { shortest: true, commands: 3, transitions: 900, covers: 'all' } as const;
    const certificates = [
      undefined,
      { shortest: false, atLeast: 7, reason: 'budget' },
      proved,
      { ...proved, sequences: 80 },
    ] as const;
    for (const one of [record, ...certificates.map((each) => recordOf(orphan, origin, each))]) {
      isValid(one);
      expect(isValid.errors).toBeNull();
      expect(parseRecord(printRecord(one))).toEqual({ value: one });
    }
  });

  test.each([
    [
      'an answer that is wrong',
      'move-looks-up-sessions-through-leaders',
      ['1 fork 2', '2 create_group', '- hold_group 2', '2 exit', '2 free', '1 move_to_group 2'],
    ],
    [
      'a resource that leaks',
      'count-keeps-handles-on-a-left-session',
      ['1 fork 2', '2 create_session', '2 exit', '- hold_session 2', '2 free', '- release_session 2'],
    ],
  ])('a record of %s is read and fits the schema', async (_what, name, lines) => {
    const found = recordOf(await failureOf(mutant(name), ...lines), { system: name });
    expect(parseRecord(printRecord(found))).toEqual({ value: found });
    expect(isValid(found)).toBe(true);
  });

  test('a record keeps what a foreign system answered, whatever that is', async () => {
    const found = recordOf(await failureOf(hostile, '1 fork 2'), { system: HOSTILE });
    expect(parseRecord(printRecord(found))).toEqual({ value: found });
    expect(isValid(found)).toBe(true);
  });

  test('a record of version 1 is read as the failure that it is, and fits the schema of its time', () => {
    const text = readFileSync(new URL('../recorded/records/version-1.json', import.meta.url), 'utf8');
    const schema1 = JSON.parse(
      readFileSync(new URL('../../schema/counterexample-1.schema.json', import.meta.url), 'utf8'),
    ) as object;
    const fits = judgeOf(schema1);
    expect(fits(JSON.parse(text))).toBe(true);
    const read = parseRecord(text);
    if ('problem' in read) throw new Error(read.problem);
    expect(read.value.version).toBe(2);
    expect(failureIn(read.value)).toEqual(orphan);
    expect(isValid(JSON.parse(printRecord(read.value)))).toBe(true);
  });

  test('a record is judged alike by our reader and by the schema, wherever it is damaged', () => {
    const places = pointersIn(record);
    const value = fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 2 ** 31, '', 'fork', [], {}, { ok: {} });
    fc.assert(
      fc.property(fc.constantFrom(...places), value, fc.boolean(), (path, put, remove) => {
        const damaged = damagedAt(record, path, remove ? undefined : put);
        const read = parseRecord(JSON.stringify(damaged));
        // One demand is beyond a schema: the step at which they part is one of the steps.
        if ('problem' in read && read.problem.startsWith('/divergence/step: there is no step')) return;
        expect('value' in read, JSON.stringify(read)).toBe(isValid(damaged));
      }),
      { seed: 4, numRuns: 2000 },
    );
  });
});

describe('a problem with a record', () => {
  test.each([
    [
      'its command',
      ['steps', 0, 'command', 'child'],
      'x',
      '/steps/0/command/child: expected a whole number from 1 to 2147483647, not "x"',
    ],
    [
      'an argument too many',
      ['steps', 2, 'command', 'group'],
      2,
      '/steps/2/command/group: exit has no such argument',
    ],
    ['its version', ['version'], 9, '/version: expected 1 or 2, not 9'],
    ['the version of a failure with branches', ['version'], 3, `/version: ${HAS_BRANCHES}`],
    [
      'a step that is not there',
      ['divergence', 'step'],
      3,
      '/divergence/step: there is no step 3: the steps end with 2',
    ],
    [
      'an invariant',
      ['divergence', 'violations', 0, 'invariant'],
      'I99',
      /^\/divergence\/violations\/0\/invariant: expected "I1" or .* not "I99"$/,
    ],
  ])('the place of a problem in a record is named: %s', (_what, path, put, problem) => {
    const found = problemIn(JSON.stringify(damagedAt(record, path, put)));
    expect(found).toMatch(problem);
  });

  test('the line and the column of a problem in the JSON of a record are named', () => {
    expect(problemIn('{\n  "format": oops\n}')).toMatch(/^2:13: no JSON: \S/);
    expect(problemIn('{"format"')).toMatch(/^1:10: no JSON: /);
    expect(problemIn('{"format":\n\n')).toMatch(/^3:1: no JSON: \S/);
    expect(problemIn('[]')).toBe('expected an object, not []');
  });
});

describe('the trace of a failure', () => {
  test('the trace of a failure says how it was found, and that can be read back', () => {
    const text = traceOf(orphan, origin);
    expect(text).toContain('# H5: process 1: children should be [2, 3] and is [2]\n');
    expect(originIn(text)).toEqual(origin);
    expect(originIn(traceOf(orphan, { system: 'mine' }))).toEqual({ system: 'mine' });
  });

  test('the trace of a failure holds its own commands alone, whatever a foreign system is called and answers', async () => {
    const failure = await failureOf({ ...hostile, name: 'x\n1 fork 9' }, '1 fork 2');
    const parsed = parseTrace(traceOf(failure, { system: 'x\n1 fork 9\u2028' }));
    expect(parsed).toMatchObject({ value: { steps: [{ command: { name: 'fork', child: 2 } }] } });
    expect('value' in parsed && parsed.value.steps).toHaveLength(1);
  });
});

function problemIn(text: string): string {
  const read = readEvidence(text);
  return 'problem' in read ? read.problem : 'none';
}
