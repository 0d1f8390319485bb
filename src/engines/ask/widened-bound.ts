// Widens a bound by the commands without which what is asked about could never come about, or by which a state has what it has.
import { argumentListOf, argumentsOf } from '../../contract/command.ts';
import type { CommandName } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import { alphabetOf, familyOf } from '../../model/bounded/alphabet.ts';
import type { Amounts, SpaceBound } from '../../model/bounded/bound.ts';
import { amountOf } from '../../model/bounded/bound.ts';
import { encodeState, newCells } from '../../model/bounded/cells.ts';
import type { Column } from '../../model/bounded/columns.ts';
import { COLUMN_BYTES, PACKED_ID_MAX } from '../../model/bounded/columns.ts';
import type { Specification } from '../../model/specification.ts';
import type { State } from '../../model/state.ts';
import type { Predicate } from './predicate.ts';

/**
 * The bound in which what a predicate asks about can come about at all: with the commands that a witness of it needs, that make
 * a mark of it, that answer a code of it; with as many ids as it names. Nothing is taken out. O(commands × columns).
 */
export function widenedFor(
  bound: SpaceBound,
  specification: Specification,
  predicate: Predicate,
): SpaceBound {
  const { space, witnesses } = specification;
  let wide: SpaceBound = { ...bound, ids: Math.max(bound.ids, ...predicate.namedIds) };
  for (const name of predicate.witnesses) {
    const { needs = [], amounts = {} } = witnesses[name];
    wide = withCommands(specification, wide, needs);
    for (const [option, { makers }] of Object.entries(space.options)) {
      const least = Math.max(amounts[option] ?? 0, needs.some((each) => makers.includes(each)) ? 1 : 0);
      wide = withAmounts(wide, { [option]: least });
    }
  }
  for (const { name, refersTo } of predicate.fields)
    for (const column of space.columns.filter((each) => (each.field ?? each.name) === name)) {
      wide = varying(specification, wide, column, refersTo === 'terminal' ? predicate.terminalMax : 1);
      if (column.values !== undefined) wide = withAmounts(wide, codesFor(specification, wide));
    }
  return wide;
}

/** The sentence where no bound has room for a state. */
export const BEYOND_BOUNDS = `a search holds ids up to ${PACKED_ID_MAX} and few exit codes, and this goes beyond`;

/**
 * The bound that has room for a state: its ids, its marks, what it holds. `undefined` where no bound has, as of ids beyond those
 * that a search packs or an exit code that it does not know.
 */
export function boundHolding(
  bound: SpaceBound,
  specification: Specification,
  state: State,
): SpaceBound | undefined {
  const { columns } = specification.space;
  const cells = newCells(columns);
  try {
    encodeState(columns, state, cells);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  let wide = { ...bound, ids: Math.max(bound.ids, largestIdIn(state)) };
  if (wide.ids > PACKED_ID_MAX) return undefined;
  wide = withAmounts(wide, codesFor(specification, wide));
  const initial = newCells(columns);
  for (const [place, column] of columns.entries()) {
    const at = place * COLUMN_BYTES;
    for (let id = INIT; id <= wide.ids; id += 1) {
      const value = cells[at + id];
      // A column that never takes part in a key tells no states apart.
      if (value === initial[at + id] || isNews(specification, column, wide)) continue;
      wide = varying(specification, wide, column, value, id);
      if (value >= 2 ** column.bits(wide, id)) return undefined;
    }
  }
  return wide;
}

/** The bound in which a column has bits for a value, where some command or some amount of an option gives it those. */
function varying(
  specification: Specification,
  bound: SpaceBound,
  column: Column,
  value: number,
  id = PROBED_ID,
): SpaceBound {
  const fits = (wide: SpaceBound): boolean => 2 ** column.bits(wide, Math.min(id, wide.ids)) > value;
  if (fits(bound)) return bound;
  const { commands, space } = specification;
  for (const name of commands) {
    const wide = withCommands(specification, bound, [name]);
    if (fits(wide)) return wide;
  }
  for (const [option, { family, most }] of Object.entries(space.options)) {
    const ofFamily = commands.filter((name) => familyOf(specification.vocabulary, name) === family);
    for (let amount = Math.max(1, amountOf(bound, option)); amount <= most; amount += 1) {
      const wide = withAmounts(withCommands(specification, bound, ofFamily), { [option]: amount });
      // As many as there are ids for: what is asked may be how many there are.
      if (fits(wide)) return withAmounts(wide, { [option]: Math.min(most, bound.ids) });
    }
  }
  return bound;
}

/** An id other than init's, which in some columns never varies. */
const PROBED_ID = INIT + 1;

/** The whole of a set's commands gives the column no bits: it says what came with the step before. */
function isNews({ commands, space }: Specification, column: Column, bound: SpaceBound): boolean {
  const amounts = Object.fromEntries(
    Object.entries(space.options).map(([option, { most }]) => [option, most]),
  );
  const all: SpaceBound = { ...bound, commands, amounts: { ...bound.amounts, ...amounts } };
  return Array.from({ length: bound.ids }, (_, index) => column.bits(all, index + INIT)).every(
    (bits) => bits === 0,
  );
}

/** In the order of the set's table. */
function withCommands(
  { commands }: Specification,
  bound: SpaceBound,
  names: readonly CommandName[],
): SpaceBound {
  const all = commands.filter((name) => bound.commands.includes(name) || names.includes(name));
  return { ...bound, commands: all };
}

function withAmounts(bound: SpaceBound, amounts: Amounts): SpaceBound {
  const more = Object.entries(amounts).filter(([option, amount]) => amount > amountOf(bound, option));
  return more.length === 0 ? bound : { ...bound, amounts: { ...bound.amounts, ...Object.fromEntries(more) } };
}

/** As much as a search uses that knows every exit code. */
function codesFor({ space, vocabulary, ...specification }: Specification, bound: SpaceBound): Amounts {
  const whole = { space, vocabulary, ...specification };
  const { commands } = alphabetOf(whole, { ...bound, ids: INIT });
  const coded = commands.flatMap((command) => {
    const code = argumentListOf(vocabulary, command.name).find(({ kind }) => kind === 'exit-code');
    return code === undefined ? [] : [{ ...command, ...argumentsOf(command), [code.key]: 1 }];
  });
  return coded.length === 0 ? {} : space.certificate.amountsFor(coded);
}

function largestIdIn({ processes, threads, groups, sessions }: State): number {
  const tables = [processes, threads, groups, sessions];
  return Math.max(...tables.map((table) => (table.size === 0 ? 0 : table.idAt(table.size - 1))));
}
