// The table of systems as Markdown: one sign a cell, what the signs mean, what was run, and every failure with its trace.
import { counted } from '../../contract/format-numbers.ts';
import { visible, visibleLines } from '../../contract/visible.ts';
import { fenced, inline } from '../report/markdown.ts';
import { CELL_SIGNS, standingsIn, STANDING_MEANINGS } from './signs.ts';
import type { NumberedFailure, SystemCell, SystemColumn, SystemsTable } from './systems-table.ts';

/** A sentence of a failure is cut at so many characters. */
const SENTENCE_MAX = 300;

/** The whole of it, without a heading of its own, so that it fits into any page. */
export function systemsMarkdown(table: SystemsTable): string {
  const { systems, groups, failures } = table;
  const head = ['clause', '', ...systems.map(({ name }) => inline(name))];
  const rows = groups.flatMap(({ title, rows: clauses }) => [
    [`**${inline(title)}**`, '', ...systems.map(() => '')],
    ...clauses.map(({ clause, title: words, cells }) => [
      inline(clause),
      titleOf(words),
      ...cells.map(signOf),
    ]),
  ]);
  const lines = [
    rowOf(head),
    rowOf(['---', '---', ...systems.map(() => ':-:')]),
    ...rows.map(rowOf),
    '',
    ...standingsIn(table).map((standing) => `- ${CELL_SIGNS[standing]} ${STANDING_MEANINGS[standing]}`),
    '',
    'What was run:',
    '',
    ...systems.map(systemLine),
    ...(failures.length === 0 ? [] : ['', 'The failures, each with its shortest trace:']),
    ...failures.flatMap(failureLines),
  ];
  return `${lines.join('\n')}\n`;
}

/** Names of commands as code, sentences as they are. */
function titleOf(words: string): string {
  const names = words.split(', ');
  return names.every((name) => /^[a-z]+(?:_[a-z]+)*$/.test(name))
    ? names.map((name) => `\`${name}\``).join(', ')
    : inline(words);
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function signOf({ standing, failures }: SystemCell): string {
  const [first] = failures;
  return first === undefined ? CELL_SIGNS[standing] : `${CELL_SIGNS[standing]} ${first}`;
}

function systemLine({ name, verdict, reports, gaps }: SystemColumn): string {
  const told = reports.map(
    ({ command, commands, verdict: each, reason }) =>
      `${command} of ${counted(commands, 'command')}${each === 'inconclusive' ? `, inconclusive: ${inline(reason ?? '')}` : ''}`,
  );
  const besides = gaps.map((gap) => `; ${inline(gap)}`).join('');
  return `- **${inline(name)}**: ${verdict}, ${told.join('; ')}${besides}`;
}

/** The commands, and what was seen at the last one; the rest of the notes stands above. */
function withoutNotes(trace: string): string {
  const lines = trace.trimEnd().split('\n');
  return lines.filter((line) => !line.startsWith('#') || line.startsWith('# seen ')).join('\n');
}

function failureLines(failure: NumberedFailure): readonly string[] {
  const { number, system, clauses, sentence, trace, replay, shortest } = failure;
  const length = shortest ? ' (certified: there is none shorter)' : '';
  return [
    '',
    `**${number}.** ${inline(clauses.join(', '))} on ${inline(system)}: ${inline(visible(sentence, { max: SENTENCE_MAX }))}${length}`,
    ...(trace === null ? [] : ['', ...fenced(visibleLines(withoutNotes(trace)))]),
    ...(replay === null ? [] : ['', ...fenced(visible(replay))]),
  ];
}
