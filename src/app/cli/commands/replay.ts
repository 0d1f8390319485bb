// procession replay: a trace file, or a counterexample's JSON, on a system.
import { setImmediate as breathe } from 'node:timers/promises';
import { Command } from 'commander';
import type { System } from '../../../contract/system.ts';
import { specificationOf } from '../../../command-sets.ts';
import type { Evidence } from '../../../counterexample/file/read-file.ts';
import { contradictionIn, skippedIn, whyNotApplicable } from '../../../counterexample/file/read-file.ts';
import { replay } from '../../../lockstep/replay.ts';
import { badEndDecides, whyNothingCompared } from '../../../engines/verdict-rules.ts';
import type { Lockstep } from '../../../lockstep/lockstep.ts';
import type { Run } from '../../../lockstep/run-plan.ts';
import { STEPS_A_TURN } from '../../../lockstep/pauses.ts';
import { closeSystem } from '../../../lockstep/exceptions.ts';
import type { ReplayFlags } from '../branches/replay.ts';
import { readAnyEvidenceFile, refuseUnissuable, setFor } from '../files/counterexample.ts';
import { missingEnvironment } from '../options/environment.ts';
import { EXIT_STATUS } from '../exit-codes.ts';
import { Interrupt } from '../interrupt.ts';
import { replayJson, replayLines } from '../report/replay.ts';
import type { ReplayOutcome } from '../report/replay.ts';
import { printJson, printLines } from '../print.ts';
import { openSystem, withSystemOptions } from '../options/system.ts';
import { counted, grouped, ProgressLine } from '../terminal.ts';

export function replayCommand(): Command {
  return withSystemOptions(new Command('replay'))
    .argument('<file>', 'a trace file, or the JSON form of a counterexample; - for standard input')
    .option('--json', 'one JSON object on standard output, and nothing else there')
    .addHelpText(
      'after',
      `
The command set is that of the trace. Of a file with branches the schedule is run, and where it does not fit to its end,
every schedule; a system that only runs freely runs the program again and again.

Exit codes: 0 pass, 1 fail, 2 misuse (a trace that makes no sense, too), 3 inconclusive.`,
    )
    .action(async (file: string, flags: ReplayFlags) => {
      process.exitCode = await replayFile(file, flags);
    });
}

async function replayFile(file: string, flags: ReplayFlags): Promise<number> {
  const evidence = readAnyEvidenceFile(file);
  if ('concurrent' in evidence) {
    // Loaded here, since sequences need none of it.
    const { replayBranches } = await import('../branches/replay.ts');
    return await replayBranches(file, evidence, flags);
  }
  const system = await openSystem(flags.sut, { ...flags, set: setFor(flags.sut, evidence) });
  refuseUnissuable(file, evidence, specificationOf(system), system.knownDeviations);
  const judged = await judge(evidence, system);
  const badEnd = await closeSystem(system);
  const outcome: ReplayOutcome = badEndDecides(judged.verdict, badEnd)
    ? { verdict: 'fail', run: 'run' in judged ? judged.run : NOTHING_RUN, reason: badEnd }
    : judged;
  if (flags.json) printJson(replayJson(outcome, file, system));
  else printLines([...replayLines(outcome, file, system), ...noteLines(outcome, evidence, flags)]);
  return EXIT_STATUS[outcome.verdict];
}

const NOTHING_RUN: Run = { commands: [], divergence: undefined };

/** Replays, after asking whether the trace can be replayed on this system and agrees with the model itself. */
async function judge(evidence: Evidence, system: System): Promise<ReplayOutcome> {
  const commands = evidence.trace.steps.map(({ command }) => command);
  const nothing = whyNothingCompared(commands.length, undefined);
  if (nothing !== undefined) return { verdict: 'inconclusive', reason: `${nothing} (the trace has none)` };
  const specification = specificationOf(system);
  const why = whyNotApplicable(evidence, system, specification);
  if (why !== undefined) return { verdict: 'inconclusive', reason: `the trace does not apply: ${why}` };
  let notShown: readonly string[] = [];
  const run = await replayWatched(system, commands, (counts) => {
    notShown = [...counts].filter(([, each]) => each.checked === 0 && each.notShown > 0).map(([id]) => id);
  });
  if (run === undefined)
    return {
      verdict: 'inconclusive',
      reason: `interrupted; the trace has ${counted(commands.length, 'command')}`,
    };
  if (run.divergence !== undefined) return { verdict: 'fail', run, reason: run.divergence.sentence };
  const skipped = skippedIn(evidence, specification, run);
  if (skipped !== undefined) return { verdict: 'inconclusive', reason: `not all of it was run: ${skipped}` };
  const wrong = contradictionIn(evidence, specification, system.knownDeviations);
  return wrong === undefined ? { verdict: 'pass', run, notShown } : { verdict: 'fail', run, reason: wrong };
}

/** Replays with a line of progress; `undefined` where the user wanted an end before it was there. */
async function replayWatched(
  system: System,
  commands: readonly Evidence['trace']['steps'][number]['command'][],
  invariants: (counts: Lockstep['invariantCounts']) => void,
): Promise<Run | undefined> {
  using interrupt = new Interrupt();
  const line = new ProgressLine();
  let turns = 0;
  let shown = Number.NEGATIVE_INFINITY;
  const turn = async (): Promise<void> => {
    turns += 1;
    if (performance.now() - shown < SHOW_EVERY_MS) return;
    line.show(progressText(turns * STEPS_A_TURN, commands.length));
    await breathe();
    shown = performance.now();
    if (interrupt.asked) throw new Interrupted();
  };
  try {
    return await replay(system, specificationOf(system), commands, { turn, invariants });
  } catch (error) {
    if (error instanceof Interrupted) return undefined;
    throw error;
  } finally {
    line.clear();
  }
}

const SHOW_EVERY_MS = 50;

class Interrupted extends Error {}

function progressText(run: number, all: number): string {
  return `${grouped(Math.min(run, all))} of ${counted(all, 'command')}`;
}

/** Reasons for which it may pass. */
function noteLines({ verdict }: ReplayOutcome, { origin }: Evidence, flags: ReplayFlags): readonly string[] {
  const missing = verdict === 'pass' ? missingEnvironment(origin, flags) : undefined;
  return missing === undefined ? [] : [`note: ${missing}`];
}
