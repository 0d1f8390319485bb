// A run of a concurrent program as a trace, and the program of a trace. Knows no notation.
import type { Answer, Command } from '../command.ts';
import type { ConcurrentProgram } from '../concurrent/program.ts';
import type { CommandRun, ConcurrentRun } from '../concurrent/run.ts';
import type { ConcurrentTrace, HistoryEvent } from './concurrent-trace.ts';

/** The program, the answers seen, their order, and the branches of the steps where there are any. */
export function traceOfRun(
  commandSet: string,
  program: ConcurrentProgram,
  run: ConcurrentRun,
): ConcurrentTrace {
  const seen = (command: Command, answer: Answer | undefined) => ({ command, ...(answer && { answer }) });
  return {
    commandSet,
    prefix: program.prefix.map((command, index) => seen(command, run.prefix[index])),
    branches: program.branches.map((commands, branch) =>
      commands.map((command, index) => seen(command as Command, run.branches[branch]?.[index]?.answer)),
    ),
    history: historyOf(run.branches),
    ...(run.steps && { schedule: run.steps.map(({ branch }) => branch) }),
  };
}

/** The program that a trace is of. */
export function programOf({ prefix, branches }: ConcurrentTrace): ConcurrentProgram {
  return {
    prefix: prefix.map(({ command }) => command),
    branches: branches.map((steps) => steps.map(({ command }) => command)),
  };
}

/** A moment of a branch: the number that it had, and what happened. */
interface Moment extends HistoryEvent {
  readonly time: number;
}

/**
 * Calls and answers in one order. Equal numbers overlap, so that calls come before answers of the same number, as far as
 * each branch keeps its own order. O(events × branches).
 */
export function historyOf(branches: readonly (readonly CommandRun[])[]): readonly HistoryEvent[] {
  const left = branches.map((runs, index) => momentsOf(runs, index + 1));
  const taken = left.map(() => 0);
  const history: HistoryEvent[] = [];
  for (;;) {
    let first: number | undefined;
    for (const index of left.keys()) {
      if (taken[index] === left[index].length) continue;
      if (first === undefined || rankIn(left[index], taken[index]) < rankIn(left[first], taken[first]))
        first = index;
    }
    if (first === undefined) return history;
    const { branch, kind } = left[first][taken[first]];
    history.push({ branch, kind });
    taken[first] += 1;
  }
}

function momentsOf(runs: readonly CommandRun[], branch: number): readonly Moment[] {
  const moments: Moment[] = [];
  for (const { called, answered } of runs) {
    if (called !== undefined) moments.push({ branch, kind: 'call', time: called });
    if (answered !== undefined) moments.push({ branch, kind: 'answer', time: answered });
  }
  return moments;
}

/** Orders moments: by their number, calls first, then answers that a call of the same number waits for. */
function rankIn(moments: readonly Moment[], index: number): number {
  const { kind, time } = moments[index];
  if (kind === 'call') return time;
  return time + (moments[index + 1]?.time === time ? 0.25 : 0.5);
}
