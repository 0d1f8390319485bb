// Goal: what an observation shows of terminals, of stopped processes and of signals is the same in each of its forms, and
// each thing that is otherwise is told.
import { fc, test as property } from '@fast-check/vitest';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/contract/command.ts';
import { differences } from '../../src/contract/observation/differences.ts';
import { differenceText } from '../../src/contract/observation/difference-text.ts';
import { FlatObservation, SHOWS_ALL_OF_TERMINAL } from '../../src/contract/observation/flat-observation.ts';
import { flatten, unflatten } from '../../src/contract/observation/json.ts';
import type { Observation, ProcessObservation } from '../../src/contract/observation/observation.ts';
import { readJson } from '../../src/counterexample/file/json-reader.ts';
import { readObservation } from '../../src/counterexample/file/read-observation.ts';
import { observationSchema } from '../../src/systems/wire/observation-schema.ts';
import { observationsOfJobControl } from '../support/job-control-observations.ts';

const SHELL: Observation = {
  processes: [
    { pid: 1, parent: null, group: 1, state: 'running', children: [2], terminal: null, received: [] },
    {
      pid: 2,
      parent: 1,
      group: 2,
      state: 'running',
      children: [3],
      terminal: 1,
      received: ['SIGHUP', 'SIGCONT'],
      pendingHangup: false,
      pendingInterrupt: false,
      waiting: false,
    },
    {
      pid: 3,
      parent: 2,
      group: 3,
      state: 'stopped',
      children: [],
      terminal: 1,
      received: [],
      pendingHangup: true,
      pendingInterrupt: true,
      waiting: true,
    },
  ],
  terminals: [
    { terminal: 1, session: 2, foreground: 3 },
    { terminal: 2, session: null, foreground: null },
  ],
  woken: [
    { process: 1, answer: { ok: { pid: 3, status: 5247 } } },
    { process: 2, answer: { refused: 'ECHILD' } },
  ],
};

const FREE = { terminal: 2, session: null, foreground: null };

function flat(observation: Observation): FlatObservation {
  const out = new FlatObservation();
  flatten(observation, out);
  return out;
}

/** The same with these processes woken, of which 1 is told of a child. */
function woken(processes: readonly number[]): Observation {
  const [told] = SHELL.woken ?? [];
  const answerOf = (process: number): Answer =>
    process === 1 && told !== undefined ? told.answer : { refused: 'ECHILD' };
  return { ...SHELL, woken: processes.map((process) => ({ process, answer: answerOf(process) })) };
}

/** The same with other fields of process 3. */
function with3(fields: Partial<ProcessObservation>): Observation {
  const processes = (SHELL.processes ?? []).map((each) => (each.pid === 3 ? { ...each, ...fields } : each));
  return { ...SHELL, processes };
}

describe('terminals and signals in flat columns', () => {
  test('an observation of terminals comes back from the flat columns as it was', () => {
    expect(unflatten(flat(SHELL))).toEqual(SHELL);
  });

  test('an observation that is filled row by row is the one that JSON makes', () => {
    const out = flat({});
    out.addTerminal(1, 2, 3, SHOWS_ALL_OF_TERMINAL);
    out.addTerminal(2, 0, 0, SHOWS_ALL_OF_TERMINAL);
    out.addWoken(1, { ok: { status: 5247, pid: 3 } });
    out.addWoken(2, { refused: 'ECHILD' });
    const { terminals, woken } = SHELL;
    expect(out.equals(flat({ terminals, woken } as Observation))).toBe(true);
    expect(out.entries).toBe(4);
  });

  test('an observation that is cleared shows neither terminals nor who was woken', () => {
    const out = flat(SHELL);
    out.clear();
    expect(out).toMatchObject({ showsTerminals: false, terminalCount: 0, showsWoken: false, wokenCount: 0 });
    expect(out.equals(new FlatObservation())).toBe(true);
  });

  test('nothing shown is no empty list: nobody woken is shown, and not shown, apart', () => {
    expect(unflatten(flat({ terminals: [], woken: [] }))).toEqual({ terminals: [], woken: [] });
    expect(unflatten(flat({}))).toEqual({});
    for (const list of ['terminals', 'woken'])
      expect(flat({ [list]: [] }).equals(flat({})), list).toBe(false);
  });

  property.prop([observationsOfJobControl('some')], { seed: 11, numRuns: 500 })(
    'any observation of job control comes back from the flat columns as it was, and does not differ from itself',
    (observation) => {
      expect(unflatten(flat(observation))).toEqual(observation);
      expect(flat(observation).equals(flat(observation))).toBe(true);
      expect(differences(flat(observation), flat(observation))).toEqual([]);
    },
  );

  const two = [observationsOfJobControl('everything'), observationsOfJobControl('everything')] as const;
  property.prop([...two, fc.constantFrom('processes', 'terminals', 'woken')], { seed: 11, numRuns: 500 })(
    'any two observations of job control are equal just where their JSON is, and else differ in something that is told',
    (one, another, list) => {
      const other = { ...one, [list]: another[list] };
      const isEqual = JSON.stringify(one) === JSON.stringify(other);
      expect(flat(one).equals(flat(other))).toBe(isEqual);
      expect(differences(flat(one), flat(other)).length === 0).toBe(isEqual);
    },
  );
});

describe('a difference of job control', () => {
  test.each<readonly [string, Observation]>([
    ['process 3: state should be stopped and is running', with3({ state: 'running' })],
    ['process 3: state should be stopped and is zombie', with3({ state: 'zombie' })],
    ['process 3: terminal should be 1 and is none', with3({ terminal: null })],
    ['process 3: terminal should be 1 and is 2', with3({ terminal: 2 })],
    ['process 3: received should be none and is SIGCONT', with3({ received: ['SIGCONT'] })],
    ['process 3: pending SIGHUP should be yes and is no', with3({ pendingHangup: false })],
    ['process 3: pending SIGINT should be yes and is no', with3({ pendingInterrupt: false })],
    ['process 3: waiting should be yes and is no', with3({ waiting: false })],
    [
      'terminal 1: foreground should be 3 and is 2',
      { ...SHELL, terminals: [{ terminal: 1, session: 2, foreground: 2 }, FREE] },
    ],
    [
      'terminal 1: session should be 2 and is none',
      { ...SHELL, terminals: [{ terminal: 1, session: null, foreground: 3 }, FREE] },
    ],
    ['terminal 1 should be present and is absent', { ...SHELL, terminals: [FREE] }],
    ['process 1: woken with should be ok pid=3 status=5247 and is nothing', woken([2])],
    ['process 2: woken with should be ECHILD and is nothing', woken([1])],
    ['process 3: woken with should be nothing and is ECHILD', woken([1, 2, 3])],
    ['process 2: woken with should be ECHILD and is ECHILD and ECHILD', woken([1, 2, 2])],
  ])('a difference of job control is told: %s', (sentence, seen) => {
    expect(differences(flat(SHELL), flat(seen)).map((each) => differenceText(each))).toEqual([sentence]);
    expect(flat(SHELL).equals(flat(seen))).toBe(false);
  });

  test('a signal that should have come is told by its name', () => {
    const expected = with3({ received: ['SIGCONT', 'SIGHUP'] });
    expect(differences(flat(expected), flat(SHELL)).map((each) => differenceText(each))).toEqual([
      'process 3: received should be SIGHUP, SIGCONT and is none',
    ]);
  });

  test('what is shown of terminals and of those woken is compared only where both sides show it', () => {
    const { processes } = SHELL;
    expect(differences(flat(SHELL), flat({ processes } as Observation))).toEqual([]);
    expect(differences(flat({ processes } as Observation), flat(SHELL))).toEqual([]);
    const { terminals: _, ...without } = SHELL;
    expect(
      differences(flat(SHELL), flat({ ...without, terminals: [{ terminal: 1 }, { terminal: 2 }] })),
    ).toEqual([]);
  });
});

describe('malformed terminals and signals', () => {
  test.each<readonly [string, unknown]>([
    ['terminal must be an id, not 0', { terminals: [{ terminal: 0 }] }],
    ['foreground of terminal 1 must be an id, not 0', { terminals: [{ terminal: 1, foreground: 0 }] }],
    [
      'terminal 1 has "group", which is not a field of a terminal',
      { terminals: [{ terminal: 1, group: 2 }] },
    ],
    ['received of process 3 must be a list, not "SIGHUP"', { processes: [{ pid: 3, received: 'SIGHUP' }] }],
    [
      'received of process 3 must be made of "SIGHUP" or "SIGCONT", each once, not "SIGINT"',
      { processes: [{ pid: 3, received: ['SIGINT'] }] },
    ],
    [
      'received of process 3 must be made of "SIGHUP" or "SIGCONT", each once, not "SIGHUP"',
      { processes: [{ pid: 3, received: ['SIGHUP', 'SIGHUP'] }] },
    ],
    [
      'state of process 3 must be "running", "zombie" or "stopped", not "halted"',
      { processes: [{ pid: 3, state: 'halted' }] },
    ],
    ['process must be an id, not 0', { woken: [{ process: 0, answer: { ok: {} } }] }],
    [
      'of the wait of process 2 its answer must be {"ok":{…}} or {"refused":…}, not "ECHILD"',
      { woken: [{ process: 2, answer: 'ECHILD' }] },
    ],
    [
      'woken process 2 has "status", which is not a field of a woken process',
      { woken: [{ process: 2, answer: { ok: {} }, status: 0 }] },
    ],
  ])('an observation is turned down in JSON, on the wire and in a file where %s', (problem, shown) => {
    expect(() => flat(shown as Observation)).toThrow(problem);
    expect(v.is(observationSchema, shown)).toBe(false);
    if (!problem.includes('has "'))
      expect(readJson(JSON.stringify(shown), readObservation)).toHaveProperty('problem');
  });
});

describe('terminals and signals from elsewhere', () => {
  property.prop([observationsOfJobControl('some')], { seed: 12, numRuns: 300 })(
    'any observation of job control is read from a file and from the wire as it was written',
    (observation) => {
      const text = JSON.stringify(observation);
      expect(readJson(text, readObservation)).toEqual({ value: observation });
      expect(v.parse(observationSchema, JSON.parse(text))).toEqual(observation);
    },
  );
});
