// States of a bound that random walks by the rules lead through, and what the rules say there of every command: asked of the
// rules once, so that whatever else is to say the same can be held against it often.
import { isTaken } from '../../src/contract/argument.ts';
import type { Command } from '../../src/contract/command.ts';
import { argumentListOf, argumentsOf } from '../../src/contract/command.ts';
import { printCommand } from '../../src/contract/notation/trace.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import { Dice } from '../../src/engines/generate/prng.ts';
import { alphabetOf } from '../../src/model/bounded/alphabet.ts';
import type { SpaceBound } from '../../src/model/bounded/bound.ts';
import { ASIDE, BEYOND, INSIDE } from '../../src/model/bounded/bound.ts';
import type { Placement, SpaceModel } from '../../src/model/bounded/bounded-model.ts';
import { decodeState, encodeState, newCells, sameCells } from '../../src/model/bounded/cells.ts';
import { KeyLayout } from '../../src/model/bounded/key-layout.ts';
import { STEP_INVARIANTS } from '../../src/model/invariants/of-steps.ts';
import type { Specification } from '../../src/model/specification.ts';
import type { State } from '../../src/model/state.ts';
import { idInUse } from '../../src/model/state.ts';

/** The outcome of a command in a state. */
interface Said {
  /** The refusals that apply, as bits; of a command that is only there to drain, none is asked for. */
  readonly refusals: number | undefined;
  readonly placement: Placement;
  /** The answer to one that is accepted within the bound, as text; and the state after it. */
  readonly answer?: string;
  readonly next?: Uint8Array;
}

/** A state, and what is said there of each command. */
interface RuledState {
  readonly state: State;
  readonly cells: Uint8Array;
  readonly said: readonly Said[];
  /** The commands that drain it, in words. */
  readonly drain: string;
}

/** A bound with states of it. */
export interface RuledBound {
  readonly specification: Specification;
  readonly bound: SpaceBound;
  readonly commands: readonly Command[];
  /** The number of the commands that are the bound's own. */
  readonly labels: number;
  readonly states: readonly RuledState[];
  readonly pairs: readonly Pair[];
}

/** Two states, and whether I3 and I10 hold of a step by a command from the one to the other. */
interface Pair {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly label: number;
  readonly holds: boolean;
}

const PAIRS = 1000;
const STEPS = 15;

/** So many states of a bound, met on walks from each of these that choose among the commands that change something. */
export function ruledBound(
  specification: Specification,
  bound: SpaceBound,
  count: number,
  starts: readonly State[] = [specification.initial],
): RuledBound {
  const { commands, labels } = alphabetOf(specification, bound);
  const found = new Map<string, RuledState>();
  const dice = new Dice();
  dice.seed(1);
  for (let walk = 0; found.size < count; walk += 1) {
    let state = starts[walk % starts.length];
    for (let step = 0; step < STEPS; step += 1) {
      const cells = cellsOf(specification, state);
      const known = found.get(cells.join()) ?? ruled(specification, bound, commands, labels, state, cells);
      found.set(cells.join(), known);
      const moving = known.said.flatMap(({ placement, next }, label) =>
        placement === INSIDE && next !== undefined && !sameCells(next, cells) ? [label] : [],
      );
      state = specification.step(state, commands[moving[dice.below(moving.length)]]).next;
    }
  }
  const states = [...found.values()];
  const pairs = pairsOf(specification, commands, labels, states);
  return { specification, bound, commands, labels, states, pairs };
}

function cellsOf({ space }: Specification, state: State): Uint8Array {
  const cells = newCells(space.columns);
  encodeState(space.columns, state, cells);
  return cells;
}

function ruled(
  specification: Specification,
  bound: SpaceBound,
  commands: readonly Command[],
  labels: number,
  state: State,
  cells: Uint8Array,
): RuledState {
  const { vocabulary } = specification;
  const said = commands.map((command, label): Said => {
    if (!specification.isIssuable(state, command))
      return { refusals: label < labels ? 0 : undefined, placement: BEYOND };
    const step = specification.step(state, command);
    if (step.refusals !== undefined) {
      const possible = specification.refusalsPossible(command.name);
      const refusals = step.refusals.reduce((bits, refusal) => bits | (1 << possible.indexOf(refusal)), 0);
      return { refusals: label < labels ? refusals : undefined, placement: INSIDE };
    }
    const placement = placementOf(specification, bound, state, command);
    if (placement === BEYOND) return { refusals: 0, placement };
    return {
      refusals: 0,
      placement,
      answer: JSON.stringify(step.answer),
      next: cellsOf(specification, step.next),
    };
  });
  const drain = specification.drainOf(state).map((command) => printCommand(command, vocabulary));
  return { state, cells, said, drain: drain.join('; ') };
}

/** The side of the bound that an accepted command leads to, by what a bound promises. */
function placementOf(
  { vocabulary, space }: Specification,
  bound: SpaceBound,
  state: State,
  command: Command,
): Placement {
  if (space.isBeyond?.(bound, state, command) === true) return BEYOND;
  const taken = argumentListOf(vocabulary, command.name).find(({ kind }) => isTaken(kind));
  if (taken === undefined || bound.newIds === 'any') return INSIDE;
  const id = argumentsOf(command)[taken.key] as number;
  const lowest = Array.from({ length: bound.ids }, (_, index) => index + 1).find(
    (each) => !idInUse(state, each),
  );
  return id === lowest || idInUse(state, id) ? INSIDE : ASIDE;
}

/** The first point in which a model says something else than the rules do in any of the states. */
export function contradiction(model: SpaceModel, ruled: RuledBound): string | undefined {
  const byCells = new Map(ruled.states.map((each) => [each.cells.join(), each]));
  for (const known of ruled.states) {
    model.cells.set(known.cells);
    model.survey();
    const wrong = contradictionIn(model, ruled, known);
    if (wrong !== undefined) return wrong;
    // It goes on to another of the states, where that is one of them.
    const label = known.said.findIndex(
      ({ next }) => next !== undefined && next.join() !== known.cells.join(),
    );
    const reached = byCells.get(known.said[label].next?.join() ?? '');
    if (reached === undefined) continue;
    model.apply(label);
    model.advance();
    if (!sameCells(model.cells, reached.cells)) return `${textOf(ruled, label)}: the state gone on to`;
    const after = contradictionIn(model, ruled, reached);
    if (after !== undefined) return `once it has gone on, ${after}`;
  }
  return undefined;
}

/** A search of a bound by a model, held against the rules. */
interface Compared {
  /** The states that the model finds, and those of them in which the rules were asked. */
  readonly states: number;
  readonly compared: number;
  /** The first point in which the model says something else than the rules do. */
  readonly contradiction: string | undefined;
}

/** The states to compare: of the first so many that are found, each n-th. */
interface Sample {
  readonly every?: number;
  readonly upTo?: number;
  /** Called with the number of states gone through. */
  readonly looked?: (states: number) => void;
}

/**
 * Goes through the states of a bound as the model itself finds them, and asks the rules in them. If they are asked in every
 * one and there is no contradiction, these are all states that the rules lead to.
 */
export function comparedSpace(
  specification: Specification,
  bound: SpaceBound,
  model: SpaceModel,
  { every = 1, upTo = Number.POSITIVE_INFINITY, looked = () => undefined }: Sample = {},
): Compared {
  const { commands, labels } = alphabetOf(specification, bound);
  const { columns } = specification.space;
  const layout = new KeyLayout(columns, bound);
  const key = new Uint32Array(layout.words);
  const keys = new Map<string, Uint32Array>();
  const note = (cells: Uint8Array): void => {
    layout.pack(cells, key, 0);
    const text = key.join();
    if (!keys.has(text)) keys.set(text, key.slice());
  };
  note(newCells(columns));
  let [states, compared] = [0, 0];
  for (const found of keys.values()) {
    model.cells.set(newCells(columns));
    layout.unpack(found, 0, model.cells);
    model.survey();
    if (states % every === 0) {
      const cells = model.cells.slice();
      const state = decodeState(columns, cells);
      const known = ruled(specification, bound, commands, labels, state, cells);
      const contradiction = contradictionIn(model, { specification, commands }, known);
      compared += 1;
      if (contradiction !== undefined)
        return { states, compared, contradiction: `in a state of key ${found.join()}: ${contradiction}` };
    }
    looked((states += 1));
    if (states === upTo) break;
    model.expand();
    for (let label = 0; label < labels; label += 1)
      if (model.refusals[label] === 0 && model.placements[label] === INSIDE && model.apply(label))
        note(model.next);
  }
  return { states, compared, contradiction: undefined };
}

/** The first point in which a model says something else than the rules do in this state. */
export function contradictionAfter(
  specification: Specification,
  bound: SpaceBound,
  model: SpaceModel,
  state: State,
): string | undefined {
  const { commands, labels } = alphabetOf(specification, bound);
  const cells = cellsOf(specification, state);
  model.cells.set(cells);
  model.survey();
  return contradictionIn(
    model,
    { specification, commands },
    ruled(specification, bound, commands, labels, state, cells),
  );
}

function textOf(
  { commands, specification }: Pick<RuledBound, 'commands' | 'specification'>,
  label: number,
): string {
  return printCommand(commands[label], specification.vocabulary);
}

/** The same in its current state. */
function contradictionIn(
  model: SpaceModel,
  ruled: Pick<RuledBound, 'commands' | 'specification'>,
  { said, cells, drain }: RuledState,
): string | undefined {
  const labels = model.drain();
  if (!sameCells(model.cells, cells)) return 'the state before the drain';
  if (labels.map((label) => textOf(ruled, label)).join('; ') !== drain) return 'drain';
  model.expand();
  for (const [label, { refusals, placement, answer, next }] of said.entries()) {
    const told = (what: string): string => `${textOf(ruled, label)}: ${what}`;
    if (refusals !== undefined && model.refusals[label] !== refusals) return told('refusals');
    if (refusals !== undefined && (model.placements[label] === BEYOND) !== (placement === BEYOND))
      return told('whether it is beyond');
    if (next === undefined) continue;
    if (refusals !== undefined && model.placements[label] !== placement) return told('placement');
    const moves = !sameCells(next, cells);
    if (refusals !== undefined && JSON.stringify(model.answers[label]) !== answer)
      return told('the answer noted');
    if (refusals !== undefined && model.idle[label] === 1 && moves) return told('idle');
    if (JSON.stringify(model.answer(label)) !== answer) return told('answer');
    if (model.apply(label) !== moves) return told('whether it moves');
    if (!sameCells(model.next, next)) return told('next state');
    if (!model.stepHolds(label)) return told('step invariants');
    if (!sameCells(model.cells, cells)) return told('the state before');
  }
  return undefined;
}

/** Pairs of the states that mostly no command leads through, each with a command and whether I3 and I10 hold of such a step. */
function pairsOf(
  { vocabulary, observe }: Specification,
  commands: readonly Command[],
  labels: number,
  states: readonly RuledState[],
): readonly Pair[] {
  const dice = new Dice();
  dice.seed(2);
  const [before, after] = [new FlatObservation(), new FlatObservation()];
  return Array.from({ length: PAIRS }, () => {
    const [one, other] = [states[dice.below(states.length)], states[dice.below(states.length)]];
    const label = dice.below(labels);
    observe(one.state, before);
    observe(other.state, after);
    const step = {
      before,
      command: commands[label],
      answer: { ok: {} },
      after,
      commands: vocabulary.commands,
    };
    const holds = [STEP_INVARIANTS.I3, STEP_INVARIANTS.I10].every(({ find }) => find(step) === undefined);
    return { before: one.cells, after: other.cells, label, holds };
  });
}
