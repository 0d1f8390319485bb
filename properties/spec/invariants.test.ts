// Goal: every invariant fires on what breaks it and on nothing else. Method: a correct observation broken by hand in
// one way at a time; the invariant that must speak, alone, and what it must say. Then random walks, where all are silent.
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Answer, Command } from '../../src/contract/command.ts';
import { COMMAND_NAMES, shapeOf } from '../support/by-set.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { POSIX_VOCABULARY } from '../../src/contract/sets/posix.ts';
import { HIERARCHY_COMMANDS } from '../../src/contract/sets/hierarchy.ts';
import { FlatObservation, SHOWS_PARENT } from '../../src/contract/observation/flat-observation.ts';
import type { Observation } from '../../src/contract/observation/observation.ts';
import { RESOURCE_NAMES } from '../../src/contract/observation/observation.ts';
import { Decoder } from '../../src/engines/generate/command-decoder.ts';
import type { Finding, HeldHandles } from '../../src/model/invariants/finding.ts';
import { NOT_SHOWN } from '../../src/model/invariants/finding.ts';
import { DRAIN_INVARIANT, invariantsOf } from '../../src/model/invariants/all.ts';
import { step } from '../../src/model/hierarchy/rules.ts';
import type { State } from '../../src/model/state.ts';
import { INITIAL_STATE } from '../../src/model/state.ts';
import { STATE_INVARIANTS } from '../../src/model/invariants/of-states.ts';
import { STEP_INVARIANTS } from '../../src/model/invariants/of-steps.ts';
import { flatten } from '../../src/contract/observation/json.ts';
import { Draft } from '../support/drafts.ts';
import { stateText } from '../support/plain-search.ts';
import { commandsOf, heldIn, seenOf, stateAfter } from '../support/scenarios.ts';

/** Two sessions, four groups, one of them empty and held, a zombie, threads, a grandchild. */
const STATE = stateAfter(`
  1 fork 2; 2 create_session; 2 fork 3; 3 create_group; 3 fork 7; 1 fork 4; 1 fork 5; 5 exit
  2 new_thread 2; 2 new_thread 6; 4 new_thread 8; 1 fork 9; 9 create_group; - hold_group 9; 9 move_to_group 1`);

const NONE_HELD: HeldHandles = { onGroup: () => 0, onSession: () => 0 };

type Break = (draft: Draft) => void;

/** The way to break it, and what the invariant says. */
const BROKEN_STATES: Readonly<Record<keyof typeof STATE_INVARIANTS, Readonly<Record<string, Break>>>> = {
  I1: {
    'group 3 lists process 7 twice': (draft) => draft.group(3).processes.push(7),
    'process 7 is in group 3, which does not list it': (draft) => (draft.group(3).processes = [3]),
    'group 1 lists 99, which is no process': (draft) => draft.group(1).processes.push(99),
    'group 2 lists process 7, which is in group 3': (draft) => draft.group(2).processes.push(7),
    'group 1 lists process 4, which is in group 77': (draft) => (draft.process(4).group = 77),
    'process 4 is in group 77, which does not live': (draft) => {
      draft.process(4).group = 77;
      draft.group(1).processes = [1, 5, 9];
    },
    'process 4 is in group 9, which does not list it': (draft) => {
      draft.process(4).group = 9;
      draft.group(1).processes = [1, 5, 9];
    },
  },
  I2: {
    'session 2 lists group 3 twice': (draft) => draft.session(2).groups.push(3),
    'group 3 is in session 2, which does not list it': (draft) => (draft.session(2).groups = [2]),
    'session 1 lists 55, which is no live group': (draft) => draft.session(1).groups.push(55),
    'session 2 lists group 9, which is in session 1': (draft) => draft.session(2).groups.push(9),
    'group 9 is in session 77, which does not live': (draft) => {
      draft.group(9).session = 77;
      draft.session(1).groups = [1];
    },
  },
  I4: {
    'group 50 lives without member or handle': (draft) => {
      draft.groups.push({ pgid: 50, session: 1, processes: [] });
      draft.session(1).groups.push(50);
    },
    'session 50 lives without group or handle': (draft) => draft.sessions.push({ sid: 50, groups: [] }),
    'group 3 lives without member or handle': (draft) => {
      for (const pid of [3, 7]) draft.process(pid).group = 2;
      draft.group(2).processes = [2, 3, 7];
      draft.group(3).processes = [];
    },
  },
  I5: {
    'two processes have pid 4': (draft) => draft.processes.push(structuredClone(draft.process(4))),
    'two processes have pid 1': (draft) => draft.processes.push(structuredClone(draft.process(1))),
    'two groups have id 9': (draft) => draft.groups.push(structuredClone(draft.group(9))),
    'two groups have id 3': (draft) => draft.groups.push(structuredClone(draft.group(3))),
    'two sessions have id 2': (draft) => draft.sessions.push(structuredClone(draft.session(2))),
    'two threads have tid 6': (draft) => draft.process(4).threads.unshift(6),
    'two threads have tid 8': (draft) => draft.process(4).threads.push(8),
    'two threads have tid 120': (draft) => {
      draft.process(4).threads = Array.from({ length: 40 }, (_, index) => 100 + index);
      draft.process(1).threads = [120];
    },
  },
  I6: {
    'init has a parent, 2': (draft) => (draft.process(1).parent = 2),
    'process 4 has no parent': (draft) => {
      draft.process(4).parent = null;
      draft.process(1).children = [2, 5, 9];
    },
    'process 4 has parent 99, which is no process': (draft) => (draft.process(4).parent = 99),
    'process 3 does not descend from init': (draft) => {
      draft.process(3).parent = 7;
      draft.process(7).children = [3];
      draft.process(2).children = [];
    },
    'process 4 does not descend from init': (draft) => {
      draft.process(4).parent = 4;
      draft.process(4).children = [4];
      draft.process(1).children = [2, 5, 9];
    },
    'process 3 lists child 7 twice': (draft) => draft.process(3).children.push(7),
    'process 7 has parent 3, which does not list it as a child': (draft) => (draft.process(3).children = []),
    'process 4 lists child 99, which is no process': (draft) => draft.process(4).children.push(99),
    'process 4 lists child 1, whose parent is 0': (draft) => draft.process(4).children.push(1),
    'process 4 lists child 7, whose parent is 3': (draft) => draft.process(4).children.push(7),
  },
  I7: {
    'zombie 5 has a living thread': (draft) => draft.process(5).threads.push(10),
    'zombie 5 has a child, 4': (draft) => {
      draft.process(4).parent = 5;
      draft.process(5).children = [4];
      draft.process(1).children = [2, 5, 9];
    },
    'zombie 2 lists a child': (draft) => {
      draft.process(2).state = 'zombie';
      draft.process(2).threads = [];
    },
  },
};

type Hide = Parameters<Draft['flat']>[0] & object;

const hideOf = {
  parents: (seen) => seen.processes?.forEach((process) => delete process.parent),
  states: (seen) => seen.processes?.forEach((process) => delete process.state),
  groupsOfProcesses: (seen) => seen.processes?.forEach((process) => delete process.group),
  members: (seen) => seen.groups?.forEach((group) => delete group.processes),
  sessionsOfGroups: (seen) => seen.groups?.forEach((group) => delete group.session),
  groupsOfSessions: (seen) => seen.sessions?.forEach((session) => delete session.groups),
  oneMembers: (seen) => delete seen.groups?.[0]?.processes,
  processes: (seen) => delete seen.processes,
  groups: (seen) => delete seen.groups,
  sessions: (seen) => delete seen.sessions,
  groupsAndSessions: (seen) => {
    delete seen.groups;
    delete seen.sessions;
  },
  membersAndGroupsOfSessions: (seen) => {
    hideOf.members(seen);
    hideOf.groupsOfSessions(seen);
  },
  everything: (seen) => {
    delete seen.processes;
    delete seen.groups;
    delete seen.sessions;
  },
} as const satisfies Readonly<Record<string, Hide>>;

type HideName = keyof typeof hideOf;

/** Without which parts a state invariant has no evidence. */
const EVIDENCE: Readonly<Record<keyof typeof STATE_INVARIANTS, readonly HideName[]>> = {
  I1: [
    'groupsOfProcesses',
    'members',
    'oneMembers',
    'processes',
    'groups',
    'groupsAndSessions',
    'membersAndGroupsOfSessions',
    'everything',
  ],
  I2: [
    'sessionsOfGroups',
    'groupsOfSessions',
    'groups',
    'sessions',
    'groupsAndSessions',
    'membersAndGroupsOfSessions',
    'everything',
  ],
  I4: ['groupsAndSessions', 'membersAndGroupsOfSessions', 'everything'],
  I5: ['everything'],
  I6: ['parents', 'processes', 'everything'],
  I7: ['states', 'processes', 'everything'],
};

describe('a state', () => {
  test('a state that is right violates nothing', () => {
    expect(findingsOf(seenOf(STATE), heldIn(STATE))).toEqual({});
  });

  const cases = Object.entries(BROKEN_STATES).flatMap(([invariant, all]) =>
    Object.entries(all).map(([sentence, breakIt]) => [invariant, sentence, breakIt] as const),
  );
  test.each(cases)('a state violates %s alone: %s', (invariant, sentence, breakIt) => {
    const draft = new Draft(STATE);
    breakIt(draft);
    expect(findingsOf(draft.flat(), heldIn(STATE))).toEqual({ [invariant]: sentence });
  });

  test('a state is judged by what it shows, whatever its columns held before', () => {
    const draftSize = STATE.processes.size + 1;
    for (const breakIt of [() => undefined, ...cases.map(([, , breaks]) => breaks)])
      for (let kept = 1; kept <= draftSize; kept += 1)
        for (const owner of [1, 2, 3, 4, 9]) {
          const draft = new Draft(STATE);
          breakIt(draft);
          cutTo(draft, kept);
          const fresh = verdictsOf(draft.flat());
          expect(verdictsOf(draft.flat(undefined, heldMore(draft, owner)))).toEqual(fresh);
          // The entry that was added last is not always the one with the highest id.
          draft.processes.sort((one, other) => one.pid - other.pid);
          draft.groups.sort((one, other) => one.pgid - other.pgid);
          draft.sessions.sort((one, other) => one.sid - other.sid);
          expect(verdictsOf(draft.flat(undefined, heldMore(draft, owner)))).toEqual(fresh);
        }
  });

  test('a state in which two groups of one id list the same process does not hide by it that they do not list another', () => {
    const draft = new Draft(stateAfter('1 fork 2'));
    draft.group(1).processes = [1];
    draft.groups.push(structuredClone(draft.group(1)));
    expect(STATE_INVARIANTS.I1.find(draft.flat())).toBe('process 2 is in group 1, which does not list it');
  });

  test('a state in which two processes bear init’s pid does not hide by it that neither lists a child', () => {
    const draft = new Draft(stateAfter('1 fork 2; 1 fork 3; 1 fork 4'));
    draft.process(1).children = [2, 3];
    draft.processes.push(structuredClone(draft.process(1)));
    expect(STATE_INVARIANTS.I6.find(draft.flat())).toBe(
      'process 4 has parent 1, which does not list it as a child',
    );
  });

  test.each([
    [1, 2],
    [2, 1],
  ])(
    'a state in which two of one id are in different places is right by I1 and I2 where each place lists them: %i, %i',
    (first, second) => {
      const draft = new Draft(STATE);
      draft.process(4).group = first;
      draft.processes.push({ ...structuredClone(draft.process(4)), group: second });
      draft.group(2).processes.push(4);
      draft.group(9).session = first;
      draft.groups.push({ ...structuredClone(draft.group(9)), session: second });
      draft.session(2).groups.push(9);
      const { I1, I2, I5 } = verdictsOf(draft.flat());
      expect([I1, I2, I5]).toEqual([undefined, undefined, 'two processes have pid 4']);
    },
  );

  test('a state violates I7 where init is a zombie, though no list of children is shown', () => {
    const draft = new Draft(STATE);
    draft.process(1).state = 'zombie';
    const seen = draft.flat(({ processes }) => processes?.forEach((process) => delete process.children));
    expect(STATE_INVARIANTS.I7.find(seen)).toBe('zombie 1 has a child, 2');
  });

  test('a state is not judged by a parent that is not shown, whatever the column holds', () => {
    const draft = new Draft(STATE);
    draft.process(4).parent = 5;
    const find = (hidden: number): Finding => {
      const seen = draft.flat();
      for (let index = 0; index < seen.processCount; index += 1) seen.processShows[index] &= ~hidden;
      return STATE_INVARIANTS.I7.find(seen);
    };
    expect([find(0), find(SHOWS_PARENT)]).toEqual(['zombie 5 has a child, 4', undefined]);
  });

  test('a state violates I4 once the handle of an empty group or session is released', () => {
    expect(findingsOf(seenOf(STATE), NONE_HELD)).toEqual({ I4: 'group 9 lives without member or handle' });
    const empty = stateAfter('1 fork 2; 2 create_session; - hold_session 2; 2 exit; 2 free');
    expect(findingsOf(seenOf(empty), heldIn(empty))).toEqual({});
    expect(findingsOf(seenOf(empty), NONE_HELD)).toEqual({ I4: 'session 2 lives without group or handle' });
  });

  test('a state violates I6 without init', () => {
    const draft = new Draft(STATE);
    draft.processes = [];
    const found = findingsOf(draft.flat(hideOf.groupsAndSessions), heldIn(STATE));
    expect(found).toEqual({ I6: 'init is not there' });
  });

  test('a state violates I7 where a zombie lists a child, though no parent is shown', () => {
    const draft = new Draft(STATE);
    draft.process(5).children = [9];
    expect(findingsOf(draft.flat(hideOf.parents), heldIn(STATE))).toEqual({ I7: 'zombie 5 lists a child' });
  });

  test('a state violates I7 where the group of a zombie has ended, though no member is shown', () => {
    const draft = new Draft(STATE);
    draft.process(5).group = 88;
    const found = findingsOf(draft.flat(hideOf.members), heldIn(STATE));
    expect(found).toEqual({ I7: 'zombie 5 is in group 88, which does not live' });
  });

  test('a state violates I4 by its groups where only they are shown, and by its sessions likewise', () => {
    const draft = new Draft(STATE);
    draft.groups.push({ pgid: 50, session: 1, processes: [] });
    draft.sessions.push({ sid: 51, groups: [] });
    const find = (hide: Hide): Finding => STATE_INVARIANTS.I4.find(draft.flat(hide), heldIn(STATE));
    expect(find(hideOf.sessions)).toBe('group 50 lives without member or handle');
    expect(find(hideOf.groups)).toBe('session 51 lives without group or handle');
  });

  test.each(Object.entries(EVIDENCE))(
    'a state is no evidence for %s where parts are hidden',
    (name, needed) => {
      const invariant = STATE_INVARIANTS[name as keyof typeof STATE_INVARIANTS];
      const unseen = Object.entries(hideOf).filter(
        ([, hide]) => invariant.find(new Draft(STATE).flat(hide), heldIn(STATE)) === NOT_SHOWN,
      );
      expect(unseen.map(([part]) => part)).toEqual(
        Object.keys(hideOf).filter((part) => needed.includes(part as HideName)),
      );
    },
  );
});

interface BrokenStep {
  readonly command: string;
  readonly answer: Answer;
  readonly breakIt: Break;
}

const OK: Answer = { ok: {} };
const REFUSED: Answer = { refused: 'not-running' };

/** The observation after the command, starting from the right state before it. */
const BROKEN_STEPS: Readonly<
  Record<keyof typeof STEP_INVARIANTS, Readonly<Record<string, readonly BrokenStep[]>>>
> = {
  I3: {
    'process 4 went from session 1 to session 2 without creating one': [
      { command: '4 move_to_group 3', answer: OK, breakIt: (draft) => moved(draft, 3) },
      { command: '9 create_session', answer: OK, breakIt: (draft) => moved(draft, 2) },
      { command: '4 create_group', answer: OK, breakIt: (draft) => moved(draft, 2) },
    ],
    'group 9 went from session 1 to session 2': [
      { command: '4 move_to_group 9', answer: OK, breakIt: (draft) => (draft.group(9).session = 2) },
      { command: '1 fork 10', answer: OK, breakIt: (draft) => (draft.group(9).session = 2) },
    ],
  },
  I8: {
    'fork was refused and still changed something': Object.values<Break>({
      parent: (draft) => (draft.process(4).parent = 9),
      group: (draft) => (draft.process(4).group = 9),
      state: (draft) => (draft.process(4).state = 'zombie'),
      children: (draft) => draft.process(4).children.push(9),
      threads: (draft) => draft.process(4).threads.pop(),
      subreaper: (draft) => (draft.process(4).subreaper = true),
      groupExited: (draft) => (draft.process(4).groupExited = true),
      exitCode: (draft) => (draft.process(4).exitCode = 1),
      process: (draft) => draft.processes.pop(),
      members: (draft) => draft.group(1).processes.pop(),
      newGroup: (draft) => draft.groups.push({ pgid: 50, session: 1, processes: [] }),
      groups: (draft) => draft.session(1).groups.pop(),
      lostSession: (draft) => draft.sessions.pop(),
    }).map((breakIt) => ({ command: '6 fork 10', answer: REFUSED, breakIt })),
    'create_session was refused and still changed something': [
      { command: '5 create_session', answer: REFUSED, breakIt: (draft) => withSession(draft, 5) },
    ],
  },
  I10: {
    'fork made session 50': [
      { command: '1 fork 50', answer: OK, breakIt: (draft) => withSession(draft, 50) },
    ],
    'process 4 created a session with id 50': [
      { command: '4 create_session', answer: OK, breakIt: (draft) => withSession(draft, 50) },
    ],
    'the new session 4 has no group 4': [
      {
        command: '4 create_session',
        answer: OK,
        breakIt: (draft) => draft.sessions.push({ sid: 4, groups: [] }),
      },
    ],
    'the first group of session 4 is in session 1': [
      {
        command: '4 create_session',
        answer: OK,
        breakIt: (draft) => {
          withSession(draft, 4);
          draft.group(4).session = 1;
        },
      },
    ],
  },
};

describe('a step', () => {
  const cases = Object.entries(BROKEN_STEPS).flatMap(([invariant, all]) =>
    Object.entries(all).flatMap(([sentence, steps]) =>
      steps.map((broken, index) => [invariant, sentence, index + 1, broken] as const),
    ),
  );
  test.each(cases)(
    'a step violates %s alone: %s (%i)',
    (invariant, sentence, _, { command, answer, breakIt }) => {
      const draft = new Draft(STATE);
      breakIt(draft);
      expect(stepFindingsOf(seenOf(STATE), command, answer, draft.flat())).toEqual({ [invariant]: sentence });
    },
  );

  test.each([
    [1, 4],
    [4, 1],
  ])(
    'a step that makes a session is right by any group of its id, the first or the second: in sessions %i and %i',
    (first, second) => {
      const draft = new Draft(STATE);
      withSession(draft, 4);
      draft.group(4).session = first;
      draft.groups.push({ pgid: 4, session: second, processes: [] });
      expect(stepFindingsOf(seenOf(STATE), '4 create_session', OK, draft.flat())).toEqual({});
      for (const hidden of [first, second]) {
        const seen = draft.flat(({ groups }) => {
          for (const group of groups ?? []) {
            if (group.pgid !== 4) continue;
            if (group.session === hidden) delete group.session;
            else group.session = 1;
          }
        });
        expect(stepFindingsOf(seenOf(STATE), '4 create_session', OK, seen)).toEqual({});
      }
    },
  );

  test('a step is judged by what is shown before and after it, whatever the columns held before', () => {
    const after = new Draft(STATE);
    withSession(after, 50);
    after.processes.push({ ...after.process(4), pid: 50, group: 50 });
    const other = new Draft(STATE);
    other.processes.push({ ...other.process(4), pid: 50, group: 3 });
    other.groups.push({ pgid: 50, session: 2, processes: [] });
    other.sessions.push({ sid: 50, groups: [] });
    const same = new Draft(STATE);
    expect(stepFindingsOf(same.flat(undefined, other.flat()), '1 fork 50', OK, after.flat())).toEqual({
      I10: 'fork made session 50',
    });
    const elsewhere = new Draft(STATE);
    elsewhere.process(9).group = 2;
    const without = new Draft(STATE);
    without.processes = without.processes.filter(({ pid }) => pid !== 9);
    expect(stepFindingsOf(seenOf(STATE), '9 free', OK, without.flat(undefined, elsewhere.flat()))).toEqual(
      {},
    );
    for (const owner of [1, 2, 3])
      expect(
        stepFindingsOf(seenOf(STATE), '6 fork 10', REFUSED, same.flat(undefined, heldMore(same, owner))),
      ).toEqual({});
  });

  test('a step that makes a session, as it should, violates nothing', () => {
    const after = stateAfter('4 create_session', STATE);
    expect(stepFindingsOf(seenOf(STATE), '4 create_session', OK, seenOf(after))).toEqual({});
  });

  test('a step is no evidence where parts are hidden', () => {
    const hidden = Object.entries(hideOf).map(([part, hide]) => {
      const seen = new Draft(STATE).flat(hide);
      const [command] = commandsOf('6 fork 10') as readonly [Command];
      const asked = { before: seen, command, answer: REFUSED, after: seen, commands: HIERARCHY_COMMANDS };
      const silent = Object.entries(STEP_INVARIANTS).filter(([, { find }]) => find(asked) === NOT_SHOWN);
      return [part, silent.map(([id]) => id).join(' ')] as const;
    });
    expect(Object.fromEntries(hidden.filter(([, silent]) => silent !== ''))).toEqual({
      sessionsOfGroups: 'I3',
      groups: 'I3',
      sessions: 'I10',
      groupsAndSessions: 'I3 I10',
      everything: 'I3 I8 I10',
    });
  });
});

describe('a drained system', () => {
  const START = { processes: 1, groups: 1, sessions: 1, threads: 0, handles: 0 };
  const LEFT: Readonly<Record<string, readonly [Observation, string | typeof NOT_SHOWN | undefined]>> = {
    'init alone': [{ ...jsonAfter(''), resources: START }, undefined],
    'init in a group that another made': [
      { ...jsonAfter('1 fork 2; 2 create_group; 1 move_to_group 2; 2 exit; 2 free'), resources: START },
      undefined,
    ],
    'a zombie': [jsonAfter('1 fork 2; 2 exit'), 'processes are left: 1, 2'],
    'a held group': [
      jsonAfter('1 fork 2; 2 create_group; - hold_group 2; 2 exit; 2 free'),
      'groups are left: 1, 2',
    ],
    'a held session': [
      jsonAfter('1 fork 2; 2 create_session; - hold_session 2; 2 exit; 2 free'),
      'sessions are left: 1, 2',
    ],
    'a process too many': [
      { resources: { ...START, processes: 2 } },
      'processes counted: 2, and 1 at the start',
    ],
    'a group too many': [{ resources: { ...START, groups: 2 } }, 'groups counted: 2, and 1 at the start'],
    'a thread too many': [{ resources: { threads: 1 } }, 'threads counted: 1, and 0 at the start'],
    'a handle too many': [
      { ...jsonAfter(''), resources: { ...START, handles: 3 } },
      'handles counted: 3, and 0 at the start',
    ],
    'a handle too few': [{ resources: { handles: -1 } }, 'handles counted: -1, and 0 at the start'],
    'nothing shown': [{}, NOT_SHOWN],
    'only processes shown, and init alone': [{ processes: [{ pid: 1 }] }, undefined],
  };
  test.each(Object.entries(LEFT))(
    'a drained system is judged by what it still shows (I9): %s',
    (_, [shown, finding]) => {
      const seen = new FlatObservation();
      flatten(shown, seen);
      expect(DRAIN_INVARIANT.find(seen, Object.values(START), RESOURCE_NAMES)).toBe(finding);
    },
  );

  test('a drained system is not judged by a count that was not shown at the start', () => {
    const seen = new FlatObservation();
    flatten({ resources: { threads: 5 } }, seen);
    const uncounted = new FlatObservation();
    flatten({ resources: { handles: 5 } }, uncounted);
    expect(DRAIN_INVARIANT.find(seen, uncounted.resources, RESOURCE_NAMES)).toBe(NOT_SHOWN);
  });
});

describe('on random walks', () => {
  const choice = fc.nat({ max: 0x7fff_ffff });
  const walk = fc.array(choice, { minLength: 100, maxLength: 100, size: 'max' });
  test.prop([choice, walk], { seed: 20, numRuns: 60 })('no invariant speaks', (shape, choices) => {
    const decoder = new Decoder(
      HIERARCHY,
      COMMAND_NAMES.hierarchy,
      shapeOf(shape, COMMAND_NAMES.hierarchy, 20),
    );
    let state: State = INITIAL_STATE;
    let before = seenOf(state);
    for (const number of choices) {
      const command = decoder.decode(number, state);
      const done = step(state, command);
      const answer = done.refusals === undefined ? done.answer : { refused: done.refusals[0] };
      const after = seenOf(done.next);
      const found = {
        ...findingsOf(after, heldIn(done.next)),
        ...stepFindings(before, command, answer, after),
      };
      if (Object.keys(found).length > 0) throw new Error(`${stateText(done.next)}: ${JSON.stringify(found)}`);
      state = done.next;
      before = after;
    }
  });
});

test('every invariant has a sentence, and this file breaks each', () => {
  const broken = [...Object.keys(BROKEN_STATES), ...Object.keys(BROKEN_STEPS), 'I9'];
  expect(new Set(invariantsOf(HIERARCHY.vocabulary))).toEqual(new Set(broken));
});

function findingsOf(seen: FlatObservation, held: HeldHandles): Readonly<Record<string, string>> {
  return spoken(Object.entries(STATE_INVARIANTS).map(([id, { find }]) => [id, find(seen, held)]));
}

/** Every finding, and that there is none for want of evidence. */
function verdictsOf(seen: FlatObservation): Readonly<Record<string, Finding>> {
  return Object.fromEntries(
    Object.entries(STATE_INVARIANTS).map(([id, { find }]) => [id, find(seen, heldIn(STATE))]),
  );
}

/** Keeps the first entries of each list. */
function cutTo(draft: Draft, kept: number): void {
  draft.processes = draft.processes.slice(0, kept);
  draft.groups = draft.groups.slice(0, kept);
  draft.sessions = draft.sessions.slice(0, kept);
}

/** An observation that has held one more of the last process, group and session each, otherwise, and of this owner. */
function heldMore(draft: Draft, owner: number): FlatObservation {
  const more = new Draft(STATE);
  const [process, group, session] = [draft.processes.at(-1), draft.groups.at(-1), draft.sessions.at(-1)];
  more.processes = [...draft.processes];
  if (process !== undefined)
    more.processes.push({
      ...process,
      parent: owner,
      group: owner,
      state: process.state === 'zombie' ? 'running' : 'zombie',
      children: [owner],
      threads: process.threads.slice(-1),
    });
  more.groups = [...draft.groups, ...(group ? [{ ...group, session: owner, processes: [owner] }] : [])];
  more.sessions = [...draft.sessions, ...(session ? [{ ...session, groups: [owner] }] : [])];
  return more.flat();
}

function stepFindingsOf(
  before: FlatObservation,
  text: string,
  answer: Answer,
  after: FlatObservation,
): Readonly<Record<string, string>> {
  return stepFindings(before, commandsOf(text)[0], answer, after);
}

function stepFindings(
  before: FlatObservation,
  command: Command,
  answer: Answer,
  after: FlatObservation,
): Readonly<Record<string, string>> {
  const commands = { ...HIERARCHY_COMMANDS, ...POSIX_VOCABULARY.commands };
  const asked = { before, command, answer, after, commands };
  return spoken(Object.entries(STEP_INVARIANTS).map(([id, { find }]) => [id, find(asked)]));
}

function spoken(findings: readonly (readonly [string, Finding])[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    findings.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function jsonAfter(text: string): Observation {
  const { processes, groups, sessions } = new Draft(stateAfter(text));
  return { processes, groups, sessions };
}

/** Process 4 in another group, lists included. */
function moved(draft: Draft, pgid: number): void {
  draft.process(4).group = pgid;
  draft.group(1).processes = [1, 5, 9];
  draft.group(pgid).processes.push(4);
}

/** A session with a group of the same id. */
function withSession(draft: Draft, id: number): void {
  draft.sessions.push({ sid: id, groups: [id] });
  draft.groups.push({ pgid: id, session: id, processes: [] });
}
