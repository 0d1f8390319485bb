// The orders that a program's commands can have, and the histories that only one of them explains: how much of what could
// come about free runs have shown.
import type { ConcurrentProgram } from '../../contract/concurrent/program.ts';
import type { CommandRun, ConcurrentRun } from '../../contract/concurrent/run.ts';
import type { ConcurrentSubject } from './concurrent-subject.ts';
import { historyOfRun, precedes } from './history.ts';
import { linearize } from './linearizability.ts';

/** Programs with more orders than this are not looked through. */
const ORDERS_MAX = 400;

/** An order: the branch, from 0, of each command. */
type Order = readonly number[];

/** The number of orders in which each branch keeps its own. */
export function orderCount({ branches }: ConcurrentProgram): number {
  let count = 1;
  let placed = 0;
  for (const { length } of branches)
    for (let own = 1; own <= length; own += 1) {
      placed += 1;
      count = (count * placed) / own;
    }
  return Math.round(count);
}

/** All of them; none where they are too many. */
export function ordersOf(program: ConcurrentProgram): readonly Order[] {
  if (orderCount(program) > ORDERS_MAX) return [];
  const lengths = program.branches.map(({ length }) => length);
  const orders: Order[] = [];
  const extend = (order: Order, left: readonly number[]): void => {
    if (left.every((count) => count === 0)) orders.push(order);
    for (const [branch, count] of left.entries())
      if (count > 0) extend([...order, branch], left.with(branch, count - 1));
  };
  extend([], lengths);
  return orders;
}

/** All of a run that its judgement depends on, as a string: answers, what was shown, and which commands overlapped. */
export function historyKey({ prefix, branches, ended, at, observation }: ConcurrentRun): string {
  const runs = branches.map((branch) =>
    branch.map(({ answer, observation: look }) => answer ?? look ?? null),
  );
  const before = branches.map((branch, index) =>
    branch.map((run) =>
      branches.map((others, other) =>
        other === index ? 0 : others.filter((each) => precedes(each, run)).length,
      ),
    ),
  );
  const called = branches.map((branch) => branch.map((run) => run.called !== undefined));
  return JSON.stringify([prefix, runs, before, called, ended, at ?? null, observation ?? null]);
}

/**
 * The order that alone explains a history, as a string; `undefined` where several do, a command was not answered, or the
 * orders are too many to look through. O(orders × commands).
 */
export function onlyExplanation(
  { specification, system }: ConcurrentSubject,
  program: ConcurrentProgram,
  run: ConcurrentRun,
): string | undefined {
  if (run.branches.flat().some(({ answered }) => answered === undefined)) return undefined;
  let only: string | undefined;
  for (const order of ordersOf(program)) {
    const ordered = inOrder(run, order);
    if (ordered === undefined) continue;
    const { verdict } = linearize(specification, historyOfRun(program, ordered), system);
    if (verdict !== 'pass') continue;
    if (only !== undefined) return undefined;
    only = order.join(' ');
  }
  return only;
}

/** The run as if its commands had followed each other in this order; `undefined` where they cannot have. */
function inOrder(run: ConcurrentRun, order: Order): ConcurrentRun | undefined {
  const next = run.branches.map(() => 0);
  const placed: CommandRun[] = [];
  const branches: CommandRun[][] = run.branches.map(() => []);
  for (const [place, branch] of order.entries()) {
    const entry = run.branches[branch][next[branch]];
    next[branch] += 1;
    // One that came before is placed after it: real time says otherwise.
    if (placed.some((earlier) => precedes(entry, earlier))) return undefined;
    placed.push(entry);
    branches[branch].push({ ...entry, called: 2 * place, answered: 2 * place + 1 });
  }
  return { ...run, branches };
}
