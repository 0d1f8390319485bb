// The table of systems: a row for each clause that any of them was asked, a column for each system, and the failures by number.
// Several reports on one system are one column.
import { COMMAND_SETS } from '../../command-sets.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { worstVerdict } from '../../engines/verdict-rules.ts';
import { INVARIANT_SENTENCES } from '../../model/invariants/all.ts';
import { clausesOfSet } from '../gate/clauses.ts';
import type { SystemFindings, Source } from './findings.ts';
import { LINEARIZABLE } from './found-failure.ts';
import type { FoundFailure } from './found-failure.ts';

/** The ends of a clause on a system, the best first. */
export const CELL_STANDINGS = [
  'passed',
  'deviates',
  'failed',
  'inconclusive',
  'not-reached',
  'not-asked',
] as const;

export type CellStanding = (typeof CELL_STANDINGS)[number];

/** A clause on a system. */
export interface SystemCell {
  readonly standing: CellStanding;
  /** The times that the clause decided, as far as it was counted; `null` where nobody counted. */
  readonly times: number | null;
  /** The reason, where the standing alone does not say it. */
  readonly note: string | null;
  /** The numbers of the failures, that with the fewest commands first. */
  readonly failures: readonly number[];
}

/** A clause on every system, in the order of the columns. */
export interface ClauseRow {
  readonly clause: string;
  readonly title: string;
  readonly cells: readonly SystemCell[];
}

/** Rows that belong together. */
export interface ClauseGroup {
  readonly title: string;
  readonly rows: readonly ClauseRow[];
}

/** A system, and the reports on it. */
export interface SystemColumn {
  readonly name: string;
  readonly verdict: Verdict;
  readonly commandSets: readonly { readonly commandSet: string; readonly profile: string | null }[];
  readonly reports: readonly Source[];
  readonly gaps: readonly string[];
  /** Rows by their standing. */
  readonly tally: Readonly<Record<CellStanding, number>>;
}

/** A failure of a system, under the number by which cells name it, from 1. */
export interface NumberedFailure extends FoundFailure {
  readonly number: number;
  readonly system: string;
  readonly commandSet: string;
}

export interface SystemsTable {
  readonly systems: readonly SystemColumn[];
  readonly groups: readonly ClauseGroup[];
  readonly failures: readonly NumberedFailure[];
}

/**
 * The table of all findings: systems in the order in which they come, a column a profile where one was asked by several,
 * clauses in the order of docs/semantics.md.
 */
export function systemsTable(findings: readonly SystemFindings[]): SystemsTable {
  const all = namedByProfile(findings);
  const bySystem = [...Map.groupBy(all, ({ system }) => system)];
  const failures = numbered(bySystem);
  const groups = groupsOf(all, failures).map(({ title, clauses }) => ({
    title,
    rows: [...clauses].map(([clause, words]) => ({
      clause,
      title: words,
      cells: bySystem.map(([name, findings]) => cellOf(clause, findings, failuresOf(name, failures))),
    })),
  }));
  return {
    systems: bySystem.map(([name, findings], index) => columnOf(name, findings, groups, index)),
    groups,
    failures,
  };
}

/** Choices of one profile say nothing of another: a system of several is told apart by their names. */
function namedByProfile(all: readonly SystemFindings[]): readonly SystemFindings[] {
  const several = new Set(
    [...Map.groupBy(all, ({ system, commandSet }) => JSON.stringify([system, commandSet])).values()]
      .filter((same) => new Set(same.flatMap(({ profile }) => profile ?? [])).size > 1)
      .map(([{ system }]) => system),
  );
  return all.map((each) =>
    each.profile !== null && several.has(each.system)
      ? { ...each, system: `${each.system} (${each.profile})` }
      : each,
  );
}

function failuresOf(name: string, failures: readonly NumberedFailure[]): readonly NumberedFailure[] {
  return failures.filter(({ system }) => system === name);
}

/** Each failure once, those of a system by their length; two reports may have found the same. */
function numbered(
  bySystem: readonly (readonly [string, readonly SystemFindings[]])[],
): readonly NumberedFailure[] {
  const all = bySystem.flatMap(([system, findings]) => {
    const found = findings.flatMap(({ commandSet, failures }) =>
      failures.map((failure) => ({ ...failure, system, commandSet })),
    );
    const alike = Map.groupBy(found, ({ commandSet, clauses, trace, sentence }) =>
      JSON.stringify([commandSet, clauses, trace ?? sentence]),
    );
    return [...alike.values()].map(([first]) => first).toSorted(shortestFirst);
  });
  return all.map((failure, index) => ({ number: index + 1, ...failure }));
}

/** Those without a trace come last. */
function shortestFirst(one: FoundFailure, other: FoundFailure): number {
  return Number(one.trace === null) - Number(other.trace === null) || one.commands - other.commands;
}

/** The clauses by their group: those that were asked, of any set, and those that failed without being counted. */
function groupsOf(
  all: readonly SystemFindings[],
  failures: readonly NumberedFailure[],
): readonly { readonly title: string; readonly clauses: ReadonlyMap<string, string> }[] {
  const sets = COMMAND_SETS.filter(({ table }) =>
    all.some(({ commandSet }) => commandSet === table.vocabulary.id),
  );
  const seen = new Set([
    ...all.flatMap(({ asked }) => asked.map(({ clause }) => clause)),
    ...failures.flatMap(({ clauses }) => clauses),
  ]);
  const taken = new Set<string>();
  const take = (entries: Iterable<readonly [string, string]>): ReadonlyMap<string, string> => {
    const fresh = [...entries].filter(([clause]) => seen.has(clause) && !taken.has(clause));
    for (const [clause] of fresh) taken.add(clause);
    return new Map(fresh);
  };
  const ofCommands = sets.map((set) => ({
    title: `The ${set.table.vocabulary.id} commands`,
    clauses: take(
      clausesOfSet(set)
        .filter(({ clause }) => !Object.hasOwn(set.choices ?? {}, clause))
        .map(({ clause, title }) => [clause, title] as const)
        .toSorted(byNumber),
    ),
  }));
  const invariants = {
    title: 'Invariants',
    clauses: take([
      ...Object.entries(INVARIANT_SENTENCES),
      [LINEARIZABLE, 'commands at the same time do as if they had followed one another'],
    ]),
  };
  const choices = {
    title: 'Choices',
    clauses: take(
      sets
        .flatMap((set) => Object.entries(set.choices ?? {}))
        .map(([clause, { title }]) => [clause, title] as const)
        .toSorted(byNumber),
    ),
  };
  const others = {
    title: 'Beside the clauses',
    clauses: take([...seen].map((name) => [name, BESIDE[name] ?? 'a check of the gate'] as const)),
  };
  return [...ofCommands, invariants, choices, others].filter(({ clauses }) => clauses.size > 0);
}

/** `J2` before `J11`. */
function byNumber([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return Number(one.slice(1)) - Number(other.slice(1));
}

/** The words for what a failure can concern that is no clause. */
const BESIDE: Readonly<Record<string, string>> = {
  reset: 'a reset leads back to init alone',
  'self-check': 'the system finds itself sound',
};

function cellOf(
  clause: string,
  findings: readonly SystemFindings[],
  failures: readonly NumberedFailure[],
): SystemCell {
  const asking = findings.flatMap(({ asked, source }) =>
    asked.filter((each) => each.clause === clause).map((each) => ({ ...each, source })),
  );
  const counts = asking.flatMap(({ decided }) => decided ?? []);
  const counted = counts.reduce((sum, count) => sum + count, 0);
  const times = counted === 0 && asking.some(({ decided }) => decided === null) ? null : counted;
  const broken = failures.filter(({ clauses }) => clauses.includes(clause));
  const cell = (
    standing: CellStanding,
    note: string | null = null,
    numbers: readonly number[] = [],
  ): SystemCell => ({ standing, times, note, failures: numbers });
  if (broken.length > 0)
    return cell(
      'failed',
      broken[0].sentence,
      broken.map(({ number }) => number),
    );
  const deviations = findings.flatMap((each) => each.deviations.filter((known) => known.clause === clause));
  if (deviations.length > 0)
    return cell('deviates', [...new Set(deviations.map(({ reason }) => reason))].join('; '));
  if (asking.length === 0) return cell('not-asked', whyNotAsked(clause, findings));
  const doubting = failures.find(({ doubted }) => doubted.includes(clause));
  if (doubting !== undefined)
    return cell('inconclusive', `it had a part in a step that fails (${doubting.clauses.join(', ')})`);
  if (times !== 0) return cell('passed');
  if (asking.every(({ unshown }) => unshown))
    return cell('not-reached', 'the system does not show what it is judged by');
  const open = asking.find(({ source }) => source.verdict === 'inconclusive');
  return open === undefined
    ? cell('not-reached', asking.some(({ source }) => source.verdict === 'fail') ? ENDED : null)
    : cell('inconclusive', open.source.reason);
}

const ENDED = 'the search ended with a failure before it came there';

function whyNotAsked(clause: string, findings: readonly SystemFindings[]): string {
  const sets = [...new Set(findings.map(({ commandSet }) => commandSet))];
  const isOfAnother = sets.every((commandSet) =>
    COMMAND_SETS.filter(({ table }) => table.vocabulary.id === commandSet).every((set) =>
      clausesOfSet(set).every((each) => each.clause !== clause),
    ),
  );
  return isOfAnother && !clause.startsWith('I')
    ? `of another command set: it was asked that of ${sets.join(' and ')}`
    : 'none of the reports asked it';
}

function columnOf(
  name: string,
  findings: readonly SystemFindings[],
  groups: readonly ClauseGroup[],
  index: number,
): SystemColumn {
  const cells = groups.flatMap(({ rows }) => rows.map((row) => row.cells[index]));
  const standings = CELL_STANDINGS.map(
    (standing) => [standing, cells.filter((cell) => cell.standing === standing).length] as const,
  );
  const sets = findings.map(({ commandSet, profile }) => ({ commandSet, profile }));
  return {
    name,
    verdict: worstVerdict(findings.map(({ source }) => source.verdict)) ?? 'inconclusive',
    commandSets: [...new Map(sets.map((each) => [JSON.stringify(each), each])).values()],
    reports: findings.map(({ source }) => source),
    gaps: [...new Set(findings.flatMap(({ gaps }) => gaps))],
    tally: Object.fromEntries(standings) as Readonly<Record<CellStanding, number>>,
  };
}
