// A counterexample as a file holds it, whichever of the two forms it is in.
import type { Command, Id } from '../../contract/command.ts';
import type { Vocabularies, Vocabulary } from '../../contract/vocabulary.ts';
import type { KnownDeviation } from '../../contract/known-deviation.ts';
import { whyBeyond } from '../../contract/id-limit.ts';
import { parseAnyTrace } from '../../contract/notation/concurrent-trace.ts';
import type { ConcurrentTrace } from '../../contract/notation/concurrent-trace.ts';
import { parseTrace, printAnswer, printCommand } from '../../contract/notation/trace.ts';
import type { Parsed, Trace } from '../../contract/notation/trace.ts';
import { COMMAND_LINE } from '../../contract/package-name.ts';
import type { Specification } from '../../model/specification.ts';
import { agrees, refusalAs } from '../../lockstep/answer-agreement.ts';
import type { Run } from '../../lockstep/run-plan.ts';
import { concurrentFailureOf, concurrentTraceIn, CONCURRENT_RECORD_VERSION } from './concurrent-record.ts';
import type { ConcurrentRecord } from './concurrent-record.ts';
import { parseConcurrentRecord } from './read-concurrent-record.ts';
import type { CounterexampleRecord, Origin } from './record.ts';
import { originIn } from './record.ts';
import { parseRecord } from './read-record.ts';

export interface Evidence {
  readonly trace: Trace;
  /** Present if the file is JSON: all that was found out about the failure. */
  readonly record: CounterexampleRecord | undefined;
  /** On which system it was found, and how, where the file says so. */
  readonly origin: Origin | undefined;
  /** The place of a step in the file: `line 3`, or `/steps/1`. */
  readonly placeOf: (step: number) => string;
}

/** The same of commands at the same time. */
export interface ConcurrentEvidence {
  readonly concurrent: ConcurrentTrace;
  /** Present if the file is JSON: the run in full, the orders tried, the certificate. */
  readonly record: ConcurrentRecord | undefined;
  readonly origin: Origin | undefined;
}

/** Reads a file with branches or without, in either form. */
export function readAnyEvidence(
  text: string,
  vocabularies: Vocabularies,
): { readonly value: Evidence | ConcurrentEvidence } | { readonly problem: string } {
  if (/^\s*[{[]/.test(text))
    return isOfBranches(text) ? readConcurrentRecord(text, vocabularies) : readRecord(text, vocabularies);
  const parsed = parseAnyTrace(text, vocabularies);
  if ('value' in parsed && 'branches' in parsed.value)
    return { value: { concurrent: parsed.value, record: undefined, origin: originIn(text) } };
  return readTrace(text, vocabularies, parsed as Parsed<Trace>);
}

/** The first line of a trace with branches. */
const BRANCHED = /^\uFEFF?\s*procession\s+trace\s+2\b/;

/** The reason that a file with branches is not taken, with what takes it. */
export const HAS_BRANCHES = `it has branches, and what is asked for takes one sequence of commands: "${COMMAND_LINE} show" tells it, "${COMMAND_LINE} replay" runs it`;

/** Whether a JSON text says that it is of the version that has branches. */
function isOfBranches(text: string): boolean {
  try {
    const json: unknown = JSON.parse(text);
    return (json as { readonly version?: unknown } | null)?.version === CONCURRENT_RECORD_VERSION;
  } catch {
    return false; // Whoever reads it as a record says where it is no JSON.
  }
}

function readConcurrentRecord(
  text: string,
  vocabularies: Vocabularies,
): { readonly value: ConcurrentEvidence } | { readonly problem: string } {
  const parsed = parseConcurrentRecord(text, vocabularies);
  if ('problem' in parsed) return parsed;
  const record = parsed.value;
  const { commandSet, system, found, environment } = record;
  const vocabulary = vocabularies.find(({ id }) => id === commandSet) ?? vocabularies[0];
  return {
    value: {
      concurrent: concurrentTraceIn(concurrentFailureOf(record), vocabulary),
      record,
      origin: {
        system,
        ...(found?.seed !== undefined && { seed: found.seed }),
        ...(environment !== undefined && { environment }),
      },
    },
  };
}

/** Reads either form. The problem begins with its place, so that `FILE:` before it makes a sentence. */
export function readEvidence(
  text: string,
  vocabularies: Vocabularies,
): { readonly value: Evidence } | { readonly problem: string } {
  const isJson = /^\s*[{[]/.test(text);
  if (isJson ? isOfBranches(text) : BRANCHED.test(text))
    return { problem: `${isJson ? '/version' : '1:1'}: ${HAS_BRANCHES}` };
  return isJson ? readRecord(text, vocabularies) : readTrace(text, vocabularies);
}

function readRecord(
  text: string,
  vocabularies: Vocabularies,
): { readonly value: Evidence } | { readonly problem: string } {
  const parsed = parseRecord(text, vocabularies);
  if ('problem' in parsed) return parsed;
  const record = parsed.value;
  return {
    value: {
      trace: { commandSet: record.commandSet, steps: record.steps },
      record,
      origin: {
        system: record.system,
        ...record.found,
        ...(record.environment !== undefined && { environment: record.environment }),
      },
      placeOf: (step) => `/steps/${step}`,
    },
  };
}

function readTrace(
  text: string,
  vocabularies: Vocabularies,
  parsed: Parsed<Trace> = parseTrace(text, vocabularies),
): { readonly value: Evidence } | { readonly problem: string } {
  if ('problem' in parsed) {
    const { line, column, message } = parsed.problem;
    return { problem: `${line}:${column}: ${message}` };
  }
  return {
    value: {
      trace: parsed.value,
      record: undefined,
      origin: originIn(text),
      placeOf: (step) => `line ${lineOf(text, step)}`,
    },
  };
}

/** The line on which a step stands: the first is the head, and those that hold nothing but comments are no steps. */
function lineOf(text: string, step: number): number {
  let seen = -1;
  const isStep = (line: string, index: number): boolean =>
    index > 0 && line.replace(/#.*$/, '').trim() !== '' && (seen += 1) === step;
  return text.split(/\r?\n/).findIndex(isStep) + 1;
}

/**
 * The specification by which a trace is told where its system is gone: by the profile that decides most, unless it
 * records other choices.
 */
export function tellingOf({ steps }: Trace, { mostDecided: usual }: Specification): Specification {
  let state = usual.initial;
  for (const { command, answer } of steps) {
    if (!usual.isIssuable(state, command)) break;
    const step = usual.step(state, command);
    const isChosen = answer !== undefined && usual.mostOpen.answersTo(state, command).length > 1;
    if (isChosen && !agrees(step, answer, 'any', usual)) return usual.mostOpen;
    state = step.next;
  }
  return usual;
}

/**
 * The first recorded answer that the model does not allow, in a sentence. None is looked for where the trace was run
 * on a system with known deviations: it may have gone where the model alone does not.
 */
export function contradictionIn(
  evidence: Evidence,
  specification: Specification,
  known: readonly KnownDeviation[] = [],
): string | undefined {
  if (known.length > 0) return undefined;
  // The recorded answer makes a choice where there was one; where the most open profile allows less, the given one counts.
  const told = contradictionUnder(evidence, specification.mostOpen);
  return told === undefined || specification.mostOpen === specification
    ? told
    : contradictionUnder(evidence, specification);
}

function contradictionUnder({ trace, placeOf }: Evidence, specification: Specification): string | undefined {
  let state = specification.initial;
  for (const [index, { command, answer }] of trace.steps.entries()) {
    const why = specification.whyUnissuable(state, command);
    if (why !== undefined) return unissuableSentence(placeOf(index), command, specification.vocabulary, why);
    const step = specification.step(state, command, answer);
    if (answer !== undefined && !agrees(step, answer, 'any', specification)) {
      const allowed =
        step.refusals === undefined
          ? printAnswer(step.answer)
          : specification.refusesInOrder
            ? refusalAs(specification, step.refusals[0])
            : `refused ${step.refusals.join(' or ')}`;
      return `${placeOf(index)} records "${printAnswer(answer)}" for "${printCommand(command, specification.vocabulary)}", the specification says "${allowed}"`;
    }
    state = step.next;
  }
  return undefined;
}

/**
 * The first command that cannot be issued where it stands, in a sentence, found by the model alone. If a choice is left
 * to the system and none is recorded, what comes after it is not judged, and nothing is of a system with known
 * deviations, which may lead elsewhere: {@link skippedIn} finds it once it has been run.
 */
export function unissuableIn(
  { trace, placeOf }: Pick<Evidence, 'trace' | 'placeOf'>,
  specification: Specification,
  known: readonly KnownDeviation[] = [],
): string | undefined {
  if (known.length > 0) return undefined;
  let state = specification.initial;
  for (const [index, { command, answer }] of trace.steps.entries()) {
    const why = specification.whyUnissuable(state, command);
    if (why !== undefined) return unissuableSentence(placeOf(index), command, specification.vocabulary, why);
    const isLeft = answer === undefined && specification.answersTo(state, command).length > 1;
    if (isLeft) return undefined;
    state = specification.step(state, command, answer).next;
  }
  return undefined;
}

/** The first command that a run of the trace had to leave out, in a sentence. */
export function skippedIn(
  { trace, placeOf }: Evidence,
  { vocabulary }: Specification,
  { commands, divergence, ended }: Omit<Run, 'divergence'> & { readonly divergence?: unknown },
): string | undefined {
  if (ended !== undefined && commands.length < trace.steps.length)
    return `it ends at a known deviation, ${placeOf(commands.length - 1)}: ${ended.reason}`;
  const index = trace.steps.findIndex(
    ({ command }, place) =>
      command !== commands[place] && (divergence === undefined || place < commands.length),
  );
  const skipped = trace.steps[index];
  return skipped === undefined
    ? undefined
    : unissuableSentence(placeOf(index), skipped.command, vocabulary, 'the answers before it led elsewhere');
}

function unissuableSentence(place: string, command: Command, vocabulary: Vocabulary, why: string): string {
  return `${place}: "${printCommand(command, vocabulary)}" cannot be issued there: ${why}`;
}

/** The reason that a trace's commands are not those of a system, in a sentence; `undefined` where they are. */
export function ofAnotherSet(
  commandSet: string,
  { name }: { readonly name: string },
  { vocabulary }: Pick<Specification, 'vocabulary'>,
): string | undefined {
  return commandSet === vocabulary.id
    ? undefined
    : `it is of the ${commandSet} commands, and ${name} answers the ${vocabulary.id} commands`;
}

/** The reason that a system cannot be asked these commands; `undefined` where it can. */
export function whyNotApplicable(
  { trace }: Evidence,
  system: {
    readonly name: string;
    readonly supports?: readonly string[];
    readonly idMax?: Id;
  },
  { vocabulary }: Specification,
): string | undefined {
  const another = ofAnotherSet(trace.commandSet, system, { vocabulary });
  if (another !== undefined) return another;
  const unsupported = trace.steps.find(({ command }) => system.supports?.includes(command.name) === false);
  if (unsupported !== undefined) return `${system.name} does not support ${unsupported.command.name}`;
  for (const { command } of trace.steps) {
    const beyond = whyBeyond(command, vocabulary, system);
    if (beyond !== undefined) return beyond;
  }
  return trace.steps.length === 0 ? 'it has no command' : undefined;
}
