// The gate for people: a line for each check as it ends, then the failing ones in full, and one line that decides.
import type { Verdict } from '../../../contract/verdict.ts';
import { worstVerdict } from '../../../engines/verdict-rules.ts';
import type { CheckReport, GateReport, Task } from '../../gate/gate.ts';
import { shardText } from '../../gate/report/shard-text.ts';
import { counted, grouped, plainTable, styled, tableLines, wrapped } from '../terminal.ts';

const NAME_WIDTH = 16;
const TIME_WIDTH = 7;
const TEXT_WIDTH = 80;

const MARKS = { pass: '✓', fail: '✗', inconclusive: '!' } as const satisfies Record<Verdict, string>;
const COLOURS = { pass: 'green', fail: 'red', inconclusive: 'yellow' } as const satisfies Record<
  Verdict,
  string
>;

/** The lines of checks as they end: several checks of one line, and one check of several command sets, have one. */
export class GateLines {
  readonly #lines: readonly string[];
  #open: CheckReport[] = [];

  /** @param lines - The name of each check's line, in the order of the checks. */
  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** The lines that are complete with the report of the check at this place. */
  after(report: CheckReport, index: number): readonly string[] {
    this.#open.push(report);
    return this.#lines[index + 1] === report.line ? [] : this.rest();
  }

  /** The line that an interruption left incomplete. */
  rest(): readonly string[] {
    const reports = this.#open;
    this.#open = [];
    return reports.length === 0 ? [] : lineOf(reports);
  }
}

function lineOf(all: readonly CheckReport[]): readonly string[] {
  const here = all.filter(({ extent }) => extent !== 'elsewhere');
  const reports = here.length === 0 ? all : here;
  const [{ line }] = reports as readonly [CheckReport];
  const leftOut = reports.every((report) => report.leftOut);
  const verdict = worst(reports);
  const mark = leftOut ? styled('dim', '–') : styled(COLOURS[verdict], MARKS[verdict]);
  const seconds = reports.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0) / 1000;
  const [first = '', ...more] = wrapped(partsOf(reports), TEXT_WIDTH);
  const indent = ' '.repeat(NAME_WIDTH + TIME_WIDTH + 4);
  return [
    `${mark} ${line.padEnd(NAME_WIDTH)} ${`${seconds.toFixed(1)} s`.padStart(TIME_WIDTH)} ${first}`,
    ...more.map((text) => indent + text),
  ];
}

/** The sentences of a line, each once, what is not a pass before what is. */
function partsOf(reports: readonly CheckReport[]): readonly string[] {
  const isOne = new Set(reports.map(({ name }) => name.split('/')[0])).size === 1;
  const passed = reports.filter(({ verdict }) => verdict === 'pass');
  const others = reports.filter(({ verdict }) => verdict !== 'pass');
  const told = isOne ? reports : others;
  const bySentence = Map.groupBy(
    told,
    ({ sentence, leftOut, unjudged = false }) =>
      `${unjudged ? 'not judged: ' : leftOut ? 'left out: ' : ''}${sentence}`,
  );
  const parts = [...bySentence].map(([sentence, group]) => {
    const whole = isOne && group.length === reports.length;
    const names = group.map(({ name, commandSet }) => (isOne ? (commandSet ?? name) : name)).join(', ');
    return whole ? sentence : `${names}: ${sentence}`;
  });
  return isOne || passed.length === 0
    ? parts
    : [...parts, `${passed.length} of ${counted(reports.length, 'check')} pass`];
}

function worst(reports: readonly CheckReport[]): Verdict {
  const judged = reports.filter(({ leftOut }) => !leftOut);
  return worstVerdict(judged.map(({ verdict }) => verdict)) ?? 'inconclusive';
}

/** The checks that a gate would run, as a table: what each asks, of what, how much it does at most, and what it needs. */
export function checkListLines(tasks: readonly Task[]): readonly string[] {
  const table = plainTable([
    { name: 'check', alignment: 'left' },
    { name: 'of', alignment: 'left' },
    { name: 'commands', alignment: 'right' },
    { name: 'needs', alignment: 'left' },
    { name: 'claim', alignment: 'left' },
  ]);
  for (const { name, of, commands, needs, claim } of checkListJson(tasks))
    table.addRow({
      check: name,
      of: of.join(', '),
      commands: grouped(commands),
      needs: needs.join(', ') || '–',
      claim,
    });
  return tableLines(table);
}

/** The same for machines. */
export function checkListJson(tasks: readonly Task[]) {
  const run = tasks.filter(({ leftOut }) => leftOut === undefined);
  return [...Map.groupBy(run, ({ check }) => check)].map(([check, asked]) => ({
    name: check.name,
    of: asked.map(({ commandSet }) => commandSet ?? 'procession'),
    commands: asked.reduce((sum, { subject }) => sum + check.cost(subject.settings), 0),
    needs: check.needs,
    claim: check.claim(asked[0].subject.settings),
  }));
}

/** The line above all. */
export function gateHeader({
  system,
  profile,
  seed,
  base,
  only,
  threshold,
  shards,
}: Pick<GateReport, 'system' | 'profile' | 'seed' | 'base' | 'only' | 'threshold' | 'shards'>): string {
  const share = shards.map((shard) => (shard.of === 1 ? '' : `, shard ${shardText(shard)}`)).join('');
  const asked = [
    base === null ? '' : `, beside ${base}`,
    only === undefined ? '' : `, only ${only.join(' ')}`,
    threshold === undefined ? '' : `, speed threshold ${threshold}`,
  ].join('');
  return `gate of ${system}: ${profile} profile, fresh commands from seed ${seed}${asked}${share}`;
}

/** The failing and inconclusive checks in full, then the verdict. `goOn`: the line that goes on with an interrupted gate. */
export function gateSummary(
  { verdict, reason, checks, elapsedMs }: GateReport,
  goOn?: string,
): readonly string[] {
  const told = checks.filter((check) => check.report !== null && !check.leftOut);
  const count = (chosen: (check: CheckReport) => boolean, words: string): readonly string[] => {
    const number = checks.filter(chosen).length;
    return number === 0 ? [] : [`${number} ${words}`];
  };
  const counts = [
    ...count((check) => check.verdict === 'pass', 'passed'),
    ...count((check) => check.verdict === 'fail', 'failed'),
    ...count((check) => check.verdict === 'inconclusive' && !check.leftOut, 'inconclusive'),
    ...count((check) => check.unjudged === true, 'not judged'),
    ...count((check) => check.leftOut && check.unjudged !== true, 'left out'),
  ];
  const word = styled(COLOURS[verdict], verdict.toUpperCase());
  const time = `${(elapsedMs / 1000).toFixed(0)} s`;
  return [
    ...told.flatMap((check, at) => ['', ...reportLines(check, sameBefore(check, told.slice(0, at)))]),
    '',
    `${word}  ${[...(reason === null ? [] : [reason]), `${counted(checks.length, 'check')}: ${counts.join(', ')}`, time].join('; ')}`,
    ...(goOn === undefined ? [] : [`go on: ${goOn}`]),
  ];
}

/** The name of an earlier check with the very same counterexample. */
function sameBefore(check: CheckReport, before: readonly CheckReport[]): string | undefined {
  const steps = stepsOf(check);
  return steps === undefined ? undefined : before.find((each) => stepsOf(each) === steps)?.name;
}

/** The counterexample's trace without its comments, which tell how it was found. */
function stepsOf({ counterexample }: CheckReport): string | undefined {
  return counterexample?.trace?.replaceAll(/^#.*$/gm, '');
}

function reportLines(
  { name, verdict, question, report, counterexample }: CheckReport,
  same: string | undefined,
): readonly string[] {
  const replay = counterexample?.replay;
  return [
    `${styled(COLOURS[verdict], `── ${name}`)}: ${question}`,
    ...(same === undefined ? (report ?? '').split('\n') : [`the counterexample of ${same}, found again`]),
    ...(typeof replay === 'string' ? [`replay: ${replay}`] : []),
  ];
}

/** The lines of checks that have all ended. */
export function endedLines(checks: readonly CheckReport[]): readonly string[] {
  const lines = new GateLines(checks.map(({ line }) => line));
  return [...checks.flatMap((check, index) => lines.after(check, index)), ...lines.rest()];
}
