// A failure of branches that takes no concurrency: the same commands, one after the other, fail too. Then it is told as the
// sequence that it is.
import type { Command } from '../../contract/command.ts';
import { CONCURRENT_MODES, isObserve } from '../../contract/concurrent/program.ts';
import type { ConcurrentProgram } from '../../contract/concurrent/program.ts';
import type { ConcurrentRun } from '../../contract/concurrent/run.ts';
import type { RunControl } from '../../contract/run-control.ts';
import type { ConcurrentFailure } from '../../counterexample/concurrent-failure.ts';
import type { Failure } from '../../counterexample/failure.ts';
import { replay } from '../../lockstep/replay.ts';
import type { MinimiseOptions } from '../certificate/minimise.ts';
import { settle } from '../certificate/settle-failure.ts';
import type { Settled } from '../certificate/settle-failure.ts';
import type { ConcurrentSubject } from './concurrent-subject.ts';
import { ordersOf } from './explaining-orders.ts';

const [, STEPS] = CONCURRENT_MODES;

/** Sequences that are tried where the run does not say which one it was. */
const SEQUENCES_MAX = 20;

/**
 * The failure of the program's commands one after the other; `undefined` where each order that is tried passes. A failure
 * without a preemption has an order already; of one that ran freely all are tried.
 */
async function sequentialFailure(
  { system, specification }: ConcurrentSubject,
  { program, run, isSequential, mode }: ConcurrentFailure,
  { stopped }: Pick<RunControl, 'stopped'>,
): Promise<Failure | undefined> {
  if (!isSequential && mode === STEPS) return undefined;
  const orders =
    isSequential && run !== undefined
      ? [callOrder(program, run)]
      : ordersOf(program)
          .slice(0, SEQUENCES_MAX)
          .map((order) => commandsIn(program, order));
  for (const order of orders) {
    if (stopped()) return undefined;
    const { commands, divergence } = await replay(system, specification, [...program.prefix, ...order]);
    if (divergence !== undefined) return { commands, divergence };
  }
  return undefined;
}

/** A failure that takes no concurrency, as a sequence of commands. */
export interface SettledSequence extends Settled {
  /** The commands that it had at first. */
  readonly foundWith: number;
}

/**
 * The failure of the program's commands one after the other, made short; `undefined` where each order that is tried passes.
 * `runs`: those that the system had before.
 */
export async function settledSequence(
  subject: ConcurrentSubject,
  found: ConcurrentFailure,
  runs: number,
  options: Pick<MinimiseOptions, 'certifyStatesMax'>,
  { now, stopped, breathe }: Pick<RunControl, 'now' | 'stopped' | 'breathe'>,
): Promise<SettledSequence | undefined> {
  const sequence = await sequentialFailure(subject, found, { stopped });
  if (sequence === undefined) return undefined;
  const { system, specification } = subject;
  const before = { runs, commands: 0 };
  const minimising = { ...options, now, stopped, breathe };
  const settled = await settle(system, specification, sequence, minimising, { before });
  return { ...settled, foundWith: sequence.commands.length };
}

/** The commands in the order in which they were called. */
function callOrder({ branches }: ConcurrentProgram, run: ConcurrentRun): readonly Command[] {
  return branches
    .flatMap((commands, branch) =>
      commands.map((command, index) => ({ command, called: run.branches[branch][index].called ?? Infinity })),
    )
    .toSorted((one, other) => (one.called < other.called ? -1 : 1))
    .map(({ command }) => command)
    .filter((command): command is Command => !isObserve(command));
}

function commandsIn({ branches }: ConcurrentProgram, order: readonly number[]): readonly Command[] {
  const next = branches.map(() => 0);
  return order
    .map((branch) => branches[branch][next[branch]++])
    .filter((command): command is Command => !isObserve(command));
}
