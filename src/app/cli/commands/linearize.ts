// procession linearize: whether recorded histories of commands that ran at the same time can be explained.
import { Command } from 'commander';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import type { LinearizeFlags } from '../branches/linearize.ts';
import { withProfile } from '../options/system.ts';
import { choice, secondsToMs, wholeNumber } from '../options/values.ts';

const PLACES = 1_000_000;

export function linearizeCommand(): Command {
  return withProfile(new Command('linearize'))
    .argument('<file...>', 'histories as JSON (docs/concurrency.md); - for standard input')
    .addOption(
      choice('--refuses <which>', 'the reason that a refusal may give, of those that apply', [
        'first',
        'any',
      ]).default('any'),
    )
    .option(
      '--places <n>',
      'places that a search of orders may look at, each of them commands done and a state; more is inconclusive',
      wholeNumber(1, 1e9),
      PLACES,
    )
    .option('--time <seconds>', 'search no longer than this, all files together', secondsToMs)
    .option('--json', 'one JSON object on standard output, and nothing else there')
    .addHelpText('after', EXAMPLES)
    .action(async (files: readonly string[], flags: LinearizeFlags) => {
      // Loaded here, since no other command needs it.
      const { linearizeFiles } = await import('../branches/linearize.ts');
      process.exitCode = await linearizeFiles(files, flags);
    });
}

const EXAMPLES = `
The command set is that of the file. A command without "answered" may have happened or not.

Examples:
  ${COMMAND_LINE} linearize history.json
  ${COMMAND_LINE} linearize --profile linux --json runs/*.json

Exit codes: 0 pass, 1 fail, 2 misuse (a file that is no history, too), 3 inconclusive.`;
