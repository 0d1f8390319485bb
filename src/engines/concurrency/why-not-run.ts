// The reason that a system cannot be asked to run a recorded program of branches.
import { isObserve } from '../../contract/concurrent/program.ts';
import type { ConcurrentTrace } from '../../contract/notation/concurrent-trace.ts';
import type { System } from '../../contract/system.ts';
import type { Evidence } from '../../counterexample/file/read-file.ts';
import { whyNotApplicable } from '../../counterexample/file/read-file.ts';
import type { Specification } from '../../model/specification.ts';

/** The commands of a trace's prefix, or others in one sequence, as evidence of a failure without branches. */
export function sequenceEvidence(commandSet: string, steps: Evidence['trace']['steps']): Evidence {
  const placeOf = (step: number): string => `command ${step + 1} of the prefix`;
  return { trace: { commandSet, steps }, record: undefined, origin: undefined, placeOf };
}

/** The reason, in a sentence; `undefined` where it can. */
export function whyNotRun(
  { commandSet, prefix, branches }: ConcurrentTrace,
  system: System,
  specification: Specification,
): string | undefined {
  const entries = branches.flat().map(({ command }) => command);
  const commands = [
    ...prefix.map(({ command }) => command),
    ...entries.flatMap((entry) => (isObserve(entry) ? [] : [entry])),
  ];
  const steps = commands.map((command) => ({ command }));
  // Looks at the state alone are a program, too.
  const why =
    commands.length === 0
      ? undefined
      : whyNotApplicable(sequenceEvidence(commandSet, steps), system, specification);
  if (why !== undefined) return why;
  if ((system.concurrent ?? []).length === 0) return `${system.name} runs no commands at the same time`;
  return entries.some(isObserve) && system.consistentReads !== true
    ? `${system.name} does not say that a look at its state from a branch is consistent`
    : undefined;
}
