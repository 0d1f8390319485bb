// A failure for the terminal, in its colours, and for machines.
import { printCommand } from '../../../contract/notation/trace.ts';
import { recordedDivergence } from '../../../counterexample/file/record.ts';
import type { Failure } from '../../../counterexample/failure.ts';
import * as plain from '../../report/failure-text.ts';
import type { Paint } from '../../report/failure-text.ts';
import type { Specification } from '../../../model/specification.ts';
import type { Divergence } from '../../../lockstep/divergence.ts';
import { styled } from '../terminal.ts';

export { headline, shrinkLines } from '../../report/failure-text.ts';

const PAINT: Paint = {
  right: (text) => styled('green', text),
  wrong: (text) => styled('red', text),
};

/** The steps with the answers expected, the differences at the last one, and the invariants they violate. */
export function failureLines(failure: Failure, specification: Specification): readonly string[] {
  return plain.failureLines(failure, specification, PAINT);
}

/** The same for machines, in the one shape that all reports have (docs/json.md). */
export function failureJson({ commands, divergence }: Failure): Readonly<Record<string, unknown>> {
  const { command, answers } = divergence;
  return {
    commands,
    notation: commands.map(printCommand),
    command: command ?? null,
    missed: null,
    ...recordedDivergence(divergence),
    ...(answers !== undefined && { answers }),
  };
}

/** What is wrong: the sentence where it says more than the differences do, these, and the invariants violated. */
export function tellingLines(divergence: Divergence): readonly string[] {
  return plain.tellingLines(divergence, PAINT);
}
