// The report on a recording for people: what no rule explains, what was compared, and what the log does not let one know.
import type { Verdict } from '../../../contract/verdict.ts';
import type {
  Explanation,
  ExplanationCounts,
  OpenQuestion,
  UnexplainedLine,
  UnexplainedRow,
} from '../../../engines/recordings/explanation.ts';
import { visible } from '../../../contract/visible.ts';
import type { ExplainedRecording } from '../../report/explanation-text.ts';
import { explainedUpTo, explanationSentence, inOrder } from '../../report/explanation-text.ts';
import { shellWord } from '../options/values.ts';
import { counted, grouped, styled } from '../terminal.ts';

/** Unexplained lines that are shown, and rows of snapshots; others are counted. */
const SHOWN_MAX = 20;
/** Notes of one kind that are shown; others are counted. */
const NOTES_MAX = 10;
/** Answers that are shown of those allowed. */
const ALLOWED_MAX = 8;
/** Characters that are shown of a line of the log. */
const TEXT_MAX = 300;

const COLOURS = { pass: 'green', fail: 'red', inconclusive: 'yellow' } as const satisfies Record<
  Verdict,
  string
>;

/** The verdict's word before a text. */
function verdictLine(verdict: Verdict, text: string): string {
  return `${styled(COLOURS[verdict], verdict.toUpperCase())}  ${text}`;
}

/** The report on one recording. */
export function explanationLines(recording: ExplainedRecording): readonly string[] {
  const { file, explanation, remarks } = recording;
  const { unexplained, unexplainedRows, openQuestions, unreadable } = explanation;
  const lines = [
    ...(unexplained.length === 0 ? [] : [upToText(explanation)]),
    ...several(inOrder(unexplained), SHOWN_MAX, 'unexplained line', unexplainedLines),
    ...several(unexplainedRows, SHOWN_MAX, 'row that differs', rowLines, 'rows that differ'),
    ...(unexplained.length + unexplainedRows.length === 0 ? [] : ['']),
    ...countLines(recording),
    ...searchLines(explanation),
    ...several(openQuestions, NOTES_MAX, 'thing left unknown', openLines, 'things left unknown'),
    ...several(unreadable, NOTES_MAX, 'unread line', ({ line, why }) => [
      styled('yellow', `NOT read: line ${line}: ${why}`),
    ]),
    ...remarks.map((remark) => styled('yellow', `NOTE: ${remark}`)),
  ];
  return [
    verdictLine(explanation.verdict, `${file}: ${explanationSentence(explanation)}`),
    ...lines.map((line) => (line === '' ? '' : `  ${line}`)),
    ...(recording.page === undefined ? [] : [`page:  ${recording.page}`]),
    ...(recording.trace === undefined ? [] : [`trace: ${recording.trace}`]),
  ];
}

/** The report on several, below theirs. */
export function severalExplainedLine(verdict: Verdict, recordings: readonly ExplainedRecording[]): string {
  const all = counted(recordings.length, 'recording');
  const failed = recordings.filter(({ explanation }) => explanation.verdict === 'fail').length;
  const open = recordings.filter(({ explanation }) => explanation.verdict === 'inconclusive').length;
  const told = [
    ...(failed === 0 ? [] : [`${grouped(failed)} not explained`]),
    ...(open === 0 ? [] : [`${grouped(open)} inconclusive`]),
  ];
  return verdictLine(
    verdict,
    told.length === 0 ? `all of ${all} are explained` : `of ${all}, ${told.join(' and ')}`,
  );
}

/** The lines of the first entries, and how many more there are. */
function several<Entry>(
  entries: readonly Entry[],
  max: number,
  noun: string,
  linesOf: (entry: Entry) => readonly string[],
  nouns?: string,
): readonly string[] {
  const left = entries.length - max;
  return [
    ...entries.slice(0, max).flatMap(linesOf),
    ...(left > 0
      ? [`and ${counted(left, `more ${noun}`, nouns === undefined ? undefined : `more ${nouns}`)}`]
      : []),
  ];
}

function upToText(explanation: Explanation): string {
  const line = explainedUpTo(explanation);
  const upTo = line === 0 ? 'nothing is explained before it' : `explained up to line ${grouped(line)}`;
  return explanation.unexplained.length === 1 ? upTo : `${upTo}; others may follow from the first:`;
}

function unexplainedLines(unexplained: UnexplainedLine): readonly string[] {
  const { line, text, seen, allowed, clauses, sentence } = unexplained;
  const more = allowed.length - ALLOWED_MAX;
  const answers = [...allowed.slice(0, ALLOWED_MAX), ...(more > 0 ? [`${grouped(more)} more`] : [])];
  const by = clauses.length === 0 ? '' : `${clauses.join(', ')}: `;
  return [
    '',
    `${styled('bold', `line ${line}`)}${text === '' ? '' : `: ${visible(text, { max: TEXT_MAX })}`}`,
    `  seen ${styled('red', seen)}; allowed: ${answers.length === 0 ? 'nothing' : answers.join(', ')}`,
    `  ${by}${sentence}`,
  ];
}

function rowLines({ snapshot, line, process, sentence }: UnexplainedRow): readonly string[] {
  return [
    '',
    `${styled('bold', `snapshot ${snapshot}`)}, line ${line} of its file, process ${process}:`,
    `  ${sentence}`,
  ];
}

/** The events read, and the specification's share of them. */
function countLines({ snapshots, snapshotsBeside, explanation }: ExplainedRecording): readonly string[] {
  const { verdict, counts, interrupted, running } = explanation;
  const { checked, explained, open, terminals, terminalsOpen, notCovered } = counts;
  const parts = [
    ...(verdict === 'pass'
      ? []
      : [`${counted(checked, 'result')} checked`, `${grouped(explained)} explained`]),
    ...(open === 0 ? [] : [`${counted(open, 'result')} left open`]),
    ...(notCovered === 0
      ? []
      : [
          `${counted(notCovered, 'call')} beyond the specification (signals to threads, other calls of ioctl)`,
        ]),
  ];
  return [
    ...(interrupted
      ? [styled('yellow', `interrupted after line ${grouped(counts.lines)}: the rest was not read`)]
      : []),
    `${counted(counts.lines, 'line')}: ${counted(counts.calls, 'call')} of ${counted(counts.processes, 'process', 'processes')}`,
    ...(parts.length === 0 ? [] : [parts.join(', ')]),
    ...(terminals + terminalsOpen === 0
      ? []
      : [`${counted(terminals, 'result')} about terminals judged, ${grouped(terminalsOpen)} left open`]),
    ...(snapshots === undefined ? [] : [`${snapshots}: ${snapshotText(counts)}`]),
    ...(snapshotsBeside === undefined
      ? []
      : [`not compared: the snapshots beside it (--snapshots ${shellWord(snapshotsBeside)})`]),
    ...(running.length === 0
      ? []
      : [`${counted(running.length, 'process', 'processes')} still there when the log ends`]),
  ];
}

function snapshotText({ snapshots, rows, busySnapshots }: ExplanationCounts): string {
  const compared = `${counted(snapshots, 'snapshot')} compared, ${counted(rows, 'row')}`;
  return busySnapshots === 0
    ? compared
    : `${compared}; ${grouped(busySnapshots)} not, since something happened while ${busySnapshots === 1 ? 'it was' : 'they were'} taken`;
}

/** The search of orders, and its limits. */
function searchLines({ counts, limits, beyondBudget }: Explanation): readonly string[] {
  const { linesSearched, stepsSearched } = counts;
  if (linesSearched === 0) return [];
  return [
    `orders other than the log's were searched for ${counted(linesSearched, 'result')}: ${counted(stepsSearched, 'step')}, of at most ${grouped(limits.steps)} for each, with calls that return up to ${counted(limits.lookAhead, 'line')} later`,
    ...(beyondBudget.length === 0
      ? []
      : [styled('yellow', `NOT searched to the end: ${linesText(beyondBudget)} (--steps allows more)`)]),
  ];
}

function linesText(lines: readonly number[]): string {
  const more = lines.length - NOTES_MAX;
  const first = lines.slice(0, NOTES_MAX).map(String);
  const all = [...first, ...(more > 0 ? [`${grouped(more)} more`] : [])].join(', ');
  return `${lines.length === 1 ? 'line' : 'lines'} ${all}`;
}

function openLines({ line, times, sentence }: OpenQuestion): readonly string[] {
  const where =
    line === undefined
      ? ''
      : `${times === 1 ? `line ${line}` : `line ${line} and ${grouped(times - 1)} more`}: `;
  return [`not known: ${where}${sentence}`];
}
