// Goal: what a search keeps of a state of the POSIX commands is all of it, the order of children included, and what it
// runs are the rules. Method: every state of small bounds and every command, in bytes and as the plain search has them.
import { describe, expect, test } from 'vitest';
import { decodeState, encodeState, newCells } from '../../src/model/bounded/cells.ts';
import { KeyLayout } from '../../src/model/bounded/key-layout.ts';
import { MARKING_COMMANDS } from '../support/bounds.ts';
import { ASIDE, BEYOND, INSIDE } from '../../src/model/bounded/bound.ts';
import { alphabetOf } from '../../src/model/bounded/alphabet.ts';
import { spaceModelOf } from '../../src/model/bounded/ruled-model.ts';
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
    }
    expect(wrong).toBeUndefined();
    expect(Math.min(seen.refused, seen.followed, seen.beyond)).toBeGreaterThan(1000);
  });
});

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
