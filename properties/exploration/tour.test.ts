// Does a tour run everything that it says? Method: its sequences are run on the model, and what they covered is counted
// against a plain search that shares no code with it.
import { describe, expect, test } from 'vitest';
import { posixTableSystem, tableSystem } from '../../src/systems/in-process.ts';
import type { Command } from '../../src/contract/command.ts';
import { COMMAND_NAMES, CORE_COMMANDS, printCommand, runTour } from '../support/by-set.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import type { SystemUnderTest } from '../../src/contract/system.ts';
import { TooManyStates, tourOf } from '../../src/engines/tour/transition-tour.ts';
import type { PlanProgress } from '../../src/engines/tour/transition-tour.ts';
import type { SpaceBound } from '../../src/model/bounded/bound.ts';
import { MARKING_COMMANDS } from '../support/bounds.ts';
import type { Specification } from '../../src/model/specification.ts';
import { ModelStates } from '../../src/engines/model-states.ts';
import { MUTANTS } from '../../src/systems/mutants/registry.ts';
import { stateText } from '../support/plain-search.ts';
import { posixCommandsOf, waitingForTheLast } from '../support/posix-scenarios.ts';

const CORE: SpaceBound = {
  ids: 3,
  amounts: {},
  commands: CORE_COMMANDS,
  newIds: 'lowest',
};
const POSIX_PLAIN: SpaceBound = {
  ...CORE,
  commands: COMMAND_NAMES.posix.filter((name) => !MARKING_COMMANDS.includes(name)),
};
const POSIX_MARKED: SpaceBound = { ...POSIX_PLAIN, ids: 2, commands: COMMAND_NAMES.posix };

/** The cover of sequences run on the model: steps by the state they start from and the command. */
function coveredBy(
  specification: Specification,
  sequences: readonly (readonly Command[])[],
): { changing: Set<string>; still: Set<string>; kinds: Set<string> } {
  const covered = { changing: new Set<string>(), still: new Set<string>(), kinds: new Set<string>() };
  for (const sequence of sequences) {
    let state = specification.initial;
    for (const command of sequence) {
      const from = exactText(specification, state);
      const step = specification.step(state, command);
      const to = exactText(specification, step.next);
      const name = `${from} ${printCommand(command)}`;
      if (from === to) covered.still.add(name);
      else covered.changing.add(name);
      covered.kinds.add(`${command.name} ${step.refusals?.join() ?? 'ok'}`);
      state = step.next;
    }
  }
  return covered;
}

/** A state with the order of its processes' children, which no observation shows. */
function exactText({ commandSet }: Specification, state: Specification['initial']): string {
  const places: string[] = [];
  if (commandSet === 'posix')
    state.processes.forEach((process, pid) =>
      places.push(`${pid}${process.executed ? 'x' : ''}${process.ignoresSigchld ? 'i' : ''}`),
    );
  const ordered: string[] = [];
  state.processes.forEach((_, pid) => {
    const children = [...state.processes.where('parent', pid)];
    children.sort((a, b) => (state.processes.get(a)?.place ?? 0) - (state.processes.get(b)?.place ?? 0));
    if (commandSet === 'posix') ordered.push(children.join());
  });
  return `${stateText(state)} ${places.join()} ${ordered.join(';')}`;
}

describe.each([
  ['the core at 3 ids', CORE, HIERARCHY, { states: 355, transitions: 1561 }],
  ['the POSIX commands without marks at 3 ids', POSIX_PLAIN, POSIX.linux, { states: 385, transitions: 4157 }],
  ['all POSIX commands at 2 ids', POSIX_MARKED, POSIX.linux, { states: 584, transitions: 4412 }],
] as const)('a tour of %s', (_, bound, specification, { states, transitions }) => {
  const tour = tourOf({ specification, bound, still: true, sequenceMax: 300 });
  const covered = coveredBy(specification, tour.sequences);

  test('a tour runs every command that changes a state, from every state', () => {
    expect([tour.states, tour.transitions]).toEqual([states, transitions]);
    expect(covered.changing.size).toBe(transitions);
  });

  test('a tour runs every command that is refused or changes nothing, from every state', () => {
    expect(covered.still.size).toBe(tour.still);
    expect(tour.still).toBeGreaterThan(transitions);
  });

  test('a tour with changes only runs each kind of these once, and is a fraction as long', () => {
    const short = tourOf({ specification, bound, still: false, sequenceMax: 300 });
    const brief = coveredBy(specification, short.sequences);
    expect(brief.changing.size).toBe(transitions);
    expect([...covered.kinds].filter((kind) => !brief.kinds.has(kind))).toEqual([]);
    expect(lengthOf(short.sequences) * 1.2).toBeLessThan(lengthOf(tour.sequences));
  });

  test('a tour up to the names of ids runs every command once of states that differ by these alone', () => {
    const { sequences, ...half } = tourOf({
      specification,
      bound,
      still: true,
      sequenceMax: 300,
      symmetry: true,
    });
    const states = new ModelStates(specification, { ...bound, newIds: 'any' }, { upToRenaming: true });
    const orbits = new Set<number>();
    const run = new Set<string>();
    for (const sequence of sequences) {
      let state = specification.initial;
      for (const command of sequence) {
        const { next } = specification.step(state, command);
        run.add(`${exactText(specification, state)} ${printCommand(command)}`);
        orbits.add(states.numberOf(states.cellsOf(state)));
        state = next;
      }
      orbits.add(states.numberOf(states.cellsOf(state)));
    }
    expect(orbits.size).toBe(half.states);
    expect(run.size).toBeGreaterThanOrEqual(half.transitions + half.still);
    expect(half.states).toBeLessThanOrEqual(tour.states);
    expect(2 * half.states).toBeGreaterThanOrEqual(tour.states);
  });

  test('a tour refuses more states than it may have', () => {
    expect(() =>
      tourOf({ specification, bound, still: true, sequenceMax: 300, statesMax: states - 1 }),
    ).toThrow(TooManyStates);
    expect(tourOf({ specification, bound, still: false, sequenceMax: 300, statesMax: states }).states).toBe(
      states,
    );
  });

  test('a tour repeats little: less than four commands for each that it must run to change a state', () => {
    const { sequences } = tourOf({ specification, bound, still: false, sequenceMax: 300 });
    expect(lengthOf(sequences)).toBeLessThan(4 * transitions);
  });
});

test('the planning of a tour says how many states it has found, and then how many have commands left to plan', () => {
  const told: PlanProgress[] = [];
  const bound: SpaceBound = { ...POSIX_PLAIN, commands: [...POSIX_PLAIN.commands, 'set_subreaper'] };
  const options = { still: false, sequenceMax: 10, progress: (one: PlanProgress) => void told.push(one) };
  const { states, sequences } = tourOf({ specification: POSIX.linux, bound, ...options });
  const thousands = Array.from({ length: Math.floor(states / 1000) }, (_, index) => 1000 * (index + 1));
  expect(thousands.length).toBeGreaterThan(1);
  expect(told.slice(0, thousands.length)).toEqual(thousands.map((found) => ({ states: found })));
  const left = told.slice(thousands.length).map((one) => one.left ?? Infinity);
  expect(left).toHaveLength(Math.floor(sequences.length / 1000));
  expect(left.length).toBeGreaterThan(1);
  expect(left).toEqual(left.toSorted((one, other) => other - one));
  expect(left[0]).toBeLessThan(states);
});

function lengthOf(sequences: readonly (readonly Command[])[]): number {
  return sequences.reduce((sum, { length }) => sum + length, 0);
}

describe('running a tour', () => {
  const world = { now: () => 0, breathe: async () => {}, stopped: () => false };
  const { sequences } = tourOf({
    specification: POSIX.linux,
    bound: POSIX_MARKED,
    still: true,
    sequenceMax: 300,
  });
  const options = { commands: COMMAND_NAMES.posix, certifyStatesMax: 0 };

  test('a tour passes our implementation of the POSIX commands', async () => {
    const result = await runTour(posixTableSystem(), sequences, options, world);
    expect(result).toMatchObject({ verdict: 'pass', sequences: sequences.length });
  });

  test('a tour finds a fault, and makes the failure short', async () => {
    const core = tourOf({ specification: HIERARCHY, bound: CORE, still: true, sequenceMax: 300 });
    const system = tableSystem('mutant', MUTANTS['forget-to-orphan']?.make());
    const coreOptions = { ...options, commands: CORE_COMMANDS };
    const result = await runTour(system, core.sequences, coreOptions, world);
    expect(result.verdict).toBe('fail');
    expect(result.failure?.minimised?.failure.commands.map(printCommand)).toEqual([
      '1 fork 2',
      '2 fork 3',
      '2 exit',
    ]);
  });

  test('a tour says how many sequences a system that chooses otherwise led elsewhere, and of one that does not, none', async () => {
    const { sequences: plain } = tourOf({
      specification: POSIX.linux,
      bound: POSIX_PLAIN,
      still: false,
      sequenceMax: 300,
    });
    const chooses = waitingForTheLast('posix');
    const result = await runTour(chooses, plain, options, world);
    expect(result.verdict).toBe('pass');
    expect(result.strayed).toBeGreaterThan(0);
    expect(result.strayed).toBeLessThan(result.sequences);
    const usual: SystemUnderTest = { ...posixTableSystem(), profile: 'posix' };
    expect(await runTour(usual, plain, options, world)).toMatchObject({ verdict: 'pass', strayed: 0 });
  });

  test('a tour shows what shows after a reset with the sequence before it', async () => {
    const table = posixTableSystem();
    let mark = false;
    const leaky: SystemUnderTest = {
      ...table,
      apply: (command) => {
        if (command.name === 'ignore_sigchld' && command.process === 1) mark = command.on === true;
        return table.apply(command);
      },
      reset: () => {
        table.reset();
        table.apply({ name: 'ignore_sigchld', process: 1, on: mark });
      },
    };
    const marked = posixCommandsOf('1 fork 2; 1 ignore_sigchld on');
    const result = await runTour(leaky, [posixCommandsOf('1 fork 2'), marked, marked], options, world);
    expect(result.verdict).toBe('fail');
    expect(result.failure?.minimised?.failure.commands).toEqual(marked);
  });

  test('a tour that skips what an interrupted one has run does the rest of it, and says how far both are', async () => {
    const whole = await runTour(posixTableSystem(), sequences, options, world);
    let reached = 0;
    const progress = (seen: { readonly sequences: number }): void => void (reached = seen.sequences);
    const soon = { ...world, stopped: () => reached === 3, progress };
    const begun = await runTour(posixTableSystem(), sequences, options, soon);
    const rest = await runTour(
      posixTableSystem(),
      sequences,
      { ...options, skip: 3 },
      { ...world, progress },
    );
    expect(rest).toMatchObject({ verdict: 'pass', sequences: sequences.length - 3 });
    expect(begun.coverage.commands + rest.coverage.commands).toBe(whole.coverage.commands);
    expect(reached).toBe(sequences.length);
    const again = { ...world, stopped: () => reached === 5, progress };
    const further = await runTour(posixTableSystem(), sequences, { ...options, skip: 3 }, again);
    expect(further.reason).toBe(`interrupted after 5 of ${sequences.length} sequences`);
  });

  test('a tour is inconclusive when it is interrupted, and when there was nothing to run', async () => {
    let ran = 0;
    const soon = { ...world, stopped: () => ran === 3, progress: () => void (ran += 1) };
    expect(await runTour(posixTableSystem(), sequences, options, soon)).toMatchObject({
      verdict: 'inconclusive',
      reason: `interrupted after 3 of ${sequences.length} sequences`,
    });
    expect((await runTour(posixTableSystem(), [], options, world)).verdict).toBe('inconclusive');
  });
});
