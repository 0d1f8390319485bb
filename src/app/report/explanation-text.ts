// The explanation of a recording in words and as JSON.
import { counted, grouped } from '../../contract/format-numbers.ts';
import type { Explanation, UnexplainedLine } from '../../engines/recordings/explanation.ts';

/** A recording that was explained, and the files that it is from. */
export interface ExplainedRecording {
  /** The log, as it was named. */
  readonly file: string;
  /** The file of its snapshots, where one was named. */
  readonly snapshots: string | undefined;
  /** A file of snapshots that lies beside the log and was not named. */
  readonly snapshotsBeside: string | undefined;
  /** The profile whose choice was right where the standard leaves one. */
  readonly profile: string;
  readonly explanation: Explanation;
  /** Sentences on the form of the log, where another would have told more. */
  readonly remarks: readonly string[];
  /** The files of the page and of the trace, where they were asked for. */
  readonly page?: string | undefined;
  readonly trace?: string | undefined;
}

/** The line up to which every result is explained. */
export function explainedUpTo({ unexplained, counts }: Explanation): number {
  return unexplained.reduce((least, { line }) => Math.min(least, line - 1), counts.lines);
}

/** The outcome in a sentence, after the name of the log and a colon. */
export function explanationSentence(explanation: Explanation): string {
  const { verdict, inconclusive, counts, unexplained, unexplainedRows } = explanation;
  const results = counted(counts.checked, 'result');
  if (verdict === 'pass') {
    const rows =
      counts.rows === 0
        ? ''
        : `, and ${counted(counts.rows, 'row')} of snapshots ${counts.rows === 1 ? 'agrees' : 'agree'}`;
    return counts.checked === 1
      ? `its one result is explained${rows}`
      : `all of its ${results} are explained${rows}`;
  }
  if (verdict === 'inconclusive') {
    const reason = inconclusive ?? 'it is not known whether it is explained';
    return counts.checked === 0
      ? reason
      : `${reason}; ${grouped(counts.explained)} of ${results} ${isOrAre(counts.explained)} explained`;
  }
  const lines = unexplained.length;
  const differ = unexplainedRows.length;
  return [
    ...(lines === 0 ? [] : [`${unexplainedText(explanation)} ${isOrAre(lines)} not explained`]),
    ...(differ === 0
      ? []
      : [
          `${counted(differ, 'row')} of snapshots ${differ === 1 ? 'differs' : 'differ'} from what its lines say`,
        ]),
  ].join(', and ');
}

/** A line may be unexplained by the number of the process that it makes, which is none of the results. */
function unexplainedText({ counts, unexplained }: Explanation): string {
  const lines = unexplained.length;
  return lines > counts.checked - counts.explained
    ? counted(lines, 'line')
    : `${grouped(lines)} of ${counted(counts.checked, 'result')}`;
}

/** Unexplained lines in the order of the log. */
export function inOrder(unexplained: readonly UnexplainedLine[]): readonly UnexplainedLine[] {
  return unexplained.toSorted((one, other) => one.line - other.line);
}

function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}

/** The outcome for machines (docs/json.md). */
export function explanationJson({
  file,
  snapshots,
  snapshotsBeside,
  profile,
  explanation,
  remarks,
  page,
  trace,
}: ExplainedRecording): Readonly<Record<string, unknown>> {
  const { verdict, counts, unexplained, openQuestions } = explanation;
  return {
    file,
    verdict,
    reason: verdict === 'pass' ? null : explanationSentence(explanation),
    profile,
    snapshots: snapshots ?? null,
    snapshotsBeside: snapshotsBeside ?? null,
    explainedUpTo: explainedUpTo(explanation),
    counts,
    unexplained: inOrder(unexplained).map((line) => ({ ...line, command: line.command ?? null })),
    unexplainedRows: explanation.unexplainedRows,
    openQuestions: openQuestions.map((question) => ({ ...question, line: question.line ?? null })),
    unreadable: explanation.unreadable,
    beyondBudget: explanation.beyondBudget,
    limits: explanation.limits,
    interrupted: explanation.interrupted,
    running: explanation.running,
    remarks,
    page: page ?? null,
    trace: trace ?? null,
  };
}
