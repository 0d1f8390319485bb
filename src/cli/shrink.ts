// procession shrink: a failing trace made as short as it gets.
import { setImmediate as breathe } from 'node:timers/promises';
import { Command } from 'commander';
import { whyNotApplicable } from '../counterexample/evidence.ts';
import { storeFailure } from '../counterexample/store.ts';
import { certificateText } from '../gate/certificate.ts';
import { minimise } from '../gate/minimise.ts';
import type { Minimised } from '../gate/minimise.ts';
import { readEvidenceFile } from './evidence-file.ts';
import { EXIT, Misuse } from './exit-codes.ts';
import { failureLines, headline } from './failure-report.ts';
import { resolveSystem, SYSTEM_HELP } from './systems.ts';
import { counted, Interrupt, ProgressLine, styled } from './terminal.ts';

interface ShrinkFlags {
  readonly sut: string;
  readonly certify: boolean;
  readonly save: string | false;
  readonly json?: true;
}

const FAILURES_FOLDER = '.procession/failures';

export function shrinkCommand(): Command {
  return new Command('shrink')
    .description(
      'make a failing trace shorter, and search for a shorter one still or prove that there is none',
    )
    .argument('<file>', 'a trace file, or the JSON form of a counterexample')
    .option('--sut <system>', `the system it fails on: ${SYSTEM_HELP}`, 'table')
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
  const evidence = readEvidenceFile(file);
  const resolved = await resolveSystem(flags.sut);
  if ('problem' in resolved) throw new Misuse(resolved.problem);
  const { system } = resolved;
  const why = whyNotApplicable(evidence, system);
  if (why !== undefined) {
    process.stdout.write(`${styled('yellow', 'INCONCLUSIVE')}  the trace does not apply: ${why}\n`);
    return EXIT.inconclusive;
  }
  using interrupt = new Interrupt();
  const line = new ProgressLine();
  const given = evidence.trace.steps.map(({ command }) => command);
  const minimised = await minimise(system, given, {
    sut: flags.sut,
    ...(!flags.certify && { certifyStatesMax: 0 }),
    stopped: () => interrupt.asked,
    tick: async (phase, best) => {
      const what = phase === 'shrink' ? 'shrinking' : 'searching for a shorter one';
      line.show(`${what}: ${counted(best, 'command')}`);
      await breathe();
    },
  });
  line.clear();
  await system.close?.();
  if (minimised === undefined) {
    process.stdout.write(
      `${styled('green', 'PASS')}  ${file} does not fail on ${system.name}: nothing to shrink\n`,
    );
    return EXIT.pass;
  }
  const { failure, certificate } = minimised;
  const origin = { system: system.name };
  const saved = flags.save === false ? undefined : storeFailure(flags.save, failure, origin, certificate);
  const { length } = given;
  process.stdout.write(
    flags.json
      ? `${JSON.stringify(shrunkJson(minimised, length, saved))}\n`
      : shrunkText(minimised, length, saved),
  );
  return EXIT.fail;
}

function shrunkText(
  { failure, shrunkTo, executions, finished, certificate }: Minimised,
  from: number,
  saved: string | undefined,
): string {
  const unfinished = finished ? '' : ', not finished';
  return [
    `${styled('red', 'FAIL')}  ${headline(failure)}`,
    '',
    ...failureLines(failure),
    '',
    `shrunk from ${counted(from, 'command')} to ${shrunkTo} in ${counted(executions, 'execution')}${unfinished}`,
    ...(certificate === undefined ? [] : [certificateText(certificate, failure.commands.length)]),
    ...(saved === undefined ? [] : [`saved:  ${saved}`]),
    '',
  ].join('\n');
}

function shrunkJson(
  minimised: Minimised,
  from: number,
  saved: string | undefined,
): Readonly<Record<string, unknown>> {
  const { failure, shrunkTo, executions, finished, certificate } = minimised;
  const { commands, divergence } = failure;
  const counterexample = { commands, ...divergence, certificate: certificate ?? null, file: saved ?? null };
  return {
    verdict: 'fail',
    shrunkFrom: from,
    shrunkTo,
    executions,
    shrinkFinished: finished,
    counterexample,
  };
}
