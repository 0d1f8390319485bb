// The ids that a system can give at all: commands that take one beyond are no question to it.
import { ID_MAX, isTaken } from './argument.ts';
import type { Command, Id } from './command.ts';
import { argumentsOf, partsOf } from './command.ts';
import { printCommand } from './notation/trace.ts';

/** Why a command takes an id that the system can never give, in a sentence; `undefined` where it does not. */
export function whyBeyond(
  command: Command,
  { name, idMax = ID_MAX }: { readonly name: string; readonly idMax?: Id },
): string | undefined {
  const values = argumentsOf(command);
  const isBeyond = partsOf(command).some(({ key, kind }) => isTaken(kind) && Number(values[key]) > idMax);
  return isBeyond
    ? `"${printCommand(command)}" takes an id beyond ${idMax}, the largest that ${name} can give`
    : undefined;
}
