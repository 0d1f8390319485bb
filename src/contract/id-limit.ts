// The ids that a system can give at all: commands that take one beyond are no question to it.
import { ID_MAX, isTaken } from './argument.ts';
import type { Command, Id } from './command.ts';
import { argumentListOf, argumentsOf } from './command.ts';
import { printCommand } from './notation/trace.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The reason that a command takes an id that the system can never give, in a sentence; `undefined` where it does not. */
export function whyBeyond(
  command: Command,
  vocabulary: Vocabulary,
  { name, idMax = ID_MAX }: { readonly name: string; readonly idMax?: Id },
): string | undefined {
  const values = argumentsOf(command);
  const isBeyond = argumentListOf(vocabulary, command.name).some(
    ({ key, kind }) => isTaken(kind) && Number(values[key]) > idMax,
  );
  return isBeyond
    ? `"${printCommand(command, vocabulary)}" takes an id beyond ${idMax}, the largest that ${name} can give`
    : undefined;
}
