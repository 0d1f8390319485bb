// Each property of the kill matrix judges by itself: a system that shows one thing wrongly is killed by the column of that
// thing and by no other that compares with the model. A sequence ends before it could go on for ever.
import { describe, expect, test } from 'vitest';
import type { Answer, Command } from '../../src/contract/command.ts';
import { FIELDS } from '../../src/contract/observation/fields.ts';
import type { Observation, ProcessObservation } from '../../src/contract/observation/observation.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { EachAlone } from '../../src/engines/alarm/each-alone.ts';
import { fieldProperties } from '../../src/engines/alarm/fields.ts';
import { askedOf, PROPERTIES } from '../../src/engines/alarm/properties.ts';
import { reachOf, superfluousAmong } from '../../src/engines/alarm/reach.ts';
import { drained } from '../../src/engines/alarm/sequences.ts';
import { overlaid } from '../../src/lockstep/overlay.ts';
import { modelSystem } from '../../src/lockstep/model-system.ts';
import { specificationOf } from '../../src/command-sets.ts';
import { JOB_CONTROL } from '../../src/model/job-control/specification.ts';
import { parseCommand } from '../support/by-set.ts';

const COMMANDS = ['1 fork 2', '2 create_group', '2 fork 3', '3 new_thread 4', '3 exit'];

/** The model as a system, with something that it shows or answers changed. */
function withFault(fault: Partial<SystemUnderTest>): SystemUnderTest {
  return overlaid(modelSystem(), { observeInto: undefined, ...fault });
}

function showing(change: (seen: Observation) => Observation): SystemUnderTest {
  const right = modelSystem();
  return overlaid(right, { observeInto: undefined, observe: () => change(right.observe()) });
}

/** The last process shown, changed. */
function lastProcess(change: Partial<ProcessObservation>): SystemUnderTest {
  return showing((seen) => ({
    ...seen,
    processes: seen.processes?.map((each) => (each.pid === 3 ? { ...each, ...change } : each)) ?? [],
  }));
}

function killers(system: SystemUnderTest, given = COMMANDS): readonly string[] {
  return [...ran(system, given).killedBy.keys()];
}

function ran(system: SystemUnderTest, given = COMMANDS): EachAlone {
  const specification = specificationOf(system);
  const commands = given.map((text): Command => {
    const parsed = parseCommand(text, 1, specification.vocabulary.id);
    if (!('value' in parsed)) throw new Error(text);
    return parsed.value;
  });
  const alone = new EachAlone(specification, system, askedOf(PROPERTIES, specification, system));
  let taken = 0;
  alone.run(drained(specification, () => commands[taken++]));
  return alone;
}

/** The terminal that init has opened. */
const OF_INIT = { terminal: 1, session: 1, foreground: 1 };

/** The killers that compare with the model. */
function comparing(system: SystemUnderTest, given = COMMANDS): readonly string[] {
  const free = PROPERTIES.filter(({ modelFree }) => modelFree).map(({ name }) => name);
  return killers(system, given).filter((name) => !free.includes(name));
}

describe('a property', () => {
  test('no property is killed by a right system', () => {
    expect(killers(withFault({}))).toEqual([]);
  });

  test.each([
    ['parent', { parent: 1 }],
    ['group', { group: 1 }],
    ['state', { state: 'zombie' }],
    ['lists', { children: [9] }],
    ['threads', { threads: [9] }],
    ['marks', { subreaper: true }],
    ['marks', { groupExited: true }],
    ['exitCode', { exitCode: 7 }],
  ] as const)('a wrong %s is seen by its own column alone: %j', (column, change) => {
    expect(comparing(lastProcess(change))).toEqual([column]);
  });

  test('a wrong session of a group is seen by its own column alone', () => {
    const system = showing((seen) => ({
      ...seen,
      groups: seen.groups?.map((each) => (each.pgid === 2 ? { ...each, session: 5 } : each)) ?? [],
    }));
    expect(comparing(system)).toEqual(['session']);
  });

  test.each([
    ['terminals', { terminals: [OF_INIT, { terminal: 2, session: null, foreground: 2 }] }],
    ['terminals', { terminals: [OF_INIT, { terminal: 2, session: 1, foreground: null }] }],
    ['present', { terminals: [] }],
    ['woken', { woken: [] }],
    ['woken', { woken: [{ process: 2, answer: { ok: { pid: 3, status: 1 } } }] }],
  ] as const)('a wrong %s of job control is seen by its own column alone: %j', (column, change) => {
    const right = modelSystem(JOB_CONTROL.linux);
    const observe = (): Observation => {
      const seen = right.observe();
      return (seen.woken ?? []).length === 0 ? seen : { ...seen, ...change };
    };
    const given = ['1 open_terminal tty1', '1 fork 2', '2 fork 3', '2 waitpid 3 block', '3 exit 0'];
    expect(comparing(overlaid(right, { observeInto: undefined }), given)).toEqual([]);
    expect(comparing(overlaid(right, { observeInto: undefined, observe }), given)).toEqual([column]);
  });

  test('a process too many is seen by the column of what is there alone', () => {
    const more = { pid: 9, parent: 1, group: 1, state: 'running' } as const;
    const system = showing((seen) => ({ ...seen, processes: [...(seen.processes ?? []), more] }));
    expect(comparing(system)).toEqual(['present']);
  });

  test('a wrong answer is seen by the column of answers, and by the invariant that a refusal changes nothing', () => {
    const right = modelSystem();
    const apply = (command: Command): Answer => {
      const answer = right.apply(command);
      return command.name === 'new_thread' ? { refused: 'id-in-use' } : answer;
    };
    expect(killers(overlaid(right, { observeInto: undefined, apply }))).toEqual(['answer', 'I8']);
  });

  test('a bad opinion of itself is asked for where a system has one, and seen by its own column alone', () => {
    expect(killers(withFault({ selfCheck: () => ['a row is lost'] }))).toEqual(['self-check']);
  });

  test('an exception is trouble, after as many commands as the system was given', () => {
    const right = modelSystem();
    const apply = (command: Command): Answer => {
      if (command.name === 'exit') throw new Error('no');
      return right.apply(command);
    };
    expect([...ran(overlaid(right, { apply })).killedBy]).toEqual([['trouble', COMMANDS.length]]);
  });

  test('a sequence ends where parents lead in a circle, after everybody has judged them', () => {
    const alone = ran(lastProcess({ parent: 3 }));
    expect([...alone.killedBy.keys()]).toEqual(['parent', 'I6']);
    expect(alone.commands).toBe(3);
  });

  test('a list that does not end is trouble', () => {
    const right = modelSystem();
    const observeInto: SystemUnderTest['observeInto'] = (out, focus) => {
      right.observeInto?.(out, focus);
      for (;;) out.children.push(2);
    };
    expect(killers(overlaid(right, { observeInto }))).toEqual(['trouble']);
  });

  test('a further field of an observation is a further column, without a change elsewhere', () => {
    const more = { ...FIELDS, process: { ...FIELDS.process, nice: { kind: 'code' } } } as const;
    const columns = fieldProperties().map(({ name }) => name);
    const of = columns.indexOf('session'); // The first column that is of no process.
    expect(fieldProperties(more).map(({ name }) => name)).toEqual([
      ...columns.slice(0, of),
      'nice',
      ...columns.slice(of),
    ]);
  });
});

describe('the reach of properties', () => {
  const rows = [{ killedBy: { whole: 1, a: 1 } }, { killedBy: { whole: 1, a: 3, b: 1 } }, { killedBy: {} }];

  test('the reach of a property counts what it kills, and what nothing else does', () => {
    expect(reachOf(rows, ['a', 'b', 'c'])).toEqual([
      { property: 'a', kills: 2, alone: 1 },
      { property: 'b', kills: 1, alone: 0 },
      { property: 'c', kills: 0, alone: 0 },
    ]);
  });

  test('the reach of a property among some is not lessened by those left out', () => {
    expect(superfluousAmong(reachOf(rows, ['a', 'b', 'c']))).toEqual(['b', 'c']);
    expect(superfluousAmong(reachOf(rows, ['b', 'c']))).toEqual(['c']);
  });
});
