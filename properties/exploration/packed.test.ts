// Goal: the packed model is the model. Method: both run on every state and every command of small bounds, and the
// packed comparison of a table against the plain one.
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/contract/command.ts';
import { hierarchyDrain } from '../../src/model/hierarchy/drain.ts';
import { HIERARCHY } from '../../src/model/hierarchy/specification.ts';
import type { HierarchyCommand } from '../../src/contract/sets/hierarchy.ts';
import { hierarchyMethodOf } from '../../src/impl/hierarchy/apply.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import { ProcessTable } from '../../src/impl/hierarchy/process-table.ts';
import { HIERARCHY_COLUMNS } from '../../src/model/hierarchy/columns.ts';
import { HierarchyModel } from '../../src/model/hierarchy/packed-rules.ts';
import { alphabetOf } from '../../src/model/bounded/alphabet.ts';
import { decodeState, encodeState, newCells } from '../../src/model/bounded/cells.ts';
import { StateRenaming } from '../../src/model/bounded/id-renaming.ts';
import { refusalsPossible, step } from '../../src/model/hierarchy/rules.ts';
import { BEYOND } from '../../src/model/bounded/bound.ts';
import { STEP_INVARIANTS } from '../../src/model/invariants/of-steps.ts';
import { Abstraction } from '../../src/lockstep/table/abstraction.ts';
import { PackedAbstraction } from '../../src/lockstep/table/packed-abstraction.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import type { Explored } from './spaces.ts';
import { explored, planOf } from './spaces.ts';

const COLUMNS = HIERARCHY_COLUMNS;

const spaces = {
  'ids 3 and handles': explored(planOf({ ids: 3, handles: 1 })),
  'ids 2, handles, threads, marks and codes': explored(
    planOf({ ids: 2, handles: 1, threads: 2, more: ['set_subreaper'] }),
  ),
  'ids 3 and subreapers': explored(planOf({ ids: 3, more: ['set_subreaper'] })),
  'ids 4, up to their names': explored(planOf({ ids: 4, symmetry: true })),
} as const;
const bounds = {
  'ids 3 and handles': planOf({ ids: 3, handles: 1 }).bound,
  'ids 2, handles, threads, marks and codes': planOf({
    ids: 2,
    handles: 1,
    threads: 2,
    more: ['set_subreaper'],
  }).bound,
  'ids 3 and subreapers': planOf({ ids: 3, more: ['set_subreaper'] }).bound,
  'ids 4, up to their names': planOf({ ids: 4, symmetry: true }).bound,
} as const;
const names = Object.keys(spaces) as (keyof typeof spaces)[];

describe.each(names)('with %s', (name) => {
  const { search, product } = spaces[name];
  const { commands, labels } = alphabetOf(product.specification, bounds[name]);

  test('every refusal, effect, answer and drain is that of the rules', () => {
    const model = new HierarchyModel(bounds[name], commands);
    const expected = newCells(COLUMNS);
    let wrong: string | undefined;
    eachState(spaces[name], model.cells, () => {
      model.survey();
      model.expand();
      const state = decodeState(COLUMNS, model.cells);
      commands.forEach((command, label) => {
        const rule = step(state, command);
        // A command that only drains is run where it is accepted, and so is never asked for its refusals.
        if (label < labels && namesOf(command, model.refusals[label]).join() !== (rule.refusals ?? []).join())
          wrong ??= `${at(command)}: refusals`;
        if (rule.refusals !== undefined || model.placements[label] === BEYOND) return;
        encodeState(COLUMNS, rule.next, expected);
        const moved = model.apply(label);
        if (!sameBytes(model.next, expected)) wrong ??= `${at(command)}: next state`;
        if (moved !== !sameBytes(model.cells, expected)) wrong ??= `${at(command)}: whether it moves`;
        if ('answer' in rule && JSON.stringify(rule.answer) !== JSON.stringify(model.answer(label)))
          wrong ??= `${at(command)}: answer`;
        if (!model.stepHolds(label)) wrong ??= `${at(command)}: step invariants`;
      });
      const drain = model.drain().map((label) => commands[label]);
      if (JSON.stringify(drain) !== JSON.stringify(hierarchyDrain(state))) wrong ??= 'the drain';
    });
    expect(wrong).toBeUndefined();
  });

  test('every key gives back the state it was made of, and no two states have one key', () => {
    const cells = newCells(COLUMNS);
    const key = new Uint32Array(product.layout.words);
    const again = newCells(COLUMNS);
    const keys = new Set<string>();
    let wrong = 0;
    eachState(spaces[name], cells, () => {
      product.layout.pack(cells, key, 0);
      keys.add(key.join());
      encodeState(COLUMNS, decodeState(COLUMNS, cells), again);
      if (!sameBytes(again, cells)) wrong += 1;
    });
    expect(wrong).toBe(0);
    expect(keys.size).toBe(search.counts.states);
  });
});

test('a pair of states that no command leads through is judged as by I3 and I10', () => {
  const { search, product } = spaces['ids 3 and handles'];
  const { commands } = alphabetOf(product.specification, bounds['ids 3 and handles']);
  const model = new HierarchyModel(bounds['ids 3 and handles'], commands);
  const dice = new Dice();
  dice.seed(1);
  const before = new FlatObservation();
  const after = new FlatObservation();
  const verdicts = new Set<boolean>();
  for (let draw = 0; draw < 4000; draw += 1) {
    unpackState(spaces['ids 3 and handles'], dice.below(search.counts.states), model.cells);
    unpackState(spaces['ids 3 and handles'], dice.below(search.counts.states), model.next);
    model.survey();
    const label = dice.below(product.labels);
    const command = commands[label];
    HIERARCHY.observe(decodeState(COLUMNS, model.cells), before);
    HIERARCHY.observe(decodeState(COLUMNS, model.next), after);
    const pair = { before, command, answer: { ok: {} }, after, commands: HIERARCHY.vocabulary.commands };
    const holds = STEP_INVARIANTS.I3.find(pair) === undefined && STEP_INVARIANTS.I10.find(pair) === undefined;
    expect(model.stepHolds(label)).toBe(holds);
    verdicts.add(holds);
  }
  expect(verdicts.size).toBe(2);
});

test('a table shows a packed state exactly if it shows what the model would', () => {
  const space = spaces['ids 2, handles, threads, marks and codes'];
  const table = new ProcessTable({ capacity: 2 });
  const abstraction = new Abstraction(table, HIERARCHY.vocabulary.shows);
  const packed = new PackedAbstraction(COLUMNS, 2);
  const dice = new Dice();
  dice.seed(2);
  const cells = newCells(COLUMNS);
  const shown = new FlatObservation();
  const expected = new FlatObservation();
  const verdicts = [0, 0];
  let state = decodeState(COLUMNS, newCells(COLUMNS));
  for (let draw = 0; draw < 20_000; draw += 1) {
    const command = space.product.commandOf(dice.below(space.product.labels));
    const next = step(state, command);
    if (run(table, command)) state = next.next;
    abstraction.observe(shown);
    if (draw % 2 === 0) encodeState(COLUMNS, state, cells);
    else unpackState(space, dice.below(space.search.counts.states), cells);
    HIERARCHY.observe(decodeState(COLUMNS, cells), expected);
    const same = expected.equals(shown);
    expect(packed.isShown(table.storage(), cells)).toBe(same);
    verdicts[Number(same)] = verdicts[Number(same)] + 1;
  }
  expect(Math.min(...verdicts)).toBeGreaterThan(1000);
});

test('a state renamed and named back is the state, and renaming never touches what has no name', () => {
  const space = spaces['ids 3 and handles'];
  const { layout } = space.product;
  const renaming = new StateRenaming(layout);
  const cells = newCells(COLUMNS);
  const key = new Uint32Array(layout.words);
  const swapped = new Uint32Array(layout.words);
  const back = new Uint32Array(layout.words);
  let moved = 0;
  eachState(space, cells, () => {
    layout.pack(cells, key, 0);
    renaming.rename(key, 0, Uint8Array.of(0, 2, 1), swapped, 0);
    renaming.rename(swapped, 0, Uint8Array.of(0, 2, 1), back, 0);
    expect(back).toEqual(key);
    if (swapped.join() !== key.join()) moved += 1;
  });
  // Orbits of one state are those that the swap leaves alone.
  expect(moved).toBe(2 * (9108 - 4604));
});

function eachState(space: Explored, cells: Uint8Array, visit: () => void): void {
  for (let id = 0; id < space.search.counts.states; id += 1) {
    unpackState(space, id, cells);
    visit();
  }
}

function unpackState({ search, product }: Explored, id: number, cells: Uint8Array): void {
  const { rows } = search.exploration.visited;
  product.layout.unpack(rows.chunk(id), rows.offset(id), cells);
}

function namesOf({ name }: Command, refusals: number): readonly string[] {
  return refusalsPossible(name).filter((_, index) => (refusals >>> index) & 1);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

function at(command: Command): string {
  return JSON.stringify(command);
}

/** Whether the table accepted it. */
function run(table: ProcessTable, command: Command): boolean {
  const method = hierarchyMethodOf(command as HierarchyCommand);
  return ['ok', 'last', 'not-last'].includes(method(table, command as HierarchyCommand));
}
