// The run that a trace with branches tells of: answers and their order in time, without steps and without the state at rest.
import { isObserve } from '../../contract/concurrent/program.ts';
import type { CommandRun } from '../../contract/concurrent/run.ts';
import type { ConcurrentTrace } from '../../contract/notation/concurrent-trace.ts';
import type { KnownRun } from './lanes.ts';

/**
 * The run of a trace. Its times are the places of calls and answers in the history; without one, all commands
 * overlap. O(commands + events).
 */
export function knownRunOf({ prefix, branches, history }: ConcurrentTrace): KnownRun {
  const times = branches.map((): { call: number[]; answer: number[] } => ({ call: [], answer: [] }));
  for (const [index, { branch, kind }] of (history ?? []).entries()) times[branch - 1][kind].push(index + 1);
  return {
    ...(history === undefined && { isUntimed: true as const }),
    prefix: prefix.map(({ answer }) => answer),
    branches: branches.map((steps, index) =>
      steps.map(({ command, answer }, place): CommandRun => {
        const isAnswered = answer !== undefined || isObserve(command);
        const called = history === undefined ? 0 : times[index].call[place];
        const answered = history === undefined && isAnswered ? 0 : times[index].answer[place];
        return {
          ...(called !== undefined && { called }),
          ...(answered !== undefined && { answered }),
          ...(answer !== undefined && { answer }),
        };
      }),
    ),
  };
}
