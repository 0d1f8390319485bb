// The meaning of "simpler": one total order on sequences of commands. Everything else about shrinking is search.
import type { ArgumentKind } from '../../contract/argument.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import type { Command } from '../../contract/command.ts';
import { argumentListOf, argumentsOf } from '../../contract/command.ts';

/**
 * Negative when `a` is the simpler: fewer commands; then, at the first place where they differ, the command that
 * stands earlier in the tables, then the argument nearer to 0, and of two as near the positive one. Among exit codes of
 * 32 bits it is the negative one: 0 and −1, which has every bit set, are those that exhaustive searches know.
 */
export function compareSimplicity(
  a: readonly Command[],
  b: readonly Command[],
  vocabulary: Vocabulary,
): number {
  if (a.length !== b.length) return a.length - b.length;
  for (const [index, command] of a.entries()) {
    const order = compareCommands(command, b[index], vocabulary);
    if (order !== 0) return order;
  }
  return 0;
}

function compareCommands(a: Command, b: Command, vocabulary: Vocabulary): number {
  if (a.name !== b.name) return placeOf(a, vocabulary) - placeOf(b, vocabulary);
  for (const { key, kind } of argumentListOf(vocabulary, a.name)) {
    const order = compareNumbers(kind, Number(argumentsOf(a)[key]), Number(argumentsOf(b)[key]));
    if (order !== 0) return order;
  }
  return 0;
}

/** Negative when `a` is simpler than `b` in the place of an argument of this kind. */
export function compareNumbers(kind: ArgumentKind, a: number, b: number): number {
  return Math.abs(a) - Math.abs(b) || (kind === 'code' ? a - b : b - a);
}

/** The place of a command in its table. */
function placeOf({ name }: Command, { commands }: Vocabulary): number {
  return Object.keys(commands).indexOf(name);
}
