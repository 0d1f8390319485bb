// A failure of branches that was made small, or told as the sequence that it is, for people and for machines.
import { isNotReplayable } from '../../../counterexample/concurrent-failure.ts';
import type { ConcurrentFailure } from '../../../counterexample/concurrent-failure.ts';
import { tellConcurrentStory } from '../../../counterexample/explain/concurrent-story.ts';
import type { SettledBranches } from '../../../engines/concurrency/settle-branches.ts';
import type { SmallestFailure } from '../../../engines/concurrency/smallest-failure.ts';
import type { Specification } from '../../../model/specification.ts';
import { counterexampleJson } from '../../report/counterexample-json.ts';
import { unsteadyText } from '../../report/failure-text.ts';
import { counted, grouped, styled } from '../terminal.ts';
import { concurrentStoryLines } from './concurrent-story.ts';
import { headline, paintedFailureLines, shrinkLines } from './failure.ts';

/** The system that it was found on, and the seed where there was one. */
interface FoundOn {
  readonly system: string;
  readonly seed?: number | undefined;
}

type Sequential = Extract<SettledBranches, { readonly sequential: unknown }>['sequential'];

/** The failure itself, in lanes. */
export function smallestFailureLines(
  { failure, certificate }: SmallestFailure,
  specification: Specification,
  { system, seed }: FoundOn,
): readonly string[] {
  const { program, run } = failure;
  const story = tellConcurrentStory({
    specification,
    system,
    seed,
    outcome: 'failed',
    program,
    run,
    failure,
    certificate,
  });
  return [...concurrentStoryLines(story, system), ...againLines(failure)];
}

/** The runs that were made to see it again. */
function againLines(failure: ConcurrentFailure): readonly string[] {
  const { again, isSequential } = failure;
  return [
    ...(isSequential ? ['it takes no preemption; asked one after the other, the commands did not fail'] : []),
    ...(again === undefined || again.tries === 0
      ? []
      : isNotReplayable(failure)
        ? [
            `NOT REPLAYABLE: it did not come again in ${counted(again.tries, 'run')}; the history is evidence by itself`,
          ]
        : [`it came again in ${grouped(again.times)} of ${counted(again.tries, 'run')}`]),
  ];
}

/** The work of making it small. */
export function smallerLines({ foundWith, shrunkTo, executions }: SmallestFailure): readonly string[] {
  if (executions === 0) return [];
  const commands = counted(foundWith, 'command');
  const how =
    shrunkTo === foundWith
      ? `none of its ${commands} can be left out, by`
      : `made smaller from ${commands} to ${shrunkTo} in`;
  return [`${how} ${counted(executions, 'execution')}`];
}

/** A failure that a sequence of commands has; `covered`: lines on the work that was done before. */
export function sequentialLines(
  { minimised, flaky, history, foundWith }: Sequential,
  specification: Specification,
  system: string,
  covered: readonly string[] = [],
): readonly string[] {
  return [
    `${styled('red', 'FAIL')}  ${headline(minimised.failure)}`,
    'without any concurrency: the same commands fail one after the other',
    '',
    ...paintedFailureLines(minimised.failure, specification),
    '',
    ...covered,
    ...(flaky ? [unsteadyText(system, history)] : shrinkLines(minimised, foundWith)),
  ];
}

/** The same for machines; `null` where it takes concurrency. */
export function sequentialJson(
  sequential: Sequential | undefined,
  specification: Specification,
): Readonly<Record<string, unknown>> | null {
  if (sequential === undefined) return null;
  const { minimised, foundWith } = sequential;
  const { executions, unfinished, certificate } = minimised;
  return counterexampleJson(minimised.failure, specification, {
    shrunk: { foundWith, executions, unfinished, certificate },
    again: sequential,
  });
}
