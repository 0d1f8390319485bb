// A counterexample of commands at the same time for the terminal: a column a branch, a line a step, then the orders that
// were tried. Plain ASCII, and no wider than a terminal.
import type { ConcurrentStory } from '../../../counterexample/explain/concurrent-story.ts';
import type { BranchLanes, LaneCell, LaneRow } from '../../../counterexample/explain/lanes.ts';
import { distinctRows } from '../../../counterexample/explain/lanes.ts';
import { printState, printTree } from '../../../contract/notation/state.ts';
import { NOTHING_HELD } from '../../../contract/observation/tree.ts';
import type { StateView } from './story.ts';
import { titleOf } from '../../../counterexample/file/record.ts';
import { visible } from '../../../contract/visible.ts';
import { concurrentCertificateText } from '../../report/certificate-text.ts';
import { counted, styled, wrapped, wrappedWords } from '../terminal.ts';

/** The width of a terminal that nobody has made wider. */
const WIDTH = 80;
/** The room of a step's number, and of the mark before a cell. */
const NUMBER = 6;
const MARK = 2;
/** The steps of a schedule that are told; the others stand in the file. */
const SCHEDULE_MAX = 60;
/** Rows at the beginning and at the end of a long run; those between are counted. */
const ROWS_FIRST = 120;
const ROWS_LAST = 40;

/** The report; `file`: the file that it is about. */
export function concurrentStoryLines(
  story: ConcurrentStory,
  file: string,
  view: StateView = 'notation',
): readonly string[] {
  const blocks = [
    headLines(story, file),
    prefixLines(story),
    story.lanes.rows.length === 0 ? programLines(story) : laneLines(story.lanes),
    orderLines(story),
    endLines(story, view),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block) => ['', ...block])
    .slice(1);
}

function headLines(story: ConcurrentStory, file: string): readonly string[] {
  const { failure, outcome, system, seed } = story;
  const facts = [
    ...(system === undefined ? [] : [`on ${system}${seed === undefined ? '' : `, seed ${seed}`}`]),
    ...(failure?.schedule === undefined ? [] : [scheduleText(failure.schedule, failure.preemptions)]),
    ...(failure?.step === undefined ? [] : [`in step ${failure.step}`]),
    ...(outcome === 'recorded' ? ['as recorded, not run again: --sut runs it'] : []),
  ];
  if (failure !== undefined)
    return [...folded(`FAIL  ${titleOf(failure)}`, 'red'), ...facts.flatMap((fact) => folded(fact))];
  if (outcome === 'inconclusive')
    return folded(`INCONCLUSIVE  ${file}: an order of the commands explains the run shown`, 'yellow');
  if (outcome === 'passed')
    return folded(`PASS  ${file}: an order of the commands explains what ${system} did`, 'green');
  return folded(`${file}: ${untriedText(story)}; --sut says on which system to run it`);
}

/** Says that nothing is wrong as far as the file tells, and what it does not tell. */
function untriedText({ branches, orders }: ConcurrentStory): string {
  const open = branches.flat().filter(({ answer, text }) => answer === undefined && text !== 'observe');
  const places = open.map(({ place }) => place).join(' ');
  const explained =
    orders.length === 0
      ? 'it tells nothing that could be wrong'
      : 'an order of the commands explains their answers';
  return open.length === 0 ? explained : `${explained}, and ${places} has none`;
}

/** `schedule 1 1 2 2 (2 preemptions)`; of a long one the beginning. */
function scheduleText(schedule: readonly number[], preemptions: number | undefined): string {
  const count = preemptions === undefined ? '' : ` (${counted(preemptions, 'preemption')})`;
  const left = schedule.length - SCHEDULE_MAX;
  const more = left > 0 ? ` and ${counted(left, 'step')} more` : '';
  const shown = schedule.length === 0 ? 'of no step' : schedule.slice(0, SCHEDULE_MAX).join(' ');
  return `schedule ${shown}${more}${count}`;
}

function prefixLines({ prefix }: ConcurrentStory): readonly string[] {
  if (prefix.length === 0) return [];
  const width = Math.max(...prefix.map(({ text }) => text.length));
  const digits = String(prefix.length).length;
  return [
    styled('dim', 'before the branches'),
    ...prefix.flatMap(({ text, answer = '' }, index) =>
      folded(`  ${String(index + 1).padStart(digits)}  ${text.padEnd(width)}  ${answer}`.trimEnd()),
    ),
  ];
}

/** The program alone, where nothing is known of who came when. */
function programLines({ branches }: ConcurrentStory): readonly string[] {
  return branches.flatMap((commands, index) => [
    styled('dim', `branch ${index + 1}`),
    ...commands.flatMap(({ place, text, answer }) =>
      folded(`  ${place}  ${text}${answer === undefined ? '' : `  => ${answer}`}`),
    ),
  ]);
}

function laneLines({ unit, branches, rows, standing }: BranchLanes): readonly string[] {
  const width = Math.floor((WIDTH - NUMBER) / branches);
  const names = Array.from({ length: branches }, (_, index) => `${' '.repeat(MARK)}branch ${index + 1}`);
  const told = distinctRows(rows);
  const left = told.length - ROWS_FIRST - ROWS_LAST;
  const shown = left <= 0 ? told : [...told.slice(0, ROWS_FIRST), ...told.slice(-ROWS_LAST)];
  const lines: string[] = [];
  let next = 1;
  for (const row of shown) {
    if (row.number > next) lines.push(skippedLine(row.number - next, left <= 0));
    lines.push(...rowLines(row, rows[row.number - 2], width));
    next = row.number + 1;
  }
  if (rows.length >= next) lines.push(skippedLine(rows.length - next + 1, left <= 0));
  const ends = standing?.map((point): Cell => (point === null ? [] : ['! ', `stands at ${point}`]));
  return [
    styled('dim', inColumns(unit === 'step' ? 'step' : '', names, width)),
    ...lines,
    ...(ends === undefined ? [] : rowOf('end', ends, width)),
    ...legendLines(rows).map((line) => styled('dim', `${' '.repeat(NUMBER)}${line}`)),
  ];
}

function skippedLine(count: number, areAlike: boolean): string {
  return `${' '.repeat(NUMBER)}(${counted(count, 'step')} more${areAlike ? ' of that kind' : ''})`;
}

/** One row: the number, then for each branch its mark and its words, on as many lines as the words take. */
function rowLines(row: LaneRow, before: LaneRow | undefined, width: number): readonly string[] {
  const cells = row.cells.map((cell, index) =>
    index === row.branch - 1 ? actingCell(row, cell) : restingCell(cell, before?.cells[index]),
  );
  return rowOf(String(row.number), cells, width);
}

/** The marks that go down a column. */
const INSIDE = '| ';
const WAITING = '. ';

/** A mark, and the words after it. */
type Cell = readonly [] | readonly [mark: string, words: string];

function actingCell({ at, calls, place, answers, preempts }: LaneRow, { holds }: LaneCell): Cell {
  const words = [
    ...(at === undefined ? [] : [at]),
    ...(calls === undefined ? [] : [`${place} ${calls}`]),
    ...(answers === undefined ? [] : [`=> ${answers}`]),
    ...holds.map((lock) => `[${lock}]`),
  ];
  return [preempts ? '> ' : '* ', words.join('  ')];
}

function restingCell({ state, holds, waitsAt }: LaneCell, before: LaneCell | undefined): Cell {
  const held = holds.map((lock) => `[${lock}]`).join('  ');
  if (state === 'outside') return [];
  if (state !== 'waits') return [INSIDE, held];
  const isNew = before?.state !== 'waits' || before.waitsAt !== waitsAt;
  const waits = isNew && waitsAt !== undefined ? [`waits at ${waitsAt}`] : [];
  return [WAITING, [...waits, ...(held === '' ? [] : [held])].join('  ')];
}

function rowOf(number: string, cells: readonly Cell[], width: number): readonly string[] {
  const texts = cells.map(([, words = '']) => wrappedWords(visible(words), width - MARK - 1));
  const height = Math.max(1, ...texts.map((lines) => lines.length));
  return Array.from({ length: height }, (_, index) => {
    const parts = cells.map(([mark = ''], place) => {
      const goesOn = index === 0 || mark === INSIDE || mark === WAITING;
      return (goesOn ? mark : '').padEnd(MARK) + (texts[place][index] ?? '');
    });
    return inColumns(index === 0 ? number.padStart(NUMBER - MARK) : '', parts, width);
  });
}

function inColumns(first: string, cells: readonly string[], width: number): string {
  return [first.padEnd(NUMBER), ...cells.map((cell) => cell.padEnd(width))].join('').trimEnd();
}

/** The meaning of those marks that are there. */
function legendLines(rows: readonly LaneRow[]): readonly string[] {
  const has = (state: LaneCell['state']): boolean =>
    rows.some(({ cells }) => cells.some((cell) => cell.state === state));
  const parts = [
    ...(rows.some(({ preempts }) => preempts) ? ['> preempts another'] : []),
    ...(has('inside') ? ['| is inside a command'] : []),
    ...(has('waits') ? ['. cannot go on'] : []),
    ...(rows.some(({ cells }) => cells.some(({ holds }) => holds.length > 0)) ? ['[x] holds lock x'] : []),
  ];
  return parts.length === 0 ? [] : wrapped(parts, WIDTH - NUMBER);
}

/** The orders, each with what refutes it, and the rules that do. */
function orderLines({ orders, allOrders, failure, outcome }: ConcurrentStory): readonly string[] {
  if (orders.length === 0 || orders[0].commands.length === 0) return [];
  if (failure === undefined)
    return [
      ...folded(`order  ${orders[0].sentence}`),
      ...(outcome === 'untried' ? ['       (by the answers: a trace does not hold the state at rest)'] : []),
    ];
  const rules = [...new Set(orders.flatMap(({ rule }) => (rule === undefined ? [] : [rule])))];
  return [
    styled('dim', allOrders ? 'orders tried (all that there are)' : 'orders tried (some of them)'),
    ...orders.flatMap(({ sentence }) => folded(`  ${sentence}`)),
    ...(rules.length === 0 ? [] : ['', ...rules.flatMap((rule) => folded(`rule  ${rule}`))]),
  ];
}

function endLines({ rest, certificate, specification }: ConcurrentStory, view: StateView): readonly string[] {
  const { shows } = specification.vocabulary;
  return [
    ...(rest === undefined
      ? []
      : view === 'notation'
        ? folded(`at rest  ${printState(rest)}`)
        : [styled('dim', 'at rest'), ...printTree(rest, NOTHING_HELD, shows).split('\n')]),
    ...(certificate === undefined ? [] : folded(concurrentCertificateText(certificate))),
  ];
}

/** A line, broken at words where it is too long; what follows is set in. `style`: of its first word. */
function folded(line: string, style?: 'red' | 'green' | 'yellow'): readonly string[] {
  const plain = visible(line, { max: 4000 });
  const [head] = /^(?:\S+ {2,}|\s+)?/.exec(plain) ?? [''];
  const parts = wrappedWords(plain.slice(head.length), WIDTH - head.length);
  const first =
    style === undefined ? head : `${styled(style, head.trimEnd())}${head.slice(head.trimEnd().length)}`;
  return parts.map((part, index) => (index === 0 ? first : ' '.repeat(head.length)) + part);
}
