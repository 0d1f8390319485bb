// A failure that a report tells of, with the clauses that it breaks, and its trace told anew from what is recorded.
import { commandSetOf, specificationOf, VOCABULARIES } from '../../command-sets.ts';
import type { Answer } from '../../contract/command.ts';
import { parseRecord } from '../../counterexample/file/read-record.ts';
import { readAnyEvidence, unissuableIn } from '../../counterexample/file/read-file.ts';
import {
  failureOf,
  RECORD_FORMAT,
  RECORD_VERSION,
  recordOf,
  traceOf,
} from '../../counterexample/file/record.ts';
import type { CounterexampleRecord } from '../../counterexample/file/record.ts';
import type { Failure } from '../../counterexample/failure.ts';
import { Coverage } from '../../engines/coverage.ts';
import type { Specification } from '../../model/specification.ts';
import type { CounterexampleReport } from '../gate/gate.ts';
import { clausesIn } from '../gate/clauses.ts';
import { coverageEvidenceOf } from '../gate/coverage-evidence.ts';
import type { ReportedCounterexample } from './report-tables.ts';

/** A failure of a system. */
export interface FoundFailure {
  /** The clause or invariant that it concerns, and the invariants that the state shown violates. */
  readonly clauses: readonly string[];
  /** Choices that decided the step which went wrong: whether they are kept is not known. */
  readonly doubted: readonly string[];
  readonly sentence: string;
  readonly commands: number;
  /** The text of a trace file; `null` where a replay of commands would not show it. */
  readonly trace: string | null;
  /** The command line that replays it. */
  readonly replay: string | null;
  /** Whether it is certified that there is none shorter. */
  readonly shortest: boolean;
  /** The JSON form of a counterexample, of a sequence or with branches. */
  readonly record: object | null;
}

/** The system that it was found on. */
interface About {
  readonly system: string;
  readonly commandSet: string;
  readonly profile: string | null;
}

type Read = { readonly value: FoundFailure } | { readonly problem: string };

/** The clause that a history breaks which no order explains. */
export const LINEARIZABLE = 'I16';

/** Reads a counterexample of check, tour or explore; a damaged one is told by the path of the wrong key. */
export function failureIn(given: ReportedCounterexample, about: About): Read {
  const read = reportedRecord(given, about);
  if ('problem' in read) return read;
  const { record, specification, answers } = read.value;
  return toldFailure(record, specification, {
    answers,
    replay: given.replay ?? null,
    shortest: record.certificate?.shortest === true || given['shortest'] === true,
  });
}

/** The same as the failure that it was, with its record. */
export function reportedFailure(
  given: ReportedCounterexample,
  about: About,
):
  | { readonly value: { readonly failure: Failure; readonly record: CounterexampleRecord } }
  | { readonly problem: string } {
  const read = reportedRecord(given, about);
  if ('problem' in read) return read;
  const { record, answers } = read.value;
  return { value: { failure: answeredFailure(record, answers), record } };
}

interface ReportedRecord {
  readonly record: CounterexampleRecord;
  readonly specification: Specification;
  /** The system's answers, where they were recorded. */
  readonly answers: readonly Answer[] | undefined;
}

function reportedRecord(
  given: ReportedCounterexample,
  { system, commandSet, profile }: About,
): { readonly value: ReportedRecord } | { readonly problem: string } {
  const { commands, answers, certificate, missed } = given;
  const answersTo = Array.isArray(answers) ? (answers as readonly unknown[]) : undefined;
  const steps = Array.isArray(commands)
    ? commands.map((command: unknown, index) => ({ command, answer: answersTo?.[index] ?? { ok: {} } }))
    : commands;
  const record = {
    ...given,
    format: RECORD_FORMAT,
    version: RECORD_VERSION,
    commandSet,
    system,
    steps,
    divergence: { ...given, missed: missed ?? undefined },
    certificate: certificate ?? undefined,
    found: undefined,
  };
  const read = parseRecord(JSON.stringify(record), VOCABULARIES);
  if ('problem' in read) return { problem: `counterexample${read.problem}` };
  const known = answersTo === undefined ? undefined : read.value.steps.map(({ answer }) => answer);
  const specification = specificationOf({ commandSet, ...(profile !== null && { profile }) });
  return { value: { record: read.value, specification, answers: known } };
}

/** The failure of a record, with the answers that were given. */
function answeredFailure(record: CounterexampleRecord, answers: readonly Answer[] | undefined): Failure {
  const found = failureOf(record);
  return { ...found, divergence: { ...found.divergence, ...(answers !== undefined && { answers }) } };
}

/** Reads a counterexample of the gate; without a record, it is of the check that failed. */
export function gateFailureIn(
  { record, trace, replay, commands }: CounterexampleReport,
  { system, sentence, check }: { readonly system: string; readonly sentence: string; readonly check: string },
): Read {
  const bare = { doubted: [], sentence, commands, trace, replay, shortest: false };
  if (record === undefined) return { value: { ...bare, clauses: [check], record: null } };
  const read = readAnyEvidence(JSON.stringify(record), VOCABULARIES);
  if ('problem' in read) return { problem: `${check}: counterexample.record${read.problem}` };
  if ('concurrent' in read.value)
    return { value: { ...bare, clauses: [LINEARIZABLE], record: read.value.record ?? null } };
  const { record: sequence } = read.value;
  if (sequence === undefined) return { value: { ...bare, clauses: [check], record: null } };
  return toldFailure({ ...sequence, system }, specificationOf({ commandSet: sequence.commandSet }), {
    answers: sequence.steps.map(({ answer }) => answer),
    replay,
    shortest: sequence.certificate?.shortest === true,
  });
}

function toldFailure(
  record: CounterexampleRecord,
  specification: Specification,
  {
    answers,
    replay,
    shortest,
  }: {
    readonly answers: readonly Answer[] | undefined;
    readonly replay: string | null;
    readonly shortest: boolean;
  },
): Read {
  const failure = answeredFailure(record, answers);
  const { commands } = failure;
  const steps = commands.map((command, index) => ({ command, answer: answers?.[index] }));
  const trace = {
    commandSet: record.commandSet,
    steps: steps.map(({ command, answer }) => ({ command, ...(answer !== undefined && { answer }) })),
  };
  const unissuable = unissuableIn({ trace, placeOf: (step) => `/commands/${step}` }, specification);
  if (unissuable !== undefined) return { problem: `counterexample${unissuable}` };
  const { concerns, violations, sentence } = failure.divergence;
  const origin = { system: record.system };
  return {
    value: {
      clauses: [...new Set([concerns, ...violations.map(({ invariant }) => invariant)])],
      doubted: doubtedBy(failure, specification),
      sentence,
      commands: commands.length,
      trace: commands.length === 0 ? null : traceOf(failure, origin, specification),
      replay,
      shortest,
      record: recordOf(failure, origin, specification, record.certificate),
    },
  };
}

/** The choices of the set that show in the step which went wrong. */
function doubtedBy({ commands, divergence }: Failure, specification: Specification): readonly string[] {
  const { step: place, kind, answers } = divergence;
  const command = commands[place];
  if (command === undefined || kind === 'invariant') return [];
  let state = specification.initial;
  for (const [index, earlier] of commands.slice(0, place).entries())
    state = specification.stepIfIssuable(state, earlier, answers?.[index]).next;
  const coverage = new Coverage(specification, [command.name]);
  coverage.note(state, command, specification.stepIfIssuable(state, command, undefined));
  const set = commandSetOf(specification.vocabulary.id);
  return clausesIn('', { coverage: coverageEvidenceOf(coverage) })
    .filter(({ clause, decided }) => decided > 0 && Object.hasOwn(set?.choices ?? {}, clause))
    .map(({ clause }) => clause);
}
