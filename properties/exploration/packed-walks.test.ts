// Goal: what a search runs says the same as the rules, command by command. Method: states that random walks lead through,
// in bytes and by the rules, at bounds that differ in ids, amounts, commands and in which new ids are followed.
import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/contract/command.ts';
import type { PosixCommand } from '../../src/contract/sets/posix.ts';
import type { Specification } from '../../src/model/specification.ts';
import { ASIDE, BEYOND } from '../../src/model/bounded/bound.ts';
import { DEAD } from '../../src/model/bounded/columns.ts';
import { PackedModel } from '../../src/model/bounded/packed-model.ts';
import type { SpaceModel } from '../../src/model/bounded/bounded-model.ts';
import { RuledModel, spaceModelOf } from '../../src/model/bounded/ruled-model.ts';
import { HierarchyModel } from '../../src/model/hierarchy/packed-rules.ts';
import { PosixModel } from '../../src/model/posix/packed-rules.ts';
import type { RuledBound } from '../support/ruled-states.ts';
import { contradiction } from '../support/ruled-states.ts';
import { WALKED } from './walked-bounds.ts';

const BOUNDS = Object.entries(WALKED).flatMap(([set, bounds]) =>
  Object.entries(bounds).map(([name, ruled]): [string, RuledBound] => [`${set}: ${name}`, ruled]),
);

/** The model in bytes. */
function packed({ specification, bound, commands }: RuledBound): SpaceModel {
  return specification.commandSet === 'posix'
    ? new PosixModel(bound, commands as readonly PosixCommand[])
    : new HierarchyModel(bound, commands);
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

  test('a step that breaks I3 or I10 is found by the rules that are run on bytes, and no other step is', () => {
    const ruled = WALKED.hierarchy['three ids and three commands'];
    const { specification, commands } = ruled;
    const [fork, found] = ['fork', 'create_group'].map((name) =>
      commands.findIndex((command) => command.name === name && Object.values(command).includes(2)),
    ) as [number, number];
    const step: Specification['step'] = (state, command) => {
      const taken = specification.step(state, command);
      if (command.name !== 'create_group' || taken.refusals !== undefined) return taken;
      return {
        ...taken,
        next: { ...taken.next, groups: taken.next.groups.set(1, { session: 2, handles: 0 }) },
      };
    };
    const model = at(unpacked(ruled, { ...specification, step }), ruled.states[0].cells);
    model.apply(fork);
    expect(model.stepHolds(fork)).toBe(true);
    model.advance();
    model.apply(found);
    expect(model.stepHolds(found)).toBe(false);
  });
});
