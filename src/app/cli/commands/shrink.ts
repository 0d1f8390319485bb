// procession shrink: a failing trace made as short as it gets.
import { Command } from 'commander';
import { whyNotApplicable } from '../../../counterexample/file/read-file.ts';
import { replay } from '../../../lockstep/replay.ts';
import { unsteadyText } from '../../report/failure-text.ts';
import type { MinimiseOptions, MinimiseProgress } from '../../../engines/certificate/minimise.ts';
import { settle } from '../../../engines/certificate/settle-failure.ts';
import type { Verdict } from '../../../contract/verdict.ts';
import { specificationOf } from '../../../command-sets.ts';
import { closeSystem } from '../../../lockstep/exceptions.ts';
import type { ShrinkFlags } from '../branches/shrink.ts';
import { readAnyEvidenceFile, refuseUnissuable, setFor } from '../files/counterexample.ts';
import { environmentIn, missingEnvironment } from '../options/environment.ts';
import { EXIT_STATUS } from '../exit-codes.ts';
import { Interrupt } from '../interrupt.ts';
import { shrunkJson, shrunkLines } from '../report/shrunk.ts';
import { FAILURES_FOLDER, replayLine } from '../options/values.ts';
import { keepFailure, refuseMissingFolder } from '../files/output.ts';
import { printJson, printLines } from '../print.ts';
import { openSystem, withSystemOptions } from '../options/system.ts';
import { counted, ProgressLine, styled } from '../terminal.ts';

export function shrinkCommand(): Command {
  return withSystemOptions(new Command('shrink'), { says: 'the system it fails on' })
    .argument('<file>', 'a trace file, or the JSON form of a counterexample; - for standard input')
    .option('--no-certify', 'do not search for a shorter failure than shrinking left')
    .option('--save <folder>', 'where the result is stored', FAILURES_FOLDER)
    .option('--no-save', 'store nothing')
    .option('--json', 'one JSON object on standard output, and nothing else there')
    .addHelpText(
      'after',
      '\nExit codes: 1 it fails, 0 it does not fail on this system, 2 misuse, 3 inconclusive.',
    )
    .action(async (file: string, flags: ShrinkFlags) => {
      process.exitCode = await shrinkFile(file, flags);
    });
}

async function shrinkFile(file: string, flags: ShrinkFlags): Promise<number> {
  refuseMissingFolder('--save', flags.save);
  const evidence = readAnyEvidenceFile(file);
  if ('concurrent' in evidence) {
    // Loaded here, since sequences need none of it.
    const { shrinkBranches } = await import('../branches/shrink.ts');
    return await shrinkBranches(file, evidence, flags, (verdict, sentence) => end(verdict, sentence, flags));
  }
  const system = await openSystem(flags.sut, { ...flags, set: setFor(flags.sut, evidence) });
  refuseUnissuable(file, evidence, specificationOf(system), system.knownDeviations);
  const why = whyNotApplicable(evidence, system, specificationOf(system));
  if (why !== undefined) {
    const badEnd = await closeSystem(system);
    return badEnd === undefined
      ? end('inconclusive', `the trace does not apply: ${why}`, flags)
      : end('fail', badEnd, flags);
  }
  using interrupt = new Interrupt();
  const line = new ProgressLine();
  const given = evidence.trace.steps.map(({ command }) => command);
  const minimising: MinimiseOptions = {
    ...(!flags.certify && { certifyStatesMax: 0 }),
    ...interrupt.control(({ phase, best }: MinimiseProgress) => {
      const what = phase === 'shrink' ? 'shrinking' : 'searching for a shorter one';
      line.show(`${what}: ${counted(best, 'command')}`);
    }),
  };
  const first = await replay(system, specificationOf(system), given);
  const found = first.divergence && { commands: first.commands, divergence: first.divergence };
  const before = { runs: 1, commands: given.length };
  const settled = found && (await settle(system, specificationOf(system), found, minimising, { before }));
  line.clear();
  const badEnd = await closeSystem(system);
  if (settled === undefined) {
    if (badEnd !== undefined) return end('fail', badEnd, flags);
    const missing = missingEnvironment(evidence.origin, flags);
    const besides = missing === undefined ? '' : ` (${missing})`;
    return end('pass', `${file} does not fail on ${system.name}: nothing to shrink${besides}`, flags);
  }
  const { minimised, flaky, history } = settled;
  if (flaky) return end('fail', unsteadyText(system.name, history), flags);
  const { failure, certificate } = minimised;
  const specification = specificationOf(system);
  const origin = { ...evidence.origin, system: system.name, ...environmentIn(flags) };
  const saved = keepFailure(flags.save, failure, origin, specification, certificate);
  const replayed = saved === undefined ? undefined : replayLine(saved, flags);
  const shrunk = { from: given.length, saved, replay: replayed };
  if (flags.json) printJson(shrunkJson(minimised, shrunk, specification));
  else printLines(shrunkLines(minimised, shrunk, specification));
  return EXIT_STATUS.fail;
}

/** Ends without a failure that could be made short: one sentence, or one JSON object. */
function end(verdict: Verdict, sentence: string, { json }: ShrinkFlags): number {
  const word = styled(COLOURS[verdict], verdict.toUpperCase());
  if (json) printJson({ verdict, reason: sentence, counterexample: null });
  else printLines([`${word}  ${sentence}`]);
  return EXIT_STATUS[verdict];
}

const COLOURS = { pass: 'green', fail: 'red', inconclusive: 'yellow' } as const;
