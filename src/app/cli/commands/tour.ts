// procession tour: every command from every state of a bound, on a system that can only be reset and asked.
import { Command } from 'commander';
import { COMMAND_LINE } from '../../../contract/package-name.ts';
import { specificationOf } from '../../../command-sets.ts';
import type { System } from '../../../contract/system.ts';
import type { PlanProgress, Tour } from '../../../engines/tour/transition-tour.ts';
import { runTour } from '../../../engines/tour/run.ts';
import type { TourProgress, TourResult } from '../../../engines/tour/run.ts';
import { verdictOfBadEnd } from '../../../engines/verdict-rules.ts';
import { closeSystem } from '../../../lockstep/exceptions.ts';
import type { BoundFlags, WalkFlags } from '../options/bound.ts';
import { boundFrom, tourWithin, withBound, withTour } from '../options/bound.ts';
import { environmentIn } from '../options/environment.ts';
import { exitCodeOf, Misuse } from '../exit-codes.ts';
import { Interrupt } from '../interrupt.ts';
import { tourJson, tourLines } from '../report/tour.ts';
import { FAILURES_FOLDER, replayLine, secondsToMs, wholeNumber } from '../options/values.ts';
import { keepFailure, refuseMissingFolder } from '../files/output.ts';
import { printJson, printLines } from '../print.ts';
import { openSystem, withSystemOptions } from '../options/system.ts';
import type { SystemFlags } from '../options/system.ts';
import { counted, grouped, ProgressLine } from '../terminal.ts';

/** More than this takes minutes. */
const IDS = 3;
/** More than this takes gigabytes to plan. */
const STATES_MAX = 250_000;

interface TourFlags extends BoundFlags, WalkFlags, Omit<SystemFlags, 'set'> {
  readonly sut: string;
  readonly time?: number;
  readonly skip: number;
  readonly certify: boolean;
  readonly save: string | false;
  readonly json?: true;
}

export function tourCommand(): Command {
  const presets = { changesOnly: false, statesMax: STATES_MAX };
  return withTour(withBound(withSystemOptions(new Command('tour')), { ids: IDS }), presets)
    .option('--time <seconds>', 'run no longer than this; ending early is inconclusive', secondsToMs)
    .option(
      '--skip <sequences>',
      'leave out the first of the sequences, which an interrupted run of the same tour has done',
      wholeNumber(0, 1e9),
      0,
    )
    .option('--no-certify', 'do not search for a shorter failure than shrinking left')
    .option('--save <folder>', 'where a failure is stored as a trace', FAILURES_FOLDER)
    .option('--no-save', 'store nothing')
    .option('--json', 'one JSON object on standard output, and nothing else there')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: TourFlags) => {
      process.exitCode = await tour(flags);
    });
}

const EXAMPLES = `
Forks go to the lowest free id. Each sequence begins with a reset and ends with the way back to init alone.

Examples:
  ${COMMAND_LINE} tour                                      our implementation, at 3 ids
  ${COMMAND_LINE} tour --sut linux                          the kernel this runs on, at 3 ids
  ${COMMAND_LINE} tour --sut linux --ids 2 --commands all   with marks: executed, subreaper, ignoring SIGCHLD
  ${COMMAND_LINE} tour --sut 'cmd:python3 mine.py' --ids 3  a program of yours
  ${COMMAND_LINE} tour --sut linux --set job-control --ids 3 --symmetry on   terminals, stops and hang-ups: hours

Exit codes: 0 pass, 1 fail, 2 misuse, 3 inconclusive, 70 a bug of procession's own.`;

async function tour(flags: TourFlags): Promise<number> {
  refuseMissingFolder('--save', flags.save);
  const system = await openSystem(flags.sut, flags);
  const bound = boundFrom({ ids: IDS, ...flags }, system, 'lowest');
  const line = new ProgressLine();
  const planned = tourWithin(system, bound, flags, (progress) => line.show(planningText(progress)));
  line.clear();
  if (flags.skip > 0 && flags.skip >= planned.sequences.length)
    throw new Misuse(
      `--skip: the tour has ${counted(planned.sequences.length, 'sequence')}, and nothing is left of them`,
    );
  using interrupt = new Interrupt();
  const ran = await runTour(
    system,
    specificationOf(system),
    planned.sequences,
    {
      commands: bound.commands,
      timeMs: flags.time,
      skip: flags.skip,
      ...(!flags.certify && { certifyStatesMax: 0 }),
    },
    interrupt.control(({ sequences, elapsedMs }: TourProgress) =>
      line.show(progressText(sequences, planned, elapsedMs)),
    ),
  );
  line.clear();
  const badEnd = await closeSystem(system);
  const result = { ...ran, ...verdictOfBadEnd(ran.verdict, badEnd) };
  const file = keep(result, system, flags);
  const report = {
    result,
    planned,
    bound,
    system,
    changesOnly: flags.changesOnly ?? false,
    symmetry: flags.symmetry === 'on',
    skipped: flags.skip,
    file,
    replay: file === undefined ? undefined : replayLine(file, flags),
  };
  if (flags.json) printJson(tourJson(report));
  else printLines(tourLines(report));
  return exitCodeOf(result.verdict);
}

function planningText({ states, left }: PlanProgress): string {
  const found = counted(states, 'state');
  return left === undefined ? `${found} found` : `${found}, ${grouped(left)} of them with commands to plan`;
}

function progressText(done: number, { sequences }: Tour, elapsedMs: number): string {
  return `${grouped(done)} of ${counted(sequences.length, 'sequence')}, ${(elapsedMs / 1000).toFixed(0)} s`;
}

function keep({ failure }: TourResult, system: System, flags: TourFlags): string | undefined {
  if (failure === undefined || failure.flaky) return undefined;
  const { minimised } = failure;
  const origin = { system: system.name, ...environmentIn(flags) };
  return keepFailure(flags.save, minimised.failure, origin, specificationOf(system), minimised.certificate);
}
