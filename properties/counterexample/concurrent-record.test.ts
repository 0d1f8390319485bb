// Goal: the evidence of a failure with branches is kept whole, and what is read is what was kept. Method: round trips, the
// published schema read by a validator that is not ours, and records damaged at random, which both must judge alike.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { specificationOf, VOCABULARIES } from '../../src/command-sets.ts';
import type { ConcurrentRun } from '../../src/contract/concurrent/run.ts';
import { FIELDS } from '../../src/contract/observation/fields.ts';
import type { ConcurrentFailure } from '../../src/counterexample/concurrent-failure.ts';
import { preemptionsOf } from '../../src/counterexample/concurrent-failure.ts';
import {
  concurrentFailureOf,
  concurrentRecordOf,
  concurrentTraceOf,
  printConcurrentRecord,
} from '../../src/counterexample/file/concurrent-record.ts';
import { readAnyEvidence } from '../../src/counterexample/file/read-file.ts';
import { parseConcurrentRecord } from '../../src/counterexample/file/read-concurrent-record.ts';
import { storeConcurrentFailure } from '../../src/counterexample/file/store.ts';
import { judgeOf } from '../support/json-schema.ts';
import { damagedAt, pointersIn } from './damage.ts';
import { CONCURRENT_SCHEMA_FILE, publishedConcurrentSchema } from './published-schema.ts';

const specification = specificationOf({});
const { vocabulary } = specification;
const schema = JSON.parse(readFileSync(CONCURRENT_SCHEMA_FILE, 'utf8')) as object;
const isValid = judgeOf(schema);

/** The protocol's example: two forks take one id. */
const run: ConcurrentRun = {
  prefix: [{ ok: { pid: 2 } }],
  branches: [
    [{ called: 1, answered: 6, answer: { ok: { pid: 3 } } }],
    [{ called: 3, answered: 5, answer: { ok: { pid: 3 } } }],
  ],
  ended: 'done',
  steps: [
    { branch: 1, at: 'call', can: [1, 2], reads: [], writes: [] },
    { branch: 1, at: 'lock ids', can: [1, 2], reads: [], writes: ['ids'] },
    { branch: 2, at: 'call', can: [1, 2], reads: [], writes: [] },
    { branch: 2, at: 'lock ids', can: [1, 2], reads: [], writes: ['ids'] },
    { branch: 2, at: 'lock ids', can: [1, 2], reads: [], writes: ['ids'] },
    { branch: 1, at: 'lock ids', can: [1], reads: [], writes: ['ids'] },
  ],
  observation: {
    processes: [
      { pid: 1, parent: null, state: 'running' },
      { pid: 2, parent: 1, state: 'running' },
      { pid: 3, parent: 1, state: 'running' },
    ],
  },
};
const order = (places: readonly string[]) => ({
  order: places,
  at: 'command' as const,
  because: 'should be refused (id-in-use)',
  clause: 'H1',
  refusals: ['id-in-use'],
});
const failure: ConcurrentFailure = {
  kind: 'not-linearizable',
  program: {
    prefix: [{ name: 'fork', process: 1, child: 2 }],
    branches: [[{ name: 'fork', process: 1, child: 3 }], [{ name: 'fork', process: 2, child: 3 }]],
  },
  mode: 'steps',
  schedule: [1, 1, 2, 2, 2, 1],
  preemptions: 1,
  run,
  isSequential: false,
  concerns: 'I16',
  sentence: 'no order of the commands explains what was answered',
  orders: [order(['1.1', '2.1']), order(['2.1', '1.1'])],
  allOrders: true,
  again: { tries: 2, times: 2 },
};
const origin = { system: 'tiny', seed: 7, program: 3 };
const record = concurrentRecordOf(failure, origin, vocabulary, {
  smallest: true,
  commands: 3,
  branches: 2,
  preemptions: 1,
  programs: 40,
  executions: 900,
  covers: 'forks on ids 1 … 3',
});

function problemIn(text: string): string {
  const read = readAnyEvidence(text, VOCABULARIES);
  return 'problem' in read ? read.problem : 'none';
}

describe('the evidence of a failure with branches', () => {
  test('a record with branches comes back from its JSON as it was', () => {
    expect(parseConcurrentRecord(printConcurrentRecord(record), VOCABULARIES)).toEqual({ value: record });
    expect(concurrentFailureOf(record)).toEqual(failure);
  });

  test('a record of trouble, which has no run, and of a free run come back as they were', () => {
    const { run: _, schedule, preemptions, ...bare } = failure;
    const trouble = { ...bare, kind: 'trouble', orders: [], schedule: [1, 1], step: 2 } as const;
    const { steps, ...seen } = run;
    for (const one of [trouble, { ...bare, mode: 'free', run: seen } as const]) {
      const kept = concurrentRecordOf(one, { system: 'tiny', environment: ['A=b'] }, vocabulary, {
        smallest: false,
        reason: 'it ran freely',
        programs: 3,
        executions: 60,
      });
      expect(parseConcurrentRecord(printConcurrentRecord(kept), VOCABULARIES)).toEqual({ value: kept });
      isValid(kept);
      expect(isValid.errors).toBeNull();
      const text = concurrentTraceOf(one, { system: 'tiny' }, vocabulary);
      expect(readAnyEvidence(text, VOCABULARIES)).toHaveProperty('value');
    }
    expect([schedule, preemptions, steps?.length]).toEqual([[1, 1, 2, 2, 2, 1], 1, 6]);
  });

  test('the published schema of records with branches is the one that the code has', () => {
    expect(schema).toEqual(JSON.parse(JSON.stringify(publishedConcurrentSchema(VOCABULARIES, FIELDS))));
  });

  test('a record with branches is judged alike by our reader and by the schema, wherever it is damaged', () => {
    isValid(record);
    expect(isValid.errors).toBeNull();
    const places = pointersIn(record);
    const value = fc.constantFrom<unknown>(
      null,
      true,
      0,
      -1,
      1.5,
      2,
      '',
      'fork',
      [],
      {},
      { name: 'observe' },
    );
    let judged = 0;
    fc.assert(
      fc.property(fc.constantFrom(...places), value, fc.boolean(), (path, put, remove) => {
        const damaged = damagedAt(record, path, remove ? undefined : put);
        const read = parseConcurrentRecord(JSON.stringify(damaged), VOCABULARIES);
        // Two demands are beyond a schema: the run can be one of the program, and the schedule names its branches.
        if ('problem' in read && /^\/(run: |schedule\/\d+: there are)/.test(read.problem)) return;
        judged += 1;
        expect('value' in read, JSON.stringify([path, read])).toBe(isValid(damaged));
      }),
      { seed: 4, numRuns: 3000 },
    );
    expect(judged).toBeGreaterThan(1500);
  });

  test('a run that cannot be one of the program is told with its reason', () => {
    const other = damagedAt(record, ['run', 'steps', 2, 'branch'], 1);
    expect(parseConcurrentRecord(JSON.stringify(other), VOCABULARIES)).toEqual({
      problem:
        '/run: step 3 of its run: branch 1 stands at "call", and no command of it is called in this step',
    });
    const third = damagedAt(record, ['schedule', 0], 3);
    expect(parseConcurrentRecord(JSON.stringify(third), VOCABULARIES)).toEqual({
      problem: '/schedule/0: there are 2 branches',
    });
  });

  test('the trace of a failure with branches tells the refuted orders and how it was found, and is read back', () => {
    const text = concurrentTraceOf(failure, origin, vocabulary);
    expect(text).toBe(`procession trace 2 hierarchy
# I16: no order of the commands explains what was answered
# 1.1 2.1: 2.1 should be refused (id-in-use)
# 2.1 1.1: 1.1 should be refused (id-in-use)
# found on tiny, seed 7
1 fork 2 => ok pid=2
|| branch 1
1 fork 3 => ok pid=3
|| branch 2
2 fork 3 => ok pid=3
history: 1( 2( 2) 1)
schedule: 1 1 2 2 2 1
`);
    const read = readAnyEvidence(text, VOCABULARIES);
    expect(read).toMatchObject({
      value: { origin: { system: 'tiny', seed: 7 }, concurrent: { schedule: [1, 1, 2, 2, 2, 1] } },
    });
    const again = readAnyEvidence(printConcurrentRecord(record), VOCABULARIES);
    expect(again).toMatchObject({ value: { record, origin: { system: 'tiny', seed: 7 } } });
    expect(
      'value' in read && 'value' in again && 'concurrent' in read.value && read.value.concurrent,
    ).toEqual('value' in again && 'concurrent' in again.value && again.value.concurrent);
  });

  test('a trace without branches is read as the sequence that it is, and so is a record without', () => {
    const read = readAnyEvidence('procession trace 1 hierarchy\n1 fork 2\n', VOCABULARIES);
    expect(read).toMatchObject({ value: { trace: { steps: [{ command: { child: 2 } }] } } });
    expect(problemIn('{"version":2}')).toMatch(/^\/format: /);
    expect(problemIn('procession trace 2 hierarchy\n1 fork\n')).toMatch(/^2:7: /);
  });

  test('a failure with branches is stored in both forms, and once', () => {
    const folder = mkdtempSync(join(tmpdir(), 'procession-'));
    try {
      const file = storeConcurrentFailure(folder, failure, origin, specification);
      expect(storeConcurrentFailure(folder, failure, { system: 'tiny', seed: 8 }, specification)).toBe(file);
      const other = { ...failure, schedule: [1, 1, 2, 2, 1, 2] };
      expect(storeConcurrentFailure(folder, other, origin, specification)).not.toBe(file);
      expect(readdirSync(folder).map((name) => name.replace(/^\w+/, ''))).toHaveLength(4);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a preemption counts where the branch that is left was inside a command and could have gone on', () => {
    expect(preemptionsOf(run)).toBe(1);
    const steps = run.steps ?? [];
    expect(preemptionsOf({ ...run, steps: steps.slice(0, 2) })).toBe(0);
    const held = steps.map((step, index) => (index === 2 ? { ...step, can: [2] } : step));
    expect(preemptionsOf({ ...run, steps: held })).toBe(0);
  });
});
