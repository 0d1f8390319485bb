// procession explain: whether the specification explains what a recording of real programs shows.
import { Command } from 'commander';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { USUAL_LIMITS } from '../../../engines/recordings/usual-limits.ts';
import { profileOption } from '../options/system.ts';
import { wholeNumber } from '../options/values.ts';
import type { ExplainFlags } from '../recordings/explain.ts';

export function explainCommand(): Command {
  return new Command('explain')
    .argument(
      '<file...>',
      'logs of "strace -f", or of a kernel that logs its own calls (docs/recordings.md), compressed with gzip or not; - for standard input',
    )
    .option(
      '--snapshots <file>',
      'snapshots of the processes beside the log, as ps prints them; given again for each of several logs, it goes with the one of the same name',
      (file: string, before: readonly string[] | undefined) => [...(before ?? []), file],
    )
    .option('--html <file>', 'write the recording as a page: its processes over time')
    .option(
      '--to-trace <file>',
      'write the recording as a trace: its commands with small ids, answered as the model answers, for replay and show on any system',
    )
    .addOption(profileOption('', " (default: Linux's in a log of strace, else any)"))
    .option(
      '--look-ahead <lines>',
      `lines in which the result of a call that has not returned is looked for; with few, what is right may seem unexplained (default: ${USUAL_LIMITS.lookAhead})`,
      wholeNumber(0, 1e6),
    )
    .option(
      '--steps <n>',
      `steps of the search for another order, for each result that the order of the log does not explain (default: ${USUAL_LIMITS.steps})`,
      wholeNumber(1, 1e9),
    )
    .option('--json', 'one JSON object on standard output, and nothing else there')
    .addHelpText('after', EXAMPLES)
    .action(async (files: readonly string[], flags: ExplainFlags) => {
      // Loaded here, since no other command needs it.
      const { explainFiles } = await import('../recordings/explain.ts');
      process.exitCode = await explainFiles(files, flags);
    });
}

const EXAMPLES = `
A recording is made by "${COMMAND_LINE} record -- COMMAND", or by strace itself:
  strace -DDD -f -ttt -q -s 0 -y -e signal=all -e trace=%process,... -o FILE COMMAND
"${COMMAND_LINE} record --help" shows all of its options.

Examples:
  ${COMMAND_LINE} explain make.strace
  ${COMMAND_LINE} explain make.strace --snapshots make.ps --html make.html
  ${COMMAND_LINE} explain make.strace --to-trace make.trace; ${COMMAND_LINE} replay make.trace --sut ./my-system.ts
  ${COMMAND_LINE} explain logs/*.strace.gz --json
  zcat make.strace.gz | ${COMMAND_LINE} explain -

Exit codes: 0 all is explained, 1 something is not, 2 misuse (a file that is no such log, too), 3 inconclusive.`;
