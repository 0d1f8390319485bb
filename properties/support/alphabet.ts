// Commands with every combination of arguments: written for the tests alone, so that it shares nothing with the checker.
import type { ArgumentKind } from '../../src/contract/argument.ts';
import { argumentsIn, commandOf } from './by-set.ts';
import type { Command, CommandName, CommandSet } from '../../src/contract/command.ts';

/** The command with every choice for each of its arguments, the last one fastest. */
export function commandsWith(
  set: CommandSet,
  name: CommandName,
  choicesOf: (kind: ArgumentKind) => readonly (number | boolean)[],
): readonly Command[] {
  let values: (number | boolean)[][] = [[]];
  for (const { kind } of argumentsIn(set, name))
    values = values.flatMap((drawn) => choicesOf(kind).map((choice) => [...drawn, choice]));
  return values.map((drawn) => commandOf(set, name, drawn));
}
