// The gate's report for GitHub's own runners: annotations on standard output, and the summary of the step in Markdown.
import { counted } from '../../../contract/format-numbers.ts';
import { visible } from '../../../contract/visible.ts';
import { fenced, inline } from '../../report/markdown.ts';
import type { CheckReport, GateReport } from '../gate.ts';
import { longText } from './long-text.ts';
import { shardText } from './shard-text.ts';
import { toldChecks } from './told-checks.ts';

/** GitHub shows so many annotations of a kind for a step, and so much of each. */
const ANNOTATIONS_MAX = 10;
const ANNOTATION_TEXT = { lines: 40, width: 300 };

/** A step may write a mebibyte; bytes are counted, and a character may take three. */
const SUMMARY_MAX = 300_000;
const DETAILS_TEXT = { lines: 200, width: 400 };
/** Characters of a cell. */
const CELL_MAX = 300;

/** A line for each check that does not pass. */
export function gateAnnotations(report: GateReport): readonly string[] {
  const told = toldChecks(report).filter(({ verdict, leftOut }) => verdict !== 'pass' && !leftOut);
  return (['fail', 'inconclusive'] as const).flatMap((verdict) => {
    const all = told.filter((check) => check.verdict === verdict);
    // The tenth tells of the rest, which would not be shown.
    const shown = all.length > ANNOTATIONS_MAX ? all.slice(0, ANNOTATIONS_MAX - 1) : all;
    const rest = all.slice(shown.length).map(({ name }) => name);
    const kind = verdict === 'fail' ? 'error' : 'warning';
    return [
      ...shown.map((check) => annotation(kind, check)),
      ...(rest.length === 0
        ? []
        : [
            command(
              kind,
              { title: 'procession gate' },
              `${counted(rest.length, 'check')} more: ${rest.join(', ')}`,
            ),
          ]),
    ];
  });
}

function annotation(kind: string, { name, sentence, report, counterexample }: CheckReport): string {
  const file = counterexample?.file;
  const text = longText(report === null ? sentence : `${sentence}\n\n${report}`, ANNOTATION_TEXT);
  return command(
    kind,
    { ...(typeof file === 'string' && { file }), title: `procession gate: ${name}` },
    text,
  );
}

function command(kind: string, properties: Readonly<Record<string, string>>, text: string): string {
  const told = Object.entries(properties).map(
    ([key, value]) => `${key}=${escaped(visible(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return `::${kind} ${told.join(',')}::${escaped(text)}`;
}

/** As the runner reads it back. */
function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The verdict, a table of the checks, and what is no pass in full, folded. */
export function gateSummaryMarkdown(report: GateReport): string {
  const { system, profile, seed, base, only, threshold, shards, verdict, reason, checks } = report;
  const told = checks.filter((check) => check.verdict !== 'pass' && !check.leftOut);
  const leftOut = checks.filter((check) => check.leftOut);
  const share = shards.every(({ of }) => of === 1) ? [] : [`shards ${shards.map(shardText).join(', ')}`];
  const facts = [
    `${profile} profile`,
    `seed ${seed}`,
    ...(base === null ? [] : [`beside ${base}`]),
    ...(only === undefined ? [] : [`only ${only.join(', ')}`]),
    ...(threshold === undefined ? [] : [`speed threshold ${threshold}`]),
    ...share,
  ];
  const head = [
    `## procession gate of ${inline(system)}: ${verdict}`,
    '',
    inline(`${reason === null ? '' : `${reason}. `}${facts.join(', ')}.`),
    '',
    '| | check | result | seconds |',
    '|---|---|---|---:|',
    ...checks
      .filter((check) => !check.leftOut)
      .map(
        ({ verdict: each, name, sentence, elapsedMs }) =>
          `| ${each} | ${inline(name)} | ${inline(visible(sentence, { max: CELL_MAX }))} | ${(elapsedMs / 1000).toFixed(1)} |`,
      ),
    '',
  ];
  const aside =
    leftOut.length === 0
      ? []
      : details(
          `left out${leftOut.some(({ unjudged }) => unjudged) ? ' or not judged' : ''}: ${counted(leftOut.length, 'check')}`,
          leftOut.map(
            ({ name, sentence }) => `- ${inline(name)}: ${inline(visible(sentence, { max: CELL_MAX }))}`,
          ),
        );
  return withinLimit(head.join('\n'), told.map(failureDetails), aside.join('\n'));
}

/** Leaves failures out that would make it too long. */
function withinLimit(head: string, parts: readonly string[], end: string): string {
  const taken: string[] = [];
  let length = head.length + end.length;
  for (const part of parts) {
    length += part.length;
    if (length > SUMMARY_MAX) break;
    taken.push(part);
  }
  const rest = parts.length - taken.length;
  const note = rest === 0 ? [] : [`… ${counted(rest, 'check')} more than fit here.\n`];
  return `${[head, ...taken, ...note, end].join('\n').trimEnd()}\n`;
}

function failureDetails({ name, question, sentence, report, counterexample }: CheckReport): string {
  const { trace = null, replay = null } = counterexample ?? {};
  return details(`${name}: ${visible(sentence, { max: CELL_MAX })}`, [
    inline(question),
    '',
    ...fenced(report === null ? visible(sentence) : longText(report, DETAILS_TEXT)),
    ...(trace === null ? [] : ['', 'The trace:', '', ...fenced(longText(trace.trimEnd(), DETAILS_TEXT))]),
    ...(replay === null ? [] : ['', 'Replay it:', '', ...fenced(visible(replay))]),
  ]).join('\n');
}

function details(summary: string, lines: readonly string[]): readonly string[] {
  return [`<details><summary>${inline(summary)}</summary>`, '', ...lines, '', '</details>', ''];
}
