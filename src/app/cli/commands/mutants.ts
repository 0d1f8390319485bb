// procession mutants: what is broken on purpose, and how.
import { Command } from 'commander';
import type { CommandSet } from '../../../contract/command.ts';
import { COMMAND_SET_NAMES } from '../../../command-sets.ts';
import { counted } from '../../../contract/format-numbers.ts';
import { ownSystemOf } from '../../../own-systems.ts';
import { choice } from '../options/values.ts';
import { printJson, printLines, styled } from '../print.ts';

interface MutantsFlags {
  readonly set?: CommandSet;
  readonly json?: true;
}

export function mutantsCommand(): Command {
  return new Command('mutants')
    .description('list the mutants: our implementation with one fault each, to be used as --sut mutant:NAME')
    .addOption(choice('--set <commands>', 'those of one command set (default: all)', COMMAND_SET_NAMES))
    .option('--json', 'one JSON array on standard output, and nothing else there')
    .action(({ set, json }: MutantsFlags) => {
      const sets = set === undefined ? COMMAND_SET_NAMES : [set];
      if (json) printJson(sets.flatMap(rowsOf));
      else printLines(sets.flatMap((each, index) => [...(index === 0 ? [] : ['']), ...linesOf(each)]));
    });
}

function rowsOf(commandSet: CommandSet) {
  return Object.entries(ownSystemOf(commandSet).table.mutants).map(
    ([name, { rule, sentence, source = null }]) => ({
      name,
      commandSet,
      rule,
      sentence,
      source,
    }),
  );
}

function linesOf(set: CommandSet): readonly string[] {
  const rows = rowsOf(set);
  const lines = rows.flatMap(({ name, rule, sentence, source }) => {
    const like = source === null ? '' : `; like ${source}`;
    return [`${rule.padEnd(4)} ${styled('bold', name)}`, `     ${sentence}${like}`];
  });
  return [`${counted(rows.length, 'mutant')} of the table for the ${set} commands:`, ...lines];
}
