// Goal: what a search keeps of a state of the POSIX commands is all of it, the order of children included, and what it
// runs are the rules. Method: every state of small bounds and every command, in bytes and as the plain search has them.
import { describe, expect, test } from 'vitest';
import type { Answer, Command } from '../../src/contract/command.ts';
import { printCommand } from '../support/by-set.ts';
import type { PosixCommand } from '../../src/contract/sets/posix.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import { decodeState, encodeState, newCells, sameCells } from '../../src/model/bounded/cells.ts';
import type { SpaceBound } from '../../src/model/bounded/bound.ts';
import type { SpaceModel } from '../../src/model/bounded/bounded-model.ts';
import { PosixModel } from '../../src/model/posix/packed-rules.ts';
import { KeyLayout } from '../../src/model/bounded/key-layout.ts';
import { MARKING_COMMANDS } from '../support/bounds.ts';
import { ASIDE, BEYOND, INSIDE } from '../../src/model/bounded/bound.ts';
import { alphabetOf } from '../../src/model/bounded/alphabet.ts';
import { RuledModel, spaceModelOf } from '../../src/model/bounded/ruled-model.ts';
import { POSIX_COLUMNS } from '../../src/model/posix/columns.ts';
import { childrenInOrder } from '../../src/model/state.ts';
import { stateText } from '../support/plain-search.ts';
import { explorePosix, posixCommands } from '../support/posix-search.ts';
import { planOf } from './spaces.ts';
import { POSIX } from '../../src/model/posix/specification.ts';

const MODEL = POSIX.linux;

describe.each([
  ['ids 2, all commands', 2, []],
  ['ids 3, no marks', 3, MARKING_COMMANDS],
] as const)('with %s', (_, idsMax, without) => {
  const { bound } = planOf({ ids: idsMax, posixWithout: without });
  const { states } = explorePosix({ idsMax, without });
  const { commands, labels } = alphabetOf(MODEL, bound);

  test('the commands of the search are those of the plain search', () => {
    const asked = commands.slice(0, labels).map((command) => JSON.stringify(command));
    const plain = posixCommands(idsMax).filter(({ name }) => !without.some((one) => one === name));
    expect(new Set(asked)).toEqual(new Set(plain.map((command) => JSON.stringify(command))));
    expect(asked).toHaveLength(plain.length);
  });

  test('the bytes and keys give back the state they were made of, and no two states have one key', () => {
    const layout = new KeyLayout(POSIX_COLUMNS, bound);
    const [cells, again] = [newCells(POSIX_COLUMNS), newCells(POSIX_COLUMNS)];
    const key = new Uint32Array(layout.words);
    const keys = new Set<string>();
    for (const state of states) {
      encodeState(POSIX_COLUMNS, state, cells);
      layout.pack(cells, key, 0);
      layout.unpack(key, 0, again);
      expect(again).toEqual(cells);
      expect(stateText(decodeState(POSIX_COLUMNS, again))).toBe(stateText(state));
      keys.add(key.join());
    }
    expect(keys.size).toBe(states.length);
  });

  test('the search runs the rules: what is refused, what is followed, and where it leads', () => {
    const model = spaceModelOf(MODEL, bound, commands);
    const seen = { refused: 0, followed: 0, aside: 0, beyond: 0 };
    let wrong: string | undefined;
    for (const state of states) {
      const text = stateText(state);
      encodeState(POSIX_COLUMNS, state, model.cells);
      model.survey();
      model.expand();
      for (const [label, command] of commands.entries()) {
        const claim = (holds: boolean, what: string): void => {
          if (!holds) wrong ??= `${text} ${JSON.stringify(command)}: ${what}`;
        };
        const issuable = MODEL.isIssuable(state, command);
        const step = issuable ? MODEL.step(state, command) : { refusals: undefined, next: state };
        const { refusals = [], next } = step;
        const bits = model.refusals[label];
        const refused = MODEL.refusalsPossible(command.name).filter((__, bit) => (bits >>> bit) & 1);
        claim(refused.join() === refusals.join(), 'refusals');
        if (bits !== 0) {
          seen.refused += 1;
          continue;
        }
        const placement = model.placements[label];
        claim((placement === BEYOND) === !issuable, 'whether it can be issued');
        seen[placement === INSIDE ? 'followed' : placement === ASIDE ? 'aside' : 'beyond'] += 1;
        if (placement === BEYOND) continue;
        const reached = stateText(next);
        claim(model.apply(label) === (reached !== text), 'whether it moves');
        claim(stateText(decodeState(POSIX_COLUMNS, model.next)) === reached, 'next state');
        if ('answer' in step)
          claim(JSON.stringify(model.answer(label)) === JSON.stringify(step.answer), 'the answer');
        claim(model.stepHolds(label), 'step invariants');
      }
      const drain = model.drain().map((label) => printCommand(commands[label]));
      if (drain.join() !== MODEL.drainOf(state).map(printCommand).join()) wrong ??= `${text}: the drain`;
    }
    expect(wrong).toBeUndefined();
    expect(Math.min(seen.refused, seen.followed, seen.beyond)).toBeGreaterThan(1000);
  });
});

test('the packed rules and the rules say the same beyond the bounds that are searched, too', () => {
  const bound: SpaceBound = {
    ids: 5,
    amounts: { codes: 3 },
    commands: MODEL.commands,
    newIds: 'lowest',
  };
  const { commands } = alphabetOf(MODEL, bound);
  const packed = new PosixModel(bound, commands as readonly PosixCommand[]);
  const ruled = new RuledModel(MODEL, bound, commands);
  const dice = new Dice();
  dice.seed(1);
  let crowded = 0;
  for (let walk = 0; walk < 30; walk += 1) {
    packed.cells.set(newCells(POSIX_COLUMNS));
    for (let step = 0; step < 25; step += 1) {
      packed.survey();
      expect(differenceBetween(packed, ruled, commands)).toBeUndefined();
      const moving = [...commands.keys()].filter(
        (label) => packed.refusals[label] === 0 && packed.placements[label] === INSIDE && packed.apply(label),
      );
      const label = moving[dice.below(moving.length)];
      packed.apply(label);
      crowded += Number(packed.cells.slice(0, 16).filter((status) => status > 0).length > 2);
      packed.advance();
    }
  }
  expect(crowded).toBeGreaterThan(100);
});

test('a difference between a packed form and the rules is told', () => {
  const bound = planOf({ ids: 2, posixWithout: [] }).bound;
  const { commands } = alphabetOf(MODEL, bound);
  const ruled = new RuledModel(MODEL, bound, commands);
  class Wrong extends PosixModel {
    readonly fault: string;

    constructor(fault: string) {
      super(bound, commands as readonly PosixCommand[]);
      this.fault = fault;
    }

    override expand(): void {
      super.expand();
      if (this.fault === 'refusals') this.refusals[0] = 0;
      if (this.fault === 'placement') this.placements.fill(BEYOND);
    }

    override apply(label: number): boolean {
      const moves = super.apply(label);
      if (this.fault === 'next state') this.next[1] = 2;
      return moves;
    }

    override answer(label: number): Answer {
      return this.fault === 'answer' ? { ok: { pid: 9 } } : super.answer(label);
    }

    override drain(): readonly number[] {
      return this.fault === 'drain' ? [0] : super.drain();
    }
  }
  for (const fault of ['refusals', 'placement', 'next state', 'answer', 'drain']) {
    const wrong = new Wrong(fault);
    wrong.survey();
    expect(differenceBetween(wrong, ruled, commands)).toMatch(fault);
  }
});

/** The first point in which two models differ in the current state of the first. */
function differenceBetween(
  one: SpaceModel,
  other: SpaceModel,
  commands: readonly Command[],
): string | undefined {
  other.cells.set(one.cells);
  other.survey();
  one.expand();
  other.expand();
  for (const [label, command] of commands.entries()) {
    const text = printCommand(command);
    if (one.refusals[label] !== other.refusals[label]) return `${text}: refusals`;
    if (one.refusals[label] !== 0) continue;
    if (one.placements[label] !== other.placements[label]) return `${text}: placement`;
    if (one.placements[label] === BEYOND) continue;
    if (one.apply(label) !== other.apply(label)) return `${text}: whether it moves`;
    if (!sameCells(one.next, other.next)) return `${text}: next state`;
    if (JSON.stringify(one.answer(label)) !== JSON.stringify(other.answer(label))) return `${text}: answer`;
    if (one.stepHolds(label) !== other.stepHolds(label)) return `${text}: step invariants`;
  }
  return one.drain().join() === other.drain().join() ? undefined : 'drain';
}

test('two states that differ in the order of children alone have different keys, and each gives back its own', () => {
  const without = MARKING_COMMANDS;
  const layout = new KeyLayout(POSIX_COLUMNS, planOf({ ids: 3, posixWithout: without }).bound);
  const [cells, again] = [newCells(POSIX_COLUMNS), newCells(POSIX_COLUMNS)];
  const keys = new Map<string, Set<string>>();
  for (const state of explorePosix({ idsMax: 3, without }).states) {
    const key = new Uint32Array(layout.words);
    encodeState(POSIX_COLUMNS, state, cells);
    layout.pack(cells, key, 0);
    layout.unpack(key, 0, again);
    expect(childrenInOrder(decodeState(POSIX_COLUMNS, again), 1)).toEqual(childrenInOrder(state, 1));
    const orderless = stateText(state).replace(/\(\d+,\d+\)/, '');
    keys.set(orderless, (keys.get(orderless) ?? new Set()).add(key.join()));
  }
  const twice = [...keys.values()].filter(({ size }) => size === 2);
  expect(twice.length).toBeGreaterThan(10);
});
