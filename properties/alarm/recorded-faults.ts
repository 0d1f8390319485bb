// The catalogue of faults as it stands in docs/faults.md: its tables, from the mutants and what is recorded of them.
import type { Mutant } from '../../src/systems/mutants/registry.ts';
import { JOB_CONTROL_MUTANTS, MUTANTS, POSIX_MUTANTS } from '../../src/systems/mutants/registry.ts';
import { textOf } from '../support/repository.ts';

/** The record of a mutant: the shortest failure known, and whether it is proved that there is no shorter one. */
export interface RecordedFailure {
  /** Commands as `1 fork 2; 2 setsid`. */
  readonly counterexample: string;
  readonly certified: boolean;
}

/** By mutant. */
type RecordedFailures = Readonly<Record<string, RecordedFailure>>;
type About = Readonly<Record<string, Omit<Mutant, 'make'>>>;

/** The command sets whose mutants are recorded so, with the file that has the records. */
export const RECORDED = {
  posix: { file: 'properties/recorded/posix-mutants.json', mutants: POSIX_MUTANTS as About },
  'job-control': {
    file: 'properties/recorded/job-control-mutants.json',
    mutants: JOB_CONTROL_MUTANTS as About,
  },
} as const;

/** One of these sets. */
export type RecordedSet = keyof typeof RECORDED;

/** The page that has the tables. */
export const PAGE = 'docs/faults.md';

/** The records of the mutants of a set. */
export function recordedFailures(set: RecordedSet): RecordedFailures {
  return JSON.parse(textOf(RECORDED[set].file)) as RecordedFailures;
}

/** The page with its tables and numbers as they follow from the registry and from what is recorded. */
export function pageWith(page: string, recorded: Readonly<Record<RecordedSet, RecordedFailures>>): string {
  const fill = (text: string, part: string, content: string): string =>
    text.replace(
      new RegExp(`(<!-- ${part} -->)[^]*?(<!-- /${part} -->)`),
      (_, begin: string, end: string) => `${begin}${content}${end}`,
    );
  let text = fill(page, 'real-bugs', block(realBugs(recorded)));
  for (const set of ['posix', 'job-control'] as const) {
    const prefix = set === 'posix' ? '' : `${set}-`;
    const failures = recorded[set];
    const all = Object.entries(RECORDED[set].mutants);
    text = fill(text, `${prefix}classes`, block(classes(RECORDED[set].mutants, failures)));
    text = fill(text, `${prefix}count`, String(all.length));
    text = fill(text, `${prefix}like-real`, String(all.filter(([, { source }]) => source).length));
    const lengths = all.map(([name]) => lengthOf(failures[name]));
    text = fill(text, `${prefix}longest`, String(Math.max(...lengths)));
    text = fill(text, `${prefix}certified`, String(all.filter(([name]) => failures[name]?.certified).length));
  }
  return text;
}

function realBugs(recorded: Readonly<Record<RecordedSet, RecordedFailures>>): readonly string[] {
  const hierarchy = JSON.parse(textOf('properties/recorded/mutants.json')) as Readonly<
    Record<string, { readonly length: number }>
  >;
  const rows = [
    ...rowsWithSource(POSIX_MUTANTS, (name) => lengthText(recorded.posix[name])),
    ...rowsWithSource(JOB_CONTROL_MUTANTS, (name) => lengthText(recorded['job-control'][name])),
    ...rowsWithSource(MUTANTS, (name) => String(hierarchy[name]?.length)),
  ].toSorted((a, b) => compare(a.source, b.source) || compare(a.name, b.name));
  return [
    '| real bug | rule | mutant | commands |',
    '|---|---|---|---|',
    ...rows.map(({ source, rule, sentence, name, length }) =>
      row([source, `${rule}: ${sentence}`, `\`${name}\``, length]),
    ),
  ];
}

function rowsWithSource(mutants: About, lengthText: (name: string) => string) {
  return Object.entries(mutants).flatMap(([name, { source, rule, sentence }]) =>
    source === undefined ? [] : [{ source, rule, sentence, name, length: lengthText(name) }],
  );
}

function classes(mutants: About, recorded: RecordedFailures): readonly string[] {
  return [
    '| rule | mutant | fault | commands | shortest failure |',
    '|---|---|---|---|---|',
    ...Object.entries(mutants).map(([name, { rule, sentence }]) =>
      row([
        rule,
        `\`${name}\``,
        sentence,
        lengthText(recorded[name]),
        `\`${recorded[name]?.counterexample ?? ''}\``,
      ]),
    ),
  ];
}

/** Commands of a recorded failure. */
export function lengthOf(failure: RecordedFailure | undefined): number {
  return failure?.counterexample.split('; ').length ?? 0;
}

function lengthText(failure: RecordedFailure | undefined): string {
  return `${failure?.certified ? '' : '≤ '}${lengthOf(failure)}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function block(lines: readonly string[]): string {
  return `\n\n${lines.join('\n')}\n\n`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
