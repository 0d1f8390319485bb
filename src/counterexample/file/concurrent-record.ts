// A failure of commands at the same time as it is kept: as a trace of version 2 for people, and as JSON of version 3 with
// all that was seen. The JSON's published form is schema/counterexample-3.schema.json.
import type { ConcurrentProgram, ConcurrentMode, Schedule } from '../../contract/concurrent/program.ts';
import type { ConcurrentRun } from '../../contract/concurrent/run.ts';
import type { ConcurrentTrace } from '../../contract/notation/concurrent-trace.ts';
import { printConcurrentTrace } from '../../contract/notation/concurrent-trace.ts';
import { traceOfRun } from '../../contract/notation/trace-of-run.ts';
import { visible, visibleJson } from '../../contract/visible.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import type { ConcurrentCertificate, ConcurrentFailure } from '../concurrent-failure.ts';
import { isNotReplayable, toldOrderText } from '../concurrent-failure.ts';
import { originNotes, RECORD_FORMAT, titleOf } from './record.ts';
import type { Origin } from './record.ts';

/** The version of the JSON form of failures with branches; those without have an earlier one (record.ts). */
export const CONCURRENT_RECORD_VERSION = 3;

/** The origin of such a failure: `program`, how many programs of the seed came before it and itself. */
export interface ConcurrentOrigin extends Pick<Origin, 'system' | 'seed' | 'environment'> {
  readonly program?: number;
}

/** The members of a failure that are not its program and run. */
type RecordedFailure = Omit<ConcurrentFailure, 'program' | 'mode' | 'schedule' | 'run'>;

/** The JSON form. */
export interface ConcurrentRecord {
  readonly format: typeof RECORD_FORMAT;
  readonly version: typeof CONCURRENT_RECORD_VERSION;
  readonly commandSet: string;
  readonly system: string;
  readonly found?: { readonly seed?: number; readonly program?: number };
  readonly environment?: readonly string[];
  readonly mode: ConcurrentMode;
  readonly program: ConcurrentProgram;
  readonly schedule?: Schedule;
  readonly run?: ConcurrentRun;
  readonly failure: RecordedFailure;
  readonly certificate?: ConcurrentCertificate;
}

/** The record of a failure of commands of a set. */
export function concurrentRecordOf(
  { program, mode, schedule, run, ...failure }: ConcurrentFailure,
  { system, seed, program: number, environment }: ConcurrentOrigin,
  { id }: Vocabulary,
  certificate?: ConcurrentCertificate,
): ConcurrentRecord {
  return {
    format: RECORD_FORMAT,
    version: CONCURRENT_RECORD_VERSION,
    commandSet: id,
    system,
    ...(seed !== undefined && { found: { seed, ...(number !== undefined && { program: number }) } }),
    ...(environment !== undefined && { environment }),
    mode,
    program,
    ...(schedule !== undefined && { schedule }),
    ...(run !== undefined && { run }),
    failure,
    ...(certificate !== undefined && { certificate }),
  };
}

/** The failure that a record tells of, as it was found. */
export function concurrentFailureOf({
  program,
  mode,
  schedule,
  run,
  failure,
}: ConcurrentRecord): ConcurrentFailure {
  return {
    ...failure,
    program,
    mode,
    ...(schedule !== undefined && { schedule }),
    ...(run !== undefined && { run }),
  };
}

/** The text of the JSON file. */
export function printConcurrentRecord(record: ConcurrentRecord): string {
  return `${visibleJson(record, 2)}\n`;
}

/** Orders that a trace's comments tell. */
const ORDERS_TOLD = 6;

/** The text of the trace file: the program, the answers seen, their order in time, and the schedule. */
export function concurrentTraceOf(
  failure: ConcurrentFailure,
  origin: ConcurrentOrigin,
  vocabulary: Vocabulary,
): string {
  const { orders } = failure;
  const told = orders.slice(0, ORDERS_TOLD).map(toldOrderText);
  const more = orders.length > ORDERS_TOLD ? ['…'] : [];
  return printConcurrentTrace(concurrentTraceIn(failure, vocabulary), vocabulary, [
    titleOf(failure),
    ...[...told, ...more].map((text) => visible(text)),
    ...(isNotReplayable(failure) ? ['it did not come again'] : []),
    ...originNotes(origin),
  ]);
}

/** The trace of a failure as a value. */
export function concurrentTraceIn(
  { program, schedule, run }: ConcurrentFailure,
  { id }: Vocabulary,
): ConcurrentTrace {
  const seen = run ?? { prefix: [], branches: program.branches.map(() => []), ended: 'limit' };
  const { history, ...trace } = traceOfRun(id, program, seen);
  return {
    ...trace,
    // A run in trouble leaves no history, and an empty one would say that nobody called.
    ...(run !== undefined && history !== undefined && { history }),
    ...(schedule !== undefined && { schedule }),
  };
}
