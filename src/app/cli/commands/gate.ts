// procession gate: one verdict on a change, from every check that applies. Here are its options; gate/run.ts runs it.
import { Command } from 'commander';
import type { GateFlags } from '../gate/run.ts';
import { COMMAND_SET_NAMES } from '../../../command-sets.ts';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { SIZES, USUAL_PROFILE } from '../../gate/settings.ts';
import type { GateProfile } from '../../gate/settings.ts';
import { EXIT_STATUS } from '../exit-codes.ts';
import { withGateOutputs } from '../files/gate-outputs.ts';
import { withConfig } from '../options/configured.ts';
import { PROFILE_NAMES, SET_HELP, withLimits, withSut } from '../options/system.ts';
import { anySeed, choice, FAILURES_FOLDER, shardIn } from '../options/values.ts';
import { CORPUS_FOLDER } from '../report/corpus.ts';

const PROFILES = Object.keys(SIZES) as readonly GateProfile[];
export function gateCommand(): Command {
  const command = withConfig(withLimits(withSut(new Command('gate'))))
    .addOption(choice('--set <commands>', SET_HELP, COMMAND_SET_NAMES))
    .addOption(
      choice(
        '--profile <profile>',
        'the amount of work: quick for each change, full before a release, nightly over night',
        PROFILES,
      ).default(USUAL_PROFILE),
    )
    .addOption(
      choice(
        '--choices <profile>',
        'whose choices are right where the standard leaves one (elsewhere --profile)',
        PROFILE_NAMES,
      ),
    )
    .option('--known <file>', 'known deviations of the system, as JSON (docs/protocol.md)')
    .option('--base <ref>', 'the version of our table to compare speed with, as git names it: main, HEAD~1')
    .option(
      '--seed <n>',
      'the seed of fresh commands (default: $PROCESSION_SEED, else from the clock); the other commands are the same each time',
      anySeed,
    )
    .option('--only <checks...>', 'these checks alone, by their names or those of their lines')
    .option(
      '--list',
      'say which checks there are, what each asks and how many commands it gives at most; run none',
    )
    .option('--corpus <folder>', `traces to replay (default: ${CORPUS_FOLDER}, if there)`)
    .option('--no-corpus', 'replay none')
    .option('--save <folder>', 'where a failure is stored as a trace', FAILURES_FOLDER)
    .option('--no-save', 'store nothing')
    .option('--resume', 'go on with an interrupted gate: checks that came to their end are not run again')
    .option(
      '--shard <i/n>',
      'only this share of the work, of which several machines do one each; "merge" puts their --json files together, and all take one --seed',
      shardIn,
    );
  return withGateOutputs(command)
    .addHelpText('after', EXAMPLES)
    .action(async (flags: GateFlags) => {
      // Until there is a verdict: a reader that goes away ends this process with the code so far.
      process.exitCode = EXIT_STATUS.inconclusive;
      const { gate } = await import('../gate/run.ts');
      process.exitCode = await gate(flags);
    });
}

const EXAMPLES = `
Examples:
  ${COMMAND_LINE} gate                                  our implementation, both command sets
  ${COMMAND_LINE} gate --profile full --base main       the same before a release, and not slower than main
  ${COMMAND_LINE} gate --sut ./my-system.ts             your own
  ${COMMAND_LINE} gate --sut 'cmd:python3 mine.py' --junit gate.xml --sarif gate.sarif
  ${COMMAND_LINE} gate --shard 1/4 --seed 7 --json 1.json    a quarter of the work (docs/ci.md)

Exit codes: 0 pass, 1 fail, 2 misuse, 3 inconclusive, 70 a bug of procession's own.`;
