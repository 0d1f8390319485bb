// A failure as a trace file: the commands with the answers that the model expects, and in comments what was seen.
import { printAnswer, printTrace } from '../contract/notation.ts';
import type { TraceStep } from '../contract/notation.ts';
import { HIERARCHY } from '../model/specification.ts';
import type { Failure } from './shrink.ts';

/** How a failure was found, for its record. */
export interface Origin {
  readonly system: string;
  readonly seed?: number;
  readonly path?: string;
}

/** The text of the trace file. Replayed on a system without the fault it passes. */
export function traceOf({ commands, divergence }: Failure, origin: Origin): string {
  let state = HIERARCHY.initial;
  const steps = commands.map((command): TraceStep => {
    const step = HIERARCHY.step(state, command);
    state = step.next;
    return {
      command,
      answer: step.refusals === undefined ? step.answer : { refused: step.refusals[0] },
    };
  });
  const found =
    origin.seed === undefined
      ? ''
      : `, seed ${origin.seed}${origin.path === undefined ? '' : `, path ${origin.path}`}`;
  const seen =
    divergence.seenAnswer === undefined
      ? []
      : [`seen at the last step: ${printAnswer(divergence.seenAnswer)}`];
  return printTrace({ commandSet: HIERARCHY.commandSet, steps }, [
    `${divergence.concerns}: ${oneLine(divergence.sentence)}`,
    ...seen,
    `found on ${oneLine(origin.system)}${found}`,
  ]);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
