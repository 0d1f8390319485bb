// A failure as it is kept: as a trace file for people, and as JSON with everything that was found out about it.
// The JSON's published form is schema/counterexample-2.schema.json; reading it is read-record.ts.
import type { Answer, Command } from '../../contract/command.ts';
import type { Specification } from '../../model/specification.ts';
import { printAnswer, printTrace } from '../../contract/notation/trace.ts';
import type { TraceStep } from '../../contract/notation/trace.ts';
import type { Observation } from '../../contract/observation/observation.ts';
import { visible, visibleJson } from '../../contract/visible.ts';
import { refusalAs } from '../../lockstep/answer-agreement.ts';
import type { Difference } from '../../contract/observation/differences.ts';
import type {
  Divergence,
  DivergenceKind,
  ExpectedAnswer,
  MissedRefusal,
  Violation,
} from '../../lockstep/divergence.ts';
import { failureClassOf } from '../../lockstep/divergence.ts';
import type { Failure } from '../failure.ts';

export const RECORD_FORMAT = 'procession-counterexample';

/** The version of the JSON form that this release writes. It reads version 1 too. */
export const RECORD_VERSION = 2;

/** The origin of a failure, for its record. */
export interface Origin {
  readonly system: string;
  readonly seed?: number;
  readonly path?: string;
  /** Variables that the system was given, each `NAME=VALUE`. */
  readonly environment?: readonly string[];
}

/**
 * A certificate: whether the counterexample was proved to be a shortest one; `covers` says for which commands, ids and
 * states. For a system elsewhere, `transitions` are the commands that it ran, in so many `sequences`.
 */
export type Certificate =
  | {
      readonly shortest: true;
      readonly commands: number;
      readonly transitions: number;
      readonly sequences?: number;
      readonly covers: string;
    }
  | { readonly shortest: false; readonly atLeast: number; readonly reason: string };

/** One command, and the answer that the model gives (of a refusal, the first that applies). */
interface RecordedStep {
  readonly command: Command;
  readonly answer: Answer;
}

/**
 * The place and kind of a failure, as every JSON form has it: `null` where nothing was answered or shown, or nothing
 * was asked.
 */
export interface RecordedDivergence {
  readonly step: number;
  readonly kind: DivergenceKind;
  readonly concerns: string;
  /** Present if another answer should have been a refusal. */
  readonly missed?: MissedRefusal;
  readonly sentence: string;
  readonly expectedAnswer: ExpectedAnswer | null;
  readonly seenAnswer: Answer | null;
  /** The states after the last command. */
  readonly expected: Observation | null;
  readonly seen: Observation | null;
  readonly differences: readonly Difference[];
  readonly violations: readonly Violation[];
}

/** The JSON form. */
export interface CounterexampleRecord {
  readonly format: typeof RECORD_FORMAT;
  readonly version: typeof RECORD_VERSION;
  /** The id of their vocabulary. */
  readonly commandSet: string;
  readonly system: string;
  readonly found?: { readonly seed?: number; readonly path?: string };
  readonly environment?: readonly string[];
  readonly steps: readonly RecordedStep[];
  readonly divergence: RecordedDivergence;
  readonly certificate?: Certificate;
}

/** The record of a failure, by a specification of its command set under any profile. */
export function recordOf(
  { commands, divergence }: Failure,
  { system, seed, path, environment }: Origin,
  specification: Specification,
  certificate?: Certificate,
): CounterexampleRecord {
  const found = { ...(seed !== undefined && { seed }), ...(path !== undefined && { path }) };
  return {
    format: RECORD_FORMAT,
    version: RECORD_VERSION,
    commandSet: specification.vocabulary.id,
    system,
    ...(seed !== undefined && { found }),
    ...(environment !== undefined && { environment }),
    steps: stepsOf(specification, commands, divergence.answers),
    divergence: recordedDivergence(divergence),
    ...(certificate !== undefined && { certificate }),
  };
}

/** A divergence as every JSON form has it. */
export function recordedDivergence(divergence: Divergence): RecordedDivergence {
  const { step, kind, concerns, missed, sentence, differences, violations } = divergence;
  return {
    step,
    kind,
    concerns,
    ...(missed !== undefined && { missed }),
    sentence,
    expectedAnswer: divergence.expectedAnswer ?? null,
    seenAnswer: divergence.seenAnswer ?? null,
    expected: divergence.expected ?? null,
    seen: divergence.seen ?? null,
    differences,
    violations,
  };
}

/** The failure that a record tells of, as it was found. */
export function failureOf({ steps, divergence }: CounterexampleRecord): Failure {
  const { step, kind, concerns, missed, sentence, differences, violations } = divergence;
  const commands = steps.map(({ command }) => command);
  const command = step < 0 ? undefined : commands[step];
  const kinds = { kind, concerns, ...(missed !== undefined && { missed }) };
  return {
    commands,
    divergence: {
      ...kinds,
      step,
      command,
      failureClass: failureClassOf({ ...kinds, command }),
      sentence,
      expectedAnswer: divergence.expectedAnswer ?? undefined,
      seenAnswer: divergence.seenAnswer ?? undefined,
      expected: divergence.expected ?? undefined,
      seen: divergence.seen ?? undefined,
      differences,
      violations,
    },
  };
}

/** The text of the JSON file. */
export function printRecord(record: CounterexampleRecord): string {
  return `${visibleJson(record, 2)}\n`;
}

/** The text of the trace file. Replayed on a system without the fault it passes. */
export function traceOf(
  { commands, divergence }: Failure,
  origin: Origin,
  specification: Specification,
): string {
  const seen =
    divergence.seenAnswer === undefined
      ? []
      : [`seen at the last step: ${printAnswer(divergence.seenAnswer)}`];
  return printTrace(stepsOf(specification, commands, divergence.answers), specification.vocabulary, [
    titleOf(divergence),
    ...seen,
    ...originNotes(origin),
  ]);
}

/** The notes of a trace file about how it was found. */
export function originNotes({ system, seed, path, environment }: Origin): readonly string[] {
  const found = seed === undefined ? '' : `, seed ${seed}${path === undefined ? '' : `, path ${path}`}`;
  return [
    `${FOUND_ON}${visible(system)}${found}`,
    ...(environment === undefined ? [] : [`${ENVIRONMENT}${visibleJson(environment)}`]),
  ];
}

const FOUND_ON = 'found on ';
const ENVIRONMENT = 'environment: ';

/** The note of a trace file of {@link traceOf} about how it was found. */
export function originIn(trace: string): Origin | undefined {
  const pattern = new RegExp(`^# ${FOUND_ON}(.+?)(?:, seed (-?\\d+)(?:, path ([\\d:]+))?)?$`, 'm');
  const [, system, seed, path] = pattern.exec(trace) ?? [];
  if (system === undefined) return undefined;
  return {
    system,
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(path !== undefined && { path }),
    ...environmentOf(trace),
  };
}

/** A comment that anybody may have changed: what is no list of texts says nothing. */
function environmentOf(trace: string): Pick<Origin, 'environment'> {
  const [, text] = new RegExp(`^# ${ENVIRONMENT}(\\[.*\\])$`, 'm').exec(trace) ?? [];
  if (text === undefined) return {};
  try {
    const given: unknown = JSON.parse(text);
    return Array.isArray(given) && given.every((each) => typeof each === 'string')
      ? { environment: given }
      : {};
  } catch {
    return {}; // As above.
  }
}

/** The clause of a failure and its sentence, on one line. A sentence may begin with what it concerns already. */
export function titleOf({
  concerns,
  sentence,
}: {
  readonly concerns: string;
  readonly sentence: string;
}): string {
  return visible(sentence.startsWith(`${concerns}:`) ? sentence : `${concerns}: ${sentence}`);
}

/** The commands with the answers that the model gives. The system's answer makes a choice where there was one. */
function stepsOf(
  { mostDecided, mostOpen }: Specification,
  commands: readonly Command[],
  answers: readonly Answer[] | undefined,
): readonly (RecordedStep & TraceStep)[] {
  const specification = answers === undefined ? mostDecided : mostOpen;
  let state = specification.initial;
  return commands.map((command, index) => {
    const step = specification.stepIfIssuable(state, command, answers?.[index]);
    state = step.next;
    return {
      command,
      answer:
        step.refusals === undefined ? step.answer : { refused: refusalAs(specification, step.refusals[0]) },
    };
  });
}
