// The definition of a linearizable history, run as it reads: every order of every choice of what happened, each tried
// from the start. Shares no search with the engine.
import { isObserve } from '../../src/contract/concurrent/program.ts';
import { FlatObservation } from '../../src/contract/observation/flat-observation.ts';
import { flatten } from '../../src/contract/observation/json.ts';
import { differences } from '../../src/contract/observation/differences.ts';
import type { Observation } from '../../src/contract/observation/observation.ts';
import type { ConcurrentHistory, HistoryEntry } from '../../src/engines/concurrency/history.ts';
import { agrees } from '../../src/lockstep/answer-agreement.ts';
import type { Specification } from '../../src/model/specification.ts';
import type { State } from '../../src/model/state.ts';

/** A command that was called, with its branch and its place there. */
interface Item {
  readonly entry: HistoryEntry;
  readonly branch: number;
  readonly position: number;
}

/** Whether some order explains the history: O(commands!). */
export function isLinearizable(specification: Specification, history: ConcurrentHistory): boolean {
  const items: readonly Item[] = history.branches.flatMap((branch, index) =>
    branch.flatMap((entry, position) =>
      entry.called === undefined ? [] : [{ entry, branch: index, position }],
    ),
  );
  const unanswered = items.filter(({ entry }) => entry.answered === undefined);
  for (let subset = 0; subset < 2 ** unanswered.length; subset += 1) {
    const left = unanswered.filter((_, index) => ((subset >> index) & 1) === 0);
    for (const order of ordersOf(items.filter((item) => !left.includes(item))))
      if (mayComeFrom(specification, history, order)) return true;
  }
  return false;
}

/** Every order in which each branch keeps its own, and what answered before another was called comes first. */
function* ordersOf(items: readonly Item[], order: readonly Item[] = []): Generator<readonly Item[]> {
  if (items.length === 0) yield order;
  for (const item of items) {
    const rest = items.filter((other) => other !== item);
    const mustBeFirst = (other: Item): boolean =>
      (other.branch === item.branch && other.position < item.position) ||
      (other.entry.answered ?? Number.POSITIVE_INFINITY) < (item.entry.called ?? 0);
    if (!rest.some(mustBeFirst)) yield* ordersOf(rest, [...order, item]);
  }
}

/** Tells whether the prefix and then this order is a run of the model. */
function mayComeFrom(
  specification: Specification,
  history: ConcurrentHistory,
  order: readonly Item[],
): boolean {
  const entries: readonly HistoryEntry[] = [...history.prefix, ...order.map(({ entry }) => entry)];
  let states: readonly State[] = [specification.initial];
  for (const entry of entries) states = states.flatMap((state) => statesAfter(specification, state, entry));
  const { observation } = history;
  return states.some((state) => observation === undefined || isShown(specification, state, observation));
}

/** Every state in which an entry may end. */
function statesAfter(specification: Specification, state: State, entry: HistoryEntry): readonly State[] {
  const { command } = entry;
  if (isObserve(command))
    return entry.observation === undefined || isShown(specification, state, entry.observation) ? [state] : [];
  if (!specification.isIssuable(state, command)) return [];
  if (entry.answer !== undefined) {
    const step = specification.step(state, command, entry.answer);
    return agrees(step, entry.answer, 'any', specification) ? [step.next] : [];
  }
  const allowed = specification.answersTo(state, command);
  return allowed.length === 0
    ? [state]
    : allowed.map((answer) => specification.step(state, command, answer).next);
}

function isShown(specification: Specification, state: State, observation: Observation): boolean {
  const expected = new FlatObservation();
  const seen = new FlatObservation();
  specification.observe(state, expected);
  flatten(observation, seen);
  return differences(expected, seen).length === 0;
}
