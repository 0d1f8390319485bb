// Goal: the POSIX commands mean what their clauses say. Method: every state and every accepted command within small
// bounds, found by a search as plain as possible, and each law asked of all of them.
import { describe, expect, test } from 'vitest';
import type { Answer, Command, CommandName, Id } from '../../src/contract/command.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { PosixCommand } from '../../src/contract/sets/posix.ts';
import type { HierarchyCommand } from '../../src/contract/sets/hierarchy.ts';
import { INIT } from '../../src/contract/command.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import { step as hierarchyStep } from '../../src/model/hierarchy/rules.ts';
import type { Process, State } from '../../src/model/state.ts';
import { childrenInOrder, groupOf, isRunning, isZombie, reaperOf, sessionOf } from '../../src/model/state.ts';
import { STATE_INVARIANTS } from '../../src/model/invariants/of-states.ts';
import { STEP_INVARIANTS } from '../../src/model/invariants/of-steps.ts';
import type { Table } from '../../src/model/indexed-table.ts';
import { stateText } from '../support/plain-search.ts';
import { posixSeenOf, posixStateAfter } from '../support/posix-scenarios.ts';
import { explorePosix } from '../support/posix-search.ts';
import type { PosixBound } from '../support/posix-search.ts';

const MODEL = POSIX.linux;

interface Transition {
  readonly from: State;
  readonly command: PosixCommand;
  readonly to: State;
}

const transitions: Transition[] = [];
const refusedAndChanged: string[] = [];
const watcher = {
  accepted: (from: State, command: Command, to: State) =>
    transitions.push({ from, command: command as PosixCommand, to }),
  refused: (from: State, command: Command) => {
    if (MODEL.step(from, command).next !== from) refusedAndChanged.push(command.name);
  },
};
const explored = (bound: PosixBound) => explorePosix(bound, watcher).states;
const states = [
  ...explored({ idsMax: 2 }),
  ...explored({ idsMax: 3, without: ['execve', 'ignore_sigchld'] }),
  ...explored({ idsMax: 3, without: ['execve', 'set_subreaper', 'kill'] }),
];

describe('every state', () => {
  test('every state shows itself to obey I1, I2 and I4 to I7', () => {
    const seen = new FlatObservation();
    for (const state of states) {
      MODEL.observe(state, seen);
      for (const [id, { find }] of Object.entries(STATE_INVARIANTS)) {
        const finding = find(seen, NOTHING_HELD);
        if (finding !== undefined) throw new Error(`${id} on ${stateText(state)}: ${String(finding)}`);
      }
    }
  });

  test('every state has the groups that have members and the sessions that have groups, and no thread and no handle', () => {
    for (const state of states) {
      const pgids = ascending(processesOf(state).map(([, { group }]) => group));
      const sids = ascending(pgids.map((pgid) => state.groups.get(pgid)?.session ?? 0));
      const alive = [idsOf(state.groups), idsOf(state.sessions), idsOf(state.threads)].join(' ');
      if (alive !== [pgids, sids, []].join(' ')) throw new Error(`${stateText(state)}: ${alive}`);
    }
  });

  test('every state drains to init alone, which stays in group 1 of session 1 with its marks, each command accepted (I9)', () => {
    const drained = new Set<string>();
    for (const state of states) {
      let now = state;
      const marks = state.processes.get(INIT);
      for (const command of MODEL.drainOf(state)) {
        const done = MODEL.step(now, command);
        if (!MODEL.isIssuable(now, command) || done.refusals !== undefined)
          throw new Error(`drain of ${stateText(state)}: ${JSON.stringify(command)} is not accepted`);
        if (command.name === 'waitpid') expect(done.answer).toMatchObject({ ok: { pid: command.pid } });
        now = done.next;
      }
      expect(now.processes.get(INIT)).toEqual(marks);
      drained.add(stateText(now).replace(/1[rxi]* /, '1 '));
    }
    expect(drained).toEqual(new Set(['s1{ g1: 1 }']));
  });

  test('every state has session leaders that lead their group too, and init leads session 1', () => {
    for (const state of states) {
      for (const [pid] of processesOf(state))
        if (sessionOf(state, pid) === pid && groupOf(state, pid) !== pid) throw new Error(stateText(state));
      if (sessionOf(state, INIT) !== INIT) throw new Error(stateText(state));
    }
  });

  test('every state has zombies with a wait status of an exit or a kill, and running processes with none', () => {
    const seen = new Set<string>();
    for (const state of states)
      for (const [, { zombie, exitCode }] of processesOf(state)) seen.add(`${zombie} ${exitCode}`);
    expect(seen).toEqual(new Set(['false 0', 'true 0', 'true 9']));
  });
});

describe('every step', () => {
  test('every step shows itself to obey I3, I8 and I10', () => {
    const [before, after] = [new FlatObservation(), new FlatObservation()];
    let last: State | undefined;
    for (const { from, command, to } of transitions) {
      if (from !== last) MODEL.observe(from, before);
      last = from;
      MODEL.observe(to, after);
      const { answer } = MODEL.step(from, command) as { answer: Answer };
      for (const [id, { find }] of Object.entries(STEP_INVARIANTS)) {
        const finding = find({ before, command, answer, after, commands: MODEL.vocabulary.commands });
        if (finding !== undefined)
          throw new Error(`${id} on ${stateText(from)} ${command.name}: ${String(finding)}`);
      }
    }
  });

  test('every step that is refused leaves the very same state, and so do questions', () => {
    expect(refusedAndChanged).toEqual([]);
    const questions = transitions.filter(({ command }) => isQuestion(command));
    expect(questions.length).toBeGreaterThan(1000);
    expect(questions.every(({ from, to }) => from === to)).toBe(true);
  });

  test('every step changes no more of each process than its command may', () => {
    const changed = new Map<CommandName, Set<string>>();
    for (const { from, command, to } of transitions) {
      const fields = changed.get(command.name) ?? new Set();
      changed.set(command.name, fields);
      for (const [pid, was] of processesOf(from)) {
        const is = to.processes.get(pid);
        for (const [field, value] of Object.entries(was))
          if (is !== undefined && is[field as keyof Process] !== value) fields.add(field);
        if (is === undefined) fields.add('freed');
      }
      if (idsOf(to.processes).some((pid) => !from.processes.has(pid))) fields.add('new');
    }
    const ENDING = ['exitCode', 'freed', 'parent', 'place', 'zombie'];
    const found = [...changed].map(([name, fields]) => [name, [...fields].toSorted()]);
    expect(Object.fromEntries(found)).toEqual({
      fork: ['new'],
      setsid: ['group'],
      setpgid: ['group'],
      getpgid: [],
      getsid: [],
      getppid: [],
      execve: ['executed'],
      exit: ENDING.filter((field) => field !== 'exitCode'),
      waitpid: ['freed'],
      set_subreaper: ['subreaper'],
      kill: ENDING,
      ignore_sigchld: ['ignoresSigchld'],
    });
  });

  test('every step frees nobody but zombies that were waited for, and those whose parent ignores SIGCHLD as they end or pass to it', () => {
    let freed = 0;
    for (const { from, command, to } of transitions) {
      for (const [pid] of processesOf(from)) {
        if (to.processes.has(pid)) continue;
        freed += 1;
        if (command.name === 'waitpid') {
          expect(isZombie(from, pid) && from.processes.get(pid)?.parent === command.process).toBe(true);
          continue;
        }
        const ending = endingIn(from, command) as Id;
        const father = pid === ending ? from.processes.get(pid)?.parent : reaperOf(from, ending);
        expect(pid === ending || (isZombie(from, pid) && from.processes.get(pid)?.parent === ending)).toBe(
          true,
        );
        expect(from.processes.get(father as Id)?.ignoresSigchld, stateText(from)).toBe(true);
      }
    }
    expect(freed).toBeGreaterThan(1000);
  });

  test('every step keeps the order of children: forked and adopted ones come last, the adopted in their order', () => {
    for (const { from, command, to } of transitions) {
      const ending = endingIn(from, command);
      const adopted = ending === undefined ? [] : childrenInOrder(from, ending);
      const reaper = ending === undefined ? undefined : reaperOf(from, ending);
      for (const parent of idsOf(to.processes)) {
        const joining =
          command.name === 'fork' && command.process === parent
            ? [command.child]
            : parent === reaper
              ? adopted
              : [];
        const expected =
          parent === ending
            ? []
            : [...(from.processes.has(parent) ? childrenInOrder(from, parent) : []), ...joining];
        const still = expected.filter((pid) => to.processes.has(pid)).join();
        if (childrenInOrder(to, parent).join() !== still)
          throw new Error(`${stateText(from)} ${JSON.stringify(command)}: children of ${parent}`);
      }
    }
  });

  test('a kill with signal 9 is what an exit is, but for the wait status', () => {
    let kills = 0;
    for (const { from, command, to } of transitions) {
      if (command.name !== 'kill') continue;
      const ending = endingIn(from, command);
      if (ending === undefined) {
        expect(to).toBe(from);
        continue;
      }
      kills += 1;
      const left = MODEL.step(from, { name: 'exit', process: ending, code: 0 }).next;
      expect(stateText(left).replace(/=9/g, '')).toBe(stateText(to).replace(/=9/g, ''));
      if (isZombie(to, ending)) expect(to.processes.get(ending)?.exitCode).toBe(9);
    }
    expect(kills).toBeGreaterThan(1000);
  });

  test('every step is a step of the hierarchy commands, where SIGCHLD is not ignored and the target moves itself', () => {
    const compared = new Map<CommandName, number>();
    for (const { from, command, to } of transitions) {
      const same = inTheHierarchy(from, command, to);
      if (same === undefined || processesOf(from).some(([, { ignoresSigchld }]) => ignoresSigchld)) continue;
      const { refusals, next } = hierarchyStep(from, same);
      if (refusals !== undefined || bare(next) !== bare(to))
        throw new Error(`${stateText(from)} ${JSON.stringify(same)} is another step`);
      compared.set(same.name, (compared.get(same.name) ?? 0) + 1);
    }
    expect(new Set(compared.keys())).toEqual(
      new Set(['fork', 'create_session', 'create_group', 'move_to_group', 'exit', 'free', 'set_subreaper']),
    );
    expect(Math.min(...compared.values())).toBeGreaterThan(100);
  });
});

test('an exit shows its code times 256, and waitpid gives the same', () => {
  const state = posixStateAfter('1 fork 2; 2 exit 7; 1 fork 3; 3 kill 3 9');
  expect(stateText(state)).toBe('s1{ g1: 1 2<1z=1792 3<1z=9 }');
  expect(posixSeenOf(state).exitCode.slice(0, 3)).toEqual(Int32Array.of(0, 1792, 9));
  const answers = [2, 3].map((pid) => MODEL.step(state, { name: 'waitpid', process: 1, pid }));
  expect(answers).toMatchObject([
    { answer: { ok: { pid: 2, status: 1792 } } },
    { answer: { ok: { pid: 3, status: 9 } } },
  ]);
});

const NOTHING_HELD = { onGroup: () => 0, onSession: () => 0 };

function isQuestion(command: PosixCommand): boolean {
  return command.name.startsWith('get') || (command.name === 'kill' && command.signal === 0);
}

/** The processes that end by the command. */
function endingIn(from: State, command: PosixCommand): Id | undefined {
  if (command.name === 'exit') return command.process;
  const killed = command.name === 'kill' && command.signal === 9 && command.target !== INIT;
  return killed && isRunning(from, command.target) ? command.target : undefined;
}

/** The hierarchy command that does the same; `undefined` where none does. */
function inTheHierarchy(from: State, command: PosixCommand, to: State): HierarchyCommand | undefined {
  const { process } = command;
  switch (command.name) {
    case 'fork':
    case 'set_subreaper':
      return command;
    case 'setsid':
      return { name: 'create_session', process };
    case 'setpgid': {
      if (command.pid !== 0 && command.pid !== process) return undefined;
      const group = groupOf(to, process) as Id;
      return from.groups.has(group)
        ? { name: 'move_to_group', process, group }
        : { name: 'create_group', process };
    }
    case 'exit':
      return { name: 'exit', process };
    case 'waitpid': {
      const freed = idsOf(from.processes).find((pid) => !to.processes.has(pid));
      return freed === undefined ? undefined : { name: 'free', process: freed };
    }
    case 'kill': {
      const ending = endingIn(from, command);
      return ending === undefined ? undefined : { name: 'exit', process: ending };
    }
    case 'getpgid':
    case 'getsid':
    case 'getppid':
    case 'execve':
    case 'ignore_sigchld':
      return undefined;
  }
}

/** Without what the hierarchy commands do not have: wait statuses and the order of children. */
function bare(state: State): string {
  return stateText(state).replace(/=\d+|\([\d,]+\)/g, '');
}

/** Each once. */
function ascending(ids: readonly Id[]): readonly Id[] {
  return [...new Set(ids)].toSorted((one, other) => one - other);
}

function processesOf(state: State): readonly (readonly [Id, Process])[] {
  return idsOf(state.processes).map((pid) => [pid, state.processes.get(pid) as Process]);
}

function idsOf<Row extends object, Column extends keyof Row & string>(
  table: Table<Row, Column>,
): readonly Id[] {
  const ids: Id[] = [];
  table.forEach((_, id) => ids.push(id));
  return ids;
}
