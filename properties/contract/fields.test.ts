// Goal: a row of the table of fields is all that a mark of a process needs to be shown, compared, written and read.
// Method: a table with one row more than ours, from which each derived form is made as it is made from ours.
import { describe, expect, test } from 'vitest';
import { differencesBy } from '../../src/contract/observation/differences.ts';
import type { FieldTable, ShownBy } from '../../src/contract/observation/fields.ts';
import { FIELDS, placed } from '../../src/contract/observation/fields.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import { observationJsonBy } from '../../src/contract/observation/json.ts';
import type { Observation, ProcessObservation } from '../../src/contract/observation/observation.ts';

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
    expect(fields.at(-1)).toMatchObject({ name: 'stopped', mark: 32, shows: 1024 });
  });

  test('a row that is added to the table is read from JSON and comes back from the flat columns as it was', () => {
    expect(json.unflatten(flat(STOPPED))).toEqual(STOPPED);
    expect(json.unflatten(flat(CONTINUED))).toEqual(CONTINUED);
    expect(() => observationJsonBy(FIELDS).flatten(STOPPED, new FlatObservation())).toThrow(
      'process 1 has "stopped", which is no field of a process',
    );
  });

  test('a row that is added to the table is compared, and its difference has its name', () => {
    expect(flat(STOPPED).equals(flat(CONTINUED))).toBe(false);
    expect(differencesBy(SCRATCH)(flat(CONTINUED), flat(STOPPED))).toEqual([
      { of: 'process 2', field: 'stopped', expected: 'no', seen: 'yes' },
    ]);
  });
});
