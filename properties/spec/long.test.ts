// Goal: looking at what a command can have touched is as good as looking at everything. Method: long runs of a right
// system, which must stay in step however often the number of entries crosses the threshold; and systems that show or
// do one thing wrong, near the command or far from it, which must be found at once or at the next full comparison.
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { tableSystem } from '../../src/systems/in-process.ts';
import type { Command, CommandName, Id } from '../../src/contract/command.ts';
import { COMMAND_NAMES, Lockstep, shapeOf } from '../support/by-set.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import type { FlatObservation, Focus } from '../../src/contract/observation/flat-observation.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { Decoder } from '../../src/engines/generate/command-decoder.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import type { Shape } from '../../src/engines/generate/swarm.ts';
import type { Divergence } from '../../src/lockstep/divergence.ts';

const choice = fc.nat({ max: 0x7fff_ffff });

describe('a right system stays in step', () => {
  test('a right system stays in step for 3000 commands over 1000 ids', () => {
    const dice = new Dice();
    const decoder = decoderOf({ ids: idsUpTo(1000), names: growing(COMMAND_NAMES.hierarchy) });
    const lockstep = new Lockstep(tableSystem());
    expect(lockstep.reset()).toBeUndefined();
    for (let index = 0; index < 3000; index += 1) {
      dice.seed(index + 1);
      expect(lockstep.step(decoder.decode(dice.below(2 ** 31), lockstep.state))).toBeUndefined();
    }
    expect(lockstep.state.processes.size).toBeGreaterThan(300);
    const before = lockstep.steps;
    expect(lockstep.finish()).toBeUndefined();
    expect(lockstep.steps - before).toBeGreaterThan(600);
    for (const [, { checked }] of lockstep.invariantCounts) expect(checked).toBeGreaterThan(0);
  });

  const walk = fc.array(choice, { minLength: 150, maxLength: 150, size: 'max' });
  test.prop([fc.constantFrom(0, 3, 4, 6, 8, 12), choice, walk], { seed: 20, numRuns: 120 })(
    'a right system stays in step when the number of entries crosses the threshold again and again',
    (fullUpTo, shape, choices) => {
      const decoder = new Decoder(
        HIERARCHY,
        COMMAND_NAMES.hierarchy,
        shapeOf(shape, COMMAND_NAMES.hierarchy, 8),
      );
      const lockstep = new Lockstep(tableSystem(), { fullUpTo });
      expect(lockstep.reset()).toBeUndefined();
      for (const number of choices)
        expect(lockstep.step(decoder.decode(number, lockstep.state))).toBeUndefined();
      expect(lockstep.finish()).toBeUndefined();
    },
  );
});

/** A thing done or shown wrong from a step on: where, seen from the command that is run then. */
interface Lie {
  readonly shows?: (seen: FlatObservation, focus: Focus | undefined) => void;
  readonly does?: (command: Command, inner: SystemUnderTest) => void;
}

/** Processes 2 … 20 lead groups, those from 11 sessions too, and 21 … 59 are their children; all others are init's. */
const POPULATION = 400;
const ENTRIES = POPULATION + 21 + 11;
/** A full comparison is due after so many commands. */
const FULL_EVERY = Math.ceil(ENTRIES / 8);

describe('what is wrong near the command is found at once:', () => {
  const NEAR: Readonly<Record<string, readonly [Command, Lie]>> = {
    'an exit code': [
      { name: 'group_exit', process: 50 },
      { shows: (seen) => patch(seen, 50, (index) => (seen.exitCode[index] = 7)) },
    ],
    'a child that its parent does not list': [
      { name: 'fork', process: 50, child: 1000 },
      {
        shows: (seen) =>
          patch(seen, 50, (index) => {
            const from = seen.children.start[index + 1];
            if (seen.children.ids[from - 1] === 1000) seen.children.ids[from - 1] = 1001;
          }),
      },
    ],
    'the parent of a freed child': [
      { name: 'free', process: 59 },
      { shows: (seen) => patch(seen, 2 + (59 % 19), (index) => (seen.marks[index] = 2)) },
    ],
    'the group that was left': [
      { name: 'move_to_group', process: 38, group: 1 },
      { shows: (seen) => seen.groupIndex(2) >= 0 && (seen.session[seen.groupIndex(2)] = 11) },
    ],
    'the session that was left': [
      { name: 'create_session', process: 38 },
      { shows: (seen, focus) => focus?.sessions.includes(1) !== false && seen.addSession(4999, 1) },
    ],
    'the session of a group that ended': [
      { name: 'free', process: 56 },
      {
        shows: (seen) => {
          const index = seen.sessionIndex(20);
          if (index >= 0 && seen.groups.length(index) === 1) seen.groups.ids[seen.groups.start[index]] = 56;
        },
      },
    ],
    'the process of a thread that ended': [
      { name: 'exit_thread', thread: 3000, code: 1 },
      { shows: (seen) => patch(seen, 55, (index) => (seen.exitCode[index] = 1)) },
    ],
    'a mark not set': [
      { name: 'set_subreaper', process: 50, on: true },
      { shows: (seen) => patch(seen, 50, (index) => (seen.marks[index] = 0)) },
    ],
    'a process still there': [
      { name: 'free', process: 60 },
      { shows: (seen, focus) => shownToo(seen, focus, 60) },
    ],
    'a child of the exiting process that kept its parent': [
      { name: 'exit', process: 2 },
      { shows: (seen) => patch(seen, 38, (index) => (seen.parent[index] = 2)) },
    ],
    'the list of the group that was left': [
      { name: 'create_group', process: 38 },
      {
        shows: (seen) => {
          const index = seen.groupIndex(2);
          if (index >= 0) seen.members.ids[seen.members.start[index]] = 38;
        },
      },
    ],
    'the refusing process': [
      { name: 'create_group', process: 3 },
      { shows: (seen) => patch(seen, 3, (index) => (seen.group[index] = 1)) },
    ],
    'the process that a refused command could not find': [
      { name: 'exit', process: 5000 },
      { shows: (seen, focus) => shownToo(seen, focus, 5000) },
    ],
  };
  test.each(Object.entries(NEAR))(
    'what is wrong near the command is found at once: %s',
    (_, [command, lie]) => {
      const { lockstep, switchOn } = populated(lie);
      const at = lockstep.steps;
      switchOn();
      const divergence = lockstep.step(command);
      expect(divergence?.kind).toBe('observation');
      expect(divergence?.step).toBe(at);
    },
  );
});

describe('what is wrong far from the commands', () => {
  const FAR: Readonly<Record<string, Lie>> = {
    'a mark shown': { shows: (seen) => patch(seen, 300, (index) => (seen.marks[index] = 2)) },
    'a parent shown': { shows: (seen) => patch(seen, 399, (index) => (seen.parent[index] = 5)) },
    'an entry less in a long list': {
      shows: (seen) => {
        const init = seen.processIndex(1);
        if (init !== 0 || seen.children.length(0) < 100) return;
        for (let each = 1; each <= seen.children.count; each += 1)
          seen.children.start[each] = seen.children.start[each] - 1;
      },
    },
    'a process changed by every command of another': {
      does: (_, inner) => void inner.apply({ name: 'set_subreaper', process: 301, on: true }),
    },
    'a handle kept too much': {
      does: (command, inner) => {
        if (command.name === 'exit' && command.process === 30) inner.apply({ name: 'hold_group', group: 15 });
      },
    },
  };
  const { 'a handle kept too much': unseen, ...seenAtLast } = FAR;

  test.each(Object.entries(seenAtLast))(
    'what is wrong far from the commands is found by the next full comparison: %s',
    (_, lie) => {
      const { lockstep, switchOn } = populated(lie);
      const at = lockstep.steps;
      switchOn();
      const divergence = stepUntilFound(lockstep, 2 * FULL_EVERY);
      expect(divergence?.kind).toBe('observation');
      expect(lockstep.steps - at).toBeLessThanOrEqual(FULL_EVERY + 1);
    },
  );

  test.each(Object.entries(seenAtLast))(
    'what is wrong far from the commands is found at the end, however soon that comes: %s',
    (_, lie) => {
      const { lockstep, switchOn } = populated(lie);
      switchOn();
      const early = lockstep.step({ name: 'exit', process: 30 });
      expect((early ?? lockstep.finish())?.kind).toBe('observation');
    },
  );

  test.each(Object.entries(seenAtLast))(
    'what is wrong far from the commands is found at the end of a system that cannot be drained: %s',
    (_, lie) => {
      const undrained = COMMAND_NAMES.hierarchy.filter((name) => name !== 'free');
      const { lockstep, switchOn } = populated(lie, undefined, undrained);
      switchOn();
      const early = lockstep.step({ name: 'exit', process: 30 });
      expect(lockstep.drainOf(lockstep.state)).toEqual([]);
      expect((early ?? lockstep.finish())?.kind).toBe('observation');
    },
  );

  test.each(Object.entries(seenAtLast))(
    'what is wrong far from the commands is found when the entries become few again: %s',
    (_, lie) => {
      const { lockstep, switchOn } = populated(lie, ENTRIES - 2);
      switchOn();
      const found: (Divergence | undefined)[] = [];
      for (const process of [60, 61, 62]) {
        if (found.at(-1) === undefined) found.push(lockstep.step({ name: 'free', process }));
      }
      // After two frees everything is looked at again, before the third command and after it.
      expect(found.at(-1)?.kind).toBe('observation');
      expect(found.length).toBeLessThanOrEqual(3);
    },
  );

  test('what is wrong far from the commands is found before the very command that would set it right', () => {
    const { lockstep, switchOn } = populated(FAR['a mark shown']);
    switchOn();
    expect(lockstep.step({ name: 'group_exit', process: 40 })).toBeUndefined();
    const divergence = lockstep.step({ name: 'set_subreaper', process: 300, on: true });
    expect(divergence).toMatchObject({ kind: 'observation', command: { name: 'group_exit' } });
  });

  test('what is wrong far from the commands and never shown is found by the drain', () => {
    const { lockstep, switchOn } = populated(unseen);
    switchOn();
    expect(stepUntilFound(lockstep, 2 * FULL_EVERY)).toBeUndefined();
    const divergence = lockstep.finish();
    expect(divergence?.sentence).toContain('group 15');
  });
});

/**
 * A run with many entries, and a system that begins to lie when told to. Processes 59 … 69
 * are zombies, so is 56, alone in a group; 55 is group-exited and has a thread.
 */
function populated(
  lie: Lie,
  fullUpTo?: number,
  supports = COMMAND_NAMES.hierarchy,
): { lockstep: Lockstep<SystemUnderTest>; switchOn: () => void } {
  let armed = false;
  let lying = false;
  let sinceFull = 0;
  const inner = tableSystem();
  const sut: SystemUnderTest = {
    ...inner,
    supports,
    apply: (command) => {
      const answer = inner.apply(command);
      lying = armed; // Not before a command: what was wrong already would be found before it.
      if (lying) lie.does?.(command, inner);
      return answer;
    },
    observeInto: (out, focus) => {
      inner.observeInto?.(out, focus);
      sinceFull = focus === undefined ? 0 : sinceFull + 1;
      if (lying) lie.shows?.(out, focus);
    },
  };
  const lockstep = new Lockstep(sut, fullUpTo === undefined ? {} : { fullUpTo });
  expect(lockstep.reset()).toBeUndefined();
  const commands: Command[] = [];
  for (let child = 2; child <= 20; child += 1) {
    commands.push({ name: 'fork', process: 1, child });
    commands.push({ name: child > 10 ? 'create_session' : 'create_group', process: child });
  }
  for (let child = 21; child <= POPULATION; child += 1)
    commands.push({ name: 'fork', process: child < 60 ? 2 + (child % 19) : 1, child });
  for (let process = 59; process < 70; process += 1) commands.push({ name: 'exit', process });
  commands.push({ name: 'create_group', process: 56 }, { name: 'exit', process: 56 });
  commands.push({ name: 'new_thread', process: 55, thread: 3000 }, { name: 'group_exit', process: 55 });
  for (const command of commands) expect(lockstep.step(command)).toBeUndefined();
  // On, until everything has just been looked at: the lie begins with the longest time to go undetected.
  do expect(lockstep.step({ name: 'set_subreaper', process: 400, on: false })).toBeUndefined();
  while (sinceFull > 0);
  return { lockstep, switchOn: () => void (armed = true) };
}

/** Commands about processes 30 … 39 until something is found. */
function stepUntilFound(lockstep: Lockstep<SystemUnderTest>, most: number): Divergence | undefined {
  for (let index = 0; index < most; index += 1) {
    const process = 30 + (index % 10);
    const divergence = lockstep.step(
      index < 10
        ? { name: 'exit', process }
        : { name: 'new_thread', process: process + 10, thread: 1000 + index },
    );
    if (divergence !== undefined) return divergence;
  }
  return undefined;
}

/** Adds a process that is not there, wherever it would be looked for. */
function shownToo(seen: FlatObservation, focus: Focus | undefined, pid: Id): void {
  if (focus?.processes.includes(pid) ?? true) seen.addProcess(pid, 1, 1, 0, 0, 255);
}

/** Changes what is shown of one process, if it is shown. */
function patch(seen: FlatObservation, pid: Id, change: (index: number) => void): void {
  const index = seen.processIndex(pid);
  if (index >= 0) change(index);
}

function decoderOf(shape: Pick<Shape, 'ids' | 'names'>): Decoder {
  return new Decoder(HIERARCHY, COMMAND_NAMES.hierarchy, { ...shape, growth: 'any', refusedPercent: 20 });
}

function idsUpTo(idsMax: Id): readonly Id[] {
  return Array.from({ length: idsMax }, (_, index) => index + 1);
}

/** Forks outweigh exits, so that the population grows. */
function growing(names: readonly CommandName[]): readonly CommandName[] {
  return [...names, 'fork', 'fork', 'fork', 'fork', 'fork', 'fork', 'create_group'];
}
