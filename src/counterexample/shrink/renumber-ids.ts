// Other names for the ids of a sequence of commands.
import { idNamed, namingInstead } from '../../contract/argument.ts';
import type { Argument, Command, Id } from '../../contract/command.ts';
import { argumentsOf, INIT, partsOf } from '../../contract/command.ts';

/** The command with each argument changed so. */
export function withArguments(
  command: Command,
  change: (value: number | boolean, part: Argument) => number | boolean,
): Command {
  const values = argumentsOf(command);
  const changed = partsOf(command).map((part) => [part.key, change(values[part.key], part)]);
  return { name: command.name, ...Object.fromEntries(changed) } as Command;
}

/** The ids that a command names, in order. */
export function idsOf(command: Command): readonly Id[] {
  const values = argumentsOf(command);
  return partsOf(command)
    .map(({ key, kind }) => idNamed(kind, values[key]))
    .filter((id) => id !== 0);
}

/** The ids that commands name besides init's, in the order in which they first appear. */
export function idsInOrder(commands: readonly Command[]): readonly Id[] {
  return [...new Set(commands.flatMap(idsOf))].filter((id) => id !== INIT);
}

/** The same commands, their ids called otherwise; what the names do not list keeps its own. */
export function renamed(commands: readonly Command[], names: ReadonlyMap<Id, Id>): readonly Command[] {
  return commands.map((command) =>
    withArguments(command, (value, { kind }) => {
      const id = idNamed(kind, value);
      const name = names.get(id);
      return id === 0 || name === undefined ? value : namingInstead(value, name);
    }),
  );
}

/** The same commands, their ids numbered from 2 in the order in which they first appear. */
export function renumbered(commands: readonly Command[]): readonly Command[] {
  return renamed(commands, new Map(idsInOrder(commands).map((id, place) => [id, place + INIT + 1])));
}
