// Goal: a row of the table of fields is all that a mark of a process needs to be shown, compared, written and read.
// Method: a table with one row more than ours, from which each derived form is made as it is made from ours.
import { fc } from '@fast-check/vitest';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { differencesBy } from '../../src/contract/observation/differences.ts';
import type { Fields, FieldTable, ShownBy } from '../../src/contract/observation/fields.ts';
import { FIELDS, placed } from '../../src/contract/observation/fields.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import { observationJsonBy } from '../../src/contract/observation/json.ts';
import type { Observation, ProcessObservation } from '../../src/contract/observation/observation.ts';
import { HIERARCHY_VOCABULARY } from '../../src/contract/sets/hierarchy.ts';
import { POSIX_VOCABULARY } from '../../src/contract/sets/posix.ts';
import { Trouble } from '../../src/contract/trouble.ts';
import { legendOf } from '../../src/app/web/counterexample-page/legend.ts';
import { saidFields, saidOf } from '../../src/contract/notation/process-marks.ts';
import { parseState, printState } from '../../src/contract/notation/state.ts';
import { writtenFields } from '../../src/contract/notation/written-fields.ts';
import { NOTHING_HELD } from '../../src/contract/observation/tree.ts';
import { readJson } from '../../src/counterexample/file/json-reader.ts';
import { observationReaderBy } from '../../src/counterexample/file/read-observation.ts';
import { itfRecord } from '../../src/counterexample/formats/itf.ts';
import { observationSchemaBy } from '../../src/systems/wire/observation-schema.ts';
import { publishedSchema } from '../counterexample/published-schema.ts';

/** Our table, and one mark more: the process is stopped, as by SIGSTOP. */
const SCRATCH = {
  ...FIELDS,
  process: {
    ...FIELDS.process,
    stopped: {
      kind: 'switch',
      written: 's',
      unsaid: 'not-shown',
      said: 'stopped',
      legend: 'stopped: it runs again when it is continued',
    },
  },
} as const satisfies FieldTable;

interface ShownOfScratch extends Observation {
  readonly processes?: readonly (ProcessObservation & ShownBy<typeof SCRATCH.process>)[];
}

const STOPPED: ShownOfScratch = {
  processes: [
    { pid: 1, parent: null, group: 1, state: 'running', children: [2], executed: false, stopped: false },
    { pid: 2, parent: 1, group: 1, state: 'running', children: [], executed: true, stopped: true },
  ],
  groups: [{ pgid: 1, session: 1, processes: [1, 2] }],
  sessions: [{ sid: 1, groups: [1] }],
};
const CONTINUED = {
  ...STOPPED,
  processes: (STOPPED.processes ?? []).map((process) => ({ ...process, stopped: false })),
};

const json = observationJsonBy(SCRATCH);

function flat(observation: Observation): FlatObservation {
  const out = new FlatObservation();
  json.flatten(observation, out);
  return out;
}

describe('a row that is added to the table', () => {
  test('a row that is added to the table has bits of its own', () => {
    const fields = placed(SCRATCH.process);
    const shows = fields.map((field) => field.shows);
    const marks = fields.map(({ mark }) => mark).filter((mark) => mark !== 0);
    for (const bits of [shows, marks]) expect(bits).toEqual(bits.map((_, index) => 1 << index));
    expect(fields.at(-1)).toMatchObject({ name: 'stopped', mark: marks.at(-1), shows: shows.at(-1) });
  });

  test('a row that is added to the table is read from JSON and comes back from the flat columns as it was', () => {
    expect(json.unflatten(flat(STOPPED))).toEqual(STOPPED);
    expect(json.unflatten(flat(CONTINUED))).toEqual(CONTINUED);
    expect(() => observationJsonBy(FIELDS).flatten(STOPPED, new FlatObservation())).toThrow(
      'process 1 has "stopped", which is not a field of a process',
    );
  });

  test('a row that is added to the table is compared, and its difference has its name', () => {
    expect(flat(STOPPED).equals(flat(CONTINUED))).toBe(false);
    expect(differencesBy(SCRATCH)(flat(CONTINUED), flat(STOPPED))).toEqual([
      { of: 'process 2', field: 'stopped', expected: 'no', seen: 'yes' },
    ]);
  });

  test('an added row belongs to an observation on the wire, in a file and in the published schema', () => {
    const isValid = validatorOf(SCRATCH);
    expect(v.safeParse(observationSchemaBy(SCRATCH), STOPPED)).toMatchObject({
      success: true,
      output: STOPPED,
    });
    expect(readJson(JSON.stringify(STOPPED), observationReaderBy(SCRATCH))).toEqual({ value: STOPPED });
    expect(isValid(STOPPED)).toBe(true);
    const wrong = { processes: [{ pid: 1, stopped: 1 }] };
    expect(v.is(observationSchemaBy(SCRATCH), wrong)).toBe(false);
    expect(readJson(JSON.stringify(wrong), observationReaderBy(SCRATCH))).toEqual({
      problem: '/processes/0/stopped: expected true or false, not 1',
    });
    expect(isValid(wrong)).toBe(false);
  });

  test('an added row is a member of a record in the Informal Trace Format', () => {
    expect(itfRecord(SCRATCH.process, STOPPED.processes?.[1] ?? {})).toMatchObject({
      group: { '#bigint': '1' },
      executed: true,
      stopped: true,
    });
  });
});

describe('an added row in words', () => {
  const notation = 's1{ g1: 1 2<1xs }';
  const written = writtenFields(SCRATCH.process);

  test('an added row is printed in the notation of states with its sign, and parsed from there', () => {
    expect(printState(STOPPED, NOTHING_HELD, 'when-not-ascending', written)).toBe(notation);
    const parsed = parseState(notation, SCRATCH.process);
    if ('problem' in parsed) throw new Error(parsed.problem.message);
    expect(parsed.value.observation.processes).toMatchObject([{ pid: 1 }, { executed: true, stopped: true }]);
    expect(printState(parsed.value.observation, NOTHING_HELD, 'when-not-ascending', written)).toBe(notation);
  });

  test('an added row is named by the problem of a text that has no such mark', () => {
    expect(parseState('s1{ g1: 1q }', SCRATCH.process)).toMatchObject({
      problem: {
        message:
          'expected a mark of a process, got "q": write [threads], (children), <parent, &terminal, z, T, r, e, x, i, h, c, w, s or =code',
      },
    });
    expect(parseState(notation)).toMatchObject({ problem: { line: 1, column: 15 } });
  });

  test('an added row is said of the process that has it, in trees, drawings and pages', () => {
    const said = (process: ProcessObservation | undefined) =>
      saidOf(process ?? { pid: 0 }, {}, saidFields(SCRATCH.process));
    expect(said(STOPPED.processes?.[0])).toEqual([]);
    expect(said(STOPPED.processes?.[1])).toEqual([
      { field: 'executed', words: 'has executed' },
      { field: 'stopped', words: 'stopped' },
    ]);
  });

  test('an added row has its line in the legend of a set that shows it', () => {
    const shows = { ...POSIX_VOCABULARY.shows, stopped: {} };
    const line =
      '<li><span class="sample"><span class="note">stopped</span></span><span>stopped: it runs again';
    expect(legendOf({ ...POSIX_VOCABULARY, shows }, SCRATCH.process)).toContain(line);
    expect(legendOf(POSIX_VOCABULARY, SCRATCH.process)).not.toContain('stopped');
  });
});

describe('an observation', () => {
  test.each([
    { more: [] },
    { processes: [{ pid: 1, more: 1 }] },
    { groups: [{ pgid: 1, more: 1 }] },
    { sessions: [{ sid: 1, more: 1 }] },
    { resources: { more: 1 } },
  ])('no system may show %o, but a file that a later release has written may have it', (shown) => {
    expect(isFlattened(shown)).toBe(false);
    expect(v.is(wire, shown)).toBe(false);
    expect(readJson(JSON.stringify(shown), reader)).toHaveProperty('value');
    expect(isValid(shown)).toBe(true);
  });

  const isValid = validatorOf(FIELDS);
  const wire = observationSchemaBy(FIELDS);
  const reader = observationReaderBy(FIELDS);
  const { flatten } = observationJsonBy(FIELDS);
  const isFlattened = (shown: unknown): boolean => {
    try {
      flatten(shown as Observation, new FlatObservation());
      return true;
    } catch (error) {
      if (error instanceof Trouble) return false;
      throw error;
    }
  };

  const numbers = [0, 1, -1, 0.5, 2 ** 31 - 1, 2 ** 31, -(2 ** 31 - 1), -(2 ** 31), -(2 ** 31) - 1];
  const others = [null, true, false, 'running', 'stopped', [], [1], [0], [2 ** 31], {}];
  const values = fc.constantFrom<unknown>(...numbers, ...others);
  const entries = (id: string, rows: Fields) => {
    const fields = Object.fromEntries(Object.keys(rows).map((name) => [name, values]));
    return fc.array(fc.record({ [id]: values, ...fields }, { requiredKeys: [] }), { maxLength: 2 });
  };
  const lists: readonly (readonly [string, fc.Arbitrary<unknown>])[] = [
    ['processes', entries('pid', FIELDS.process)],
    ['groups', entries('pgid', FIELDS.group)],
    ['sessions', entries('sid', FIELDS.session)],
    ['resources', fc.record(Object.fromEntries(Object.keys(FIELDS.resources).map((name) => [name, values])))],
  ];

  test.each(lists)(
    'an observation whose %s are malformed is turned down in JSON, on the wire, in a file and by the schema',
    (name, list) => {
      let right = 0;
      const one = list.map((shown) => ({ [name]: shown }));
      fc.assert(
        fc.property(one, fc.nat(20), (drawn, fields) => {
          const shown = withFewFields(drawn, fields);
          const judged = isFlattened(shown);
          right += Number(judged);
          expect(v.is(wire, shown)).toBe(judged);
          expect('value' in readJson(JSON.stringify(shown), reader)).toBe(judged);
          expect(isValid(shown)).toBe(judged);
        }),
        { seed: 7, numRuns: 3000 },
      );
      expect(right).toBeGreaterThan(100);
      expect(right).toBeLessThan(2900);
    },
  );
});

/** Without most of the fields of its entries, so that some are right as a whole. */
function withFewFields(drawn: Readonly<Record<string, unknown>>, at: number): unknown {
  const few = (entry: object): object => {
    const [id = ['', 1], ...others] = Object.entries(entry);
    return Object.fromEntries([id, ...others.slice(at % Math.max(1, others.length)).slice(0, 1)]);
  };
  return Object.fromEntries(
    Object.entries(drawn).map(([name, list]) => [
      name,
      Array.isArray(list) ? list.map((entry) => few(entry as object)) : few(list as object),
    ]),
  );
}

function validatorOf(table: FieldTable) {
  const { $defs } = publishedSchema([HIERARCHY_VOCABULARY, POSIX_VOCABULARY], table);
  return new Ajv2020({ strict: true, strictRequired: false }).compile({ $defs, $ref: '#/$defs/observation' });
}
