// Goal: the specification means what its clauses say. Method: every state and every accepted command within small
// bounds, found by a search as plain as possible, and each law asked of all of them.
import { describe, expect, test } from 'vitest';
import type { Answer, Command, CommandName, Id } from '../../src/contract/command.ts';
import { hierarchyDrain } from '../../src/model/hierarchy/drain.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import type { HierarchyName } from '../../src/contract/sets/hierarchy.ts';
import { INIT } from '../../src/contract/command.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import { RULES, step } from '../../src/model/hierarchy/rules.ts';
import type { Process, State } from '../../src/model/state.ts';
import { groupOf, isRunning, sessionOf } from '../../src/model/state.ts';
import { STATE_INVARIANTS } from '../../src/model/invariants/of-states.ts';
import { STEP_INVARIANTS } from '../../src/model/invariants/of-steps.ts';
import type { Table } from '../../src/model/indexed-table.ts';
import { exploreModel, stateText } from '../support/plain-search.ts';
import { textOf } from '../support/repository.ts';
import { heldIn, seenOf } from '../support/scenarios.ts';

interface Transition {
  readonly from: State;
  readonly command: Command;
  readonly to: State;
}

const transitions: Transition[] = [];
let refusedAndChanged = 0;
const core2 = exploreModel({ idsMax: 2 });
const core3 = exploreModel({ idsMax: 3 });
const { states, counts } = exploreModel(
  { idsMax: 3, handles: true },
  {
    accepted: (from, command, to) => transitions.push({ from, command, to }),
    refused: (from, command) => {
      if (step(from, command).next !== from) refusedAndChanged += 1;
    },
  },
);

describe('the state space', () => {
  const recorded = JSON.parse(textOf('properties/recorded/state-space.json')) as Readonly<
    Record<string, unknown>
  >;
  test.each([
    ['ids 2', core2.counts],
    ['ids 3', core3.counts],
    ['ids 3, handles', counts],
  ])('the state space with %s is as large as recorded', (bound, found) => {
    expect(found).toEqual(recorded[bound]);
  });

  test('the state space has no two states that look alike but for their handles', () => {
    const looks = new Map<string, State>();
    for (const state of states) {
      const text = stateText(state).replaceAll('*', '');
      const seen = seenOf(state);
      const other = looks.get(text);
      if (other === undefined) looks.set(text, state);
      else if (!seenOf(other).equals(seen)) throw new Error(`${text} is shown in two ways`);
    }
    expect(looks.size).toBeLessThan(states.length);
  });
});

describe('with 3 ids and handles', () => {
  test('every state shows itself to obey I1, I2 and I4 to I7', () => {
    const seen = new FlatObservation();
    for (const state of states) {
      HIERARCHY.observe(state, seen);
      for (const [id, { find }] of Object.entries(STATE_INVARIANTS)) {
        const finding = find(seen, heldIn(state));
        if (finding !== undefined) throw new Error(`${id} on ${stateText(state)}: ${String(finding)}`);
      }
    }
  });

  test('every step shows itself to obey I3, I8 and I10', () => {
    const [before, after] = [new FlatObservation(), new FlatObservation()];
    let last: State | undefined;
    for (const { from, command, to } of transitions) {
      if (from !== last) HIERARCHY.observe(from, before);
      last = from;
      HIERARCHY.observe(to, after);
      const { answer } = step(from, command) as { answer: Answer };
      for (const [id, { find }] of Object.entries(STEP_INVARIANTS)) {
        const finding = find({ before, command, answer, after, commands: HIERARCHY.vocabulary.commands });
        if (finding !== undefined) throw new Error(`${id} on ${stateText(from)}: ${String(finding)}`);
      }
    }
  });

  test('a refused command leaves the very same state (I8)', () => {
    expect(counts.refused).toBeGreaterThan(0);
    expect(refusedAndChanged).toBe(0);
  });

  test('a drain leads to init, its group and its session alone, and all of it is accepted (I9)', () => {
    const drained = new Set<string>();
    for (const state of states) {
      let now = state;
      for (const command of hierarchyDrain(state)) {
        const { refusals, next } = step(now, command);
        if (refusals !== undefined)
          throw new Error(`drain of ${stateText(state)}: ${JSON.stringify(command)} is refused`);
        now = next;
      }
      drained.add(stateText(now));
    }
    // Init may have moved to a group that a child made.
    expect(drained).toEqual(new Set(['s1{ g1: 1 }', 's1{ g2: 1 }', 's1{ g3: 1 }']));
  });

  test('the incremental lifetime law ends just what a scan of all groups and sessions ends', () => {
    const wrong = transitions.find(
      (transition) => stateText(transition.to) !== stateText(endedPlainly(effectOf(transition))),
    );
    expect(wrong).toBeUndefined();
  });

  test('init stays in session 1 and may leave group 1', () => {
    expect(firstWhere(states, (state) => sessionOf(state, INIT) !== INIT)).toBeUndefined();
    expect(firstWhere(states, (state) => !isRunning(state, INIT))).toBeUndefined();
    expect(new Set(states.map((state) => groupOf(state, INIT)))).toEqual(new Set([1, 2, 3]));
  });

  test('a process that created a session never leaves it', () => {
    const left = firstWhere(states, (state) =>
      anyProcess(state, (pid) => state.sessions.has(pid) && sessionOf(state, pid) !== pid),
    );
    expect(left).toBeUndefined();
  });

  test('a group is in the live session that bears its id', () => {
    const astray = firstWhere(states, (state) =>
      idsOf(state.groups).some(
        (pgid) => state.sessions.has(pgid) && state.groups.get(pgid)?.session !== pgid,
      ),
    );
    expect(astray).toBeUndefined();
  });

  test('a parent is always running', () => {
    const orphan = firstWhere(states, (state) =>
      anyProcess(state, (_, { parent }) => parent !== null && !isRunning(state, parent)),
    );
    expect(orphan).toBeUndefined();
  });

  test('a process that leads its group finds its group id in use, so the first never refuses without the second', () => {
    for (const state of states) {
      for (const pid of idsOf(state.processes)) {
        if (groupOf(state, pid) === pid) expect(state.groups.has(pid)).toBe(true);
      }
    }
  });

  test('a group is ended only by moves, creations and frees, and a session only by them or a release', () => {
    const enders = (had: (state: State) => readonly Id[], has: (state: State, id: Id) => boolean) =>
      new Set(
        transitions
          .filter(({ from, to }) => had(from).some((id) => !has(to, id)))
          .map(({ command }) => command.name),
      );
    const common: readonly CommandName[] = ['create_group', 'create_session', 'free', 'move_to_group'];
    const groupEnders = enders(
      (state) => idsOf(state.groups),
      (state, id) => state.groups.has(id),
    );
    const sessionEnders = enders(
      (state) => idsOf(state.sessions),
      (state, id) => state.sessions.has(id),
    );
    expect(groupEnders).toEqual(new Set([...common, 'release_group']));
    // To move or to make a group is to stay in the session, which therefore goes on.
    expect(sessionEnders).toEqual(new Set(['create_session', 'free', 'release_group', 'release_session']));
  });
});

/** The effect of the command itself, before anything ends. */
function effectOf({ from, command }: Transition): State {
  const { effect } = RULES[command.name as HierarchyName] as unknown as {
    effect: (state: State, asked: unknown) => State;
  };
  return effect(from, command);
}

/** The lifetime law in its own words, asked of all groups and then of all sessions. */
function endedPlainly(state: State): State {
  let { groups, sessions } = state;
  for (const pgid of idsOf(groups)) {
    if (groups.get(pgid)?.handles === 0 && !anyProcess(state, (_, { group }) => group === pgid))
      groups = groups.delete(pgid);
  }
  for (const sid of idsOf(sessions)) {
    const inhabited = idsOf(groups).some((pgid) => groups.get(pgid)?.session === sid);
    if (sessions.get(sid)?.handles === 0 && !inhabited) sessions = sessions.delete(sid);
  }
  return { ...state, groups, sessions };
}

function idsOf<Row extends object, Column extends keyof Row & string>(
  table: Table<Row, Column>,
): readonly Id[] {
  const ids: Id[] = [];
  table.forEach((_, id) => ids.push(id));
  return ids;
}

function anyProcess(state: State, holds: (pid: Id, process: Process) => boolean): boolean {
  return idsOf(state.processes).some((pid) => holds(pid, state.processes.get(pid) as Process));
}

function firstWhere(all: readonly State[], holds: (state: State) => boolean): string | undefined {
  const found = all.find(holds);
  return found === undefined ? undefined : stateText(found);
}
