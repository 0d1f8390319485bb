// A failing trace made short, for people and for machines.
import { againLines } from './again-lines.ts';
import type { Minimised } from '../../../engines/certificate/minimise.ts';
import type { Specification } from '../../../model/specification.ts';
import { counterexampleJson } from '../../report/counterexample-json.ts';
import { styled } from '../terminal.ts';
import { paintedFailureLines, headline, shrinkLines } from './failure.ts';

/** Facts that only the command line knows. */
interface Shrunk {
  /** Commands of the trace that was given. */
  readonly from: number;
  readonly saved: string | undefined;
  readonly replay: string | undefined;
}

/** The report for people. */
export function shrunkLines(
  minimised: Minimised,
  { from, saved, replay }: Shrunk,
  specification: Specification,
): readonly string[] {
  const { failure } = minimised;
  return [
    `${styled('red', 'FAIL')}  ${headline(failure)}`,
    '',
    ...paintedFailureLines(failure, specification),
    '',
    ...shrinkLines(minimised, from),
    ...againLines({ file: saved, replay }),
  ];
}

/** The report for machines, with stable names (docs/json.md). */
export function shrunkJson(
  minimised: Minimised,
  { from, saved, replay }: Shrunk,
  specification: Specification,
): Readonly<Record<string, unknown>> {
  const { failure, shrunkTo, executions, unfinished } = minimised;
  return {
    verdict: 'fail',
    reason: failure.divergence.sentence,
    shrunkFrom: from,
    shrunkTo,
    executions,
    shrinkFinished: unfinished === undefined,
    shrinkUnfinished: unfinished ?? null,
    counterexample: counterexampleJson(failure, specification, {
      shrunk: { ...minimised, foundWith: from },
      again: STEADY,
      file: saved,
      replay,
    }),
  };
}

/** Only a failure that shows each time is made short. */
const STEADY = { flaky: false, history: undefined };
