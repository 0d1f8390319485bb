// Widens a bound by the commands without which what is asked about could never come about, or by which a state has what it has.
import { argumentListOf, argumentsOf } from '../../contract/command.ts';
import type { CommandName } from '../../contract/command.ts';
import { INIT } from '../../contract/command.ts';
import { alphabetOf, familyOf } from '../../model/bounded/alphabet.ts';
import type { Amounts, SpaceBound } from '../../model/bounded/bound.ts';
import { amountOf } from '../../model/bounded/bound.ts';
import type { Column } from '../../model/bounded/columns.ts';
import type { Specification } from '../../model/specification.ts';
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
