// The table of systems for a terminal, and for machines.
import { visible } from '../../../contract/visible.ts';
import { CELL_SIGNS, standingsIn, STANDING_MEANINGS } from '../../matrix/signs.ts';
import type {
  CellStanding,
  NumberedFailure,
  SystemCell,
  SystemColumn,
  SystemsTable,
} from '../../matrix/systems-table.ts';
import { counted, plainTable, styled, tableLines } from '../terminal.ts';

const COMPACT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });
/** Characters of a clause's title and of a failure's sentence. */
const TITLE_MAX = 48;
const SENTENCE_MAX = 300;

const STYLES: Partial<Readonly<Record<CellStanding, 'green' | 'red' | 'yellow' | 'dim'>>> = {
  failed: 'red',
  deviates: 'yellow',
  inconclusive: 'yellow',
  'not-asked': 'dim',
};

/** The report for people: systems are columns by their number. */
export function matrixLines(table: SystemsTable): readonly string[] {
  const { systems, groups, failures } = table;
  const rows = plainTable([
    { name: 'clause', alignment: 'left' },
    { name: ' ', alignment: 'left' },
    ...systems.map((_, index) => ({ name: columnName(index), alignment: 'left' as const })),
  ]);
  for (const { title, rows: clauses } of groups) {
    rows.addRow({ clause: '', ' ': title });
    for (const { clause, title: words, cells } of clauses)
      rows.addRow({
        clause,
        ' ': words.length > TITLE_MAX ? `${words.slice(0, TITLE_MAX - 1)}…` : words,
        ...Object.fromEntries(cells.map((cell, index) => [columnName(index), cellText(cell)])),
      });
  }
  return [
    ...systems.flatMap(systemLines),
    '',
    ...tableLines(rows),
    '',
    ...standingsIn(table).map((standing) =>
      coloured(standing, `${CELL_SIGNS[standing]}  ${STANDING_MEANINGS[standing]}`),
    ),
    ...failures.flatMap(failureLines),
  ];
}

/** The table for machines, with stable names (docs/json.md). */
export function matrixJson(table: SystemsTable): Readonly<Record<string, unknown>> {
  return { format: 'procession-matrix', version: 1, ...table };
}

function columnName(index: number): string {
  return `(${index + 1})`;
}

function cellText({ standing, times, failures: [first] }: SystemCell): string {
  const count = times === null || times === 0 ? '' : ` ${COMPACT.format(times)}`;
  return standing === 'failed' ? `${CELL_SIGNS.failed} #${first}` : `${CELL_SIGNS[standing]}${count}`;
}

function coloured(standing: CellStanding, text: string): string {
  const style = STYLES[standing];
  return style === undefined ? text : styled(style, text);
}

function systemLines(
  { name, verdict, reports, gaps, tally }: SystemColumn,
  index: number,
): readonly string[] {
  const colour = { pass: 'green', fail: 'red', inconclusive: 'yellow' } as const;
  const counts = `${tally.passed} passed, ${tally.failed} failed`;
  return [
    `${columnName(index)} ${name}: ${styled(colour[verdict], verdict)}, ${counts}`,
    ...reports.map(
      ({ file, command, commands, reason }) =>
        `      ${command} of ${counted(commands, 'command')}, ${file}${reason === null ? '' : `: ${reason}`}`,
    ),
    ...gaps.map((gap) => styled('yellow', `      ${gap}`)),
  ];
}

function failureLines({
  number,
  system,
  clauses,
  sentence,
  trace,
  replay,
}: NumberedFailure): readonly string[] {
  const steps = (trace ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return [
    '',
    `${styled('red', `#${number}`)}  ${clauses.join(', ')} on ${system}: ${visible(sentence, { max: SENTENCE_MAX })}`,
    ...steps.slice(1).map((line) => `      ${line}`),
    ...(replay === null ? [] : [`      replay: ${replay}`]),
  ];
}
