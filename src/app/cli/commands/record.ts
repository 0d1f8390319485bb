// procession record: a command is run under strace, and what it did is explained.
import { Command } from 'commander';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import type { RecordFlags } from '../recordings/record.ts';

export function recordCommand(): Command {
  return new Command('record')
    .usage('[options] [--] <command...>')
    .argument('<command...>', 'the command, and its own options and arguments')
    .passThroughOptions()
    .option('--output <file>', 'the log (default: a new file in .procession/recordings)')
    .option(
      '--snapshots [file]',
      'take snapshots of the processes whenever they stand still, and compare them too (default: a file beside the log)',
    )
    .option('--html <file>', 'write the recording as a page: its processes over time')
    .option('--json <file>', 'write what explain --json prints')
    .addHelpText('after', EXAMPLES)
    .action(async (words: readonly string[], flags: RecordFlags) => {
      // Loaded here, since no other command needs it.
      const { recordAndExplain } = await import('../recordings/record.ts');
      process.exitCode = await recordAndExplain(words, flags);
    });
}

const EXAMPLES = `
The command has standard input, output and error and the terminal to itself; the report comes after it. What it starts is
recorded until all of it has ended. Ctrl-C goes to the command; once that has ended, it ends the recording.

Examples:
  ${COMMAND_LINE} record -- make -j4
  ${COMMAND_LINE} record --output shell.strace --snapshots -- bash -i
  ${COMMAND_LINE} record --html make.html --json make.json -- make
  ${COMMAND_LINE} explain shell.strace --snapshots shell.ps --html shell.html

It takes strace, on Linux. Exit codes: 0 all is explained, 1 something is not, 2 misuse (a command that there is not, too),
3 inconclusive (strace is not installed or may not trace, too). The command's own exit code is said in the report.`;
