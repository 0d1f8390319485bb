// Other names for the ids of a sequence of commands.
import type { ArgumentValue } from '../../contract/argument.ts';
import { idNamed, namingInstead } from '../../contract/argument.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';
import type { Argument, Command, Id } from '../../contract/command.ts';
import { argumentListOf, argumentsOf, INIT } from '../../contract/command.ts';

/** The command with each argument changed so. */
export function withArguments(
  command: Command,
  vocabulary: Vocabulary,
  change: (value: ArgumentValue, part: Argument) => ArgumentValue,
): Command {
  const values = argumentsOf(command);
  const changed = argumentListOf(vocabulary, command.name).map((part) => [
    part.key,
    change(values[part.key], part),
  ]);
  return { name: command.name, ...Object.fromEntries(changed) } as Command;
}

/** The ids that a command names, in order. */
export function idsOf(command: Command, vocabulary: Vocabulary): readonly Id[] {
  const values = argumentsOf(command);
  return argumentListOf(vocabulary, command.name)
    .map(({ key, kind }) => idNamed(kind, values[key]))
    .filter((id) => id !== 0);
}

/** The ids that commands name besides init's, in the order in which they first appear. */
export function idsInOrder(commands: readonly Command[], vocabulary: Vocabulary): readonly Id[] {
  return [...new Set(commands.flatMap((command) => idsOf(command, vocabulary)))].filter((id) => id !== INIT);
}

/** The same commands, their ids called otherwise; what the names do not list keeps its own. */
export function renamed(
  commands: readonly Command[],
  names: ReadonlyMap<Id, Id>,
  vocabulary: Vocabulary,
): readonly Command[] {
  return commands.map((command) =>
    withArguments(command, vocabulary, (value, { kind }) => {
      const id = idNamed(kind, value);
      const name = names.get(id);
      return id === 0 || name === undefined ? value : namingInstead(value, name);
    }),
  );
}

/** The same commands, their ids numbered from 2 in the order in which they first appear. */
export function renumbered(commands: readonly Command[], vocabulary: Vocabulary): readonly Command[] {
  const ids = idsInOrder(commands, vocabulary);
  return renamed(commands, new Map(ids.map((id, place) => [id, place + INIT + 1])), vocabulary);
}
