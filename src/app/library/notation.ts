// The text notation for users of the package: of commands of every set, without the vocabularies that it goes by.
import { DEFAULT_VOCABULARY, specificationOf, VOCABULARIES } from '../../command-sets.ts';
import type { CommandIn } from '../../command-sets.ts';
import type { Command } from '../../contract/command.ts';
import * as notation from '../../contract/notation/trace.ts';
import type { Parsed, Trace } from '../../contract/notation/trace.ts';
import type { Vocabulary } from '../../contract/vocabulary.ts';

/**
 * Prints a command: `3 move_to_group 2`.
 *
 * @example
 * ```ts
 * import { printCommand } from 'procession-check';
 *
 * const text = printCommand({ name: 'move_to_group', process: 3, group: 2 });
 * text; // '3 move_to_group 2'
 * ```
 */
export function printCommand(command: Command): string {
  return notation.printCommand(command, vocabularyWith(command));
}

/**
 * Prints a whole trace file.
 *
 * @example
 * ```ts
 * import { printTrace } from 'procession-check';
 *
 * const trace = printTrace({ commandSet: 'posix', steps: [{ command: { name: 'setsid', process: 2 } }] });
 * JSON.stringify(trace); // '"procession trace 1 posix\\n2 setsid\\n"'
 * ```
 */
export function printTrace({ commandSet, steps }: Trace, comments: readonly string[] = []): string {
  return notation.printTrace(steps, specificationOf({ commandSet }).vocabulary, comments);
}

/**
 * Parses one command of a set.
 *
 * @example
 * ```ts
 * import { parseCommand } from 'procession-check';
 *
 * const parsed = parseCommand('3 setpgid 0 0', 1, 'posix');
 * JSON.stringify(parsed); // '{"value":{"name":"setpgid","process":3,"pid":0,"pgid":0}}'
 * ```
 */
export function parseCommand(
  text: string,
  line = 1,
  commandSet: string = DEFAULT_VOCABULARY.id,
): Parsed<CommandIn> {
  const { vocabulary } = specificationOf({ commandSet });
  return notation.parseCommand(text, vocabulary, line, VOCABULARIES) as Parsed<CommandIn>;
}

/**
 * Parses a trace file.
 *
 * @example
 * ```ts
 * import { parseTrace } from 'procession-check';
 *
 * const bad = parseTrace('procession trace 1 posix\n1 fork zwei\n');
 * 'problem' in bad; // true
 * const good = parseTrace('procession trace 1 posix\n1 fork 2 => ok pid=2\n');
 * 'problem' in good; // false
 * ```
 */
export function parseTrace(text: string): Parsed<Trace> {
  return notation.parseTrace(text, VOCABULARIES);
}

/** The vocabulary with a command of this name and these arguments; what two have alike is printed alike. */
function vocabularyWith(command: Command): Vocabulary {
  const keys = Object.keys(command).length - 1;
  const found = VOCABULARIES.find(({ commands }) => {
    const kinds = Object.hasOwn(commands, command.name) ? commands[command.name].arguments : undefined;
    return (
      kinds !== undefined &&
      Object.keys(kinds).length === keys &&
      Object.keys(kinds).every((key) => key in command)
    );
  });
  if (found === undefined)
    throw new TypeError(`no command set has a command ${command.name} with these arguments`);
  return found;
}
