// Goal: a wrong observation is noticed, wherever it is wrong. Method: what the model shows of a state, changed in one
// place at a time, every word and every list entry in its turn, against the quick comparison and the one that names.
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { INIT } from '../../src/contract/command.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import type { ProcessMark } from '../../src/contract/observation/fields.ts';
import { FIELDS, MARKS_KEPT_ELSEWHERE } from '../../src/contract/observation/fields.ts';
import type { Focus } from '../../src/contract/observation/flat-observation.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import { unflatten } from '../../src/contract/observation/json.ts';
import { FLAG_OF_FIELD, MARKS_OF_FLAGS } from '../../src/lockstep/table/mark-flags.ts';
import { observer } from '../../src/model/observe.ts';
import { specificationOf } from '../../src/command-sets.ts';
import { COMMAND_NAMES, shapeOf } from '../support/by-set.ts';
import * as swarm from '../../src/engines/generate/swarm.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import { Decoder } from '../../src/engines/generate/command-decoder.ts';
import { step } from '../../src/model/hierarchy/rules.ts';
import { INITIAL_STATE, newProcess } from '../../src/model/state.ts';
import { differences } from '../../src/contract/observation/differences.ts';
import { Draft } from '../support/drafts.ts';
import { seenOf, stateAfter } from '../support/scenarios.ts';

const STATE = stateAfter(`
  1 fork 2; 2 create_session; 2 fork 3; 3 create_group; 3 fork 7; 1 fork 4; 1 fork 5; 5 exit; 2 set_subreaper on
  2 new_thread 2; 2 new_thread 6; - exit_thread 6 9; 4 new_thread 8; 4 group_exit; 1 fork 9; 9 create_group
  - hold_group 9; 9 move_to_group 1`);

/** One word of an observation: how to change it, and how a report would name it. */
interface Place {
  readonly named: string;
  readonly change: (seen: FlatObservation) => void;
}

const MARKS: readonly (readonly [bit: number, field: string])[] = [
  [1, 'state'],
  [2, 'subreaper'],
  [4, 'group-exited'],
];

/** Every word that the columns of this state have. */
function placesOf(seen: FlatObservation): readonly Place[] {
  const places: Place[] = [];
  const add = (named: string, change: Place['change']): void => void places.push({ named, change });
  for (let index = 0; index < seen.processCount; index += 1) {
    const of = `process ${seen.pid[index]}`;
    add(`${of} existence`, (other) => (other.pid[index] = other.pid[index] + 100));
    add(`${of} parent`, (other) => (other.parent[index] = other.parent[index] + 1));
    add(`${of} group`, (other) => (other.group[index] = other.group[index] + 1));
    add(`${of} exit code`, (other) => (other.exitCode[index] = other.exitCode[index] - 1));
    for (const [bit, field] of MARKS)
      add(`${of} ${field}`, (other) => (other.marks[index] = other.marks[index] ^ bit));
    listPlaces(`${of} children`, seen.children, index, (other) => other.children, add);
    listPlaces(`${of} threads`, seen.threads, index, (other) => other.threads, add);
  }
  for (let index = 0; index < seen.groupCount; index += 1) {
    const of = `group ${seen.pgid[index]}`;
    add(`${of} existence`, (other) => (other.pgid[index] = other.pgid[index] + 100));
    add(`${of} session`, (other) => (other.session[index] = other.session[index] + 1));
    listPlaces(`${of} processes`, seen.members, index, (other) => other.members, add);
  }
  for (let index = 0; index < seen.sessionCount; index += 1) {
    const of = `session ${seen.sid[index]}`;
    add(`${of} existence`, (other) => (other.sid[index] = other.sid[index] + 100));
    listPlaces(`${of} groups`, seen.groups, index, (other) => other.groups, add);
  }
  return places;
}

type Lists = FlatObservation['children'];

/** Every entry changed; one more at the end; the last one gone. */
function listPlaces(
  named: string,
  lists: Lists,
  list: number,
  listsOf: (seen: FlatObservation) => Lists,
  add: (named: string, change: Place['change']) => void,
): void {
  const edit = (change: (ids: number[]) => void) => (seen: FlatObservation) => {
    const target = listsOf(seen);
    const all = Array.from({ length: target.count }, (_, index) => target.toArray(index));
    change(all[list]);
    target.clear();
    for (const ids of all) {
      target.begin();
      target.pushAll(ids);
    }
  };
  for (let entry = 0; entry < lists.length(list); entry += 1)
    add(
      named,
      edit((ids) => (ids[entry] = ids[entry] + 1)),
    );
  add(
    named,
    edit((ids) => void ids.push(200)),
  );
  if (lists.length(list) > 0)
    add(
      named,
      edit((ids) => void ids.pop()),
    );
}

describe('what the model shows of a state', () => {
  test('what the model shows of a state is recognised as such, and differs from itself in nothing', () => {
    expect(HIERARCHY.isObserved(STATE, seenOf(STATE))).toBe(true);
    expect(differences(seenOf(STATE), seenOf(STATE))).toEqual([]);
    expect(seenOf(STATE).equals(seenOf(STATE))).toBe(true);
  });

  const places = placesOf(seenOf(STATE)).map((place, index) => [index, place] as const);
  const byName = Map.groupBy(places, ([, { named }]) => named);
  test.each([...byName])(
    'what the model shows of a state is no longer recognised with another %s, and the difference has that name',
    (named, all) => {
      for (const [, { change }] of all) {
        const seen = seenOf(STATE);
        change(seen);
        expect(HIERARCHY.isObserved(STATE, seen)).toBe(false);
        expect(seenOf(STATE).equals(seen)).toBe(false);
        const found = differences(seenOf(STATE), seen).map(({ of, field }) => `${of} ${field}`);
        expect(found).toContain(named);
        if (!named.endsWith('existence')) expect(found).toEqual([named]);
      }
    },
  );

  test('what the model shows of a state has been changed in every word', () => {
    expect(places.length).toBeGreaterThan(90);
    expect(new Set(byName.keys()).size).toBe(7 * 9 + 4 * 3 + 2 * 2);
  });

  const COUNTS: readonly (readonly [string, (draft: Draft) => void, string])[] = [
    ['a process less', (draft) => draft.processes.pop(), 'process 9: present, absent'],
    ['a group less', (draft) => draft.groups.pop(), 'group 9: present, absent'],
    ['a session less', (draft) => draft.sessions.pop(), 'session 2: present, absent'],
    [
      'a process twice',
      (draft) => draft.processes.push(structuredClone(draft.process(4))),
      'process 4: absent, present twice',
    ],
    [
      'a group twice',
      (draft) => draft.groups.push(structuredClone(draft.group(3))),
      'group 3: absent, present twice',
    ],
    ['a session more', (draft) => draft.sessions.push({ sid: 3, groups: [] }), 'session 3: absent, present'],
  ];
  test.each(COUNTS)(
    'what the model shows of a state is no longer recognised with %s',
    (_, change, difference) => {
      const draft = new Draft(STATE);
      change(draft);
      expect(HIERARCHY.isObserved(STATE, draft.flat())).toBe(false);
      const found = differences(seenOf(STATE), draft.flat());
      expect(found.map(({ of, expected, seen }) => `${of}: ${expected}, ${seen}`)).toEqual([difference]);
    },
  );

  test('what the model shows of a state is no longer recognised with one entry in the place of another', () => {
    const swaps: readonly ((draft: Draft) => void)[] = [
      (draft) => draft.processes.splice(4, 1, structuredClone(draft.process(4))),
      (draft) => draft.groups.splice(3, 1, structuredClone(draft.group(3))),
      (draft) => draft.sessions.splice(1, 1, structuredClone(draft.session(1))),
    ];
    for (const swap of swaps) {
      const draft = new Draft(STATE);
      swap(draft);
      expect(HIERARCHY.isObserved(STATE, draft.flat())).toBe(false);
      expect(differences(seenOf(STATE), draft.flat())).toHaveLength(2);
    }
  });

  test('what the model shows of a state is not recognised when less of it is shown, and then differs in nothing', () => {
    const less: readonly Parameters<Draft['flat']>[0][] = [
      (seen) => delete seen.processes,
      (seen) => delete seen.groups,
      (seen) => delete seen.sessions,
      (seen) => delete seen.processes?.[0]?.exitCode,
      (seen) => delete seen.processes?.[3]?.children,
      (seen) => delete seen.groups?.[0]?.session,
      (seen) => delete seen.sessions?.[0]?.groups,
    ];
    for (const hide of less) {
      const seen = new Draft(STATE).flat(hide);
      expect(HIERARCHY.isObserved(STATE, seen)).toBe(false);
      expect(differences(seenOf(STATE), seen)).toEqual([]);
    }
  });

  test('what the model shows of a state differs in what is shown though other things are hidden', () => {
    const draft = new Draft(STATE);
    draft.process(4).exitCode = 5;
    draft.group(3).processes = [3];
    const seen = draft.flat((shown) => shown.processes?.forEach((process) => delete process.parent));
    expect(differences(seenOf(STATE), seen).map(({ of, field }) => `${of} ${field}`)).toEqual([
      'process 4 exit code',
      'group 3 processes',
    ]);
  });
});

describe('a mark', () => {
  const elsewhere: readonly string[] = MARKS_KEPT_ELSEWHERE;
  const rows = Object.entries(FIELDS.process).filter(
    ([name, { kind }]) => kind === 'switch' && !elsewhere.includes(name),
  );
  const shows = Object.fromEntries(Object.keys(FIELDS.process).map((name) => [name, {}]));

  test.each(rows)(
    'the mark %s of the table of fields is shown of a process that has it, and no other',
    (name) => {
      const processes = INITIAL_STATE.processes.set(INIT, { ...newProcess(null, INIT), [name]: true });
      const seen = new FlatObservation();
      observer(shows).observe({ ...INITIAL_STATE, processes }, seen);
      const [shown] = unflatten(seen).processes ?? [];
      expect(rows.map(([mark]) => mark).filter((mark) => shown?.[mark as ProcessMark])).toEqual([name]);
      expect(seen.marks[0]).toBe(MARKS_OF_FLAGS[FLAG_OF_FIELD[name]]);
    },
  );
});

describe('the observer of a set without threads', () => {
  const { threads: _, ...shows } = Object.fromEntries(Object.keys(FIELDS.process).map((name) => [name, {}]));
  test('the observer of a set without threads shows none, and recognises what it shows as all', () => {
    const { observe, isObserved } = observer(shows);
    const seen = new FlatObservation();
    observe(STATE, seen);
    expect(unflatten(seen).processes?.some(({ threads }) => threads !== undefined)).toBe(false);
    expect(isObserved(STATE, seen)).toBe(true);
    expect(isObserved(INITIAL_STATE, seen)).toBe(false);
  });
});

test('a field that is marked as not shown is not recognised, whatever its column holds', () => {
  const hidings: readonly ((seen: FlatObservation) => void)[] = [
    (seen) => (seen.processShows[0] = 0),
    (seen) => (seen.groupShows[0] = 0),
    (seen) => (seen.sessionShows[0] = 0),
  ];
  for (const hide of hidings) {
    const seen = seenOf(STATE);
    hide(seen);
    expect(HIERARCHY.isObserved(STATE, seen)).toBe(false);
  }
});

describe('a focus', () => {
  test.each([0, 1, 2, 3, 4, 5])(
    'a focus on everything leaves out just the lists of more than %i',
    (listMax) => {
      const ids = (table: { forEach(visit: (row: unknown, id: number) => void): void }): number[] => {
        const all: number[] = [];
        table.forEach((__, id) => all.push(id));
        return all;
      };
      const { processes, groups, sessions } = STATE;
      const seen = new FlatObservation();
      const everything = { processes: ids(processes), groups: ids(groups), sessions: ids(sessions) };
      observer(Object.fromEntries(Object.keys(FIELDS.process).map((name) => [name, {}]))).observe(
        STATE,
        seen,
        {
          ...everything,
          listMax,
        },
      );
      let listed = 0;
      const draft = new Draft(STATE);
      const expected = draft.flat((whole) => {
        const cut = (entry: object, list: string): void => {
          const held = (entry as Record<string, unknown>)[list] as readonly number[];
          if (held.length > listMax) delete (entry as Record<string, unknown>)[list];
          else listed += held.length;
        };
        for (const entry of whole.processes ?? [])
          for (const list of ['children', 'threads']) cut(entry, list);
        for (const entry of whole.groups ?? []) cut(entry, 'processes');
        for (const entry of whole.sessions ?? []) cut(entry, 'groups');
      });
      const shown = ({ processes: some, groups: inFocus, sessions: all }: ReturnType<typeof unflatten>) => ({
        groups: inFocus,
        sessions: all,
        processes: some?.map(({ pid, children, threads }) => ({ pid, children, threads })),
      });
      expect(shown(unflatten(seen))).toEqual(shown(unflatten(expected)));
      expect(seen.entries - seen.terminalCount).toBe(processes.size + groups.size + sessions.size + listed);
    },
  );

  const focus: Focus = { processes: [1, 3, 6], groups: [1, 3, 6], sessions: [2, 6], listMax: 2 };
  test('a focus shows what it names and what lives of it, without the long lists', () => {
    const seen = seenOf(STATE);
    HIERARCHY.observe(STATE, seen, focus);
    expect([...seen.pid.subarray(0, seen.processCount)]).toEqual([1, 3]);
    expect([...seen.pgid.subarray(0, seen.groupCount)]).toEqual([1, 3]);
    expect([...seen.sid.subarray(0, seen.sessionCount)]).toEqual([2]);
    expect(seen.children.toArray(0)).toEqual([]);
    expect(seen.children.toArray(1)).toEqual([7]);
    expect(seen.members.toArray(0)).toEqual([]);
    expect(seen.members.toArray(1)).toEqual([3, 7]);
  });
});

describe('two states', () => {
  const SETS = ['hierarchy', 'posix', 'job-control'] as const;
  test.each(SETS)(
    'two states of the %s commands are alike only if the same is shown of them',
    (commandSet) => {
      const specification = specificationOf({ commandSet });
      const { vocabulary, commands, observe, areAlike } = specification;
      const dice = new Dice();
      dice.seed(7);
      const found = { alike: 0, same: 0, other: 0 };
      for (let run = 0; run < 60; run += 1) {
        const shape = swarm.shapeOf(run, vocabulary, commands, 6);
        const decoder = new Decoder(specification, commands, shape);
        let state = specification.initial;
        for (let length = 0; length < 60; length += 1) {
          const { next } = specification.step(state, decoder.decode(dice.below(0x7fff_ffff), state));
          const [before, after] = [new FlatObservation(), new FlatObservation()];
          observe(state, before);
          observe(next, after);
          const isSame = before.equals(after);
          const isAlike = areAlike(state, next);
          expect(isAlike && !isSame).toBe(false);
          expect(areAlike(next, state)).toBe(isAlike);
          found[isAlike && state !== next ? 'alike' : isSame ? 'same' : 'other'] += 1;
          state = next;
        }
      }
      // Only the hierarchy commands have handles, which are not shown.
      expect([found.alike > 100, found.same > 100, found.other > 100]).toEqual([
        commandSet === 'hierarchy',
        true,
        true,
      ]);
    },
  );

  const alike = (one: string, other: string): boolean =>
    HIERARCHY.areAlike(stateAfter(one), stateAfter(other));

  test('two states that were made apart are not known to be alike, whatever they show', () => {
    expect(HIERARCHY.areAlike(STATE, STATE)).toBe(true);
    expect(alike('1 fork 2', '1 fork 2')).toBe(false);
  });

  test('two states are not alike where a group or a session is there in one of them alone', () => {
    const held = stateAfter('1 fork 2; 2 create_session; - hold_group 2; - hold_session 2; 2 exit; 2 free');
    const { next: groupless } = HIERARCHY.step(held, { name: 'release_group', group: 2 });
    const { next: bare } = HIERARCHY.step(groupless, { name: 'release_session', session: 2 });
    expect(held.processes).toBe(bare.processes);
    expect(HIERARCHY.areAlike(held, groupless)).toBe(false);
    expect(HIERARCHY.areAlike(groupless, bare)).toBe(false);
    expect(HIERARCHY.areAlike(bare, groupless)).toBe(false);
  });
});

describe('along random walks', () => {
  const choice = fc.nat({ max: 0x7fff_ffff });
  const walk = fc.array(choice, { minLength: 60, maxLength: 60, size: 'max' });
  test.prop([choice, walk], { seed: 20, numRuns: 40 })(
    'a state after a step of a random walk is recognised in what is shown of it, and the one before only if nothing shown changed',
    (shape, choices) => {
      const decoder = new Decoder(
        HIERARCHY,
        COMMAND_NAMES.hierarchy,
        shapeOf(shape, COMMAND_NAMES.hierarchy, 40),
      );
      let state = INITIAL_STATE;
      for (const number of choices) {
        const { next } = step(state, decoder.decode(number, state));
        const seen = seenOf(next);
        expect(HIERARCHY.isObserved(next, seen)).toBe(true);
        expect(HIERARCHY.isObserved(state, seen)).toBe(seenOf(state).equals(seen));
        state = next;
      }
    },
  );
});
