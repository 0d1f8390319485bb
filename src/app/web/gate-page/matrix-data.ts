// The data of a kill matrix for the page's script: mutants by the clause that they break, survivors first.
import { counted } from '../../../contract/format-numbers.ts';
import { reachOf } from '../../../engines/alarm/reach.ts';
import type { CheckEvidence, KillMatrix, MutantEvidence } from '../../gate/check-evidence.ts';

/** A row. Names are short: a matrix has hundreds. */
export interface MutantRow {
  readonly name: string;
  readonly sentence: string;
  /** By column, in pairs: the column, and after how many commands. */
  readonly kills: readonly number[];
  readonly note?: string;
  /** A survivor's excuse. */
  readonly excuse?: string;
}

export interface MutantGroup {
  readonly clause: string;
  readonly title: string;
  readonly mutants: readonly MutantRow[];
}

export interface MatrixData {
  readonly commandSet: string;
  readonly columns: readonly MatrixColumn[];
  readonly groups: readonly MutantGroup[];
}

/** A column: how many mutants it kills, and but for the first, which is the whole, how many that no other part of it does. */
export interface MatrixColumn {
  readonly name: string;
  readonly kills: number;
  readonly alone?: number;
}

export const SURVIVORS = 'survivors';

/** The matrices of all checks; `titles` are those of the clauses. */
export function matricesIn(
  evidences: readonly CheckEvidence[],
  titles: ReadonlyMap<string, string>,
): readonly MatrixData[] {
  return evidences.flatMap(({ killMatrix }) =>
    killMatrix === undefined ? [] : [matrixData(killMatrix, titles)],
  );
}

function matrixData(
  { commandSet, properties, mutants }: KillMatrix,
  titles: ReadonlyMap<string, string>,
): MatrixData {
  const killers = (mutant: MutantEvidence): readonly string[] =>
    properties.filter((property) => Object.hasOwn(mutant.killedBy, property));
  const survivors = mutants.filter((mutant) => killers(mutant).length === 0);
  const killed = mutants.filter((mutant) => killers(mutant).length > 0);
  const whole = properties.slice(0, 1);
  const parts = properties.slice(1);
  const rows = (of: readonly MutantEvidence[]): readonly MutantRow[] =>
    of.map((each) => rowOf(each, properties));
  const byClause = [...Map.groupBy(killed, ({ rule }) => rule)]
    .toSorted(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([clause, of]) => ({ clause, title: titles.get(clause) ?? '', mutants: rows(of) }));
  return {
    commandSet,
    columns: [
      ...reachOf(killed, whole).map(({ property, kills }) => ({ name: property, kills })),
      ...reachOf(killed, parts).map(({ property, kills, alone }) => ({ name: property, kills, alone })),
    ],
    groups: [
      ...(survivors.length === 0 ? [] : [{ clause: SURVIVORS, title: '', mutants: rows(survivors) }]),
      ...byClause,
    ],
  };
}

function rowOf(
  { name, rule, sentence, killedBy, byExample, equivalent }: MutantEvidence,
  properties: readonly string[],
): MutantRow {
  return {
    name,
    sentence: `${rule}: ${sentence}`,
    kills: properties.flatMap((property, index) =>
      Object.hasOwn(killedBy, property) ? [index, killedBy[property]] : [],
    ),
    ...(byExample && { note: 'random commands missed it; the example that is known of it did not' }),
    ...(equivalent !== undefined && {
      excuse: `no command tells it from the table: ${counted(equivalent.states, 'state')} and ${counted(equivalent.transitions, 'transition')} compared, ${equivalent.bound}`,
    }),
  };
}

/** The survivors that no comparison excuses. */
export function unexcused({ groups }: MatrixData): readonly MutantRow[] {
  return groups.flatMap(({ clause, mutants }) =>
    clause === SURVIVORS ? mutants.filter(({ excuse }) => excuse === undefined) : [],
  );
}

export function mutantCount({ groups }: MatrixData): number {
  return groups.reduce((sum, { mutants }) => sum + mutants.length, 0);
}
