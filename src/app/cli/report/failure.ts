// A failure for the terminal, in its colours.
import type { Failure } from '../../../counterexample/failure.ts';
import * as plain from '../../report/failure-text.ts';
import type { Paint } from '../../../contract/observation/difference-text.ts';
import type { Specification } from '../../../model/specification.ts';
import type { Divergence } from '../../../lockstep/divergence.ts';
import { styled } from '../terminal.ts';

export { headline, shrinkLines } from '../../report/failure-text.ts';

export const PAINT: Paint = {
  right: (text) => styled('green', text),
  wrong: (text) => styled('red', text),
};

/** The steps with the answers expected, the differences at the last one, and the invariants they violate. */
export function paintedFailureLines(failure: Failure, specification: Specification): readonly string[] {
  return plain.failureLines(failure, specification, PAINT);
}

/** The fault: the sentence where it says more than the differences do, these, and the invariants violated. */
export function paintedTellingLines(divergence: Divergence): readonly string[] {
  return plain.tellingLines(divergence, PAINT);
}
