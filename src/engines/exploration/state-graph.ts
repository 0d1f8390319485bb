// The explored graph as something to draw: a small search of its own, with a note of which command led where.
import { exploreInSlices, StateSearch } from '../../checker/search.ts';
import type { TransitionSystem } from '../../checker/transition-system.ts';
import type { Command } from '../../contract/command.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { Hindrance } from '../../contract/hindrance.ts';
import { printCommand, printCommands } from '../../contract/notation/trace.ts';
import { printState } from '../../contract/notation/state.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { SystemUnderTest } from '../../contract/system.ts';
import { titleOf } from '../../counterexample/file/record.ts';
import { replay } from '../../lockstep/replay.ts';
import type { Specification } from '../../model/specification.ts';
import { decodeState, newCells } from '../../model/bounded/cells.ts';
import { handlesIn } from '../../model/state.ts';
import type { State } from '../../model/state.ts';
import { witnessingCommand } from '../../model/bounded/witness-search.ts';
import type { Product, ProductViolation } from '../../lockstep/product/product.ts';
import { unflatten } from '../../contract/observation/json.ts';
import type { DrawnEdge, DrawnState, DrawnViolation, StateGraph } from './state-graph-dot.ts';
import { wentAstrayOn } from './astray.ts';
import type { ExplorationBudget } from './exploration.ts';
import { explorable } from './plan.ts';
import type { ExplorationPlan } from './plan.ts';

/** The bound of a drawing, and who may end it. */
export interface GraphBudget
  extends Pick<ExplorationBudget, 'depthMax' | 'statesMax'>,
    Pick<RunControl, 'breathe' | 'stopped'> {
  /** No graph is made of more states. */
  readonly drawnMax: number;
}

/** A graph that was written to a file, and its size. */
export interface DrawnGraph {
  readonly file: string;
  readonly states: number;
  readonly edges: number;
}

/** Labels between two looks at signals. */
const SLICE = 200;

/**
 * The graph up to the bound, or to the first violation; `undefined` where it has more states than can be drawn, or
 * was interrupted. Refused commands and those that change nothing are no edges.
 */
export async function stateGraphOf(
  plan: ExplorationPlan,
  system: SystemUnderTest,
  specification: Specification,
  title: readonly string[],
  { depthMax, statesMax = Number.POSITIVE_INFINITY, drawnMax, breathe, stopped }: GraphBudget,
): Promise<StateGraph | undefined> {
  const { product, symmetry } = explorable(plan, system, specification);
  const noted = noting(product);
  const limits = { depthMax, statesMax: Math.min(statesMax, drawnMax + 1) };
  const search = new StateSearch(noted.system, { symmetry, edges: true, ...limits });
  try {
    await exploreInSlices(search, SLICE, async () => {
      await breathe();
      return stopped() ? 'it was interrupted' : undefined;
    });
  } catch (error) {
    throw wentAstrayOn(system, error) ? new Hindrance(error.message, { cause: error }) : error;
  }
  if (stopped() || search.counts.states > drawnMax) return undefined;
  const moves = movesOf(search, noted);
  return {
    title,
    states: statesOf(search, product, noted.start, moves),
    edges: edgesOf(moves, product.specification.vocabulary),
    witnesses: product.witnessNames,
    violation: await violationOf(search, product, system, specification, moves),
  };
}

/** A step that was accepted and changed something; `key` is where it led, by the names it gave. */
interface Move {
  readonly from: number;
  readonly to: number;
  readonly label: number;
  readonly command: Command;
  readonly key: Uint32Array;
}

interface Noted {
  readonly system: TransitionSystem<ProductViolation>;
  readonly start: Uint32Array;
  /** The steps that moved, in the order of firing. */
  readonly moves: readonly Pick<Move, 'label' | 'command' | 'key'>[];
}

/** The product as it is, with a note of every label that moves and the key it leads to. */
function noting(product: Product): Noted {
  const { keyWords, payloadWords, labels, witnesses, tallies } = product;
  const start = new Uint32Array(keyWords + payloadWords);
  product.start(start, 0);
  const moves: Noted['moves'][number][] = [];
  let label = 0;
  const system: TransitionSystem<ProductViolation> = {
    keyWords,
    payloadWords,
    labels,
    witnesses,
    tallies,
    get violation() {
      return product.violation;
    },
    start: (row, offset) => product.start(row, offset),
    load: (row, offset) => product.load(row, offset),
    inspect: (witnessed) => product.inspect(witnessed),
    fire: (fired) => product.fire((label = fired)),
    successorKey: (out, offset) => {
      product.successorKey(out, offset);
      const key = out.slice(offset, offset + keyWords);
      moves.push({ label, command: product.commandOf(label), key });
    },
    successorPayload: (out, offset) => product.successorPayload(out, offset),
    describe: (of) => product.describe(of),
  };
  return { system, start: start.subarray(0, keyWords), moves };
}

/** The search keeps where each move led, in the order of firing; what was noted after its end is a walk's. */
function movesOf({ exploration }: StateSearch<ProductViolation>, noted: Noted): readonly Move[] {
  const { edges } = exploration;
  if (edges === undefined) throw new Error('a search that is to be drawn keeps its edges');
  let from = 0;
  return noted.moves.slice(0, edges.targets.length).map((move, index) => {
    while (from < exploration.expanded && index >= edges.end(from)) from += 1;
    return { ...move, from, to: edges.target(index) };
  });
}

function statesOf(
  { exploration }: StateSearch<ProductViolation>,
  product: Product,
  start: Uint32Array,
  moves: readonly Move[],
): readonly DrawnState[] {
  const keys: Uint32Array[] = [start];
  for (const { to, key } of moves) keys[to] ??= key;
  const { columns } = product.specification.space;
  const cells = newCells(columns);
  const inside = product.commands;
  const seen = new Map<string, number>();
  return keys.map((key, id) => {
    product.layout.unpack(key, 0, cells);
    const state = decodeState(columns, cells);
    const text = textOf(product.specification, state);
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    return {
      // Told apart by representation, several states show the same.
      text: times === 1 ? text : `${text} (${times})`,
      witnesses: product.witnessNames.flatMap((name, w) =>
        witnessingCommand(product.specification, name, state, inside) === undefined ? [] : [w],
      ),
      expanded: id < exploration.expanded,
    };
  });
}

function textOf({ observe }: Specification, state: State): string {
  const flat = new FlatObservation();
  observe(state, flat);
  return printState(unflatten(flat), handlesIn(state));
}

/** One edge from a state to another, with a line for each command. */
function edgesOf(moves: readonly Move[], vocabulary: Vocabulary): readonly DrawnEdge[] {
  const edges = new Map<string, DrawnEdge & { readonly commands: string[] }>();
  const reached = new Set([0]);
  for (const { from, to, command } of moves) {
    if (from === to) continue;
    const name = `${from} ${to}`;
    const edge = edges.get(name) ?? { from, to, commands: [], isFirst: !reached.has(to) };
    reached.add(to);
    edges.set(name, edge);
    edge.commands.push(printCommand(command, vocabulary));
  }
  return [...edges.values()];
}

async function violationOf(
  { conclusion }: StateSearch<ProductViolation>,
  product: Product,
  system: SystemUnderTest,
  specification: Specification,
  moves: readonly Move[],
): Promise<DrawnViolation | undefined> {
  if (conclusion?.verdict !== 'fail') return undefined;
  const { at, path, violation } = conclusion;
  const way = at === 'step' ? path.slice(0, -1) : path;
  const from = way.reduce(
    (state, label) => moves.find((move) => move.from === state && move.label === label)?.to ?? state,
    0,
  );
  const last = [...product.commandsOf(path.slice(way.length)), ...violation.drain];
  const { divergence } = await replay(system, specification, [
    ...product.commandsOf(path),
    ...violation.drain,
  ]);
  const sentence = divergence === undefined ? `${violation.kind} of the two differ` : titleOf(divergence);
  return { from, commands: printCommands(last, product.specification.vocabulary), sentence };
}
