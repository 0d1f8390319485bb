// The command line: one file a command, and the ends that all of them share.
import { Command, CommanderError } from 'commander';
import { Hindrance } from '../../contract/hindrance.ts';
import { COMMAND_LINE } from '../../contract/package-name.ts';
import { checkCommand } from './commands/check.ts';
import { didYouMean } from '../../contract/did-you-mean.ts';
import { Concluded, EXIT_STATUS, exitCodeOf, Misuse } from './exit-codes.ts';
import { exploreCommand } from './commands/explore.ts';
import { explainCommand } from './commands/explain.ts';
import { exportCommand } from './commands/export.ts';
import { findCommand } from './commands/find.ts';
import { gateCommand } from './commands/gate.ts';
import { mergeCommand } from './commands/merge.ts';
import { initCommand } from './init/command.ts';
import { mutantsCommand } from './commands/mutants.ts';
import { linearizeCommand } from './commands/linearize.ts';
import { playCommand } from './play/command.ts';
import { recordCommand } from './commands/record.ts';
import { replayCommand } from './commands/replay.ts';
import { showCommand } from './commands/show.ts';
import { shrinkCommand } from './commands/shrink.ts';
import { tourCommand } from './commands/tour.ts';
import { whyCommand } from './commands/why.ts';
import { printJson, printLines, printProblem, styled } from './print.ts';
import { PACKAGE_VERSION } from './version.ts';

const program = new Command('procession')
  .description(
    'Is an implementation of processes, process groups and sessions right? Run it beside a model and see.',
  )
  .version(PACKAGE_VERSION)
  .enablePositionalOptions() // A command that is run by one of ours has options of its own.
  .showSuggestionAfterError()
  .addHelpText(
    'after',
    `\nStart with "${COMMAND_LINE} check"; "${COMMAND_LINE} help COMMAND" explains each command.`,
  );

for (const command of [
  checkCommand(),
  exploreCommand(),
  tourCommand(),
  findCommand(),
  whyCommand(),
  replayCommand(),
  shrinkCommand(),
  showCommand(),
  exportCommand(),
  linearizeCommand(),
  explainCommand(),
  recordCommand(),
  mutantsCommand(),
  gateCommand(),
  mergeCommand(),
  initCommand(),
  playCommand(),
])
  program.addCommand(command);
for (const command of [program, ...program.commands]) {
  command.exitOverride();
  command.configureOutput({ writeErr: () => undefined });
}

// A reader that has seen enough, such as head, is no trouble of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  printProblem(`standard output cannot be written: ${error.code ?? error.message}`);
  process.exit(EXIT_STATUS.misuse);
});

// Nobody hears the sentences then; the exit code says the same, and must not become that of a bug.
process.stderr.on('error', () => undefined);

/** The command whose action runs. */
let acting: Command | undefined;
program.hook('preAction', (_, command) => {
  acting = command;
});

try {
  if (process.argv.length <= 2) program.outputHelp();
  else await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? EXIT_STATUS.pass : misuse(sentenceOf(error));
  else if (error instanceof Misuse) process.exitCode = misuse(error.message);
  else if (error instanceof Concluded) process.exitCode = concluded(error);
  else if (error instanceof Hindrance)
    process.exitCode = concluded(new Concluded('inconclusive', error.message));
  else throw error;
}

/** Commander has no sentence of its own for help on a command that there is not. */
function sentenceOf({ code, message }: CommanderError): string {
  if (code !== 'commander.help') return message;
  const [, asked = ''] = program.args;
  const names = program.commands.map((command) => command.name());
  return `there is no command "${asked}"${didYouMean(asked, names)}`;
}

/** One sentence, and the way to the help. */
function misuse(message: string): number {
  printProblem(message.replace(/^error: /, '').replace(/\n(?=\(Did you mean )/, ' '));
  return EXIT_STATUS.misuse;
}

/** One sentence on standard output, or one JSON object where that was asked for. */
function concluded({ verdict, message, lines }: Concluded): number {
  const word = styled(verdict === 'fail' ? 'red' : 'yellow', verdict.toUpperCase());
  if (acting?.opts<{ readonly json?: true }>().json)
    printJson({ verdict, reason: message, counterexample: null });
  else printLines([`${word}  ${message}`, ...lines]);
  return exitCodeOf(verdict);
}
