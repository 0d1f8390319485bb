// The commands of a bound, in the order in which a search tries them. A command's place in the list is its label.
import type { ArgumentKind, ArgumentValue } from '../../contract/argument.ts';
import { isSwitch, isWord, TERMINALS, wordsOf } from '../../contract/argument.ts';
import type { Command, CommandName, Id } from '../../contract/command.ts';
import { argumentListOf, commandOf, INIT, commandShapeOf } from '../../contract/command.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import type { Specification } from '../specification.ts';
import type { Amounts, SpaceBound } from './bound.ts';
import { amountOf } from './bound.ts';

/** Commands as a search numbers them. */
export interface Alphabet {
  readonly commands: readonly Command[];
  /** The number of them, from the first, that are the bound's. The others are for draining alone. */
  readonly labels: number;
}

/**
 * Every command with every id in every position and with every other value that the set knows, in the order of its table;
 * then the commands that only draining needs, with the values of a bound without amounts.
 */
export function alphabetOf(specification: Specification, { ids, amounts, commands }: SpaceBound): Alphabet {
  const all = Array.from({ length: ids }, (_, index) => index + INIT);
  const inside = specification.commands
    .filter((name) => commands.includes(name))
    .flatMap((name) => commandsNamed(specification, name, all, amounts));
  const missing = specification.space.draining.filter((name) => !commands.includes(name));
  return {
    commands: [...inside, ...missing.flatMap((name) => commandsNamed(specification, name, all, {}))],
    labels: inside.length,
  };
}

function commandsNamed(
  { vocabulary, space }: Specification,
  name: CommandName,
  ids: readonly Id[],
  amounts: Amounts,
): readonly Command[] {
  let values: ArgumentValue[][] = [[]];
  for (const { kind } of argumentListOf(vocabulary, name)) {
    const choices = space.values?.[kind]?.(amounts) ?? choicesOf(kind, ids);
    values = values.flatMap((drawn) => choices.map((choice) => [...drawn, choice]));
  }
  const commands = values.map((drawn) => commandOf(vocabulary, name, drawn));
  return commands.filter((command) => !space.isNonsense?.(command));
}

/** The values of an argument where the set has no others. */
function choicesOf(kind: ArgumentKind, ids: readonly Id[]): readonly ArgumentValue[] {
  if (isSwitch(kind)) return [false, true];
  if (isWord(kind)) return wordsOf(kind);
  switch (kind) {
    case 'code':
    case 'exit-code':
      return [0];
    case 'signal':
      return [0, 9];
    case 'pid-or-self':
    case 'pgid-or-own':
    case 'pgid':
      return [-1, 0, ...ids];
    case 'terminal':
      return Array.from({ length: TERMINALS }, (_, place) => place + 1);
    case 'several':
      return [...ids.filter((id) => id > 1).map((id) => -id), -1, 0, ...ids];
    case 'process':
    case 'new-process':
    case 'thread':
    case 'new-thread':
    case 'group':
    case 'session':
      return ids;
  }
}

/** The commands of a bound for which none are named: the usual ones, and those that its amounts bring in. */
export function usualCommands(
  { commands, vocabulary, space }: Specification,
  amounts: Amounts = {},
): readonly CommandName[] {
  const families = [
    ...space.families,
    ...Object.entries(space.options).flatMap(([option, { family }]) =>
      amountOf({ amounts }, option) > 0 ? [family] : [],
    ),
  ];
  return commands.filter((name) => families.includes(familyOf(vocabulary, name)));
}

/** The family of a command of a vocabulary. */
export function familyOf(vocabulary: Vocabulary, name: CommandName): string {
  return commandShapeOf(vocabulary, name).family;
}
