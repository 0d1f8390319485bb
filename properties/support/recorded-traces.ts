// Recordings as traces, for tests: of a log's lines or events, with what became of them.
import type { TraceStep } from '../../src/contract/notation/trace.ts';
import { explain } from '../../src/engines/recordings/explain.ts';
import type { ExplainedStep, Explanation } from '../../src/engines/recordings/explanation.ts';
import type { LogEvent } from '../../src/engines/recordings/log-event.ts';
import type { PsSnapshot } from '../../src/engines/recordings/ps-row.ts';
import { RecordingTrace } from '../../src/engines/recordings/to-trace.ts';
import { traceLines } from '../../src/engines/recordings/trace-lines.ts';
import { agrees } from '../../src/lockstep/answer-agreement.ts';
import { POSIX } from '../../src/model/posix/specification.ts';
import type { State } from '../../src/model/state.ts';
import { parseTrace, printCommand } from './by-set.ts';
import { eventsOfRecording, snapshotsOfRecording } from './recorded-logs.ts';
import { eventsOfLog } from './told-events.ts';

/** The recordings of thousands of lines. */
export const LARGE_RECORDINGS: readonly string[] = [
  'configure_script',
  'fork_storm',
  'make_j4',
  'xargs_P8',
  'zoo_torture_1',
];

/** A recording that became a trace. */
export interface RecordedTrace {
  readonly text: string;
  /** Its lines, without the first two, which name the form and the log. */
  readonly lines: readonly string[];
  readonly trace: RecordingTrace;
  readonly explanation: Explanation;
  /** The recording's state at its end. */
  readonly state: State | undefined;
}

/** The trace of a recording. */
export async function traceOfEvents(
  events: AsyncIterable<LogEvent> | Iterable<LogEvent>,
  snapshots: readonly PsSnapshot[] = [],
): Promise<RecordedTrace> {
  const written: string[] = [];
  const trace = new RecordingTrace(traceLines('made-up.log', (line) => written.push(line)));
  let state: State | undefined;
  const settled = (step: ExplainedStep): void => {
    state = step.after;
    trace.add(step);
  };
  const explanation = await explain(events, { snapshots, settled, hiding: () => 'nothing' });
  trace.finish(explanation);
  return { text: `${written.join('\n')}\n`, lines: written.slice(2), trace, explanation, state };
}

/** The trace of a log of strace. */
export function traceOfLog(...lines: readonly string[]): Promise<RecordedTrace> {
  return traceOfEvents(eventsOfLog(lines));
}

/** The trace of a recording of a real program. */
export function traceOfRecording(name: string): Promise<RecordedTrace> {
  return traceOfEvents(eventsOfRecording(name), snapshotsOfRecording(name));
}

/** The commands of a trace's text, each with its answer. Throws where it cannot be read. */
export function stepsOf({ text }: Pick<RecordedTrace, 'text'>): readonly TraceStep[] {
  const parsed = parseTrace(text);
  if ('problem' in parsed) throw new Error(`${parsed.problem.line}: ${parsed.problem.message}`);
  return parsed.value.steps;
}

/** The commands of a trace's text that nobody can issue, or that the model answers otherwise; it goes on from its own answer. */
export function modelDifferences(trace: Pick<RecordedTrace, 'text'>): readonly string[] {
  const rules = POSIX.linux;
  let state = rules.initial;
  return stepsOf(trace).flatMap(({ command, answer }, index) => {
    const place = `command ${index + 1}: ${printCommand(command)}`;
    if (!rules.isIssuable(state, command)) return [`${place} cannot be issued`];
    const step = rules.step(state, command);
    state = step.next;
    const isRight = answer !== undefined && agrees(step, answer, 'first', rules);
    return isRight ? [] : [`${place} is answered otherwise`];
  });
}
