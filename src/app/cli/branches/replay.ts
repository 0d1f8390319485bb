// procession replay of a file with branches.
import type { System } from '../../../contract/system.ts';
import { specificationOf } from '../../../command-sets.ts';
import { concurrentRecordOf } from '../../../counterexample/file/concurrent-record.ts';
import type { ConcurrentEvidence } from '../../../counterexample/file/read-file.ts';
import { commandCount } from '../../../counterexample/concurrent-failure.ts';
import { programOf } from '../../../contract/notation/trace-of-run.ts';
import { tellConcurrentStory } from '../../../counterexample/explain/concurrent-story.ts';
import type { ProgramReplay } from '../../../engines/concurrency/replay-program.ts';
import { badEndDecides } from '../../../engines/verdict-rules.ts';
import { closeSystem } from '../../../lockstep/exceptions.ts';
import { setFor } from '../files/counterexample.ts';
import { missingEnvironment } from '../options/environment.ts';
import { logLines, openSystem } from '../options/system.ts';
import type { SystemFlags } from '../options/system.ts';
import { EXIT_STATUS } from '../exit-codes.ts';
import { printJson, printLines } from '../print.ts';
import { concurrentStoryLines } from '../report/concurrent-story.ts';
import { counted, styled } from '../terminal.ts';
import { refusePrefix, replayed } from './replayed.ts';

/** The options of replay. */
export interface ReplayFlags extends SystemFlags {
  readonly sut: string;
  readonly json?: true;
}

/** Replays it, and says how it went; the exit code. */
export async function replayBranches(
  file: string,
  evidence: ConcurrentEvidence,
  flags: ReplayFlags,
): Promise<number> {
  const system = await openSystem(flags.sut, { ...flags, set: setFor(flags.sut, evidence) });
  refusePrefix(file, evidence, system);
  const outcome = await replayed(evidence, system);
  const badEnd = await closeSystem(system);
  const decided: ProgramReplay = badEndDecides(outcome.verdict, badEnd)
    ? { ...outcome, verdict: 'fail', reason: badEnd }
    : outcome;
  if (flags.json) printJson(branchesJson(decided, file, evidence, system));
  else
    printLines([...branchesLines(decided, file, evidence, system), ...noteLines(decided, evidence, flags)]);
  return EXIT_STATUS[decided.verdict];
}

/** Reasons for which it may pass. */
function noteLines(
  { verdict }: ProgramReplay,
  { origin }: ConcurrentEvidence,
  flags: ReplayFlags,
): readonly string[] {
  const missing = verdict === 'pass' ? missingEnvironment(origin, flags) : undefined;
  return missing === undefined ? [] : [`note: ${missing}`];
}

function branchesLines(
  outcome: ProgramReplay,
  file: string,
  evidence: ConcurrentEvidence,
  system: System,
): readonly string[] {
  const { verdict, reason, failure, run, explainedBy, search } = outcome;
  if (verdict === 'inconclusive')
    return [`${styled('yellow', 'INCONCLUSIVE')}  ${reason}`, ...howLines(outcome)];
  if (verdict === 'pass') {
    const order =
      explainedBy === undefined || search !== undefined ? '' : `; the order is ${explainedBy.join(' ')}`;
    return [`${styled('green', 'PASS')}  ${file}: ${reason}${order}`, ...howLines(outcome)];
  }
  if (failure === undefined)
    return [`${styled('red', 'FAIL')}  ${file}: ${reason}`, ...howLines(outcome), ...logLines(system)];
  const specification = specificationOf(system);
  const story = tellConcurrentStory({
    specification,
    system: system.name,
    outcome: 'failed',
    program: programOf(evidence.concurrent),
    run,
    failure,
  });
  return [...concurrentStoryLines(story, file), '', ...howLines(outcome), ...logLines(system)];
}

/** The way to the verdict: how far the schedule fitted, and what was run besides. */
function howLines({ fits, search, runs, overlapping }: ProgramReplay): readonly string[] {
  const fitted =
    fits === undefined
      ? []
      : [
          fits.parts === undefined
            ? `the schedule fits to its end (${counted(fits.of, 'step')})`
            : `the schedule fits up to step ${fits.steps} of ${fits.of}: ${fits.parts}`,
        ];
  const searched =
    search === undefined
      ? []
      : [
          `schedules searched: ${counted(search.counts.executions, 'execution')}, ${counted(search.counts.outcomes, 'different outcome')}, ${search.complete ? 'all' : 'not all'} of them`,
          ...(search.reductionGivenUp === undefined ? [] : [`not reduced: ${search.reductionGivenUp}`]),
        ];
  const free =
    overlapping === undefined
      ? []
      : [`${counted(runs, 'free run')}, ${overlapping} with overlapping commands`];
  return [...fitted, ...searched, ...free];
}

/** The report for machines, with stable names (docs/json.md). */
function branchesJson(
  { verdict, reason, failure, fits, runs, overlapping, search, explainedBy }: ProgramReplay,
  file: string,
  { concurrent, origin }: ConcurrentEvidence,
  system: System,
): Readonly<Record<string, unknown>> {
  const specification = specificationOf(system);
  const environment = origin?.environment;
  return {
    verdict,
    reason: verdict === 'pass' ? null : reason,
    system: system.name,
    commandSet: specification.commandSet,
    profile: specification.profile ?? null,
    file,
    commands: commandCount(programOf(concurrent)),
    branches: concurrent.branches.length,
    fits: fits ?? null,
    runs,
    overlapping: overlapping ?? null,
    search:
      search === undefined
        ? null
        : {
            executions: search.counts.executions,
            outcomes: search.counts.outcomes,
            complete: search.complete,
          },
    order: search === undefined ? (explainedBy ?? null) : null,
    counterexample:
      failure === undefined
        ? null
        : concurrentRecordOf(
            failure,
            { system: system.name, ...(environment && { environment }) },
            specification.vocabulary,
          ),
  };
}
