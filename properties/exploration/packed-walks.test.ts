// Goal: what a search runs says the same as the rules, command by command. Method: states that random walks lead through,
// in bytes and by the rules, at bounds that differ in ids, amounts, commands and in which new ids are followed.
import { describe, expect, test } from 'vitest';
import type { Answer, Command } from '../../src/contract/command.ts';
import type { JobControlCommand } from '../../src/contract/sets/job-control.ts';
import type { PosixCommand } from '../../src/contract/sets/posix.ts';
import type { Specification } from '../../src/model/specification.ts';
import { alphabetOf } from '../../src/model/bounded/alphabet.ts';
import { ASIDE, BEYOND, INSIDE } from '../../src/model/bounded/bound.ts';
import { newCells } from '../../src/model/bounded/cells.ts';
import { DEAD } from '../../src/model/bounded/columns.ts';
import {
  eachOf,
  GROUP,
  has,
  labelsById,
  PackedModel,
  PARENT,
  SESSION,
  STATUS,
  unless,
  when,
} from '../../src/model/bounded/packed-model.ts';
import type { SpaceModel } from '../../src/model/bounded/bounded-model.ts';
import { RuledModel, spaceModelOf } from '../../src/model/bounded/ruled-model.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import { SESSION_HANDLES } from '../../src/model/hierarchy/columns.ts';
import { HierarchyModel } from '../../src/model/hierarchy/packed-rules.ts';
import { JobControlModel } from '../../src/model/job-control/packed-rules.ts';
import { PosixModel } from '../../src/model/posix/packed-rules.ts';
import type { State } from '../../src/model/state.ts';
import type { RuledBound } from '../support/ruled-states.ts';
import { contradiction } from '../support/ruled-states.ts';
import { WALKED } from './walked-bounds.ts';

const BOUNDS = Object.entries(WALKED).flatMap(([set, bounds]) =>
  Object.entries(bounds).map(([name, ruled]): [string, RuledBound] => [`${set}: ${name}`, ruled]),
);

/** The model in bytes. */
function packed({ specification, bound, commands }: RuledBound): SpaceModel {
  switch (specification.commandSet) {
    case 'job-control':
      return new JobControlModel(bound, commands as readonly JobControlCommand[]);
    case 'posix':
      return new PosixModel(bound, commands as readonly PosixCommand[]);
    default:
      return new HierarchyModel(bound, commands);
  }
}

/** The rules themselves, run on bytes. */
function unpacked({ specification, bound, commands }: RuledBound, changed = specification): RuledModel {
  return new RuledModel(changed, bound, commands);
}

/** A model in a state. */
function at(model: SpaceModel, cells: Uint8Array): SpaceModel {
  model.cells.set(cells);
  model.survey();
  return model;
}

describe.each(BOUNDS)('%s', (name, ruled) => {
  test(`${name}: the packed rules say of each command in each state of random walks what the rules say`, () => {
    expect(contradiction(packed(ruled), ruled)).toBeUndefined();
  });

  test(`${name}: the rules that are run on bytes say of each command what they say of the state itself`, () => {
    expect(contradiction(unpacked(ruled), ruled)).toBeUndefined();
  });

  test(`${name}: the packed rules judge a pair of states that no command leads through as I3 and I10 do`, () => {
    const model = packed(ruled);
    const verdicts = [0, 0];
    for (const { before, after, label, holds } of ruled.pairs) {
      model.next.set(after);
      if (at(model, before).stepHolds(label) !== holds)
        expect([before, after, ruled.commands[label]]).toBeUndefined();
      verdicts[Number(holds)] += 1;
    }
    expect(Math.min(...verdicts)).toBeGreaterThan(10);
  });
});

describe('a command that need not be run', () => {
  test.each(Object.entries(WALKED.posix))(
    '%s: the packed rules call idle just the queries, and kills and waits that find nothing to do',
    (_, ruled) => {
      const model = packed(ruled);
      const asks = ['getpgid', 'getsid', 'getppid', 'kill', 'waitpid'];
      const seen = [0, 0];
      for (const { cells, said } of ruled.states) {
        at(model, cells).expand();
        for (const [label, { next }] of said.entries()) {
          if (next === undefined) continue;
          const isIdle = asks.includes(ruled.commands[label].name) && next.join() === cells.join();
          if (model.idle[label] !== Number(isIdle)) expect([cells, ruled.commands[label]]).toBeUndefined();
          seen[Number(isIdle)] += 1;
        }
      }
      expect(Math.min(...seen)).toBeGreaterThan(100);
    },
  );
});

describe('a model that is wrong', () => {
  const ruled = WALKED.posix['three ids and exit codes'];
  const { bound, commands } = ruled;
  const label = commands.findIndex(({ name }) => name === 'ignore_sigchld');
  class Wrong extends PosixModel {
    readonly fault: string;

    constructor(fault: string) {
      super(bound, commands as readonly PosixCommand[]);
      this.fault = fault;
    }

    override expand(): void {
      super.expand();
      if (this.fault === 'refusals') this.refusals[label] = 1;
      if (this.fault === 'whether it is beyond') this.placements[label] = BEYOND;
      if (this.fault === 'placement') this.placements[label] = ASIDE;
      if (this.fault === 'the answer noted') this.answers[label] = undefined;
      if (this.fault === 'idle') this.idle[label + 1] = 1;
    }

    override apply(asked: number): boolean {
      const moves = super.apply(asked);
      if (this.fault === 'next state' && asked === label) this.next[1] = DEAD;
      if (this.fault === 'the state before' && asked === label) this.cells[1] = DEAD;
      return moves !== (this.fault === 'whether it moves' && asked === label);
    }

    override answer(asked: number): Answer {
      return this.fault === 'answer' && asked === label ? { ok: { pid: 9 } } : super.answer(asked);
    }

    override stepHolds(asked: number): boolean {
      return super.stepHolds(asked) && this.fault !== 'step invariants';
    }

    override advance(): void {
      if (this.fault === 'the state gone on to') this.next[1] = DEAD;
      if (this.fault === 'once it has gone on') this.cells.set(this.next);
      else super.advance();
    }

    override drain(): readonly number[] {
      const labels = super.drain();
      if (this.fault === 'the state before the drain') this.cells[1] = DEAD;
      return this.fault === 'drain' ? [0] : labels;
    }
  }

  test.each([
    'refusals',
    'whether it is beyond',
    'placement',
    'the answer noted',
    'idle',
    'next state',
    'the state before',
    'whether it moves',
    'answer',
    'step invariants',
    'the state gone on to',
    'once it has gone on',
    'the state before the drain',
    'drain',
  ])('a model that is wrong is found, and told by the point in which it is: %s', (fault) => {
    expect(contradiction(new Wrong(fault), ruled)).toContain(fault);
  });
});

describe('the rules run on bytes', () => {
  test('a set with a form of its own in bytes is run by it, and any other by its rules', () => {
    for (const { specification, bound, commands } of [
      WALKED.hierarchy['three ids and three commands'],
      WALKED.posix['four ids and four commands'],
    ]) {
      expect(spaceModelOf(specification, bound, commands)).toBeInstanceOf(PackedModel);
      const space = { ...specification.space };
      Reflect.deleteProperty(space, 'packed');
      expect(spaceModelOf({ ...specification, space }, bound, commands)).toBeInstanceOf(RuledModel);
    }
  });

  test('a refused command that is asked for its answer is our own bug, and is told', () => {
    const ruled = WALKED.hierarchy['three ids and three commands'];
    const label = ruled.commands.findIndex(({ name }) => name === 'create_session');
    expect(() => at(unpacked(ruled), ruled.states[0].cells).answer(label)).toThrow(
      'a refused command is asked for its answer',
    );
  });

  test('a new id is looked for in whichever place a command has it', () => {
    const { specification, bound, commands } = WALKED.hierarchy['three ids and three commands'];
    const { vocabulary } = specification;
    const { fork } = vocabulary.commands;
    const swapped = { ...fork, arguments: { child: 'new-process', process: 'process' } } as typeof fork;
    const model = new RuledModel(
      {
        ...specification,
        vocabulary: { ...vocabulary, commands: { ...vocabulary.commands, fork: swapped } },
      },
      bound,
      commands,
    );
    at(model, newCells(specification.space.columns)).expand();
    const placed = [2, 3].map((id) =>
      commands.findIndex(({ name, process, child }) => name === 'fork' && process === 1 && child === id),
    );
    expect(placed.map((label) => model.placements[label])).toEqual([INSIDE, ASIDE]);
  });

  test('a step that breaks I3 or I10 is found by the rules that are run on bytes, and no other step is', () => {
    const ruled = WALKED.hierarchy['three ids and three commands'];
    const { specification, commands } = ruled;
    const label = commands.findIndex(({ name }) => name === 'fork');
    const holdsWith = (change: (next: State) => State): boolean => {
      const step: Specification['step'] = (state, command) => {
        const taken = specification.step(state, command);
        return { ...taken, next: change(taken.next) };
      };
      const model = at(unpacked(ruled, { ...specification, step }), newCells(specification.space.columns));
      model.apply(label);
      return model.stepHolds(label);
    };
    expect(holdsWith((next) => next)).toBe(true);
    // A group that goes to another session, and a session that nobody creates.
    expect(holdsWith((next) => ({ ...next, groups: next.groups.set(1, { session: 3, handles: 0 }) }))).toBe(
      false,
    );
    expect(holdsWith((next) => ({ ...next, sessions: next.sessions.set(3, { handles: 1 }) }))).toBe(false);
  });
});

describe('sets of ids as bits', () => {
  test('a refusal has its bit where a set of ids has the id, or has it not, whichever bit it is', () => {
    const ids = 0b1010;
    expect([1, 2, 3].map((id) => when(ids, id, 4))).toEqual([4, 0, 4]);
    expect([1, 2, 3].map((id) => unless(ids, id, 4))).toEqual([0, 4, 0]);
    expect([1, 2, 3].map((id) => has(ids, id))).toEqual([true, false, true]);
    const met: number[] = [];
    eachOf(ids, (id) => met.push(id));
    expect(met).toEqual([1, 3]);
  });

  test('a command has its label by the id that it is about, and one that is about none has none', () => {
    const commands = [{ name: 'a', process: 3 }, { name: 'b' }, { name: 'c', process: 2 }] as const;
    const labels = labelsById<Command>(commands, ({ process = 0 }) => Number(process));
    expect(Object.entries(labels)).toEqual([
      ['2', 2],
      ['3', 0],
    ]);
    expect(Object.keys(labelsById(commands, () => 0))).toEqual([]);
  });
});

describe('a command that is there to drain alone', () => {
  test.each([
    ['some commands', WALKED.hierarchy['three ids and three commands'].bound],
    ['none', { ids: 2, amounts: {}, commands: [], newIds: 'any' }],
  ] as const)(
    'the packed rules do not ask what is there to drain whether it is refused, in a bound of %s',
    (_, bound) => {
      const { commands, labels } = alphabetOf(HIERARCHY, bound);
      const model = new HierarchyModel(bound, commands);
      at(model, newCells(HIERARCHY.space.columns)).expand();
      expect([...model.refusals.subarray(labels)].filter((bits) => bits !== 0)).toEqual([]);
      expect(commands.length).toBeGreaterThan(labels);
    },
  );
});

describe('a drain', () => {
  test.each(BOUNDS)(
    '%s: the packed rules drain by the same commands, in whatever order these stand',
    (_, ruled) => {
      const turned = { ...ruled, commands: ruled.commands.toReversed() };
      const drainOf = (of: RuledBound, cells: Uint8Array) =>
        at(packed(of), cells)
          .drain()
          .map((label) => of.commands[label]);
      const drains = ruled.states.map(({ cells }) => [drainOf(turned, cells), drainOf(ruled, cells)]);
      for (const [one, other] of drains) expect(one).toEqual(other);
      expect(drains.flat(2)).not.toContain(undefined);
    },
  );
});

describe('a new session', () => {
  const cellsOf = (ids: readonly (readonly [column: number, id: number, value: number])[], size: number) => {
    const cells = new Uint8Array(size);
    for (const [column, id, value] of ids) cells[column + id] = value;
    return cells;
  };

  test.each([
    ['hierarchy', WALKED.hierarchy['three ids and three commands'], 'create_session'],
    ['posix', WALKED.posix['four ids and four commands'], 'setsid'],
  ] as const)('a new session of the %s commands must be led by its first group', (_, ruled, name) => {
    const model = packed(ruled);
    const label = ruled.commands.findIndex((command) => command.name === name && command.process === 2);
    const init = [
      [STATUS, 1, 1],
      [GROUP, 1, 1],
      [SESSION, 1, 1],
      [STATUS, 2, 1],
      [PARENT, 2, 1],
    ] as const;
    const size = model.cells.length;
    at(model, cellsOf([...init, [GROUP, 2, 1]], size));
    model.next.set(cellsOf([...init, [GROUP, 2, 2], [SESSION, 2, 2]], size));
    expect(model.stepHolds(label)).toBe(true);
    model.next.set(cellsOf([...init, [GROUP, 2, 3], [SESSION, 3, 2]], size));
    expect(model.stepHolds(label)).toBe(false);
  });

  test('a session that is held and that nobody has created breaks the step, whichever its id', () => {
    const ruled = WALKED.hierarchy['three ids, two handles and threads'];
    const model = packed(ruled);
    const label = ruled.commands.findIndex(({ name, process }) => name === 'create_session' && process === 1);
    const columns = [
      [STATUS, 1, 1],
      [GROUP, 1, 1],
      [SESSION, 1, 1],
    ] as const;
    const holdsWith = (held: number): boolean => {
      at(model, cellsOf(columns, model.cells.length));
      model.next.set(cellsOf([...columns, [SESSION_HANDLES, held, 1]], model.cells.length));
      return model.stepHolds(label);
    };
    expect([1, 2, 3].map(holdsWith)).toEqual([true, false, false]);
  });
});
