// The catalogue of faults as it stands in docs/faults.md: its tables, from the mutants and what is recorded of them.
import type { Mutant } from '../../src/systems/mutants/registry.ts';
import { MUTANTS, POSIX_MUTANTS } from '../../src/systems/mutants/registry.ts';
import { textOf } from '../support/repository.ts';

/** The record of a mutant: the shortest failure known, and whether it is proved that there is no shorter one. */
export interface RecordedFailure {
  /** Commands as `1 fork 2; 2 setsid`. */
  readonly counterexample: string;
  readonly certified: boolean;
}

/** The file that has the records. */
export const RECORDED = 'properties/recorded/posix-mutants.json';
/** The page that has the tables. */
export const PAGE = 'docs/faults.md';

/** The records of the mutants of the POSIX table. */
export function recordedFailures(): Readonly<Record<string, RecordedFailure>> {
  return JSON.parse(textOf(RECORDED)) as Readonly<Record<string, RecordedFailure>>;
}

/** The page with its tables and numbers as they follow from the registry and from what is recorded. */
export function pageWith(page: string, recorded: Readonly<Record<string, RecordedFailure>>): string {
  const posix = Object.entries(POSIX_MUTANTS);
  const fill = (text: string, part: string, content: string): string =>
    text.replace(
      new RegExp(`(<!-- ${part} -->)[^]*?(<!-- /${part} -->)`),
      (_, begin: string, end: string) => `${begin}${content}${end}`,
    );
  let text = fill(page, 'real-bugs', block(realBugs(recorded)));
  text = fill(text, 'classes', block(classes(recorded)));
  text = fill(text, 'count', String(posix.length));
  text = fill(text, 'like-real', String(posix.filter(([, { source }]) => source !== undefined).length));
  const lengths = posix.map(([name]) => lengthOf(recorded[name]));
  text = fill(text, 'longest', String(Math.max(...lengths)));
  return fill(text, 'certified', String(posix.filter(([name]) => recorded[name]?.certified).length));
}

function realBugs(recorded: Readonly<Record<string, RecordedFailure>>): readonly string[] {
  const hierarchy = JSON.parse(textOf('properties/recorded/mutants.json')) as Readonly<
    Record<string, { readonly length: number }>
  >;
  const rows = [
    ...rowsWithSource(POSIX_MUTANTS, (name) => lengthText(recorded[name])),
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

function rowsWithSource(
  mutants: Readonly<Record<string, Omit<Mutant, 'make'>>>,
  lengthText: (name: string) => string,
) {
  return Object.entries(mutants).flatMap(([name, { source, rule, sentence }]) =>
    source === undefined ? [] : [{ source, rule, sentence, name, length: lengthText(name) }],
  );
}

function classes(recorded: Readonly<Record<string, RecordedFailure>>): readonly string[] {
  return [
    '| rule | mutant | fault | commands | shortest failure |',
    '|---|---|---|---|---|',
    ...Object.entries(POSIX_MUTANTS).map(([name, { rule, sentence }]) =>
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
