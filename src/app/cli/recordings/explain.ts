// The explanation of recordings, file by file, with its reports.
import { setFlagsFromString } from 'node:v8';
import type { Profile } from '../../../contract/system.ts';
import type { Verdict } from '../../../contract/verdict.ts';
import { explain } from '../../../engines/recordings/explain.ts';
import type { ExplanationProgress } from '../../../engines/recordings/explanation.ts';
import type { LogEvent } from '../../../engines/recordings/log-event.ts';
import type { PsSnapshot } from '../../../engines/recordings/ps-row.ts';
import { worstVerdict } from '../../../engines/verdict-rules.ts';
import { explanationJson, explanationSentence } from '../../report/explanation-text.ts';
import type { ExplainedRecording } from '../../report/explanation-text.ts';
import { exitCodeOf, Misuse } from '../exit-codes.ts';
import { refuseUnwritable, writeOutput } from '../files/output.ts';
import { Interrupt } from '../interrupt.ts';
import { printJson, printLines } from '../print.ts';
import { explanationLines, severalExplainedLine } from '../report/explanation.ts';
import { counted, grouped, ProgressLine } from '../terminal.ts';
import type { RecordingPage } from './recording-page.ts';
import type { RecordingTraceFile } from './recording-trace-file.ts';
import type { RecordingWatch } from './recording-watch.ts';
import { openRecordingFile, refuseNoRecording } from './recording-file.ts';
import { readSnapshots, snapshotsBeside, snapshotsOfLogs, STANDARD_INPUT } from './snapshot-files.ts';

/** The options of the explanation of any recording. */
export interface ExplanationFlags {
  readonly profile?: Profile;
  readonly lookAhead?: number;
  readonly steps?: number;
  readonly html?: string;
  readonly toTrace?: string;
}

/** The options of explain. */
export interface ExplainFlags extends ExplanationFlags {
  readonly snapshots?: readonly string[];
  readonly json?: true;
}

/** A recording, with the snapshots of it. */
export interface GivenRecording extends Pick<ExplainedRecording, 'file' | 'snapshots' | 'snapshotsBeside'> {
  readonly taken: readonly PsSnapshot[];
}

/** Explains the files, and says what came of each; the exit code. */
export async function explainFiles(files: readonly string[], flags: ExplainFlags): Promise<number> {
  refuseUnfit(files, flags);
  const snapshots = snapshotsOfLogs(files, flags.snapshots ?? []);
  const recordings = files.map((file, place) => recordingOf(file, snapshots[place]));
  for (const file of files) await refuseNoRecording(file);
  const explained: ExplainedRecording[] = [];
  using interrupt = new Interrupt();
  for (const recording of recordings) {
    const one = await explainAndWrite(recording, flags, interrupt);
    explained.push(one);
    if (flags.json !== true) printLines([...(explained.length === 1 ? [] : ['']), ...explanationLines(one)]);
  }
  const verdict = verdictOf(explained);
  if (flags.json === true) printJson(recordingsJson(explained));
  else if (explained.length > 1) printLines(['', severalExplainedLine(verdict, explained)]);
  return exitCodeOf(verdict);
}

function verdictOf(explained: readonly ExplainedRecording[]): Verdict {
  return worstVerdict(explained.map(({ explanation }) => explanation.verdict)) ?? 'inconclusive';
}

/** The outcome of recordings for machines (docs/json.md). */
export function recordingsJson(explained: readonly ExplainedRecording[]): Readonly<Record<string, unknown>> {
  const verdict = verdictOf(explained);
  return { verdict, reason: reasonOf(verdict, explained), recordings: explained.map(explanationJson) };
}

/** Explains one recording, and writes the files that were asked for. */
export async function explainAndWrite(
  recording: GivenRecording,
  flags: ExplanationFlags,
  interrupt: Interrupt,
): Promise<ExplainedRecording> {
  const page = flags.html === undefined ? undefined : await newPage();
  using trace = flags.toTrace === undefined ? undefined : await newTrace(flags.toTrace, recording.file);
  const watches = [page, trace].filter((watch) => watch !== undefined);
  const explained = await explainRecording(recording, flags, interrupt, watches);
  if (flags.html !== undefined && page !== undefined)
    writeOutput(flags.html, page.page(recording.file, explained.explanation));
  trace?.finish(explained.explanation);
  return { ...explained, page: flags.html, trace: flags.toTrace };
}

function refuseUnfit(files: readonly string[], { html, toTrace }: ExplainFlags): void {
  const outputs: Readonly<Record<string, string | undefined>> = { '--html': html, '--to-trace': toTrace };
  const [option] = Object.entries(outputs).find(([, file]) => file !== undefined) ?? [];
  if (option !== undefined && files.length > 1)
    throw new Misuse(`${option} is about one recording, and ${counted(files.length, 'file')} are given`);
  if (files.filter((file) => file === STANDARD_INPUT).length > 1)
    throw new Misuse('"-" is standard input, which can be read once: give it once');
  for (const [name, file] of Object.entries(outputs)) refuseUnwritable(name, file);
}

function recordingOf(file: string, snapshots: string | undefined): GivenRecording {
  return {
    file,
    snapshots,
    snapshotsBeside: snapshots === undefined ? snapshotsBeside(file) : undefined,
    taken: snapshots === undefined ? [] : readSnapshots(snapshots),
  };
}

async function newPage(): Promise<RecordingPage> {
  // Loaded here, since most explanations have no page.
  const { RecordingPage: Page } = await import('./recording-page.ts');
  return new Page();
}

async function newTrace(file: string, from: string): Promise<RecordingTraceFile> {
  // Loaded here, since most explanations become no trace.
  const { RecordingTraceFile: TraceFile } = await import('./recording-trace-file.ts');
  return new TraceFile(file, from);
}

/** Explains one recording, with its progress on a terminal. */
export async function explainRecording(
  { taken, ...recording }: GivenRecording,
  { lookAhead, steps, ...flags }: ExplanationFlags,
  interrupt: Interrupt,
  watches: readonly RecordingWatch[],
): Promise<ExplainedRecording> {
  const line = new ProgressLine();
  const began = performance.now();
  const progress = (now: ExplanationProgress): void => {
    if (now.lines > LONG_LOG) keepYoungGenerationSmall();
    line.show(`${recording.file}: ${progressText(now, performance.now() - began)}`);
  };
  const control = interrupt.control(progress);
  const opened = await openRecordingFile(recording.file, control.stopped);
  const profile = flags.profile ?? opened.profile;
  const explanation = await explain(watchedEvents(opened.events, watches), {
    ...control,
    settled: (step) => {
      for (const watch of watches) watch.step(step);
    },
    snapshots: taken,
    profile,
    hiding: opened.hiding,
    ...(lookAhead !== undefined && { lookAhead }),
    ...(steps !== undefined && { steps }),
  });
  line.clear();
  return { ...recording, profile, explanation, remarks: opened.remarks() };
}

async function* watchedEvents(
  events: AsyncIterable<LogEvent>,
  watches: readonly RecordingWatch[],
): AsyncGenerator<LogEvent, void, void> {
  for await (const event of events) {
    for (const watch of watches) watch.event(event);
    yield event;
  }
}

/** Lines after which V8 has sized its young generation well for a log. */
const LONG_LOG = 5000;

/**
 * Ends the growth of V8's young generation. It doubles up to 128 MB while a program makes garbage, which reading does all the
 * time; what lives needs some 15 MB, however long the log is.
 */
function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

function progressText({ lines, checked, unexplained }: ExplanationProgress, ms: number): string {
  const perSecond = grouped((1000 * lines) / Math.max(ms, 1));
  return `${counted(lines, 'line')}, ${perSecond} a second; ${grouped(checked)} checked, ${grouped(unexplained)} unexplained`;
}

/** The reason of the first that decides. */
function reasonOf(verdict: Verdict, explained: readonly ExplainedRecording[]): string | null {
  const first = explained.find(({ explanation }) => explanation.verdict === verdict);
  return verdict === 'pass' || first === undefined
    ? null
    : `${first.file}: ${explanationSentence(first.explanation)}`;
}
